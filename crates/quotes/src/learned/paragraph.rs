//! Paragraphs cut down to the words that matter.

use std::ops::Range;

use dixit_text::Span;
use dixit_tokens::Tokens;

use super::words::{OUTSIDE, Word};
use crate::lexicon::Class;

/// A quoted passage with more tokens than this, marks included, is cut down.
const LONGEST_WHOLE: usize = 12;
/// How many tokens are kept at either end of a passage that is cut down, marks included.
const KEPT: usize = 4;

/// Most tokens of a block, so that a text without sentences costs no more than others.
const LONGEST_BLOCK: u32 = 600;

/// What is read at once: a paragraph, and what follows it where it ends in a colon or within quotation marks.
/// The block that begins with paragraph `start`, as a range of paragraphs; `None` past the end.
pub(super) fn block(tokens: &Tokens, words: &[Word], start: usize) -> Option<Range<usize>> {
    let paragraphs = tokens.paragraphs();
    let first = paragraphs.get(start)?.tokens.start;
    let goes_on = |last: usize| {
        let Some(next) = paragraphs.get(last + 1) else { return false };
        let Some(t) = paragraphs[last].tokens.end.checked_sub(1) else { return false };
        let passage = words[t as usize].quoted;
        next.tokens.end - first <= LONGEST_BLOCK
            && (words[t as usize].is(Class::COLON)
                || passage != OUTSIDE && words.get(t as usize + 1).is_some_and(|w| w.quoted == passage))
    };
    let mut last = start;
    while goes_on(last) {
        last += 1;
    }
    Some(start..last + 1)
}

/// The words of one block, with the inside of long quoted passages left out: it is content as a whole, and
/// attributions inside quotation marks are not looked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Paragraph {
    pub(super) words: Vec<Word>,
    /// Index of each word in [`Tokens::tokens`].
    pub(super) tokens: Vec<u32>,
}

impl Paragraph {
    /// Takes over a block of a document whose words are `words`.
    pub(super) fn read(&mut self, tokens: &Tokens, block: Range<usize>, words: &[Word]) {
        self.words.clear();
        self.tokens.clear();
        let paragraphs = &tokens.paragraphs()[block];
        let mut t = paragraphs[0].tokens.start as usize;
        let end = paragraphs[paragraphs.len() - 1].tokens.end as usize;
        while t < end {
            let q = words[t].quoted;
            let run = match q {
                OUTSIDE => 1,
                q => words[t..end].iter().take_while(|w| w.quoted == q).count(),
            };
            if run > LONGEST_WHOLE {
                self.keep(words, t..t + KEPT);
                self.keep(words, t + run - KEPT..t + run);
            } else {
                self.keep(words, t..t + run);
            }
            t += run;
        }
    }

    /// The words under a span, as a range.
    pub(super) fn words_in(&self, tokens: &Tokens, span: Span) -> Range<usize> {
        let range = tokens.tokens_in(span);
        let start = self.tokens.partition_point(|&t| t < range.start);
        let end = self.tokens.partition_point(|&t| t < range.end);
        start..end
    }

    fn keep(&mut self, words: &[Word], range: Range<usize>) {
        self.words.extend_from_slice(&words[range.clone()]);
        self.tokens.extend(range.map(|t| t as u32));
    }
}
