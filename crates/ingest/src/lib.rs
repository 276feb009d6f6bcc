//! Files and streams into documents: folders, archives, plain text, web pages, JSON, tables, feeds and news forms, mail, web
//! archives, compression, encodings. Each format is a feature, and all are on.
//!
//! Work is cut in two, so that reading stays cheap and decoding runs on every core. A [`Reader`] walks files
//! and folders in sorted order and cuts them into [`Raw`] articles, still bytes. A [`Decoder`] makes a
//! [`Document`](dixit_text::Document) of one: it finds the encoding, parses the JSON, picks the fields.
//! Whatever goes wrong concerns one article or one file, carries its name, and leaves the rest alone.
//!
//! ```
//! use dixit_ingest::{Decoder, InputFormat, Reader, ReaderOptions};
//!
//! let lines = &br#"{"id": "a1", "body": "\u201cIt will rain,\u201d she said."}"#[..];
//! let reader = Reader::stream("news.jsonl", lines, ReaderOptions::default());
//! let decoder = Decoder::new("text=body".parse()?);
//! for raw in reader {
//!     let decoded = decoder.decode(raw?)?;
//!     assert_eq!(decoded.document.id, "a1");
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod article;
mod compress;
mod date;
mod decode;
#[cfg(feature = "csv")]
mod dialect;
mod encoding;
mod error;
mod fields;
mod format;
mod forms;
#[cfg(feature = "gz")]
mod gzip;
#[cfg(feature = "html")]
mod html;
#[cfg(feature = "warc")]
mod http;
mod input;
mod json;
mod language;
mod lines;
#[cfg(feature = "mail")]
mod mail;
#[cfg(feature = "markdown")]
mod markdown;
mod markup;
mod mojibake;
mod note;
#[cfg(feature = "parquet")]
mod page_sizes;
#[cfg(feature = "parquet")]
mod parquet;
mod raw;
mod reader;
#[cfg(feature = "csv")]
mod rows;
mod source;
#[cfg(any(feature = "parquet", feature = "zip"))]
mod spool;
mod subtitles;
#[cfg(feature = "csv")]
mod table;
#[cfg(feature = "tar")]
mod tar;
mod values;
mod walk;
#[cfg(feature = "warc")]
mod warc;
mod wire;
#[cfg(feature = "xml")]
mod xml;
#[cfg(feature = "zip")]
mod zip;

pub use decode::{Decoded, Decoder};
pub use error::{Failure, InputError};
pub use fields::{FieldMap, FieldMapError};
pub use format::InputFormat;
pub use note::Note;
#[cfg(feature = "parquet")]
pub use raw::Cells;
#[cfg(feature = "warc")]
pub use raw::Fetched;
#[cfg(feature = "csv")]
pub use raw::Row;
pub use raw::{Body, Raw};
pub use reader::{Reader, ReaderOptions};
pub use walk::{files, total_bytes};
