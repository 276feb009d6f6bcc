use dixit_learn::{SequenceModel, Sums, hash, prefetch};
use rustc_hash::FxHashMap;

use super::clusters::Lexicon;
use super::templates::{self, ROLES, Role};
use super::word::{self, Look, Word};

/// Room for the sums of the labels.
pub(crate) const LANES: usize = 16;

/// Number of the word in [`Vocabulary`] that means the space beyond a sentence.
pub(crate) const OUTSIDE: u32 = 0;

/// Words known before the vocabulary is begun anew: some 12 MB.
const MOST: usize = 1 << 15;

/// The words a worker has read, by number, with what they are and what they weigh: nearly every word of an article
/// comes again, there or in the next one.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    /// By the hash of the bytes of a word.
    numbers: FxHashMap<u64, u32>,
    /// By the hash of a lower-cased word.
    ids: FxHashMap<u64, u32>,
    words: Vec<Word>,
    /// [`Word::look`] and [`Word::id`] of each.
    looks: Vec<Look>,
    word_ids: Vec<u32>,
    /// A bit for each role in which a word has been asked for, and what the model sums up for it.
    asked: Vec<u8>,
    sums: Vec<Roles>,
}

/// By [`Role`]; three cache lines.
#[derive(Clone, Debug, Default)]
#[repr(align(64))]
struct Roles([Sums<LANES>; ROLES]);

impl Vocabulary {
    /// Makes room for the words of another document: numbers given before may lose their meaning.
    pub(crate) fn prepare(&mut self) {
        if self.words.is_empty() || self.words.len() > MOST {
            self.clear();
        }
    }

    /// Forgets all.
    pub(crate) fn clear(&mut self) {
        self.numbers.clear();
        self.ids.clear();
        self.words.clear();
        self.looks.clear();
        self.word_ids.clear();
        self.asked.clear();
        self.sums.clear();
        self.ids.insert(1, 0);
        self.push(Word { lower: 1, shape: 1, ..Word::default() });
    }

    fn push(&mut self, mut word: Word) -> u32 {
        let next = self.ids.len() as u32;
        word.id = *self.ids.entry(word.lower).or_insert(next);
        self.words.push(word);
        self.looks.push(word.look);
        self.word_ids.push(word.id);
        self.asked.push(0);
        self.sums.push(Roles::default());
        self.words.len() as u32 - 1
    }

    /// The number of a word.
    #[inline]
    pub(crate) fn number(&mut self, text: &str, lexicon: &Lexicon<'_>) -> u32 {
        let key = hash::bytes(text.as_bytes());
        if let Some(&number) = self.numbers.get(&key) {
            return number;
        }
        self.meet(key, text, lexicon)
    }

    #[cold]
    fn meet(&mut self, key: u64, text: &str, lexicon: &Lexicon<'_>) -> u32 {
        let number = self.push(word::read(text, lexicon));
        self.numbers.insert(key, number);
        number
    }

    /// Number of different lower-cased words: every [`Word::id`] is below it.
    pub(crate) fn n_ids(&self) -> usize {
        self.ids.len()
    }

    /// The word with a number.
    #[inline]
    pub(crate) fn word(&self, number: u32) -> &Word {
        &self.words[number as usize]
    }

    /// How the word with a number is written.
    #[inline]
    pub(crate) fn look(&self, number: u32) -> Look {
        self.looks[number as usize]
    }

    /// [`Word::id`] of the word with a number.
    #[inline]
    pub(crate) fn id(&self, number: u32) -> u32 {
        self.word_ids[number as usize]
    }

    /// Asks for the memory of what a word weighs, which will be asked for soon.
    #[inline]
    pub(crate) fn prefetch(&self, number: u32) {
        self.sums[number as usize].0.iter().step_by(2).for_each(prefetch);
    }

    /// The weights of a word in a role.
    #[inline]
    pub(crate) fn sums(&mut self, number: u32, role: Role, model: &SequenceModel<'_>) -> &Sums<LANES> {
        let asked = &mut self.asked[number as usize];
        let row = &mut self.sums[number as usize].0[role as usize];
        if *asked & 1 << role as u8 == 0 {
            *asked |= 1 << role as u8;
            let mut features = [0; templates::MOST_ALONE];
            let mut n = 0;
            templates::alone(&self.words[number as usize], role, &mut |id| {
                features[n] = id;
                n += 1;
            });
            model.sum(&features[..n], row);
        }
        row
    }
}
