//! First pass: every word on its own. Which words announce a quotation, and roughly what is content and source.
//!
//! Its cues are looked at one by one in the second pass; its other labels are features there.

use dixit_learn::FeatureSink;
use dixit_learn::hash::{feature, pair};

use super::path;
use super::words::Grain::{Coarse, Fine, Middle};
use super::words::Word;

/// Labels of the first pass.
pub(super) const LABELS: [&str; 7] =
    ["O", "B-CUE", "I-CUE", "B-SOURCE", "I-SOURCE", "B-CONTENT", "I-CONTENT"];

/// A word before the sequence begins or after it ends.
const EDGE: u64 = 0x5e;

/// One side of a word in its sentence: the words there, and the nearest word the lexicon knows as a cue.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Side {
    mask: u64,
    cue: u64,
}

impl Side {
    /// The side of the next word, once `w` has been passed.
    fn past(self, w: &Word) -> Self {
        if w.cue != 0 || w.rule > 0 {
            // What came before the cue matters no more.
            return Self { mask: path::CUE, cue: w.word };
        }
        Self { mask: path::join(self.mask, w.step), ..self }
    }
}

/// Appends the features of every word of a paragraph, in order.
pub(super) fn features(words: &[Word], sides: &mut Vec<Side>, out: &mut impl FeatureSink) {
    sides.clear();
    let mut right = Side::default();
    for (i, w) in words.iter().enumerate().rev() {
        if words.get(i + 1).is_some_and(|n| n.sentence != w.sentence) {
            right = Side::default();
        }
        sides.push(right);
        right = right.past(w);
    }
    sides.reverse();
    let mut left = Side::default();
    let mut before: Option<Focus> = None;
    for (i, w) in words.iter().enumerate() {
        if i > 0 && words[i - 1].sentence != w.sentence {
            left = Side::default();
        }
        // Groups are looked up a word later, when they are in the cache.
        let focus = Focus::new(words, i, left, sides[i]);
        focus.keys.iter().for_each(|&key| out.expect(key));
        if let Some(before) = before.replace(focus) {
            before.push(words, out);
        }
        left = left.past(w);
    }
    if let Some(last) = before {
        last.push(words, out);
    }
}

/// A word whose features are about to be made.
struct Focus {
    i: usize,
    left: Side,
    right: Side,
    /// Whether it begins a sentence.
    first: u64,
    /// The rules' reading of it and its neighbours.
    rules: u64,
    /// Distance to a mark that opens or closes a passage.
    open: u64,
    close: u64,
    /// Of both groups.
    keys: [u64; 2],
}

impl Focus {
    fn new(words: &[Word], i: usize, left: Side, right: Side) -> Self {
        let at = |d: isize| i.checked_add_signed(d).and_then(|j| words.get(j));
        let name = |d: isize| at(d).map_or(EDGE, |w| w.name);
        let place = |d: isize| at(d).map_or(9, |w| u64::from(w.place));
        let rule = |d: isize| at(d).map_or(2, |w| u64::from(w.rule > 0));
        let w = &words[i];
        let (nl, nr) = (name(-1), name(1));
        let ahead = |test: fn(&Word) -> bool| {
            (i + 1..words.len().min(i + 9)).find(|&j| test(&words[j])).map_or(0, |j| bucket(j - i))
        };
        let behind = |test: fn(&Word) -> bool| {
            (i.saturating_sub(8)..i).rev().find(|&j| test(&words[j])).map_or(0, |j| bucket(i - j))
        };
        let open = ahead(|w| w.place == 1);
        let close = behind(|w| w.place == 3);
        let first = u64::from(i == 0 || words[i - 1].sentence != w.sentence);
        let rules = rule(-1) << 4 | rule(0) << 2 | rule(1);
        let places = place(0) << 8 | place(-1) << 4 | place(1);
        let around = first << 60 | rules << 52 | open << 44 | close << 36 | places << 24 | nl << 16;
        let cue_before = at(-1).map_or(EDGE, |w| w.cue);
        let names = w.name << 16 | nl << 8 | nr;
        let marks = place(-2) << 12 | place(2) << 8 | place(-1) << 4 | place(1);
        let keys = [pair(pair(w.word, w.suffix), pair(around, cue_before)), pair(names << 32 | marks, rules)];
        Self { i, left, right, first, rules, open, close, keys }
    }

    fn push(&self, words: &[Word], out: &mut impl FeatureSink) {
        let Self { i, left, right, first, rules, open, close, .. } = *self;
        let at = |d: isize| i.checked_add_signed(d).and_then(|j| words.get(j));
        let word = |d: isize| at(d).map_or(EDGE, |w| w.word);
        let class = |d: isize| at(d).map_or(EDGE, |w| w.class);
        let name = |d: isize| at(d).map_or(EDGE, |w| w.name);
        let place = |d: isize| at(d).map_or(9, |w| u64::from(w.place));
        let cluster = |d: isize, grain| at(d).map_or(EDGE, |w| w.cluster(grain));
        let w = &words[i];
        let (w0, wl, wr) = (w.word, word(-1), word(1));
        let (cl2, cl, c0, cr, cr2) = (class(-2), class(-1), w.class, class(1), class(2));
        let (nl, nr) = (name(-1), name(1));
        let cue_before = at(-1).map_or(EDGE, |w| w.cue);
        let inside = u64::from(w.place);
        // The word and its immediate surroundings.
        out.group(self.keys[0], |out| {
            out.push(feature(0, w0));
            out.push(feature(6, w.suffix));
            out.push(feature(11, pair(cue_before, w0)));
            out.push(feature(13, pair(w0, nl)));
            out.push(feature(14, pair(inside, w0)));
            out.push(feature(15, pair(place(-1), pair(place(1), w0))));
            out.push(feature(17, pair(w0, open)));
            out.push(feature(18, pair(w0, close)));
            out.push(feature(19, pair(w.cue, pair(open, close))));
            out.push(feature(20, pair(first, w0)));
            out.push(feature(22, pair(rules, w0)));
            out.push(feature(26, cluster(0, Fine)));
        });
        // Names, marks and cues of the rules in a row.
        out.group(self.keys[1], |out| {
            out.push(feature(12, pair(w.name, pair(nl, nr))));
            out.push(feature(16, pair(place(-1), pair(place(-2), pair(place(1), place(2))))));
            out.push(feature(21, rules));
        });
        let (vl, v0, vr) = (cluster(-1, Coarse), cluster(0, Coarse), cluster(1, Coarse));
        out.push_all([
            feature(7, pair(cl2, pair(cl, c0))),
            feature(8, pair(c0, pair(cr, cr2))),
            feature(9, pair(cl, pair(c0, cr))),
            feature(1, wl),
            feature(2, wr),
            feature(3, word(-2)),
            feature(4, word(2)),
            feature(5, pair(wl, w0)),
            feature(10, pair(w.cue, pair(cl, wr))),
            feature(23, pair(left.mask, pair(c0, inside))),
            feature(24, pair(right.mask, pair(c0, inside))),
            feature(25, pair(left.cue, pair(c0, cl))),
            feature(27, pair(cluster(-1, Middle), cluster(0, Middle))),
            feature(28, pair(vl, pair(v0, vr))),
            feature(29, pair(cluster(0, Fine), wr)),
            feature(30, pair(wl, cluster(0, Fine))),
            feature(31, pair(left.mask, pair(vl, v0))),
        ]);
        out.end_item();
    }
}

/// 1, 2, 3, 4, 5-8 …: distances as small numbers.
pub(super) fn bucket(n: usize) -> u64 {
    match n {
        0..=4 => n as u64,
        _ => 3 + (usize::BITS - n.leading_zeros()) as u64,
    }
}
