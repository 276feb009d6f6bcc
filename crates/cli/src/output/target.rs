//! Where output goes and in which format, as the command line says it.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::bail;
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
        let Some((word, path)) = s.split_once(':') else { return Ok(Self::new(s)) };
        if let Ok(named) = OutputFormat::from_str(word, false) {
            return Ok(Self { path: path.into(), named: Some(named) });
        }
        // `C:`, and a colon further on in a path, are part of it.
        if word.len() > 1 && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return Err(format!("`{word}` is no format; a file of that name is written as ./{s}"));
        }
        Ok(Self::new(s))
    }
}

impl Target {
    pub(crate) fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), named: None }
    }

    /// The format: that named before the path, else that of `--format`, else that of the suffix, else JSONL where there is
    /// no suffix.
    ///
    /// # Errors
    /// If the suffix is that of no format, or promises what the file will not be.
    pub(crate) fn kind(&self, given: Option<OutputFormat>) -> anyhow::Result<Kind> {
        let Suffix { format: by_suffix, word, packed } = Suffix::of(&self.path);
        let path = self.path.display();
        let said = self.named.or(given);
        if said.is_none() && by_suffix.is_none() && word.is_some_and(|word| !word.is_empty()) {
            let word = word.unwrap_or_default();
            bail!(
                "{path} ends in .{word}, which is the suffix of no format: \
                 name one by -o FORMAT:{path} or --format, or take .jsonl, .csv, .tsv, .parquet, .sqlite"
            );
        }
        let format = said.or(by_suffix).unwrap_or(OutputFormat::Jsonl);
        let whole = |format| matches!(format, OutputFormat::Sqlite | OutputFormat::Parquet);
        if packed.is_some_and(|packed| whole(format) || !matches!(packed, "gz" | "zst")) {
            bail!(
                "{path} would not be packed as its suffix says: .gz and .zst can be had, and not for SQLite and Parquet"
            );
        }
        // Lines of one format under the suffix of another can at least be read.
        if by_suffix.is_some_and(|by_suffix| by_suffix != format && (whole(by_suffix) || whole(format))) {
            bail!(
                "{path} would not be what its suffix says; give it another name, or leave the format to its suffix"
            );
        }
        Ok(match format {
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
        })
    }
}

/// The format of an output.
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

/// The format that the name of a file implies.
struct Suffix<'a> {
    format: Option<OutputFormat>,
    /// Behind the last full stop, that of a packing aside.
    word: Option<&'a str>,
    /// Its compression, if the name has one.
    packed: Option<&'a str>,
}

impl<'a> Suffix<'a> {
    fn of(path: &'a Path) -> Self {
        let mut name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let packed =
            name.rsplit_once('.').filter(|(_, end)| matches!(*end, "gz" | "zst" | "bz2" | "xz" | "zip"));
        let packed = packed.map(|(rest, packed)| {
            name = rest;
            packed
        });
        // A full stop in front hides a file.
        let word = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map(|(_, word)| word);
        let format = match word.map(str::to_ascii_lowercase).as_deref() {
            Some("jsonl" | "ndjson") => Some(OutputFormat::Jsonl),
            Some("csv") => Some(OutputFormat::Csv),
            Some("tsv") => Some(OutputFormat::Tsv),
            Some("jsonld") => Some(OutputFormat::Jsonld),
            Some("parquet") => Some(OutputFormat::Parquet),
            Some("sqlite" | "sqlite3" | "db") => Some(OutputFormat::Sqlite),
            _ => None,
        };
        Self { format, word, packed }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_word_flag_and_suffix() {
        let kind = |s: &str, given| s.parse::<Target>().unwrap().kind(given).unwrap();
        assert_eq!(kind("a.csv.gz", None), Kind::Lines(Format::Csv));
        assert_eq!(kind("a.csv", Some(OutputFormat::Gold)), Kind::Lines(Format::Gold));
        assert_eq!(kind("gold:a.csv", Some(OutputFormat::Tsv)), Kind::Lines(Format::Gold));
        assert_eq!(kind("dir.csv/a", None), Kind::Lines(Format::Jsonl));
        assert_eq!(kind("a.db", None), Kind::Sqlite);
        assert_eq!("C:/a.csv".parse::<Target>().unwrap().path, Path::new("C:/a.csv"));
        assert_eq!(kind("./cvs:a", None), Kind::Lines(Format::Jsonl));
        assert_eq!(kind("/dev/stdout", None), Kind::Lines(Format::Jsonl));
        assert!("".parse::<Target>().is_err() && "cvs:a.csv".parse::<Target>().is_err());
        let refused = |s: &str, given| s.parse::<Target>().unwrap().kind(given).is_err();
        for s in [
            "a.xlsx",
            "a.json",
            "a.csv.xz",
            "a.jsonl.bz2",
            "a.sqlite.gz",
            "jsonl:a.xz",
            "csv:a.sqlite",
            "sqlite:a.csv",
        ] {
            assert!(refused(s, None), "{s}");
        }
        assert!(
            refused("a.sqlite", Some(OutputFormat::Csv)) && refused("a.jsonl", Some(OutputFormat::Parquet))
        );
        assert!(!refused("a.json", Some(OutputFormat::Gold)) && !refused("gold:a.txt", None));
    }
}
