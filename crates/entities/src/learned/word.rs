use dixit_learn::hash;

use super::clusters::Lexicon;

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
    /// McCain, iPhone, al-Qaida
    Mixed,
}

/// How a sentence is written, so that capital letters can be read for what they tell there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[repr(u8)]
pub(crate) enum Casing {
    #[default]
    Normal,
    /// no capitals in the whole document
    Lower,
    /// A HEADLINE OR A SHOUT
    Upper,
    /// A Headline in the American Manner
    Title,
}

/// All that features ask of a word, computed once for each word. What is asked of every token comes first.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Word {
    /// Hash lower-cased, digits as 0.
    pub(crate) lower: u64,
    /// Hash of the shape: `Xx`, `X.X.`, `00-x`.
    pub(crate) shape: u64,
    /// Path in the tree of Brown clusters, 0 where unknown.
    pub(crate) brown: u32,
    /// Number of the lower-cased word in the vocabulary.
    pub(crate) id: u32,
    /// The lists that hold it; see [`flag`](super::clusters::flag).
    pub(crate) flags: u16,
    pub(crate) caps: Caps,
    pub(crate) look: Look,
    /// Clusters of its vector, ever finer ones; 0 where unknown.
    pub(crate) clusters: [u16; 3],
    /// Hash as written, digits as 0.
    pub(crate) form: u64,
    /// Hashes of the first 2, 3 and 4 characters, lower-cased; 0 if the word is shorter.
    pub(crate) prefix: [u64; 3],
    /// The same of the last characters, and of the last one.
    pub(crate) suffix: [u64; 4],
}

/// What is asked of every word of a document, as bits: bytes by the number of the word fit the cache, where words do not.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Look(u8);

impl Look {
    pub(crate) const LOWER: Self = Self(1);
    /// With a capital letter: the first, or one within.
    pub(crate) const INITIAL: Self = Self(2);
    pub(crate) const UPPER: Self = Self(4);
    /// With a digit and no letter.
    pub(crate) const NUMBER: Self = Self(8);
    /// In lower case, of four characters and more.
    pub(crate) const LONG: Self = Self(16);

    fn new(caps: Caps, digit: bool, characters: usize) -> Self {
        match caps {
            Caps::None if digit => Self::NUMBER,
            Caps::None => Self(0),
            Caps::Lower if characters >= 4 => Self(Self::LOWER.0 | Self::LONG.0),
            Caps::Lower => Self::LOWER,
            Caps::Initial | Caps::Mixed => Self::INITIAL,
            Caps::Upper => Self::UPPER,
        }
    }

    #[inline]
    pub(crate) fn is(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether the word could be part of a name by its writing, in a sentence of normal casing.
    #[inline]
    pub(crate) fn is_capitalized(self) -> bool {
        self.0 & (Self::INITIAL.0 | Self::UPPER.0) != 0
    }
}

impl Word {
    /// As [`Look::is_capitalized`].
    #[inline]
    pub(crate) fn is_capitalized(&self) -> bool {
        self.look.is_capitalized()
    }
}

/// Longest part of a word that is looked at, in bytes.
const LONGEST: usize = 48;

/// Reads one word, all but its number.
pub(super) fn read(text: &str, lexicon: &Lexicon<'_>) -> Word {
    let letters = Letters::of(text);
    let Letters { form, lower, shape, n, uppers, .. } = &letters;
    let lower_hash = hash::bytes(lower.bytes());
    let caps = letters.caps();
    let mut word = Word {
        form: hash::bytes(form.bytes()),
        lower: lower_hash,
        // Two letters of a run tell an initial from a name, and a lone capital from a word.
        shape: hash::pair(hash::bytes(shape.bytes()), u64::from(*uppers > 1) << 1 | u64::from(*n > 1)),
        caps,
        flags: lexicon.flags(lower_hash),
        clusters: lexicon.clusters(lower_hash),
        look: Look::new(caps, shape.bytes().contains(&b'0'), *n),
        ..Word::default()
    };
    let at = |i: usize| letters.starts[i] as usize;
    for (i, prefix) in word.prefix.iter_mut().enumerate() {
        if *n > i + 2 {
            *prefix = hash::bytes(&lower.bytes()[..at(i + 2)]);
        }
    }
    for (i, suffix) in word.suffix.iter_mut().enumerate() {
        if *n > i + 1 {
            *suffix = hash::bytes(&lower.bytes()[at(n - i - 1)..]);
        }
    }
    word.brown = letters.brown(&word, lexicon);
    word
}

/// The letters of a word: as it is written, in lower case, and its shape.
struct Letters {
    form: Buffer,
    lower: Buffer,
    shape: Buffer,
    /// Byte offsets of the characters in `lower`.
    starts: [u8; LONGEST + 4],
    /// Number of characters.
    n: usize,
    /// Whether it begins with a capital.
    upper_first: bool,
    uppers: usize,
    lowers: usize,
    others: usize,
}

impl Letters {
    #[inline]
    fn of(text: &str) -> Self {
        let mut form = Buffer::default();
        let mut lower = Buffer::default();
        let mut shape = Buffer::default();
        let mut starts = [0u8; LONGEST + 4];
        let mut n = 0;
        let (mut upper_first, mut uppers, mut lowers, mut others) = (false, 0, 0, 0);
        for c in text.chars() {
            if lower.len + 8 > LONGEST {
                break;
            }
            starts[n] = lower.len as u8;
            let class = if c.is_ascii_lowercase() {
                form.byte(c as u8);
                lower.byte(c as u8);
                lowers += 1;
                b'x'
            } else if c.is_ascii_uppercase() {
                form.byte(c as u8);
                lower.byte(c.to_ascii_lowercase() as u8);
                uppers += 1;
                b'X'
            } else if c.is_ascii_digit() {
                form.byte(b'0');
                lower.byte(b'0');
                others += 1;
                b'0'
            } else if c.is_alphabetic() {
                form.char(c);
                c.to_lowercase().take(1).for_each(|c| lower.char(c));
                if c.is_uppercase() {
                    uppers += 1;
                    b'X'
                } else {
                    lowers += 1;
                    b'x'
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
                if c.is_ascii() { c as u8 } else { b'?' }
            };
            upper_first |= n == 0 && class == b'X';
            if shape.last() != Some(class) {
                shape.byte(class);
            }
            n += 1;
        }
        Self { form, lower, shape, starts, n, upper_first, uppers, lowers, others }
    }

    fn caps(&self) -> Caps {
        match (self.uppers, self.lowers) {
            (0, 0) => Caps::None,
            (0, _) => Caps::Lower,
            (_, 0) if self.others > 0 && self.uppers == 1 => Caps::Mixed,
            (1, 0) => Caps::Initial,
            (_, 0) => Caps::Upper,
            (1, _) if self.upper_first => Caps::Initial,
            _ => Caps::Mixed,
        }
    }

    /// The Brown cluster of the word, of another writing of it where this one is unknown.
    fn brown(&self, word: &Word, lexicon: &Lexicon<'_>) -> u32 {
        let known = lexicon.brown(word.form);
        if known != 0 || self.uppers == 0 && self.lowers == 0 {
            return known;
        }
        let mut title = self.lower;
        title.bytes[0] = title.bytes[0].to_ascii_uppercase();
        if self.uppers == 0 {
            return lexicon.brown(hash::bytes(title.bytes()));
        }
        // In capitals, or at the start of a sentence: as the word is mostly written.
        if self.uppers > 1 && word.caps == Caps::Upper {
            let path = lexicon.brown(hash::bytes(title.bytes()));
            if path != 0 {
                return path;
            }
        }
        lexicon.brown(word.lower)
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
    fn byte(&mut self, b: u8) {
        self.bytes[self.len] = b;
        self.len += 1;
    }

    fn char(&mut self, c: char) {
        let n = c.encode_utf8(&mut self.bytes[self.len..]).len();
        self.len += n;
    }

    fn last(&self) -> Option<u8> {
        self.bytes().last().copied()
    }

    fn bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}
