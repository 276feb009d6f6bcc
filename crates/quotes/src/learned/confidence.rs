//! How far to trust an attribution.

use std::ops::Range;

use dixit_learn::hash::feature;
use dixit_learn::{Lattice, LinearModel, SequenceModel, Valued};

use super::labels;
use super::words::Word;

/// What is known of one attribution, as features of a logistic regression.
#[derive(Clone, Debug, Default)]
pub(super) struct Evidence {
    pub(super) features: Vec<Valued>,
}

impl Evidence {
    /// Reads the evidence off a lattice on which [`SequenceModel::infer`] was called.
    pub(super) fn new(
        model: &SequenceModel<'_>,
        lattice: &Lattice,
        labels: &[u8],
        words: &[Word],
        cue: &Range<usize>,
        cue_probability: f32,
    ) -> Self {
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
        let mut features = Vec::with_capacity(10);
        let mut add = |template: u32, value: f32| features.push((feature(template, 0), value));
        add(1, logit(cue_probability));
        match border(0).zip(mean(0)) {
            Some((b, m)) => {
                add(2, logit(b));
                add(3, logit(m));
            }
            None => add(4, 1.0),
        }
        if let Some((b, m)) = border(1).zip(mean(1)) {
            add(5, logit(b));
            add(6, logit(m));
        }
        let content: Vec<_> = labels::runs(labels, 1).collect();
        let quoted = content.iter().any(|r| words[r.start].place == 1);
        add(7, f32::from(u8::from(quoted)));
        add(8, f32::from(u8::from(content.len() > 1)));
        let length: usize = content.iter().map(ExactSizeIterator::len).sum();
        add(9, (length as f32).ln());
        add(10, f32::from(u8::from(words[cue.clone()].iter().any(|w| w.cue != 0))));
        Self { features }
    }

    /// The probability that content and source are right.
    pub(super) fn probability(&self, model: &LinearModel<'_>) -> f32 {
        model.probabilities(&self.features)[0]
    }
}
