//! Articles as they came, not decoded yet: between the reader, which cuts them, and the decoder.

#[cfg(any(feature = "csv", feature = "parquet"))]
use std::sync::Arc;

use dixit_text::Document;

#[cfg(feature = "csv")]
use crate::rows::Dialect;

/// One article as it came, not decoded yet.
#[derive(Clone, Debug)]
pub struct Raw {
    /// The file, or `file:line`, or `archive/file`.
    pub name: String,
    /// The bytes.
    pub body: Body,
}

/// The bytes of one article.
#[derive(Clone, Debug)]
pub enum Body {
    /// A text in any encoding.
    Text(Vec<u8>),
    /// The same, with the marks of Markdown.
    #[cfg(feature = "markdown")]
    Markdown(Vec<u8>),
    /// A web page in any encoding.
    #[cfg(feature = "html")]
    Html(Vec<u8>),
    /// A web page as a crawler received it.
    #[cfg(feature = "warc")]
    Fetched(Fetched),
    /// A JSON object.
    Json(Vec<u8>),
    /// A row of a table.
    #[cfg(feature = "csv")]
    Row(Row),
    /// A row of a Parquet file.
    #[cfg(feature = "parquet")]
    Cells(Cells),
    /// An article that some other program has read already: taken as it is.
    Document(Box<Document>),
}

impl Body {
    /// Length in bytes.
    pub fn len(&self) -> usize {
        match self {
            Body::Text(bytes) | Body::Json(bytes) => bytes.len(),
            #[cfg(feature = "markdown")]
            Body::Markdown(bytes) => bytes.len(),
            #[cfg(feature = "html")]
            Body::Html(bytes) => bytes.len(),
            #[cfg(feature = "warc")]
            Body::Fetched(fetched) => fetched.bytes.len(),
            #[cfg(feature = "csv")]
            Body::Row(row) => row.bytes.len(),
            #[cfg(feature = "parquet")]
            Body::Cells(cells) => cells.len(),
            Body::Document(document) => document.text().len(),
        }
    }

    /// Whether there are no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A page as it was fetched.
#[cfg(feature = "warc")]
#[derive(Clone, Debug)]
pub struct Fetched {
    /// Its address.
    pub(crate) url: Option<String>,
    /// `WARC-Record-ID`, without brackets.
    pub(crate) id: Option<String>,
    /// `WARC-Date`: when it was fetched.
    pub(crate) date: Option<String>,
    /// Whether the bytes begin with the head of an HTTP response.
    pub(crate) http: bool,
    /// The length its archive states, where it is a wrong one.
    pub(crate) stated: Option<u64>,
    /// The crawler says that it did not keep all of it (`WARC-Truncated`).
    pub(crate) truncated: bool,
    /// The bytes received.
    pub(crate) bytes: Vec<u8>,
}

/// The data that all rows of a table share.
#[cfg(feature = "csv")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Heading {
    /// Names of the columns; numbers from 1 on, where the table has none.
    pub(crate) columns: Vec<String>,
    pub(crate) dialect: Dialect,
    /// Whether the first row names the columns.
    pub(crate) named: bool,
}

/// One row, not decoded yet.
#[cfg(feature = "csv")]
#[derive(Clone, Debug)]
pub struct Row {
    pub(crate) heading: Arc<Heading>,
    pub(crate) bytes: Vec<u8>,
}

/// The cells of one row, each as text where it has a value.
#[cfg(feature = "parquet")]
#[derive(Clone, Debug)]
pub struct Cells {
    pub(crate) columns: Arc<[String]>,
    pub(crate) cells: Vec<Option<String>>,
}

#[cfg(feature = "parquet")]
impl Cells {
    /// Bytes in them.
    pub(crate) fn len(&self) -> usize {
        self.cells.iter().flatten().map(String::len).sum()
    }
}
