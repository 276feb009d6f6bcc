//! What is read, and how.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use dixit_ingest::FieldMap;

/// How to read input.
#[derive(Debug, Args)]
pub(crate) struct InputArgs {
    /// What the input is written in.
    #[arg(long, value_name = "FORMAT", default_value = "auto")]
    pub(crate) input: InputFormat,

    /// Names the input has for the fields of an article: text=body|content,title=_source.headline.
    ///
    /// The fields are id, title, text, publisher, date, url, author and language; what is not named here is looked for
    /// under that name and those that well-known data sets have for it. Alternatives stand between |, a dot leads into an
    /// object, and the columns of a table without a heading are numbered from 1.
    #[arg(long, value_name = "FIELD=NAME,…", default_value = "", hide_default_value = true)]
    pub(crate) map: FieldMap,

    /// What parts the cells of tables: a mark, or tab. Without it, how a table begins tells.
    #[arg(long, value_name = "MARK")]
    pub(crate) delimiter: Option<Delimiter>,

    /// Longest article taken, in megabytes.
    #[arg(long, value_name = "MB", default_value_t = 64)]
    pub(crate) max_size: u64,

    /// Read texts in other languages than English too, which are skipped otherwise.
    #[arg(long)]
    pub(crate) any_language: bool,
}

/// What parts the cells of a table: one byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Delimiter(pub(crate) u8);

impl std::str::FromStr for Delimiter {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        match s.as_bytes() {
            b"tab" | b"\\t" => Ok(Self(b'\t')),
            &[byte] if !matches!(byte, b'"' | b'\n' | b'\r') => Ok(Self(byte)),
            _ => Err("is not one mark, or `tab`".to_owned()),
        }
    }
}

/// Which inputs to read beside the paths.
#[derive(Debug, Default, Args)]
pub(crate) struct SelectArgs {
    /// File with the paths to read, one a line; - is standard input.
    #[arg(long, value_name = "FILE")]
    pub(crate) files_from: Option<PathBuf>,

    /// Read again what --failed of an earlier run has listed, and nothing else.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["paths", "files_from", "shard"])]
    pub(crate) from_failed: Option<PathBuf>,

    /// Every Nth article, from the Ith on: the part of one machine among N; dixit merge joins their outputs.
    #[arg(long, value_name = "I/N")]
    pub(crate) shard: Option<Shard>,
}

/// One part of several: `2/4`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shard {
    /// From 0.
    pub(crate) index: u64,
    pub(crate) count: u64,
}

impl std::str::FromStr for Shard {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        let wrong = || "not of the form I/N with I from 1 to N, such as 2/4".to_owned();
        let (index, count) = s.split_once('/').ok_or_else(wrong)?;
        let (index, count): (u64, u64) =
            (index.parse().map_err(|_| wrong())?, count.parse().map_err(|_| wrong())?);
        if index == 0 || index > count { Err(wrong()) } else { Ok(Self { index: index - 1, count }) }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum InputFormat {
    /// By the file's suffix, else by how it begins.
    Auto,
    /// Plain text, one article a file.
    Text,
    /// Markdown, of which the prose is taken.
    #[value(alias = "md")]
    Markdown,
    /// A web page, of which the main text is taken.
    Html,
    /// JSON, one article a line.
    Jsonl,
    /// A JSON array of articles, or JSON objects over several lines.
    Json,
    /// Comma-separated, one article a row, fields named by the first.
    Csv,
    /// The same, separated by tabs.
    Tsv,
    /// Parquet, one article a row.
    Parquet,
    /// RSS, Atom, NewsML-G2 or NITF.
    Xml,
    /// A message or saved page (.eml, .mhtml).
    Mail,
    /// A transcript with times (.srt, .vtt).
    Subtitles,
    /// A document of a word processor.
    Docx,
    /// A story of the CNN and Daily Mail data set.
    Story,
    /// A web archive: the pages in it.
    Warc,
    /// A tar archive: the files in it.
    Tar,
    /// A zip archive: the files in it.
    Zip,
}
