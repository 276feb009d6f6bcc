use std::sync::atomic::{AtomicU64, Ordering};

use dixit_learn::{Container, ContainerBuilder, ModelError, Table, hash};

/// What lists know about a word, as bits of [`Known::flags`].
pub(crate) mod flag {
    /// A first name.
    pub(crate) const FIRST: u16 = 1;
    /// Mr., President, Sen.: words that stand before a person's name.
    pub(crate) const TITLE: u16 = 1 << 4;
    /// Inc, Party, Ministry: words that end or head a body's name.
    pub(crate) const BODY: u16 = 1 << 5;
    /// in, at, near.
    pub(crate) const PLACE_WORD: u16 = 1 << 6;
    /// said, told.
    pub(crate) const SAY: u16 = 1 << 7;
}

/// What a word is known for, apart from any text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Known {
    /// Fine cluster of its meaning, 1 to 1,024; 0 where unknown.
    pub(crate) fine: u16,
    /// Coarse cluster, 1 to 64; 0 where unknown.
    pub(crate) coarse: u8,
    /// See [`flag`].
    pub(crate) flags: u16,
}

/// Word clusters and lists of names, read by the learned tagger.
#[derive(Clone, Debug)]
pub(crate) struct Lexicon<'a> {
    /// By the hash of a word as written: its path in the tree of Brown clusters, lowest bit first, 3 bytes.
    brown: Table<'a>,
    /// By the hash of a lower-cased word, or of two: [`Known`] in 5 bytes.
    words: Table<'a>,
    /// Tells this lexicon from every other.
    id: u64,
}

const BROWN: &str = "lex.brown";
const WORDS: &str = "lex.words";

impl<'a> Lexicon<'a> {
    pub(crate) fn read(container: &Container<'a>) -> Result<Self, ModelError> {
        let table = |name, row| {
            let table = Table::parse(name, container.section(name)?)?;
            match table.row_len() == row {
                true => Ok(table),
                false => {
                    Err(ModelError::Malformed { section: name.to_owned(), what: "rows have another length" })
                }
            }
        };
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        Ok(Self { brown: table(BROWN, 3)?, words: table(WORDS, 5)?, id })
    }

    /// A number that no other lexicon of this process has.
    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    /// Path of a word, as written, in the tree of Brown clusters; 0 where unknown.
    #[inline]
    pub(crate) fn brown(&self, form: u64) -> u32 {
        self.brown.get(form).map_or(0, |r| u32::from_le_bytes([r[0], r[1], r[2], 0]))
    }

    /// What is known of a lower-cased word.
    #[inline]
    pub(crate) fn known(&self, lower: u64) -> Known {
        self.words.get(lower).map_or(Known::default(), |r| Known {
            fine: u16::from_le_bytes([r[0], r[1]]),
            coarse: r[2],
            flags: u16::from_le_bytes([r[3], r[4]]),
        })
    }
}

/// Packs the lexicon from its source, lines of tab-separated fields:
///
/// ```text
/// brown  Word   path (a number, lowest bit first)
/// word   word   fine  coarse  flags
/// pair   first  second  flags
/// ```
///
/// # Errors
/// The number of the first line that is none of these, from 1.
pub fn pack_lexicon(source: &str, builder: &mut ContainerBuilder) -> Result<(), usize> {
    let (mut brown, mut words) = (Vec::new(), Vec::new());
    for (i, line) in source.lines().enumerate() {
        let fields: Vec<&str> = line.split('\t').collect();
        let number = |s: &str| s.parse::<u32>().map_err(|_| i + 1);
        let mut word = |id: u64, fine: u32, coarse: u32, flags: u32| {
            let ([a, b, ..], [c, ..], [d, e, ..]) =
                (fine.to_le_bytes(), coarse.to_le_bytes(), flags.to_le_bytes());
            words.push((id, [a, b, c, d, e]));
        };
        match fields[..] {
            ["brown", form, path] => {
                let [a, b, c, _] = number(path)?.to_le_bytes();
                brown.push((hash::bytes(form.as_bytes()), [a, b, c]));
            }
            ["word", lower, fine, coarse, flags] => {
                word(hash::bytes(lower.as_bytes()), number(fine)?, number(coarse)?, number(flags)?);
            }
            ["pair", first, second, flags] => {
                let id = hash::pair(hash::bytes(first.as_bytes()), hash::bytes(second.as_bytes()));
                word(id, 0, 0, number(flags)?);
            }
            _ => return Err(i + 1),
        }
    }
    builder.section(BROWN, Table::build(3, brown.iter().map(|(id, r)| (*id, r.as_slice()))));
    builder.section(WORDS, Table::build(5, words.iter().map(|(id, r)| (*id, r.as_slice()))));
    Ok(())
}
