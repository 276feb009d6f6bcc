//! Given names: who bears them, and which are short for which.

use std::sync::LazyLock;

use dixit_models::words::{GIVEN_NAMES, NICKNAMES};
use rustc_hash::FxHashMap;

use super::{Key, pairs};

/// Every given name, with the per cent of women among its bearers.
pub(super) static WOMEN: LazyLock<FxHashMap<Key, u8>> = LazyLock::new(|| {
    let rows = given_names().expect("the test below reads every row");
    rows.map(|(name, percent)| (Key::of(name), percent)).collect()
});

/// Short form and given name, sorted.
static NICKNAMES_OF: LazyLock<Vec<(Key, Key)>> = LazyLock::new(|| {
    let mut all: Vec<_> = pairs(NICKNAMES).map(|(short, name)| (Key::of(short), Key::of(name))).collect();
    all.sort_unstable();
    all
});

/// Every given name with its share of women; `None` where a row is no number from 0 to 100.
fn given_names() -> Option<impl Iterator<Item = (&'static str, u8)>> {
    let percent = |share: &str| share.parse().ok().filter(|&p: &u8| p <= 100);
    let rows: Option<Vec<_>> =
        pairs(GIVEN_NAMES).map(|(name, share)| Some((name, percent(share)?))).collect();
    rows.map(Vec::into_iter)
}

/// Per cent of women among the bearers of a given name; `None` for what is no given name.
#[inline]
pub fn percent_women(name: Key) -> Option<u8> {
    WOMEN.get(&name).copied()
}

/// Whether two given names may be one person's: the same, or one short for the other, or both short for a third.
pub fn same_given_name(a: Key, b: Key) -> bool {
    let long_forms = |key| {
        let all = &*NICKNAMES_OF;
        let at = all.partition_point(|&(short, _)| short < key);
        all[at..].iter().take_while(move |&&(short, _)| short == key).map(|&(_, name)| name)
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
    fn every_row_is_read() {
        assert!(given_names().is_some_and(|rows| rows.count() > 5000));
        assert!(percent_women(Key::of("Mary")).is_some_and(|p| p > 90));
        assert_eq!(percent_women(Key::of("bridge")), None);
    }

    #[test]
    fn short_forms_are_one_given_name() {
        let same = |a, b| same_given_name(Key::of(a), Key::of(b));
        assert!(same("Bill", "William") && same("Bill", "Will"));
        assert!(!same("Bill", "Hillary"));
    }
}
