//! What the tagger sees.

use dixit_learn::Weights;

use crate::dictionary::Entry;
use crate::word::Word;

/// Odd numbers without pattern, after the digits of the square roots of 3 and 5.
const M1: u64 = 0xbb67_ae85_84ca_a73b;
const M2: u64 = 0x3c6e_f372_fe94_f82b;

/// Number of a template, spread over all bits.
const fn template(n: u64) -> u64 {
    (n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The feature "template has value", for a [`Kernel`](dixit_learn::Kernel): its upper bits are well mixed. Part of the model's
/// format, as are the numbers of templates.
#[inline(always)]
pub(crate) const fn one(n: u64, value: u64) -> u64 {
    (value ^ template(n)).wrapping_mul(M1)
}

/// The same of two values, of which the first is a hash or zero in its upper half.
#[inline(always)]
pub(crate) const fn two(n: u64, a: u64, b: u64) -> u64 {
    one(n, a ^ b.wrapping_mul(M2).rotate_left(32))
}

/// The same of three values.
#[inline(always)]
pub(crate) const fn three(n: u64, a: u64, b: u64, c: u64) -> u64 {
    two(n, a ^ c.wrapping_mul(M1).rotate_left(27), b)
}

/// What features say for a class.
#[inline(always)]
pub(crate) fn sum<const N: usize>(weights: &impl Weights, places: &[usize; N], class: u8) -> i32 {
    weights.sum(places, class)
}

/// Where the weights of features are.
#[inline(always)]
pub(crate) fn places<const N: usize>(weights: &impl Weights, features: &[u64; N]) -> [usize; N] {
    features.map(|feature| weights.place(feature))
}

/// Bits of a Brown path that are looked at, from its root.
const BROWN: [u32; 3] = [4, 7, 11];
/// Features of [`alone`].
pub(crate) const ALONE: usize = 20;
/// Features of [`around`].
pub(crate) const AROUND: usize = 22;

/// Features of a word whatever stands around it.
pub(crate) fn alone(word: &Word, loose: bool, class: u16) -> [u64; ALONE] {
    let w = word;
    let loose = u64::from(loose);
    let caps = u64::from(w.caps as u8) * 2 + loose;
    let brown = |bits: u32| u64::from(w.brown & ((1 << bits) - 1));
    [
        one(0, w.lower),
        one(1, w.form ^ loose),
        one(2, w.suffix[0]),
        one(3, w.suffix[1]),
        one(4, w.suffix[2]),
        one(5, w.suffix[3]),
        one(6, w.prefix[0]),
        one(7, w.prefix[1]),
        one(8, w.prefix[2]),
        two(9, w.shape, loose),
        one(10, caps),
        two(11, w.suffix[2], caps),
        one(12, brown(BROWN[0])),
        one(13, brown(BROWN[1])),
        one(14, brown(BROWN[2])),
        one(15, u64::from(w.brown)),
        one(16, u64::from(w.clusters[0])),
        one(17, u64::from(w.clusters[1])),
        one(18, u64::from(w.clusters[2])),
        one(19, u64::from(class)),
    ]
}

/// A word among others.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Around<'a> {
    pub(crate) word: &'a Entry,
    /// The two words before, the nearer one first, and the two after.
    pub(crate) before: [&'a Entry; 2],
    pub(crate) after: [&'a Entry; 2],
    /// Classes of the words after.
    pub(crate) classes: [u16; 2],
    /// Tags of the words before.
    pub(crate) tags: [u8; 2],
    /// How the sentence is written, and whether this is its first word.
    pub(crate) casing: u8,
}

/// Features of a word among others.
#[inline(always)]
pub(crate) fn around(a: &Around<'_>) -> [u64; AROUND] {
    let w = &a.word.word;
    let [t1, t2] = a.tags.map(u64::from);
    let [c1, c2] = a.classes.map(u64::from);
    let [p1, p2] = a.before.map(|t| t.word.lower);
    let [n1, n2] = a.after.map(|t| t.word.lower);
    let next = &a.after[0].word;
    [
        one(32, t1),
        two(33, t1, t2),
        two(34, t1, w.lower),
        one(35, p1),
        one(36, n1),
        one(37, c1),
        one(38, next.suffix[2]),
        two(39, c1, c2),
        two(40, t1, c1),
        two(41, w.lower, c1),
        two(42, p1, w.lower),
        two(43, w.lower, n1),
        two(44, t1, w.suffix[2]),
        one(45, p2),
        one(46, n2),
        two(47, t1, u64::from(w.clusters[1])),
        one(48, u64::from(next.clusters[1])),
        two(49, u64::from(w.caps as u8), u64::from(a.casing)),
        three(50, t1, t2, c1),
        two(51, p1, n1),
        three(52, t1, u64::from(w.clusters[0]), u64::from(next.clusters[0])),
        three(53, t1, t2, w.lower),
    ]
}
