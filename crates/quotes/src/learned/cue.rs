//! First pass: every word on its own. Which words announce a quotation, and roughly what is content and source.
//!
//! Its cues are looked at one by one in the second pass; its other labels are features there.

use dixit_learn::Features;
use dixit_learn::hash::{feature, pair};

use super::words::Word;
use crate::lexicon::Class;

/// Labels of the first pass.
#[cfg(feature = "train")]
pub(super) const LABELS: [&str; 7] =
    ["O", "B-CUE", "I-CUE", "B-SOURCE", "I-SOURCE", "B-CONTENT", "I-CONTENT"];

/// A word before the sequence begins or after it ends.
const EDGE: u64 = 0x5e;

/// What stands in the sentence on one side of a word, as bits of a mask.
mod seen {
    pub(super) const CUE: u64 = 1;
    pub(super) const THAT: u64 = 1 << 1;
    pub(super) const COMMA: u64 = 1 << 2;
    pub(super) const COMMAS: u64 = 1 << 3;
    pub(super) const OPEN: u64 = 1 << 4;
    pub(super) const CLOSE: u64 = 1 << 5;
    pub(super) const SUBORDINATOR: u64 = 1 << 6;
    pub(super) const CONJUNCTION: u64 = 1 << 7;
    pub(super) const BREAK: u64 = 1 << 8;
    pub(super) const TO: u64 = 1 << 9;
}

/// One side of a word in its sentence: what stands there, and the nearest word the lexicon knows as a cue.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Side {
    mask: u64,
    cue: u64,
}

impl Side {
    /// The side of the next word, once `w` has been passed.
    fn past(mut self, w: &Word) -> Self {
        if w.is(Class::COMMA) {
            self.mask |= if self.mask & seen::COMMA == 0 { seen::COMMA } else { seen::COMMAS };
        }
        match w.place {
            1 => self.mask |= seen::OPEN,
            3 => self.mask |= seen::CLOSE,
            _ => {}
        }
        for (class, bit) in [
            (Class::THAT, seen::THAT),
            (Class::SUBORDINATOR.or(Class::WH), seen::SUBORDINATOR),
            (Class::CONJUNCTION, seen::CONJUNCTION),
            (Class::SEMICOLON.or(Class::DASH).or(Class::COLON), seen::BREAK),
            (Class::TO, seen::TO),
        ] {
            if w.is(class) {
                self.mask |= bit;
            }
        }
        if w.cue != 0 || w.rule > 0 {
            // What came before the cue matters no more.
            self = Self { mask: seen::CUE, cue: w.word };
        }
        self
    }
}

/// Appends the features of every word of a paragraph, in order.
pub(super) fn features(words: &[Word], sides: &mut Vec<Side>, out: &mut Features) {
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
    for (i, w) in words.iter().enumerate() {
        if i > 0 && words[i - 1].sentence != w.sentence {
            left = Side::default();
        }
        word(words, i, left, sides[i], out);
        left = left.past(w);
    }
}

fn word(words: &[Word], i: usize, left: Side, right: Side, out: &mut Features) {
    let at = |d: isize| i.checked_add_signed(d).and_then(|j| words.get(j));
    let word = |d: isize| at(d).map_or(EDGE, |w| w.word);
    let class = |d: isize| at(d).map_or(EDGE, |w| w.class);
    let w = &words[i];
    let (w0, c0) = (w.word, w.class);
    let (wl, wr, wl2, wr2) = (word(-1), word(1), word(-2), word(2));
    let (cl, cr, cl2, cr2) = (class(-1), class(1), class(-2), class(2));
    let place = |d: isize| at(d).map_or(9, |w| u64::from(w.place));
    let mut t = 0;
    let mut add = |value: u64| {
        out.push(feature(t, value));
        t += 1;
    };
    add(w0);
    add(wl);
    add(wr);
    add(wl2);
    add(wr2);
    add(pair(w0, wr));
    add(pair(wl, w0));
    add(pair(w0, pair(wr, wr2)));
    add(pair(wl, pair(w0, wr)));
    add(pair(wl2, pair(wl, w0)));
    add(w.suffix);
    add(pair(w0, cl));
    add(pair(w0, cr));
    add(pair(w0, pair(cl, cr)));
    add(pair(w.suffix, pair(cl, cr)));
    add(pair(cl2, pair(cl, c0)));
    add(pair(c0, pair(cr, cr2)));
    add(pair(cl, pair(c0, cr)));
    add(pair(w.cue, cr));
    add(pair(w.cue, pair(cl, cr)));
    add(pair(w.cue, pair(cl, wr)));
    add(pair(at(-1).map_or(EDGE, |w| w.cue), w0));
    add(pair(w.name, pair(at(-1).map_or(EDGE, |w| w.name), at(1).map_or(EDGE, |w| w.name))));
    add(pair(w0, at(-1).map_or(EDGE, |w| w.name)));
    add(pair(w0, at(1).map_or(EDGE, |w| w.name)));
    add(pair(u64::from(w.place), w0));
    add(pair(place(-1), pair(place(1), w0)));
    add(pair(place(-1), pair(place(-2), pair(place(1), place(2)))));
    // What the next six words hold: a "that", an opening mark, another cue.
    let ahead = |test: fn(&Word) -> bool| {
        (i + 1..words.len().min(i + 9)).find(|&j| test(&words[j])).map_or(0, |j| bucket(j - i))
    };
    let behind = |test: fn(&Word) -> bool| {
        (i.saturating_sub(8)..i).rev().find(|&j| test(&words[j])).map_or(0, |j| bucket(i - j))
    };
    let that = ahead(|w| w.is(Class::THAT));
    let open = ahead(|w| w.place == 1);
    let close = behind(|w| w.place == 3);
    let comma = behind(|w| w.is(Class::COMMA));
    let stop = ahead(|w| w.is(Class::STOP));
    add(pair(w0, that));
    add(pair(w0, open));
    add(pair(w0, close));
    add(pair(w.cue, pair(open, close)));
    add(pair(w.cue, pair(comma, pair(stop, that))));
    let auxiliary = behind(|w| w.is(Class::AUXILIARY));
    let pronoun = behind(|w| w.is(Class::SUBJECT_PRONOUN));
    let to = behind(|w| w.is(Class::TO));
    add(pair(w.suffix, pair(auxiliary, to)));
    add(pair(w0, pair(auxiliary, pronoun)));
    let first = i == 0 || words[i - 1].sentence != w.sentence;
    add(pair(u64::from(first), w0));
    let rule = |d: isize| at(d).map_or(2, |w| u64::from(w.rule > 0));
    let rules = rule(-1) << 4 | rule(0) << 2 | rule(1);
    add(rules);
    add(pair(rules, w0));
    let cluster = |d: isize, bits: u32| at(d).map_or(EDGE, |w| w.cluster(bits));
    add(cluster(0, 10));
    add(pair(cluster(-1, 10), cluster(0, 10)));
    add(pair(cluster(0, 10), cluster(1, 10)));
    add(pair(cluster(-1, 6), pair(cluster(0, 6), cluster(1, 6))));
    add(pair(cluster(0, 10), pair(left.mask, right.mask)));
    add(pair(cluster(0, 20), pair(cl, cr)));
    let inside = u64::from(w.place);
    add(pair(left.mask, pair(right.mask, inside)));
    add(pair(left.mask, pair(c0, inside)));
    add(pair(right.mask, pair(c0, inside)));
    add(pair(left.cue, pair(left.mask, inside)));
    add(pair(right.cue, pair(right.mask, inside)));
    add(pair(left.cue, pair(c0, cl)));
    add(pair(right.cue, pair(c0, cr)));
    add(pair(left.mask, pair(wl, w0)));
    add(pair(left.mask, pair(cluster(-1, 6), cluster(0, 6))));
    add(pair(right.mask, pair(cluster(0, 6), cluster(1, 6))));
    add(pair(left.mask, pair(w.name, cl)));
    add(pair(right.mask, pair(w.name, cr)));
    out.end_item();
}

/// 1, 2, 3, 4, 5-8 …: distances as small numbers.
pub(super) fn bucket(n: usize) -> u64 {
    match n {
        0..=4 => n as u64,
        _ => 3 + (usize::BITS - n.leading_zeros()) as u64,
    }
}
