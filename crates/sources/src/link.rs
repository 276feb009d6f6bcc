//! A phrase that says through whom, where or in what something was said, and its role in the sentence.

use std::ops::Range;

use dixit_models::outlets::OutletId;
use dixit_text::Span;

use crate::mention::OutletMention;
use crate::words::Words;
use crate::{Relation, ViaKind};

/// The rough maximum of words in a link's evidence; used only to skip links that are too far back.
pub(crate) const MOST_WORDS: u32 = 40;

/// A possible link of a chain, not yet tied to a quotation.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub(crate) kind: ViaKind,
    pub(crate) relation: Relation,
    pub(crate) name: Span,
    pub(crate) evidence: Span,
    pub(crate) outlet: Option<OutletId>,
    /// Half-open range of the words of the evidence.
    pub(crate) tokens: Range<u32>,
    /// The role of the link in its sentence.
    pub(crate) form: Form,
}

impl Link {
    /// A link whose evidence is the words `tokens`.
    pub(crate) fn new(
        words: &Words,
        (kind, relation, form): (ViaKind, Relation, Form),
        name: Span,
        outlet: Option<OutletId>,
        tokens: Range<u32>,
    ) -> Self {
        let evidence = words.cover(tokens.start, tokens.end);
        Self { kind, relation, name, evidence, outlet, tokens, form }
    }

    /// An outlet or platform that a mention names.
    pub(crate) fn of_mention(
        words: &Words,
        what: (ViaKind, Relation, Form),
        mention: &OutletMention,
        tokens: Range<u32>,
    ) -> Self {
        Self::new(words, what, mention.span, mention.outlet, tokens)
    }

    /// A link that only its words name, those of the half-open range `name`.
    pub(crate) fn of_words(
        words: &Words,
        what: (ViaKind, Relation, Form),
        name: Range<u32>,
        tokens: Range<u32>,
    ) -> Self {
        Self::new(words, what, words.cover(name.start, name.end), None, tokens)
    }
}

/// The role of a link in its sentence, which decides what it governs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// An adverbial: `in an interview with CNN`, `on X`.
    Adverbial,
    /// The outlet does the reporting: `as Xinhua reported`, `The Post reports that`.
    Reports,
    /// `according to Xinhua`.
    According,
    /// The outlet is what the speaker belongs to: `NBC's Dante Chinni`.
    Affiliation,
    /// The thing is brought about: `issued a statement`.
    Made,
    /// A verb is itself the link: `tweeted`.
    Verb,
    /// The outlet got hold of a document, or was the first to publish it: `NBC first published the video`.
    Origin,
    /// The outlet questioned people: `The AP interviewed 20 former aides`.
    Asked,
    /// Proposed by its head alone.
    Wide,
}
