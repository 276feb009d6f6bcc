//! The one lexicon: classes of words, reporting verbs, given names. Its words are data, in `models/words` and `models/names`.
//!
//! ```
//! use dixit_grammar::lexicon::{Class, CueClass, class, cue};
//!
//! assert!(class("Spokeswoman").is(Class::PERSON));
//! assert!(class("who").is(Class::WH) && class("who").is(Class::SUBJECT_PRONOUN));
//! assert_eq!(cue("told").map(|cue| cue.class), Some(CueClass::Tell));
//! ```

mod class;
mod cue;
mod key;
mod names;

use std::sync::LazyLock;

use dixit_models::words::{ALIASES, CUES, WORDS};
use rustc_hash::FxHashMap;

pub use class::Class;
pub use cue::{Cue, CueClass, Frames};
pub use key::{Key, lower};
pub use names::{percent_women, same_given_name};

/// What is known of a form: nothing, of most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its classes.
    pub class: Class,
    /// What it announces as a reporting verb.
    pub cue: Option<Cue>,
}

static ENTRIES: LazyLock<FxHashMap<Key, Entry>> = LazyLock::new(|| {
    let mut entries = FxHashMap::default();
    read_words(WORDS, &mut entries).expect("words.tsv is tested to be well formed");
    read_cues(CUES, &mut entries).expect("cues.tsv is tested to be well formed");
    entries.reserve(names::WOMEN.len());
    #[allow(clippy::iter_over_hash_type, reason = "each sets a bit of an entry of its own")]
    for &name in names::WOMEN.keys() {
        entries.entry(name).or_default().class |= Class::GIVEN;
    }
    entries
});

static ALIAS: LazyLock<FxHashMap<Key, Key>> =
    LazyLock::new(|| pairs(ALIASES).map(|(short, long)| (Key::of(short), Key::of(long))).collect());

/// The name that a short one stands for: `united states` of `U.S.`; any other as it is.
pub fn unabbreviated(name: Key) -> Key {
    ALIAS.get(&name).copied().unwrap_or(name)
}

/// What is known of a word or phrase with this key.
#[inline]
pub fn entry(key: Key) -> Entry {
    ENTRIES.get(&key).copied().unwrap_or_default()
}

/// The classes of a word or phrase in any casing; none of what is not in the lexicon.
pub fn class(text: &str) -> Class {
    entry(Key::of(text)).class
}

/// The reporting verb with this form: one word, or a verb and its particle.
pub fn cue(text: &str) -> Option<Cue> {
    entry(Key::of(text)).cue
}

/// Rows of a table without its comments, each with its number.
fn rows(tsv: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..).zip(tsv.lines()).filter(|(_, line)| !line.starts_with('#') && !line.is_empty())
}

/// Rows of two fields.
fn pairs(tsv: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    rows(tsv).filter_map(|(_, line)| line.split_once('\t'))
}

/// Puts the classes of `form <tab> tag <tab> class,class` into `entries`.
fn read_words(tsv: &str, entries: &mut FxHashMap<Key, Entry>) -> Result<(), String> {
    for (n, line) in rows(tsv) {
        let bad = |what: &str| format!("words.tsv:{n}: {what}: {line:?}");
        let [form, _, classes] = line.split('\t').collect::<Vec<_>>()[..] else {
            return Err(bad("expected form, tag and classes"));
        };
        let entry = entries.entry(Key::of(form)).or_default();
        for name in classes.split(',') {
            entry.class |= Class::parse(name).ok_or_else(|| bad("unknown class"))?;
        }
    }
    Ok(())
}

/// Puts the reporting verbs of `form <tab> tag <tab> class <tab> frames` into `entries`.
fn read_cues(tsv: &str, entries: &mut FxHashMap<Key, Entry>) -> Result<(), String> {
    for (n, line) in rows(tsv) {
        let bad = |what: &str| format!("cues.tsv:{n}: {what}: {line:?}");
        let [form, _, class, frames] = line.split('\t').collect::<Vec<_>>()[..] else {
            return Err(bad("expected form, tag, class and frames"));
        };
        let cue = Cue::parse(class, frames).ok_or_else(|| bad("unknown class or frame"))?;
        if entries.entry(Key::of(form)).or_default().cue.replace(cue).is_some() {
            return Err(bad("is there twice"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tags of Universal Dependencies that a row may have; `_` is any.
    const TAGS: &str = "ADJ ADP ADV AUX CCONJ DET NOUN NUM PART PRON PROPN SCONJ VERB _";

    #[test]
    fn the_tables_are_well_formed() {
        let mut entries = FxHashMap::default();
        read_words(WORDS, &mut entries).unwrap();
        assert!(entries.len() > 1500, "{} forms", entries.len());
        read_cues(CUES, &mut entries).unwrap();
        for tsv in [WORDS, CUES] {
            let keys: Vec<_> = rows(tsv).map(|(_, l)| l.split('\t').take(2).collect::<Vec<_>>()).collect();
            assert!(keys.is_sorted(), "not sorted by form and tag");
            for pair in keys.windows(2) {
                assert!(pair[0] != pair[1], "{:?} is there twice", pair[0]);
            }
            for key in &keys {
                let [form, tag] = key[..] else { panic!("{key:?} has no tag") };
                assert!(form == form.trim() && form == lower(form) && !form.is_empty(), "{form:?}");
                assert!(TAGS.split(' ').any(|t| t == tag), "{form}: unknown tag {tag}");
            }
        }
    }

    #[test]
    fn a_bad_row_is_named() {
        let words = |tsv| read_words(tsv, &mut FxHashMap::default()).unwrap_err();
        assert_eq!(words("a\tDET"), "words.tsv:1: expected form, tag and classes: \"a\\tDET\"");
        assert!(words("# a\n\na\tDET\tdetreminer").starts_with("words.tsv:3: unknown class"));
        let cues = |tsv| read_cues(tsv, &mut FxHashMap::default()).unwrap_err();
        assert!(cues("a\tVERB\tsay\tX").starts_with("cues.tsv:1: unknown class or frame"));
        assert!(cues("a\tVERB\tsay\tT\na\tVERB\tsay\tT").starts_with("cues.tsv:2: is there twice"));
    }

    #[test]
    fn case_and_apostrophes_make_no_difference() {
        assert_eq!(class("WHO"), class("who"));
        assert!(class("’S").is(Class::POSSESSIVE) && class("'s").is(Class::POSSESSIVE));
        assert!(class("New York").is(Class::PLACE));
        assert!(cue("Pointed out").is_some_and(|cue| cue.frames.has(Frames::THAT)));
        assert_eq!(entry(Key::of("bridge")), Entry::default());
    }
}
