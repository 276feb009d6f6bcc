//! The transformer engine: names and quotations found by one small BERT.
//!
//! For those who want the most accuracy, or have a graphics card. Who reads millions of articles on a processor takes the
//! embedded engine of `dixit-entities` and `dixit-quotes`, which is some fifty times faster.
//!
//! An [`Engine`] implements both seams, [`EntityTagger`](dixit_entities::EntityTagger) and
//! [`QuoteTagger`](dixit_quotes::QuoteTagger), and reads a document once for both. Its model is read from files:
//! [`model_folder`] says where they lie, `scripts/train/README.md` what is in them, and how scores become quotations.
//!
//! ```no_run
//! use dixit_bert::{Engine, Options, model_folder};
//! use dixit_quotes::QuoteTagger;
//! use dixit_text::{Document, Scratch};
//!
//! let engine = Engine::open(&model_folder()?, &Options::default())?;
//! let doc = Document::new("a", "“It will rain,” said Ada Okoye.").unwrap();
//! let tokens = dixit_tokens::tokenize(doc.text());
//! let quotes = engine.tag(&doc, &tokens, &[], &mut Scratch::default());
//! # Ok::<(), dixit_bert::LoadError>(())
//! ```
//!
//! A [`Cascade`] has the embedded engine read everything and the transformer only what that is unsure of.
//!
//! What multiplies the matrices is a backend, chosen by [`Options`]: `rten` (pure Rust) or `torch` (rust-bert on libtorch, for
//! graphics cards), each behind the feature of its name. With neither, [`Engine::open`] says so.
#![cfg_attr(not(any(feature = "rten", feature = "torch")), allow(dead_code, reason = "backends use it"))]

mod backend;
mod cascade;
mod chain;
mod config;
mod engine;
mod error;
#[cfg(all(test, any(feature = "rten", feature = "torch")))]
mod example;
mod files;
mod labels;
pub mod layout;
mod names;
mod roles;
mod text;
mod weights;

pub use backend::{BackendKind, Device, Options, Precision};
pub use cascade::Cascade;
pub use engine::{Engine, Input};
pub use error::LoadError;
pub use files::model_folder;
