//! From scores to quotations: seeds, the roles each gives to the words of its block, and which of them go together.

use std::ops::Range;

use crate::LoadError;
use crate::chain::Chain;
use crate::config::{Confidence, Config, NAME_LABELS, ROLE_LABELS};
use crate::labels::{CONTENT, CUE, RoleScores, SOURCE, begin, inside, runs};
use crate::text::Window;
use crate::weights::Tensors;

/// The head that reads a block given a cue.
pub(crate) struct RoleHead {
    size: usize,
    /// Distances in words at which the next row begins.
    distances: Vec<usize>,
    /// A row for each distance from the seed on, then one for each before it.
    distance: Vec<f32>,
    sentences: i64,
    sentence: Vec<f32>,
    out: Vec<f32>,
    bias: RoleScores,
    chain: Chain,
    cue_floor: f32,
    threshold: f32,
    confidence: Confidence,
}

/// An attribution, in words of the text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Candidate {
    pub(crate) cue: Range<usize>,
    pub(crate) sources: Vec<Range<usize>>,
    pub(crate) contents: Vec<Range<usize>>,
    pub(crate) score: f32,
}

impl RoleHead {
    pub(crate) fn new(config: &Config, tensors: &Tensors<'_>) -> Result<Self, LoadError> {
        let d = &config.dixit;
        let size = d.pair_size;
        let mut bias = [0.0; ROLE_LABELS];
        bias.copy_from_slice(&tensors.single("pair.out.bias", &[ROLE_LABELS])?);
        let table = tensors.single("crf.transitions", &[ROLE_LABELS + 1, ROLE_LABELS])?;
        let transitions = std::array::from_fn(|i| std::array::from_fn(|j| table[i * ROLE_LABELS + j]));
        Ok(Self {
            size,
            distances: d.distances.clone(),
            distance: tensors.single("pair.distance", &[2 * d.distances.len() + 1, size])?,
            sentences: d.sentences as i64,
            sentence: tensors.single("pair.sentence", &[2 * d.sentences + 1, size])?,
            out: tensors.single("pair.out.weight", &[ROLE_LABELS, size])?,
            bias,
            chain: Chain::new(transitions),
            cue_floor: d.cue_floor,
            threshold: d.threshold,
            confidence: d.confidence,
        })
    }

    /// Leaves out what is less likely than this.
    pub(crate) fn set_threshold(&mut self, threshold: f32) {
        self.threshold = threshold;
    }

    /// The attributions of a window that go together. `row` gives the scores of a word of the window, `sentence` the number
    /// of the sentence of each word of the text.
    pub(crate) fn quotations<'a>(
        &self,
        window: &Window,
        sentence: &[u32],
        row: impl Fn(usize) -> &'a [f32],
    ) -> Vec<Candidate> {
        let row = |word: usize| row(word - window.words.start);
        let mut chosen = Vec::new();
        // What is in different blocks never clashes.
        for block in &window.blocks {
            chosen.extend(choose(self.candidates(block, sentence, row), self.threshold));
        }
        chosen
    }

    /// All attributions of a block, one a seed.
    pub(crate) fn candidates<'a>(
        &self,
        block: &Range<usize>,
        sentence: &[u32],
        row: impl Fn(usize) -> &'a [f32],
    ) -> Vec<Candidate> {
        let likely: Vec<f32> = block.clone().map(|w| cue_probability(row(w))).collect();
        let mut out = Vec::new();
        for (i, &here) in likely.iter().enumerate() {
            let before = if i > 0 { likely[i - 1] } else { 0.0 };
            let after = likely.get(i + 1).copied().unwrap_or(0.0);
            if here < self.cue_floor || here <= before || here < after {
                continue;
            }
            let scores = self.scores(block, block.start + i, sentence, &row);
            let Some(read) = self.chain.read(&scores, i) else { continue };
            let found = |role| {
                let shift = |r: Range<usize>| block.start + r.start..block.start + r.end;
                runs(&read.labels, role).into_iter().map(shift).collect::<Vec<_>>()
            };
            let cue = found(CUE).into_iter().find(|c| c.contains(&(block.start + i)));
            let (Some(cue), contents) = (cue, found(CONTENT)) else { continue };
            let score = self.confidence.of(read.probability, read.fit, here);
            out.push(Candidate { cue, sources: found(SOURCE), contents, score });
        }
        out
    }

    /// Scores of the roles of each word of a block, given that `seed` is of a cue.
    fn scores<'a>(
        &self,
        block: &Range<usize>,
        seed: usize,
        sentence: &[u32],
        row: &impl Fn(usize) -> &'a [f32],
    ) -> Vec<RoleScores> {
        let n = self.size;
        let vectors = |word: usize| row(word)[NAME_LABELS + ROLE_LABELS..].chunks_exact(n);
        let mut cue = vectors(seed).skip(2);
        let (Some(cue_a), Some(cue_b)) = (cue.next(), cue.next()) else { return Vec::new() };
        let mut hidden = vec![0.0; n];
        let scores = |word: usize| {
            let mut of_word = vectors(word);
            let (Some(word_a), Some(word_b)) = (of_word.next(), of_word.next()) else { return self.bias };
            let size = self.distances.partition_point(|&d| d <= word.abs_diff(seed));
            let at = if word >= seed { size } else { self.distances.len() + size };
            let between = i64::from(sentence[word]) - i64::from(sentence[seed]);
            let between = between.clamp(-self.sentences, self.sentences) + self.sentences;
            let distance = &self.distance[at * n..][..n];
            let apart = &self.sentence[between as usize * n..][..n];
            for (i, h) in hidden.iter_mut().enumerate() {
                *h = (word_a[i] + cue_a[i] + word_b[i] * cue_b[i] + distance[i] + apart[i]).max(0.0);
            }
            std::array::from_fn(|label| self.bias[label] + dot(&self.out[label * n..][..n], &hidden))
        };
        block.clone().map(scores).collect()
    }
}

/// How likely a word is of a cue, by the head that reads each word for itself.
fn cue_probability(row: &[f32]) -> f32 {
    let roles = &row[NAME_LABELS..][..ROLE_LABELS];
    let most = roles.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let e = |i: usize| (roles[i] - most).exp();
    (e(begin(CUE).into()) + e(inside(CUE).into())) / (0..ROLE_LABELS).map(e).sum::<f32>()
}

/// The sum of products, in eight lanes so that it can be computed in vectors.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0; 8];
    let (a8, a_rest) = a.as_chunks::<8>();
    let (b8, b_rest) = b.as_chunks::<8>();
    for (a, b) in a8.iter().zip(b8) {
        for (lane, (a, b)) in lanes.iter_mut().zip(a.iter().zip(b)) {
            *lane += a * b;
        }
    }
    lanes.iter().sum::<f32>() + a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum::<f32>()
}

/// Those that go together, the surest first: contents do not overlap, and no cue stands in the content of another.
fn choose(mut candidates: Vec<Candidate>, threshold: f32) -> Vec<Candidate> {
    candidates.retain(|c| c.score >= threshold);
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.cue.start.cmp(&b.cue.start)));
    let mut kept: Vec<Candidate> = Vec::new();
    for c in candidates {
        if !kept.iter().any(|k| clash(k, &c)) {
            kept.push(c);
        }
    }
    kept
}

fn clash(a: &Candidate, b: &Candidate) -> bool {
    let overlap = |x: &Range<usize>, y: &Range<usize>| x.start < y.end && y.start < x.end;
    let any = |xs: &[Range<usize>], y: &Range<usize>| xs.iter().any(|x| overlap(x, y));
    b.contents.iter().any(|c| any(&a.contents, c) || overlap(c, &a.cue))
        || any(&a.contents, &b.cue)
        || overlap(&a.cue, &b.cue)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(cue: Range<usize>, content: Range<usize>, score: f32) -> Candidate {
        Candidate { cue, sources: Vec::new(), contents: vec![content], score }
    }

    #[test]
    fn the_surest_go_together() {
        let outer = candidate(2..3, 4..9, 0.9);
        let inner = candidate(5..6, 7..9, 0.8);
        let next = candidate(10..11, 12..14, 0.5);
        let unsure = candidate(20..21, 22..24, 0.1);
        let all = vec![unsure, next.clone(), inner, outer.clone()];
        assert_eq!(choose(all, 0.3), [outer, next]);
    }
}
