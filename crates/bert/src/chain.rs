//! The chain over the roles of a block given a seed.
//!
//! Paths are of two kinds: the one where all is outside, since the seed is no cue; and those where the seed is in a cue and
//! there is a content. The second kind is read with 12 states: labels below content while none has been seen, then all.

use crate::config::ROLE_LABELS;
use crate::labels::{CONTENT, CUE, RoleScores, begin, inside, may_follow};

/// Labels while no content has been seen.
const UNSEEN: usize = begin(CONTENT) as usize;
const STATES: usize = UNSEEN + ROLE_LABELS;

/// Which states may follow which, and how well.
pub(crate) struct Chain {
    /// From the start of the block.
    start: [Option<f32>; STATES],
    /// Of each state those before it.
    before: [Vec<(usize, f32)>; STATES],
    /// From label to label; the last row is from the start.
    transitions: [RoleScores; ROLE_LABELS + 1],
}

/// What a block is read as.
#[derive(Debug)]
pub(crate) struct Reading {
    /// How likely the seed is in a cue.
    pub(crate) probability: f32,
    /// The best roles, given that it is.
    pub(crate) labels: Vec<u8>,
    /// Log of how likely they are, given that it is.
    pub(crate) fit: f32,
}

const fn label(state: usize) -> usize {
    if state < UNSEEN { state } else { state - UNSEEN }
}

impl Chain {
    pub(crate) fn new(transitions: [RoleScores; ROLE_LABELS + 1]) -> Self {
        let may = |from: Option<usize>, to: usize| {
            let seen = from.is_some_and(|from| from >= UNSEEN);
            let first_content = !seen && label(to) == usize::from(begin(CONTENT));
            may_follow(from.map(|from| label(from) as u8), label(to) as u8)
                && (seen == (to >= UNSEEN) || first_content)
        };
        let score = |from: Option<usize>, to: usize| {
            may(from, to).then(|| transitions[from.map_or(ROLE_LABELS, label)][label(to)])
        };
        let before = |to| (0..STATES).filter_map(|from| Some((from, score(Some(from), to)?))).collect();
        Self {
            start: std::array::from_fn(|to| score(None, to)),
            before: std::array::from_fn(before),
            transitions,
        }
    }

    /// Reads the words of a block given that word `seed` is the seed; `None` where it is too short for cue and content.
    pub(crate) fn read(&self, scores: &[RoleScores], seed: usize) -> Option<Reading> {
        let allowed = |w: usize, state: usize| {
            w != seed || label(state) == usize::from(begin(CUE)) || label(state) == usize::from(inside(CUE))
        };
        // Sums and bests are of one pass, since both look at the same states before.
        let mut sums = [f64::NEG_INFINITY; STATES];
        let mut bests = sums;
        let mut back = vec![[0u8; STATES]; scores.len()];
        for (w, row) in scores.iter().enumerate() {
            let (mut next_sums, mut next_bests) = ([f64::NEG_INFINITY; STATES], [f64::NEG_INFINITY; STATES]);
            for state in (0..STATES).filter(|&s| allowed(w, s)) {
                let here = f64::from(row[label(state)]);
                if w == 0 {
                    if let Some(start) = self.start[state] {
                        next_sums[state] = f64::from(start) + here;
                        next_bests[state] = next_sums[state];
                    }
                    continue;
                }
                let before = self.before[state].iter().map(|&(from, by)| (from, f64::from(by)));
                let most = before.clone().fold(f64::NEG_INFINITY, |m, (from, by)| m.max(sums[from] + by));
                if most == f64::NEG_INFINITY {
                    continue;
                }
                let sum: f64 = before.clone().map(|(from, by)| (sums[from] + by - most).exp()).sum();
                next_sums[state] = most + sum.ln() + here;
                for (from, by) in before {
                    if bests[from] + by + here > next_bests[state] {
                        next_bests[state] = bests[from] + by + here;
                        back[w][state] = from as u8;
                    }
                }
            }
            (sums, bests) = (next_sums, next_bests);
        }
        let with_cue = log_sum(&sums[UNSEEN..]);
        if with_cue == f64::NEG_INFINITY {
            return None;
        }
        let nothing: f64 = scores.iter().map(|row| f64::from(row[0])).sum::<f64>()
            + f64::from(self.transitions[ROLE_LABELS][0])
            + f64::from(self.transitions[0][0]) * (scores.len() - 1) as f64;
        let mut state = (UNSEEN..STATES).fold(UNSEEN, |a, b| if bests[b] > bests[a] { b } else { a });
        let fit = (bests[state] - with_cue) as f32;
        let mut labels = vec![0; scores.len()];
        for w in (0..scores.len()).rev() {
            labels[w] = label(state) as u8;
            state = usize::from(back[w][state]);
        }
        let probability = (1.0 / (1.0 + (nothing - with_cue).exp())) as f32;
        Some(Reading { probability, labels, fit })
    }
}

fn log_sum(logs: &[f64]) -> f64 {
    let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if most == f64::NEG_INFINITY {
        return most;
    }
    most + logs.iter().map(|x| (x - most).exp()).sum::<f64>().ln()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every path of `n` labels that the chain allows, with its score.
    fn paths(chain: &Chain, scores: &[RoleScores], seed: usize) -> Vec<(Vec<u8>, f64)> {
        let mut paths = vec![(Vec::new(), 0.0)];
        for row in scores {
            let mut longer = Vec::new();
            for (path, score) in &paths {
                let last: Option<u8> = path.last().copied();
                for next in (0..ROLE_LABELS as u8).filter(|&next| may_follow(last, next)) {
                    let by = chain.transitions[last.map_or(ROLE_LABELS, usize::from)][usize::from(next)];
                    let path = path.iter().copied().chain([next]).collect();
                    longer.push((path, score + f64::from(by) + f64::from(row[usize::from(next)])));
                }
            }
            paths = longer;
        }
        let good = |path: &Vec<u8>| [3, 4].contains(&path[seed]) && path.contains(&5);
        paths.into_iter().filter(|(path, _)| good(path)).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

        /// Beside all paths written out.
        #[test]
        fn sums_and_bests_are_those_of_all_paths(
            rows in prop::collection::vec(prop::array::uniform7(-3.0f32..3.0), 2..6),
            transitions in prop::array::uniform8(prop::array::uniform7(-2.0f32..2.0)),
            at in 0usize..100,
        ) {
            let (chain, seed) = (Chain::new(transitions), at % rows.len());
            let all = paths(&chain, &rows, seed);
            let read = chain.read(&rows, seed).unwrap();
            let best = all.iter().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
            prop_assert_eq!(&read.labels, &best.0);
            let with_cue: f64 = all.iter().map(|(_, score)| score.exp()).sum();
            prop_assert!((f64::from(read.fit) - (best.1 - with_cue.ln())).abs() < 1e-4);
            let n = rows.len() - 1;
            let nothing = f64::from(transitions[7][0]) + n as f64 * f64::from(transitions[0][0])
                + rows.iter().map(|r| f64::from(r[0])).sum::<f64>();
            let probability = with_cue / (with_cue + nothing.exp());
            prop_assert!((f64::from(read.probability) - probability).abs() < 1e-5);
        }
    }

    #[test]
    fn one_word_is_no_quotation() {
        assert!(Chain::new([[0.0; ROLE_LABELS]; ROLE_LABELS + 1]).read(&[[0.0; ROLE_LABELS]], 0).is_none());
    }
}
