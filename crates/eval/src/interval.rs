//! How far figures would move with other articles: bootstrap over articles.

use dixit_learn::Random;

use crate::{Counts, Measure, Shape, Tally, total};

/// Resamples drawn for an interval.
pub const RESAMPLES: usize = 1000;

/// Seed of all resampling, so that the same input gives the same intervals.
const SEED: u64 = 0x0D1C_517E;

/// A range that holds 95 % of the resampled values, as shares `0.0..=1.0`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Interval {
    /// The 2.5th percentile.
    pub low: f64,
    /// The 97.5th percentile.
    pub high: f64,
}

impl Tally {
    /// The one value that stands for the measure: F1, or the share.
    pub fn value(&self, shape: Shape) -> f64 {
        match shape {
            Shape::Prf => self.f1(),
            Shape::Rate => self.recall(),
        }
    }
}

/// 95 % intervals of every measure's [`value`](Tally::value), in the order of [`Measure::ALL`].
///
/// The articles, not the quotations, are drawn anew, because quotations of one article are alike (percentile bootstrap,
/// Efron 1979). `articles` holds the counts of one article each; with fewer than two the interval is the value itself.
pub fn intervals(articles: &[Counts]) -> Vec<Interval> {
    let drawn = resample(articles.len(), |draw| {
        let mut sum = Counts::default();
        draw.iter().for_each(|&i| sum += &articles[i]);
        values(&sum)
    });
    (0..Measure::ALL.len())
        .map(|m| {
            let mut column: Vec<f64> = drawn.iter().map(|row| row[m]).collect();
            column.sort_by(f64::total_cmp);
            Interval { low: quantile(&column, 0.025), high: quantile(&column, 0.975) }
        })
        .collect()
}

/// How one measure changed between two runs over the same articles.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// The measure.
    pub measure: Measure,
    /// Its value before, `0.0..=1.0`.
    pub before: f64,
    /// Its value after.
    pub after: f64,
    /// 95 % interval of the difference, after minus before.
    pub interval: Interval,
    /// Two-sided p-value of no difference, by paired bootstrap; never below `2 / (RESAMPLES + 1)`.
    pub p_value: f64,
}

/// Compares two runs, given as the counts of the same articles in the same order.
///
/// Each resample draws the same articles from both runs (paired bootstrap, Efron & Tibshirani 1993, ch. 16).
///
/// # Panics
/// If the two differ in length.
pub fn compare(before: &[Counts], after: &[Counts]) -> Vec<Change> {
    assert_eq!(before.len(), after.len(), "two runs over different articles");
    let drawn = resample(before.len(), |draw| {
        let (mut a, mut b) = (Counts::default(), Counts::default());
        for &i in draw {
            a += &before[i];
            b += &after[i];
        }
        let (a, b) = (values(&a), values(&b));
        a.iter().zip(b).map(|(a, b)| b - a).collect::<Vec<f64>>()
    });
    let (before, after) = (values(&total(before)), values(&total(after)));
    Measure::ALL
        .iter()
        .enumerate()
        .map(|(m, &measure)| {
            let mut column: Vec<f64> = drawn.iter().map(|row| row[m]).collect();
            column.sort_by(f64::total_cmp);
            let tail = |f: &dyn Fn(f64) -> bool| column.iter().filter(|&&d| f(d)).count() + 1;
            let one_sided: f64 =
                tail(&|d| d <= 0.0).min(tail(&|d| d >= 0.0)) as f64 / (column.len() + 1) as f64;
            Change {
                measure,
                before: before[m],
                after: after[m],
                interval: Interval { low: quantile(&column, 0.025), high: quantile(&column, 0.975) },
                p_value: (2.0 * one_sided).min(1.0),
            }
        })
        .collect()
}

fn values(counts: &Counts) -> Vec<f64> {
    Measure::ALL.iter().map(|&m| counts.tally(m).value(m.shape())).collect()
}

/// Calls `f` with [`RESAMPLES`] draws of `n` indices below `n`.
fn resample<T>(n: usize, mut f: impl FnMut(&[usize]) -> T) -> Vec<T> {
    let mut random = Random::new(SEED);
    let mut draw = vec![0; n];
    (0..RESAMPLES)
        .map(|_| {
            let mut below = || ((u128::from(random.next_u64()) * n as u128) >> 64) as usize;
            draw.iter_mut().for_each(|slot| *slot = below());
            f(&draw)
        })
        .collect()
}

/// The value below which a share `q` of a sorted list lies.
fn quantile(sorted: &[f64], q: f64) -> f64 {
    sorted[((sorted.len() - 1) as f64 * q).round() as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `hits` of 10 found in one article.
    fn article(hits: usize) -> Counts {
        let mut counts = Counts::default();
        counts.prf(Measure::JointLenient, hits, 10, 10);
        counts
    }

    fn joint<T: Clone>(of: &[T]) -> T {
        of[Measure::JointLenient as usize].clone()
    }

    #[test]
    fn intervals_hold_the_value_and_repeat() {
        let articles: Vec<_> = (0..60).map(|i| article(i % 11)).collect();
        let interval = joint(&intervals(&articles));
        let mean = (0..60).map(|i| i % 11).sum::<usize>() as f64 / 600.0;
        assert!(interval.low < mean && mean < interval.high, "{interval:?}");
        assert!(interval.high - interval.low < 0.2, "{interval:?}");
        assert_eq!(interval, joint(&intervals(&articles)));
        assert_eq!(joint(&intervals(&[article(5)])), Interval { low: 0.5, high: 0.5 });
        assert_eq!(joint(&intervals(&[])), Interval::default());
    }

    #[test]
    fn a_steady_gain_is_significant_and_noise_is_not() {
        let before: Vec<_> = (0..60).map(|i| article(i % 8)).collect();
        let better: Vec<_> = (0..60).map(|i| article(i % 8 + 1 + i % 2)).collect();
        let shuffled: Vec<_> = (0..60).map(|i| article((i + 4) % 8)).collect();
        let change = joint(&compare(&before, &better));
        assert!(change.p_value < 0.01 && change.interval.low > 0.0, "{change:?}");
        assert!(joint(&compare(&before, &shuffled)).p_value > 0.2);
        assert_eq!(joint(&compare(&before, &before)).p_value, 1.0);
    }
}
