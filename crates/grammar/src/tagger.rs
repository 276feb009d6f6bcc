//! Tags the words of a sentence, from left to right.

use dixit_learn::{Container, Kernel, ModelError, Weights};

use crate::casing::{Casing, Counts};
use crate::dictionary::{Dictionary, OPEN};
use crate::features::{self, Around};
use crate::lemma::{Lemma, Lemmas};
use crate::tag::Tag;
use crate::vocabulary::{OUTSIDE, Vocabulary, tags};
use crate::word::{Clusters, Word};

/// Lanes of the weights: a tag each.
pub(crate) const LANES: usize = 64;
/// Section of the weights.
pub(crate) const WEIGHTS: &str = "tags";
/// Number of the tag before a sentence.
const BEFORE: u8 = u8::MAX;

/// Finds parts of speech: greedy decisions of a perceptron among the tags that a dictionary allows (Collins, 2002; the dictionary after
/// Ratnaparkhi, 1996). Words with one tag are not looked at.
#[derive(Clone, Debug)]
pub(crate) struct Tagger {
    pub(crate) clusters: Clusters,
    pub(crate) dictionary: Dictionary,
    weights: Kernel<'static, LANES>,
}

/// A sentence in hand.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    pub(crate) vocabulary: Vocabulary,
    /// Numbers of the words, with two that stand for what lies beyond on either side.
    pub(crate) numbers: Vec<u32>,
    /// Their classes.
    classes: Vec<u16>,
    casing: Casing,
}

impl Tagger {
    pub(crate) fn read(container: &Container<'_>) -> Result<Self, ModelError> {
        Ok(Self {
            clusters: Clusters::embedded()?,
            dictionary: Dictionary::read(container)?,
            weights: Kernel::read(container, WEIGHTS)?.into_owned(),
        })
    }

    /// Appends the tag of each word of a sentence, by its number, to `out`.
    pub(crate) fn tag<'t>(
        &self,
        words: impl Iterator<Item = &'t str>,
        reader: &mut Reader,
        out: &mut Vec<Tag>,
    ) {
        reader.read(words, &self.clusters, &self.dictionary);
        let mut before = [BEFORE; 2];
        for i in 0..reader.len() {
            let tag = match reader.fixed(i) {
                OPEN => reader.decide(i, before, &self.weights),
                tag => tag,
            };
            before = [tag, before[0]];
            out.push(Tag::from_index(tag));
        }
    }
}

impl Reader {
    /// Reads the words of a sentence.
    pub(crate) fn read<'t>(
        &mut self,
        words: impl Iterator<Item = &'t str>,
        clusters: &Clusters,
        dictionary: &Dictionary,
    ) {
        self.vocabulary.prepare();
        self.numbers.clear();
        self.numbers.extend([OUTSIDE; 2]);
        // By itself, so that the processor can look up many words at once.
        self.numbers.extend(words.map(|word| self.vocabulary.number(word, clusters, dictionary)));
        self.numbers.extend([OUTSIDE; 2]);
        let mut counts = Counts::default();
        self.numbers.iter().for_each(|&n| counts.add(&self.vocabulary.get(n).word));
        self.casing = counts.casing();
        self.classes.clear();
        for (i, &n) in self.numbers.iter().enumerate() {
            let loose = self.casing != Casing::Normal || i == 2;
            self.classes.push(self.vocabulary.get(n).readings[usize::from(loose)].class);
        }
    }

    /// Number of words.
    pub(crate) fn len(&self) -> usize {
        self.numbers.len() - 4
    }

    /// Whether capitals tell nothing at word `i`.
    #[inline]
    pub(crate) fn loose(&self, i: usize) -> bool {
        i == 0 || self.casing != Casing::Normal
    }

    /// The tag of a word that need not be looked at, or [`OPEN`].
    #[inline]
    pub(crate) fn fixed(&self, i: usize) -> u8 {
        self.vocabulary.get(self.numbers[i + 2]).readings[usize::from(self.loose(i))].fixed
    }

    /// Word `i` with its class.
    pub(crate) fn word(&self, i: usize) -> (&Word, u16) {
        (&self.vocabulary.get(self.numbers[i + 2]).word, self.classes[i + 2])
    }

    /// The lemma of word `i`.
    #[inline]
    pub(crate) fn lemma(&mut self, i: usize, tag: Tag, lemmas: &Lemmas) -> Lemma {
        self.vocabulary.lemma(self.numbers[i + 2], tag, lemmas)
    }

    /// The tags word `i` may have.
    #[inline]
    pub(crate) fn mask(&self, i: usize) -> u64 {
        self.vocabulary.get(self.numbers[i + 2]).readings[usize::from(self.loose(i))].mask
    }

    /// Features of word `i` among the others, after the tags `before`, the nearer one first.
    #[inline(always)]
    pub(crate) fn around(&self, i: usize, before: [u8; 2]) -> [u64; features::AROUND] {
        let at = |i: usize| self.vocabulary.get(self.numbers[i]);
        features::around(&Around {
            word: at(i + 2),
            before: [at(i + 1), at(i)],
            after: [at(i + 3), at(i + 4)],
            classes: [self.classes[i + 3], self.classes[i + 4]],
            tags: before,
            casing: self.casing as u8 * 2 + u8::from(i == 0),
        })
    }

    /// Features of word `i` by itself.
    #[cfg(feature = "train")]
    pub(crate) fn alone(&self, i: usize) -> [u64; features::ALONE] {
        let word = self.vocabulary.get(self.numbers[i + 2]);
        features::alone(&word.word, self.loose(i), self.classes[i + 2])
    }

    /// The likeliest tag of word `i` after the tags `before`.
    #[inline(always)]
    fn decide(&mut self, i: usize, before: [u8; 2], weights: &impl Weights) -> u8 {
        let around = self.around(i, before);
        let (number, loose, mask) = (self.numbers[i + 2], self.loose(i), self.mask(i));
        let alone = self.vocabulary.scores(number, loose, weights);
        let around = features::places(weights, &around);
        best(mask, |tag| features::sum(weights, &around, tag) + i32::from(alone[usize::from(tag)]))
    }
}

/// The first tag of a mask with the highest score; 0 where there are none.
#[inline(always)]
pub(crate) fn best(mask: u64, score: impl Fn(u8) -> i32) -> u8 {
    let (mut best, mut most) = (0, i32::MIN);
    for tag in tags(mask) {
        let score = score(tag);
        if score > most {
            (best, most) = (tag, score);
        }
    }
    best
}
