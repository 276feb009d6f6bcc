//! The format of an input, by its name or its first bytes.

use std::io::{self, BufRead};
use std::path::Path;

use crate::compress::{bare_name, head};

/// The format of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum InputFormat {
    /// By the file's suffix (before that of a compression), else by how it begins: `{` opens JSONL, `[` a JSON array,
    /// `<!doctype` or `<html` a web page, `WARC/` a web archive, all else is plain text.
    #[default]
    Auto,
    /// One article, nothing but its text.
    Text,
    /// Markdown, of which the prose is taken.
    #[cfg(feature = "markdown")]
    Markdown,
    /// A web page, of which the main text is taken.
    #[cfg(feature = "html")]
    Html,
    /// One JSON object a line, each an article.
    Jsonl,
    /// A JSON array of objects, or objects after one another, over any number of lines.
    Json,
    /// Comma-separated, one article a row, fields named by the first.
    #[cfg(feature = "csv")]
    Csv,
    /// The same, separated by tabs.
    #[cfg(feature = "csv")]
    Tsv,
    /// RSS, Atom, NewsML-G2 or NITF: an article an item.
    #[cfg(feature = "xml")]
    Xml,
    /// A message or saved page (`.eml`, `.mhtml`).
    #[cfg(feature = "mail")]
    Mail,
    /// A transcript with times, SRT or WebVTT.
    Subtitles,
    /// A story of the CNN and Daily Mail data set, followed by a summary that is left out.
    Story,
    /// A document of a word processor (`.docx`).
    #[cfg(all(feature = "xml", feature = "zip"))]
    Docx,
    /// Parquet, one article a row.
    #[cfg(feature = "parquet")]
    Parquet,
    /// A web archive: the pages in it.
    #[cfg(feature = "warc")]
    Warc,
    /// A tar archive: the files in it, each by its own name.
    #[cfg(feature = "tar")]
    Tar,
    /// A zip archive: the files in it, each by its own name.
    #[cfg(feature = "zip")]
    Zip,
}

impl InputFormat {
    /// Whether it holds files.
    pub(crate) fn is_archive(self) -> bool {
        match self {
            #[cfg(feature = "tar")]
            Self::Tar => true,
            #[cfg(feature = "zip")]
            Self::Zip => true,
            _ => false,
        }
    }
}

/// The format of a file, where its name tells.
pub(crate) fn by_suffix(name: &str) -> Option<InputFormat> {
    match Path::new(bare_name(name)).extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "jsonl" | "ndjson" => Some(InputFormat::Jsonl),
        "json" => Some(InputFormat::Json),
        "txt" | "text" => Some(InputFormat::Text),
        #[cfg(feature = "markdown")]
        "md" | "markdown" => Some(InputFormat::Markdown),
        #[cfg(not(feature = "markdown"))]
        "md" | "markdown" => Some(InputFormat::Text),
        #[cfg(feature = "html")]
        "html" | "htm" | "xhtml" => Some(InputFormat::Html),
        #[cfg(feature = "csv")]
        "csv" => Some(InputFormat::Csv),
        #[cfg(feature = "csv")]
        "tsv" => Some(InputFormat::Tsv),
        #[cfg(feature = "xml")]
        "xml" | "rss" | "atom" | "nitf" | "newsml" => Some(InputFormat::Xml),
        #[cfg(feature = "mail")]
        "eml" | "mhtml" | "mht" => Some(InputFormat::Mail),
        "srt" | "vtt" => Some(InputFormat::Subtitles),
        "story" => Some(InputFormat::Story),
        #[cfg(all(feature = "xml", feature = "zip"))]
        "docx" => Some(InputFormat::Docx),
        #[cfg(feature = "parquet")]
        "parquet" => Some(InputFormat::Parquet),
        #[cfg(feature = "warc")]
        "warc" => Some(InputFormat::Warc),
        #[cfg(feature = "tar")]
        "tar" | "tgz" | "tbz2" | "tzst" | "txz" => Some(InputFormat::Tar),
        #[cfg(feature = "zip")]
        "zip" => Some(InputFormat::Zip),
        _ => None,
    }
}

/// By the first bytes, past a byte order mark and white space.
pub(crate) fn by_content(input: &mut impl BufRead) -> io::Result<InputFormat> {
    let head = head(input)?;
    #[cfg(feature = "tar")]
    if head.get(257..262) == Some(b"ustar") {
        return Ok(InputFormat::Tar);
    }
    #[cfg(feature = "parquet")]
    if head.starts_with(b"PAR1") {
        return Ok(InputFormat::Parquet);
    }
    #[cfg(feature = "warc")]
    if head.starts_with(b"WARC/") {
        return Ok(InputFormat::Warc);
    }
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let head = head.trim_ascii_start();
    #[cfg(feature = "html")]
    {
        let opens = |tag: &str| head.get(..tag.len()).is_some_and(|h| h.eq_ignore_ascii_case(tag.as_bytes()));
        if opens("<!doctype html") || opens("<html") {
            return Ok(InputFormat::Html);
        }
    }
    #[cfg(feature = "xml")]
    if head.starts_with(b"<?xml") && memchr::memmem::find(head, b"<html").is_none()
        || head.starts_with(b"<rss")
        || head.starts_with(b"<feed")
    {
        return Ok(InputFormat::Xml);
    }
    if head.starts_with(b"WEBVTT") {
        return Ok(InputFormat::Subtitles);
    }
    Ok(match head {
        // An object over many lines begins with a line that is none.
        [b'{', rest @ ..] if rest.trim_ascii_start().len() < rest.len() && ends_line_early(rest) => {
            InputFormat::Json
        }
        [b'{', ..] => InputFormat::Jsonl,
        // A text may begin with a bracket, an array of objects begins with two.
        [b'[', rest @ ..] if rest.trim_ascii_start().starts_with(b"{") => InputFormat::Json,
        _ => InputFormat::Text,
    })
}

/// Whether there is only white space before the first line break.
fn ends_line_early(rest: &[u8]) -> bool {
    let line = memchr::memchr(b'\n', rest).map_or(rest, |at| &rest[..at]);
    line.len() < rest.len() && line.trim_ascii().is_empty()
}
