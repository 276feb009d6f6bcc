//! The learned tagger of names: its lexicon and its model, read by `dixit-entities`.
//!
//! What they were made from, with what command and how well they do stands in the card `ner/README.md`.

use crate::embed;

/// Word clusters and lists of names.
pub static LEXICON: &[u8] = embed!("../ner/lexicon.bin");

/// Weights of the tagger.
pub static MODEL: &[u8] = embed!("../ner/names.bin");
