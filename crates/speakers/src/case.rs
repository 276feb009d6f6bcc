//! The ranker's input: the candidates, and the features of each.

use dixit_entities::EntityId;
use dixit_text::Span;

use crate::features::N;
use crate::query::{Kind, Query};

/// The identity of a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// A person or body with a name.
    Entity(EntityId),
    /// The speaker of the quotation with this index: several, or somebody without a name.
    Earlier(u32),
    /// A body that the text names by a phrase: `the Utica consulate`.
    Phrase(Span),
    /// Two whose names are joined.
    Pair([EntityId; 2]),
    /// Nobody that has a name.
    Nobody,
}

/// A candidate.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub who: Who,
    pub features: [f32; N],
    /// Holds a role that answers to the noun phrase.
    pub titled: bool,
}

/// A question put to the ranker, kept for training.
#[derive(Clone, Debug)]
pub struct Case {
    /// Index of the quotation that asks.
    pub quote: u32,
    /// Byte at which the words that ask begin.
    pub start: u32,
    /// The kind of words that ask.
    pub kind: Kind,
    /// The right answer, if a name was taken for the pronoun that could replace it.
    pub known: Option<EntityId>,
    /// The candidates with their features; see [`NAMES`](crate::features::NAMES).
    pub candidates: Vec<(Who, [f32; N])>,
}

impl Case {
    /// The case that the quotation with index `quote` makes, with no answer known.
    pub(crate) fn new(quote: u32, q: &Query, candidates: Vec<Candidate>) -> Self {
        let candidates = candidates.into_iter().map(|c| (c.who, c.features)).collect();
        Case { quote, start: q.start, kind: q.kind, known: None, candidates }
    }
}
