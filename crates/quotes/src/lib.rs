//! Quote-to-speaker attribution.
//!
//! A [`QuoteTagger`] (the seam) finds [`Quote`]s: what is said (content), the words that announce it (cue) and the
//! words that name who says it (source), in the terms of PARC and PolNeAR. [`resolve`] then says which person or body each source is:
//! "He added" is Donald Trump.

mod finish;
mod lexicon;
mod quote;
mod resolve;

mod rules;

pub use quote::{Quote, QuoteKind, QuoteTagger};
pub use resolve::coreference;
pub use resolve::{Attribution, DecidedBy, MentionKind, Resolver, Speaker, SpeakerType, resolve};
pub use rules::RuleQuoteTagger;
