use super::clusters::flag;
use super::word::{Casing, Word};

/// The evidence of a word in a document, all its occurrences together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// The reading in which the rest was seen.
    reading: u32,
    /// Occurrences in lower case.
    lower: u8,
    /// Occurrences with a capital letter that a sentence does not begin with, where capitals mean something.
    capital: u8,
    /// Bits of [`shown`].
    pub(crate) shown: u16,
}

/// The neighbours of one occurrence of a word, as bits.
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
    #[inline]
    pub(crate) fn how(self) -> u8 {
        self.lower.min(1) << 2 | self.capital.min(2)
    }
}

/// Occurrences of a word whose surroundings are remembered.
pub(super) const CONTEXTS: usize = 4;

/// Around one occurrence of a word.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Context {
    reading: u32,
    at: u32,
    pub(crate) before: u16,
    pub(crate) after: u16,
}

/// The evidence of all words of a document. Filled once per document, asked for every token.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory {
    /// By [`Word::id`].
    seen: Vec<Seen>,
    /// By [`Word::id`]: where the word stands with a capital, and between which clusters.
    contexts: Vec<[Context; CONTEXTS]>,
    reading: u32,
}

impl Memory {
    /// Forgets all, for a document whose words have ids below `n_ids`.
    pub(crate) fn begin(&mut self, n_ids: usize) {
        if self.reading == u32::MAX {
            self.seen.clear();
            self.reading = 0;
        }
        self.reading += 1;
        self.seen.resize(self.seen.len().max(n_ids), Seen::default());
        self.contexts.resize(self.seen.len(), Default::default());
    }

    /// Sees a capitalized word in a sentence of normal casing, between two others; no word before begins a sentence.
    pub(crate) fn capital(&mut self, word: &Word, before: Option<&Word>, after: &Word, the: u64, at: usize) {
        let seen = &mut self.seen[word.id as usize];
        if seen.reading != self.reading {
            *seen = Seen { reading: self.reading, ..Seen::default() };
        }
        let context = Context {
            reading: self.reading,
            at: at as u32,
            before: before.map_or(0, |w| w.clusters[1]),
            after: after.clusters[1],
        };
        let slots = &mut self.contexts[word.id as usize];
        if let Some(free) = slots.iter_mut().find(|c| c.reading != self.reading) {
            *free = context;
        }
        let Some(before) = before else { return };
        seen.capital = seen.capital.saturating_add(1);
        let mut set = |bit: u16, on: bool| seen.shown |= if on { bit } else { 0 };
        let named = before.is_capitalized();
        set(shown::AFTER_FIRST_NAME, named && before.flags & flag::FIRST != 0);
        set(shown::AFTER_TITLE, before.flags & flag::TITLE != 0);
        set(shown::AFTER_PLACE_WORD, before.flags & flag::PLACE_WORD != 0);
        set(shown::AFTER_CAPITAL, named);
        set(shown::AFTER_THE, before.lower == the);
        set(shown::BEFORE_BODY, after.is_capitalized() && after.flags & flag::BODY != 0);
        set(shown::BEFORE_SAY, after.flags & flag::SAY != 0);
        set(shown::BEFORE_CAPITAL, after.is_capitalized());
    }

    /// Sees a word without capitals where capitals mean something; only of words that were seen with one.
    #[inline]
    pub(crate) fn lower(&mut self, id: u32) {
        let seen = &mut self.seen[id as usize];
        if seen.reading == self.reading {
            seen.lower = seen.lower.saturating_add(1);
        }
    }

    /// The evidence of a word.
    #[inline]
    pub(crate) fn get(&self, word: &Word) -> Seen {
        let seen = self.seen[word.id as usize];
        if seen.reading == self.reading { seen } else { Seen::default() }
    }

    /// The surroundings of other occurrences of a word than that at `at`.
    pub(crate) fn contexts(&self, word: &Word, at: usize) -> impl Iterator<Item = &Context> {
        self.contexts[word.id as usize].iter().filter(move |c| c.reading == self.reading && c.at != at as u32)
    }

    /// Whether a sentence in such casing tells of its words.
    pub(crate) fn listens(casing: Casing) -> bool {
        matches!(casing, Casing::Normal | Casing::Title)
    }
}
