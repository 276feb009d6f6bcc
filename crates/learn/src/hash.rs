//! Hashes that name features.
//!
//! A feature such as "the word before is *said*" is known only by a 64-bit number, made from a template and
//! the hashes of its parts, so that nothing is formatted or allocated on the way. Words are hashed once with
//! [`bytes`]; templates combine those hashes with [`feature`] and [`pair`].
//!
//! These functions are part of the file format: trained models hold what they return, so they never change.
//! They are the multiply-and-fold step of wyhash (Wang Yi, public domain), not safe against chosen input.

const K0: u64 = 0xa076_1d64_78bd_642f;
const K1: u64 = 0xe703_7ed1_a0b4_28db;
const K2: u64 = 0x8ebc_6af0_9c88_c6e3;

#[inline]
const fn fold(a: u64, b: u64) -> u64 {
    let m = (a as u128) * (b as u128);
    (m as u64) ^ ((m >> 64) as u64)
}

/// Hash of a string of bytes.
#[inline]
pub fn bytes(b: &[u8]) -> u64 {
    let mut h = K0;
    let (chunks, rest) = b.as_chunks::<8>();
    for chunk in chunks {
        h = fold(h ^ u64::from_le_bytes(*chunk), K1);
    }
    fold(h ^ tail(b, rest), K2 ^ b.len() as u64)
}

/// Hash of a string of ASCII with its capitals lowered, as [`bytes`] of the lower-cased string; `None` where it has other bytes.
///
/// ```
/// use dixit_learn::hash::{ascii_lower, bytes};
/// assert_eq!(ascii_lower(b"NATO"), Some(bytes(b"nato")));
/// assert_eq!(ascii_lower("Élysée".as_bytes()), None);
/// ```
#[inline]
pub fn ascii_lower(b: &[u8]) -> Option<u64> {
    let (mut h, mut all) = (K0, 0);
    let (chunks, rest) = b.as_chunks::<8>();
    for chunk in chunks {
        let chunk = u64::from_le_bytes(*chunk);
        all |= chunk;
        h = fold(h ^ lower(chunk), K1);
    }
    let tail = tail(b, rest);
    all |= tail;
    (all & HIGH == 0).then(|| fold(h ^ lower(tail), K2 ^ b.len() as u64))
}

/// A one in each byte, and its highest bit.
const EACH: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = EACH << 7;

/// Eight bytes of ASCII at once, capitals lowered.
#[inline]
const fn lower(bytes: u64) -> u64 {
    let low = bytes & !HIGH;
    // The highest bit of each byte that is `A` or more, and of each that is more than `Z`.
    let from_a = low + EACH * (0x80 - b'A' as u64);
    let past_z = low + EACH * (0x7f - b'Z' as u64);
    let capital = from_a & !past_z & HIGH;
    bytes | capital >> 2
}

/// What follows the last whole chunk of `b`, which is `rest`, as a little-endian number.
#[inline]
fn tail(b: &[u8], rest: &[u8]) -> u64 {
    match (b.last_chunk::<8>(), rest.len()) {
        (_, 0) => 0,
        // The last eight bytes, less those that belong to the chunk before.
        (Some(last), n) => u64::from_le_bytes(*last) >> (64 - 8 * n),
        (None, _) => short(rest),
    }
}

/// One to seven bytes as a little-endian number. Reads that overlap spare a loop, whose end could not be foreseen.
#[inline]
fn short(b: &[u8]) -> u64 {
    let n = b.len();
    if let (Some(first), Some(last)) = (b.first_chunk::<4>(), b.last_chunk::<4>()) {
        let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
        return u64::from(first) | u64::from(last) << (8 * (n - 4));
    }
    let byte = |i: usize| u64::from(b[i]) << (8 * i);
    byte(0) | byte(n / 2) | byte(n - 1)
}

/// The feature "template `template` has value `value`", where the value is a hash or a small number.
///
/// ```
/// use dixit_learn::hash::{bytes, feature};
/// const WORD: u32 = 0;
/// const WORD_BEFORE: u32 = 1;
/// let said = bytes(b"said");
/// assert_ne!(feature(WORD, said), feature(WORD_BEFORE, said));
/// ```
#[inline]
pub const fn feature(template: u32, value: u64) -> u64 {
    fold(value ^ K1, K2 ^ (template as u64) << 17)
}

/// Joins two values into one; order matters. For features of several parts: `feature(T, pair(a, b))`.
#[inline]
pub const fn pair(a: u64, b: u64) -> u64 {
    fold(a ^ K0, b.rotate_left(23) ^ K2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_part_of_the_format() {
        // A change here makes every shipped model worthless.
        assert_eq!(bytes(b"said on Thursday"), 7508986338371769944);
        assert_eq!(feature(3, pair(1, 2)), 9065410078883980204);
    }

    #[test]
    fn the_bytes_of_the_tail_are_read_in_order() {
        for len in 0..=20usize {
            let b: Vec<u8> = (0..len).map(|i| (i * 37 + 200) as u8).collect();
            let ascii: Vec<u8> = (0..len).map(|i| (i * 29 + 55) as u8 & 0x7f).collect();
            assert_eq!(ascii_lower(&ascii), Some(bytes(&ascii.to_ascii_lowercase())), "{len} bytes");
            let (chunks, tail) = b.as_chunks::<8>();
            let h = chunks.iter().fold(K0, |h, c| fold(h ^ u64::from_le_bytes(*c), K1));
            let tail = tail.iter().rev().fold(0u64, |t, &x| t << 8 | u64::from(x));
            assert_eq!(bytes(&b), fold(h ^ tail, K2 ^ len as u64), "{len} bytes");
        }
    }

    #[test]
    fn every_letter_is_lowered_and_nothing_else() {
        for byte in 0..=255u8 {
            let word = [b'x', byte, b'Q'];
            let expected = byte.is_ascii().then(|| bytes(&word.to_ascii_lowercase()));
            assert_eq!(ascii_lower(&word), expected, "{byte}");
        }
    }

    #[test]
    fn parts_and_order_matter() {
        assert_ne!(bytes(b"ab"), bytes(b"ba"));
        assert_ne!(bytes(b"a"), bytes(b"a\0"));
        assert_ne!(pair(1, 2), pair(2, 1));
        assert_ne!(feature(0, 7), feature(1, 7));
    }
}
