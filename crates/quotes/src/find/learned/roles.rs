//! Second pass: given one cue, which words name its source and which are its content.
//!
//! The paragraph is labelled once a cue, seen from that cue, in the manner of semantic role labelling: so every content and source
//! is linked to its cue from the start, sources may be shared and contents nested, and no separate linker is needed.
//! In PolNeAR every attribution has one cue, and 99.3 % of them are in one paragraph.

use std::ops::Range;

use dixit_learn::hash::{feature, pair};
use dixit_learn::{FeatureSink, GroupedFeatures, Lattice, SequenceModel, Sums};
use dixit_tokens::Tokens;

use super::cue::bucket;
use super::labels::{self, LANES};
use super::paragraph::Paragraph;
use super::path;
use super::words::Grain::Middle;
use super::words::{OUTSIDE, Word};
use crate::Quote;

/// Labels of the second pass.
pub(super) const LABELS: [&str; 5] = ["O", "B-SOURCE", "I-SOURCE", "B-CONTENT", "I-CONTENT"];

/// A word before the paragraph begins or after it ends.
const EDGE: u64 = 0x5e;

/// Words farther from the cue than this are not looked at closely: they cost time and hold next to nothing.
const REACH: usize = 48;
/// Words farther from the cue than this are not looked at.
const HORIZON: usize = 160;
/// If cues crowd, as in no real article, they look less far, so that a word is read from so many of them on the average: the time that a
/// paragraph takes is bounded by its length.
const READINGS: usize = 12;

/// The part of a paragraph that is read for a cue.
pub(super) fn window(cue: &Range<usize>, paragraph: &Paragraph) -> Range<usize> {
    let len = paragraph.words.len();
    let horizon = HORIZON.min(READINGS * len / (2 * paragraph.cues.len().max(1)));
    cue.start.saturating_sub(horizon)..len.min(cue.end + horizon)
}

/// Writes the rules' reading of the window of a paragraph, given the cue at `cue`, as labels of this pass into `out`.
pub(super) fn rule_labels(
    paragraph: &Paragraph,
    cue: &Range<usize>,
    tokens: &Tokens,
    rules: &[Quote],
    out: &mut Vec<u8>,
) {
    let window = window(cue, paragraph);
    out.clear();
    out.resize(window.len(), 0);
    let Some(rule) = paragraph.words[cue.clone()].iter().map(|w| w.rule).find(|&r| r > 0) else { return };
    let quote = &rules[rule as usize - 1];
    for (role, spans) in [(1, &quote.content), (0, &quote.source)] {
        for &span in spans {
            let run = paragraph.words_in(tokens, span);
            let at = |i: usize| i.clamp(window.start, window.end) - window.start;
            labels::write(out, at(run.start)..at(run.end), role);
        }
    }
}

/// The window of a paragraph as one cue sees it.
pub(super) struct View<'a> {
    words: &'a [Word],
    cue: Range<usize>,
    /// The rules' reading of each word, given this cue: labels of this pass, all 0 if the rules know no such cue.
    rules: &'a [u8],
    /// The word that carries the meaning of the cue: the last one the lexicon knows, else the last.
    head: u64,
    /// Its cluster.
    kind: u64,
    /// Classes left and right of the cue.
    edges: u64,
    right: u64,
    /// Nearest passages left and right of the cue.
    passages: (u32, u32),
}

impl<'a> View<'a> {
    /// The view of `cue`, which is a range of `words`, as `rules` are their labels.
    pub(super) fn new(words: &'a [Word], cue: Range<usize>, rules: &'a [u8]) -> Self {
        let head = words[cue.clone()].iter().rev().find(|w| w.cue != 0).unwrap_or(&words[cue.end - 1]);
        let class = |w: Option<&Word>| w.map_or(EDGE, |w| w.class << 2 | u64::from(w.place));
        let own = words[cue.start].quoted;
        let passage = |w: &Word| (w.quoted != OUTSIDE && w.quoted != own).then_some(w.quoted);
        let left = words[..cue.start].iter().rev().find_map(passage).unwrap_or(OUTSIDE);
        let right = words[cue.end..].iter().find_map(passage).unwrap_or(OUTSIDE);
        let r = class(words.get(cue.end));
        let l = class(cue.start.checked_sub(1).map(|i| &words[i]));
        Self {
            words,
            edges: pair(l, r),
            right: r,
            head: head.word,
            kind: head.cluster(Middle),
            passages: (left, right),
            cue,
            rules,
        }
    }

    /// Returns the relation of word `i`'s passage to the cue.
    fn relation(&self, w: &Word, i: usize) -> u64 {
        match w.quoted {
            OUTSIDE => 0,
            q if q == self.passages.0 => 1,
            q if q == self.passages.1 => 2,
            q if q == self.words[self.cue.start].quoted => 3,
            _ if i < self.cue.start => 4,
            _ => 5,
        }
    }

    /// Appends the features of every word of the window, in order.
    #[cfg(feature = "train")]
    pub(super) fn features(&self, masks: &mut Vec<u64>, out: &mut impl FeatureSink) {
        self.each(masks, |i, place| {
            if let Some(side) = place.side() {
                aside(self.words, i, side, out);
            }
            self.word(&self.focus(i, place), out);
        });
    }

    /// Scores the window, of whose words `asides` are the sums.
    pub(super) fn score(
        &self,
        model: &SequenceModel<'_>,
        asides: &[[Sums<LANES>; 2]],
        b: &mut Scoring,
        lattice: &mut Lattice,
    ) {
        let Scoring { masks, features } = b;
        features.begin(model);
        // Groups are looked up a word later, when they are in the cache.
        let mut before: Option<Focus> = None;
        let push = |focus: &Focus, features: &mut GroupedFeatures<LANES>| {
            if let Some(side) = focus.place.side() {
                features.add(&asides[focus.i][side as usize]);
            }
            self.word(focus, features);
        };
        self.each(masks, |i, place| {
            let focus = self.focus(i, place);
            focus.keys.iter().for_each(|&key| features.expect(key));
            if let Some(before) = before.replace(focus) {
                push(&before, features);
            }
        });
        if let Some(last) = before {
            push(&last, features);
        }
        model.score_grouped(features, lattice);
    }

    /// Hands on every word of the window with its position relative to the cue, in order.
    fn each(&self, masks: &mut Vec<u64>, mut then: impl FnMut(usize, Place)) {
        masks.clear();
        let mut mask = 0;
        for i in (0..self.cue.start).rev() {
            masks.push(mask);
            mask = self.pass(i, i + 1, mask);
        }
        for (i, mask) in masks.drain(..).rev().enumerate() {
            then(i, Place::new(0, self.cue.start - i, mask));
        }
        for i in self.cue.clone() {
            then(i, Place::Cue);
        }
        mask = 0;
        for i in self.cue.end..self.words.len() {
            then(i, Place::new(1, i + 1 - self.cue.end, mask));
            mask = self.pass(i, i - 1, mask);
        }
    }

    /// The path beyond word `i`; `inner` is its neighbour towards the cue.
    fn pass(&self, i: usize, inner: usize, path: u64) -> u64 {
        let w = &self.words[i];
        let cue = if w.cue != 0 || w.taken { path::CUE } else { 0 };
        let sentence = if self.words[inner].sentence != w.sentence { path::SENTENCE } else { 0 };
        path::join(path, w.step) | cue | sentence
    }

    /// Adds word `i`, whose position is `place`.
    fn focus(&self, i: usize, place: Place) -> Focus {
        let mut focus = Focus { i, place, ..Focus::default() };
        let Place::Near { side, distance, .. } = place else { return focus };
        let w = &self.words[i];
        let at = |d: isize| i.checked_add_signed(d).and_then(|j| self.words.get(j));
        focus.near = bucket(distance) << 1 | side;
        focus.exact = (distance.min(8) as u64) << 1 | side;
        let relation = self.relation(w, i);
        focus.quote = (relation << 2 | u64::from(w.place)) << 1 | side;
        let sentence = w.sentence as i64 - self.words[self.cue.start].sentence as i64;
        focus.sentence = sentence.clamp(-3, 3) as u64;
        let starts = i == 0 || self.words[i - 1].sentence != w.sentence;
        let ends = at(1).is_none_or(|n| n.sentence != w.sentence);
        focus.edge = u64::from(starts) << 1 | u64::from(ends);
        let rule =
            |d: isize| i.checked_add_signed(d).and_then(|j| self.rules.get(j)).map_or(9, |&r| u64::from(r));
        focus.rules = rule(-1) << 8 | rule(0) << 4 | rule(1);
        let flat = |d: isize| at(d).map_or(9, |w| u64::from(w.flat));
        focus.flats = flat(-1) << 8 | flat(0) << 4 | flat(1);
        focus.sure = u64::from(w.flat) << 2 | u64::from(w.sure);
        let cue = &self.words[self.cue.start];
        focus.cue = u64::from(cue.flat) << 2 | u64::from(cue.sure);
        let bounds = focus.quote << 16 | (focus.sentence & 0xf) << 8 | focus.edge << 4 | side << 1 | 1;
        let others = focus.flats << 32 | focus.rules << 16 | focus.near << 8 | focus.sure;
        focus.keys = [
            pair(w.class, focus.exact << 8 | focus.near),
            pair(pair(self.edges, self.kind), bounds),
            pair(others, focus.cue << 2 | 2),
        ];
        focus
    }

    /// The features of a word that hang on the cue.
    fn word(&self, focus: &Focus, out: &mut impl FeatureSink) {
        let &Focus { i, place, near, exact, quote, sentence, edge, rules, flats, sure, cue, keys } = focus;
        let (side, mask) = match place {
            Place::Cue => {
                out.push(feature(99, u64::from(i == self.cue.start)));
                return out.end_item();
            }
            Place::Far(side) => {
                out.push(feature(98, side));
                return out.end_item();
            }
            Place::Near { side, mask, .. } => (side, mask),
        };
        let w = &self.words[i];
        let at = |d: isize| i.checked_add_signed(d).and_then(|j| self.words.get(j));
        let class = |d: isize| at(d).map_or(EDGE, |w| w.class);
        let (cl, c0, cr) = (class(-1), w.class, class(1));
        let wl = at(-1).map_or(EDGE, |w| w.word);
        let cues = cues(at(1));
        out.group(keys[0], |out| {
            out.push(feature(0, near));
            out.push(feature(3, pair(exact, c0)));
        });
        // Sentences and passages, seen from this cue.
        out.group(keys[1], |out| {
            out.push(feature(7, pair(quote, edge)));
            out.push(feature(11, pair(side, pair(sentence, edge))));
            out.push(feature(12, pair(pair(sentence, side), pair(self.edges, 2))));
            out.push(feature(19, pair(self.kind, pair(quote, 0))));
        });
        // Other readers' labels.
        out.group(keys[2], |out| {
            out.push(feature(14, pair(flats, near)));
            out.push(feature(15, pair(flats, rules)));
            out.push(feature(16, pair(sure, near)));
            out.push(feature(17, pair(sure, pair(flats, rules))));
            out.push(feature(18, pair(cue, pair(flats, side))));
        });
        out.push_all([
            feature(1, pair(near, pair(cl, c0))),
            feature(2, pair(near, pair(c0, cr))),
            feature(4, pair(side, pair(mask, c0))),
            feature(5, pair(side, pair(mask, wl))),
            feature(6, pair(side, pair(mask, pair(cl, c0)))),
            feature(8, pair(pair(w.name, exact), self.right)),
            feature(9, pair(side, pair(cues, pair(c0, mask)))),
            feature(10, pair(side, pair(w.suffix, mask))),
            feature(13, pair(self.head, pair(side, w.word))),
        ]);
        out.end_item();
    }
}

/// A word whose features are about to be made; numbers are 0 where it is not looked at closely.
#[derive(Clone, Copy, Debug, Default)]
struct Focus {
    i: usize,
    place: Place,
    /// Distance and side, in steps that grow, and exactly where it is near.
    near: u64,
    exact: u64,
    /// The relation of its passage to the cue, its own place in it, and the side.
    quote: u64,
    /// Sentences from that of the cue, and whether it begins or ends one.
    sentence: u64,
    edge: u64,
    /// The labels of the rules and of the first pass for it and its neighbours, and the latter's certainty about it and about the cue.
    rules: u64,
    flats: u64,
    sure: u64,
    cue: u64,
    /// Of its groups.
    keys: [u64; 3],
}

/// The position of a word relative to the cue; sides are 0 before it and 1 after it.
#[derive(Clone, Copy, Debug, Default)]
enum Place {
    #[default]
    Cue,
    /// `mask` is the [`path`] to it.
    Near {
        side: u64,
        distance: usize,
        mask: u64,
    },
    Far(u64),
}

impl Place {
    fn new(side: u64, distance: usize, mask: u64) -> Self {
        if distance > REACH { Self::Far(side) } else { Self::Near { side, distance, mask } }
    }

    /// The side of a word that is looked at closely.
    fn side(self) -> Option<u64> {
        match self {
            Self::Near { side, .. } => Some(side),
            Self::Cue | Self::Far(_) => None,
        }
    }
}

/// Buffers of [`View::score`].
#[derive(Debug, Default)]
pub(super) struct Scoring {
    masks: Vec<u64>,
    features: GroupedFeatures<LANES>,
}

/// The sums of the features of [`aside`] for the words of a paragraph: most words are seen from several cues.
#[derive(Debug, Default)]
pub(super) struct Asides {
    /// By word and side.
    sums: Vec<[Sums<LANES>; 2]>,
    known: Vec<[bool; 2]>,
    /// Words to be read, with their sides.
    words: Vec<(usize, usize)>,
}

impl Asides {
    /// Reads the words near a cue of the paragraph.
    pub(super) fn read(&mut self, model: &SequenceModel<'_>, p: &Paragraph, b: &mut Scoring) {
        let len = p.words.len();
        self.sums.resize(len, Default::default());
        self.known.clear();
        self.known.resize(len, [false; 2]);
        self.words.clear();
        b.features.begin(model);
        for (cue, _) in &p.cues {
            for (side, range) in
                [cue.start.saturating_sub(REACH)..cue.start, cue.end..len.min(cue.end + REACH)]
                    .into_iter()
                    .enumerate()
            {
                for i in range {
                    if !std::mem::replace(&mut self.known[i][side], true) {
                        self.words.push((i, side));
                        aside(&p.words, i, side as u64, &mut b.features);
                        b.features.end_item();
                    }
                }
            }
        }
        for (&(i, side), sums) in self.words.iter().zip(model.sums(&mut b.features)) {
            self.sums[i][side] = *sums;
        }
    }

    /// The sums of a range of words, by side; they mean something near a cue.
    pub(super) fn of(&self, words: Range<usize>) -> &[[Sums<LANES>; 2]] {
        &self.sums[words]
    }
}

/// Adds the features of word `i` that depend on nothing of the cue but its side. Does not end the item.
fn aside(words: &[Word], i: usize, side: u64, out: &mut impl FeatureSink) {
    let at = |d: isize| i.checked_add_signed(d).and_then(|j| words.get(j));
    let word = |d: isize| at(d).map_or(EDGE, |w| w.word);
    let class = |d: isize| at(d).map_or(EDGE, |w| w.class);
    let cluster = |d: isize| at(d).map_or(EDGE, |w| w.cluster(Middle));
    let sure = |d: isize| at(d).map_or(99, |w| u64::from(w.flat) << 2 | u64::from(w.sure));
    let feature = |template: u32, value: u64| feature(template, pair(side, value));
    let (cl2, cl, c0, cr, cr2) = (class(-2), class(-1), class(0), class(1), class(2));
    out.push_all([
        feature(50, word(0)),
        feature(51, word(-1)),
        feature(52, word(1)),
        feature(53, pair(cues(at(0)), pair(cues(at(-1)), cues(at(1))))),
        feature(54, pair(cl2, pair(cl, c0))),
        feature(55, pair(c0, pair(cr, cr2))),
        feature(56, pair(cluster(-1), cluster(0))),
        feature(57, pair(sure(-1), pair(sure(0), sure(1)))),
    ]);
}

/// The features that make a word a cue.
fn cues(w: Option<&Word>) -> u64 {
    w.map_or(0, |w| u64::from(w.taken) << 1 | u64::from(w.cue != 0))
}
