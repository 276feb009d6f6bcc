//! Questions to many records.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::engine::EngineArgs;
use super::input::InputArgs;
use super::values::{ActsArg, date, kind, probability};

/// Finds the same words across articles: exact, cut, edited and retold quotations in one group.
///
/// Reads the records that dixit run writes as JSONL or SQLite. Each group has its fullest form, its variants and what was done to each,
/// who said it by vote, where it was first seen, and the outlets. Where outlets name different speakers or have other words,
/// and neither brackets nor an ellipsis say so, the group says who has what: that is where misquotes and wrong attributions are.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  dixit run news.jsonl -o quotes.jsonl && dixit cluster quotes.jsonl
  dixit cluster quotes.jsonl --only speaker
  dixit cluster quotes.jsonl --format jsonl | jq 'select(.articles > 10) | .text'")]
pub(crate) struct ClusterArgs {
    /// Records to read, as dixit run writes them (JSONL, packed or not, or SQLite), or - for standard input.
    #[arg(value_name = "RECORDS")]
    pub(crate) records: Vec<PathBuf>,

    /// File to write to, instead of standard output; .gz and .zst are compressed.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Format of the output.
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: ClusterFormat,

    /// Which quotations: what was said, or all, with what is only ascribed (hopes, plans) and what is neither.
    #[arg(long, value_name = "WHICH", default_value = "statements")]
    pub(crate) acts: ActsArg,

    /// Only groups that disagree.
    #[arg(long, value_name = "ON")]
    pub(crate) only: Option<Disagreement>,

    /// Only groups of at least so many articles.
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub(crate) min_articles: usize,

    /// Leave quotations of fewer words alone: too many people say the same by chance.
    #[arg(long, value_name = "N", default_value = "4")]
    pub(crate) min_words: NonZeroUsize,

    /// Groups in the table.
    #[arg(long, value_name = "N", default_value_t = 25)]
    pub(crate) top: usize,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ClusterFormat {
    /// For people: the groups of most articles, and what is disagreed on.
    Table,
    /// One group a line, JSON, with all there is to know: see docs/see.md.
    Jsonl,
    /// One quotation a line with its group, for spreadsheets.
    Csv,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Disagreement {
    /// Different speakers are named.
    Speaker,
    /// Words differ where no brackets or ellipsis say so.
    Words,
    /// Either.
    Any,
}

/// Asks a database that dixit run has written: who said what, where and when.
///
/// All conditions must hold. Names are looked for as parts, so --speaker okoye finds Ada Okoye. Words are searched for in the
/// quotations whatever their case and accents: several must all occur, "in marks" they are a phrase, tariff* is the
/// beginning of a word, and AND, OR, NOT and parentheses combine.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  dixit run news.jsonl -o quotes.sqlite
  dixit query quotes.sqlite harbour bridge --speaker Okoye
  dixit query quotes.sqlite '\"rare earths\" OR tariff*' --outlet Reuters --from 2025-12 --format csv > hits.csv
  dixit query quotes.sqlite --count-by speaker --publisher Gazette
  dixit query quotes.sqlite --max-confidence 0.5 --order confidence")]
pub(crate) struct QueryArgs {
    /// The database: what dixit run wrote with -o FILE.sqlite.
    #[arg(value_name = "DATABASE")]
    pub(crate) database: PathBuf,

    /// Words of the quotation.
    #[arg(value_name = "WORDS")]
    pub(crate) words: Vec<String>,

    /// Part of the speaker's name, or a registry id.
    #[arg(long, value_name = "NAME")]
    pub(crate) speaker: Option<String>,

    /// Part of the name of an outlet that published or relayed it.
    #[arg(long, value_name = "NAME")]
    pub(crate) outlet: Option<String>,

    /// Part of the publisher's name.
    #[arg(long, value_name = "NAME")]
    pub(crate) publisher: Option<String>,

    /// Part of the name of an outlet, platform, event or document it came through.
    #[arg(long, value_name = "NAME")]
    pub(crate) via: Option<String>,

    /// Published on this day or later: 2025-12-05, 2025-12 or 2025.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) from: Option<String>,

    /// Published on this day, in this month or year, or earlier.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) to: Option<String>,

    /// Only direct, mixed or indirect quotations.
    #[arg(long, value_name = "KIND", value_parser = kind)]
    pub(crate) kind: Option<dixit_record::Kind>,

    /// Which quotations: what was said, or all, with what is only ascribed (hopes, plans) and what is neither.
    #[arg(long, value_name = "WHICH", default_value = "statements")]
    pub(crate) acts: ActsArg,

    /// Only quotations with at least this confidence.
    #[arg(long, value_name = "0..1", value_parser = probability)]
    pub(crate) min_confidence: Option<f32>,

    /// Only quotations with at most this confidence: what to check.
    #[arg(long, value_name = "0..1", value_parser = probability)]
    pub(crate) max_confidence: Option<f32>,

    /// Count the quotations instead of listing them.
    #[arg(long, value_name = "WHAT")]
    pub(crate) count_by: Option<CountBy>,

    /// Order of the quotations.
    #[arg(long, value_name = "ORDER", default_value = "input")]
    pub(crate) order: QueryOrder,

    /// Most lines; 0 for all [default: 25 in a table, all as JSON and CSV].
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,

    /// Format of the output.
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: QueryFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum QueryFormat {
    /// For people.
    Table,
    /// One list of objects.
    Json,
    /// One quotation a line, for spreadsheets.
    Csv,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum QueryOrder {
    /// As the articles were read.
    Input,
    /// Newest article first.
    Newest,
    /// Oldest article first.
    Oldest,
    /// Least confidence first.
    Confidence,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum CountBy {
    /// Named speakers.
    Speaker,
    /// Publishers.
    Publisher,
    /// Whom or what the words came through.
    Via,
    /// Days of publication.
    Day,
    /// Months of publication.
    Month,
    /// Direct, mixed, indirect.
    Kind,
}

/// Counts which outlets and platforms stand behind how many quotations, and who relays whom.
///
/// For an article or a corpus: through whom each quotation is known (told Reuters, posted on X, as reported by Xinhua),
/// counted by outlet. The graph has an edge from whom the words came first to whom relayed them, up to the publisher of
/// the article where its input names one.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  dixit sources article.txt
  dixit sources news.jsonl --format json | jq '.outlets[:10]'
  dixit sources news.jsonl --format dot | dot -Tsvg > relays.svg
  dixit sources articles/ --outlets mine.tsv")]
pub(crate) struct SourcesArgs {
    /// Files and folders to read, or - for standard input (also the default when input is piped).
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Format of the output.
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: SourcesFormat,

    #[command(flatten)]
    pub(crate) engine: EngineArgs,

    #[command(flatten)]
    pub(crate) input: InputArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum SourcesFormat {
    /// For people: outlets by the number of quotations behind which they stand.
    Table,
    /// The counts of outlets and edges.
    Json,
    /// The graph of who relays whom, for Graphviz.
    Dot,
    /// The same graph, for Gephi, yEd and NetworkX.
    Graphml,
}
