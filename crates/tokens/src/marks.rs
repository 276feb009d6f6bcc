//! Quotation marks as characters: how each is written and which way it faces.

use crate::MarkStyle;

/// Which side of a passage a mark is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Facing {
    Open,
    Close,
    /// Straight marks serve for both.
    Either,
}

/// A quotation mark as it is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MarkChar {
    /// Length in bytes.
    pub(crate) len: u8,
    pub(crate) style: MarkStyle,
    pub(crate) facing: Facing,
}

/// UTF-8 read as Windows-1252 turns `“` into `â€œ`; all such marks begin like this.
const MOJIBAKE: &[u8] = "â€".as_bytes();

/// The quotation mark at byte `at`, or an apostrophe that looks like one.
#[inline]
pub(crate) fn at(b: &[u8], at: usize) -> Option<MarkChar> {
    use Facing::*;
    use MarkStyle::*;
    let rest = &b[at..];
    let (len, style, facing) = match rest {
        [b'"', ..] => (1, Straight, Either),
        [b'\'', b'\'', ..] => (2, Doubled, Either),
        [b'\'', ..] => (1, SingleStraight, Either),
        [b'`', b'`', ..] => (2, Doubled, Open),
        [b'`', ..] => (1, SingleStraight, Open),
        [0xE2, 0x80, last, more @ ..] => match last {
            0x9C => (3, Curly, Open),
            0x9D => (3, Curly, Close),
            0x9E => (3, Low, Open),
            0x9F => (3, Curly, Open),
            // Two single marks for a double one.
            0x98 if more.starts_with("‘".as_bytes()) => (6, Doubled, Open),
            0x99 if more.starts_with("’".as_bytes()) => (6, Doubled, Close),
            0x98 | 0x9B => (3, SingleCurly, Open),
            0x99 => (3, SingleCurly, Close),
            0x9A => (3, SingleCurly, Open),
            0xB9 => (3, SingleCurly, Open),
            0xBA => (3, SingleCurly, Close),
            _ => return None,
        },
        [0xC2, 0xAB, ..] => (2, Guillemet, Open),
        [0xC2, 0xBB, ..] => (2, Guillemet, Close),
        // Fullwidth.
        [0xEF, 0xBC, 0x82, ..] => (3, Straight, Either),
        [0xC3, 0xA2, ..] if rest.starts_with(MOJIBAKE) => match &rest[MOJIBAKE.len()..] {
            [0xC5, 0x93, ..] => (7, Curly, Open),
            [0xC2, 0x9D, ..] => (7, Curly, Close),
            [0xCB, 0x9C, ..] => (7, SingleCurly, Open),
            [0xE2, 0x84, 0xA2, ..] => (8, SingleCurly, Close),
            tail if mojibake_dash(tail) > 0 => return None,
            // The last byte of `”` has no character in Windows-1252 and is often lost.
            _ => (5, Curly, Close),
        },
        _ => return None,
    };
    Some(MarkChar { len, style, facing })
}

/// Length of a dash or ellipsis read in the wrong encoding at byte `at` (`â€”`, `â€“`, `â€¦`); 0 for none.
pub(crate) fn mojibake_punct(b: &[u8], at: usize) -> usize {
    match b[at..].strip_prefix(MOJIBAKE).map(mojibake_dash) {
        Some(len) if len > 0 => MOJIBAKE.len() + len,
        _ => 0,
    }
}

/// Bytes of the last character of such a dash or ellipsis.
fn mojibake_dash(tail: &[u8]) -> usize {
    match tail {
        [0xE2, 0x80, 0x9C | 0x9D, ..] => 3,
        [0xC2, 0xA6, ..] => 2,
        _ => 0,
    }
}
