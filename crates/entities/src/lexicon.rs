//! The lexicon of `dixit-grammar` by its names of before.

use dixit_grammar::lexicon;
pub use dixit_grammar::lexicon::{Class as WordClass, Key};

/// The key of a word, as a number.
pub fn fold(word: &str) -> u64 {
    Key::of(word).hash()
}

/// The classes of the word with this key.
pub fn class(key: u64) -> WordClass {
    lexicon::entry(Key::from_hash(key)).class
}

/// As [`lexicon::percent_women`].
pub fn percent_women(key: u64) -> Option<u8> {
    lexicon::percent_women(Key::from_hash(key))
}

/// As [`lexicon::same_given_name`].
pub fn same_given_name(a: u64, b: u64) -> bool {
    lexicon::same_given_name(Key::from_hash(a), Key::from_hash(b))
}
