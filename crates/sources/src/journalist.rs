//! People who speak for an outlet: whoever tells them tells it.

use dixit_models::outlets::{OutletKind, Outlets};
use rustc_hash::FxHashMap;

use crate::mention::OutletMention;
use crate::words::{Class, Words};

/// Words between an outlet and the name of somebody who works for it, at most.
const REACH: u32 = 8;

/// Somebody who works for an outlet, or whose name its programme bears.
#[derive(Debug)]
struct Journalist {
    /// The word of the surname.
    surname: u32,
    /// Index of the mention that says for whom.
    mention: usize,
}

/// The journalists an article names, by surname, in the order of the text.
#[derive(Debug, Default)]
pub(crate) struct Journalists<'d>(FxHashMap<&'d str, Vec<Journalist>>);

impl<'d> Journalists<'d> {
    /// `CNN’s Jake Tapper`, `Post reporter Ann Lee`, `Ann Lee of the Post`, `Ann Lee, a reporter for the Post`; the Steve
    /// Harvey of `The Steve Harvey Morning Show`.
    pub(crate) fn find(words: &Words<'d>, outlets: &Outlets, mentions: &[OutletMention]) -> Self {
        let mut found = Vec::new();
        for (n, mention) in mentions.iter().enumerate() {
            let kind = mention.outlet.map(|id| outlets.get(id).kind);
            if kind == Some(OutletKind::Platform) {
                continue;
            }
            if kind == Some(OutletKind::Programme) {
                let bears = |&i: &u32| {
                    words.text(i).len() > 4 && words.is_capital(i) && !words.is(i, Class::OUTLET_NAME)
                };
                found.extend(mention.tokens.clone().filter(bears).map(|i| (i, n)));
            }
            found.extend(named_after(words, mention.tokens.end).map(|i| (i, n)));
            found.extend(named_before(words, mention.tokens.start).map(|i| (i, n)));
        }
        found.sort_unstable();
        let mut by_name: FxHashMap<&str, Vec<Journalist>> = FxHashMap::default();
        for (surname, mention) in found {
            by_name.entry(words.text(surname)).or_default().push(Journalist { surname, mention });
        }
        Self(by_name)
    }

    /// Whom word `i` works for, if it is the surname of a journalist named before: an index of the mentions.
    pub(crate) fn outlet_of(&self, words: &Words, i: u32) -> Option<usize> {
        let same = self.0.get(words.text(i))?;
        let before = same.partition_point(|j| j.surname < i);
        before.checked_sub(1).map(|last| same[last].mention)
    }
}

/// The surname after the name of the outlet.
fn named_after(words: &Words, end: u32) -> Option<u32> {
    let (_, last) = words.sentence(end.checked_sub(1)?);
    let possessive = words.is_possessive(end);
    let mut i = end + u32::from(possessive);
    let mut role = possessive;
    while i < last.min(end + REACH) && !(role && words.is_capital(i)) {
        role |= words.is(i, Class::JOURNALIST);
        if words.one_of(i, &[",", ".", ";", ":", "(", "and"]) || words.is_capital(i) {
            return None;
        }
        // After a possessive only roles and their adjectives lead to a name.
        if possessive && words.is(i, Class::PREP.or(Class::ARTICLE)) {
            return None;
        }
        i += 1;
    }
    let start = i;
    while i < last && words.is_capital(i) && !words.is_mark(i) {
        i += 1;
    }
    // One capitalized word alone after a possessive is more often a thing: `Fox’s Business`.
    let enough = if possessive { i >= start + 2 } else { i > start };
    enough.then(|| i - 1)
}

/// The surname before the name of the outlet.
fn named_before(words: &Words, start: u32) -> Option<u32> {
    let (first, _) = words.sentence(start);
    let mut i = start.checked_sub(1)?;
    if words.is(i, Class::DET) {
        i = i.checked_sub(1)?;
    }
    if !words.one_of(i, &["of", "at", "with", "from", "for"]) || i <= first + 1 {
        return None;
    }
    let mut name = i - 1;
    if words.is(name, Class::JOURNALIST) && !words.is_capital(name) {
        // `Ann Lee, a political reporter for`
        while name > first && !words.is_mark(name) && i - name < REACH {
            name -= 1;
        }
        if !words.one_of(name, &[","]) || name <= first + 1 {
            return None;
        }
        name -= 1;
    }
    (words.is_capital(name) && words.is_capital(name - 1) && name > first).then_some(name)
}
