//! Whether a confidence of 0.8 is right eight times in ten.

use std::fmt::Write as _;

use crate::alignment::Alignment;
use crate::names::Fit;
use crate::score::{counts_speaker, lenient, speaker_fit};
use crate::{Article, Predictions};

/// Bins of equal width between 0 and 1.
const BINS: usize = 10;

/// Confidences beside outcomes, binned.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reliability {
    bins: [Bin; BINS],
}

/// Predictions of similar confidence.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    /// Predictions in the bin.
    pub n: u32,
    /// Sum of their confidences.
    confidence: f64,
    /// How many are right.
    right: u32,
}

impl Bin {
    /// Mean confidence, `0.0..=1.0`.
    pub fn confidence(&self) -> f64 {
        self.confidence / f64::from(self.n.max(1))
    }

    /// Share of right predictions.
    pub fn accuracy(&self) -> f64 {
        f64::from(self.right) / f64::from(self.n.max(1))
    }
}

impl Reliability {
    /// Adds one prediction.
    pub fn add(&mut self, confidence: f64, right: bool) {
        let bin = &mut self.bins[((confidence * BINS as f64) as usize).min(BINS - 1)];
        bin.n += 1;
        bin.confidence += confidence;
        bin.right += u32::from(right);
    }

    /// The bins, from the least sure.
    pub fn bins(&self) -> &[Bin] {
        &self.bins
    }

    /// Predictions counted.
    pub fn n(&self) -> u32 {
        self.bins.iter().map(|b| b.n).sum()
    }

    /// Expected calibration error, `0.0..=1.0`: the gap between confidence and accuracy, weighed by bin
    /// (Naeini, Cooper & Hauskrecht 2015; ten bins of equal width).
    pub fn ece(&self) -> f64 {
        let gap = |b: &Bin| f64::from(b.n) * (b.confidence() - b.accuracy()).abs();
        self.bins.iter().map(gap).sum::<f64>() / f64::from(self.n().max(1))
    }

    /// The table of bins, one a line.
    pub fn table(&self) -> String {
        let mut out = format!("{:>9} {:>7} {:>11} {:>8}\n", "bin", "n", "confidence", "right");
        for (i, bin) in self.bins.iter().enumerate().filter(|(_, b)| b.n > 0) {
            let edge = |i: usize| i as f64 / BINS as f64;
            let _ = writeln!(
                out,
                "{:>4.1}–{:<4.1} {:7} {:11.3} {:8.3}",
                edge(i),
                edge(i + 1),
                bin.n,
                bin.confidence(),
                bin.accuracy()
            );
        }
        out
    }
}

/// Confidence of attributions (right: content matches and the source is right, as in joint lenient) and of speakers
/// (right: the name fits, over matched direct and mixed speech of a named speaker). Predictions without one are left out.
pub fn calibration(gold: &[Article], pred: &Predictions) -> (Reliability, Reliability) {
    let (mut attributions, mut speakers) = (Reliability::default(), Reliability::default());
    for article in gold {
        let Some(pred) = pred.get(&article.id) else { continue };
        let alignment = Alignment::new(&article.text, &article.gold.attributions, &pred.attributions);
        let mut right = vec![false; alignment.pred.len()];
        for &(i, j) in &alignment.pairs {
            let (g, p) = (&alignment.gold[i], &alignment.pred[j]);
            right[j] = lenient(&g.source, &p.source);
            if let Some(confidence) = p.attribution.speaker_confidence
                && counts_speaker(g)
                && !p.attribution.speakers.is_empty()
            {
                speakers.add(confidence, speaker_fit(g.attribution, p.attribution) > Fit::No);
            }
        }
        for (p, right) in alignment.pred.iter().zip(right) {
            if let Some(confidence) = p.attribution.confidence {
                attributions.add(confidence, right);
            }
        }
    }
    (attributions, speakers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ece_of_a_worked_case() {
        let mut r = Reliability::default();
        // Four at 0.9, three right: gap 0.15. One at 0.2, wrong: gap 0.2. (4 × 0.15 + 0.2) / 5 = 0.16.
        for right in [true, true, true, false] {
            r.add(0.9, right);
        }
        r.add(0.2, false);
        assert!((r.ece() - 0.16).abs() < 1e-9, "{}", r.ece());
        r.add(1.0, true);
        assert_eq!(r.n(), 6);
        assert_eq!(r.table().lines().count(), 3, "1.0 goes into the last bin: {}", r.table());
    }
}
