use std::sync::LazyLock;

#[cfg(feature = "train")]
use dixit_learn::ContainerBuilder;
#[cfg(any(doc, feature = "train"))]
use dixit_learn::hash;
use dixit_learn::{Container, ModelError, Table};

/// The lists that hold a word, as bits.
pub(crate) mod flag {
    /// A first name.
    pub(crate) const FIRST: u16 = 1;
    /// A place of 200,000 people or more, a state or a country; a smaller town; a country.
    pub(crate) const PLACE: u16 = 1 << 2;
    pub(crate) const TOWN: u16 = 1 << 3;
    pub(crate) const COUNTRY: u16 = 1 << 10;
    /// Words before a person's name, for example Mr., President, Sen.
    pub(crate) const TITLE: u16 = 1 << 4;
    /// Inc, Party, Ministry: words that end or head a body's name.
    pub(crate) const BODY: u16 = 1 << 5;
    /// in, at, near.
    pub(crate) const PLACE_WORD: u16 = 1 << 6;
    /// said, told.
    pub(crate) const SAY: u16 = 1 << 7;
}

/// Word clusters and lists of names, read by the learned tagger.
#[derive(Clone, Debug)]
pub(crate) struct Lexicon<'a> {
    /// By the hash of a word as written: its path in the tree of Brown clusters, lowest bit first, 3 bytes.
    brown: Table<'a>,
    /// By the hash of a lower-cased word, or of two: its [`flag`]s, 2 bytes.
    words: Table<'a>,
    /// By the hash of a lower-cased word: its clusters of word vectors, three numbers of [`BITS`] in 4 bytes.
    vectors: Table<'a>,
}

const BROWN: &str = "lex.brown";
const WORDS: &str = "lex.words";
const VECTORS: &str = "lex.vectors";
/// Bits of the three clusters of a word.
const BITS: [u32; 3] = [8, 10, 12];

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
        Ok(Self { brown: table(BROWN, 3)?, words: table(WORDS, 2)?, vectors: table(VECTORS, 4)? })
    }

    /// The lexicon that is built into the program: one copy of it, see [`Table::into_owned`].
    pub(crate) fn embedded() -> Lexicon<'static> {
        static EMBEDDED: LazyLock<Lexicon<'static>> = LazyLock::new(|| {
            let lexicon =
                Container::parse_trusted(dixit_models::ner::LEXICON).and_then(|c| Lexicon::read(&c));
            lexicon.expect("the embedded lexicon is sound").into_owned()
        });
        EMBEDDED.clone()
    }

    /// The same lexicon with its own copy of the tables.
    pub(crate) fn into_owned(self) -> Lexicon<'static> {
        let Self { brown, words, vectors } = self;
        Lexicon { brown: brown.into_owned(), words: words.into_owned(), vectors: vectors.into_owned() }
    }

    /// Path of a word, as written, in the tree of Brown clusters; 0 where unknown.
    #[inline]
    pub(crate) fn brown(&self, form: u64) -> u32 {
        self.brown.get(form).map_or(0, |r| u32::from_le_bytes([r[0], r[1], r[2], 0]))
    }

    /// Clusters of the vector of a lower-cased word, ever finer ones, from 1; 0 if it has none.
    #[inline]
    pub(crate) fn clusters(&self, lower: u64) -> [u16; 3] {
        let mut packed = self.vectors.get(lower).map_or(0, |r| u32::from_le_bytes([r[0], r[1], r[2], r[3]]));
        BITS.map(|bits| {
            let cluster = packed & ((1 << bits) - 1);
            packed >>= bits;
            cluster as u16
        })
    }

    /// The lists that hold a lower-cased word, or a [`hash::pair`] of two.
    #[inline]
    pub(crate) fn flags(&self, lower: u64) -> u16 {
        self.words.get(lower).map_or(0, |r| u16::from_le_bytes([r[0], r[1]]))
    }
}

/// Clusters of word vectors in the embedded lexicon: by the [hash](dixit_learn::hash::bytes) of a lower-cased word, three numbers of
/// 8, 10 and 12 bits, coarse to fine and lowest bits first, in four little-endian bytes.
pub fn word_clusters() -> Table<'static> {
    Lexicon::embedded().vectors
}

/// Packs the lexicon from its source, lines of tab-separated fields:
///
/// ```text
/// brown  Word   path (a number, lowest bit first)
/// vec    word   three clusters of its vector, from coarse to fine
/// word   word   flags
/// pair   first  second  flags
/// ```
///
/// # Errors
/// The number of the first line that is none of these, from 1.
#[cfg(feature = "train")]
pub fn pack_lexicon(source: &str, builder: &mut ContainerBuilder) -> Result<(), usize> {
    let (mut brown, mut words, mut vectors) = (Vec::new(), Vec::new(), Vec::new());
    for (i, line) in source.lines().enumerate() {
        let fields: Vec<&str> = line.split('\t').collect();
        let flags = |s: &str| s.parse::<u16>().map_err(|_| i + 1).map(u16::to_le_bytes);
        match fields[..] {
            ["brown", form, path] => {
                let [a, b, c, _] = path.parse::<u32>().map_err(|_| i + 1)?.to_le_bytes();
                brown.push((hash::bytes(form.as_bytes()), [a, b, c]));
            }
            ["vec", lower, a, b, c] => {
                let (mut packed, mut at) = (0, 0);
                for (cluster, bits) in [a, b, c].into_iter().zip(BITS) {
                    let cluster: u32 = cluster.parse().map_err(|_| i + 1)?;
                    if cluster >= 1 << bits {
                        return Err(i + 1);
                    }
                    packed |= cluster << at;
                    at += bits;
                }
                vectors.push((hash::bytes(lower.as_bytes()), packed.to_le_bytes()));
            }
            ["word", lower, bits] => words.push((hash::bytes(lower.as_bytes()), flags(bits)?)),
            ["pair", first, second, bits] => {
                let id = hash::pair(hash::bytes(first.as_bytes()), hash::bytes(second.as_bytes()));
                words.push((id, flags(bits)?));
            }
            _ => return Err(i + 1),
        }
    }
    builder.section(BROWN, Table::build(3, brown.iter().map(|(id, r)| (*id, r.as_slice()))));
    builder.section(WORDS, Table::build(2, words.iter().map(|(id, r)| (*id, r.as_slice()))));
    builder.section(VECTORS, Table::build(4, vectors.iter().map(|(id, r)| (*id, r.as_slice()))));
    Ok(())
}
