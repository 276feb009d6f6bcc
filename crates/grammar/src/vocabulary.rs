//! The words a worker has read, with all that is known of each whatever stands around it.

use dixit_learn::{Weights, hash};
use rustc_hash::FxHashMap;

use crate::dictionary::{Dictionary, Entry, OPEN, Reading};
use crate::features;
use crate::lemma::{Lemma, Lemmas};
use crate::tag::Tag;
use crate::word::{self, Clusters, Word};

/// Number of the word that stands for what lies beyond a sentence.
pub(crate) const OUTSIDE: u32 = 0;

/// Words known before the vocabulary is begun anew: some 10 MB.
const MOST: usize = 1 << 15;

/// A word as it is written.
#[derive(Clone, Copy, Debug)]
struct Type {
    entry: Entry,
    /// Where its scores are in each of these, 0 where they were not asked for.
    scores: [u32; 2],
    /// Lemmas that were asked for, with the tag they are for: the last of each parity.
    lemmas: [Option<(Tag, Lemma)>; 2],
}

/// The words of a worker, by number: nearly every word of an article comes again, there or in the next one.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    /// By the hash of the bytes of a word.
    numbers: FxHashMap<u64, u32>,
    types: Vec<Type>,
    /// What the features of the word alone say for each tag.
    scores: Vec<[i16; Tag::COUNT]>,
}

impl Vocabulary {
    /// Makes room for another sentence: numbers given before may lose their meaning.
    pub(crate) fn prepare(&mut self) {
        if self.types.is_empty() || self.types.len() > MOST {
            self.clear();
        }
    }

    /// Forgets all.
    pub(crate) fn clear(&mut self) {
        self.numbers.clear();
        self.types.clear();
        self.scores.clear();
        self.scores.push([0; Tag::COUNT]);
        let outside = Word { lower: 1, form: 1, shape: 1, ..Word::default() };
        let reading = Reading { mask: 0, class: u16::MAX, fixed: OPEN };
        self.types.push(Type {
            entry: Entry { word: outside, readings: [reading; 2] },
            scores: [0; 2],
            lemmas: [None; 2],
        });
    }

    /// The number of a word.
    #[inline]
    pub(crate) fn number(&mut self, text: &str, clusters: &Clusters, dictionary: &Dictionary) -> u32 {
        let key = hash::bytes(text.as_bytes());
        match self.numbers.get(&key) {
            Some(&number) => number,
            None => self.meet(key, text, clusters, dictionary),
        }
    }

    #[cold]
    fn meet(&mut self, key: u64, text: &str, clusters: &Clusters, dictionary: &Dictionary) -> u32 {
        let word = word::read(text, clusters);
        let number = self.types.len() as u32;
        let readings = [dictionary.inside(&word), dictionary.loose(&word)];
        self.types.push(Type { entry: Entry { word, readings }, scores: [0; 2], lemmas: [None; 2] });
        self.numbers.insert(key, number);
        number
    }

    /// The word with a number.
    #[inline]
    pub(crate) fn get(&self, number: u32) -> &Entry {
        &self.types[number as usize].entry
    }

    /// The lemma of a word with a tag.
    #[inline]
    pub(crate) fn lemma(&mut self, number: u32, tag: Tag, lemmas: &Lemmas) -> Lemma {
        let word = &mut self.types[number as usize];
        let place = &mut word.lemmas[usize::from(tag.index()) % 2];
        match *place {
            Some((of, lemma)) if of == tag => lemma,
            _ => {
                let lemma = lemmas.get(&word.entry.word, tag);
                *place = Some((tag, lemma));
                lemma
            }
        }
    }

    /// What the features of a word alone say for each tag it may have.
    #[inline]
    pub(crate) fn scores(&mut self, number: u32, loose: bool, weights: &impl Weights) -> &[i16; Tag::COUNT] {
        let at = self.types[number as usize].scores[usize::from(loose)];
        if at != 0 {
            return &self.scores[at as usize];
        }
        self.sum(number, loose, weights)
    }

    #[cold]
    fn sum(&mut self, number: u32, loose: bool, weights: &impl Weights) -> &[i16; Tag::COUNT] {
        let word = &mut self.types[number as usize];
        word.scores[usize::from(loose)] = self.scores.len() as u32;
        let Entry { word, readings } = word.entry;
        let reading = readings[usize::from(loose)];
        let features = features::alone(&word, loose, reading.class);
        let places = features::places(weights, &features);
        let mut row = [0; Tag::COUNT];
        for tag in tags(reading.mask) {
            let sum = features::sum(weights, &places, tag);
            row[usize::from(tag)] = sum.clamp(i32::from(i16::MIN), i32::from(i16::MAX)) as i16;
        }
        self.scores.push(row);
        self.scores.last().expect("just pushed")
    }
}

/// The tags of a mask, in order.
#[inline]
pub(crate) fn tags(mut mask: u64) -> impl Iterator<Item = u8> {
    std::iter::from_fn(move || {
        let tag = (mask != 0).then(|| mask.trailing_zeros() as u8);
        mask &= mask.wrapping_sub(1);
        tag
    })
}
