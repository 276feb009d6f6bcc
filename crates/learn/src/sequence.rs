use std::sync::atomic::{AtomicU64, Ordering};

use crate::container::{Reader, write_f32s, write_labels};
use crate::decode::Lattice;
use crate::layout::MAX_WIDTH;
use crate::transitions::Odds;
use crate::{Container, ContainerBuilder, Features, ModelError, Sums, Table, Transitions};

/// Most labels a sequence model may have.
pub const MAX_LABELS: usize = 62;
/// How many features ahead their lines are asked for: about as many as processors wait for at once.
const AHEAD: usize = 48;
/// Features of an item beyond this many are passed over.
pub const MAX_FEATURES: usize = 256;

/// A linear-chain model (a conditional random field or a structured perceptron) over hashed features.
///
/// The score of a path is the sum, over items, of the weights of their features for its labels, and of the
/// weights of its transitions. Weights are 8-bit numbers with one scale: all of a feature's weights, one a
/// label, lie in one row of a [`Table`], so that a feature costs one look-up whatever the number of labels.
///
/// A model borrows its weights from the file; see [`SequenceModel::into_owned`] for one read at run time.
#[derive(Clone, Debug)]
pub struct SequenceModel<'a> {
    pub(crate) labels: Vec<String>,
    pub(crate) table: Table<'a>,
    pub(crate) scale: f32,
    pub(crate) transitions: Transitions,
    odds: Odds,
    id: u64,
}

impl<'a> SequenceModel<'a> {
    /// The model that [`SequenceModel::write`] put into a container under `name`.
    ///
    /// # Errors
    /// [`ModelError`] where its sections are missing or malformed; never panics.
    pub fn read(container: &Container<'a>, name: &str) -> Result<Self, ModelError> {
        let head = format!("{name}.head");
        let mut r = Reader::new(&head, container.section(&head)?);
        let n = r.count(4)?;
        if n == 0 || n > MAX_LABELS {
            return Err(ModelError::malformed(&head, "number of labels out of range"));
        }
        let labels = (0..n).map(|_| r.string().map(str::to_owned)).collect::<Result<_, _>>()?;
        let scale = r.f32()?;
        let transitions = Transitions::read(n, &mut r)?;
        let rows = format!("{name}.rows");
        let table = Table::parse(&rows, container.section(&rows)?)?;
        if table.row_len() != row_len(n) {
            return Err(ModelError::malformed(
                &rows,
                "rows are not those of its labels; train it again with this version",
            ));
        }
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        Ok(Self { labels, table, scale, odds: transitions.odds(), transitions, id })
    }

    /// Writes a model into a container as sections `<name>.head` and `<name>.rows`.
    ///
    /// `rows` are the features with their weights, one a label. Rows that round to nothing are left out.
    /// Weights are cut off at ±`limit`: the smaller the limit, the finer the rest. Sensible limits are 4 to 8.
    ///
    /// # Panics
    /// If `name` is longer than 11 bytes, there are no labels or more than [`MAX_LABELS`], or a row has another length.
    pub fn write<'r>(
        builder: &mut ContainerBuilder,
        name: &str,
        labels: &[String],
        transitions: &Transitions,
        rows: impl IntoIterator<Item = (u64, &'r [f32])>,
        limit: f32,
    ) {
        assert!((1..=MAX_LABELS).contains(&labels.len()), "{} labels", labels.len());
        assert_eq!(labels.len(), transitions.labels(), "labels and transitions");
        let scale = limit / f32::from(i8::MAX);
        let head = head(labels, scale, transitions);
        let rows: Vec<(u64, Vec<u8>)> = rows
            .into_iter()
            .map(|(id, w)| (id, quantize(w, scale)))
            .filter(|(_, w)| w.iter().any(|&x| x != 0))
            .collect();
        let table = Table::build_roomy(row_len(labels.len()), rows.iter().map(|(id, w)| (*id, w.as_slice())));
        builder.section(&format!("{name}.head"), head).section(&format!("{name}.rows"), table);
    }

    /// Writes this model with other transitions and with `rows` added to its weights, as [`SequenceModel::write`] does.
    #[cfg(feature = "train")]
    pub(crate) fn write_changed<'r>(
        &self,
        builder: &mut ContainerBuilder,
        name: &str,
        transitions: &Transitions,
        rows: impl IntoIterator<Item = (u64, &'r [f32])>,
    ) {
        let sum = |(id, weights): (u64, &[f32])| {
            let known = self.table.get(id).unwrap_or_default();
            let known = known.iter().map(|&w| f32::from(w as i8) * self.scale).chain(std::iter::repeat(0.0));
            (
                id,
                quantize(
                    &weights.iter().zip(known).map(|(w, known)| w + known).collect::<Vec<_>>(),
                    self.scale,
                ),
            )
        };
        let rows: Vec<(u64, Vec<u8>)> = rows.into_iter().map(sum).collect();
        let table = self.table.changed(rows.iter().map(|(id, row)| (*id, row.as_slice())));
        let head = head(&self.labels, self.scale, transitions);
        builder.section(&format!("{name}.head"), head).section(&format!("{name}.rows"), table);
    }

    /// The same model with its own copy of the weights.
    pub fn into_owned(self) -> SequenceModel<'static> {
        SequenceModel {
            labels: self.labels,
            table: self.table.into_owned(),
            scale: self.scale,
            transitions: self.transitions,
            odds: self.odds,
            id: self.id,
        }
    }

    /// A number that this model and its copies share with no other of the process, from 1: for those who keep what it said.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// Names of the labels; everything else speaks of them by index.
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// The scores of transitions.
    pub fn transitions(&self) -> &Transitions {
        &self.transitions
    }

    /// Scores a sequence and finds its best path: a label an item. Leaves in `lattice` what the other methods ask for.
    pub fn decode<'l>(&self, features: &Features, lattice: &'l mut Lattice) -> &'l [u8] {
        self.score(features, lattice);
        self.best_path(lattice)
    }

    /// Scores a sequence without deciding on a path.
    pub fn score(&self, features: &Features, lattice: &mut Lattice) {
        lattice.clear();
        match self.transitions.width() {
            8 => self.each_sum::<8>(features, |_, sums| self.push(sums, lattice)),
            16 => self.each_sum::<16>(features, |_, sums| self.push(sums, lattice)),
            24 | 32 => self.each_sum::<32>(features, |_, sums| self.push(sums, lattice)),
            _ => self.each_sum::<MAX_WIDTH>(features, |_, sums| self.push(sums, lattice)),
        }
    }

    /// Hands on the sums of the weights of each item, in order, `W` labels wide. What is beyond the labels of the model has no
    /// meaning.
    pub(crate) fn each_sum<const W: usize>(&self, features: &Features, then: impl FnMut(usize, &Sums<W>)) {
        match self.table.view().few() {
            true => self.each_sum_in::<W, true>(features, then),
            false => self.each_sum_in::<W, false>(features, then),
        }
    }

    /// `FEW` is as in [`View::find`](crate::table::View::find).
    fn each_sum_in<const W: usize, const FEW: bool>(
        &self,
        features: &Features,
        mut then: impl FnMut(usize, &Sums<W>),
    ) {
        let table = self.table.view();
        // Most lines are not in the cache: while one item is summed up, those of the next ones are on their way.
        let mut coming = features.ids().iter();
        coming.by_ref().take(AHEAD).for_each(|&id| table.prefetch(id));
        for (i, item) in features.items().enumerate() {
            coming.by_ref().take(item.len()).for_each(|&id| table.prefetch(id));
            let mut sums = Sums([0; W]);
            // So many weights of 8 bits cannot overflow a sum of 16.
            for &id in &item[..item.len().min(MAX_FEATURES)] {
                sums.add_weights(table.weights(table.find::<FEW>(id)));
            }
            then(i, &sums);
        }
    }

    /// Adds `scores`, one a label, to item `item` of a scored sequence: for evidence from outside the model.
    ///
    /// # Panics
    /// If there is no such item.
    pub fn add_scores(&self, lattice: &mut Lattice, item: usize, scores: &[f32]) {
        lattice.add(&self.transitions, item, scores);
    }

    /// The scores of the labels at an item of a scored sequence, without transitions.
    ///
    /// # Panics
    /// If there is no such item.
    pub fn scores<'l>(&self, lattice: &'l Lattice, item: usize) -> &'l [f32] {
        &lattice.emissions[item * self.transitions.width()..][..self.labels.len()]
    }

    /// The best path of a scored sequence.
    pub fn best_path<'l>(&self, lattice: &'l mut Lattice) -> &'l [u8] {
        lattice.viterbi(&self.transitions)
    }

    /// Computes the probabilities of a scored sequence, for [`SequenceModel::marginal`] and
    /// [`SequenceModel::probability`].
    ///
    /// Costs about three times the best path, so ask only where something was found. After
    /// [`SequenceModel::add_scores`], this and the best path cost half as much again.
    pub fn infer(&self, lattice: &mut Lattice) {
        lattice.forward_backward(&self.transitions, &self.odds);
    }

    /// Probability of a label at an item, `0.0..=1.0`, after [`SequenceModel::infer`].
    ///
    /// # Panics
    /// If there is no such item or label.
    pub fn marginal(&self, lattice: &Lattice, item: usize, label: usize) -> f32 {
        assert!(label < self.labels.len(), "no label {label}");
        lattice.marginal(self.transitions.width(), item, label).clamp(0.0, 1.0)
    }

    /// The item where a label is likeliest, the last of several, after its probability there; asks for
    /// [`SequenceModel::infer`] before. Zeros where there are no items.
    ///
    /// # Panics
    /// If there is no such label.
    pub fn likeliest(&self, lattice: &Lattice, label: usize) -> (f32, usize) {
        assert!(label < self.labels.len(), "no label {label}");
        let (p, item) = lattice.likeliest(self.transitions.width(), label);
        (p.clamp(0.0, 1.0), item)
    }

    /// Probability that the items from `start` on have exactly these labels, after [`SequenceModel::infer`].
    ///
    /// That a span of `B-x I-x` ends where it ends is the probability of its labels less that of its labels
    /// and one more `I-x`.
    ///
    /// # Panics
    /// If the labels reach past the sequence.
    pub fn probability(
        &self,
        lattice: &Lattice,
        start: usize,
        labels: impl IntoIterator<Item = usize>,
    ) -> f32 {
        lattice.path_probability(&self.odds, self.transitions.width(), start, labels.into_iter())
    }
}

impl SequenceModel<'_> {
    /// Adds the weights of `features`. No more than [`MAX_FEATURES`](crate::MAX_FEATURES) may go into one sum.
    ///
    /// # Panics
    /// If the model has more than `W` labels.
    #[inline]
    pub fn sum<const W: usize>(&self, features: &[u64], sums: &mut Sums<W>) {
        assert!(self.labels.len() <= W, "too many labels for sums");
        let table = self.table.view();
        // The processor waits for many cache lines at once.
        features.iter().for_each(|&id| table.prefetch(id));
        match table.few() {
            true => features.iter().for_each(|&id| sums.add_weights(table.weights(table.find::<true>(id)))),
            false => features.iter().for_each(|&id| sums.add_weights(table.weights(table.find::<false>(id)))),
        }
    }

    /// Scores a sequence, given what the features of each item come to.
    pub fn score_sums<const W: usize>(&self, sums: &[Sums<W>], lattice: &mut Lattice) {
        lattice.clear();
        sums.iter().for_each(|sums| self.push(sums, lattice));
    }

    /// Appends an item to the sequence in `lattice`, with the sums of all its features.
    #[inline]
    pub fn push<const W: usize>(&self, sums: &Sums<W>, lattice: &mut Lattice) {
        let (n, width) = (self.labels.len(), self.transitions.width());
        let scores = (0..width).map(|l| if l < n { f32::from(sums.0[l]) * self.scale } else { 0.0 });
        lattice.emissions.extend(scores);
        lattice.extended();
    }
}

/// The section before the rows.
fn head(labels: &[String], scale: f32, transitions: &Transitions) -> Vec<u8> {
    let mut head = Vec::new();
    write_labels(&mut head, labels);
    write_f32s(&mut head, &[scale]);
    transitions.write(&mut head);
    head
}

/// Bytes of a row for so many labels. Shorter ones would crowd a line of the table: with six, its fingerprints are compared at
/// once.
fn row_len(labels: usize) -> usize {
    labels.max(6)
}

/// A row of the table.
fn quantize(weights: &[f32], scale: f32) -> Vec<u8> {
    let limit = f32::from(i8::MAX);
    let mut row: Vec<u8> =
        weights.iter().map(|w| (w / scale).round().clamp(-limit, limit) as i8 as u8).collect();
    row.resize(row_len(weights.len()), 0);
    row
}
