use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::build::{Builder, Index};
use crate::NameKind;
use crate::lexicon::{self, WordClass, fold};

/// Short names of countries and the name they stand for.
const ALIASES: [(&str, &str); 9] = [
    ("us", "united states"),
    ("u.s.", "united states"),
    ("u.s", "united states"),
    ("usa", "united states"),
    ("u.s.a.", "united states"),
    ("uk", "united kingdom"),
    ("u.k.", "united kingdom"),
    ("britain", "united kingdom"),
    ("gop", "republican party"),
];

static ALIAS: LazyLock<FxHashMap<u64, u64>> = LazyLock::new(|| {
    let key = |name: &str| phrase(name.split(' ').map(fold));
    ALIASES.iter().map(|&(short, long)| (key(short), key(long))).collect()
});

/// One hash for the words of a name.
fn phrase(words: impl Iterator<Item = u64>) -> u64 {
    words.fold(0, |h, w| (h.rotate_left(5) ^ w).wrapping_mul(0x9E37_79B9_7F4A_7C15))
}

/// The hash of a whole name, aliases of countries told.
fn whole(b: &Builder, m: usize) -> u64 {
    let key = phrase(b.names[m].folds());
    *ALIAS.get(&key).unwrap_or(&key)
}

/// Files a name of several words that is no person's: equal names are one, and a part of a longer name is that.
pub(super) fn long_name(b: &mut Builder, m: usize) {
    let whole = whole(b, m);
    let same = b.find(whole, Index::Whole).find(|&c| b.clusters[c].kind != NameKind::Person);
    let c = match same.or_else(|| part_of(b, m)) {
        Some(c) => c,
        None => b.open(b.mentions[m].kind, m),
    };
    b.add(m, c);
    b.clusters[c].full_mentions.push(m as u32);
    let words = &b.names[m].words;
    let (first, last) = (words[0].fold, words[words.len() - 1].fold);
    // Acronyms leave small words out (`DOJ`) or in (`DoJ`).
    let all: String = words.iter().map(|w| w.letter).collect();
    let strong = words.iter().filter(|w| !lexicon::class(w.fold).any(WordClass::CONNECTOR));
    let letters: String = strong.map(|w| w.letter).collect();
    b.file(whole, Index::Whole, c);
    b.file(first, Index::BodyWord, c);
    b.file(last, Index::BodyWord, c);
    b.file(fold(&letters), Index::Acronym, c);
    b.file(fold(&all), Index::Acronym, c);
}

/// Files a single word that is no person's name: an acronym, or the first or last word of a longer name.
pub(super) fn short_name(b: &mut Builder, m: usize) {
    let whole = whole(b, m);
    let not_person = |c: &usize| b.clusters[*c].kind != NameKind::Person;
    let found = b
        .find(whole, Index::Whole)
        .find(not_person)
        .or_else(|| {
            b.names[m].capitals.then(|| b.find(acronym_key(b, m), Index::Acronym).find(not_person)).flatten()
        })
        .or_else(|| (b.mentions[m].kind == NameKind::Organization).then(|| part_of(b, m)).flatten());
    let c = match found {
        Some(c) => c,
        None => b.open(b.mentions[m].kind, m),
    };
    b.add(m, c);
    b.file(whole, Index::Whole, c);
}

/// The letters of an acronym without full stops.
fn acronym_key(b: &Builder, m: usize) -> u64 {
    let text = b.doc.slice(b.mentions[m].span);
    let letters: String = text.chars().filter(|c| c.is_alphabetic()).collect();
    fold(&letters)
}

/// The latest body whose name starts or ends with all words of this one.
fn part_of(b: &Builder, m: usize) -> Option<usize> {
    if b.mentions[m].kind != NameKind::Organization {
        return None;
    }
    let words = &b.names[m].words;
    // `House` and `States` are bodies of their own, not the White House and the United States.
    let own = [fold("house"), fold("states"), fold("state"), fold("senate"), fold("congress")];
    if words.len() == 1 && own.contains(&words[0].fold) {
        return None;
    }
    let last = words[words.len() - 1].fold;
    b.find(last, Index::BodyWord).chain(b.find(words[0].fold, Index::BodyWord)).find(|&c| {
        let other = &b.names[b.clusters[c].fullest];
        b.clusters[c].kind == NameKind::Organization
            && other.words.len() > words.len()
            && (other.folds().rev().zip(b.names[m].folds().rev()).all(|(x, y)| x == y)
                || other.folds().zip(b.names[m].folds()).all(|(x, y)| x == y))
    })
}
