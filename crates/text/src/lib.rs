//! The document and the vocabulary of place.
//!
//! Every stage of dixit speaks of text by [`Span`], a half-open range of UTF-8 byte offsets into one
//! [`Document`], which alone owns the text. Offsets in other units (characters, UTF-16 code units)
//! come from an [`OffsetMap`] at the edge, when a record is written or a gold file is read.
//!
//! Use this crate alone when you need small, serializable-by-hand spans and offset conversion; it
//! does no analysis.
//!
//! ```
//! use dixit_text::{Document, Span};
//!
//! let doc = Document::new("a1", "“Ça va,” she said.").unwrap();
//! let she = Span::new(14, 17);
//! assert_eq!(doc.slice(she), "she");
//! ```

pub mod deadline;
mod document;
mod offsets;
mod scratch;
mod span;
mod span_set;
mod spans;

pub use document::{Document, TooLong};
pub use offsets::{OffsetMap, OffsetUnit};
pub use scratch::Scratch;
pub use span::Span;
pub use span_set::SpanSet;
pub use spans::Spans;
