//! Inference in a linear chain: the best path, and the probabilities of labels and of pieces of a path.
//!
//! Viterbi and the scaled forward-backward algorithm, as in Rabiner, "A tutorial on hidden Markov models" (1989),
//! with the scores of a conditional random field (Lafferty et al., 2001) for probabilities.

use rten_simd::SimdUnaryOp;
use rten_vecmath::Exp;

use crate::Transitions;
use crate::layout::{LANES, MAX_WIDTH};
use crate::transitions::Odds;

/// Buffers of one worker; their content is the last sequence that was decoded.
///
/// Where the scores of an item are changed afterwards, only what hangs on them is computed anew.
#[derive(Clone, Debug, Default)]
pub struct Lattice {
    /// `emissions[i * width + label]`: what label `label` scores at item `i` by its features alone.
    pub(crate) emissions: Vec<f32>,
    /// Score of the best path to each label, laid out as `emissions`.
    best: Vec<f32>,
    path: Vec<u8>,
    /// exp of emissions, scaled by the greatest of its item.
    local: Vec<f32>,
    alpha: Vec<f32>,
    beta: Vec<f32>,
    /// What `alpha` was multiplied by at each item.
    scale: Vec<f32>,
    /// What makes the products of `alpha` and `beta` probabilities.
    norm: Vec<f32>,
    /// How many items have their `best`, `local` and `alpha`, from the first on, and their `beta`, from the last on.
    best_known: usize,
    local_known: usize,
    alpha_known: usize,
    beta_known: usize,
}

impl Lattice {
    /// Begins a sequence that has no items yet; see [`SequenceModel::push`](crate::SequenceModel::push).
    #[inline]
    pub fn clear(&mut self) {
        self.emissions.clear();
        (self.best_known, self.local_known, self.alpha_known, self.beta_known) = (0, 0, 0, 0);
    }

    /// Items were appended.
    #[inline]
    pub(crate) fn extended(&mut self) {
        self.beta_known = 0;
    }

    /// Number of items, where rows are `width` labels long.
    pub(crate) fn items(&self, t: &Transitions) -> usize {
        self.emissions.len() / t.width()
    }

    /// Adds `scores` to the labels of an item.
    pub(crate) fn add(&mut self, t: &Transitions, item: usize, scores: &[f32]) {
        let (width, labels) = (t.width(), t.labels());
        for (e, s) in self.emissions[item * width..][..labels].iter_mut().zip(scores) {
            *e += s;
        }
        let after = self.emissions.len() / width - item;
        self.best_known = self.best_known.min(item);
        if item < self.local_known {
            let row = item * width..(item + 1) * width;
            below_top(&self.emissions[row.clone()], labels, &mut self.local[row.clone()]);
            Exp {}.map_mut(&mut self.local[row]);
        }
        self.alpha_known = self.alpha_known.min(item);
        self.beta_known = self.beta_known.min(after);
    }

    /// The path of highest score; of equals the one with the lowest labels at the end.
    pub(crate) fn viterbi(&mut self, t: &Transitions) -> &[u8] {
        match t.width() {
            8 => self.best_path::<8>(t),
            16 => self.best_path::<16>(t),
            24 => self.best_path::<24>(t),
            32 => self.best_path::<32>(t),
            _ => self.best_path::<MAX_WIDTH>(t),
        }
        &self.path
    }

    /// `W` is the width, so that loops over labels become vector instructions.
    fn best_path<const W: usize>(&mut self, t: &Transitions) {
        let rows = t.scores.as_chunks::<W>().0;
        let emissions = self.emissions.as_chunks::<W>().0;
        self.best.resize(self.emissions.len(), 0.0);
        let best = self.best.as_chunks_mut::<W>().0;
        for i in self.best_known..emissions.len() {
            let mut here = [f32::MIN; W];
            match i.checked_sub(1) {
                None => here.copy_from_slice(&t.initial),
                Some(before) => {
                    for (row, before) in rows.iter().zip(best[before]) {
                        for l in 0..W {
                            let score = before + row[l];
                            here[l] = if score > here[l] { score } else { here[l] };
                        }
                    }
                }
            }
            for l in 0..W {
                best[i][l] = here[l] + emissions[i][l];
            }
        }
        self.best_known = emissions.len();

        // Where the best path to a label came from is asked of one label an item: cheaper than to note it for all.
        let first = |scores: &mut dyn Iterator<Item = f32>| {
            let mut top = (0, f32::MIN);
            for (label, score) in scores.enumerate() {
                if score > top.1 {
                    top = (label, score);
                }
            }
            top.0
        };
        self.path.clear();
        self.path.resize(emissions.len(), 0);
        let mut after = None;
        for (step, best) in self.path.iter_mut().zip(best.iter()).rev() {
            let labels = best[..t.labels()].iter();
            let label = match after {
                None => first(&mut labels.copied()),
                Some(to) => first(&mut labels.zip(rows).map(|(b, row): (&f32, &[f32; W])| b + row[to])),
            };
            *step = label as u8;
            after = Some(label);
        }
    }

    /// Forward and backward passes; `odds` is [`Transitions::odds`].
    pub(crate) fn forward_backward(&mut self, t: &Transitions, odds: &Odds) {
        match t.width() {
            8 => self.both_passes::<8>(t, odds),
            16 => self.both_passes::<16>(t, odds),
            24 => self.both_passes::<24>(t, odds),
            32 => self.both_passes::<32>(t, odds),
            _ => self.both_passes::<MAX_WIDTH>(t, odds),
        }
    }

    /// The local odds of the items that are new.
    fn read_local<const W: usize>(&mut self, n: usize, labels: usize) {
        let fresh = self.local_known;
        let local = &mut self.local.as_chunks_mut::<W>().0[fresh..];
        for (local, emission) in local.iter_mut().zip(&self.emissions.as_chunks::<W>().0[fresh..]) {
            below_top(emission, labels, local);
        }
        Exp {}.map_mut(local.as_flattened_mut());
        self.local_known = n;
    }

    /// `W` is the width.
    fn both_passes<const W: usize>(&mut self, t: &Transitions, odds: &Odds) {
        let (n, labels) = (self.items(t), t.labels());
        for buffer in [&mut self.local, &mut self.alpha, &mut self.beta] {
            buffer.resize(n * W, 0.0);
        }
        for buffer in [&mut self.scale, &mut self.norm] {
            buffer.resize(n, 0.0);
        }
        if n == 0 {
            return;
        }
        let (onto, into) = (odds.onto.as_chunks::<W>().0, odds.back.as_chunks::<W>().0);

        self.read_local::<W>(n, labels);
        let local = self.local.as_chunks::<W>().0;
        let alpha = self.alpha.as_chunks_mut::<W>().0;
        let beta = self.beta.as_chunks_mut::<W>().0;
        if self.alpha_known == 0 {
            // What is beyond the labels may be left from a model that had more.
            alpha[0] = [0.0; W];
            for l in 0..labels {
                alpha[0][l] = odds.initial[l] * local[0][l];
            }
            self.alpha_known = 1;
        }
        if self.beta_known == 0 {
            beta[n - 1].fill(0.0);
            beta[n - 1][..labels].fill(1.0);
            self.beta_known = 1;
        }
        let scale = &mut self.scale;
        let mut forward = |i: usize| {
            let before = alpha[i - 1];
            // What came before is scaled only now: nothing waits for the division.
            scale[i] = reciprocal(&before);
            let mut sum = [0f32; W];
            for (row, a) in onto.iter().zip(before) {
                for l in 0..W {
                    sum[l] += a * row[l];
                }
            }
            for l in 0..W {
                sum[l] *= local[i][l] * scale[i];
            }
            alpha[i] = sum;
        };
        let mut backward = |i: usize| {
            let mut after = beta[i + 1];
            let scale = reciprocal(&after);
            for l in 0..W {
                after[l] *= local[i + 1][l] * scale;
            }
            let mut sum = [0f32; W];
            for (row, a) in into.iter().zip(after) {
                for l in 0..W {
                    sum[l] += a * row[l];
                }
            }
            beta[i] = sum;
        };
        // Side by side: each step waits for the one before, and neither pass for the other.
        let mut ahead = self.alpha_known..n;
        let mut back = (0..n - self.beta_known).rev();
        loop {
            match (ahead.next(), back.next()) {
                (None, None) => break,
                (i, j) => {
                    i.into_iter().for_each(&mut forward);
                    j.into_iter().for_each(&mut backward);
                }
            }
        }
        (self.alpha_known, self.beta_known) = (n, n);
        norms(alpha, beta, &mut self.norm);
    }

    /// The last of the items where label `label` is likeliest, after its probability; zeros where there are no items.
    pub(crate) fn likeliest(&self, width: usize, label: usize) -> (f32, usize) {
        let mut best = (0.0, 0);
        for (i, norm) in self.norm.iter().enumerate() {
            let p = self.alpha[i * width + label] * self.beta[i * width + label] * norm;
            if p >= best.0 {
                best = (p, i);
            }
        }
        best
    }

    /// Probability of label `label` at item `i`, after [`Lattice::forward_backward`].
    #[inline]
    pub(crate) fn marginal(&self, width: usize, i: usize, label: usize) -> f32 {
        self.alpha[i * width + label] * self.beta[i * width + label] * self.norm[i]
    }

    /// Probability that the items from `start` on have exactly these labels, after [`Lattice::forward_backward`].
    pub(crate) fn path_probability(
        &self,
        odds: &Odds,
        width: usize,
        start: usize,
        labels: impl Iterator<Item = usize>,
    ) -> f32 {
        let (mut p, mut before, mut at) = (1.0, 0, start);
        for label in labels {
            p *= match at == start {
                true => self.alpha[at * width + label],
                false => odds.onto[before * width + label] * self.local[at * width + label] * self.scale[at],
            };
            (before, at) = (label, at + 1);
        }
        match at == start {
            true => 1.0,
            false => (p * self.beta[(at - 1) * width + before] * self.norm[at - 1]).clamp(0.0, 1.0),
        }
    }
}

/// Scores of an item to what `local` is the exp of.
#[inline]
fn below_top(emission: &[f32], labels: usize, local: &mut [f32]) {
    let top = emission[..labels].iter().fold(f32::MIN, |a, &b| a.max(b));
    for (l, (local, emission)) in local.iter_mut().zip(emission).enumerate() {
        // The padding is as good as never.
        *local = if l < labels { emission - top } else { -80.0 };
    }
}

/// One through the sum of the products of both passes, by item.
#[inline]
fn norms<const W: usize>(alpha: &[[f32; W]], beta: &[[f32; W]], norms: &mut [f32]) {
    for ((norm, alpha), beta) in norms.iter_mut().zip(alpha).zip(beta) {
        let mut product = *alpha;
        for l in 0..W {
            product[l] *= beta[l];
        }
        *norm = reciprocal(&product);
    }
}

/// One through the sum of `xs`. A sum of zero means that no path is left; then nothing has a probability.
#[inline]
fn reciprocal<const W: usize>(xs: &[f32; W]) -> f32 {
    let mut sums = [0f32; LANES];
    for x in xs.as_chunks::<LANES>().0 {
        for l in 0..LANES {
            sums[l] += x[l];
        }
    }
    // In halves, so that no addition waits for more than two others.
    let [a, b, c, d, e, f, g, h] = sums;
    let sum = ((a + e) + (b + f)) + ((c + g) + (d + h));
    1.0 / sum.max(f32::MIN_POSITIVE)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Scores that look random and are always the same.
    pub(crate) fn lattice(n: usize, labels: usize, seed: u64) -> (Lattice, Transitions) {
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

    /// Items and labels of lattices whose paths can be counted.
    pub(crate) const SIZES: [(usize, usize); 5] = [(1, 2), (2, 9), (5, 3), (6, 4), (3, 17)];

    /// Probability of the paths that pass a test.
    pub(crate) fn share(paths: &[(Vec<usize>, f64)], test: impl Fn(&[usize]) -> bool) -> f64 {
        let all: f64 = paths.iter().map(|(_, s)| s.exp()).sum();
        paths.iter().filter(|(p, _)| test(p)).map(|(_, s)| s.exp()).sum::<f64>() / all
    }

    /// Every path with its score.
    pub(crate) fn paths(lattice: &Lattice, t: &Transitions) -> Vec<(Vec<usize>, f64)> {
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
        compare(&mut lattice, &t);
        // Changed, and read anew.
        for item in [n / 2, 0, n - 1] {
            lattice.add(&t, item, &[0.0, 2.0]);
            compare(&mut lattice, &t);
        }
        lattice.add(&t, n - 1, &[1.0]);
        lattice.add(&t, n / 3, &[1.0]);
        compare(&mut lattice, &t);
    }

    fn compare(lattice: &mut Lattice, t: &Transitions) {
        let (n, labels) = (lattice.items(t), t.labels());
        let all = paths(lattice, t);
        let best = all.iter().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
        let found: Vec<usize> = lattice.viterbi(t).iter().map(|&l| l as usize).collect();
        assert_eq!(found, best.0);

        lattice.forward_backward(t, &t.odds());
        for i in 0..n {
            for l in 0..labels {
                let exact = share(&all, |p| p[i] == l);
                assert!((f64::from(lattice.marginal(t.width(), i, l)) - exact).abs() < 1e-5);
            }
        }
        let (from, to) = (n / 3, n - n / 4);
        let exact = share(&all, |p| p[from..to] == best.0[from..to]);
        let p = lattice.path_probability(&t.odds(), t.width(), from, best.0[from..to].iter().copied());
        assert!((f64::from(p) - exact).abs() < 1e-5);
    }

    #[test]
    fn agrees_with_counting_every_path() {
        SIZES.into_iter().for_each(|(n, labels)| check(n, labels));
    }

    #[test]
    fn what_was_read_before_changes_nothing() {
        let (mut used, t) = lattice(9, 7, 1);
        used.viterbi(&t);
        used.forward_backward(&t, &t.odds());
        let (mut fresh, t) = lattice(6, 5, 2);
        used.clear();
        used.emissions.clone_from(&fresh.emissions);
        for lattice in [&mut used, &mut fresh] {
            lattice.viterbi(&t);
            lattice.forward_backward(&t, &t.odds());
        }
        assert_eq!(used.path, fresh.path);
        for (i, l) in (0..6).flat_map(|i| (0..5).map(move |l| (i, l))) {
            assert_eq!(used.marginal(t.width(), i, l), fresh.marginal(t.width(), i, l));
        }
    }
}
