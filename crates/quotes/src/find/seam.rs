use dixit_entities::Mention;
use dixit_text::{Document, Scratch, Span, Spans};
use dixit_tokens::Tokens;

/// How much of a quotation's content is between quotation marks.
///
/// Measured over letters and digits, as PolNeAR's scorer does: more than 95 % is direct, more than 5 % mixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum QuoteKind {
    /// All of it.
    Direct,
    /// Part of it: She called it “a mistake”.
    Mixed,
    /// None of it: He said that it would rain.
    Indirect,
}

/// One attribution: content, the cue that announces it and the source it is attributed to.
#[derive(Clone, Debug, PartialEq)]
pub struct Quote {
    /// The words said, with their quotation marks; several pieces if something interrupts them.
    pub content: Spans,
    /// The words that announce it: `said`, `according to`, `posted on`. May be empty.
    pub cue: Spans,
    /// The words that name who says it, with title and apposition. May be empty.
    pub source: Spans,
    /// Direct, mixed or indirect.
    pub kind: QuoteKind,
    /// Index, in the same list, of the quotation whose content holds this one.
    pub parent: Option<u32>,
    /// Calibrated probability that content and source are right, `0.0..=1.0`.
    pub score: f32,
}

impl Quote {
    /// All its spans: content, cue, source.
    pub(crate) fn spans(&self) -> impl Iterator<Item = Span> {
        self.content.iter().chain(&self.cue).chain(&self.source).copied()
    }
}

/// An engine that finds quotations with their cue and source.
///
/// Contract: quotes are sorted by the start of their content, then longest first; no two have the same content, cue and
/// source; spans begin and end at token borders; the same input gives the same output, whatever was tagged before and on any thread.
pub trait QuoteTagger: Send + Sync {
    /// The quotations of one document.
    fn tag(&self, doc: &Document, tokens: &Tokens, mentions: &[Mention], scratch: &mut Scratch)
    -> Vec<Quote>;

    /// The quotations of several documents at once, for engines that are faster in batches.
    ///
    /// The result is as if [`tag`](Self::tag) were called on each.
    fn tag_batch(
        &self,
        batch: &[(&Document, &Tokens, &[Mention])],
        scratch: &mut Scratch,
    ) -> Vec<Vec<Quote>> {
        batch.iter().map(|(doc, tokens, mentions)| self.tag(doc, tokens, mentions, scratch)).collect()
    }
}
