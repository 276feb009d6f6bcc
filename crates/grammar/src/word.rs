//! What a word looks like.

use dixit_learn::{Container, ModelError, Table, hash};

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[repr(u8)]
pub(crate) enum Caps {
    /// Punctuation, numbers.
    #[default]
    None,
    /// said
    Lower,
    /// Clinton
    Initial,
    /// EU
    Upper,
    /// McCain, iPhone
    Mixed,
}

/// What features ask of a word whatever stands around it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Word {
    /// Hash lower-cased, digits as 0, apostrophes straight.
    pub(crate) lower: u64,
    /// The same with its capitals.
    pub(crate) form: u64,
    /// The same with a capital first and no other.
    pub(crate) title: u64,
    /// Hash of the shape: runs of letters, capitals and digits.
    pub(crate) shape: u64,
    /// Hashes of the last 1 to 4 characters, lower-cased; 0 where the word is shorter.
    pub(crate) suffix: [u64; 4],
    /// Hashes of the first 1 to 3 characters, lower-cased; 0 where the word is shorter.
    pub(crate) prefix: [u64; 3],
    /// Path in the tree of Brown clusters, 0 where unknown.
    pub(crate) brown: u32,
    /// Clusters of its vector, ever finer ones; 0 where unknown.
    pub(crate) clusters: [u16; 3],
    pub(crate) caps: Caps,
    /// With a digit; with a letter and something that is none.
    pub(crate) digit: bool,
    pub(crate) mixed: bool,
    /// Characters, up to some 40.
    pub(crate) len: u8,
}

/// Word clusters: the lexicon of the tagger of names, see `models/ner`.
#[derive(Clone, Debug)]
pub(crate) struct Clusters {
    brown: Table<'static>,
    vectors: Table<'static>,
}

/// Bits of the three clusters of a word.
const BITS: [u32; 3] = [8, 10, 12];

impl Clusters {
    pub(crate) fn embedded() -> Result<Self, ModelError> {
        let container = Container::parse_trusted(dixit_models::ner::LEXICON)?;
        let table = |name, row| {
            let table = Table::parse(name, container.section(name)?)?;
            match table.row_len() == row {
                true => Ok(table),
                false => Err(ModelError::Missing(name.to_owned())),
            }
        };
        Ok(Self { brown: table("lex.brown", 3)?, vectors: table("lex.vectors", 4)? })
    }

    /// Path in the tree of Brown clusters, lowest bit first.
    fn brown(&self, form: u64) -> u32 {
        self.brown.get(form).map_or(0, |r| u32::from_le_bytes([r[0], r[1], r[2], 0]))
    }

    fn of(&self, lower: u64) -> [u16; 3] {
        let mut packed = self.vectors.get(lower).map_or(0, |r| u32::from_le_bytes([r[0], r[1], r[2], r[3]]));
        BITS.map(|bits| {
            let cluster = packed & ((1 << bits) - 1);
            packed >>= bits;
            cluster as u16
        })
    }
}

/// Longest part of a word that is looked at, in bytes.
const LONGEST: usize = 48;

/// Reads one word.
pub(crate) fn read(text: &str, clusters: &Clusters) -> Word {
    let (mut form, mut lower, mut shape) = (Buffer::default(), Buffer::default(), Buffer::default());
    // Byte offsets of the characters in `lower`.
    let mut starts = [0u8; LONGEST + 4];
    let mut n = 0;
    let (mut initial, mut uppers, mut lowers, mut digits, mut others) = (false, 0u32, 0u32, 0u32, 0u32);
    for c in text.chars() {
        if lower.len + 8 > LONGEST {
            break;
        }
        starts[n] = lower.len as u8;
        let class = if c.is_ascii_digit() {
            form.char('0');
            lower.char('0');
            digits += 1;
            '0'
        } else if c.is_alphabetic() {
            form.char(c);
            c.to_lowercase().take(1).for_each(|c| lower.char(c));
            if c.is_uppercase() {
                uppers += 1;
                'X'
            } else {
                lowers += 1;
                'x'
            }
        } else {
            // Apostrophes and dashes of all styles are one.
            let c = match c {
                '’' | '‘' => '\'',
                '–' | '—' | '‑' => '-',
                c => c,
            };
            form.char(c);
            lower.char(c);
            others += 1;
            if c.is_ascii() { c } else { '?' }
        };
        initial |= n == 0 && class == 'X';
        if shape.bytes().last() != Some(&(class as u8)) {
            shape.char(class);
        }
        n += 1;
    }
    let at = |i: usize| starts[i] as usize;
    let part = |bytes: &[u8], enough: bool| if enough { hash::bytes(bytes) } else { 0 };
    let bytes = lower.bytes();
    let lower_hash = hash::bytes(bytes);
    let form_hash = hash::bytes(form.bytes());
    let mut title = lower;
    title.bytes[0] = title.bytes[0].to_ascii_uppercase();
    let title_hash = hash::bytes(title.bytes());
    let mut word = Word {
        lower: lower_hash,
        form: form_hash,
        title: title_hash,
        shape: hash::bytes(shape.bytes()),
        suffix: [1, 2, 3, 4].map(|k| part(&bytes[if n > k { at(n - k) } else { 0 }..], n > k)),
        prefix: [1, 2, 3].map(|k| part(&bytes[..if n > k { at(k) } else { 0 }], n > k)),
        brown: clusters.brown(form_hash),
        clusters: clusters.of(lower_hash),
        caps: caps(uppers, lowers, initial),
        digit: digits > 0,
        mixed: uppers + lowers > 0 && digits + others > 0,
        len: n as u8,
    };
    if word.brown == 0 && uppers + lowers > 0 {
        // In another casing: as the word is mostly written.
        let title = clusters.brown(title_hash);
        let plain = clusters.brown(lower_hash);
        word.brown = if (uppers > 1 && title > 0) || plain == 0 { title } else { plain };
    }
    word
}

/// The capitals of a word with so many upper-case and lower-case letters, where it begins with one of the former or not.
fn caps(uppers: u32, lowers: u32, initial: bool) -> Caps {
    match (uppers, lowers) {
        (0, 0) => Caps::None,
        (0, _) => Caps::Lower,
        (1, 0) => Caps::Initial,
        (_, 0) => Caps::Upper,
        (1, _) if initial => Caps::Initial,
        _ => Caps::Mixed,
    }
}

/// A short string on the stack.
#[derive(Clone, Copy)]
struct Buffer {
    bytes: [u8; LONGEST + 4],
    len: usize,
}

impl Default for Buffer {
    fn default() -> Self {
        Self { bytes: [0; LONGEST + 4], len: 0 }
    }
}

impl Buffer {
    #[inline]
    fn char(&mut self, c: char) {
        if c.is_ascii() {
            self.bytes[self.len] = c as u8;
            self.len += 1;
        } else {
            self.len += c.encode_utf8(&mut self.bytes[self.len..]).len();
        }
    }

    fn bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}
