//! Second pass: given one cue, which words name its source and which are its content.
//!
//! The paragraph is labelled once a cue, seen from that cue, in the manner of semantic role labelling: so every content and source
//! is linked to its cue from the start, sources may be shared and contents nested, and no separate linker is needed.
//! In PolNeAR every attribution has one cue, and 99.3 % of them lie in one paragraph.

use std::ops::Range;

use dixit_learn::Features;
use dixit_learn::hash::{feature, pair};
use dixit_tokens::Tokens;

use super::cue::bucket;
use super::labels;
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

/// The part of a paragraph of `len` words that is read for a cue.
pub(super) fn window(cue: &Range<usize>, len: usize) -> Range<usize> {
    cue.start.saturating_sub(HORIZON)..len.min(cue.end + HORIZON)
}

/// What the rules make of the window of a paragraph, given the cue at `cue`: labels of this pass into `out`.
pub(super) fn rule_labels(
    paragraph: &Paragraph,
    cue: &Range<usize>,
    tokens: &Tokens,
    rules: &[Quote],
    out: &mut Vec<u8>,
) {
    let window = window(cue, paragraph.words.len());
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
    /// What the rules make of each word, given this cue: the labels of this pass, all 0 where they know no such cue.
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

    /// How word `i`'s passage stands to the cue.
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

    /// Appends the features of every word of the paragraph, in order.
    pub(super) fn features(&self, masks: &mut Vec<u64>, out: &mut Features) {
        masks.clear();
        let mut mask = 0;
        for i in (0..self.cue.start).rev() {
            masks.push(mask);
            mask = self.pass(i, i + 1, mask);
        }
        for (i, mask) in masks.drain(..).rev().enumerate() {
            self.word(i, 0, self.cue.start - i, mask, out);
        }
        for i in self.cue.clone() {
            out.push(feature(99, u64::from(i == self.cue.start)));
            out.end_item();
        }
        mask = 0;
        for i in self.cue.end..self.words.len() {
            self.word(i, 1, i + 1 - self.cue.end, mask, out);
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

    fn word(&self, i: usize, side: u64, distance: usize, mask: u64, out: &mut Features) {
        if distance > REACH {
            out.push(feature(98, side));
            out.end_item();
            return;
        }
        let w = &self.words[i];
        let at = |d: isize| i.checked_add_signed(d).and_then(|j| self.words.get(j));
        let word = |d: isize| at(d).map_or(EDGE, |w| w.word);
        let class = |d: isize| at(d).map_or(EDGE, |w| w.class);
        let (c0, cl, cr) = (w.class, class(-1), class(1));
        let (wl, wr) = (word(-1), word(1));
        let near = bucket(distance) << 1 | side;
        let exact = (distance.min(8) as u64) << 1 | side;
        let relation = self.relation(w, i);
        let quote = (relation << 2 | u64::from(w.place)) << 1 | side;
        let sentence = w.sentence as i64 - self.words[self.cue.start].sentence as i64;
        let sentence = sentence.clamp(-3, 3) as u64;
        let starts = i == 0 || self.words[i - 1].sentence != w.sentence;
        let ends = at(1).is_none_or(|n| n.sentence != w.sentence);
        let edge = u64::from(starts) << 1 | u64::from(ends);
        let cues = |w: Option<&Word>| w.map_or(0, |w| u64::from(w.taken) << 1 | u64::from(w.cue != 0));
        let mut t = 0;
        let mut add = |value: u64| {
            out.push(feature(t, value));
            t += 1;
        };
        add(near);
        add(pair(side, w.word));
        add(pair(side, wl));
        add(pair(side, wr));
        add(pair(near, pair(cl, c0)));
        add(pair(near, pair(c0, cr)));
        add(pair(exact, c0));
        add(pair(side, pair(mask, c0)));
        add(pair(side, pair(mask, wl)));
        add(pair(side, pair(mask, pair(cl, c0))));
        add(pair(quote, edge));
        add(pair(pair(w.name, exact), self.right));
        add(pair(side, pair(cues(Some(w)), pair(cues(at(-1)), cues(at(1))))));
        add(pair(side, pair(cues(at(1)), pair(c0, mask))));
        add(pair(side, pair(w.suffix, mask)));
        add(pair(side, pair(sentence, edge)));
        add(pair(pair(sentence, side), pair(self.edges, 2)));
        add(pair(side, pair(class(-2), pair(cl, c0))));
        add(pair(side, pair(c0, pair(cr, class(2)))));
        add(pair(self.head, pair(side, w.word)));
        let rule =
            |d: isize| i.checked_add_signed(d).and_then(|j| self.rules.get(j)).map_or(9, |&r| u64::from(r));
        let rules = rule(-1) << 8 | rule(0) << 4 | rule(1);
        let flat = |d: isize| at(d).map_or(9, |w| u64::from(w.flat));
        let flats = flat(-1) << 8 | flat(0) << 4 | flat(1);
        add(pair(flats, near));
        add(pair(flats, rules));
        let cluster = |d: isize, grain| at(d).map_or(EDGE, |w| w.cluster(grain));
        add(pair(side, pair(cluster(-1, Middle), cluster(0, Middle))));
        let sure = |d: isize| at(d).map_or(99, |w| u64::from(w.flat) << 2 | u64::from(w.sure));
        add(pair(sure(0), near));
        add(pair(side, pair(sure(-1), pair(sure(0), sure(1)))));
        add(pair(sure(0), pair(flats, rules)));
        let cue = &self.words[self.cue.start];
        add(pair(u64::from(cue.flat) << 2 | u64::from(cue.sure), pair(flats, side)));
        add(pair(self.kind, pair(quote, 0)));
        out.end_item();
    }
}
