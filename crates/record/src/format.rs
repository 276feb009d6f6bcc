use crate::{Offsets, Record, annotation, csv, gold, gqg, jsonld, quotations, quotebank};

/// A line-oriented output format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Format {
    /// One [`Record`] a line, JSON.
    #[default]
    Jsonl,
    /// One quotation a line, JSON, each with its article.
    Quotations,
    /// One quotation a line, comma-separated, with a heading.
    Csv,
    /// The same, separated by tabs; tabs and line breaks within a cell become spaces.
    Tsv,
    /// One article a line in the format gold annotations are kept in; see [`gold`].
    Gold,
    /// One article a line as GDELT's Global Quotation Graph has them: direct quotations with the words around them.
    Gqg,
    /// One quotation a line as Quotebank's quotation-centric files have them.
    Quotebank,
    /// One article a line as Quotebank's article-centric files have them.
    QuotebankArticles,
    /// One article a line as a schema.org `NewsArticle` with its `Quotation`s, JSON-LD.
    JsonLd,
    /// One quotation a line as a W3C Web Annotation, JSON-LD.
    WebAnnotation,
}

impl Format {
    /// The line that opens a file of this format.
    pub fn heading(self) -> String {
        match self {
            Self::Csv => csv::HEADING.to_owned(),
            Self::Tsv => csv::HEADING.replace(',', "\t"),
            _ => String::new(),
        }
    }

    /// The unit of offsets the format insists on, where it does.
    pub const fn fixed_offsets(self) -> Option<Offsets> {
        match self {
            // Scorers, Quotebank's readers and W3C's text positions count characters.
            Self::Gold | Self::QuotebankArticles | Self::WebAnnotation => Some(Offsets::Chars),
            _ => None,
        }
    }

    /// Appends `record` to `out` as whole lines: one per article, or one per quotation (none for an article without any).
    ///
    /// `text` is the article's text, of which some formats show the words around a quotation; where it is empty they
    /// leave those out.
    pub fn write(self, record: &Record<'_>, text: &str, out: &mut Vec<u8>) {
        match self {
            Self::Jsonl => line(record, out),
            Self::Quotations => each_line(quotations::quotations(record), out),
            Self::Csv => csv::write(record, b',', out),
            Self::Tsv => csv::write(record, b'\t', out),
            Self::Gold => line(&gold::GoldArticle::from(record), out),
            Self::Gqg => line(&gqg::article(record, text), out),
            Self::Quotebank => each_line(quotebank::quotations(record), out),
            Self::QuotebankArticles => line(&quotebank::article(record, text), out),
            Self::JsonLd => line(&jsonld::article(record), out),
            Self::WebAnnotation => each_line(annotation::annotations(record, text), out),
        }
    }
}

/// Appends values as lines of JSON.
fn each_line(values: impl Iterator<Item = impl serde::Serialize>, out: &mut Vec<u8>) {
    values.for_each(|value| line(&value, out));
}

/// Appends a value as one line of JSON.
fn line(value: &impl serde::Serialize, out: &mut Vec<u8>) {
    serde_json::to_writer(&mut *out, value).expect("a record has string keys, and memory takes all writes");
    out.push(b'\n');
}
