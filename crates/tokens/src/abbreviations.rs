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

/// Titles and ranks, which lead a name. Only with a capital, save those in [`LEADS`].
static TITLES: &[u64] = &pack_all([
    "adm", "asst", "atty", "brig", "capt", "cmdr", "cmsgt", "col", "comdr", "cpl", "dep", "det", "dir", "dr",
    "drs", "fr", "gen", "gov", "govs", "hon", "insp", "judg", "lt", "maj", "messrs", "mlle", "mme", "mr",
    "mrs", "ms", "msgr", "mx", "ofc", "pfc", "pres", "prof", "profs", "pvt", "rep", "reps", "rev", "sen",
    "sens", "sgt", "spc", "sr", "supt", "treas", "st", "ste", "mt", "ft", "pt",
]);

/// Lower-case words that lead what follows.
static LEADS: &[u64] =
    &pack_all(["mr", "mrs", "ms", "dr", "vs", "approx", "cf", "viz", "ca", "resp", "incl", "feat"]);

/// Words that may end a sentence, with a capital only.
static MAY_END_CAPITAL: &[u64] = &pack_all([
    // Months and days.
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec", "mon", "tue", "tues",
    "wed", "thu", "thur", "thurs", "fri", // Company forms and institutions.
    "assn", "assoc", "bros", "co", "corp", "cos", "dept", "dist", "inc", "inst", "intl", "ltd", "mfg",
    "natl", "plc", "univ", "est", // Streets.
    "ave", "blvd", "hwy", "pkwy", "rd", // States, AP style.
    "ala", "ariz", "ark", "calif", "colo", "conn", "del", "fla", "ga", "ill", "ind", "kan", "ky", "la", "md",
    "mass", "mich", "minn", "miss", "mont", "neb", "nev", "okla", "ore", "pa", "tenn", "tex", "vt", "va",
    "wash", "wisc", "penn", "dak", "wis", "wyo", "ont", "que", // After names.
    "jr", "esq", "sr", "ph.d", "bros", "cal",
]);

/// Lower-case words that may end a sentence.
static MAY_END: &[u64] = &pack_all([
    "etc", "inc", "corp", "ltd", "jr", "sr", "al", "et", "ect", "dept", "tel", "ext", "hrs", "mins", "secs",
    "lbs", "ft", "mph",
]);

/// Words that are abbreviations only before a number.
static BEFORE_NUMBER: &[u64] = &pack_all([
    "no", "nos", "vol", "vols", "pp", "p", "fig", "figs", "eq", "ch", "sec", "art", "chap", "pg", "para",
    "ver", "c", "v", "ed",
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
    } else if MAY_END.contains(&key) || (capital && MAY_END_CAPITAL.contains(&key)) {
        Some(Abbreviation::MayEnd)
    } else {
        None
    }
}
