//! What has been done since the start.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use dixit_pipeline::bulk::Totals;

/// Upper bounds of the classes of duration, in seconds.
pub(crate) const BOUNDS: [f64; 12] = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// Sums since the start.
#[derive(Default)]
pub(crate) struct Metrics {
    requests: Mutex<BTreeMap<(&'static str, u16), u64>>,
    /// One a class of duration; the last has no upper bound.
    classes: [AtomicU64; BOUNDS.len() + 1],
    micros: AtomicU64,
    sums: Mutex<Totals>,
    failures: Mutex<BTreeMap<String, u64>>,
}

impl Metrics {
    /// Requests answered, by route and status.
    pub(crate) fn requests(&self) -> BTreeMap<(&'static str, u16), u64> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many requests took at most each of the [`BOUNDS`], and all; and the seconds of all together.
    pub(crate) fn durations(&self) -> (Vec<u64>, f64) {
        let sums = self.classes.iter().scan(0, |sum, class| {
            *sum += class.load(Ordering::Relaxed);
            Some(*sum)
        });
        (sums.collect(), self.micros.load(Ordering::Relaxed) as f64 / 1e6)
    }

    /// Sums over the analysed articles.
    pub(crate) fn totals(&self) -> Totals {
        *self.sums.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Articles without a record, by kind.
    pub(crate) fn failures(&self) -> BTreeMap<String, u64> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Counts a request that was answered.
    pub(crate) fn request(&self, route: &'static str, status: u16, took: Duration) {
        *self.requests.lock().unwrap_or_else(PoisonError::into_inner).entry((route, status)).or_default() +=
            1;
        let seconds = took.as_secs_f64();
        let class = BOUNDS.partition_point(|&bound| bound < seconds);
        self.classes[class].fetch_add(1, Ordering::Relaxed);
        self.micros.fetch_add(u64::try_from(took.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Adds what came of an article.
    pub(crate) fn article(&self, totals: &Totals) {
        self.sums.lock().unwrap_or_else(PoisonError::into_inner).add(totals);
    }

    pub(crate) fn failed(&self, kind: &str) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        match failures.get_mut(kind) {
            Some(count) => *count += 1,
            None => drop(failures.insert(kind.to_owned(), 1)),
        }
    }
}
