//! Finding quotations with trained models: the embedded engine.
//!
//! Two linear-chain models over hashed features. The first finds cues, the second reads the paragraph once
//! a cue and labels that cue's source and content. A third, a logistic regression, says how far to trust the
//! result.

mod confidence;
mod cue;
mod labels;
mod paragraph;
mod path;
mod roles;
mod tagger;
#[cfg(feature = "train")]
mod training;
mod words;

pub use tagger::LearnedQuoteTagger;
#[cfg(feature = "train")]
pub use training::{Example, train};
pub(crate) use words::clusters;
