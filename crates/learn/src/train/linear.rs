use rustc_hash::FxHashMap;

use super::Epoch;
use super::ftrl::{Ftrl, Weights};
use crate::linear::softmax;
use crate::{ContainerBuilder, LinearModel, MAX_CLASSES, Random, Valued};

/// Labelled examples to train a classifier on.
#[derive(Clone, Debug)]
pub struct LinearData {
    classes: Vec<String>,
    index: FxHashMap<u64, u32>,
    /// Features in order of first use: hash and number of uses.
    ids: Vec<(u64, u32)>,
    features: Vec<(u32, f32)>,
    /// End of each example in `features`, right class, weight.
    examples: Vec<(u32, u8, f32)>,
    base: Option<Base>,
}

/// A model that is trained further.
#[derive(Clone, Debug)]
struct Base {
    model: LinearModel<'static>,
    /// What it scores each example.
    scores: Vec<[f32; MAX_CLASSES]>,
}

impl LinearData {
    /// No examples yet. One class makes a binary model, whose right class is 0 for no and 1 for yes.
    ///
    /// # Panics
    /// If there are no classes or more than [`MAX_CLASSES`].
    pub fn new(classes: Vec<String>) -> Self {
        assert!((1..=MAX_CLASSES).contains(&classes.len()), "{} classes", classes.len());
        Self {
            classes,
            index: FxHashMap::default(),
            ids: Vec::new(),
            features: Vec::new(),
            examples: Vec::new(),
            base: None,
        }
    }

    /// No examples yet, for training `model` further: what is learned is added to its weights, and penalties draw towards them.
    pub fn onto(model: &LinearModel<'_>) -> Self {
        let base = Base { model: model.clone().into_owned(), scores: Vec::new() };
        Self { base: Some(base), ..Self::new(model.classes().to_vec()) }
    }

    /// Adds an example with its right class; `weight` 1.0 counts once.
    ///
    /// # Panics
    /// If there is no such class.
    pub fn push(&mut self, features: &[Valued], class: u8, weight: f32) {
        assert!((class as usize) < self.classes.len().max(2), "no class {class}");
        for &(id, value) in features {
            let next = self.ids.len() as u32;
            let number = *self.index.entry(id).or_insert(next);
            if number == next {
                self.ids.push((id, 0));
            }
            self.ids[number as usize].1 += 1;
            self.features.push((number, value));
        }
        if let Some(base) = &mut self.base {
            base.scores.push(base.model.scores(features));
        }
        self.examples.push((self.features.len() as u32, class, weight));
    }

    /// Whether the weights of a feature are learned, by its number.
    fn learns(&self, config: &LinearConfig) -> Vec<bool> {
        let most = config.most_common * self.len() as f32;
        let is_known = |id| self.base.as_ref().is_some_and(|base| base.model.knows(id));
        let learns =
            |&(id, count): &(u64, u32)| count >= config.min_count && (count as f32 <= most || !is_known(id));
        self.ids.iter().map(learns).collect()
    }

    /// Number of examples.
    pub fn len(&self) -> usize {
        self.examples.len()
    }

    /// Whether there are no examples.
    pub fn is_empty(&self) -> bool {
        self.examples.is_empty()
    }
}

/// How to train a linear classifier.
#[derive(Clone, Debug)]
pub struct LinearConfig {
    /// Passes over the data. Default 20.
    pub epochs: usize,
    /// Step size. Default 0.1.
    pub rate: f32,
    /// L1 penalty on the weights of features, against the summed loss. Default 0.1.
    pub l1: f32,
    /// L2 penalty on the weights of features, against the summed loss. Default 1.0.
    pub l2: f32,
    /// Features used less often in the data are left out. Default 2.
    pub min_count: u32,
    /// Where a model is trained further: features that it knows and that more than this share of the examples have stay as they are;
    /// of what every text has it has seen more. Default 1.
    pub most_common: f32,
    /// Trainings, each with the examples in another order, whose weights are averaged: what one order leaves by chance goes,
    /// at no cost in use. Default 1.
    pub runs: usize,
    /// Decides the order of examples. Default 1.
    pub seed: u64,
}

impl Default for LinearConfig {
    fn default() -> Self {
        Self { epochs: 20, rate: 0.1, l1: 0.1, l2: 1.0, min_count: 2, most_common: 1.0, runs: 1, seed: 1 }
    }
}

/// A trained classifier, before it is packed.
#[derive(Clone, Debug)]
pub struct TrainedLinear {
    /// Names of the classes.
    pub classes: Vec<String>,
    /// What each class scores without features.
    pub bias: Vec<f32>,
    /// Hashes of the features.
    pub ids: Vec<u64>,
    /// `weights[feature * classes.len() + class]`.
    pub weights: Vec<f32>,
    /// The model that was trained further: `bias` and `weights` are added to its own.
    pub base: Option<LinearModel<'static>>,
}

impl TrainedLinear {
    /// Writes the model into a container; see [`LinearModel::write`].
    ///
    /// # Panics
    /// If `name` is longer than 11 bytes.
    pub fn write(&self, builder: &mut ContainerBuilder, name: &str) {
        let rows = self.ids.iter().copied().zip(self.weights.chunks_exact(self.classes.len()));
        match &self.base {
            None => LinearModel::write(builder, name, &self.classes, &self.bias, rows),
            Some(base) => base.write_changed(builder, name, &self.bias, rows),
        }
    }
}

/// Trains logistic regression (one class) or softmax regression (several), one example a step.
pub fn train_linear(
    data: &LinearData,
    config: &LinearConfig,
    watch: &mut dyn FnMut(&Epoch<'_, TrainedLinear>),
) -> TrainedLinear {
    let runs = config.runs.max(1);
    let mut mean = train_once(data, config, watch);
    for run in 1..runs {
        let config = LinearConfig { seed: config.seed + run as u64, ..config.clone() };
        let other = train_once(data, &config, watch);
        mean.bias.iter_mut().zip(&other.bias).for_each(|(a, b)| *a += b);
        mean.weights.iter_mut().zip(&other.weights).for_each(|(a, b)| *a += b);
    }
    mean.bias.iter_mut().chain(&mut mean.weights).for_each(|w| *w /= runs as f32);
    mean
}

/// One training, with the examples in one order.
fn train_once(
    data: &LinearData,
    config: &LinearConfig,
    watch: &mut dyn FnMut(&Epoch<'_, TrainedLinear>),
) -> TrainedLinear {
    let n = data.classes.len();
    let features = Ftrl { rate: config.rate, l1: config.l1, l2: config.l2 };
    // Without penalty, unless there is a bias to be drawn to.
    let free = Ftrl { rate: config.rate, l1: 0.0, l2: if data.base.is_some() { config.l2 } else { 0.0 } };
    let mut weights = Weights::new(data.ids.len(), n);
    let mut bias = Weights::new(1, n);
    let learns = data.learns(config);
    let mut random = Random::new(config.seed);
    let mut order: Vec<u32> = (0..data.len() as u32).collect();
    for epoch in 1..=config.epochs {
        random.shuffle(&mut order);
        let mut loss = 0f64;
        for &i in &order {
            let start = if i == 0 { 0 } else { data.examples[i as usize - 1].0 };
            let (end, class, weight) = data.examples[i as usize];
            let used = data.features[start as usize..end as usize].iter();
            let used = used.filter(|(f, _)| learns[*f as usize]);
            let mut p = [0f32; MAX_CLASSES];
            let p = &mut p[..n];
            p.copy_from_slice(bias.row(0));
            if let Some(base) = &data.base {
                p.iter_mut().zip(&base.scores[i as usize]).for_each(|(s, known)| *s += known);
            }
            for &(f, value) in used.clone() {
                for (s, w) in p.iter_mut().zip(weights.row(f as usize)) {
                    *s += value * w;
                }
            }
            softmax(p);
            let right = match n {
                1 if class == 0 => 1.0 - p[0],
                1 => p[0],
                _ => p[class as usize],
            };
            loss -= f64::from(weight) * f64::from(right.max(1e-9).ln());
            match n {
                1 => p[0] -= f32::from(class),
                _ => p[class as usize] -= 1.0,
            }
            p.iter_mut().for_each(|g| *g *= weight);
            free.step(&mut bias, 0, p);
            let mut gradient = [0f32; MAX_CLASSES];
            for &(f, value) in used {
                for (g, p) in gradient.iter_mut().zip(p.iter()) {
                    *g = value * p;
                }
                features.step(&mut weights, f as usize, &gradient[..n]);
            }
        }
        let active = weights.active();
        let model = || finish(data, &weights, &bias);
        watch(&Epoch { epoch, loss: loss / data.len().max(1) as f64, active, model: &model });
    }
    finish(data, &weights, &bias)
}

fn finish(data: &LinearData, weights: &Weights, bias: &Weights) -> TrainedLinear {
    TrainedLinear {
        classes: data.classes.clone(),
        bias: bias.row(0).to_vec(),
        ids: data.ids.iter().map(|&(id, _)| id).collect(),
        weights: weights.all().collect(),
        base: data.base.as_ref().map(|base| base.model.clone()),
    }
}
