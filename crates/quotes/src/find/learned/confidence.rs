//! The confidence of an attribution.

use std::ops::Range;

use dixit_grammar::lexicon::Class;
use dixit_learn::hash::{feature, pair};
use dixit_learn::{Lattice, LinearModel, SequenceModel, Valued};

use super::cue::bucket;
use super::labels;
use super::words::{Grain, Word};

/// The evidence for one attribution, as features of a logistic regression.
#[derive(Clone, Debug, Default)]
pub(super) struct Evidence {
    pub(super) features: Vec<Valued>,
}

/// The bare facts: one cue with the labels that the second pass and the rules give its paragraph.
pub(super) struct Reading<'a> {
    pub(super) words: &'a [Word],
    pub(super) cue: &'a Range<usize>,
    pub(super) labels: &'a [u8],
    pub(super) rules: &'a [u8],
    /// Probability of the cue in the first pass.
    pub(super) cue_probability: f32,
    /// Probability, in the second pass, of where content most likely begins.
    pub(super) begin: f32,
    /// Whether the second pass found content without being made to.
    pub(super) found: bool,
}

impl Evidence {
    /// Reads the evidence off a lattice on which [`SequenceModel::infer`] was called.
    pub(super) fn new(model: &SequenceModel<'_>, lattice: &Lattice, r: &Reading<'_>) -> Self {
        let contents: Vec<Range<usize>> = labels::runs(r.labels, 1).collect();
        let source = labels::runs(r.labels, 0).next();
        let length: usize = contents.iter().map(ExactSizeIterator::len).sum();
        let sure = Certainty::new(model, lattice, r);
        let mut features = Vec::with_capacity(48);
        let numbers = [
            sure.cue,
            sure.begin,
            sure.source_border,
            sure.source_mean,
            sure.content_border,
            sure.content_mean,
            (length as f32).ln(),
        ];
        features.extend((1..).zip(numbers).map(|(template, value)| (feature(template, 0), value)));
        let mut template = 100;
        let mut add = |value: u64| {
            template += 1;
            features.push((feature(template, value), 1.0));
        };
        let who = who(r.words, source.as_ref());
        sure.features(r.found, who, &mut add);
        agreement(r, &contents, source.as_ref(), length, &mut add);
        arrangement(r, &contents, source.as_ref(), who, length, &mut add);
        Self { features }
    }

    /// The probability that content and source are right.
    pub(super) fn probability(&self, model: &LinearModel<'_>) -> f32 {
        model.probabilities(&self.features)[0]
    }
}

/// The certainty of the passes, as log odds.
struct Certainty {
    cue: f32,
    begin: f32,
    source_border: f32,
    source_mean: f32,
    content_border: f32,
    content_mean: f32,
}

impl Certainty {
    fn new(model: &SequenceModel<'_>, lattice: &Lattice, r: &Reading<'_>) -> Self {
        let labels = r.labels;
        let logit = |p: f32| (p.clamp(1e-4, 1.0 - 1e-4) / (1.0 - p.clamp(1e-4, 1.0 - 1e-4))).ln();
        // The least certain border of a role, and its mean certainty.
        let border = |role: u8| {
            labels::runs(labels, role)
                .flat_map(|r| [r.start, r.end - 1])
                .map(|i| model.marginal(lattice, i, labels[i].into()))
                .reduce(f32::min)
        };
        let mean = |role: u8| {
            let (mut sum, mut n) = (0.0, 0);
            for i in labels::runs(labels, role).flatten() {
                let begin = usize::from(2 * role + 1);
                sum += model.marginal(lattice, i, begin) + model.marginal(lattice, i, begin + 1);
                n += 1;
            }
            (n > 0).then(|| sum / n as f32)
        };
        Certainty {
            cue: logit(r.cue_probability),
            begin: logit(r.begin),
            source_border: border(0).map_or(0.0, logit),
            source_mean: mean(0).map_or(0.0, logit),
            content_border: border(1).map_or(0.0, logit),
            content_mean: mean(1).map_or(0.0, logit),
        }
    }

    /// The same in whole steps, alone and together.
    fn features(&self, found: bool, who: u64, add: &mut impl FnMut(u64)) {
        let coarse = |x: f32| x.round() as i64 as u64;
        let found = u64::from(found);
        add(found);
        add(pair(found, coarse(self.cue)));
        add(coarse(self.cue));
        add(coarse(self.begin));
        add(pair(coarse(self.begin), coarse(self.cue)));
        add(coarse(self.content_border));
        add(coarse(self.content_mean));
        add(coarse(self.source_border));
        add(pair(coarse(self.source_mean), who));
    }
}

/// Returns the kind of a source: a pronoun, a person, another name, capitals, anything else; 0 if there is no source.
fn who(words: &[Word], source: Option<&Range<usize>>) -> u64 {
    source.map_or(0, |s| {
        let any = |test: &dyn Fn(&Word) -> bool| words[s.clone()].iter().any(test);
        match () {
            () if s.len() == 1 && any(&|w| w.is(Class::SUBJECT_PRONOUN)) => 1,
            () if any(&|w| w.name == 1 || w.name == 5) => 2,
            () if any(&|w| w.name != 0) => 3,
            () if any(&|w| w.is(Class::CAPITAL)) => 4,
            () => 5,
        }
    })
}

/// Adds how far the labels of the other two readers agree with these.
fn agreement(
    r: &Reading<'_>,
    contents: &[Range<usize>],
    source: Option<&Range<usize>>,
    length: usize,
    add: &mut impl FnMut(u64),
) {
    let Reading { words, labels, rules, .. } = *r;
    let with_rules = |wanted: u8| {
        let both = (0..words.len()).filter(|&i| role(labels[i]) == wanted && role(rules[i]) == wanted);
        let either = (0..words.len()).filter(|&i| role(labels[i]) == wanted || role(rules[i]) == wanted);
        match either.count() {
            0 => 5,
            n => (4 * both.count() / n) as u64,
        }
    };
    let (content, source_share) = (with_rules(1), with_rules(2));
    let by_flat = |i: usize| role(words[i].flat);
    let flat_content = match length {
        0 => 0,
        n => 4 * contents.iter().flat_map(Clone::clone).filter(|&i| by_flat(i) == 3).count() / n,
    } as u64;
    let flat_cue = u64::from(r.cue.clone().all(|i| by_flat(i) == 1));
    let flat_source = source.map_or(2, |s| u64::from(s.clone().all(|i| by_flat(i) == 2)));
    add(content);
    add(source_share);
    add(pair(content, pair(source_share, u64::from(rules.iter().any(|&l| l != 0)))));
    add(flat_content);
    add(pair(flat_content, pair(flat_cue, flat_source)));
}

/// Adds the arrangement of cue, source and content, and the words at their borders.
fn arrangement(
    r: &Reading<'_>,
    contents: &[Range<usize>],
    source: Option<&Range<usize>>,
    who: u64,
    length: usize,
    add: &mut impl FnMut(u64),
) {
    let Reading { words, labels, .. } = *r;
    let (first, last) = match (contents.first(), contents.last()) {
        (Some(f), Some(l)) => (f.start, l.end - 1),
        _ => (r.cue.start, r.cue.start),
    };
    let at = |i: usize| words.get(i);
    let word = |w: Option<&Word>| w.map_or(1, |w| w.word);
    let class = |w: Option<&Word>| w.map_or(1, |w| w.class);
    let side = |i: usize| match i {
        i if i < r.cue.start => 0,
        _ => 1 + i.checked_sub(r.cue.end).map_or(2, |d| d.min(2)) as u64,
    };
    let order = side(first) << 4 | source.map_or(9, |s| side(s.start)) << 1 | u64::from(contents.len() > 1);
    let head = words[r.cue.clone()].iter().rev().find(|w| w.cue != 0).unwrap_or(&words[r.cue.end - 1]);
    let quoted = u64::from(words[first].place) << 2 | u64::from(words[last].place);
    let sentence_end = at(last + 1).is_none_or(|w| w.sentence != words[last].sentence || w.is(Class::STOP));
    let covered =
        words[first..=last].iter().enumerate().filter(|(i, w)| w.taken && labels[first + i] != 0).count();
    let within = words[r.cue.start].quoted != super::words::OUTSIDE;
    add(head.word);
    add(pair(head.word, order));
    add(pair(head.word, who));
    add(head.suffix);
    add(head.cue);
    add(pair(head.cluster(Grain::Fine), 1));
    add(head.cluster(Grain::Middle));
    add(pair(words[r.cue.start].word, words[r.cue.end - 1].word));
    add(order);
    add(pair(order, pair(who, quoted)));
    add(who);
    add(source.map_or(0, |s| words[s.end - 1].word));
    add(source.map_or(0, |s| words[s.start].word));
    add(words[first].word);
    add(pair(words[first].class, head.cue));
    add(pair(words[first].word, head.word));
    add(words[last].word);
    add(pair(class(at(last + 1)), u64::from(sentence_end)));
    add(word(at(last + 1)));
    add(first.checked_sub(1).map_or(1, |i| words[i].word));
    add(quoted);
    add(bucket(length));
    add(covered.min(3) as u64);
    add(u64::from(within));
    add(pair(class(at(r.cue.end)), class(r.cue.start.checked_sub(1).and_then(at))));
    add(word(at(r.cue.end)));
    add(r.cue.start.checked_sub(1).map_or(1, |i| words[i].word));
}

/// The role a label begins or goes on with, from 1; 0 outside.
fn role(label: u8) -> u8 {
    label.div_ceil(2)
}
