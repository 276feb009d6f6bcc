use super::ftrl::{Ftrl, Weights};
use super::posterior::Posterior;
use super::{Epoch, SequenceData, TrainedSequence};
use crate::transitions::Odds;
use crate::{Random, Transitions};

/// How to train a conditional random field.
#[derive(Clone, Debug)]
pub struct CrfConfig {
    /// Passes over the data. Default 12.
    pub epochs: usize,
    /// Step size; the first steps of a weight are this large. Default 0.1.
    pub rate: f32,
    /// L1 penalty on the weights of features, against the summed loss: larger, fewer weights. Default 0.5.
    pub l1: f32,
    /// L2 penalty on all weights, against the summed loss. Default 1.0.
    pub l2: f32,
    /// Features used less often in the data are left out. Default 2.
    pub min_count: u32,
    /// Where a model is trained further: features that it knows and that more than this share of the items have stay as they are;
    /// of what every text has it has seen more. Default 1.
    pub most_common: f32,
    /// Share of features hidden at random in each pass, so that none is relied on alone. Default 0.
    pub dropout: f32,
    /// The weights are the mean of those after each of so many last passes: what a single pass leaves hangs on its
    /// last sequences. Default 1.
    pub average: usize,
    /// Trainings, each with the sequences in another order, whose weights are averaged: what one order leaves by chance goes,
    /// at no cost in use. Default 1.
    pub runs: usize,
    /// Decides the order of sequences and what is hidden. Default 1.
    pub seed: u64,
}

impl Default for CrfConfig {
    fn default() -> Self {
        Self {
            epochs: 12,
            rate: 0.1,
            l1: 0.5,
            l2: 1.0,
            min_count: 2,
            most_common: 1.0,
            dropout: 0.0,
            average: 1,
            runs: 1,
            seed: 1,
        }
    }
}

/// Gradients smaller than this are skipped: the model is sure and right, and nothing would change.
const QUIET: f32 = 1e-4;

/// Trains a linear-chain conditional random field (Lafferty et al., 2001), one sequence a step.
///
/// `watch` is called after each pass.
pub fn train_crf(
    data: &SequenceData,
    config: &CrfConfig,
    watch: &mut dyn FnMut(&Epoch<'_, TrainedSequence>),
) -> TrainedSequence {
    let mut sum: Option<TrainedSequence> = None;
    for run in 0..config.runs.max(1) {
        let config = CrfConfig { seed: config.seed + run as u64, ..config.clone() };
        train_once(data, &config, &mut sum, watch);
    }
    let mut model = sum.unwrap_or_else(|| Trainer::new(data, config).model());
    model.divide((config.average.clamp(1, config.epochs.max(1)) * config.runs.max(1)) as f32);
    model
}

/// One training; adds the weights after each of the last passes to `sum`.
fn train_once(
    data: &SequenceData,
    config: &CrfConfig,
    sum: &mut Option<TrainedSequence>,
    watch: &mut dyn FnMut(&Epoch<'_, TrainedSequence>),
) {
    let mut trainer = Trainer::new(data, config);
    let mut order: Vec<u32> = (0..data.len() as u32).collect();
    for epoch in 1..=config.epochs {
        trainer.random.shuffle(&mut order);
        let loss: f64 = order.iter().map(|&i| trainer.step(i as usize)).sum();
        let active = trainer.weights.active();
        watch(&Epoch { epoch, loss: loss / data.len().max(1) as f64, active, model: &|| trainer.model() });
        if epoch + config.average.max(1) > config.epochs {
            let model = trainer.model();
            match sum {
                None => *sum = Some(model),
                Some(sum) => sum.add(&model),
            }
        }
    }
}

struct Trainer<'d> {
    data: &'d SequenceData,
    /// Row of each feature of the data.
    row_of: Vec<u32>,
    ids: Vec<u64>,
    labels: usize,
    features: Ftrl,
    edges: Ftrl,
    /// One row of `labels` a feature.
    weights: Weights,
    /// `initial` and then `scores` of the transitions.
    edge_weights: Weights,
    edge_gradient: Vec<f32>,
    transitions: Transitions,
    emissions: Vec<f32>,
    posterior: Posterior,
    /// Rows of the features in use at each item of the sequence, flat, with ends.
    active: Vec<u32>,
    ends: Vec<usize>,
    dropout: f32,
    random: Random,
}

impl<'d> Trainer<'d> {
    fn new(data: &'d SequenceData, config: &CrfConfig) -> Self {
        let (row_of, ids) = data.rows(config.min_count, config.most_common);
        let labels = data.labels.len();
        let transitions =
            data.base.as_ref().map_or(&data.constraints, |base| base.model.transitions()).clone();
        let edges = transitions.width() * (labels + 1);
        Self {
            data,
            row_of,
            labels,
            features: Ftrl { rate: config.rate, l1: config.l1, l2: config.l2 },
            edges: Ftrl { rate: config.rate, l1: 0.0, l2: config.l2 },
            weights: Weights::new(ids.len(), labels),
            edge_weights: Weights::new(1, edges),
            edge_gradient: vec![0.0; edges],
            ids,
            transitions,
            emissions: Vec::new(),
            posterior: Posterior::default(),
            active: Vec::new(),
            ends: Vec::new(),
            dropout: config.dropout,
            random: Random::new(config.seed),
        }
    }

    /// One step on one sequence; returns its loss before the step.
    fn step(&mut self, i: usize) -> f64 {
        let sequence = self.data.sequence(i);
        let (labels, width) = (self.labels, self.transitions.width());
        self.active.clear();
        self.ends.clear();
        self.emissions.clear();
        let keep = 1.0 - self.dropout;
        for item in 0..sequence.gold.len() {
            let start = self.active.len();
            for &feature in sequence.item(item) {
                let row = self.row_of[feature as usize];
                let hidden =
                    self.dropout > 0.0 && (self.random.next_u64() >> 40) as f32 >= keep * (1u64 << 24) as f32;
                if row != u32::MAX && !hidden {
                    self.active.push(row);
                }
            }
            self.ends.push(self.active.len());
            let at = self.emissions.len();
            self.emissions.resize(at + width, 0.0);
            let scores = &mut self.emissions[at..at + labels];
            for &row in &self.active[start..] {
                for (s, w) in scores.iter_mut().zip(self.weights.row(row as usize)) {
                    *s += w;
                }
            }
            // With features hidden the rest counts for more, so that scores are as large as in use.
            scores.iter_mut().for_each(|s| *s /= keep);
            if !sequence.scores.is_empty() {
                let known = &sequence.scores[item * labels..][..labels];
                scores.iter_mut().zip(known).for_each(|(s, known)| *s += known);
            }
        }
        let odds = self.transitions.odds();
        let log_z = self.posterior.infer(&self.emissions, &self.transitions, &odds);
        let loss = log_z - self.gold_score(sequence.gold);
        self.update_transitions(sequence.gold, &odds);
        let mut start = 0;
        for (item, &end) in self.ends.iter().enumerate() {
            let mut gradient = [0f32; crate::MAX_LABELS];
            let gradient = &mut gradient[..labels];
            for (label, g) in gradient.iter_mut().enumerate() {
                *g = self.posterior.marginal(width, item, label);
            }
            gradient[sequence.gold[item] as usize] -= 1.0;
            if gradient.iter().any(|g| g.abs() > QUIET) {
                for &row in &self.active[start..end] {
                    self.features.step(&mut self.weights, row as usize, gradient);
                }
            }
            start = end;
        }
        loss
    }

    fn gold_score(&self, gold: &[u8]) -> f64 {
        let width = self.transitions.width();
        let scores = gold.iter().enumerate().map(|(i, &label)| {
            let from = i.checked_sub(1).map(|j| gold[j] as usize);
            self.emissions[i * width + label as usize] + self.transitions.score(from, label as usize)
        });
        scores.map(f64::from).sum()
    }

    fn update_transitions(&mut self, gold: &[u8], odds: &Odds) {
        let (labels, width) = (self.labels, self.transitions.width());
        // Those of a model that is trained further stay.
        if gold.is_empty() || self.data.base.is_some() {
            return;
        }
        self.edge_gradient.fill(0.0);
        for label in 0..labels {
            self.edge_gradient[label] = self.posterior.marginal(width, 0, label);
        }
        self.edge_gradient[gold[0] as usize] -= 1.0;
        for i in 1..gold.len() {
            for from in 0..labels {
                for to in 0..labels {
                    self.edge_gradient[(from + 1) * width + to] +=
                        self.posterior.pair_marginal(odds, width, i, from, to);
                }
            }
            self.edge_gradient[(gold[i - 1] as usize + 1) * width + gold[i] as usize] -= 1.0;
        }
        self.edges.step(&mut self.edge_weights, 0, &self.edge_gradient);
        let allowed = |limit: f32, w: f32| if limit < 0.0 { limit } else { w };
        let (initial, rest) = self.edge_weights.row(0).split_at(width);
        for ((t, &w), &c) in
            self.transitions.initial.iter_mut().zip(initial).zip(&self.data.constraints.initial)
        {
            *t = allowed(c, w);
        }
        for ((t, &w), &c) in self.transitions.scores.iter_mut().zip(rest).zip(&self.data.constraints.scores) {
            *t = allowed(c, w);
        }
    }

    fn model(&self) -> TrainedSequence {
        TrainedSequence {
            labels: self.data.labels.clone(),
            ids: self.ids.clone(),
            weights: self.weights.all().collect(),
            transitions: self.transitions.clone(),
            base: self.data.base.as_ref().map(|base| base.model.clone()),
        }
    }
}
