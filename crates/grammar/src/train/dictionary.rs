use dixit_learn::ContainerBuilder;
use rustc_hash::FxHashMap;

use super::Sample;
use crate::casing::{Casing, Counts};
use crate::dictionary::{Class, Dictionary, Mask, Place, SHAPES, place, shape};
use crate::tag::Tag;
use crate::word::{self, Clusters, Word};

/// Words seen less often are not in the dictionary, so that the tagger learns what to do with new ones.
const KNOWN: u32 = 3;
/// Words seen less often may have, besides their tags, those of unknown words.
const SETTLED: u32 = 12;
/// A tag that makes up less than this share of a word is taken for an error.
const SHARE: f64 = 0.003;
/// A word is fixed where its commonest tag makes up this share, and it was seen so often.
const FIXED: (f64, u32) = (0.997, 25);
/// A tag that makes up this share of the rare words of a shape may be that of an unknown one.
const OPEN_SHARE: f64 = 0.002;

type Tags = [u32; Tag::COUNT];

/// Counts the tags of all words and writes the dictionary.
pub(super) fn write(samples: &[Sample], builder: &mut ContainerBuilder) {
    let clusters = Clusters::embedded().expect("the embedded lexicon is sound");
    let mut counts: FxHashMap<u64, (Tags, u16)> = FxHashMap::default();
    let mut seen: FxHashMap<&str, Word> = FxHashMap::default();
    for sample in samples {
        let words: Vec<Word> =
            sample.words.iter().map(|w| *seen.entry(w).or_insert_with(|| word::read(w, &clusters))).collect();
        let mut casing = Counts::default();
        words.iter().for_each(|w| casing.add(w));
        let odd = casing.casing() != Casing::Normal;
        for (i, (word, tag)) in words.iter().zip(&sample.tags).enumerate() {
            let Some(tag) = tag else { continue };
            let place = place(word, odd || i == 0);
            let hash = if place == Place::Lower { word.lower } else { word.form };
            let entry = counts.entry(Dictionary::key(place, hash)).or_insert(([0; Tag::COUNT], shape(word)));
            entry.0[usize::from(tag.index())] += 1;
        }
    }
    let shapes = shapes(counts.values());
    let known = counts.iter().filter(|(_, (tags, _))| tags.iter().sum::<u32>() >= KNOWN);
    let words: Vec<(u64, Class)> =
        known.map(|(key, (tags, shape))| (*key, class(tags, &shapes[usize::from(*shape)]))).collect();
    Dictionary::write(builder, &words, &shapes);
}

/// What unknown words may be, by shape: what rare words are.
fn shapes<'c>(counts: impl Iterator<Item = &'c (Tags, u16)>) -> [Class; SHAPES] {
    let mut sums = [[0; Tag::COUNT]; SHAPES];
    let mut all = [0; Tag::COUNT];
    for (tags, shape) in counts.filter(|(tags, _)| tags.iter().sum::<u32>() < 2 * KNOWN) {
        let sum = &mut sums[usize::from(*shape)];
        sum.iter_mut().zip(tags).for_each(|(a, b)| *a += b);
        all.iter_mut().zip(tags).for_each(|(a, b)| *a += b);
    }
    sums.map(|mut sum| {
        if sum.iter().sum::<u32>() < 20 {
            sum = all;
        }
        Class { mask: mask(&sum, OPEN_SHARE, 2), best: best(&sum), fixed: false }
    })
}

fn class(tags: &Tags, unknown: &Class) -> Class {
    let total: u32 = tags.iter().sum();
    let best = best(tags);
    let fixed = total >= FIXED.1 && f64::from(tags[usize::from(best)]) >= f64::from(total) * FIXED.0;
    let mask = match (fixed, total < SETTLED) {
        (true, _) => 1 << best,
        (false, true) => mask(tags, SHARE, 1) | unknown.mask,
        (false, false) => mask(tags, SHARE, 2) | 1 << best,
    };
    Class { mask, best, fixed }
}

/// The tags that make up a share and come so often.
fn mask(tags: &Tags, share: f64, least: u32) -> Mask {
    let total: u32 = tags.iter().sum();
    let counts =
        tags.iter().enumerate().filter(|&(_, &n)| n >= least && f64::from(n) >= f64::from(total) * share);
    counts.fold(0, |mask, (tag, _)| mask | 1 << tag)
}

fn best(tags: &Tags) -> u8 {
    (0..Tag::COUNT).rev().max_by_key(|&t| tags[t]).unwrap_or(0) as u8
}
