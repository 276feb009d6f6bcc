//! How sure a link of a chain is, read by `dixit-sources`.
//!
//! What it was made from, with what command and how well it does stands in the card `sources/README.md`.

use crate::embed;

/// Weights of the model of links, as a container of `dixit-learn`.
pub static LINKS: &[u8] = embed!("../sources/links.bin");
