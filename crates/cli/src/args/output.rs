//! What is written, and how a run shows that it goes on.

use clap::ValueEnum;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    /// One article a line, JSON, with all there is to know: see docs/record.md.
    Jsonl,
    /// One quotation a line, JSON, each with its article.
    Quotations,
    /// One quotation a line, for spreadsheets.
    Csv,
    /// The same, separated by tabs.
    Tsv,
    /// Parquet, one quotation a row: see docs/record.md.
    Parquet,
    /// A database with full-text search over the quotations: see docs/sqlite.md.
    #[value(alias = "db")]
    Sqlite,
    /// One article a line, as gold annotations are kept and scorers read them.
    Gold,
    /// One article a line, as GDELT's Global Quotation Graph has them: direct quotations and the words around them.
    Gqg,
    /// One quotation a line, as Quotebank's quotation-centric files have them.
    Quotebank,
    /// One article a line, as Quotebank's article-centric files have them.
    QuotebankArticles,
    /// One article a line, schema.org as JSON-LD.
    Jsonld,
    /// One quotation a line, a W3C Web Annotation.
    Annotation,
}

/// Where articles are analysed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Workers {
    /// In processes; in threads where the engine computes on a graphics card.
    Auto,
    /// In processes of their own: one that crashes or takes too much memory costs its article alone.
    Processes,
    /// In threads: a little faster, and such an article ends the run.
    Threads,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProgressStyle {
    /// A bar on a terminal, nothing elsewhere.
    Auto,
    /// A line of JSON a second, for machines: see docs/run.md.
    Json,
    /// Nothing until the summary.
    None,
}
