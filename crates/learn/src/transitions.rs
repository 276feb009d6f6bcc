use crate::ModelError;
use crate::container::{Reader, write_f32s};
use crate::layout::{LANES, MAX_WIDTH};

/// Stands for "never" where a score of minus infinity would make sums undefined.
pub(crate) const NEVER: f32 = -1e9;

/// What it scores for a sequence to begin with a label, and for one label to follow another.
///
/// Rows are padded to 8, 16, 24, 32 or 64 labels; the padding is never reached.
#[derive(Clone, Debug, PartialEq)]
pub struct Transitions {
    labels: usize,
    width: usize,
    /// `initial[to]`, `width` long.
    pub(crate) initial: Vec<f32>,
    /// `scores[from * width + to]`.
    pub(crate) scores: Vec<f32>,
}

/// exp of the scores of [`Transitions`].
#[derive(Clone, Debug)]
pub(crate) struct Odds {
    /// `initial[to]`.
    pub(crate) initial: Vec<f32>,
    /// `onto[from * width + to]`.
    pub(crate) onto: Vec<f32>,
    /// `back[to * width + from]`.
    pub(crate) back: Vec<f32>,
}

impl Transitions {
    /// All zero: every label may follow every other.
    pub fn new(labels: usize) -> Self {
        let width = if labels <= 4 * LANES { labels.next_multiple_of(LANES) } else { MAX_WIDTH };
        let row: Vec<f32> = (0..width).map(|l| if l < labels { 0.0 } else { NEVER }).collect();
        Self { labels, width, scores: row.repeat(labels), initial: row }
    }

    /// Zero, save that a label `I-x` can only follow `B-x` or `I-x` of the same `x`.
    ///
    /// ```
    /// use dixit_learn::Transitions;
    /// let t = Transitions::bio(&["O".into(), "B-cue".into(), "I-cue".into(), "I-source".into()]);
    /// assert!(t.allows(Some(1), 2) && t.allows(Some(2), 2) && t.allows(Some(2), 0));
    /// assert!(!t.allows(None, 2) && !t.allows(Some(0), 2) && !t.allows(Some(2), 3));
    /// ```
    pub fn bio(labels: &[String]) -> Self {
        let mut t = Self::new(labels.len());
        for (to, label) in labels.iter().enumerate() {
            let Some(kind) = label.strip_prefix("I-") else { continue };
            t.initial[to] = NEVER;
            for (from, before) in labels.iter().enumerate() {
                let same = before.strip_prefix("B-").or(before.strip_prefix("I-")) == Some(kind);
                if !same {
                    t.scores[from * t.width + to] = NEVER;
                }
            }
        }
        t
    }

    /// Number of labels.
    pub fn labels(&self) -> usize {
        self.labels
    }

    /// Number of labels with padding: the length of a row of scores.
    pub fn width(&self) -> usize {
        self.width
    }

    /// What it scores for `to` to follow `from`, or to begin a sequence.
    pub fn score(&self, from: Option<usize>, to: usize) -> f32 {
        match from {
            Some(from) => self.scores[from * self.width + to],
            None => self.initial[to],
        }
    }

    /// Whether `to` may follow `from`, or begin a sequence.
    pub fn allows(&self, from: Option<usize>, to: usize) -> bool {
        self.score(from, to) > NEVER / 2.0
    }

    /// Forbids `to` after `from`, or at the beginning of a sequence.
    pub fn forbid(&mut self, from: Option<usize>, to: usize) {
        match from {
            Some(from) => self.scores[from * self.width + to] = NEVER,
            None => self.initial[to] = NEVER,
        }
    }

    /// exp of all scores, both ways round.
    pub(crate) fn odds(&self) -> Odds {
        let exp = |scores: &[f32]| scores.iter().map(|s| s.exp()).collect::<Vec<f32>>();
        let onto = exp(&self.scores);
        let mut back = vec![0.0; onto.len()];
        for from in 0..self.labels {
            for to in 0..self.labels {
                back[to * self.width + from] = onto[from * self.width + to];
            }
        }
        Odds { initial: exp(&self.initial), onto, back }
    }

    #[cfg(feature = "train")]
    pub(crate) fn add(&mut self, other: &Self) {
        self.initial.iter_mut().zip(&other.initial).for_each(|(a, b)| *a += b);
        self.scores.iter_mut().zip(&other.scores).for_each(|(a, b)| *a += b);
    }

    #[cfg(feature = "train")]
    pub(crate) fn scale(&mut self, by: f32) {
        self.initial.iter_mut().chain(&mut self.scores).for_each(|s| *s *= by);
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        write_f32s(out, &self.initial[..self.labels]);
        for row in self.scores.chunks_exact(self.width) {
            write_f32s(out, &row[..self.labels]);
        }
    }

    pub(crate) fn read(labels: usize, r: &mut Reader<'_, '_>) -> Result<Self, ModelError> {
        let mut t = Self::new(labels);
        let clamp = |xs: Vec<f32>| xs.into_iter().map(|x| x.clamp(NEVER, -NEVER));
        for (slot, x) in t.initial.iter_mut().zip(clamp(r.f32s(labels)?)) {
            *slot = x;
        }
        for from in 0..labels {
            for (slot, x) in t.scores[from * t.width..].iter_mut().zip(clamp(r.f32s(labels)?)) {
                *slot = x;
            }
        }
        Ok(t)
    }
}
