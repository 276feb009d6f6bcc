//! Finding quotations: the seam for engines, the rules, the trained models, and two engines together.

mod ensemble;
mod learned;
pub(crate) mod rules;
mod seam;

pub use ensemble::Ensemble;
pub use learned::LearnedQuoteTagger;
pub(crate) use learned::clusters;
#[cfg(feature = "train")]
pub use learned::{Example, train};
pub use rules::RuleQuoteTagger;
pub use seam::{Quote, QuoteKind, QuoteTagger};
