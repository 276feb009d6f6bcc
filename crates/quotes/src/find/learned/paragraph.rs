//! Paragraphs cut down to the words that matter.

use std::ops::Range;

use dixit_grammar::lexicon::Class;
use dixit_text::Span;
use dixit_tokens::Tokens;

use super::words::{OUTSIDE, Word};

/// A quoted passage with more tokens than this, marks included, is cut down.
const LONGEST_WHOLE: usize = 12;
/// Tokens kept at either end of a passage that is cut down, marks included.
const KEPT: usize = 4;

/// Most tokens of a block: what one costs grows faster than its length.
const LONGEST_BLOCK: u32 = 1000;

/// The text read at once, as a range of tokens from `start` on: a paragraph, and what follows it where it ends in a
/// colon or within quotation marks. Of a paragraph that is too long, the sentences that fit. `None` past the end.
pub(super) fn block(tokens: &Tokens, words: &[Word], start: u32) -> Option<Range<u32>> {
    let paragraphs = tokens.paragraphs();
    let mut last = paragraphs.partition_point(|p| p.tokens.end <= start);
    let limit = start.saturating_add(LONGEST_BLOCK);
    if paragraphs.get(last)?.tokens.end > limit {
        let fits = tokens.sentences().partition_point(|s| s.tokens.end <= limit);
        let end = fits.checked_sub(1).map_or(0, |s| tokens.sentences()[s].tokens.end);
        return Some(start..if end > start { end } else { limit });
    }
    let goes_on = |last: usize| {
        let Some(next) = paragraphs.get(last + 1) else { return false };
        let word = &words[paragraphs[last].tokens.end as usize - 1];
        let within = || words.get(next.tokens.start as usize).is_some_and(|w| w.quoted == word.quoted);
        next.tokens.end <= limit && (word.is(Class::COLON) || word.quoted != OUTSIDE && within())
    };
    while goes_on(last) {
        last += 1;
    }
    Some(start..paragraphs[last].tokens.end)
}

/// The words of one block, with the inside of long quoted passages left out: it is content as a whole, and
/// attributions inside quotation marks are not looked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Paragraph {
    pub(super) words: Vec<Word>,
    /// Index of each word in [`Tokens::tokens`].
    pub(super) tokens: Vec<u32>,
    /// Cues that the first pass proposes, with their probabilities.
    pub(super) cues: Vec<(Range<usize>, f32)>,
}

impl Paragraph {
    /// Takes over a block of a document whose words are `words`.
    pub(super) fn read(&mut self, block: Range<u32>, words: &[Word]) {
        self.words.clear();
        self.tokens.clear();
        self.cues.clear();
        let (mut t, end) = (block.start as usize, block.end as usize);
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
