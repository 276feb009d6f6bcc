//! Says who speaks each quotation.
//!
//! [`resolve`] takes the [`Quote`](dixit_quotes::Quote)s of an article, from any engine or from gold, and says which person or body
//! each source is: "He added" is Donald Trump.
//!
//! ```
//! use dixit_entities::{EntityTagger, RuleTagger, cluster};
//! use dixit_quotes::{QuoteTagger, RuleQuoteTagger};
//! use dixit_speakers::resolve;
//! use dixit_text::{Document, Scratch};
//!
//! let text = "Maria Keller opened the debate. “The bridge is safe,” she said.";
//! let doc = Document::new("a", text).unwrap();
//! let tokens = dixit_tokens::tokenize(doc.text());
//! let mut scratch = Scratch::default();
//! let mentions = RuleTagger::default().tag(&doc, &tokens, &mut scratch);
//! let quotes = RuleQuoteTagger::default().tag(&doc, &tokens, &mentions, &mut scratch);
//! let entities = cluster(&doc, &tokens, mentions);
//! let attributions = resolve(&doc, &tokens, &entities, &quotes);
//! assert_eq!(doc.slice(attributions[0].speakers[0].name), "Maria Keller");
//! ```

#![cfg_attr(
    not(feature = "train"),
    allow(dead_code, unreachable_pub, reason = "training uses and exports it")
)]

mod ask;
mod attribution;
mod bodies;
mod calibration;
mod candidates;
mod case;
mod context;
mod description;
mod discourse;
mod facts;
mod features;
mod group;
mod layers;
mod mentioned;
mod model;
mod network;
mod personal;
mod pronoun;
mod query;
mod ranker;
mod reading;
mod registry;
mod resolve;
mod source_phrase;
mod speaker;
mod surname;
mod syntax;
#[cfg(test)]
mod tests;
mod title;
#[cfg(feature = "train")]
pub mod train;
mod transcript;
mod turns;
mod unsourced;
mod words;
mod work;

pub use attribution::{Attribution, Credit, DecidedBy, MentionKind, Speaker, SpeakerType};
pub use model::Model;
pub use resolve::{Resolver, resolve};
