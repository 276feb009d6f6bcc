//! Word classes and given names, looked up by a hash of the folded word.

use std::sync::LazyLock;

use dixit_models::words::{GIVEN_NAMES, NICKNAMES, WORDS};
use rustc_hash::FxHashMap;

/// Classes of a word; a set of the constants below. `models/words/README.md` says what each class holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WordClass(u32);

impl WordClass {
    /// Goes before a name: `Mr.`, `Sen.`
    pub const TITLE: Self = Self(1);
    /// Tells that a person is a man: `Mr.`, `chairman`.
    pub const MASCULINE: Self = Self(1 << 1);
    /// Tells that a person is a woman: `Ms.`, `spokeswoman`.
    pub const FEMININE: Self = Self(1 << 2);
    /// A noun for one person: `spokesman`, `secretary`.
    pub const PERSON: Self = Self(1 << 3);
    /// A plural or collective noun for people: `officials`.
    pub const GROUP: Self = Self(1 << 4);
    /// A common noun for one organization: `ministry`.
    pub const BODY: Self = Self(1 << 5);
    /// A common noun for something written or recorded: `report`.
    pub const DOCUMENT: Self = Self(1 << 6);
    /// Ends the name of an organization, or is one: `Committee`.
    pub const ORG_WORD: Self = Self(1 << 7);
    /// A country, state or city.
    pub const PLACE: Self = Self(1 << 8);
    /// A nationality, religion or party.
    pub const DEMONYM: Self = Self(1 << 9);
    /// A month, day or feast.
    pub const CALENDAR: Self = Self(1 << 10);
    /// Opens a sentence in capitals without being a name.
    pub const STARTER: Self = Self(1 << 11);
    /// Joins the parts of an organization's name.
    pub const CONNECTOR: Self = Self(1 << 12);
    /// Lower-case part of a person's name: `de`, `van`.
    pub const PARTICLE: Self = Self(1 << 13);
    /// After a person's name: `Jr.`
    pub const SUFFIX: Self = Self(1 << 14);
    /// A verb of speaking.
    pub const SAY: Self = Self(1 << 15);
    /// A given name.
    pub const GIVEN: Self = Self(1 << 16);

    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "title" => Self::TITLE,
            "masculine" => Self::MASCULINE,
            "feminine" => Self::FEMININE,
            "person" => Self::PERSON,
            "group" => Self::GROUP,
            "body" => Self::BODY,
            "document" => Self::DOCUMENT,
            "orgword" => Self::ORG_WORD,
            "place" => Self::PLACE,
            "demonym" => Self::DEMONYM,
            "calendar" => Self::CALENDAR,
            "starter" => Self::STARTER,
            "connector" => Self::CONNECTOR,
            "particle" => Self::PARTICLE,
            "suffix" => Self::SUFFIX,
            "say" => Self::SAY,
            _ => return None,
        })
    }

    /// The classes of both sets.
    #[inline]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the two sets share a class.
    #[inline]
    pub const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl std::ops::BitOr for WordClass {
    type Output = Self;
    #[inline]
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// A 64-bit hash of a word with ASCII letters lowered and `’` read as `'`, so that spellings of one name agree.
///
/// Stable from run to run (FNV-1a).
#[inline]
pub fn fold(word: &str) -> u64 {
    fold_on(FNV_OFFSET, word)
}

const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;

/// Goes on hashing where `hash` ended; a phrase is its words with a space between.
#[inline]
pub fn fold_on(mut hash: u64, word: &str) -> u64 {
    let bytes = word.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        let mut b = bytes[i].to_ascii_lowercase();
        if b == 0xE2 && bytes[i..].starts_with("’".as_bytes()) {
            b = b'\'';
            i += 2;
        }
        hash = (hash ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3);
        i += 1;
    }
    hash
}

struct Lexicon {
    classes: FxHashMap<u64, WordClass>,
    /// Per cent of women among the bearers of a given name.
    women: FxHashMap<u64, u8>,
    /// (short form, given name), sorted.
    nicknames: Vec<(u64, u64)>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut classes: FxHashMap<u64, WordClass> = FxHashMap::default();
    let mut women = FxHashMap::default();
    for (class, words) in rows(WORDS) {
        let class = WordClass::parse(class).expect("the test below reads every class");
        for word in words.split(',') {
            let entry = classes.entry(fold(word)).or_default();
            *entry = *entry | class;
        }
    }
    for (name, percent) in rows(GIVEN_NAMES) {
        let hash = fold(name);
        women.insert(hash, percent.parse().expect("the test below reads every share"));
        let entry = classes.entry(hash).or_default();
        *entry = *entry | WordClass::GIVEN;
    }
    let mut nicknames: Vec<_> = rows(NICKNAMES).map(|(short, name)| (fold(short), fold(name))).collect();
    nicknames.sort_unstable();
    Lexicon { classes, women, nicknames }
});

fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once('\t'))
}

/// The classes of the word or phrase with this [`fold`].
#[inline]
pub fn class(hash: u64) -> WordClass {
    LEXICON.classes.get(&hash).copied().unwrap_or_default()
}

/// Per cent of women among the bearers of the given name with this [`fold`]; `None` for no given name.
#[inline]
pub fn percent_women(hash: u64) -> Option<u8> {
    LEXICON.women.get(&hash).copied()
}

/// Whether two given names may be one person's: the same, or one short for the other, or both short for a third.
pub fn same_given_name(a: u64, b: u64) -> bool {
    let long_forms = |h| {
        let n = &LEXICON.nicknames;
        let at = n.partition_point(|&(short, _)| short < h);
        n[at..].iter().take_while(move |&&(short, _)| short == h).map(|&(_, name)| name)
    };
    a == b
        || long_forms(a).any(|x| x == b)
        || long_forms(b).any(|x| x == a)
        || long_forms(a).any(|x| long_forms(b).any(|y| x == y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_tables_is_read() {
        for (class, words) in rows(WORDS) {
            assert!(WordClass::parse(class).is_some(), "unknown class {class}");
            for word in words.split(',') {
                assert!(
                    !word.is_empty() && word.trim() == word && word.to_lowercase() == word,
                    "{class}: {word:?}"
                );
            }
        }
        for (name, percent) in rows(GIVEN_NAMES) {
            assert!(percent.parse::<u8>().is_ok_and(|p| p <= 100), "{name}");
        }
        assert!(percent_women(fold("Mary")).is_some_and(|p| p > 90));
    }

    #[test]
    fn spellings_of_one_name_fold_together() {
        assert_eq!(fold("O’Neill"), fold("O'NEILL"));
        assert_ne!(fold("Oneill"), fold("O'Neill"));
    }

    #[test]
    fn short_forms_are_one_given_name() {
        assert!(same_given_name(fold("Bill"), fold("William")));
        assert!(same_given_name(fold("Bill"), fold("Will")));
        assert!(!same_given_name(fold("Bill"), fold("Hillary")));
    }
}
