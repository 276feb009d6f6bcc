//! Source tracking: through whom a quotation reached us.
//!
//! [`trace`] gives each quotation its chain from the speaker outward (told CNBC; posted on X; reported by
//! Xinhua) and the time it was said.

mod chain;
mod trace;

pub use chain::{Chain, Relation, Via, ViaKind, When};
pub use trace::{ArticleSources, Sources, trace};
