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
/// let mut word = Sums::<8>::default();
/// model.sum(&[7], &mut word);
/// let mut all = word;
/// model.sum(&[8], &mut all);
/// let mut lattice = Lattice::default();
/// lattice.clear();
/// model.push(&all, &mut lattice);
/// assert_eq!(model.best_path(&mut lattice), model.decode(&features, &mut Lattice::default()));
/// # }
/// ```
///
/// `W` labels have room: 8, 16, 32 or 64, so that the compiler makes vector instructions of a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(align(16))]
pub struct Sums<const W: usize = 16>(pub(crate) [i16; W]);

impl<const W: usize> Default for Sums<W> {
    #[inline]
    fn default() -> Self {
        Self([0; W])
    }
}

impl<const W: usize> Sums<W> {
    /// Adds the weights of a feature.
    #[inline(always)]
    pub(crate) fn add_weights(&mut self, weights: &[u8; W]) {
        for (sum, &w) in self.0.iter_mut().zip(weights) {
            *sum = sum.wrapping_add(i16::from(w as i8));
        }
    }

    /// Adds the sums of other features.
    #[inline]
    pub fn add(&mut self, other: &Self) {
        for (a, b) in self.0.iter_mut().zip(other.0) {
            *a = a.wrapping_add(b);
        }
    }
}
