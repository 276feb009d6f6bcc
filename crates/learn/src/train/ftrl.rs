/// FTRL-Proximal (McMahan et al., "Ad click prediction: a view from the trenches", KDD 2013): an online method
/// with a step of its own for each weight, as AdaGrad, and L1 and L2 penalties that truly make zeros.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ftrl {
    pub(crate) rate: f32,
    pub(crate) l1: f32,
    pub(crate) l2: f32,
}

/// Rows of parameters with the state that FTRL keeps for each. What belongs to a row lies together, as it is used together:
/// first its weights, then the two numbers of each.
#[derive(Clone, Debug)]
pub(crate) struct Weights {
    data: Vec<f32>,
    /// Parameters in a row.
    len: usize,
}

impl Weights {
    pub(crate) fn new(rows: usize, len: usize) -> Self {
        Self { data: vec![0.0; rows * len * 3], len }
    }

    /// The weights of a row.
    #[inline]
    pub(crate) fn row(&self, row: usize) -> &[f32] {
        &self.data[row * self.len * 3..][..self.len]
    }

    /// The weights of all rows, in order.
    pub(crate) fn all(&self) -> impl Iterator<Item = f32> {
        self.data.chunks_exact(self.len * 3).flat_map(|row| row[..self.len].iter().copied())
    }

    /// How many weights are not zero.
    pub(crate) fn active(&self) -> usize {
        self.all().filter(|&w| w != 0.0).count()
    }
}

impl Ftrl {
    /// One step against `gradient` on a row. Written without branches, for vectors.
    #[inline]
    pub(crate) fn step(&self, weights: &mut Weights, row: usize, gradient: &[f32]) {
        let state = &mut weights.data[row * weights.len * 3..][..weights.len * 3];
        let (w, state) = state.split_at_mut(weights.len);
        let (z, n) = state.split_at_mut(weights.len);
        let inverse = 1.0 / self.rate;
        for (((w, z), n), &g) in w.iter_mut().zip(z).zip(n).zip(gradient) {
            let more = *n + g * g;
            let root = more.sqrt();
            *z += g - (root - n.sqrt()) * inverse * *w;
            *n = more;
            let shrunk = (z.abs() - self.l1).max(0.0);
            *w = -shrunk.copysign(*z) / ((1.0 + root) * inverse + self.l2);
        }
    }
}
