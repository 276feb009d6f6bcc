use rustc_hash::FxHashMap;

use crate::{ContainerBuilder, Features, Lattice, SequenceModel, Transitions};

/// Labelled sequences to train a tagger on.
#[derive(Clone, Debug)]
pub struct SequenceData {
    pub(crate) labels: Vec<String>,
    /// Zero where a transition is allowed.
    pub(crate) constraints: Transitions,
    index: FxHashMap<u64, u32>,
    /// Features in order of first use: hash and number of uses.
    ids: Vec<(u64, u32)>,
    /// Feature numbers of all items, flat.
    features: Vec<u32>,
    /// End of each item in `features`.
    items: Vec<u32>,
    gold: Vec<u8>,
    /// End of each sequence in `items`.
    sequences: Vec<u32>,
    pub(crate) base: Option<Base>,
}

/// A model that is trained further.
#[derive(Clone, Debug)]
pub(crate) struct Base {
    pub(crate) model: SequenceModel<'static>,
    /// What its features score at each item of the data, one a label.
    scores: Vec<f32>,
    lattice: Lattice,
}

/// One sequence of [`SequenceData`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sequence<'d> {
    features: &'d [u32],
    /// Ends of the items in `features`, counted from `start`.
    items: &'d [u32],
    start: u32,
    pub(crate) gold: &'d [u8],
    /// What a model that is trained further scores, one a label of each item; empty where there is none.
    pub(crate) scores: &'d [f32],
}

impl<'d> Sequence<'d> {
    pub(crate) fn item(&self, i: usize) -> &'d [u32] {
        let start = if i == 0 { self.start } else { self.items[i - 1] };
        &self.features[start as usize..self.items[i] as usize]
    }
}

impl SequenceData {
    /// No sequences yet. `constraints` says which label may follow which; its scores are not used.
    ///
    /// # Panics
    /// If constraints and labels differ in number.
    pub fn new(constraints: Transitions, labels: Vec<String>) -> Self {
        assert_eq!(constraints.labels(), labels.len(), "constraints and labels");
        Self {
            labels,
            constraints,
            index: FxHashMap::default(),
            ids: Vec::new(),
            features: Vec::new(),
            items: Vec::new(),
            gold: Vec::new(),
            sequences: Vec::new(),
            base: None,
        }
    }

    /// The same for training `model` further: what is learned is added to its weights, and penalties draw towards them.
    ///
    /// # Panics
    /// If it has other labels, or there are sequences already.
    pub fn onto(mut self, model: &SequenceModel<'_>) -> Self {
        assert_eq!(self.labels, model.labels(), "the labels of a model that is trained further");
        assert!(self.is_empty(), "sequences that the model has not scored");
        let model = model.clone().into_owned();
        self.base = Some(Base { model, scores: Vec::new(), lattice: Lattice::default() });
        self
    }

    /// Adds a sequence: its features and the index of the right label of each item.
    ///
    /// # Panics
    /// If the two differ in length, a label does not exist, or the constraints forbid the sequence of labels.
    pub fn push(&mut self, features: &Features, gold: &[u8]) {
        assert_eq!(features.len(), gold.len(), "features and labels");
        for (i, &label) in gold.iter().enumerate() {
            assert!((label as usize) < self.labels.len(), "no label {label}");
            let from = i.checked_sub(1).map(|j| gold[j] as usize);
            assert!(self.constraints.allows(from, label as usize), "label {label} may not follow {from:?}");
        }
        for item in features.items() {
            for &id in item {
                let next = self.ids.len() as u32;
                let number = *self.index.entry(id).or_insert(next);
                if number == next {
                    self.ids.push((id, 0));
                }
                self.ids[number as usize].1 += 1;
                self.features.push(number);
            }
            self.items.push(self.features.len() as u32);
        }
        if let Some(Base { model, scores, lattice }) = &mut self.base {
            model.score(features, lattice);
            (0..gold.len()).for_each(|item| scores.extend_from_slice(model.scores(lattice, item)));
        }
        self.gold.extend_from_slice(gold);
        self.sequences.push(self.items.len() as u32);
    }

    /// Number of sequences.
    pub fn len(&self) -> usize {
        self.sequences.len()
    }

    /// Whether there are no sequences.
    pub fn is_empty(&self) -> bool {
        self.sequences.is_empty()
    }

    /// Number of items in all sequences.
    pub fn n_items(&self) -> usize {
        self.items.len()
    }

    /// Number of different features.
    pub fn n_features(&self) -> usize {
        self.ids.len()
    }

    pub(crate) fn sequence(&self, i: usize) -> Sequence<'_> {
        let start = if i == 0 { 0 } else { self.sequences[i - 1] as usize };
        let end = self.sequences[i] as usize;
        let n = self.labels.len();
        Sequence {
            features: &self.features,
            items: &self.items[start..end],
            start: if start == 0 { 0 } else { self.items[start - 1] },
            gold: &self.gold[start..end],
            scores: self.base.as_ref().map_or(&[], |base| &base.scores[start * n..end * n]),
        }
    }

    /// The row of weights of each feature, `u32::MAX` for one used less than `min_count` times, or that a model trained further knows
    /// and more than the share `most_common` of the items have; and the hashes of the rows.
    pub(crate) fn rows(&self, min_count: u32, most_common: f32) -> (Vec<u32>, Vec<u64>) {
        let mut kept = Vec::new();
        let most = most_common * self.n_items() as f32;
        let is_known = |id| self.base.as_ref().is_some_and(|base| base.model.table.get(id).is_some());
        let row_of = self
            .ids
            .iter()
            .map(|&(id, count)| {
                if count < min_count || count as f32 > most && is_known(id) {
                    return u32::MAX;
                }
                kept.push(id);
                kept.len() as u32 - 1
            })
            .collect();
        (row_of, kept)
    }
}

/// A trained tagger, before its weights are rounded and packed.
#[derive(Clone, Debug)]
pub struct TrainedSequence {
    /// Names of the labels.
    pub labels: Vec<String>,
    /// Hashes of the features.
    pub ids: Vec<u64>,
    /// `weights[feature * labels.len() + label]`.
    pub weights: Vec<f32>,
    /// Scores of transitions.
    pub transitions: Transitions,
    /// The model that was trained further: `weights` are added to its own.
    pub base: Option<SequenceModel<'static>>,
}

impl TrainedSequence {
    /// Drops features that only served the training.
    pub fn retain(&mut self, mut keep: impl FnMut(u64) -> bool) {
        let n = self.labels.len();
        let kept: Vec<usize> = (0..self.ids.len()).filter(|&i| keep(self.ids[i])).collect();
        self.weights = kept.iter().flat_map(|&i| self.weights[i * n..(i + 1) * n].iter().copied()).collect();
        self.ids = kept.iter().map(|&i| self.ids[i]).collect();
    }

    /// Drops features none of whose weights is at least `least` from zero: they are many and decide little, and a small
    /// table stays in the cache.
    pub fn prune(&mut self, least: f32) {
        let n = self.labels.len();
        let rows = self.ids.iter().zip(self.weights.chunks_exact(n));
        let kept: Vec<(u64, &[f32])> =
            rows.filter(|(_, w)| w.iter().any(|x| x.abs() >= least)).map(|(&id, w)| (id, w)).collect();
        (self.ids, self.weights) =
            (kept.iter().map(|k| k.0).collect(), kept.iter().flat_map(|k| k.1).copied().collect());
    }

    /// Adds the weights of another model of the same data.
    pub(crate) fn add(&mut self, other: &Self) {
        self.weights.iter_mut().zip(&other.weights).for_each(|(a, b)| *a += b);
        self.transitions.add(&other.transitions);
    }

    /// Divides all weights.
    pub(crate) fn divide(&mut self, by: f32) {
        self.weights.iter_mut().for_each(|w| *w /= by);
        self.transitions.scale(1.0 / by);
    }

    /// Writes the model into a container; see [`SequenceModel::write`]. Where it is another trained further, weights are cut off
    /// where that one's are, whatever `limit` says.
    ///
    /// # Panics
    /// If `name` is longer than 11 bytes.
    pub fn write(&self, builder: &mut ContainerBuilder, name: &str, limit: f32) {
        let rows = self.ids.iter().copied().zip(self.weights.chunks_exact(self.labels.len()));
        match &self.base {
            None => SequenceModel::write(builder, name, &self.labels, &self.transitions, rows, limit),
            Some(base) => base.write_changed(builder, name, &self.transitions, rows),
        }
    }
}
