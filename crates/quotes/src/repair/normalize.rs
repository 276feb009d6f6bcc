//! The last step of every quote tagger: borders, kinds, nesting and order, as the seam promises them.

use std::cmp::Reverse;

use dixit_grammar::Words;
use dixit_text::{Document, Span};
use dixit_tokens::Tokens;

use super::boundaries::mend;
use crate::{Quote, QuoteKind};

/// Ends the work of a tagger: mends borders, sorts quotations, drops doubles, and fills in [`Quote::kind`] and [`Quote::parent`].
pub fn normalize(doc: &Document, tokens: &Tokens, mut quotes: Vec<Quote>) -> Vec<Quote> {
    quotes.iter_mut().for_each(|q| settle(Words { doc, tokens }, q));
    order(quotes)
}

/// Gives one quotation its borders and its kind.
pub(super) fn settle(words: Words<'_>, quote: &mut Quote) {
    mend(words, quote);
    quote.kind = kind(words, &quote.content);
}

/// Sorts quotations, drops duplicates, and sets the parent of nested ones.
pub(super) fn order(mut quotes: Vec<Quote>) -> Vec<Quote> {
    quotes.sort_by_key(|q| (q.content[0].start(), Reverse(end(q))));
    quotes.dedup_by(|a, b| a.content == b.content && a.cue == b.cue && a.source == b.source);
    // Quotations that may still hold the next one, outermost first.
    let mut open: Vec<u32> = Vec::new();
    for i in 0..quotes.len() {
        let start = quotes[i].content[0].start();
        open.retain(|&o| end(&quotes[o as usize]) > start);
        let inside = |o: &&u32| {
            let outer = &quotes[**o as usize].content;
            outer.as_slice() != quotes[i].content.as_slice()
                && quotes[i].content.iter().all(|c| outer.iter().any(|o| o.covers(*c)))
        };
        quotes[i].parent = open.iter().rev().find(inside).copied();
        open.push(i as u32);
    }
    quotes
}

/// Returns the end of a quotation.
pub(super) fn end(quote: &Quote) -> u32 {
    quote.content.last().map_or(0, |s| s.end())
}

/// Returns how much of the content is between quotation marks.
fn kind(words: Words<'_>, content: &[Span]) -> QuoteKind {
    let count = |span: Span| words.doc.slice(span).chars().filter(|c| c.is_alphanumeric()).count();
    let (mut inside, mut all) = (0, 0);
    for &piece in content {
        all += count(piece);
        for q in words.tokens.quoted_in(piece) {
            let (s, e) = (q.inner.start().max(piece.start()), q.inner.end().min(piece.end()));
            if q.depth == 0 && s < e {
                inside += count(Span::new(s, e));
            }
        }
    }
    let share = inside as f64 / all.max(1) as f64;
    if share > 0.95 {
        QuoteKind::Direct
    } else if share > 0.05 {
        QuoteKind::Mixed
    } else {
        QuoteKind::Indirect
    }
}
