//! Finding the spellings of outlets in a text.

use std::hash::Hasher as _;

use rustc_hash::{FxHashMap, FxHasher};

use super::OutletId;

/// How a text names an outlet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// By its name or an alias.
    Name,
    /// By a name that means something else as often, or that several outlets share: `Time`, `the Post`.
    Ambiguous,
    /// By its domain: `nytimes.com`.
    Domain,
    /// By its handle: `@Reuters`.
    Handle,
}

/// One spelling of an outlet in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found<'a> {
    /// Offset of its first byte.
    pub start: usize,
    /// Offset past its last byte.
    pub end: usize,
    /// How it is written.
    pub written: Written,
    /// The outlets that are written so; several only where it is [`Written::Ambiguous`].
    pub candidates: &'a [OutletId],
}

/// All spellings of one text with their outlets.
#[derive(Clone, Debug)]
pub(super) struct Spelling {
    pub(super) written: Written,
    pub(super) candidates: Vec<OutletId>,
}

/// An index of all spellings by their first word, or first two where there are more.
///
/// A text is looked up word by word, so the cost hardly grows with the number of spellings: what shares its first two words
/// is few, and most words of a text are turned away by a bit. An Aho-Corasick automaton over the same names took eight
/// times as long to build as the whole registry may take to load.
#[derive(Clone, Debug)]
pub(super) struct Search {
    texts: Vec<String>,
    spellings: Vec<Spelling>,
    /// Bytes of the longest spelling. A word that is longer is none, and need not be read to its end: each letter outside ASCII may
    /// begin one, and a text may be one long word of them.
    longest: usize,
    /// Spellings by the hash of their first words, the longest first, as ranges of `order`.
    index: FxHashMap<u64, (u32, u32)>,
    order: Vec<u32>,
    /// Bit `prefix(spelling)` is set for every spelling that is no domain.
    prefixes: Box<[u64]>,
    /// The same of domains, which only count where a full stop or hyphen follows the first word: most of them begin like
    /// common words.
    domains: Box<[u64]>,
}

/// Number of bits a hash of four bytes takes.
const PREFIX_BITS: u32 = 15;

/// A hash of the first four letters of the word that `bytes` starts with. What follows a shorter word counts for nothing, so
/// each spelling sets a single bit; letters outside ASCII end the word here.
fn prefix(bytes: &[u8]) -> usize {
    let mut key = 0u32;
    for (i, &byte) in bytes.iter().take(4).enumerate() {
        if !(byte.is_ascii_alphanumeric() || i == 0 && byte == b'@') {
            break;
        }
        key |= u32::from(byte) << (8 * i);
    }
    (key.wrapping_mul(0x9E37_79B1) >> (32 - PREFIX_BITS)) as usize
}

/// The end of the word that starts at `at`: letters and digits, with an `@` before them. Of a word of more than `most` bytes only
/// so many are read, and the letter they end in.
fn word_end(text: &str, at: usize, most: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = at + usize::from(bytes.get(at) == Some(&b'@'));
    while let Some(&byte) = bytes.get(end)
        && end - at <= most
    {
        if byte.is_ascii_alphanumeric() {
            end += 1;
        } else if byte.is_ascii() {
            break;
        } else {
            match text[end..].chars().next() {
                Some(c) if c.is_alphanumeric() => end += c.len_utf8(),
                _ => break,
            }
        }
    }
    end
}

/// The hash of the first word at `at`, and of the first two where a second follows after a mark or two; `most` is as in
/// [`word_end`].
fn first_words(text: &str, at: usize, most: usize) -> (u64, Option<u64>) {
    let bytes = text.as_bytes();
    let mut hasher = FxHasher::default();
    let end = word_end(text, at, most);
    hasher.write(&bytes[at..end]);
    let one = hasher.finish();
    // Curly apostrophes and dashes have three bytes; “. ” and “ & ” are the longest gaps in names.
    let mut next = end;
    while next < bytes.len() && next < end + 5 && word_end(text, next, most) == next {
        next += text[next..].chars().next().map_or(1, char::len_utf8);
    }
    let second = next.min(bytes.len())..word_end(text, next.min(bytes.len()), most);
    if second.is_empty() {
        return (one, None);
    }
    hasher.write_u8(b' ');
    hasher.write(&bytes[second]);
    (one, Some(hasher.finish()))
}

impl Search {
    /// Builds the index; spelling `i` is written `texts[i]`.
    pub(super) fn new(texts: Vec<String>, spellings: Vec<Spelling>) -> Self {
        let mut prefixes = vec![0u64; (1 << PREFIX_BITS) / 64].into_boxed_slice();
        let mut domains = prefixes.clone();
        let longest = texts.iter().map(String::len).max().unwrap_or(0);
        let mut keyed: Vec<(u64, u32)> = Vec::with_capacity(texts.len());
        for (i, text) in texts.iter().enumerate() {
            let (one, two) = first_words(text, 0, longest);
            keyed.push((two.unwrap_or(one), i as u32));
            let bit = prefix(text.as_bytes());
            let set = if spellings[i].written == Written::Domain { &mut domains } else { &mut prefixes };
            set[bit / 64] |= 1 << (bit % 64);
        }
        keyed.sort_unstable_by_key(|&(key, i)| (key, std::cmp::Reverse(texts[i as usize].len()), i));
        let mut index: FxHashMap<u64, (u32, u32)> = FxHashMap::default();
        index.reserve(keyed.len());
        for (n, &(key, _)) in keyed.iter().enumerate() {
            index.entry(key).or_insert((n as u32, n as u32)).1 = n as u32 + 1;
        }
        let order = keyed.into_iter().map(|(_, i)| i).collect();
        Self { texts, spellings, longest, index, order, prefixes, domains }
    }

    pub(super) fn len(&self) -> usize {
        self.spellings.len()
    }

    /// The longest spelling that starts at byte `at`, which must start a word, and ends with a word.
    pub(super) fn at(&self, text: &str, at: usize) -> Option<Found<'_>> {
        let bytes = text.as_bytes();
        let bit = prefix(&bytes[at..]);
        let is_set = |bits: &[u64]| bits[bit / 64] >> (bit % 64) & 1 == 1;
        let domain = || {
            is_set(&self.domains) && matches!(bytes.get(word_end(text, at, self.longest)), Some(b'.' | b'-'))
        };
        if !is_set(&self.prefixes) && !domain() {
            return None;
        }
        let (one, two) = first_words(text, at, self.longest);
        // What has two words is longer than what has one.
        let found = two.and_then(|two| self.bucket(two, &bytes[at..], text, at));
        found.or_else(|| self.bucket(one, &bytes[at..], text, at))
    }

    fn bucket(&self, key: u64, rest: &[u8], text: &str, at: usize) -> Option<Found<'_>> {
        let &(from, to) = self.index.get(&key)?;
        let fits = |i: &&u32| {
            let spelling = self.texts[**i as usize].as_bytes();
            rest.starts_with(spelling)
                && word_end(text, at + spelling.len(), self.longest) == at + spelling.len()
        };
        let i = *self.order[from as usize..to as usize].iter().find(fits)? as usize;
        let Spelling { written, candidates } = &self.spellings[i];
        Some(Found { start: at, end: at + self.texts[i].len(), written: *written, candidates })
    }

    pub(super) fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Found<'a>> {
        let bytes = text.as_bytes();
        let mut at = 0;
        std::iter::from_fn(move || {
            while at < bytes.len() {
                // Past the rest of a word, then past what is between words.
                if at > 0 && bytes[at - 1].is_ascii_alphanumeric() {
                    at += bytes[at..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
                }
                let starts = |b: &u8| b.is_ascii_alphanumeric() || *b >= 0xC0 || *b == b'@';
                at += bytes[at..].iter().take_while(|b| !starts(b)).count();
                // A letter may go on a word, outside ASCII too.
                let inside = at < bytes.len() && text[..at].ends_with(char::is_alphanumeric);
                if at < bytes.len()
                    && !inside
                    && let Some(found) = self.at(text, at)
                {
                    // A sure name may stand in an ambiguous one that turns out to be none: The Daily [Beast].
                    at = if found.written == Written::Ambiguous { found.start + 1 } else { found.end };
                    return Some(found);
                }
                at += 1;
            }
            None
        })
    }
}
