//! Source tracking: through whom a quotation reached us.
//!
//! [`trace`] gives each quotation its chain from the speaker outward (told CNBC; posted on X; reported by
//! Xinhua), the time it was said, and, where an outlet speaks for itself, that outlet; and it reads what the article says
//! of its own provenance.

mod article;
mod carry;
mod chain;
mod date;
mod govern;
mod item;
mod link;
mod mention;
mod phrase;
mod relay;
mod time;
mod trace;
mod when;
mod words;

pub use article::ArticleSources;
pub use chain::{Chain, OutletSpeaker, Relation, Via, ViaKind, When};
pub use mention::OutletMention;
pub use relay::{Relayed, Relays};
pub use trace::{Sources, trace};
