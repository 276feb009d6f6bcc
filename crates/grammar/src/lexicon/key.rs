use std::borrow::Cow;

use dixit_learn::hash;

/// A word or phrase without regard to case and to the form of its apostrophes, as a number: equal keys are equal words.
///
/// The key of a word is the [hash](dixit_learn::hash::bytes) of its lower-case form, which features of trained models hold
/// too. That of a phrase is made from those of its words, so that it can be asked for word by word.
///
/// ```
/// use dixit_grammar::lexicon::Key;
///
/// assert_eq!(Key::of("O’NEILL"), Key::of("o'neill"));
/// assert_eq!(Key::of("White House"), Key::of("white").then(Key::of("house")));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(u64);

impl Key {
    /// No word.
    pub const NONE: Key = Key(0);

    /// The key of a word, or of words with one space between each two.
    #[inline]
    pub fn of(text: &str) -> Self {
        match hash::ascii_lower(text.as_bytes()) {
            Some(word) if !text.contains(' ') => Self(word),
            _ => Self::of_any(text),
        }
    }

    #[cold]
    fn of_any(text: &str) -> Self {
        let word = |word: &str| Self(hash::bytes(lower(word).as_bytes()));
        text.split(' ').map(word).reduce(Self::then).unwrap_or(Self::NONE)
    }

    /// The key of a phrase that goes on with another word.
    #[inline]
    pub const fn then(self, word: Self) -> Self {
        Self(hash::pair(self.0, word.0))
    }

    /// The key of one word by the hash of its lower-case form.
    #[inline]
    pub const fn from_hash(hash: u64) -> Self {
        Self(hash)
    }

    /// As a number.
    #[inline]
    pub const fn hash(self) -> u64 {
        self.0
    }
}

/// A word in lower case, its apostrophes straight.
pub fn lower(word: &str) -> Cow<'_, str> {
    let lower = |c: char| !c.is_uppercase() && c != '’';
    if word.chars().all(lower) {
        return Cow::Borrowed(word);
    }
    Cow::Owned(word.chars().flat_map(char::to_lowercase).map(|c| if c == '’' { '\'' } else { c }).collect())
}
