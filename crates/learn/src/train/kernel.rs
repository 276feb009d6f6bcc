use crate::kernel::place;
use crate::{ContainerBuilder, Kernel, Weights};

/// An averaged perceptron (Freund and Schapire, 1999; Collins, 2002) over a [`Kernel`] of `LANES`: for classifiers that decide step by
/// step, as greedy taggers and parsers.
///
/// The caller scores with it as with the kernel, decides, and tells where it was wrong.
#[derive(Clone, Debug)]
pub struct KernelTrainer<const LANES: usize> {
    now: Vec<i32>,
    /// Sum of changes times when.
    weighted: Vec<i64>,
    bits: u32,
    steps: i64,
}

impl<const LANES: usize> KernelTrainer<LANES> {
    /// Begins with `2^bits` lines of zeros.
    pub fn new(bits: u32) -> Self {
        Self { now: vec![0; LANES << bits], weighted: vec![0; LANES << bits], bits, steps: 0 }
    }

    /// Counts a decision: the average is one over decisions.
    #[inline]
    pub fn tick(&mut self) {
        self.steps += 1;
    }

    /// Learns from a decision: `features` spoke for `ours` where `right` was right.
    pub fn learn(&mut self, features: &[u64], right: u8, ours: u8) {
        for &feature in features {
            let place = self.place(feature);
            let (up, down) = (place ^ usize::from(right), place ^ usize::from(ours));
            self.now[up] += 1;
            self.weighted[up] += self.steps;
            self.now[down] -= 1;
            self.weighted[down] -= self.steps;
        }
    }

    /// The averages, in the order of their places.
    fn averages(&self) -> Vec<f32> {
        let steps = (self.steps + 1) as f64;
        let mean = |(&w, &sum): (&i32, &i64)| (f64::from(w) - sum as f64 / steps) as f32;
        self.now.iter().zip(&self.weighted).map(mean).collect()
    }

    /// The averaged weights in 8 bits. The largest one in 10,000 of those that are not zero are cut down to what has room.
    pub fn finish(&self) -> Vec<i8> {
        let averages = self.averages();
        let mut sizes: Vec<f32> = averages.iter().map(|w| w.abs()).filter(|&w| w > 0.0).collect();
        sizes.sort_unstable_by(f32::total_cmp);
        let top = sizes.get(sizes.len().saturating_sub(1 + sizes.len() / 10_000)).copied().unwrap_or(1.0);
        let scale = f32::from(i8::MAX) / top;
        averages.iter().map(|w| (w * scale).round().clamp(-127.0, 127.0) as i8).collect()
    }

    /// Adds the averaged weights to a container, as a [`Kernel`].
    pub fn write(&self, builder: &mut ContainerBuilder, name: &str) {
        Kernel::<LANES>::write(builder, name, &self.finish());
    }

    /// How many weights are not zero.
    pub fn active(&self) -> usize {
        self.weighted.iter().filter(|&&w| w != 0).count()
    }
}

impl<const LANES: usize> Weights for KernelTrainer<LANES> {
    #[inline]
    fn place(&self, feature: u64) -> usize {
        place::<LANES>(feature, self.bits)
    }

    #[inline]
    fn weight(&self, place: usize, class: u8) -> i32 {
        self.now[place ^ usize::from(class)]
    }
}
