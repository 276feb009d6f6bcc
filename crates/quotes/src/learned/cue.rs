//! First pass: every word on its own. Which words announce a quotation, and roughly what is content and source.
//!
//! Its cues are looked at one by one in the second pass; its other labels are features there.

use dixit_learn::Features;
use dixit_learn::hash::{feature, pair};

use super::path;
use super::words::Grain::{Coarse, Fine, Middle};
use super::words::Word;

/// Labels of the first pass.
pub(super) const LABELS: [&str; 7] =
    ["O", "B-CUE", "I-CUE", "B-SOURCE", "I-SOURCE", "B-CONTENT", "I-CONTENT"];

/// A word before the sequence begins or after it ends.
const EDGE: u64 = 0x5e;

/// One side of a word in its sentence: what stands there, and the nearest word the lexicon knows as a cue.
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
    add(pair(wl, w0));
    add(w.suffix);
    add(pair(cl2, pair(cl, c0)));
    add(pair(c0, pair(cr, cr2)));
    add(pair(cl, pair(c0, cr)));
    add(pair(w.cue, pair(cl, wr)));
    add(pair(at(-1).map_or(EDGE, |w| w.cue), w0));
    add(pair(w.name, pair(at(-1).map_or(EDGE, |w| w.name), at(1).map_or(EDGE, |w| w.name))));
    add(pair(w0, at(-1).map_or(EDGE, |w| w.name)));
    add(pair(u64::from(w.place), w0));
    add(pair(place(-1), pair(place(1), w0)));
    add(pair(place(-1), pair(place(-2), pair(place(1), place(2)))));
    // How near a mark opens or has closed a passage.
    let ahead = |test: fn(&Word) -> bool| {
        (i + 1..words.len().min(i + 9)).find(|&j| test(&words[j])).map_or(0, |j| bucket(j - i))
    };
    let behind = |test: fn(&Word) -> bool| {
        (i.saturating_sub(8)..i).rev().find(|&j| test(&words[j])).map_or(0, |j| bucket(i - j))
    };
    let open = ahead(|w| w.place == 1);
    let close = behind(|w| w.place == 3);
    add(pair(w0, open));
    add(pair(w0, close));
    add(pair(w.cue, pair(open, close)));
    let first = i == 0 || words[i - 1].sentence != w.sentence;
    add(pair(u64::from(first), w0));
    let rule = |d: isize| at(d).map_or(2, |w| u64::from(w.rule > 0));
    let rules = rule(-1) << 4 | rule(0) << 2 | rule(1);
    add(rules);
    add(pair(rules, w0));
    let inside = u64::from(w.place);
    add(pair(left.mask, pair(c0, inside)));
    add(pair(right.mask, pair(c0, inside)));
    add(pair(left.cue, pair(c0, cl)));
    let cluster = |d: isize, grain| at(d).map_or(EDGE, |w| w.cluster(grain));
    let (vl, v0, vr) = (cluster(-1, Coarse), cluster(0, Coarse), cluster(1, Coarse));
    add(cluster(0, Fine));
    add(pair(cluster(-1, Middle), cluster(0, Middle)));
    add(pair(vl, pair(v0, vr)));
    add(pair(cluster(0, Fine), wr));
    add(pair(wl, cluster(0, Fine)));
    add(pair(left.mask, pair(vl, v0)));
    out.end_item();
}

/// 1, 2, 3, 4, 5-8 …: distances as small numbers.
pub(super) fn bucket(n: usize) -> u64 {
    match n {
        0..=4 => n as u64,
        _ => 3 + (usize::BITS - n.leading_zeros()) as u64,
    }
}
