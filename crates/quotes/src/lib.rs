//! Finds quotations.
//!
//! A [`QuoteTagger`] (the seam) finds [`Quote`]s: what is said (content), the words that announce it (cue) and the
//! words that name who says it (source), in the terms of PARC and PolNeAR. Which person or body each source is, `dixit-speakers` says.
//!
//! ```
//! use dixit_entities::{EntityTagger, RuleTagger};
//! use dixit_quotes::{QuoteKind, QuoteTagger, RuleQuoteTagger};
//! use dixit_text::{Document, Scratch};
//!
//! let text = "Maria Keller opened the debate. “The bridge is safe,” she said.";
//! let doc = Document::new("a", text).unwrap();
//! let tokens = dixit_tokens::tokenize(doc.text());
//! let mut scratch = Scratch::default();
//! let mentions = RuleTagger::default().tag(&doc, &tokens, &mut scratch);
//! let quotes = RuleQuoteTagger::default().tag(&doc, &tokens, &mentions, &mut scratch);
//! assert_eq!(quotes[0].kind, QuoteKind::Direct);
//! assert_eq!(doc.slice(quotes[0].source[0]), "she");
//! ```

mod act;
mod find;
mod repair;

pub use act::{Act, Judgement, Polarity, judge_acts};
#[cfg(feature = "train")]
pub use act::{Judged, judge_with, train_acts};
pub use find::{Ensemble, LearnedQuoteTagger, Quote, QuoteKind, QuoteTagger, RuleQuoteTagger};
#[cfg(feature = "train")]
pub use find::{Example, train};
pub use repair::{Repairs, View, normalize, repair};
