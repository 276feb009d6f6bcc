//! The edits that repairs return: changes to a list of quotations, made in one place.

use std::borrow::Cow;
use std::cmp::Reverse;

use dixit_grammar::Words;
use dixit_text::Span;

use super::normalize::{end, settle};
use crate::Quote;

/// A change to a list of quotations, whose members are meant by their index.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Edit {
    /// Adds a quotation.
    Add(Quote),
    /// Puts another quotation in the place of one.
    Replace(usize, Quote),
    /// Takes one out.
    Remove(usize),
}

/// Makes the edits. What is new or changed gets its borders and its kind; the list stays in order.
pub(super) fn apply(words: Words<'_>, quotes: &mut Vec<Quote>, edits: Vec<Edit>) {
    if edits.is_empty() {
        return;
    }
    let mut kept = vec![true; quotes.len()];
    let settled = |mut quote: Quote| {
        settle(words, &mut quote);
        quote
    };
    for edit in edits {
        match edit {
            Edit::Add(quote) => quotes.push(settled(quote)),
            Edit::Replace(i, quote) => quotes[i] = settled(quote),
            Edit::Remove(i) => kept[i] = false,
        }
    }
    let mut kept = kept.into_iter();
    quotes.retain(|_| kept.next() != Some(false));
    quotes.sort_by_key(|q| (q.content[0].start(), Reverse(end(q))));
}

/// Quotations that one repair changes as it goes along, where each change must see those before it.
pub(super) struct Draft<'q> {
    quotes: Cow<'q, [Quote]>,
    /// Number of quotations at first.
    given: usize,
    changed: Vec<usize>,
}

impl<'q> Draft<'q> {
    pub(super) fn of(quotes: &'q [Quote]) -> Self {
        Self { quotes: Cow::Borrowed(quotes), given: quotes.len(), changed: Vec::new() }
    }

    /// The quotations as they are now: those given, in order, and behind them those that were added.
    pub(super) fn quotes(&self) -> &[Quote] {
        &self.quotes
    }

    /// Returns the number of quotations given.
    pub(super) fn given(&self) -> usize {
        self.given
    }

    pub(super) fn is_changed(&self) -> bool {
        !self.changed.is_empty() || self.quotes.len() > self.given
    }

    pub(super) fn add(&mut self, quote: Quote) {
        self.quotes.to_mut().push(quote);
    }

    pub(super) fn replace(&mut self, i: usize, quote: Quote) {
        self.quotes.to_mut()[i] = quote;
        self.changed.push(i);
    }

    /// Adds a piece to the content of quotation `i`.
    pub(super) fn extend(&mut self, i: usize, piece: Span) {
        self.quotes.to_mut()[i].content.push(piece);
        self.changed.push(i);
    }

    /// The edits that make the list given into this one.
    pub(super) fn into_edits(mut self) -> Vec<Edit> {
        self.changed.retain(|&i| i < self.given);
        self.changed.sort_unstable();
        self.changed.dedup();
        let replaced = self.changed.iter().map(|&i| Edit::Replace(i, self.quotes[i].clone()));
        replaced.chain(self.quotes[self.given..].iter().cloned().map(Edit::Add)).collect()
    }
}
