//! Many documents: one reader, workers with their own scratch, one ordered writer.
//!
//! ```text
//! reader thread ──batches──▶ workers (rayon) ──written batches──▶ caller: puts in order, writes
//!       ▲                                                           │
//!       └───────────────────── permits ◀────────────────────────────┘
//! ```
//!
//! A batch may be read only with a permit, and a permit comes back when its batch has been written. So the
//! number of batches in memory is bounded even where one slow article holds up all that were read after it,
//! and memory does not grow with the corpus. Output is in input order whatever the number of workers.

mod batch;
mod totals;
mod work;

use std::collections::BTreeMap;
use std::io;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, mpsc};
use std::thread;

use dixit_ingest::{Decoder, Failure, Raw};
use dixit_record::{Format, Options};
use dixit_text::Scratch;

use crate::Analyzer;
use batch::{Batch, Batches};
pub use totals::{Incident, Severity, Totals};
use work::Done;

/// Batches in memory for each worker: one in work, one waiting, and some slack for slow ones.
const BATCHES_PER_WORKER: usize = 4;

/// What to do with each article.
#[derive(Clone)]
pub struct Job<'a> {
    /// Reads documents.
    pub analyzer: &'a Analyzer,
    /// Makes documents of raw articles.
    pub decoder: &'a Decoder,
    /// What records are written as.
    pub format: Format,
    /// What records hold.
    pub options: Options,
    /// Number of workers.
    pub workers: NonZeroUsize,
    /// Set from elsewhere to stop reading; what has been read is finished and written.
    pub stop: &'a AtomicBool,
}

/// What takes the results, on the caller's thread and in input order.
pub trait Sink {
    /// Takes the output of some articles. Whole lines, never empty.
    ///
    /// # Errors
    /// An error ends the run.
    fn write(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Takes what the user should know of one article.
    fn incident(&mut self, incident: &Incident);

    /// Takes the sums so far and the name of the article they reach to, after the output of that article.
    ///
    /// # Errors
    /// An error ends the run.
    fn progress(&mut self, _totals: &Totals, _last: &str) -> io::Result<()> {
        Ok(())
    }
}

/// How a run came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The sums over all that was done.
    pub totals: Totals,
    /// Whether [`Job::stop`] ended it before the input did.
    pub stopped: bool,
}

/// Runs `job` over `inputs`.
///
/// An article that fails, or on which a worker panics, costs that article alone and is reported to
/// [`Sink::incident`].
///
/// # Errors
/// Those of the sink, and of starting threads.
pub fn run<I>(inputs: I, job: &Job<'_>, sink: &mut dyn Sink) -> io::Result<Ended>
where
    I: Iterator<Item = Result<Raw, Failure>> + Send,
{
    let workers = job.workers.get();
    let in_flight = workers * BATCHES_PER_WORKER;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(workers)
        .thread_name(|i| format!("{WORKER_NAME}{i}"))
        .build()
        .map_err(io::Error::other)?;
    let (permit, permits) = mpsc::sync_channel::<()>(in_flight);
    let (to_workers, batches) = mpsc::sync_channel::<Batch>(in_flight);
    let (to_writer, done) = mpsc::channel::<Done>();
    let batches = Mutex::new(batches);
    let stopped = AtomicBool::new(false);

    let totals = thread::scope(|scope| {
        let stopped = &stopped;
        scope.spawn(move || {
            for batch in Batches::new(inputs) {
                if job.stop.load(Ordering::Relaxed) {
                    stopped.store(true, Ordering::Relaxed);
                    break;
                }
                if permit.send(()).is_err() || to_workers.send(batch).is_err() {
                    break;
                }
            }
        });
        scope.spawn(move || {
            pool.broadcast(|_| {
                let mut scratch = Scratch::default();
                let next = || batches.lock().ok()?.recv().ok();
                while let Some(batch) = next() {
                    if to_writer.send(work::work(job, batch, &mut scratch)).is_err() {
                        break;
                    }
                }
            });
        });
        let result = write_in_order(done, &permits, sink);
        // After a failed write: lets the reader out of its wait for a permit.
        drop(permits);
        result
    })?;
    Ok(Ended { totals, stopped: stopped.into_inner() })
}

/// Prefix of the worker threads' names, by which a panic hook can tell a panic that [`run`] will report.
pub const WORKER_NAME: &str = "dixit-worker-";

fn write_in_order(
    done: mpsc::Receiver<Done>,
    permits: &mpsc::Receiver<()>,
    sink: &mut dyn Sink,
) -> io::Result<Totals> {
    let mut totals = Totals::default();
    let mut waiting: BTreeMap<u64, Done> = BTreeMap::new();
    let mut next = 0;
    for batch in done {
        waiting.insert(batch.number, batch);
        while let Some(batch) = waiting.remove(&next) {
            next += 1;
            if !batch.output.is_empty() {
                sink.write(&batch.output)?;
            }
            for incident in &batch.incidents {
                sink.incident(incident);
            }
            totals.add(&batch.totals);
            sink.progress(&totals, &batch.last)?;
            // The reader sent a permit before it sent the batch.
            permits.recv().map_err(io::Error::other)?;
        }
    }
    Ok(totals)
}
