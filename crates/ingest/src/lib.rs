//! Files and streams into documents: folders, plain text, web pages, JSONL, tables, compression, encodings.
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

mod compress;
mod decode;
mod encoding;
mod error;
mod fields;
#[cfg(feature = "html")]
mod html;
mod json;
mod lines;
mod reader;
#[cfg(feature = "csv")]
mod table;
mod walk;

pub use decode::{Decoded, Decoder, Note};
pub use error::{Failure, InputError};
pub use fields::{FieldMap, FieldMapError};
pub use reader::{Body, InputFormat, Raw, Reader, ReaderOptions};
#[cfg(feature = "csv")]
pub use table::Row;
pub use walk::total_bytes;
