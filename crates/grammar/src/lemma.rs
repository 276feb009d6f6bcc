//! Dictionary forms.

use std::borrow::Cow;

use dixit_learn::{Container, ModelError, Table, hash};

use crate::tag::{Tag, Upos};
use crate::word::{Caps, Word};

/// How the lemma of a word is made from the word: an edit of its end (Chrupała, 2006), in eight bytes.
///
/// ```
/// use dixit_grammar::Lemma;
/// assert_eq!(Lemma::same().of("Paris"), "Paris");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Lemma {
    base: Base,
    /// Characters to take off the end.
    cut: u8,
    /// Bytes of `tail` to put there.
    len: u8,
    tail: [u8; 5],
}

/// What is edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
enum Base {
    /// The word as written.
    Form,
    /// The word in lower case, its apostrophes straight.
    Lower,
    /// The same with a capital.
    Title,
}

impl Lemma {
    /// The word itself.
    pub const fn same() -> Self {
        Self { base: Base::Form, cut: 0, len: 0, tail: [0; 5] }
    }

    /// The word in lower case.
    pub const fn lower() -> Self {
        Self { base: Base::Lower, cut: 0, len: 0, tail: [0; 5] }
    }

    /// The lemma of a word that is written `form`. Allocates only where they differ.
    pub fn of(self, form: &str) -> Cow<'_, str> {
        let plain = self.cut == 0 && self.len == 0;
        if plain && (self.base == Base::Form || self.base == Base::Lower && is_lower(form)) {
            return Cow::Borrowed(form);
        }
        let mut lemma = base(self.base, form);
        for _ in 0..self.cut {
            lemma.pop();
        }
        lemma.push_str(self.tail());
        Cow::Owned(lemma)
    }

    fn tail(&self) -> &str {
        let bytes = self.tail.get(..usize::from(self.len)).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    /// The edit that makes `lemma` of `form`; `None` where it needs more room than there is.
    #[cfg(feature = "train")]
    pub(crate) fn between(form: &str, lemma: &str) -> Option<Self> {
        // Capitals are kept where the lemma has one, save in `I`, which is also that of `me`.
        let bases = match lemma.chars().next().is_some_and(char::is_uppercase) && lemma.len() > 1 {
            true => [Base::Form, Base::Title],
            false => [Base::Lower, Base::Form],
        };
        let all = bases.into_iter().filter_map(|base| edit(base, form, lemma));
        all.min_by_key(|l| l.cut + l.len)
    }

    #[cfg(feature = "train")]
    fn pack(self) -> [u8; 8] {
        let [a, b, c, d, e] = self.tail;
        [self.base as u8, self.cut, self.len, a, b, c, d, e]
    }

    fn unpack(bytes: [u8; 8]) -> Option<Self> {
        let [base, cut, len, tail @ ..] = bytes;
        let base = [Base::Form, Base::Lower, Base::Title].into_iter().find(|b| *b as u8 == base)?;
        let lemma = Self { base, cut, len, tail };
        std::str::from_utf8(tail.get(..usize::from(len))?).ok().map(|_| lemma)
    }
}

#[cfg(feature = "train")]
fn edit(kind: Base, form: &str, lemma: &str) -> Option<Lemma> {
    let base = base(kind, form);
    let same = base.chars().zip(lemma.chars()).take_while(|(a, b)| a == b).count();
    let rest: String = lemma.chars().skip(same).collect();
    let mut tail = [0; 5];
    tail.get_mut(..rest.len())?.copy_from_slice(rest.as_bytes());
    Some(Lemma {
        base: kind,
        cut: u8::try_from(base.chars().count() - same).ok()?,
        len: rest.len() as u8,
        tail,
    })
}

fn is_lower(form: &str) -> bool {
    form.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase())
}

fn base(base: Base, form: &str) -> String {
    let straight = |c: char| if matches!(c, '’' | '‘') { '\'' } else { c };
    match base {
        Base::Form => form.to_owned(),
        Base::Lower => form.chars().flat_map(char::to_lowercase).map(straight).collect(),
        Base::Title => {
            let mut chars = form.chars();
            let first = chars.next().into_iter().flat_map(char::to_uppercase);
            first.chain(chars.flat_map(char::to_lowercase)).map(straight).collect()
        }
    }
}

/// Lemmas by word and tag: exceptions, and rules by the end of the word.
#[derive(Clone, Debug)]
pub(crate) struct Lemmas {
    /// By [`keys`]: number of an edit, two bytes.
    rules: Table<'static>,
    edits: Vec<Lemma>,
}

const RULES: &str = "lemma.rules";
const EDITS: &str = "lemma.edits";
/// Keys of a word, from the surest on: the word, its ends from the longest on, only its tag.
pub(crate) const KEYS: usize = 6;

/// What may decide on the lemma of a word; 0 where the word is too short for one.
pub(crate) fn keys(word: &Word, tag: Tag) -> [u64; KEYS] {
    let caps = match (tag.upos(), word.caps) {
        (Upos::Propn, Caps::Upper) => 1,
        _ => 0,
    };
    let tag = u64::from(tag.index()) | caps << 8;
    let [one, two, three, four] = word.suffix;
    let end = |n: u64, suffix: u64| match (n, suffix) {
        (1.., 0) => 0,
        _ => hash::pair(hash::pair(suffix, n), tag),
    };
    [end(9, word.lower), end(4, four), end(3, three), end(2, two), end(1, one), end(0, 0)]
}

impl Lemmas {
    pub(crate) fn read(container: &Container<'_>) -> Result<Self, ModelError> {
        let malformed = |section: &str, what| ModelError::Malformed { section: section.to_owned(), what };
        let rules = Table::parse(RULES, container.section(RULES)?)?;
        if rules.row_len() != 2 {
            return Err(malformed(RULES, "rows have another length"));
        }
        let edits = container.section(EDITS)?.as_chunks::<8>().0.iter().map(|e| Lemma::unpack(*e));
        let edits = edits.collect::<Option<_>>().ok_or(malformed(EDITS, "no edit"))?;
        Ok(Self { rules: rules.into_owned(), edits })
    }

    /// Makes the sections.
    #[cfg(feature = "train")]
    pub(crate) fn write(builder: &mut dixit_learn::ContainerBuilder, rules: &[(u64, Lemma)]) {
        let mut edits: Vec<Lemma> = rules.iter().map(|r| r.1).collect();
        edits.sort_unstable();
        edits.dedup();
        let number = |edit: &Lemma| edits.binary_search(edit).map_or(0, |i| i as u16);
        let rows: Vec<(u64, [u8; 2])> =
            rules.iter().map(|(key, e)| (*key, number(e).to_le_bytes())).collect();
        builder.section(RULES, Table::build(2, rows.iter().map(|(key, row)| (*key, row.as_slice()))));
        builder.section(EDITS, edits.iter().flat_map(|e| e.pack()).collect());
    }

    /// The lemma of a word with a tag.
    pub(crate) fn get(&self, word: &Word, tag: Tag) -> Lemma {
        let found = keys(word, tag).into_iter().filter(|&key| key != 0).find_map(|key| self.rules.get(key));
        let number = found.map(|row| usize::from(u16::from_le_bytes([row[0], row[1]])));
        let plain = if tag.upos() == Upos::Propn { Lemma::same() } else { Lemma::lower() };
        number.and_then(|n| self.edits.get(n)).copied().unwrap_or(plain)
    }
}

#[cfg(test)]
mod tests {
    #[cfg(feature = "train")]
    #[test]
    fn an_edit_makes_the_lemma() {
        use super::*;
        for (form, lemma) in [
            ("went", "go"),
            ("is", "be"),
            ("Cities", "city"),
            ("I", "I"),
            ("’re", "be"),
            ("PARIS", "Paris"),
            ("Élysée", "Élysée"),
        ] {
            assert_eq!(Lemma::between(form, lemma).unwrap().of(form), lemma, "{form}");
        }
        assert_eq!(Lemma::between("x", "extraordinary"), None);
    }
}
