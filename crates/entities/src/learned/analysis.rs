use std::ops::Range;

use dixit_learn::{Features, hash};
use dixit_tokens::Token;

use super::clusters::Lexicon;
use super::memory::Memory;
use super::templates;
use super::word::{Cache, Caps, Casing, Word};

/// Everything features are made of, for one document or piece of it. Filled once, then asked by sentence.
#[derive(Debug, Default)]
pub(crate) struct Analysis {
    words: Vec<Word>,
    /// Ranges of `words`.
    sentences: Vec<(Range<usize>, Casing)>,
    /// Index of the first word among the document's tokens.
    base: usize,
    memory: Memory,
    cache: Cache,
}

impl Analysis {
    /// Reads the sentences given, which follow one another in `tokens`.
    pub(crate) fn read(
        &mut self,
        text: &str,
        tokens: &[Token],
        sentences: impl Iterator<Item = Range<u32>>,
        lexicon: &Lexicon<'_>,
    ) {
        self.cache.prepare(lexicon);
        self.words.clear();
        self.sentences.clear();
        for sentence in sentences {
            if self.words.is_empty() {
                self.base = sentence.start as usize;
            }
            let start = self.words.len();
            let tokens = &tokens[sentence.start as usize..sentence.end as usize];
            self.words.extend(tokens.iter().map(|t| self.cache.read(&text[t.span.range()], lexicon)));
            self.sentences.push((start..self.words.len(), Casing::Normal));
        }
        let uncased = !self.words.iter().any(Word::is_capitalized);
        for (range, casing) in &mut self.sentences {
            *casing = if uncased { Casing::Lower } else { casing_of(&self.words[range.clone()]) };
        }
        self.memory.read(&self.words, &self.sentences, lexicon, hash::bytes(b"the"));
    }

    /// Number of sentences.
    pub(crate) fn sentences(&self) -> usize {
        self.sentences.len()
    }

    /// Index of the first token of a sentence among the document's.
    pub(crate) fn token(&self, sentence: usize) -> usize {
        self.base + self.sentences[sentence].0.start
    }

    /// Whether a sentence can hold a name at all: most that cannot are never looked at.
    pub(crate) fn may_name(&self, sentence: usize) -> bool {
        let (range, casing) = &self.sentences[sentence];
        *casing != Casing::Normal || self.words[range.clone()].iter().any(Word::is_capitalized)
    }

    /// The features of a sentence; `out` is emptied first.
    pub(crate) fn features(&self, sentence: usize, out: &mut Features) {
        let (range, casing) = &self.sentences[sentence];
        out.clear();
        templates::sentence(&self.words, range.clone(), *casing, &self.memory, out);
    }
}

/// How a sentence of a document with capitals is written.
fn casing_of(words: &[Word]) -> Casing {
    let (mut lower, mut initial, mut upper, mut long_lower) = (0, 0, 0, 0);
    for w in words {
        match w.caps {
            Caps::None => {}
            // Words of four letters and more: title case leaves the short ones small.
            Caps::Lower => {
                lower += 1;
                long_lower += usize::from(w.prefix[2] != 0);
            }
            Caps::Initial | Caps::Mixed => initial += 1,
            Caps::Upper => upper += 1,
        }
    }
    match (lower, initial, upper) {
        (0, i, u) if u >= 2 && u >= i * 2 => Casing::Upper,
        (l, i, u) if i + u >= 4 && long_lower * 6 <= i + u && l <= i + u => Casing::Title,
        _ => Casing::Normal,
    }
}
