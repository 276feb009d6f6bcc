//! The output format of dixit: versioned, documented field by field.
//!
//! [`Record`] is one article with its quotations and the only thing dixit serializes. [`Record::from_layers`]
//! makes one from the layers of an analysis; [`Format`] writes it as lines: JSON, CSV, the gold format and those of others.
//! The modules `sqlite` and `parquet` (each a feature)
//! keep records in a database and in columns; [`flat`] says which columns. Reading it back is plain serde:
//!
//! ```
//! # fn read(line: &str) -> Result<(), serde_json::Error> {
//! let record: dixit_record::Record<'_> = serde_json::from_str(line)?;
//! for q in &record.quotations {
//!     let speakers: Vec<&str> = q.speakers.iter().filter_map(|s| s.name.as_deref()).collect();
//!     println!("{}: {}", speakers.join(", "), q.text);
//! }
//! # Ok(()) }
//! ```
//!
//! Within version 1 fields are added, never renamed, retyped or given another meaning; readers should ignore
//! fields they do not know. [`SCHEMA`] is the same as a JSON Schema.

mod annotation;
mod context;
mod csv;
mod days;
pub mod flat;
mod format;
pub mod gold;
mod gqg;
mod jsonld;
mod layers;
#[cfg(feature = "parquet")]
pub mod parquet;
mod quotations;
mod quotebank;
mod record;
#[cfg(feature = "sqlite")]
pub mod sqlite;
mod terms;

pub use format::Format;
pub use layers::{Layers, Options};
pub use record::{Article, Candidate, Credit, Engine, Model, Place, Quotation, Record, Speaker, Via, When};
pub use terms::{Act, Acts, DecidedBy, Kind, MentionKind, Offsets, Polarity, Relation, SpeakerType, ViaKind};

/// Name and version of the record format, the value of [`Record::schema`].
pub const SCHEMA_ID: &str = "dixit-record/1";

/// JSON Schema (draft 2020-12) of one line of JSONL output.
pub const SCHEMA: &str = include_str!("../schema/record-v1.schema.json");
