use crate::Transitions;
use crate::layout::MAX_WIDTH;
use crate::transitions::Odds;

/// Probabilities of labels and of pairs of them in a sequence, for gradients, by the scaled forward-backward algorithm.
///
/// [`Lattice`](crate::Lattice) has another for use: it hurries, and needs neither pairs nor the sum over all paths.
#[derive(Debug, Default)]
pub(super) struct Posterior {
    alpha: Vec<f32>,
    beta: Vec<f32>,
    /// exp of emissions, scaled by the greatest of its item.
    local: Vec<f32>,
    /// What the forward pass divided item `i` by.
    scale: Vec<f32>,
}

impl Posterior {
    /// Both passes over scored items; `odds` is [`Transitions::odds`]. Returns the logarithm of the sum over all paths of
    /// exp(score).
    pub(super) fn infer(&mut self, emissions: &[f32], t: &Transitions, odds: &Odds) -> f64 {
        for buffer in [&mut self.alpha, &mut self.beta, &mut self.local] {
            buffer.clear();
            buffer.resize(emissions.len(), 0.0);
        }
        self.scale.clear();
        self.scale.resize(emissions.len() / t.width(), 0.0);
        match t.width() {
            8 => self.both_passes::<8>(emissions, t, odds),
            16 => self.both_passes::<16>(emissions, t, odds),
            24 => self.both_passes::<24>(emissions, t, odds),
            32 => self.both_passes::<32>(emissions, t, odds),
            _ => self.both_passes::<MAX_WIDTH>(emissions, t, odds),
        }
    }

    /// `W` is the width, so that loops over labels become vector instructions.
    fn both_passes<const W: usize>(&mut self, emissions: &[f32], t: &Transitions, odds: &Odds) -> f64 {
        let (onto, into) = (odds.onto.as_chunks::<W>().0, odds.back.as_chunks::<W>().0);
        let local = self.local.as_chunks_mut::<W>().0;
        let alpha = self.alpha.as_chunks_mut::<W>().0;
        let mut log_z = 0f64;
        let mut here = [0f32; W];
        for (i, emission) in emissions.as_chunks::<W>().0.iter().enumerate() {
            let emission = &emission[..t.labels()];
            let top = emission.iter().fold(f32::MIN, |a, &b| a.max(b));
            for (x, e) in local[i].iter_mut().zip(emission) {
                *x = (e - top).exp();
            }
            let before = here;
            here = [0f32; W];
            if i == 0 {
                here.copy_from_slice(&odds.initial);
            } else {
                for (row, a) in onto.iter().zip(before) {
                    for l in 0..W {
                        here[l] += a * row[l];
                    }
                }
            }
            let mut sum = 0.0;
            for l in 0..W {
                here[l] *= local[i][l];
                sum += here[l];
            }
            // A sum of zero means that no path is left; then nothing has a probability.
            let sum = sum.max(f32::MIN_POSITIVE);
            for a in &mut here {
                *a /= sum;
            }
            alpha[i] = here;
            self.scale[i] = sum;
            log_z += f64::from(sum.ln()) + f64::from(top);
        }
        let beta = self.beta.as_chunks_mut::<W>().0;
        if let Some(last) = beta.last_mut() {
            last[..t.labels()].fill(1.0);
        }
        for i in (1..beta.len()).rev() {
            let mut here = [0f32; W];
            for to in 0..t.labels() {
                let after = local[i][to] * beta[i][to];
                for l in 0..W {
                    here[l] += into[to][l] * after;
                }
            }
            for (b, x) in beta[i - 1].iter_mut().zip(here) {
                *b = x / self.scale[i];
            }
        }
        log_z
    }

    /// Probability of label `label` at item `i`.
    #[inline]
    pub(super) fn marginal(&self, width: usize, i: usize, label: usize) -> f32 {
        self.alpha[i * width + label] * self.beta[i * width + label]
    }

    /// Probability of the pair of labels at items `i - 1` and `i`.
    #[inline]
    pub(super) fn pair_marginal(&self, odds: &Odds, width: usize, i: usize, from: usize, to: usize) -> f32 {
        let at = i * width + to;
        self.alpha[(i - 1) * width + from] * odds.onto[from * width + to] * self.local[at] * self.beta[at]
            / self.scale[i]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::tests::{SIZES, lattice, paths, share};

    fn check(n: usize, labels: usize) {
        let (lattice, t) = lattice(n, labels, (n * 31 + labels) as u64);
        let (all, odds, width) = (paths(&lattice, &t), t.odds(), t.width());
        let z: f64 = all.iter().map(|(_, s)| s.exp()).sum();
        let mut posterior = Posterior::default();
        assert!((posterior.infer(&lattice.emissions, &t, &odds) - z.ln()).abs() < 1e-4);
        for i in 0..n {
            for l in 0..labels {
                assert!(
                    (f64::from(posterior.marginal(width, i, l)) - share(&all, |p| p[i] == l)).abs() < 1e-5
                );
            }
            for (from, to) in (0..labels * labels).map(|x| (x / labels, x % labels)).filter(|_| i > 0) {
                let pair = posterior.pair_marginal(&odds, width, i, from, to);
                assert!((f64::from(pair) - share(&all, |p| p[i - 1] == from && p[i] == to)).abs() < 1e-5);
            }
        }
    }

    #[test]
    fn agrees_with_counting_every_path() {
        SIZES.into_iter().for_each(|(n, labels)| check(n, labels));
    }
}
