//! Function words and nouns by what they tell of who speaks: the table is `models/speakers/words.tsv`.

use std::sync::LazyLock;

use bitflags::bitflags;
use dixit_entities::lexicon::fold;
use dixit_models::speakers::WORDS;
use rustc_hash::FxHashMap;

bitflags! {
    /// Classes of a word; what each holds says `models/speakers/README.md`.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub(crate) struct Words: u64 {
        const CLAUSE_BREAK = 1;
        const CLAUSE_LIMIT = 1 << 1;
        const CLAUSE_OPENER = 1 << 2;
        const SUBORDINATOR = 1 << 3;
        const JOINS = 1 << 4;
        const STOPS = 1 << 5;
        const DEFINITE = 1 << 6;
        const POSSESSIVE = 1 << 7;
        const INDEFINITE = 1 << 8;
        const DETERMINED = 1 << 9;
        const GENERIC = 1 << 10;
        const MEDIUM = 1 << 11;
        const ASKS = 1 << 12;
        const PREPOSITION = 1 << 13;
        const ADVERB = 1 << 14;
        const AUXILIARY = 1 << 15;
        const IRREGULAR = 1 << 16;
        const NO_VERB = 1 << 17;
        const UNOWNED = 1 << 18;
        const SMALL = 1 << 19;
        const HEAD_STOP = 1 << 20;
        const PHRASE_STOP = 1 << 21;
        const LEADING = 1 << 22;
        const TRAILING = 1 << 23;
        const MEETING = 1 << 24;
        const PARTIES = 1 << 25;
        const RELATIVE = 1 << 26;
        const THEY = 1 << 27;
        const IT = 1 << 28;
        const FIRST_PERSON = 1 << 29;
        const SECOND_PERSON = 1 << 30;
        const RELATIVE_SUBJECT = 1 << 31;
        const OWNING = 1 << 32;
        const MEMBERS = 1 << 33;
        const NAMING = 1 << 34;
        const STANDING = 1 << 35;
        const HONORIFIC = 1 << 36;
        const FIELD = 1 << 37;
        const ANSWERS = 1 << 38;
        const COMPANY = 1 << 39;
        const TRADING = 1 << 40;
        const ARTICLE = 1 << 41;
        const OUTSIDE = 1 << 42;
    }
}

static TABLE: LazyLock<FxHashMap<u64, Words>> = LazyLock::new(|| {
    let mut table: FxHashMap<u64, Words> = FxHashMap::default();
    for (class, words) in rows(WORDS) {
        let class = Words::from_name(&class.to_ascii_uppercase()).expect("the test below reads every class");
        for word in words.split(',') {
            *table.entry(fold(word)).or_default() |= class;
        }
    }
    table
});

/// The rows of a table, each split at its first tab.
pub(crate) fn rows(table: &str) -> impl Iterator<Item = (&str, &str)> {
    table.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once('\t'))
}

/// The classes of a word, in whatever case.
pub(crate) fn of(word: &str) -> Words {
    // No word of the table is longer.
    if word.len() > 16 {
        return Words::empty();
    }
    TABLE.get(&fold(word)).copied().unwrap_or_default()
}

/// Whether a word is of one of these classes.
pub(crate) fn is(word: &str, classes: Words) -> bool {
    of(word).intersects(classes)
}

/// Whether `word` is a possessive ending.
pub(crate) fn is_possessive(word: &str) -> bool {
    matches!(word, "'s" | "’s" | "'" | "’")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_is_known_and_filled() {
        let known: Vec<&str> = Words::all().iter_names().map(|(name, _)| name).collect();
        let filed: Vec<String> = rows(WORDS).map(|(class, _)| class.to_ascii_uppercase()).collect();
        assert!(filed.iter().all(|class| known.contains(&class.as_str())), "{filed:?}");
        assert!(known.iter().all(|class| filed.iter().any(|f| f == class)), "{known:?}");
        let words = rows(WORDS).flat_map(|(_, words)| words.split(','));
        assert!(words.into_iter().all(|w| !w.is_empty() && w.len() <= 16 && *w == *w.to_lowercase()));
    }
}
