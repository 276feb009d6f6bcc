//! Which tags a word may have.

use dixit_learn::{Container, ModelError, Table, hash};

use crate::tag::Tag;
use crate::word::{Caps, Word};

/// A set of tags, a bit each.
pub(crate) type Mask = u64;

/// Where a word was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub(crate) enum Place {
    /// Without capitals.
    Lower,
    /// With a capital that says something: within a sentence of normal casing.
    Inside,
    /// With a capital that any word would have there: at the start of a sentence, in a headline.
    Loose,
}

/// Words with the same tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Class {
    pub(crate) mask: Mask,
    /// The commonest of the tags.
    pub(crate) best: u8,
    /// Whether the word has hardly ever another tag.
    pub(crate) fixed: bool,
}

/// What is known of a word in one kind of place.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reading {
    pub(crate) mask: Mask,
    /// Number of the class, for features.
    pub(crate) class: u16,
    /// The only tag of a word that need not be looked at, or [`OPEN`].
    pub(crate) fixed: u8,
}

/// A word with all that is known of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) word: Word,
    /// What it may be where its capitals tell something, and where not.
    pub(crate) readings: [Reading; 2],
}

/// No tag.
pub(crate) const OPEN: u8 = u8::MAX;

/// Classes of words that are not in the dictionary, by how they are written.
pub(crate) const SHAPES: usize = 32;

/// Tags by word.
#[derive(Clone, Debug)]
pub(crate) struct Dictionary {
    /// By place and word: number of a class, two bytes.
    words: Table<'static>,
    /// The first [`SHAPES`] are those of unknown words.
    classes: Vec<Class>,
}

const WORDS: &str = "dict.words";
const CLASSES: &str = "dict.classes";

impl Dictionary {
    pub(crate) fn read(container: &Container<'_>) -> Result<Self, ModelError> {
        let malformed = |section: &str, what| ModelError::Malformed { section: section.to_owned(), what };
        let words = Table::parse(WORDS, container.section(WORDS)?)?;
        if words.row_len() != 2 {
            return Err(malformed(WORDS, "rows have another length"));
        }
        let chunks = container.section(CLASSES)?.as_chunks::<10>().0;
        let classes: Vec<Class> = chunks
            .iter()
            .map(|c| Class {
                mask: u64::from_le_bytes(*c.first_chunk().expect("ten bytes")) & ((1 << Tag::COUNT) - 1),
                best: c[8].min(Tag::COUNT as u8 - 1),
                fixed: c[9] != 0,
            })
            .collect();
        match classes.len() < SHAPES
            || classes.len() > usize::from(u16::MAX)
            || classes.iter().any(|c| c.mask == 0)
        {
            true => Err(malformed(CLASSES, "too few, too many or empty")),
            false => Ok(Self { words: words.into_owned(), classes }),
        }
    }

    /// Makes the sections from words with their classes, and the classes of unknown words.
    #[cfg(feature = "train")]
    pub(crate) fn write(
        builder: &mut dixit_learn::ContainerBuilder,
        words: &[(u64, Class)],
        shapes: &[Class; SHAPES],
    ) {
        let mut distinct: Vec<Class> = words.iter().map(|w| w.1).collect();
        distinct.sort_unstable();
        distinct.dedup();
        let number = |class: &Class| distinct.binary_search(class).map_or(0, |i| (SHAPES + i) as u16);
        let rows: Vec<(u64, [u8; 2])> =
            words.iter().map(|(key, c)| (*key, number(c).to_le_bytes())).collect();
        builder.section(WORDS, Table::build(2, rows.iter().map(|(key, row)| (*key, row.as_slice()))));
        let pack = |c: &Class| c.mask.to_le_bytes().into_iter().chain([c.best, u8::from(c.fixed)]);
        builder.section(CLASSES, shapes.iter().chain(&distinct).flat_map(pack).collect());
    }

    /// Key of a word in a place.
    pub(crate) fn key(place: Place, word: u64) -> u64 {
        hash::feature(place as u32, word)
    }

    fn get(&self, place: Place, word: u64) -> Option<(u16, Class)> {
        let row = self.words.get(Self::key(place, word))?;
        let number = u16::from_le_bytes([row[0], row[1]]);
        self.classes.get(usize::from(number)).map(|c| (number, *c))
    }

    /// What a word may be where its capitals tell something.
    pub(crate) fn inside(&self, word: &Word) -> Reading {
        let found = match word.caps {
            Caps::None | Caps::Lower => self.get(Place::Lower, word.lower),
            _ => self.get(Place::Inside, word.form),
        };
        match found {
            Some(found) => reading(found),
            None => self.unknown(word),
        }
    }

    /// What a word may be where its capitals, or that it has none, tell nothing.
    pub(crate) fn loose(&self, word: &Word) -> Reading {
        if word.caps == Caps::None {
            return self.inside(word);
        }
        let capital = matches!(word.caps, Caps::Initial | Caps::Upper | Caps::Mixed);
        let own = capital.then(|| self.get(Place::Loose, word.form)).flatten();
        if let Some((number, class)) = own.filter(|o| o.1.fixed) {
            return reading((number, class));
        }
        let inside = [word.form, word.title].map(|form| self.get(Place::Inside, form));
        let lower = self.get(Place::Lower, word.lower);
        let all = [lower, inside[0], inside[1], own];
        let mask = all.iter().flatten().fold(0, |mask, (_, c)| mask | c.mask);
        match all.iter().flatten().next() {
            None => self.unknown(word),
            Some(&(number, class)) => reading((number, Class { mask, ..class })),
        }
    }

    fn unknown(&self, word: &Word) -> Reading {
        let shape = shape(word);
        Reading { mask: self.classes[usize::from(shape)].mask, class: shape, fixed: OPEN }
    }
}

fn reading((number, class): (u16, Class)) -> Reading {
    let fixed = if class.mask.is_power_of_two() { class.mask.trailing_zeros() as u8 } else { OPEN };
    Reading { mask: class.mask, class: number, fixed }
}

/// The class of a word that is not in the dictionary.
pub(crate) fn shape(word: &Word) -> u16 {
    let kind = match (word.digit, word.mixed) {
        (true, false) => 0,
        (true, true) => 1,
        (false, true) => 2,
        (false, false) => 3 + u16::from(word.len > 1),
    };
    word.caps as u16 * 6 + kind
}

/// Where a word is counted; `loose` where capitals tell nothing.
#[cfg(feature = "train")]
pub(crate) fn place(word: &Word, loose: bool) -> Place {
    match (word.caps, loose) {
        (Caps::None | Caps::Lower, _) => Place::Lower,
        (_, false) => Place::Inside,
        (_, true) => Place::Loose,
    }
}
