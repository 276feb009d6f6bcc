//! Which forms share rare pairs of words.

use std::hash::Hasher as _;

use rayon::prelude::*;
use rustc_hash::FxHasher;

use crate::words::Words;

/// Of each list of forms that share a feature: so many of the longest, and so many nearest in length.
const TAKEN: usize = 32;
/// Forms that are looked at in all, from the rarest features on.
const LOOKED_AT: usize = 384;
/// Rarest features that are asked at least, however long their lists.
const ASKED: usize = 6;
/// Forms that are aligned with one.
const CANDIDATES: usize = 16;
/// Bits of a feature that its bucket is found by.
const BUCKET_BITS: u32 = 20;

/// The features of all forms.
pub(crate) struct Index {
    /// Sorted: the feature above, the form below.
    postings: Vec<u64>,
    /// Where each bucket of features begins in `postings`.
    buckets: Vec<usize>,
    /// The features form by form, each form's sorted.
    features: Vec<u32>,
    /// Where each form begins in `features`.
    starts: Vec<usize>,
}

/// Neighbouring words, and words with one between them, so that one changed word does not touch all of them.
/// Pairs across a gap are left out: what stands between is not known.
fn features(words: &Words) -> Vec<u32> {
    let w = &words.words;
    let joins = |i: usize, j: usize| !(i + 1..=j).any(|k| words.gap_before(k));
    let pair = |i: usize, j: usize| {
        let mut hasher = FxHasher::default();
        hasher.write_u32(w[i]);
        hasher.write_u32(w[j] ^ (j - i) as u32);
        (hasher.finish() >> 32) as u32
    };
    let mut out = Vec::with_capacity(2 * w.len());
    for i in 0..w.len() {
        for j in [i + 1, i + 2] {
            if j < w.len() && joins(i, j) {
                out.push(pair(i, j));
            }
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}

impl Index {
    /// Indexes the forms, which must be sorted by length, the longest first.
    pub(crate) fn new(forms: &[Words]) -> Self {
        let by_form: Vec<Vec<u32>> = forms.par_iter().map(features).collect();
        let mut starts = Vec::with_capacity(forms.len() + 1);
        starts.push(0);
        for list in &by_form {
            starts.push(starts[starts.len() - 1] + list.len());
        }
        let features = by_form.concat();
        drop(by_form);
        let mut postings: Vec<u64> = starts
            .par_windows(2)
            .enumerate()
            .flat_map_iter(|(form, w)| {
                features[w[0]..w[1]].iter().map(move |&f| u64::from(f) << 32 | form as u64)
            })
            .collect();
        postings.par_sort_unstable();
        let mut buckets = vec![0; (1 << BUCKET_BITS) + 1];
        for &posting in &postings {
            buckets[(posting >> (64 - BUCKET_BITS)) as usize + 1] += 1;
        }
        for i in 1..buckets.len() {
            buckets[i] += buckets[i - 1];
        }
        Self { postings, buckets, features, starts }
    }

    /// The forms that have a feature, the longest first.
    fn list(&self, feature: u32) -> &[u64] {
        let bucket = (feature >> (32 - BUCKET_BITS)) as usize;
        let all = &self.postings[self.buckets[bucket]..self.buckets[bucket + 1]];
        let first = all.partition_point(|&p| p >> 32 < u64::from(feature));
        let past = all.partition_point(|&p| p >> 32 <= u64::from(feature));
        &all[first..past]
    }

    /// The features of a form, sorted.
    pub(crate) fn of(&self, form: usize) -> &[u32] {
        &self.features[self.starts[form]..self.starts[form + 1]]
    }

    /// Longer forms (those before it) that may hold `form`: they share most features with it, and at least `needed`.
    pub(crate) fn candidates(&self, form: usize, needed: usize) -> Vec<usize> {
        let own = self.of(form);
        let mut lists: Vec<&[u64]> = own
            .iter()
            .map(|&f| self.list(f))
            // One that nobody else has finds nothing, and a changed word makes several of these.
            .filter(|list| list.len() > 1)
            .collect();
        lists.sort_by_key(|list| list.len());
        let mut seen: Vec<usize> = Vec::with_capacity(LOOKED_AT + 2 * TAKEN);
        for (i, list) in lists.into_iter().enumerate() {
            if i >= ASKED && seen.len() >= LOOKED_AT {
                break;
            }
            let before = &list[..list.partition_point(|&p| (p as u32 as usize) < form)];
            let head = before.len().min(TAKEN);
            let tail = before.len().saturating_sub(TAKEN).max(head);
            seen.extend(before[..head].iter().chain(&before[tail..]).map(|&p| p as u32 as usize));
        }
        seen.sort_unstable();
        // One rare pair of words in common is chance more often than not, and a look at the other form costs a miss of
        // the cache.
        let least = if needed < 4 { 1 } else { 2 };
        let mut found: Vec<(usize, usize)> = seen
            .chunk_by(|a, b| a == b)
            .map(|same| (same.len(), same[0]))
            .filter(|&(n, _)| n >= least)
            .collect();
        // Ties go to the longest, so that the many forms of a much repeated quotation meet in the same few.
        found.sort_unstable_by_key(|&(n, other)| (std::cmp::Reverse(n), other));
        found.truncate(4 * CANDIDATES);
        let shares = |&(_, other): &(usize, usize)| {
            let shared = shared(own, self.of(other));
            (shared >= needed).then_some((shared, other))
        };
        let mut best: Vec<(usize, usize)> = found.iter().filter_map(shares).collect();
        best.sort_unstable_by_key(|&(n, other)| (std::cmp::Reverse(n), other));
        best.into_iter().take(CANDIDATES).map(|(_, other)| other).collect()
    }
}

/// How many elements two sorted lists have in common.
pub(crate) fn shared(a: &[u32], b: &[u32]) -> usize {
    let (mut i, mut j, mut n) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        n += usize::from(a[i] == b[j]);
        (i, j) = (i + usize::from(a[i] <= b[j]), j + usize::from(b[j] <= a[i]));
    }
    n
}
