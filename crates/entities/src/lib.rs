//! Named-entity recognition: names, clusters of one name, titles and roles.
//!
//! Two steps, so that an engine is asked only for what it is good at. An [`EntityTagger`] (the seam: rules,
//! an embedded model, a transformer) finds [`Mention`]s, single names with their kind. [`cluster`] then gathers the mentions of one person or body
//! into an [`Entity`] and binds titles to it, the same way for every engine.
//!
//! ```
//! use dixit_entities::{EntityTagger, RuleTagger, cluster};
//! use dixit_text::{Document, Scratch};
//!
//! let doc = Document::new("a", "Senator Maria Keller spoke first. Keller then left.").unwrap();
//! let tokens = dixit_tokens::tokenize(doc.text());
//! let mentions = RuleTagger::default().tag(&doc, &tokens, &mut Scratch::default());
//! let entities = cluster(&doc, &tokens, mentions);
//! assert_eq!(entities.entities.len(), 1);
//! assert_eq!(doc.slice(entities.entities[0].name), "Maria Keller");
//! ```

mod cluster;
mod ensemble;
mod entity;
mod learned;
pub mod lexicon;
mod links;
mod mention;
mod roles;
mod rules;
#[cfg(feature = "train")]
pub mod train;
mod trim;

pub use cluster::{cluster, cluster_with, one_letter_apart};
pub use ensemble::Ensemble;
pub use entity::{Entities, Entity, EntityId, Gender};
pub use learned::{LearnedTagger, word_clusters};
pub use links::{OutletName, Registries};
pub use mention::{EntityTagger, Mention, NameKind};
pub use rules::RuleTagger;
pub use trim::trim_name;
