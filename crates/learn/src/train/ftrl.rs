/// FTRL-Proximal (McMahan et al., "Ad click prediction: a view from the trenches", KDD 2013): an online method
/// with a step of its own for each weight, as AdaGrad, and L1 and L2 penalties that truly make zeros.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ftrl {
    pub(crate) rate: f32,
    pub(crate) l1: f32,
    pub(crate) l2: f32,
}

/// Parameters with the state that FTRL keeps for each.
#[derive(Clone, Debug)]
pub(crate) struct Weights {
    pub(crate) w: Vec<f32>,
    z: Vec<f32>,
    n: Vec<f32>,
}

impl Weights {
    pub(crate) fn new(len: usize) -> Self {
        Self { w: vec![0.0; len], z: vec![0.0; len], n: vec![0.0; len] }
    }
}

impl Ftrl {
    /// One step against `gradient` on the parameters from `at` on. Written without branches, for vectors.
    #[inline]
    pub(crate) fn step(&self, weights: &mut Weights, at: usize, gradient: &[f32]) {
        let end = at + gradient.len();
        let state = weights.w[at..end].iter_mut().zip(&mut weights.z[at..end]).zip(&mut weights.n[at..end]);
        let inverse = 1.0 / self.rate;
        for (((w, z), n), &g) in state.zip(gradient) {
            let more = *n + g * g;
            let root = more.sqrt();
            *z += g - (root - n.sqrt()) * inverse * *w;
            *n = more;
            let shrunk = (z.abs() - self.l1).max(0.0);
            *w = -shrunk.copysign(*z) / ((1.0 + root) * inverse + self.l2);
        }
    }
}
