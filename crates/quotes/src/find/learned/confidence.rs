//! How far to trust an attribution.

use std::ops::Range;

use dixit_grammar::lexicon::Class;
use dixit_learn::hash::{feature, pair};
use dixit_learn::{Lattice, LinearModel, SequenceModel, Valued};

use super::cue::bucket;
use super::labels;
use super::words::{Grain, Word};

/// What is known of one attribution, as features of a logistic regression.
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
        let Reading { words, labels, rules, .. } = *r;
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
        let mut features = Vec::with_capacity(48);
        let mut template = 0;
        let mut number = |value: f32| {
            template += 1;
            features.push((feature(template, 0), value));
        };
        let cue_logit = logit(r.cue_probability);
        number(cue_logit);
        number(logit(r.begin));
        let (source_border, source_mean) = (border(0).map_or(0.0, logit), mean(0).map_or(0.0, logit));
        let (content_border, content_mean) = (border(1).map_or(0.0, logit), mean(1).map_or(0.0, logit));
        number(source_border);
        number(source_mean);
        number(content_border);
        number(content_mean);
        let contents: Vec<Range<usize>> = labels::runs(labels, 1).collect();
        let source = labels::runs(labels, 0).next();
        let length: usize = contents.iter().map(ExactSizeIterator::len).sum();
        number((length as f32).ln());

        // How the labels of the other two readers agree with these.
        let share = |other: &dyn Fn(usize) -> u8, mine: u8, theirs: u8| {
            let both = (0..words.len()).filter(|&i| role(labels[i]) == mine && role(other(i)) == theirs);
            let either = (0..words.len()).filter(|&i| role(labels[i]) == mine || role(other(i)) == theirs);
            match either.count() {
                0 => 5,
                n => (4 * both.count() / n) as u64,
            }
        };
        let by_rules = |i: usize| rules[i];
        let by_flat = |i: usize| words[i].flat;
        let agreement =
            [share(&by_rules, 1, 1), share(&by_rules, 2, 2), u64::from(rules.iter().any(|&l| l != 0))];
        let flat_content = match length {
            0 => 0,
            n => 4 * contents.iter().flat_map(Clone::clone).filter(|&i| role(by_flat(i)) == 3).count() / n,
        } as u64;
        let flat_cue = u64::from(r.cue.clone().all(|i| role(by_flat(i)) == 1));
        let flat_source = source.as_ref().map_or(2, |s| u64::from(s.clone().all(|i| role(by_flat(i)) == 2)));

        // The arrangement of the three, and the words at their borders.
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
        let order = side(first) << 4
            | source.as_ref().map_or(9, |s| side(s.start)) << 1
            | u64::from(contents.len() > 1);
        let head = words[r.cue.clone()].iter().rev().find(|w| w.cue != 0).unwrap_or(&words[r.cue.end - 1]);
        let who = source.as_ref().map_or(0, |s| {
            let any = |test: &dyn Fn(&Word) -> bool| words[s.clone()].iter().any(test);
            match () {
                () if s.len() == 1 && any(&|w| w.is(Class::SUBJECT_PRONOUN)) => 1,
                () if any(&|w| w.name == 1 || w.name == 5) => 2,
                () if any(&|w| w.name != 0) => 3,
                () if any(&|w| w.is(Class::CAPITAL)) => 4,
                () => 5,
            }
        });
        let quoted = u64::from(words[first].place) << 2 | u64::from(words[last].place);
        let sentence_end =
            at(last + 1).is_none_or(|w| w.sentence != words[last].sentence || w.is(Class::STOP));
        let covered =
            words[first..=last].iter().enumerate().filter(|(i, w)| w.taken && labels[first + i] != 0).count();
        let within = words[r.cue.start].quoted != super::words::OUTSIDE;
        let coarse = |x: f32| x.round() as i64 as u64;
        let mut template = 100;
        let mut add = |value: u64| {
            template += 1;
            features.push((feature(template, value), 1.0));
        };
        add(u64::from(r.found));
        add(pair(u64::from(r.found), coarse(cue_logit)));
        add(coarse(cue_logit));
        add(coarse(logit(r.begin)));
        add(pair(coarse(logit(r.begin)), coarse(cue_logit)));
        add(coarse(content_border));
        add(coarse(content_mean));
        add(coarse(source_border));
        add(pair(coarse(source_mean), who));
        add(agreement[0]);
        add(agreement[1]);
        add(pair(agreement[0], pair(agreement[1], agreement[2])));
        add(flat_content);
        add(pair(flat_content, pair(flat_cue, flat_source)));
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
        add(source.as_ref().map_or(0, |s| words[s.end - 1].word));
        add(source.as_ref().map_or(0, |s| words[s.start].word));
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
        Self { features }
    }

    /// The probability that content and source are right.
    pub(super) fn probability(&self, model: &LinearModel<'_>) -> f32 {
        model.probabilities(&self.features)[0]
    }
}

/// The role a label begins or goes on with, from 1; 0 outside.
fn role(label: u8) -> u8 {
    label.div_ceil(2)
}
