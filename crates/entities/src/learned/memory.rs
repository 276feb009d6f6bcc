use std::ops::Range;

use dixit_learn::hash;
use rustc_hash::FxHashMap;

use super::clusters::{Lexicon, flag};
use super::word::{Casing, Word};

/// What a document shows of a word, all its occurrences together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Occurrences in lower case.
    lower: u8,
    /// Occurrences with a capital letter that a sentence does not begin with, where capitals mean something.
    capital: u8,
    /// Bits of [`shown`].
    pub(crate) shown: u16,
}

/// What may stand around a word in one of its occurrences.
mod shown {
    pub(super) const AFTER_FIRST_NAME: u16 = 1;
    pub(super) const AFTER_TITLE: u16 = 2;
    pub(super) const BEFORE_BODY: u16 = 4;
    pub(super) const AFTER_PLACE_WORD: u16 = 8;
    pub(super) const BEFORE_SAY: u16 = 16;
    pub(super) const AFTER_CAPITAL: u16 = 32;
    pub(super) const BEFORE_CAPITAL: u16 = 64;
    pub(super) const AFTER_THE: u16 = 128;
}

impl Seen {
    /// Both counts, as 0, 1 or many.
    pub(crate) fn how(self) -> u8 {
        self.lower.min(1) << 2 | self.capital.min(2)
    }
}

/// What a document shows of its words. Filled once a document, asked for every token.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory {
    seen: FxHashMap<u64, Seen>,
    /// Pairs of words of this document that lists know as a place: hashes of the lower-cased words.
    places: FxHashMap<(u64, u64), u8>,
}

impl Memory {
    /// Forgets all and reads the sentences of one document.
    pub(crate) fn read(
        &mut self,
        words: &[Word],
        sentences: &[(Range<usize>, Casing)],
        lexicon: &Lexicon<'_>,
        the: u64,
    ) {
        self.seen.clear();
        self.places.clear();
        for (range, casing) in sentences {
            if *casing == Casing::Lower {
                continue;
            }
            for i in range.clone() {
                let w = &words[i];
                if !w.is_capitalized() {
                    continue;
                }
                let next = (i + 1 < range.end).then(|| &words[i + 1]);
                if let Some(p) = next.filter(|p| p.is_capitalized()) {
                    let flags = lexicon.flags(hash::pair(w.lower, p.lower));
                    if flags != 0 {
                        self.places.insert((w.lower, p.lower), flags as u8);
                    }
                }
                if *casing != Casing::Normal {
                    continue;
                }
                let seen = self.seen.entry(w.lower).or_default();
                let Some(m) = (i > range.start).then(|| &words[i - 1]) else { continue };
                seen.capital = seen.capital.saturating_add(1);
                let mut set = |bit: u16, on: bool| seen.shown |= if on { bit } else { 0 };
                let named = m.is_capitalized();
                set(shown::AFTER_FIRST_NAME, named && m.flags & flag::FIRST != 0);
                set(shown::AFTER_TITLE, m.flags & flag::TITLE != 0);
                set(shown::AFTER_PLACE_WORD, m.flags & flag::PLACE_WORD != 0);
                set(shown::AFTER_CAPITAL, named);
                set(shown::AFTER_THE, m.lower == the);
                if let Some(p) = next {
                    set(shown::BEFORE_BODY, p.is_capitalized() && p.flags & flag::BODY != 0);
                    set(shown::BEFORE_SAY, p.flags & flag::SAY != 0);
                    set(shown::BEFORE_CAPITAL, p.is_capitalized());
                }
            }
        }
        for (range, casing) in sentences {
            if matches!(casing, Casing::Upper | Casing::Lower) {
                continue;
            }
            for w in words[range.clone()].iter().filter(|w| !w.is_capitalized()) {
                if let Some(seen) = self.seen.get_mut(&w.lower) {
                    seen.lower = seen.lower.saturating_add(1);
                }
            }
        }
    }

    #[inline]
    pub(crate) fn get(&self, lower: u64) -> Seen {
        self.seen.get(&lower).copied().unwrap_or_default()
    }

    /// Whether the word begins or ends a pair that lists know as a place, and of what kind.
    pub(crate) fn place(&self, word: u64, before: u64, after: u64) -> u16 {
        if self.places.is_empty() {
            return 0;
        }
        let ends = self.places.get(&(before, word)).copied().unwrap_or(0);
        let begins = self.places.get(&(word, after)).copied().unwrap_or(0);
        u16::from(ends) << 8 | u16::from(begins)
    }
}
