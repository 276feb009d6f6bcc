//! First pass: which words announce a quotation.

use dixit_learn::Features;
use dixit_learn::hash::{feature, pair};

use super::words::Word;
use crate::lexicon::Class;

/// Labels of the first pass.
#[cfg(feature = "train")]
pub(super) const LABELS: [&str; 3] = ["O", "B-CUE", "I-CUE"];

/// A word before the sequence begins or after it ends.
const EDGE: u64 = 0x5e;

/// Appends the features of token `i` of the paragraph `words`.
pub(super) fn features(words: &[Word], i: usize, out: &mut Features) {
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
    add(pair(w.suffix, c0));
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
    add(at(-1).map_or(EDGE, |w| w.cue));
    add(pair(at(-1).map_or(EDGE, |w| w.cue), w0));
    add(at(1).map_or(EDGE, |w| w.cue));
    add(w.shape);
    add(pair(w.name, pair(at(-1).map_or(EDGE, |w| w.name), at(1).map_or(EDGE, |w| w.name))));
    add(pair(w0, at(-1).map_or(EDGE, |w| w.name)));
    add(pair(w0, at(1).map_or(EDGE, |w| w.name)));
    add(pair(u64::from(w.place), w0));
    add(pair(u64::from(w.place), w.suffix));
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
    add(pair(w.suffix, that));
    add(pair(w0, that));
    add(pair(w0, open));
    add(pair(w0, close));
    add(pair(w.cue, pair(open, close)));
    add(pair(w.suffix, pair(open, close)));
    add(pair(w0, pair(comma, stop)));
    add(pair(w.cue, pair(comma, pair(stop, that))));
    let auxiliary = behind(|w| w.is(Class::AUXILIARY));
    let pronoun = behind(|w| w.is(Class::SUBJECT_PRONOUN));
    let name = behind(|w| w.name > 0);
    let to = behind(|w| w.is(Class::TO));
    add(pair(w.suffix, pair(auxiliary, to)));
    add(pair(w0, pair(auxiliary, pronoun)));
    add(pair(w0, name));
    let first = i == 0 || words[i - 1].sentence != w.sentence;
    add(pair(u64::from(first), w0));
    let rule = |d: isize| at(d).map_or(2, |w| u64::from(w.rule > 0));
    let rules = rule(-1) << 4 | rule(0) << 2 | rule(1);
    add(rules);
    add(pair(rules, w0));
    add(pair(rules, w.suffix));
    out.end_item();
}

/// 1, 2, 3, 4, 5-8 …: distances as small numbers.
pub(super) fn bucket(n: usize) -> u64 {
    match n {
        0..=4 => n as u64,
        _ => 3 + (usize::BITS - n.leading_zeros()) as u64,
    }
}
