//! Finding the spellings of outlets in a text.

use aho_corasick::{AhoCorasick, AhoCorasickKind, Anchored, Input, MatchKind, StartKind};

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

/// The automaton over all spellings.
///
/// A search starts only where a word starts, is anchored there, and mostly ends after a byte or two: so the cost does
/// not grow with the number of spellings, and no spelling is found, or hides another, in the middle of a word.
#[derive(Clone, Debug)]
pub(super) struct Search {
    automaton: AhoCorasick,
    spellings: Vec<Spelling>,
    /// Bit `prefix(…)` is set where some spelling starts so: turns most words away with one load.
    prefixes: Box<[u64]>,
}

/// Number of bits a hash of three bytes takes.
const PREFIX_BITS: u32 = 15;

fn prefix(a: u8, b: u8, c: u8) -> usize {
    let key = u32::from(a) | u32::from(b) << 8 | u32::from(c) << 16;
    (key.wrapping_mul(0x9E37_79B1) >> (32 - PREFIX_BITS)) as usize
}

/// Whether a byte belongs to a word; every byte of a letter beyond ASCII does.
fn in_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

/// Whether a word may go on at `at`. Punctuation beyond ASCII (curly quotation marks, dashes) ends one.
fn word_goes_on(text: &str, at: usize) -> bool {
    match text.as_bytes().get(at) {
        Some(b) if b.is_ascii() => b.is_ascii_alphanumeric(),
        Some(_) => text[at..].chars().next().is_some_and(char::is_alphanumeric),
        None => false,
    }
}

impl Search {
    /// Builds the automaton; spelling `i` is written `texts[i]`.
    pub(super) fn new(texts: &[String], spellings: Vec<Spelling>) -> Self {
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .start_kind(StartKind::Anchored)
            .kind(Some(AhoCorasickKind::NoncontiguousNFA))
            .prefilter(false)
            .build(texts)
            .expect("a registry is far below the limits of the automaton");
        let mut prefixes = vec![0u64; (1 << PREFIX_BITS) / 64].into_boxed_slice();
        let mut set = |bit: usize| prefixes[bit / 64] |= 1 << (bit % 64);
        for text in texts {
            match *text.as_bytes() {
                [a, b, c, ..] => set(prefix(a, b, c)),
                [a, b] => {
                    (0..=u8::MAX).filter(|&c| !c.is_ascii_alphanumeric()).for_each(|c| set(prefix(a, b, c)))
                }
                [a] => (0..=u8::MAX)
                    .filter(|&b| !b.is_ascii_alphanumeric())
                    .for_each(|b| (0..=u8::MAX).for_each(|c| set(prefix(a, b, c)))),
                [] => {}
            }
        }
        Self { automaton, spellings, prefixes }
    }

    pub(super) fn len(&self) -> usize {
        self.spellings.len()
    }

    /// The longest spelling that starts at byte `at`, which must start a word, and ends with a word.
    pub(super) fn at(&self, text: &str, at: usize) -> Option<Found<'_>> {
        let bytes = text.as_bytes();
        let byte = |i: usize| bytes.get(at + i).copied().unwrap_or(b' ');
        let bit = prefix(byte(0), byte(1), byte(2));
        if self.prefixes[bit / 64] >> (bit % 64) & 1 == 0 {
            return None;
        }
        let mut limit = bytes.len();
        let longest = loop {
            let input = Input::new(text).range(at..limit).anchored(Anchored::Yes);
            let longest = self.automaton.find(input)?;
            if !word_goes_on(text, longest.end()) {
                break longest;
            }
            limit = longest.end() - 1;
        };
        let spelling = &self.spellings[longest.pattern().as_usize()];
        Some(Found {
            start: at,
            end: longest.end(),
            written: spelling.written,
            candidates: &spelling.candidates,
        })
    }

    pub(super) fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Found<'a>> {
        let bytes = text.as_bytes();
        let mut at = 0;
        std::iter::from_fn(move || {
            while at < bytes.len() {
                let starts = (in_word(bytes[at]) || bytes[at] == b'@')
                    && text.is_char_boundary(at)
                    && (at == 0 || !bytes[at - 1].is_ascii_alphanumeric());
                if starts && let Some(found) = self.at(text, at) {
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
