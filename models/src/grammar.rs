//! The model of grammar, read by `dixit-grammar`.
//!
//! What it was made from, with what command and how well it does stands in the card `grammar/README.md`.

use crate::embed;

/// Weights of tags, arcs and relations, the dictionary of tags and the rules of lemmas.
pub static MODEL: &[u8] = embed!("../grammar/grammar.bin");
