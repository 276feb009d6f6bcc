//! Training of the ranker and of the calibration.
//!
//! Gradient ascent (Adam) over softmax probabilities in small batches; their order comes from a generator with a fixed
//! seed, so the same data give the same weights.

mod article;

use std::cell::RefCell;
use std::ops::Range;

use dixit_entities::Entities;
use dixit_models::people::People;
use dixit_quotes::Quote;
use dixit_text::Document;
use dixit_tokens::Tokens;

use crate::context::Context;
use crate::layers::Layers;
use crate::personal::Personal;
use crate::query::Query;
use crate::{Attribution, reading, resolve};

pub use crate::calibration::{Calibration, Ground, log_odds};
pub use crate::case::{Case, Who};
pub use crate::features::{N, NAMES};
pub use crate::model::Model;
pub use crate::network::{HIDDEN, Network};
pub use crate::query::Kind;
pub use article::{Article, Known};

/// The candidates for the pronoun at byte `start`. The pronouns before it are resolved with `model`.
///
/// `None` if there is no pronoun of the third person singular.
pub fn pronoun_case(
    doc: &Document,
    tokens: &Tokens,
    entities: &Entities,
    start: u32,
    model: &Model,
) -> Option<Case> {
    let mut cx = Context::new(Layers { doc, tokens, entities }, People::builtin(), model);
    reading::advance(&mut cx, start);
    let token = cx.token_at(start);
    let mut query = Query::personal(&cx, token, Personal::at(&cx, token)?, None);
    let candidates = crate::candidates::candidates(&cx, &mut query, &[]);
    Some(Case::new(cx.asking, &query, candidates))
}

/// The speakers of `quotes` by `model`, and what its ranker was asked on the way; names are asked for too, as the pronouns
/// that would stand for them.
pub fn quote_cases(
    doc: &Document,
    tokens: &Tokens,
    entities: &Entities,
    quotes: &[Quote],
    model: &Model,
) -> (Vec<Attribution>, Vec<Case>) {
    let mut cx = Context::new(Layers { doc, tokens, entities }, People::builtin(), model);
    cx.cases = Some(RefCell::default());
    let speakers = resolve::settle_all(&mut cx, quotes);
    (speakers, cx.cases.take().unwrap_or_default().into_inner())
}

/// The ground of an attribution, and how probable it was before calibration.
pub fn ground(attribution: &Attribution) -> (Ground, f32) {
    attribution.ground
}

/// A case with what is known of it.
#[derive(Clone, Debug)]
pub struct Example {
    /// The question.
    pub case: Case,
    /// By candidate, whether it is right.
    pub right: Vec<bool>,
    /// Its weight.
    pub weight: f32,
}

/// Numbers that look like chance and are the same in every run: a linear congruential generator, not `dixit_learn::Random`,
/// as the shipped weights come from the orders it gives and would be others from any other.
#[derive(Clone, Debug)]
pub struct Random(pub u64);

impl Random {
    /// From 0 to below 1.
    pub fn uniform(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f32 / (1u64 << 24) as f32
    }

    /// Puts items in another order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, (self.uniform() * (i + 1) as f32) as usize % (i + 1));
        }
    }
}

/// Networks that are trained, each with its share of the hidden units.
const NETWORKS: usize = 4;

/// Weights that make the right candidates probable and the wrong ones improbable: the mean of several networks, which
/// depends less on where each began.
pub fn train(examples: &[Example], seed: u64) -> Network {
    const SHARE: usize = HIDDEN / NETWORKS;
    let mut mean = Network::ZERO;
    for n in 0..NETWORKS {
        let mut random = Random(1 + n as u64 + 100 * seed);
        let mut start = Network::ZERO;
        let units = n * SHARE..(n + 1) * SHARE;
        // Hidden units that began alike would stay alike, and those that begin at zero stay there.
        for k in units.clone() {
            for row in start.inward.iter_mut().chain([&mut start.outward]) {
                row[k] = (random.uniform() - 0.5) / 5.0;
            }
        }
        let steps = Steps { epochs: 15, rate: 0.005, decay: 2e-3 };
        let mut one = descend(examples, start, &Network::ZERO, units, &steps, &mut random);
        mean.weights_mut().zip(one.weights_mut()).for_each(|(m, w)| *m += *w);
    }
    // Each has its own hidden units; what goes to the score is shared.
    mean.straight.iter_mut().chain(&mut mean.outward).for_each(|w| *w /= NETWORKS as f32);
    mean
}

/// `base` trained further, drawn towards the weights that are there: a few hundred examples move it a little, and what they do not speak of stays.
pub fn train_further(base: &Network, examples: &[Example], seed: u64) -> Network {
    let steps = Steps { epochs: 10, rate: 0.005, decay: 0.05 };
    descend(examples, base.clone(), base, 0..HIDDEN, &steps, &mut Random(1 + seed))
}

/// How weights are changed.
struct Steps {
    epochs: usize,
    rate: f32,
    /// How much of their distance from where they are drawn to they lose.
    decay: f32,
}

/// Weights from `start` on, drawn towards `towards`; only the hidden `units` are in use.
fn descend(
    examples: &[Example],
    start: Network,
    towards: &Network,
    units: Range<usize>,
    steps: &Steps,
    random: &mut Random,
) -> Network {
    const BATCH: usize = 64;
    let Steps { epochs, rate, decay } = *steps;
    let (mut network, mut towards) = (start, towards.clone());
    let (mut first, mut second, mut mean) = (Network::ZERO, Network::ZERO, Network::ZERO);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let batches = order.len().div_ceil(BATCH);
    let (mut step, mut averaged) = (0, 0.0);
    for epoch in 0..epochs {
        random.shuffle(&mut order);
        for batch in order.chunks(BATCH) {
            let mut gradient = Network::ZERO;
            batch.iter().for_each(|&i| add_gradient(&examples[i], &network, &mut gradient, units.clone()));
            step += 1;
            let rate = rate * (1.0 - step as f32 / (epochs * batches + 1) as f32);
            let moments = first.weights_mut().zip(second.weights_mut());
            let weights = network.weights_mut().zip(towards.weights_mut());
            for (((w, to), g), (m, v)) in weights.zip(gradient.weights_mut()).zip(moments) {
                let g = *g / BATCH as f32 - decay * (*w - *to);
                *m = 0.9 * *m + 0.1 * g;
                *v = 0.999 * *v + 0.001 * g * g;
                let (m, v) = (*m / (1.0 - 0.9f32.powi(step)), *v / (1.0 - 0.999f32.powi(step)));
                *w += rate * m / (v.sqrt() + 1e-8);
            }
            // The mean over the last passes depends less on the order of the batches.
            if epoch + 2 >= epochs {
                averaged += 1.0;
                mean.weights_mut().zip(network.weights_mut()).for_each(|(m, w)| *m += (*w - *m) / averaged);
            }
        }
    }
    if averaged > 0.0 { mean } else { network }
}

/// Adds where the weights should go for one example; only the hidden `units` are in use.
fn add_gradient(e: &Example, network: &Network, gradient: &mut Network, units: Range<usize>) {
    let p = network.probabilities(e.case.candidates.iter().map(|(_, f)| f));
    let mass: f32 = e.right.iter().zip(&p).filter(|(right, _)| **right).map(|(_, p)| p).sum();
    if mass <= 0.0 {
        return;
    }
    for (((_, features), p), right) in e.case.candidates.iter().zip(&p).zip(&e.right) {
        let target = if *right { p / mass } else { 0.0 };
        let delta = e.weight * (target - p);
        let passed = network.units(features);
        let mut inward = [0.0; HIDDEN];
        for k in units.clone() {
            gradient.outward[k] += delta * passed[k];
            inward[k] = if passed[k] > 0.0 { delta * network.outward[k] } else { 0.0 };
            gradient.bias[k] += inward[k];
        }
        for (i, &f) in features.iter().enumerate().filter(|(_, f)| **f != 0.0) {
            gradient.straight[i] += delta * f;
            let (row, inward) = (&mut gradient.inward[i][units.clone()], &inward[units.clone()]);
            row.iter_mut().zip(inward).for_each(|(g, d)| *g += d * f);
        }
    }
}

/// Fits a calibration to attributions of known truth, by ground: logistic regression, drawn towards `before`
/// where cases are few.
pub fn calibrate(seen: &[(Ground, f32, bool)], before: &Calibration) -> Calibration {
    const STEPS: usize = 2000;
    const RATE: f32 = 0.05;
    const PULL: f32 = 0.5;
    let mut calibration = before.clone();
    for ground in Ground::ALL {
        let own: Vec<(f32, f32)> = seen
            .iter()
            .filter(|(g, _, _)| g == ground)
            .map(|&(_, raw, right)| (log_odds(raw), f32::from(right)))
            .collect();
        let line = &mut calibration.lines[*ground as usize];
        let before = before.lines[*ground as usize];
        for _ in 0..STEPS {
            let mut gradient = [-PULL * (line[0] - before[0]), -PULL * (line[1] - before[1])];
            for &(x, y) in &own {
                let miss = y - 1.0 / (1.0 + (-(line[0] + line[1] * x)).exp());
                gradient[0] += miss;
                gradient[1] += miss * x;
            }
            let share = RATE / (own.len() as f32 / 8.0 + 1.0);
            line[0] += share * gradient[0];
            line[1] += share * gradient[1];
        }
    }
    calibration
}
