//! A paragraph cut down to the words that matter.

use std::ops::Range;

use dixit_text::Span;
use dixit_tokens::Tokens;

use super::words::{OUTSIDE, Word};

/// A quoted passage with more tokens than this, marks included, is cut down.
const LONGEST_WHOLE: usize = 12;
/// How many tokens are kept at either end of a passage that is cut down, marks included.
const KEPT: usize = 4;

/// The words of one paragraph, with the inside of long quoted passages left out: it is content as a whole, and
/// attributions inside quotation marks are not looked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Paragraph {
    pub(super) words: Vec<Word>,
    /// Index of each word in [`Tokens::tokens`].
    pub(super) tokens: Vec<u32>,
}

impl Paragraph {
    /// Takes over paragraph `p` of a document whose words are `words`.
    pub(super) fn read(&mut self, tokens: &Tokens, p: usize, words: &[Word]) {
        self.words.clear();
        self.tokens.clear();
        let range = tokens.paragraphs()[p].tokens.clone();
        let mut t = range.start as usize;
        let end = range.end as usize;
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
