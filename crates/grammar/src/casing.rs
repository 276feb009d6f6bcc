//! How a sentence is written, so that capital letters can be read for what they tell there.

use crate::word::{Caps, Word};

/// How a sentence is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[repr(u8)]
pub(crate) enum Casing {
    #[default]
    Normal,
    /// no capitals at all
    Lower,
    /// A HEADLINE OR A SHOUT
    Upper,
    /// A Headline in the American Manner
    Title,
}

/// Counts words by how they are written.
#[derive(Default)]
pub(crate) struct Counts {
    lower: u32,
    initial: u32,
    upper: u32,
    /// Of four letters and more: title case leaves the short ones small.
    long_lower: u32,
}

impl Counts {
    #[inline]
    pub(crate) fn add(&mut self, word: &Word) {
        self.lower += u32::from(word.caps == Caps::Lower);
        self.long_lower += u32::from(word.caps == Caps::Lower && word.len >= 4);
        self.initial += u32::from(matches!(word.caps, Caps::Initial | Caps::Mixed));
        self.upper += u32::from(word.caps == Caps::Upper);
    }

    pub(crate) fn casing(&self) -> Casing {
        match (self.lower, self.initial, self.upper) {
            (l, 0, 0) if l >= 3 => Casing::Lower,
            (0, i, u) if u >= 2 && u >= i * 2 => Casing::Upper,
            (l, i, u) if i + u >= 4 && self.long_lower * 6 <= i + u && l <= i + u => Casing::Title,
            _ => Casing::Normal,
        }
    }
}
