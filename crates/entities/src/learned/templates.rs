//! What the tagger sees of a token: feature templates.
//!
//! The word with its affixes and shape, its neighbours, word clusters (Miller et al., 2004; Turian et al., 2010),
//! lists, the words around a run of capitals, and what the rest of the document shows of the word (Chieu and Ng, 2003).

use std::ops::Range;

use dixit_learn::{Features, hash};

use super::memory::Memory;
use super::word::{Casing, Word};

/// Numbers of the templates. They are part of trained models: add at the end, never reorder.
#[derive(Clone, Copy)]
#[repr(u32)]
enum T {
    Bias,
    Word,
    WordM1,
    WordP1,
    WordM2,
    WordP2,
    Form,
    PairM1,
    PairP1,
    Shape,
    ShapesM1,
    Shapes3,
    Prefix,
    Suffix,
    Brown,
    BrownM1,
    BrownP1,
    BrownPairM1,
    BrownPairP1,
    Lists,
    ListsM1,
    ListsP1,
    Before,
    After,
    BeforeAfter,
    Run,
    Seen,
    Shown,
    Place,
    BrownM2,
    BrownP2,
    Plain,
    PlainBrown,
    ShapeWordM1,
    ShapeWordP1,
    First,
}

/// Whether neither a token nor its neighbours have a capital letter, where capitals tell names: such tokens, three
/// in four of all, need little looking at.
fn is_plain(words: &[Word], range: &Range<usize>, i: usize, casing: Casing) -> bool {
    let near = i.saturating_sub(1).max(range.start)..(i + 2).min(range.end);
    casing == Casing::Normal && !words[near].iter().any(Word::is_capitalized)
}

/// Appends the features of one sentence, the tokens `range` of `words`.
pub(crate) fn sentence(
    words: &[Word],
    range: Range<usize>,
    casing: Casing,
    memory: &Memory,
    out: &mut Features,
) {
    let runs = |i: usize| words[i].is_capitalized() && casing != Casing::Upper;
    // The run of capitalized tokens in hand, and the tokens around it.
    let mut run = range.start..range.start;
    for i in range.clone() {
        if is_plain(words, &range, i, casing) {
            plain(&words[i], out);
            out.end_item();
            continue;
        }
        if runs(i) && i >= run.end {
            let mut end = i + 1;
            while end < range.end && runs(end) {
                end += 1;
            }
            run = i..end;
        }
        full(words, &range, &run, i, casing, memory, out);
        out.end_item();
    }
}

fn plain(w: &Word, out: &mut Features) {
    let mut push = |t: T, value: u64| out.push(hash::feature(t as u32, value));
    push(T::Bias, 0);
    push(T::Plain, w.lower);
    push(T::PlainBrown, u64::from(w.brown));
}

fn full(
    words: &[Word],
    range: &Range<usize>,
    run: &Range<usize>,
    i: usize,
    casing: Casing,
    memory: &Memory,
    out: &mut Features,
) {
    let outside = Word { lower: 1, shape: 1, ..Word::default() };
    let at = |offset: isize| {
        let j = i as isize + offset;
        if j >= range.start as isize && j < range.end as isize { words[j as usize] } else { outside }
    };
    let (w, m1, p1, m2, p2) = (at(0), at(-1), at(1), at(-2), at(2));
    let mut push = |t: T, value: u64| out.push(hash::feature(t as u32, value));
    let case = casing as u64;
    let shape = |w: &Word| match casing {
        Casing::Normal | Casing::Title => w.shape,
        _ => w.caps as u64 | case << 4,
    };
    push(T::Bias, 1 + case);
    push(T::Word, w.lower);
    push(T::WordM1, m1.lower);
    push(T::WordP1, p1.lower);
    push(T::WordM2, m2.lower);
    push(T::WordP2, p2.lower);
    if casing != Casing::Upper && casing != Casing::Lower {
        push(T::Form, w.form);
    }
    push(T::PairM1, hash::pair(m1.lower, w.lower));
    push(T::PairP1, hash::pair(w.lower, p1.lower));
    let (s, sm1, sp1) = (shape(&w), shape(&m1), shape(&p1));
    push(T::Shape, hash::pair(s, case));
    push(T::ShapesM1, hash::pair(sm1, s));
    push(T::Shapes3, hash::pair(hash::pair(sm1, s), sp1));
    push(T::ShapeWordM1, hash::pair(s, m1.lower));
    push(T::ShapeWordP1, hash::pair(s, p1.lower));
    let first = i == range.start;
    push(T::First, hash::pair(s, u64::from(first) << 8 | case));
    for (k, &p) in w.prefix.iter().enumerate() {
        if p != 0 {
            push(T::Prefix, hash::pair(p, k as u64));
        }
    }
    for (k, &p) in w.suffix.iter().enumerate() {
        if p != 0 {
            push(T::Suffix, hash::pair(p, k as u64));
        }
    }
    // Paths begin at the lowest bit; the first 4 to 10 bits are ever finer clusters.
    let path = |w: &Word, bits: u32| u64::from(w.brown & ((1 << bits) - 1)) | u64::from(bits) << 32;
    for bits in [4, 8, 12, 20] {
        push(T::Brown, path(&w, bits));
    }
    for bits in [8, 20] {
        push(T::BrownM1, path(&m1, bits));
        push(T::BrownP1, path(&p1, bits));
    }
    push(T::BrownM2, path(&m2, 20));
    push(T::BrownP2, path(&p2, 20));
    push(T::BrownPairM1, hash::pair(path(&m1, 20), path(&w, 20)));
    push(T::BrownPairP1, hash::pair(path(&w, 20), path(&p1, 20)));
    push(T::Lists, hash::pair(u64::from(w.flags), s));
    push(T::ListsM1, hash::pair(u64::from(m1.flags), u64::from(w.flags)));
    push(T::ListsP1, hash::pair(u64::from(w.flags), u64::from(p1.flags)));
    let place = memory.place(w.lower, m1.lower, p1.lower);
    if place != 0 {
        push(T::Place, u64::from(place));
    }
    if run.contains(&i) {
        let before = if run.start > range.start { words[run.start - 1].lower } else { 1 };
        let after = if run.end < range.end { words[run.end].lower } else { 1 };
        push(T::Before, before);
        push(T::After, after);
        push(T::BeforeAfter, hash::pair(before, after));
        let (from, to) = ((i - run.start).min(3), (run.end - 1 - i).min(3));
        push(T::Run, (from << 4 | to) as u64 | case << 8);
    }
    let seen = memory.get(w.lower);
    push(T::Seen, hash::pair(s, u64::from(seen.how()) << 8 | u64::from(first) << 4 | case));
    let mut shown = seen.shown;
    while shown != 0 {
        let bit = shown.trailing_zeros();
        push(T::Shown, u64::from(bit) | case << 8 | u64::from(first) << 12);
        shown &= shown - 1;
    }
}
