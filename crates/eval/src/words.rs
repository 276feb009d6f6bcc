//! Lists of words that scores know, from the files in `data`.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

type Words = LazyLock<HashSet<&'static str>>;

/// Titles, which a name may carry or not.
pub(crate) static TITLES: Words = LazyLock::new(|| lines(include_str!("../data/titles.txt")).collect());
/// Words that do not tell one description of a speaker from another.
pub(crate) static FUNCTION_WORDS: Words =
    LazyLock::new(|| lines(include_str!("../data/function-words.txt")).collect());
/// Words that say what an outlet is and are often left out.
pub(crate) static OUTLET_WORDS: Words =
    LazyLock::new(|| lines(include_str!("../data/outlet-words.txt")).collect());
/// Words that two descriptions of an event or document share by chance.
pub(crate) static SMALL_WORDS: Words =
    LazyLock::new(|| lines(include_str!("../data/small-words.txt")).collect());
/// Names that stand for the press as a whole.
pub(crate) static GENERIC: Words =
    LazyLock::new(|| lines(include_str!("../data/generic-outlets.txt")).collect());
/// The name of an outlet or platform by another form of it.
pub(crate) static ALIASES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    lines(include_str!("../data/outlet-aliases.tsv")).filter_map(|l| l.split_once('\t')).collect()
});

fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().filter(|line| !line.starts_with('#'))
}
