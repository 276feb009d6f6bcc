//! Inference in a linear chain: the best path, and the probabilities of labels and of pieces of a path.
//!
//! Viterbi and the scaled forward-backward algorithm, as in Rabiner, "A tutorial on hidden Markov models" (1989),
//! with the scores of a conditional random field (Lafferty et al., 2001) for probabilities.

use crate::Transitions;

/// Buffers of one worker; their content is the last sequence that was decoded.
#[derive(Clone, Debug, Default)]
pub struct Lattice {
    /// `emissions[i * width + label]`: what label `label` scores at item `i` by its features alone.
    pub(crate) emissions: Vec<f32>,
    /// Best label before this one, laid out as `emissions`.
    back: Vec<u8>,
    path: Vec<u8>,
    alpha: Vec<f32>,
    beta: Vec<f32>,
    /// exp of emissions, scaled by the greatest of its item.
    local: Vec<f32>,
    /// What the forward pass divided item `i` by.
    scale: Vec<f32>,
}

impl Lattice {
    /// Begins a sequence that has no items yet; see [`SequenceModel::push`](crate::SequenceModel::push).
    #[inline]
    pub fn clear(&mut self) {
        self.emissions.clear();
    }

    /// Number of items, where rows are `width` labels long.
    pub(crate) fn items(&self, t: &Transitions) -> usize {
        self.emissions.len() / t.width()
    }

    /// The path of highest score; of equals the one with the lowest labels at the end.
    pub(crate) fn viterbi(&mut self, t: &Transitions) -> &[u8] {
        let (n, width) = (self.items(t), t.width());
        self.path.clear();
        if n == 0 {
            return &self.path;
        }
        self.back.clear();
        self.back.resize(n * width, 0);
        match width {
            8 => self.viterbi_forward::<8>(t),
            16 => self.viterbi_forward::<16>(t),
            24 => self.viterbi_forward::<24>(t),
            32 => self.viterbi_forward::<32>(t),
            _ => self.viterbi_forward::<MAX_WIDTH>(t),
        }
        // `alpha` holds the scores of the last item.
        let last = &self.alpha[..t.labels()];
        let mut best = 0;
        for (label, &score) in last.iter().enumerate() {
            if score > last[best] {
                best = label;
            }
        }
        self.path.resize(n, 0);
        for i in (0..n).rev() {
            self.path[i] = best as u8;
            best = self.back[i * width + best] as usize;
        }
        &self.path
    }

    /// Leaves the best score of each label at the last item in `alpha`. `W` is the width.
    fn viterbi_forward<const W: usize>(&mut self, t: &Transitions) {
        let rows = t.scores.as_chunks::<W>().0;
        let mut score = [0f32; W];
        for ((s, i), e) in score.iter_mut().zip(&t.initial).zip(&self.emissions) {
            *s = i + e;
        }
        let items = self.emissions.as_chunks::<W>().0.iter().zip(self.back.as_chunks_mut::<W>().0).skip(1);
        for (emission, back) in items {
            let mut best = [f32::MIN; W];
            let mut from = [0i32; W];
            for (label, (row, before)) in rows.iter().zip(score).enumerate() {
                for l in 0..W {
                    let s = before + row[l];
                    let better = s > best[l];
                    best[l] = if better { s } else { best[l] };
                    from[l] = if better { label as i32 } else { from[l] };
                }
            }
            for l in 0..W {
                score[l] = best[l] + emission[l];
                back[l] = from[l] as u8;
            }
        }
        self.alpha.clear();
        self.alpha.extend_from_slice(&score);
    }

    /// Forward and backward passes; `odds` is [`Transitions::odds`]. Returns the logarithm of the partition function.
    pub(crate) fn forward_backward(&mut self, t: &Transitions, odds: &[f32]) -> f64 {
        let (n, width) = (self.items(t), t.width());
        for buffer in [&mut self.alpha, &mut self.beta, &mut self.local] {
            buffer.clear();
            buffer.resize(n * width, 0.0);
        }
        self.scale.clear();
        self.scale.resize(n, 0.0);
        match width {
            8 => self.both_passes::<8>(t, odds),
            16 => self.both_passes::<16>(t, odds),
            24 => self.both_passes::<24>(t, odds),
            32 => self.both_passes::<32>(t, odds),
            _ => self.both_passes::<MAX_WIDTH>(t, odds),
        }
    }

    /// `W` is the width, so that loops over labels become vector instructions.
    fn both_passes<const W: usize>(&mut self, t: &Transitions, odds: &[f32]) -> f64 {
        let odds = odds.as_chunks::<W>().0;
        let local = self.local.as_chunks_mut::<W>().0;
        let alpha = self.alpha.as_chunks_mut::<W>().0;
        let mut log_z = 0f64;
        let mut here = [0f32; W];
        for (i, emission) in self.emissions.as_chunks::<W>().0.iter().enumerate() {
            let emission = &emission[..t.labels()];
            let top = emission.iter().fold(f32::MIN, |a, &b| a.max(b));
            for (x, e) in local[i].iter_mut().zip(emission) {
                *x = (e - top).exp();
            }
            let before = here;
            here = [0f32; W];
            if i == 0 {
                for (a, s) in here.iter_mut().zip(&t.initial) {
                    *a = s.exp();
                }
            } else {
                for (row, a) in odds.iter().zip(before) {
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
        // `into[to][from]`: the odds the other way round.
        let mut into = [[0f32; W]; W];
        for (from, row) in odds.iter().enumerate() {
            for to in 0..W {
                into[to][from] = row[to];
            }
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

    /// Probability of label `label` at item `i`, after [`Lattice::forward_backward`].
    #[inline]
    pub(crate) fn marginal(&self, width: usize, i: usize, label: usize) -> f32 {
        self.alpha[i * width + label] * self.beta[i * width + label]
    }

    /// Probability that the items from `start` on have exactly these labels, after [`Lattice::forward_backward`].
    pub(crate) fn path_probability(
        &self,
        odds: &[f32],
        width: usize,
        start: usize,
        labels: impl Iterator<Item = usize>,
    ) -> f32 {
        let (mut p, mut before, mut at) = (1.0, 0, start);
        for label in labels {
            p *= match at == start {
                true => self.alpha[at * width + label],
                false => odds[before * width + label] * self.local[at * width + label] / self.scale[at],
            };
            (before, at) = (label, at + 1);
        }
        match at == start {
            true => 1.0,
            false => (p * self.beta[(at - 1) * width + before]).clamp(0.0, 1.0),
        }
    }

    /// Probability of the pair of labels at items `i - 1` and `i`, after [`Lattice::forward_backward`].
    #[cfg(feature = "train")]
    #[inline]
    pub(crate) fn pair_marginal(&self, odds: &[f32], width: usize, i: usize, from: usize, to: usize) -> f32 {
        let at = i * width + to;
        self.alpha[(i - 1) * width + from] * odds[from * width + to] * self.local[at] * self.beta[at]
            / self.scale[i]
    }
}

/// Most labels a sequence model may have, with padding.
pub(crate) const MAX_WIDTH: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    /// Scores that look random and are always the same.
    fn lattice(n: usize, labels: usize, seed: u64) -> (Lattice, Transitions) {
        let mut t = Transitions::new(labels);
        let mut x = seed;
        let mut next = || {
            x = crate::hash::pair(x, 11);
            (x >> 40) as f32 / (1u64 << 24) as f32 * 4.0 - 2.0
        };
        for from in 0..labels {
            for to in 0..labels {
                let at = from * t.width() + to;
                t.scores[at] = next();
            }
            t.initial[from] = next();
        }
        t.forbid(Some(0), labels - 1);
        let width = t.width();
        let emissions = (0..n * width).map(|at| if at % width < labels { next() } else { 0.0 }).collect();
        let lattice = Lattice { emissions, ..Lattice::default() };
        (lattice, t)
    }

    /// Every path with its score.
    fn paths(lattice: &Lattice, t: &Transitions) -> Vec<(Vec<usize>, f64)> {
        let (n, labels) = (lattice.items(t), t.labels());
        (0..labels.pow(n as u32))
            .map(|code| {
                let path: Vec<usize> = (0..n).map(|i| code / labels.pow(i as u32) % labels).collect();
                let mut score = 0f64;
                for (i, &l) in path.iter().enumerate() {
                    let from = i.checked_sub(1).map(|j| path[j]);
                    score += f64::from(t.score(from, l)) + f64::from(lattice.emissions[i * t.width() + l]);
                }
                (path, score)
            })
            .collect()
    }

    fn check(n: usize, labels: usize) {
        let (mut lattice, t) = lattice(n, labels, (n * 31 + labels) as u64);
        let all = paths(&lattice, &t);
        let best = all.iter().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
        let found: Vec<usize> = lattice.viterbi(&t).iter().map(|&l| l as usize).collect();
        assert_eq!(found, best.0);

        let z: f64 = all.iter().map(|(_, s)| s.exp()).sum();
        assert!((lattice.forward_backward(&t, &t.odds()) - z.ln()).abs() < 1e-4);
        for i in 0..n {
            for l in 0..labels {
                let exact: f64 = all.iter().filter(|(p, _)| p[i] == l).map(|(_, s)| s.exp()).sum::<f64>() / z;
                assert!((f64::from(lattice.marginal(t.width(), i, l)) - exact).abs() < 1e-5);
            }
        }
        let (from, to) = (n / 3, n - n / 4);
        let exact: f64 =
            all.iter().filter(|(p, _)| p[from..to] == best.0[from..to]).map(|(_, s)| s.exp()).sum::<f64>()
                / z;
        let p = lattice.path_probability(&t.odds(), t.width(), from, best.0[from..to].iter().copied());
        assert!((f64::from(p) - exact).abs() < 1e-5);
    }

    #[test]
    fn agrees_with_counting_every_path() {
        check(1, 2);
        check(2, 9);
        check(5, 3);
        check(6, 4);
        check(3, 17);
    }
}
