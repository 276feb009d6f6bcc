//! From the reader to the workers: articles in batches, each with a permit.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use dixit_ingest::{Failure, Raw};

/// A batch is full with this many bytes or articles: large enough that handing it over costs nothing beside
/// the work, small enough that two workers share even a small corpus evenly.
const BATCH_BYTES: usize = 64 << 10;
const BATCH_ARTICLES: usize = 64;

/// How long an article waits for others where the input pauses, as a stream does.
const LONGEST_WAIT: Duration = Duration::from_millis(50);

/// Some articles in input order.
pub(super) struct Batch {
    /// Place among all batches, from 0.
    pub(super) number: u64,
    pub(super) articles: Vec<Result<Raw, Failure>>,
}

/// The queue to which the reader adds articles. It may be closed from the other side, while the reader waits for its input.
pub(super) struct Feed(Mutex<Open>);

/// The batch that is being filled.
struct Open {
    articles: Vec<Result<Raw, Failure>>,
    bytes: usize,
    /// Batches handed out.
    number: u64,
    /// When an article came last.
    last: Instant,
    /// `None` once it is closed.
    out: Option<Out>,
}

struct Out {
    permits: SyncSender<()>,
    batches: SyncSender<Batch>,
}

/// Nothing more goes in.
pub(super) struct Closed;

impl Feed {
    pub(super) fn new(permits: SyncSender<()>, batches: SyncSender<Batch>) -> Self {
        let out = Some(Out { permits, batches });
        Self(Mutex::new(Open { articles: Vec::new(), bytes: 0, number: 0, last: Instant::now(), out }))
    }

    /// Reads all articles into it; returns whether it was asked to stop before the end.
    pub(super) fn fill(&self, inputs: impl Iterator<Item = Result<Raw, Failure>>, stop: &AtomicBool) -> bool {
        for article in inputs {
            if self.push(article).is_err() {
                break;
            }
            if stop.load(Ordering::Relaxed) {
                return true;
            }
        }
        false
    }

    fn push(&self, article: Result<Raw, Failure>) -> Result<(), Closed> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.bytes += article.as_ref().map_or(0, |raw| raw.body.len());
        open.last = Instant::now();
        open.articles.push(article);
        match open.articles.len() < BATCH_ARTICLES && open.bytes < BATCH_BYTES {
            true if open.out.is_some() => Ok(()),
            true => Err(Closed),
            false => open.hand_out(),
        }
    }

    /// Hands out what is there, where the reader has brought nothing for a while; never waits.
    pub(super) fn look(&self) {
        let Ok(mut open) = self.0.try_lock() else { return };
        if !open.articles.is_empty() && open.last.elapsed() >= LONGEST_WAIT {
            open.try_hand_out();
        }
    }

    /// Hands out the rest, takes nothing more, and returns the number of batches.
    pub(super) fn close(&self) -> u64 {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = open.hand_out();
        open.out = None;
        open.number
    }

    /// The same, never waiting; `None` if that cannot be now.
    pub(super) fn try_close(&self) -> Option<u64> {
        let mut open = self.0.try_lock().ok()?;
        if !open.articles.is_empty() && open.out.is_some() {
            open.try_hand_out();
        }
        if !open.articles.is_empty() && open.out.is_some() {
            return None;
        }
        open.out = None;
        Some(open.number)
    }
}

impl Open {
    fn batch(&mut self) -> Batch {
        self.bytes = 0;
        self.number += 1;
        Batch { number: self.number - 1, articles: std::mem::take(&mut self.articles) }
    }

    /// Waits for a permit and hands the batch out.
    fn hand_out(&mut self) -> Result<(), Closed> {
        let Some(Out { permits, batches }) = self.out.take() else { return Err(Closed) };
        if !self.articles.is_empty() {
            permits.send(()).map_err(|_| Closed)?;
            batches.send(self.batch()).map_err(|_| Closed)?;
        }
        self.out = Some(Out { permits, batches });
        Ok(())
    }

    fn try_hand_out(&mut self) {
        let Some(Out { permits, batches }) = &self.out else { return };
        if permits.try_send(()).is_err() {
            return;
        }
        // There are as many permits as there is room for batches.
        let batches = batches.clone();
        let batch = self.batch();
        if let Err(TrySendError::Full(batch) | TrySendError::Disconnected(batch)) = batches.try_send(batch) {
            self.number -= 1;
            self.articles = batch.articles;
        }
    }
}
