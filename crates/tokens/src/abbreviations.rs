//! Words that are written with a stop of their own.
//!
//! The lists are the common abbreviations of English news writing: titles, ranks, months, states as the AP
//! style abbreviates them, company forms, references and measures. All are lower case here; capitalization
//! is asked for where the bare word is also a common word.

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
static TITLES: &[u64] = &pack_all([
    "adm", "asst", "atty", "brig", "capt", "cmdr", "cmsgt", "col", "comdr", "cpl", "dep", "det", "dir",
    "drs", "fr", "gen", "gov", "govs", "hon", "insp", "lt", "maj", "messrs", "mlle", "mme", "msgr", "mx",
    "ofc", "pfc", "pres", "prof", "profs", "pvt", "rep", "reps", "rev", "sen", "sens", "sgt", "spc", "supt",
    "treas",
]);

/// Words that lead what follows, in any case.
static LEADS: &[u64] =
    &pack_all(["mr", "mrs", "ms", "dr", "vs", "approx", "cf", "viz", "ca", "resp", "incl", "feat"]);

/// Months and days; not `Sat.` and `Sun.`, which are words.
static MONTHS: &[u64] = &pack_all([
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "mon", "tue",
    "tues", "wed", "thu", "thur", "thurs", "fri",
]);

/// Companies, institutions, streets, what stands before the name of a place or after that of a person.
static NAMES: &[u64] = &pack_all([
    "assn", "assoc", "bros", "co", "corp", "cos", "dept", "dist", "inc", "inst", "intl", "ltd", "mfg",
    "natl", "plc", "univ", "est", "ave", "blvd", "hwy", "pkwy", "rd", "st", "ste", "mt", "ft", "pt", "jr",
    "sr", "esq", "ph.d",
]);

/// States as the AP abbreviates them, provinces, and a few common variants.
static STATES: &[u64] = &pack_all([
    "ala", "ariz", "ark", "cal", "calif", "colo", "conn", "dak", "del", "fla", "ga", "ill", "ind", "kan",
    "ky", "la", "mass", "md", "mich", "minn", "miss", "mont", "neb", "nev", "okla", "ont", "ore", "pa",
    "penn", "que", "tenn", "tex", "va", "vt", "wash", "wis", "wisc", "wyo",
]);

/// Words in lower case that may end a sentence.
static MAY_END: &[u64] = &pack_all([
    "etc", "inc", "corp", "ltd", "jr", "sr", "al", "ect", "dept", "tel", "ext", "hrs", "mins", "secs", "lbs",
    "ft", "mph",
]);

/// Words that are abbreviations only before a number.
static BEFORE_NUMBER: &[u64] = &pack_all([
    "no", "nos", "vol", "vols", "pp", "fig", "figs", "eq", "ch", "sec", "art", "chap", "pg", "para", "ver",
    "ed",
]);

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
