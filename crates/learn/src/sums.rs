use crate::sequence::{BLOCK, CHUNK};
use crate::{Lattice, SequenceModel};

/// Sums of weights of features, one a label, before they are scaled: for a caller that keeps the sums of features
/// that come together again and again, as those of one word, and adds up such parts.
///
/// ```
/// # #[cfg(feature = "train")] {
/// # use dixit_learn::train::{CrfConfig, SequenceData, train_crf};
/// # use dixit_learn::*;
/// # let labels: Vec<String> = ["no", "yes"].map(String::from).to_vec();
/// # let mut data = SequenceData::new(Transitions::new(2), labels);
/// # let mut features = Features::default();
/// # features.push(7); features.push(8); features.end_item();
/// # data.push(&features, &[1]);
/// # let trained = train_crf(&data, &CrfConfig { min_count: 1, ..CrfConfig::default() }, &mut |_| ());
/// # let mut builder = ContainerBuilder::default();
/// # trained.write(&mut builder, "m", 8.0);
/// # let file = builder.finish();
/// # let model = SequenceModel::read(&Container::parse(&file).unwrap(), "m").unwrap();
/// let mut word = Sums::default();
/// model.sum(&[7], &mut word);
/// let mut all = word;
/// model.sum(&[8], &mut all);
/// let mut lattice = Lattice::default();
/// lattice.clear();
/// model.push(&all, &mut lattice);
/// assert_eq!(model.best_path(&mut lattice), model.decode(&features, &mut Lattice::default()));
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(align(32))]
pub struct Sums(pub(crate) [i16; BLOCK]);

impl Sums {
    /// Most labels a model may have whose sums these are.
    pub const LABELS: usize = BLOCK;

    /// Adds the sums of other features.
    #[inline]
    pub fn add(&mut self, other: &Sums) {
        for (a, b) in self.0.iter_mut().zip(other.0) {
            *a = a.wrapping_add(b);
        }
    }
}

impl SequenceModel<'_> {
    /// Adds the weights of `features`. No more than [`MAX_FEATURES`](crate::MAX_FEATURES) may go into one sum.
    ///
    /// # Panics
    /// If the model has more labels than [`Sums::LABELS`].
    #[inline]
    pub fn sum(&self, features: &[u64], sums: &mut Sums) {
        assert!(self.labels.len() <= Sums::LABELS, "too many labels for sums");
        let table = self.table.view();
        let mut rows = [0usize; CHUNK];
        for chunk in features.chunks(CHUNK) {
            // The processor waits for many cache lines at once.
            chunk.iter().for_each(|&id| table.prefetch(id));
            for (row, &id) in rows.iter_mut().zip(chunk) {
                *row = table.find(id);
            }
            for &at in &rows[..chunk.len()] {
                for (sum, &w) in sums.0.iter_mut().zip(table.block(at)) {
                    *sum = sum.wrapping_add(i16::from(w as i8));
                }
            }
        }
    }

    /// Appends an item to the sequence in `lattice`, with the sums of all its features.
    #[inline]
    pub fn push(&self, sums: &Sums, lattice: &mut Lattice) {
        let (n, width) = (self.labels.len(), self.transitions.width());
        let scores = (0..width).map(|l| if l < n { f32::from(sums.0[l]) * self.scale } else { 0.0 });
        lattice.emissions.extend(scores);
        lattice.extended();
    }
}
