//! Source tracking: through whom a quotation reached us.
//!
//! [`trace`] gives each quotation its chain from the speaker outward (told CNBC; posted on X; reported by
//! Xinhua), the time it was said, and, where an outlet speaks for itself, that outlet; and it reads what the article says
//! of its own provenance. Rules propose the links, a learned model says how sure each is.
//!
//! # Features
//! - `train`: the trainer of that model. Off by default.
//!
//! ```
//! use dixit_entities::{EntityTagger, RuleTagger, cluster};
//! use dixit_models::outlets::Outlets;
//! use dixit_quotes::{QuoteTagger, RuleQuoteTagger};
//! use dixit_speakers::resolve;
//! use dixit_sources::{Relation, trace};
//! use dixit_text::{Document, Scratch};
//!
//! let text = "“The bridge is safe,” Maria Keller told Reuters on Tuesday.";
//! let doc = Document::new("a", text).unwrap();
//! let tokens = dixit_tokens::tokenize(doc.text());
//! let mut scratch = Scratch::default();
//! let mentions = RuleTagger::default().tag(&doc, &tokens, &mut scratch);
//! let quotes = RuleQuoteTagger::default().tag(&doc, &tokens, &mentions, &mut scratch);
//! let entities = cluster(&doc, &tokens, mentions);
//! let attributions = resolve(&doc, &tokens, &entities, &quotes);
//! let sources = trace(&doc, &tokens, &entities, &quotes, &attributions, Outlets::builtin());
//! let told = &sources.chains[0].via[0];
//! assert_eq!((told.relation, doc.slice(told.name)), (Relation::Told, "Reuters"));
//! ```

mod article;
mod candidates;
mod carry;
mod chain;
mod company;
mod confidence;
mod date;
mod features;
mod find;
mod govern;
mod item;
mod journalist;
mod link;
mod mention;
mod named_outlet;
mod passage;
mod phrase;
mod place;
mod provenance;
mod relay;
mod time;
mod told;
mod trace;
#[cfg(feature = "train")]
pub mod train;
mod unnamed;
mod when;
mod wide;
mod words;

pub use article::ArticleSources;
pub use chain::{Chain, OutletSpeaker, Relation, Via, ViaKind, When};
pub use confidence::LinkModels;
pub use mention::OutletMention;
pub use relay::{Relayed, Relays};
pub use trace::{Sources, Tracer, rule_chains, trace};
