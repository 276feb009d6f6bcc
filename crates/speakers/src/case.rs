//! What the ranker weighs: who may be meant, and what speaks for each.

use dixit_entities::EntityId;
use dixit_text::Span;

use crate::features::N;
use crate::query::{Kind, Query};

/// Who a candidate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// A person or body with a name.
    Entity(EntityId),
    /// Whoever spoke the quotation with this index: several, or somebody without a name.
    Earlier(u32),
    /// A body that the text names by a phrase: `the Utica consulate`.
    Phrase(Span),
    /// Two whose names are joined.
    Pair([EntityId; 2]),
    /// Nobody that has a name.
    Nobody,
}

/// One who may be meant.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub who: Who,
    pub features: [f32; N],
    /// Holds a role that answers to the noun phrase.
    pub titled: bool,
}

/// What the ranker was asked, for training.
#[derive(Clone, Debug)]
pub struct Case {
    /// Index of the quotation that asks.
    pub quote: u32,
    /// Byte where the words that ask stand.
    pub start: u32,
    /// What asks.
    pub kind: Kind,
    /// Who is meant, where a name was taken for the pronoun that would stand for it.
    pub known: Option<EntityId>,
    /// Who may be meant, and what speaks for each; see [`NAMES`](crate::features::NAMES).
    pub candidates: Vec<(Who, [f32; N])>,
}

impl Case {
    /// What the quotation with index `quote` asked, where nobody is known to be meant.
    pub(crate) fn new(quote: u32, q: &Query, candidates: Vec<Candidate>) -> Self {
        let candidates = candidates.into_iter().map(|c| (c.who, c.features)).collect();
        Case { quote, start: q.start, kind: q.kind, known: None, candidates }
    }
}
