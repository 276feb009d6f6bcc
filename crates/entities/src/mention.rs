use std::ops::Range;

use dixit_text::{Document, Scratch, Span};
use dixit_tokens::Tokens;

/// The kind of thing a name names: the four types of CoNLL-2003.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NameKind {
    /// A person.
    Person,
    /// An organization, a body, an outlet.
    Organization,
    /// A place, also when it means its government.
    Location,
    /// Nationalities, events, works, laws, and other names.
    Misc,
}

/// One name in the text, without titles: `Scott Bessent`, not `Treasury Secretary Scott Bessent`; without a
/// possessive `'s`.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// Its range, in bytes.
    pub span: Span,
    /// The same as indices into [`Tokens::tokens`].
    pub tokens: Range<u32>,
    /// The kind of thing it names.
    pub kind: NameKind,
    /// Calibrated probability that both span and kind are right, `0.0..=1.0`.
    pub score: f32,
}

/// An engine that finds names.
///
/// Contract: mentions are sorted by start, disjoint, on token borders and within one sentence; the same input
/// gives the same output, whatever was tagged before and on whatever thread.
pub trait EntityTagger: Send + Sync {
    /// The names of one document.
    fn tag(&self, doc: &Document, tokens: &Tokens, scratch: &mut Scratch) -> Vec<Mention>;

    /// The names of several documents at once, for engines that are faster in batches.
    ///
    /// The result is as if [`tag`](Self::tag) were called on each.
    fn tag_batch(&self, batch: &[(&Document, &Tokens)], scratch: &mut Scratch) -> Vec<Vec<Mention>> {
        batch.iter().map(|(doc, tokens)| self.tag(doc, tokens, scratch)).collect()
    }

    /// Whether it is worth while to ask for many documents at once first, since the engine then keeps in the scratch what it
    /// will be asked for document by document.
    fn prefers_batches(&self) -> bool {
        false
    }
}
