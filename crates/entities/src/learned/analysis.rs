use std::ops::Range;

#[cfg(feature = "train")]
use dixit_learn::Features;
use dixit_learn::{FeatureSink, GroupedFeatures, SequenceModel, Sums, hash};
use dixit_tokens::Token;

use super::clusters::Lexicon;
use super::memory::Memory;
use super::templates::{self, Place, Role};
use super::vocabulary::{LANES, OUTSIDE, Vocabulary};
use super::word::{Casing, Look, Word};

/// Everything features are made of, for one document or piece of it. Filled once, then asked by segment.
#[derive(Debug, Default)]
pub(crate) struct Analysis {
    pub(crate) vocabulary: Vocabulary,
    /// Numbers of the words, one per token.
    numbers: Vec<u32>,
    /// Ranges of `numbers`, with how they are written.
    sentences: Vec<(Range<usize>, Casing, u8)>,
    segments: Vec<Segment>,
    /// Index of the first word among the document's tokens.
    base: usize,
    memory: Memory,
}

/// Tokens of one sentence that may hold a name: where capitals tell names, those with a capital letter and their
/// neighbours, also across a hyphen. The others, three in four of all, are never looked at.
#[derive(Clone, Debug)]
pub(crate) struct Segment {
    /// Of the words of the analysis.
    pub(crate) words: Range<usize>,
    /// The sentence it lies in.
    sentence: Range<usize>,
    pub(crate) casing: Casing,
    style: u8,
}

/// Where a reader of a segment is.
#[derive(Debug, Default)]
pub(crate) struct Cursor {
    /// The run of capitalized words in hand.
    run: Range<usize>,
    /// Entries in lists of the word before and this one.
    pair: u16,
}

impl Analysis {
    /// Reads the sentences given, which follow one another in `tokens`.
    pub(crate) fn read(
        &mut self,
        text: &str,
        tokens: &[Token],
        sentences: impl Iterator<Item = Range<u32>>,
        lexicon: &Lexicon<'_>,
    ) {
        self.vocabulary.prepare();
        self.numbers.clear();
        self.sentences.clear();
        let mut capitalized = false;
        for sentence in sentences {
            if self.numbers.is_empty() {
                self.base = sentence.start as usize;
            }
            let start = self.numbers.len();
            // By itself, so that the processor can look up many words at once.
            for t in &tokens[sentence.start as usize..sentence.end as usize] {
                self.numbers.push(self.vocabulary.number(&text[t.span.range()], lexicon));
            }
            let mut counts = Counts::default();
            self.numbers[start..].iter().for_each(|&n| counts.add(self.vocabulary.look(n)));
            capitalized |= counts.initial + counts.upper > 0;
            self.sentences.push((start..self.numbers.len(), counts.casing(), counts.style()));
        }
        if !capitalized {
            self.sentences.iter_mut().for_each(|(_, casing, _)| *casing = Casing::Lower);
        }
        self.remember();
        self.cut();
    }

    /// Fills the memory.
    fn remember(&mut self) {
        let the = hash::bytes(b"the");
        let words = |i: usize| self.vocabulary.word(self.numbers[i]);
        let capitalized = |i: usize| self.vocabulary.look(self.numbers[i]).is_capitalized();
        self.memory.begin(self.vocabulary.n_ids());
        for (range, ..) in self.sentences.iter().filter(|(_, casing, _)| *casing == Casing::Normal) {
            for i in range.clone().filter(|&i| capitalized(i)) {
                let before = (i > range.start).then(|| words(i - 1));
                let after = self.vocabulary.word(self.number(range, i as isize + 1));
                self.memory.capital(words(i), before, after, the, i);
            }
        }
        for (range, ..) in self.sentences.iter().filter(|(_, casing, _)| Memory::listens(*casing)) {
            for i in range.clone().filter(|&i| !capitalized(i)) {
                self.memory.lower(self.vocabulary.id(self.numbers[i]));
            }
        }
    }

    /// Cuts the sentences into segments.
    fn cut(&mut self) {
        self.segments.clear();
        let dash = hash::bytes(b"-");
        for (range, casing, style) in &self.sentences {
            dixit_text::deadline::check();
            let mut push = |words| {
                self.segments.push(Segment { words, sentence: range.clone(), casing: *casing, style: *style })
            };
            if *casing != Casing::Normal {
                push(range.clone());
                continue;
            }
            let mut open: Option<Range<usize>> = None;
            for i in range.clone() {
                if !self.vocabulary.look(self.numbers[i]).is_capitalized() {
                    continue;
                }
                // Across a hyphen the neighbour is what it joins: `Paris-based`, `al-Aqsa`.
                let hyphen =
                    |i: usize| range.contains(&i) && self.vocabulary.word(self.numbers[i]).lower == dash;
                let start = i.saturating_sub(1 + usize::from(hyphen(i.wrapping_sub(1)))).max(range.start);
                let end = i + 2 + usize::from(hyphen(i + 1));
                match &mut open {
                    Some(segment) if start <= segment.end => segment.end = end,
                    _ => open.replace(start..end).into_iter().for_each(&mut push),
                }
            }
            open.map(|s| s.start..s.end.min(range.end)).into_iter().for_each(push);
        }
    }

    /// The segments, in order.
    pub(crate) fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Index among the document's tokens of the first one here.
    pub(crate) fn base(&self) -> usize {
        self.base
    }

    /// The number of a word of a sentence, or of what lies beyond it.
    #[inline]
    fn number(&self, sentence: &Range<usize>, i: isize) -> u32 {
        if i >= sentence.start as isize && i < sentence.end as isize {
            self.numbers[i as usize]
        } else {
            OUTSIDE
        }
    }

    /// The numbers of the words in each role beside token `i`.
    #[inline]
    fn roles(&self, segment: &Segment, i: usize) -> [(Role, u32); 5] {
        let own = match segment.casing {
            Casing::Normal | Casing::Title => Role::Cased,
            Casing::Upper | Casing::Lower => Role::Uncased,
        };
        [(own, 0), (Role::M1, -1), (Role::P1, 1), (Role::M2, -2), (Role::P2, 2)]
            .map(|(role, offset)| (role, self.number(&segment.sentence, i as isize + offset)))
    }

    /// Token `i` of a segment; tokens are asked for in order.
    fn place(&self, segment: &Segment, i: usize, cursor: &mut Cursor, lexicon: &Lexicon<'_>) -> Place<'_> {
        let at = |i: isize| self.vocabulary.word(self.number(&segment.sentence, i));
        let (word, before, after) = (at(i as isize), at(i as isize - 1), at(i as isize + 1));
        let named = |w: &Word| w.is_capitalized() || segment.casing == Casing::Lower;
        let ends = cursor.pair;
        cursor.pair = match named(word) && named(after) {
            true => lexicon.flags(hash::pair(word.lower, after.lower)) & 0xFF,
            false => 0,
        };
        let runs = |i: usize| {
            self.vocabulary.look(self.numbers[i]).is_capitalized() && segment.casing != Casing::Upper
        };
        if runs(i) && i >= cursor.run.end {
            cursor.run = i..(i + 1..segment.words.end).find(|&j| !runs(j)).unwrap_or(segment.words.end);
        }
        let run = &cursor.run;
        Place {
            word,
            before,
            after,
            casing: segment.casing,
            first: i == segment.sentence.start,
            run: run.contains(&i).then(|| {
                let (from, to) = (i - run.start, run.end - 1 - i);
                (at(run.start as isize - 1).lower, at(run.end as isize).lower, from, to)
            }),
            memory: &self.memory,
            at: i,
            topic: self.numbers.first().map_or(0, |&n| self.vocabulary.word(n).lower),
            style: segment.style,
            pairs: (ends, cursor.pair),
        }
    }

    /// Appends the features of a segment to `out`, token by token.
    #[cfg(feature = "train")]
    pub(crate) fn features(&self, segment: &Segment, lexicon: &Lexicon<'_>, out: &mut Features) {
        let mut cursor = Cursor::default();
        for i in segment.words.clone() {
            for (role, number) in self.roles(segment, i) {
                templates::alone(self.vocabulary.word(number), role, &mut |id| out.push(id));
            }
            templates::together(&self.place(segment, i, &mut cursor, lexicon), &mut |id| out.push(id));
            out.end_item();
        }
    }

    /// Sums of the weights of [`Analysis::features`] for the tokens of all segments, one segment after another.
    pub(crate) fn sums<'f>(
        &mut self,
        lexicon: &Lexicon<'_>,
        model: &SequenceModel<'_>,
        features: &'f mut GroupedFeatures<LANES>,
    ) -> &'f [Sums<LANES>] {
        features.begin(model);
        for s in 0..self.segments.len() {
            if let Some(next) = self.segments.get(s + 1) {
                self.numbers[next.words.clone()].iter().for_each(|&n| self.vocabulary.prefetch(n));
            }
            let segment = self.segments[s].clone();
            let mut cursor = Cursor::default();
            for i in segment.words.clone() {
                for (role, number) in self.roles(&segment, i) {
                    features.add(self.vocabulary.sums(number, role, model));
                }
                templates::together(&self.place(&segment, i, &mut cursor, lexicon), &mut |id| {
                    features.push(id)
                });
                features.end_item();
            }
        }
        model.sums(features)
    }
}

/// How the words of a sentence are written.
#[derive(Default)]
struct Counts {
    lower: u32,
    initial: u32,
    upper: u32,
    /// Words with a digit and no letter.
    digits: u32,
    /// Words of four letters and more: title case leaves the short ones small.
    long_lower: u32,
}

impl Counts {
    #[inline]
    fn add(&mut self, look: Look) {
        self.lower += u32::from(look.is(Look::LOWER));
        self.initial += u32::from(look.is(Look::INITIAL));
        self.upper += u32::from(look.is(Look::UPPER));
        self.digits += u32::from(look.is(Look::NUMBER));
        self.long_lower += u32::from(look.is(Look::LONG));
    }

    /// The counts, each as one of four sizes.
    fn style(&self) -> u8 {
        let size = |n| match n {
            0 => 0,
            1 | 2 => 1,
            3..=5 => 2,
            _ => 3,
        };
        size(self.lower) << 4 | size(self.digits) << 2 | size(self.initial + self.upper)
    }

    /// How the sentence is written, in a document with capitals.
    fn casing(&self) -> Casing {
        match (self.lower, self.initial, self.upper) {
            (0, i, u) if u >= 2 && u >= i * 2 => Casing::Upper,
            (l, i, u) if i + u >= 4 && self.long_lower * 6 <= i + u && l <= i + u => Casing::Title,
            _ => Casing::Normal,
        }
    }
}
