//! The learned tagger of quotations, read by `dixit-quotes`.
//!
//! What it was made from, with what command and how well it does stands in the card `quotes/README.md`.

use crate::embed;

/// Weights of cues, roles and confidence.
pub static MODEL: &[u8] = embed!("../quotes/quotes.bin");

/// Weights of the model of acts, as a container of `dixit-learn`.
pub static ACTS: &[u8] = embed!("../quotes/acts.bin");
