//! The same words across articles, in the pieces that a cluster's own join and grouping need.

use std::hash::Hasher as _;

use dixit_cluster::align::{Scratch, align};
use dixit_cluster::words::Words;
use pyo3::prelude::*;

/// Words in a shingle: two quotations that share none have no four words in a row in common.
const SHINGLE: usize = 4;
/// Share of the shorter one's words that must stand in the longer, and that may differ, as in [`dixit_cluster::Options`].
const MOST: f32 = 0.6;
const CHANGED: f32 = 0.12;

/// The words of a quotation as one number, how many they are, and the numbers of all runs of four of them.
type Form = (i64, usize, Vec<i64>);

/// For each text its [`Form`]: texts with the same words have the same, whatever their case and punctuation.
#[pyfunction]
pub(crate) fn forms(py: Python<'_>, texts: Vec<String>) -> Vec<Form> {
    let form = |text: &String| {
        let words = Words::of(text);
        let mut runs: Vec<i64> = words.words.windows(SHINGLE).map(number).collect();
        runs.sort_unstable();
        runs.dedup();
        (number(&(&words.words, &words.gaps)), words.words.len(), runs)
    };
    py.detach(|| texts.iter().map(form).collect())
}

/// For each pair of texts whether the shorter holds the words of the longer, or a part of them, nearly as they stand there.
#[pyfunction]
pub(crate) fn same_words(py: Python<'_>, pairs: Vec<(String, String)>) -> Vec<bool> {
    py.detach(|| {
        let mut scratch = Scratch::default();
        pairs.iter().map(|(a, b)| same(&Words::of(a), &Words::of(b), &mut scratch)).collect()
    })
}

fn same(a: &Words, b: &Words, scratch: &mut Scratch) -> bool {
    let (short, long) = if a.words.len() <= b.words.len() { (a, b) } else { (b, a) };
    // Where the two may be told to run alongside each other.
    let near = short.words.first().and_then(|w| long.words.iter().position(|x| x == w)).unwrap_or(0);
    let found = align(short, long, near, &|_| 1.0, scratch);
    let n = short.words.len() as f32;
    let may_differ = ((CHANGED * n) as u16).max(u16::from(short.words.len() >= 6));
    f32::from(found.matched) >= MOST * n
        && usize::from(found.matched) >= SHINGLE
        && found.errors <= may_differ
}

/// 64 bits of a hash that is the same on every machine and in every run.
fn number(what: &(impl std::hash::Hash + ?Sized)) -> i64 {
    #[allow(
        deprecated,
        reason = "SipHash with fixed keys is what is wanted: no new dependency, the same everywhere"
    )]
    let mut hasher = std::hash::SipHasher::new();
    what.hash(&mut hasher);
    hasher.finish().cast_signed()
}
