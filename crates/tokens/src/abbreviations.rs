//! Words that are written with a stop of their own.
//!
//! The lists are the common abbreviations of English news writing: titles, ranks, months, states as the AP
//! style abbreviates them, company forms, references and measures. All are lower case; capitalization is
//! asked for where the bare word is also a common word.

use crate::lists;

/// How an abbreviation bears on the end of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Abbreviation {
    /// Something follows that belongs to it: `Sen.`, `vs.`. Ends a sentence only at the end of a paragraph.
    Leads,
    /// May be the last word of a sentence: `Inc.`, `etc.`.
    MayEnd,
    /// An abbreviation only before a number: `No. 5`.
    BeforeNumber,
}

/// Titles and ranks, which lead a name; with a capital only.
static TITLES: &[u64] = &pack_all(lists::words::<{ lists::count("title") }>("title"));

/// Words that lead what follows, in any case.
static LEADS: &[u64] = &pack_all(lists::words::<{ lists::count("leads") }>("leads"));

/// Months and days; not `Sat.` and `Sun.`, which are words.
static MONTHS: &[u64] = &pack_all(lists::words::<{ lists::count("month") }>("month"));

/// Companies, institutions, streets, what stands before the name of a place or after that of a person.
static NAMES: &[u64] = &pack_all(lists::words::<{ lists::count("name") }>("name"));

/// States as the AP abbreviates them, provinces, and a few common variants.
static STATES: &[u64] = &pack_all(lists::words::<{ lists::count("state") }>("state"));

/// Words in lower case that may end a sentence.
static MAY_END: &[u64] = &pack_all(lists::words::<{ lists::count("may-end") }>("may-end"));

/// Words that are abbreviations only before a number.
static BEFORE_NUMBER: &[u64] = &pack_all(lists::words::<{ lists::count("before-number") }>("before-number"));

/// The bytes of a word of at most eight letters as one number, so that a list is searched by comparing numbers.
const fn pack(word: &[u8]) -> u64 {
    let mut key = 0u64;
    let mut i = 0;
    while i < word.len() {
        key = key << 8 | word[i].to_ascii_lowercase() as u64;
        i += 1;
    }
    key
}

const fn pack_all<const N: usize>(words: [&str; N]) -> [u64; N] {
    let mut keys = [0; N];
    let mut i = 0;
    while i < N {
        assert!(words[i].len() <= MAX_LEN, "an abbreviation of at most MAX_LEN letters");
        keys[i] = pack(words[i].as_bytes());
        i += 1;
    }
    keys
}

/// Longest abbreviation in the lists, in bytes.
const MAX_LEN: usize = 6;

/// Looks up a word without its stop. `before_number` says whether digits follow the stop.
pub(crate) fn lookup(word: &[u8], before_number: bool) -> Option<Abbreviation> {
    if word.is_empty() || word.len() > MAX_LEN {
        return None;
    }
    let key = pack(word);
    let capital = word[0].is_ascii_uppercase();
    if before_number && BEFORE_NUMBER.contains(&key) {
        Some(Abbreviation::BeforeNumber)
    } else if LEADS.contains(&key) || (capital && TITLES.contains(&key)) {
        Some(Abbreviation::Leads)
    } else if MAY_END.contains(&key)
        || (capital && [MONTHS, NAMES, STATES].iter().any(|list| list.contains(&key)))
    {
        Some(Abbreviation::MayEnd)
    } else {
        None
    }
}
