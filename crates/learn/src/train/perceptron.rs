use super::{Epoch, SequenceData, TrainedSequence};
use crate::{Lattice, Random, Transitions};

/// How to train a structured perceptron.
#[derive(Clone, Debug)]
pub struct PerceptronConfig {
    /// Passes over the data. Default 10.
    pub epochs: usize,
    /// Features used less often in the data are left out. Default 2.
    pub min_count: u32,
    /// Decides the order of sequences. Default 1.
    pub seed: u64,
}

impl Default for PerceptronConfig {
    fn default() -> Self {
        Self { epochs: 10, min_count: 2, seed: 1 }
    }
}

/// Trains an averaged structured perceptron (Collins, "Discriminative training methods for hidden Markov
/// models", 2002). Weights are divided by the largest, so that they lie in -1..=1: write it with limit 1.
pub fn train_perceptron(
    data: &SequenceData,
    config: &PerceptronConfig,
    watch: &mut dyn FnMut(&Epoch<'_, TrainedSequence>),
) -> TrainedSequence {
    let (row_of, ids) = data.rows(config.min_count, 1.0);
    let labels = data.labels.len();
    let width = data.constraints.width();
    let mut features = Averaged::new(ids.len() * labels);
    let mut edges = Averaged::new(width * (labels + 1));
    let (mut random, mut steps) = (Random::new(config.seed), 0f64);
    let mut order: Vec<u32> = (0..data.len() as u32).collect();
    let mut lattice = Lattice::default();
    let mut transitions = data.constraints.clone();
    for epoch in 1..=config.epochs {
        random.shuffle(&mut order);
        let mut wrong = 0usize;
        for &i in &order {
            let sequence = data.sequence(i as usize);
            let gold = sequence.gold;
            steps += 1.0;
            lattice.clear();
            lattice.emissions.resize(gold.len() * width, 0.0);
            for (item, scores) in lattice.emissions.chunks_exact_mut(width).enumerate() {
                for row in sequence.item(item).iter().map(|&f| row_of[f as usize]).filter(|&r| r != u32::MAX)
                {
                    for (s, w) in scores[..labels].iter_mut().zip(&features.now[row as usize * labels..]) {
                        *s += w;
                    }
                }
            }
            let path = lattice.viterbi(&transitions).to_vec();
            if path == gold {
                continue;
            }
            for item in 0..gold.len() {
                let (right, ours) = (gold[item] as usize, path[item] as usize);
                if right != ours {
                    wrong += 1;
                    for row in
                        sequence.item(item).iter().map(|&f| row_of[f as usize]).filter(|&r| r != u32::MAX)
                    {
                        features.add(row as usize * labels + right, 1.0, steps);
                        features.add(row as usize * labels + ours, -1.0, steps);
                    }
                }
                let row = |labels: &[u8]| item.checked_sub(1).map_or(0, |j| labels[j] as usize + 1) * width;
                edges.add(row(gold) + right, 1.0, steps);
                edges.add(row(&path) + ours, -1.0, steps);
            }
            set(&mut transitions, &data.constraints, &edges.now);
        }
        let active = features.now.iter().filter(|&&w| w != 0.0).count();
        let model = || finish(data, &ids, &features, &edges, steps);
        watch(&Epoch { epoch, loss: wrong as f64 / data.len().max(1) as f64, active, model: &model });
    }
    finish(data, &ids, &features, &edges, steps)
}

/// Weights and, to average them over all steps without touching each, the sum of their changes times when.
struct Averaged {
    now: Vec<f32>,
    weighted: Vec<f64>,
}

impl Averaged {
    fn new(len: usize) -> Self {
        Self { now: vec![0.0; len], weighted: vec![0.0; len] }
    }

    fn add(&mut self, at: usize, change: f32, step: f64) {
        self.now[at] += change;
        self.weighted[at] += f64::from(change) * step;
    }

    fn average(&self, steps: f64) -> Vec<f32> {
        let mean = |(&w, &sum): (&f32, &f64)| (f64::from(w) - sum / (steps + 1.0)) as f32;
        self.now.iter().zip(&self.weighted).map(mean).collect()
    }
}

fn set(transitions: &mut Transitions, constraints: &Transitions, weights: &[f32]) {
    let width = transitions.width();
    let limits = constraints.initial.iter().chain(&constraints.scores);
    let slots = transitions.initial.iter_mut().chain(&mut transitions.scores);
    debug_assert_eq!(weights.len() % width, 0);
    for ((t, &limit), &w) in slots.zip(limits).zip(weights) {
        *t = if limit < 0.0 { limit } else { w };
    }
}

fn finish(
    data: &SequenceData,
    ids: &[u64],
    features: &Averaged,
    edges: &Averaged,
    steps: f64,
) -> TrainedSequence {
    let (mut weights, mut edges) = (features.average(steps), edges.average(steps));
    let top = weights.iter().fold(f32::MIN_POSITIVE, |a, w| a.max(w.abs()));
    weights.iter_mut().chain(&mut edges).for_each(|w| *w /= top);
    let mut transitions = data.constraints.clone();
    set(&mut transitions, &data.constraints, &edges);
    TrainedSequence { labels: data.labels.clone(), ids: ids.to_vec(), weights, transitions, base: None }
}
