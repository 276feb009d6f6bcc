//! Applies the rules: to a document, and to a stretch of it alone.

use dixit_grammar::lexicon::Class;
use dixit_text::{Document, Scratch, Span, Spans};
use dixit_tokens::Tokens;

use super::clause::{Draft, Reader};
use super::items::{Item, Items};
use crate::repair::normalize;
use crate::{Quote, QuoteKind};

/// Most items of a sentence, or words of a stretch read alone: what is longer is no prose, and reading it takes time that grows
/// with the square of its length.
const LONGEST: usize = 1000;

#[derive(Default)]
struct Buffers {
    items: Items,
    drafts: Vec<Draft>,
}

/// All quotations of a document.
pub(super) fn find(doc: &Document, tokens: &Tokens, scratch: &mut Scratch) -> Vec<Quote> {
    let mut buffers: Buffers = scratch.take();
    let Buffers { items, drafts } = &mut buffers;
    drafts.clear();
    items.read(doc, tokens);
    for s in 0..items.sentences.len() {
        dixit_text::deadline::check();
        let sentence = items.sentences[s].clone();
        let words = &items.items[sentence.items.start as usize..sentence.items.end as usize];
        for words in words.chunks(LONGEST) {
            let from = drafts.len();
            Reader { doc, items: words, paragraph: sentence.paragraph, relayed: false, drafts }.read();
            carry_on(words, sentence.paragraph, from, drafts);
        }
    }
    let quotes = drafts
        .drain(..)
        .map(|d| Quote {
            content: d.content,
            cue: d.cue.into(),
            source: d.source.into_iter().collect(),
            kind: QuoteKind::Indirect,
            parent: None,
            score: 0.5,
        })
        .collect();
    *scratch.get() = buffers;
    normalize(doc, tokens, quotes)
}

/// An attribution read in a stretch of text alone.
#[derive(Clone, Debug)]
pub(crate) struct Inner {
    pub(crate) source: Span,
    pub(crate) cue: Span,
    pub(crate) content: Spans,
}

impl Inner {
    /// A draft that says who speaks.
    fn of(draft: Draft) -> Option<Self> {
        Some(Self { source: draft.source?, cue: draft.cue, content: draft.content })
    }
}

/// The attributions to somebody within `span` that a verb announces, in the order of their verbs.
pub(crate) fn inside(doc: &Document, tokens: &Tokens, span: Span, scratch: &mut Scratch) -> Vec<Inner> {
    read_alone(doc, tokens, span, scratch, true).into_iter().filter_map(Inner::of).collect()
}

/// The cue and the content of each attribution within `span` that a verb announces, whoever speaks.
pub(crate) fn announced(
    doc: &Document,
    tokens: &Tokens,
    span: Span,
    scratch: &mut Scratch,
) -> impl Iterator<Item = (Span, Spans)> + use<> {
    read_alone(doc, tokens, span, scratch, true).into_iter().map(|d| (d.cue, d.content))
}

/// The attributions to somebody that the sentence `span` makes, whatever announces them.
pub(crate) fn of_sentence(doc: &Document, tokens: &Tokens, span: Span, scratch: &mut Scratch) -> Vec<Inner> {
    read_alone(doc, tokens, span, scratch, false).into_iter().filter_map(Inner::of).collect()
}

/// The cue and the content of a verb that goes on with the subject before it: `and [warned] [against hackers]`.
///
/// `span` begins with the conjunction.
pub(crate) fn second_verb(
    doc: &Document,
    tokens: &Tokens,
    span: Span,
    scratch: &mut Scratch,
) -> Option<(Span, Spans)> {
    let first = read_alone(doc, tokens, span, scratch, true).into_iter().next()?;
    let own_subject = first.source.is_some();
    let behind = first.content.iter().all(|c| c.start() >= first.cue.end());
    (!own_subject && behind).then_some((first.cue, first.content))
}

/// Reads one span as a sentence. Of what somebody relays, only verbs announce anything.
fn read_alone(
    doc: &Document,
    tokens: &Tokens,
    span: Span,
    scratch: &mut Scratch,
    relayed: bool,
) -> Vec<Draft> {
    if tokens.tokens_in(span).len() > LONGEST {
        return Vec::new();
    }
    let mut buffers: Buffers = scratch.take();
    let Buffers { items, drafts } = &mut buffers;
    drafts.clear();
    items.read_span(doc, tokens, span);
    let mut reader = Reader { doc, items: &items.items, paragraph: 0, relayed, drafts };
    if relayed {
        reader.verbs();
    } else {
        reader.read();
    }
    let found = std::mem::take(drafts);
    *scratch.get() = buffers;
    found
}

/// A sentence that is nothing but a quoted passage carries on the quotation before it.
fn carry_on(words: &[Item], paragraph: u32, from: usize, drafts: &mut [Draft]) {
    if drafts.len() > from {
        return;
    }
    let bare = words.iter().all(|i| i.is(Class::QUOTED | Class::STOP | Class::MARK));
    if !bare {
        return;
    }
    let Some(last) = drafts.iter_mut().rev().find(|d| d.quoted) else { return };
    if last.paragraph == paragraph || last.paragraph + 1 == paragraph {
        last.paragraph = paragraph;
        last.content.extend(words.iter().filter(|i| i.is(Class::QUOTED)).map(|i| i.span));
    }
}
