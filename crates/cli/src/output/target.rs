//! Where output goes and in which format, as the command line says it.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::ValueEnum as _;
use dixit_record::Format;

use crate::args::OutputFormat;

/// The value of `-o`: `quotes.jsonl`, or `gold:predicted.jsonl` where the name does not tell the format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) path: PathBuf,
    /// The format named before the path.
    named: Option<OutputFormat>,
}

impl FromStr for Target {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        if s.is_empty() {
            return Err("an empty name".to_owned());
        }
        // `C:` and other words before a colon are part of a path.
        if let Some((word, path)) = s.split_once(':')
            && let Ok(named) = OutputFormat::from_str(word, false)
        {
            return Ok(Self { path: path.into(), named: Some(named) });
        }
        Ok(Self { path: s.into(), named: None })
    }
}

impl Target {
    pub(crate) fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), named: None }
    }

    /// The format: that named before the path, else that of `--format`, else that of the suffix, else JSONL.
    pub(crate) fn kind(&self, given: Option<OutputFormat>) -> Kind {
        match self.named.or(given).or_else(|| by_suffix(&self.path)).unwrap_or(OutputFormat::Jsonl) {
            OutputFormat::Jsonl => Kind::Lines(Format::Jsonl),
            OutputFormat::Quotations => Kind::Lines(Format::Quotations),
            OutputFormat::Csv => Kind::Lines(Format::Csv),
            OutputFormat::Tsv => Kind::Lines(Format::Tsv),
            OutputFormat::Gold => Kind::Lines(Format::Gold),
            OutputFormat::Gqg => Kind::Lines(Format::Gqg),
            OutputFormat::Quotebank => Kind::Lines(Format::Quotebank),
            OutputFormat::QuotebankArticles => Kind::Lines(Format::QuotebankArticles),
            OutputFormat::Jsonld => Kind::Lines(Format::JsonLd),
            OutputFormat::Annotation => Kind::Lines(Format::WebAnnotation),
            OutputFormat::Sqlite => Kind::Sqlite,
            OutputFormat::Parquet => Kind::Parquet,
        }
    }
}

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Lines of text.
    Lines(Format),
    /// A database.
    Sqlite,
    /// Columns.
    Parquet,
}

impl Kind {
    /// The lines that the output is made of: databases and columns take whole records.
    pub(crate) fn format(self) -> Format {
        match self {
            Kind::Lines(format) => format,
            Kind::Sqlite | Kind::Parquet => Format::Jsonl,
        }
    }
}

fn by_suffix(path: &Path) -> Option<OutputFormat> {
    let name = path.file_name()?.to_str()?.to_ascii_lowercase();
    let bare = [".gz", ".zst"].iter().find_map(|s| name.strip_suffix(s)).unwrap_or(&name);
    match bare.rsplit_once('.')?.1 {
        "jsonl" | "ndjson" => Some(OutputFormat::Jsonl),
        "csv" => Some(OutputFormat::Csv),
        "tsv" => Some(OutputFormat::Tsv),
        "jsonld" => Some(OutputFormat::Jsonld),
        "parquet" => Some(OutputFormat::Parquet),
        "sqlite" | "sqlite3" | "db" => Some(OutputFormat::Sqlite),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_word_flag_and_suffix() {
        let kind = |s: &str, given| s.parse::<Target>().unwrap().kind(given);
        assert_eq!(kind("a.csv.gz", None), Kind::Lines(Format::Csv));
        assert_eq!(kind("a.csv", Some(OutputFormat::Gold)), Kind::Lines(Format::Gold));
        assert_eq!(kind("gold:a.csv", Some(OutputFormat::Tsv)), Kind::Lines(Format::Gold));
        assert_eq!(kind("dir.csv/a", None), Kind::Lines(Format::Jsonl));
        assert_eq!(kind("a.db", None), Kind::Sqlite);
        assert_eq!("C:/a.csv".parse::<Target>().unwrap().path, Path::new("C:/a.csv"));
        assert!("".parse::<Target>().is_err());
    }
}
