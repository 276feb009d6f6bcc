//! Named-entity recognition: names, clusters of one name, titles and roles.
//!
//! Two steps, so that an engine is asked only for what it is good at. An [`EntityTagger`] (the seam: rules,
//! an embedded model, a transformer) finds [`Mention`]s, single names with their kind. [`cluster`] then gathers the mentions of one person or body
//! into an [`Entity`] and binds titles to it, the same way for every engine.

mod cluster;
mod entity;
mod learned;
pub mod lexicon;
mod mention;
mod roles;
mod rules;
#[cfg(feature = "train")]
pub mod train;

pub use cluster::cluster;
pub use entity::{Entities, Entity, EntityId, Gender};
pub use learned::LearnedTagger;
pub use mention::{EntityTagger, Mention, NameKind};
pub use rules::RuleTagger;
