use dixit_grammar::lexicon::{self, Class, Key};

use super::build::{Builder, Index};
use crate::NameKind;

/// The key of a whole name, short names of countries told.
fn whole(b: &Builder, m: usize) -> Key {
    lexicon::unabbreviated(b.names[m].keys().reduce(Key::then).unwrap_or(Key::NONE))
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
    let (first, last) = (words[0].key, words[words.len() - 1].key);
    // Acronyms leave small words out (`DOJ`) or in (`DoJ`).
    let all: String = words.iter().map(|w| w.letter).collect();
    let strong = words.iter().filter(|w| !lexicon::entry(w.key).class.is(Class::CONNECTOR));
    let letters: String = strong.map(|w| w.letter).collect();
    b.file(whole, Index::Whole, c);
    b.file(first, Index::BodyWord, c);
    b.file(last, Index::BodyWord, c);
    b.file(Key::of(&letters), Index::Acronym, c);
    b.file(Key::of(&all), Index::Acronym, c);
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
fn acronym_key(b: &Builder, m: usize) -> Key {
    let text = b.doc.slice(b.mentions[m].span);
    let letters: String = text.chars().filter(|c| c.is_alphabetic()).collect();
    Key::of(&letters)
}

/// The latest body whose name starts or ends with all words of this one.
fn part_of(b: &Builder, m: usize) -> Option<usize> {
    if b.mentions[m].kind != NameKind::Organization {
        return None;
    }
    let words = &b.names[m].words;
    // `House` and `States` are bodies of their own, not the White House and the United States.
    let own = ["house", "states", "state", "senate", "congress"].map(Key::of);
    if words.len() == 1 && own.contains(&words[0].key) {
        return None;
    }
    let last = words[words.len() - 1].key;
    b.find(last, Index::BodyWord).chain(b.find(words[0].key, Index::BodyWord)).find(|&c| {
        let other = &b.names[b.clusters[c].fullest];
        b.clusters[c].kind == NameKind::Organization
            && other.words.len() > words.len()
            && (other.keys().rev().zip(b.names[m].keys().rev()).all(|(x, y)| x == y)
                || other.keys().zip(b.names[m].keys()).all(|(x, y)| x == y))
    })
}
