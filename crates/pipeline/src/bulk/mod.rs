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
//!
//! What a worker has in hand can be taken from it: where an article exceeds its time, the caller gives the rest of the
//! batch to a new thread and leaves the old one to itself.

mod batch;
mod clock;
mod seen;
mod totals;
mod work;

use std::collections::BTreeMap;
use std::io;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use dixit_ingest::{Decoder, Failure, Raw};
use dixit_record::{Format, Options};

use crate::Analyzer;
use batch::{Batch, Batches};
pub use seen::Seen;
pub use totals::{Incident, Severity, Totals};
use work::{Done, Hand, Shared};

/// Batches in memory for each worker: one in work, one waiting, and some slack for slow ones.
const BATCHES_PER_WORKER: usize = 4;

/// What to do with each article.
#[derive(Clone)]
pub struct Job {
    /// Reads documents.
    pub analyzer: Analyzer,
    /// Makes documents of raw articles.
    pub decoder: Decoder,
    /// What records are written as: each article once in each format.
    pub formats: Vec<Format>,
    /// What records hold.
    pub options: Options,
    /// Number of workers.
    pub workers: NonZeroUsize,
    /// Whether output is in input order. Without, what is done first is written first: nothing waits for a slow
    /// article, but two runs may differ in their order.
    pub ordered: bool,
    /// Where it is there, an article is passed over whose id or text an earlier one had, those noted here beforehand
    /// included. Costs some 100 bytes of memory an article.
    pub dedup: Option<Arc<Seen>>,
    /// Longest time one article may take; one that takes longer fails, and its thread is left to itself.
    pub time_limit: Option<Duration>,
    /// Set from elsewhere to stop reading; what has been read is finished and written.
    pub stop: Arc<AtomicBool>,
}

impl Job {
    /// A job with one format and all else as it is by default: in order, a worker a core, no limit of time.
    pub fn new(analyzer: Analyzer, format: Format) -> Self {
        Self {
            analyzer,
            decoder: Decoder::default(),
            formats: vec![format],
            options: Options::default(),
            workers: thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            ordered: true,
            dedup: None,
            time_limit: None,
            stop: Arc::default(),
        }
    }
}

/// What takes the results, on the caller's thread and in input order.
pub trait Sink {
    /// Takes what is to be written of one article in one of [`Job::formats`], by its index. Whole lines, never empty.
    ///
    /// # Errors
    /// An error ends the run.
    fn write(&mut self, format: usize, bytes: &[u8]) -> io::Result<()>;

    /// Takes what the user should know of one article.
    ///
    /// # Errors
    /// An error ends the run.
    fn incident(&mut self, incident: &Incident) -> io::Result<()>;

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
/// An article that fails, on which a worker panics, or that exceeds its time costs that article alone and is reported to
/// [`Sink::incident`].
///
/// # Errors
/// Those of the sink, and of starting threads.
pub fn run<I>(inputs: I, job: &Job, sink: &mut dyn Sink) -> io::Result<Ended>
where
    I: Iterator<Item = Result<Raw, Failure>> + Send + 'static,
{
    let workers = job.workers.get();
    let in_flight = workers * BATCHES_PER_WORKER;
    let (permit, permits) = mpsc::sync_channel::<()>(in_flight);
    let (to_workers, batches) = mpsc::sync_channel::<Batch>(in_flight);
    let (to_writer, results) = mpsc::channel::<Message>();

    let end = AtEnd { to_writer: to_writer.clone(), batches: 0, stopped: false };
    let stop = Arc::clone(&job.stop);
    let reader = thread::Builder::new().name("dixit-reader".to_owned()).spawn(move || {
        // As a whole: a closure would capture only the fields it names, and the end would be told at once.
        let mut end = end;
        for batch in Batches::new(inputs) {
            if stop.load(Ordering::Relaxed) {
                end.stopped = true;
                break;
            }
            if permit.send(()).is_err() || to_workers.send(batch).is_err() {
                break;
            }
            end.batches += 1;
        }
    })?;

    let shared = Arc::new(Shared { job: job.clone(), batches: Mutex::new(batches), to_writer });
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(workers)
        .thread_name(|i| format!("{WORKER_NAME}{i}"))
        .build()
        .map_err(io::Error::other)?;
    let hands: Arc<[Hand]> = (0..workers).map(|_| Hand::default()).collect();
    let (ours, theirs) = (Arc::clone(&hands), Arc::clone(&shared));
    pool.spawn_broadcast(move |worker| work::work(&theirs, &ours[worker.index()]));

    let mut writer = Writer {
        shared: &shared,
        hands: &hands,
        permits: &permits,
        totals: Totals::default(),
        looked: Instant::now(),
    };
    let ended = writer.write_all(&results, sink);
    // After a failed write: lets the reader out of its wait for a permit.
    drop(permits);
    let ended = ended?;
    reader.join().map_err(|_| io::Error::other("the reader of the input panicked; please report it"))?;
    Ok(ended)
}

/// Prefix of the worker threads' names, by which a panic hook can tell a panic that [`run`] will report.
pub const WORKER_NAME: &str = "dixit-worker-";

/// What comes to the writer.
enum Message {
    /// A batch that is done.
    Done(Done),
    /// The reader came to its end.
    End {
        /// Batches it handed out.
        batches: u64,
        /// Whether it was asked to stop.
        stopped: bool,
    },
}

/// Tells the writer how many batches there are, even where reading panics.
struct AtEnd {
    to_writer: mpsc::Sender<Message>,
    batches: u64,
    stopped: bool,
}

impl Drop for AtEnd {
    fn drop(&mut self) {
        // A writer that is gone has failed and says so itself.
        let _ = self.to_writer.send(Message::End { batches: self.batches, stopped: self.stopped });
    }
}

struct Writer<'a> {
    shared: &'a Arc<Shared>,
    hands: &'a Arc<[Hand]>,
    permits: &'a mpsc::Receiver<()>,
    totals: Totals,
    /// When it was last seen to that no article exceeds its time.
    looked: Instant,
}

impl Writer<'_> {
    fn write_all(&mut self, results: &mpsc::Receiver<Message>, sink: &mut dyn Sink) -> io::Result<Ended> {
        let mut waiting: BTreeMap<u64, Done> = BTreeMap::new();
        let mut next = 0;
        let mut end = None;
        while end.is_none_or(|(batches, _)| next < batches) {
            match self.receive(results)? {
                Message::End { batches, stopped } => end = Some((batches, stopped)),
                Message::Done(done) if !self.shared.job.ordered => {
                    next += 1;
                    self.write(done, sink)?;
                }
                Message::Done(done) => {
                    waiting.insert(done.number, done);
                    while let Some(done) = waiting.remove(&next) {
                        next += 1;
                        self.write(done, sink)?;
                    }
                }
            }
        }
        Ok(Ended { totals: self.totals, stopped: end.is_some_and(|(_, stopped)| stopped) })
    }

    /// Waits for a message and meanwhile watches the time of the articles in work.
    fn receive(&mut self, results: &mpsc::Receiver<Message>) -> io::Result<Message> {
        let gone = |_| io::Error::other("the workers ended early; please report it");
        let Some(limit) = self.shared.job.time_limit else { return results.recv().map_err(gone) };
        let look_every = (limit / 4).clamp(Duration::from_millis(5), Duration::from_secs(1));
        loop {
            if self.looked.elapsed() >= look_every {
                self.looked = Instant::now();
                for worker in 0..self.hands.len() {
                    if self.hands[worker].give_up(limit) {
                        let (shared, hands) = (Arc::clone(self.shared), Arc::clone(self.hands));
                        thread::Builder::new()
                            .name(format!("{WORKER_NAME}{worker}"))
                            .spawn(move || work::work(&shared, &hands[worker]))?;
                    }
                }
            }
            match results.recv_timeout(look_every) {
                Ok(message) => return Ok(message),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Err(gone(mpsc::RecvError)),
            }
        }
    }

    fn write(&mut self, mut done: Done, sink: &mut dyn Sink) -> io::Result<()> {
        for article in &mut done.articles {
            // Only here is it settled which of two equal articles came first.
            if let (Some(seen), Some(key)) = (&self.shared.job.dedup, article.key.take())
                && !seen.is_new(key)
            {
                article.is_duplicate();
            }
            for (format, bytes) in article.outputs.iter().enumerate() {
                if !bytes.is_empty() {
                    sink.write(format, bytes)?;
                }
            }
            for incident in &article.incidents {
                sink.incident(incident)?;
            }
            self.totals.add(&article.totals);
        }
        if let Some(last) = done.articles.last() {
            sink.progress(&self.totals, &last.name)?;
        }
        // The reader sent a permit before it sent the batch.
        self.permits.recv().map_err(io::Error::other)
    }
}
