//! Many documents: one reader, workers with their own scratch, one ordered writer.
//!
//! ```text
//! reader thread ──batches──▶ workers ──written batches──▶ caller: puts in order, writes
//!       ▲                    each does the work itself,             │
//!       │                    or hands it to a process               │
//!       └───────────────────── permits ◀────────────────────────────┘
//! ```
//!
//! A batch may be read only with a permit, and a permit comes back when its batch has been written. So the
//! number of batches in memory is bounded even where one slow article holds up all that were read after it,
//! and memory does not grow with the corpus. Output is in input order whatever the number of workers.
//!
//! [`Work::Threads`] survives a panic, and a text that takes too long where the engine heeds its
//! [deadline](dixit_text::deadline). [`Work::Processes`] survives everything that can happen in an article, at the cost of
//! handing it over: some per cent.

mod article;
mod clock;
mod digest;
mod feed;
mod one;
mod process;
mod seen;
mod serve;
mod threads;
mod totals;
mod wire;
mod work;
mod writer;

use std::io;
use std::num::NonZeroUsize;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use dixit_ingest::{Decoder, Failure, Raw};
use dixit_record::{Engine, Format, Options};

use crate::Analyzer;
use article::Article;
pub use digest::Digest;
use feed::{Batch, Feed};
pub use one::one;
pub use process::Processes;
pub use seen::Seen;
pub use serve::serve;
pub use totals::{Incident, Severity, Totals};
use work::Recipe;
use writer::Writer;

/// Batches in memory for each worker: one in work, one waiting, and some slack for slow ones.
const BATCHES_PER_WORKER: usize = 4;

/// Stack of a worker, in bytes; only what is used of it takes memory. Whoever calls [`one`] on threads of their own gives them as much.
pub const STACK: usize = 64 << 20;

/// Articles of more bytes are large: what a rare one needed of a scratch is not kept for the next.
pub const LARGE: usize = 1 << 20;

/// Prefix of the names of the reader's and the workers' threads, by which a panic hook can tell a panic that [`run`] will report.
pub const THREAD_NAME: &str = "dixit-run-";

/// The work to do on each article.
#[derive(Clone)]
pub struct Job {
    /// Where documents are analysed.
    pub work: Work,
    /// Makes documents of raw articles.
    pub decoder: Decoder,
    /// The formats of the output: each article is written once in each.
    pub formats: Vec<Format>,
    /// The contents of records.
    pub options: Options,
    /// Number of workers.
    pub workers: NonZeroUsize,
    /// Whether output is in input order. Without, what is done first is written first: nothing waits for a slow
    /// article, but two runs may differ in their order.
    pub ordered: bool,
    /// Where it is there, an article is skipped whose id or text an earlier one had, those noted here beforehand
    /// included. Costs some 100 bytes of memory an article.
    pub dedup: Option<Arc<Seen>>,
    /// Longest time one article may take; one that takes longer fails.
    pub time_limit: Option<Duration>,
    /// Of what an earlier run has read, with which this one goes on.
    pub after: Digest,
    /// Set from elsewhere to stop reading; what has been read is finished and written.
    pub stop: Arc<AtomicBool>,
    /// Set from elsewhere to end the run with what has been written: nothing is waited for.
    pub abort: Arc<AtomicBool>,
}

/// Where documents are analysed.
#[derive(Clone)]
pub enum Work {
    /// In threads of this process.
    Threads(Analyzer),
    /// In processes of their own. Their [`Job`] is that of [`serve`]: decoder, formats and options must be the same there.
    Processes(Processes),
}

impl Job {
    /// A job with one format and all else as it is by default: in threads, in order, a worker a core, no limit of time.
    pub fn new(analyzer: Analyzer, format: Format) -> Self {
        Self {
            work: Work::Threads(analyzer),
            decoder: Decoder::default(),
            formats: vec![format],
            options: Options::default(),
            workers: thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            ordered: true,
            dedup: None,
            time_limit: None,
            after: Digest::default(),
            stop: Arc::default(),
            abort: Arc::default(),
        }
    }

    /// Name, version and models of the engine, as records carry them.
    pub fn engine(&self) -> &Engine<'static> {
        match &self.work {
            Work::Threads(analyzer) => analyzer.engine(),
            Work::Processes(processes) => processes.engine(),
        }
    }

    /// Notes articles that an earlier run has written, so that their duplicates are skipped; does nothing without
    /// [`dedup`](Self::dedup).
    ///
    /// # Errors
    /// Those of starting processes.
    pub fn note_written(&self, raws: impl Iterator<Item = Raw>) -> io::Result<()> {
        match (&self.dedup, &self.work, self.recipe()) {
            (Some(seen), _, Some(recipe)) => {
                for key in raws.filter_map(|raw| recipe.key(raw)) {
                    seen.is_new(key);
                }
            }
            (Some(seen), Work::Processes(processes), _) => processes.note(raws, seen)?,
            _ => raws.for_each(drop),
        }
        Ok(())
    }

    /// The work on each article, if it is done in this process.
    fn recipe(&self) -> Option<Recipe<'_>> {
        let Work::Threads(analyzer) = &self.work else { return None };
        Some(Recipe {
            analyzer,
            decoder: &self.decoder,
            formats: &self.formats,
            options: &self.options,
            dedup: self.dedup.is_some(),
            time_limit: self.time_limit,
        })
    }
}

/// Takes the results, on the caller's thread and in input order.
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

    /// Takes how far the run has come, after the output of that article.
    ///
    /// # Errors
    /// An error ends the run.
    fn progress(&mut self, _reached: &Reached<'_>) -> io::Result<()> {
        Ok(())
    }
}

/// How far a run has come.
#[derive(Clone, Copy, Debug)]
pub struct Reached<'a> {
    /// The sums so far.
    pub totals: &'a Totals,
    /// Name of the last article.
    pub last: &'a str,
    /// Of all inputs so far, from [`Job::after`] on, each [after](Digest::then) the other. Means nothing where output is not
    /// [in order](Job::ordered).
    pub digest: Digest,
}

/// How a run came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The sums over all that was done.
    pub totals: Totals,
    /// As in [`Reached`], over all that was done.
    pub digest: Digest,
    /// Whether [`Job::stop`] or [`Job::abort`] ended it before the input did.
    pub stopped: bool,
}

/// Runs `job` over `inputs`.
///
/// An article that fails, on which a worker panics, or that exceeds its time costs that article alone and is reported to
/// [`Sink::incident`].
///
/// # Errors
/// Those of the sink, and of starting threads and processes.
pub fn run<I>(inputs: I, job: &Job, sink: &mut dyn Sink) -> io::Result<Ended>
where
    I: Iterator<Item = Result<Raw, Failure>> + Send + 'static,
{
    let workers = job.workers.get();
    let in_flight = workers * BATCHES_PER_WORKER;
    let (permit, permits) = mpsc::sync_channel::<()>(in_flight);
    let (to_workers, batches) = mpsc::sync_channel::<Batch>(in_flight);
    let (to_writer, results) = mpsc::channel::<Message>();

    let feed = Arc::new(Feed::new(permit, to_workers));
    let end = AtEnd { to_writer: to_writer.clone(), feed: Arc::clone(&feed), stopped: false };
    let (theirs, of_reader) = (job.clone(), Arc::clone(&feed));
    let reader =
        thread::Builder::new().name(format!("{THREAD_NAME}reader")).stack_size(STACK).spawn(move || {
            // As a whole: a closure would capture only the fields it names, and the end would be told at once.
            let mut end = end;
            end.stopped = of_reader.fill(inputs, &theirs.stop);
        })?;

    let hands = (0..workers).map(|_| threads::Hand::default()).collect();
    let shared = Arc::new(Shared { job: job.clone(), batches: Mutex::new(batches), to_writer, hands });
    let workers = (0..workers).map(|i| {
        let theirs = Arc::clone(&shared);
        thread::Builder::new().name(format!("{THREAD_NAME}{i}")).stack_size(STACK).spawn(move || {
            let _told = TellsPanic(theirs.to_writer.clone());
            match &theirs.job.work {
                Work::Threads(_) => threads::work(&theirs, i),
                Work::Processes(processes) => process::work(&theirs, processes),
            }
        })
    });
    let workers = workers.collect::<io::Result<Vec<_>>>()?;

    let ended = Writer::new(&shared, &feed, &permits).write_all(&results, sink);
    // After a failed write: lets the reader out of its wait for a permit.
    drop(permits);
    let ended = ended?;
    // Where it was asked to stop it may wait for input that never comes, and is left to itself.
    if !ended.stopped {
        reader.join().map_err(|panic| {
            let what = work::panic_message(&*panic);
            io::Error::other(format!("the reader of the input panicked ({what}); please report it"))
        })?;
        // Processes have ended then, and what they took is known. A thread may be stuck in an article that was given up.
        if matches!(job.work, Work::Processes(_)) {
            workers.into_iter().for_each(|worker| drop(worker.join()));
        }
    }
    Ok(ended)
}

/// State shared by all workers.
struct Shared {
    job: Job,
    batches: Mutex<mpsc::Receiver<Batch>>,
    to_writer: mpsc::Sender<Message>,
    /// The article at hand of each worker thread.
    hands: Box<[threads::Hand]>,
}

impl Shared {
    /// The next batch, `None` at the end.
    fn next_batch(&self) -> Option<Batch> {
        self.batches.lock().ok().and_then(|batches| batches.recv().ok())
    }
}

/// A batch of which all that remains is to write it.
struct Done {
    number: u64,
    articles: Vec<Article>,
}

/// A message to the writer.
enum Message {
    /// A batch that is done.
    Done(Done),
    /// A worker cannot go on.
    Failed(io::Error),
    /// The reader came to its end.
    End {
        /// Batches it handed out.
        batches: u64,
        /// Whether it was asked to stop.
        stopped: bool,
    },
}

/// Tells the writer where a worker falls, which would wait for its batch for ever.
struct TellsPanic(mpsc::Sender<Message>);

impl Drop for TellsPanic {
    fn drop(&mut self) {
        if thread::panicking() {
            let _ = self.0.send(Message::Failed(io::Error::other("a worker panicked; please report it")));
        }
    }
}

/// Tells the writer how many batches there are, even where reading panics.
struct AtEnd {
    to_writer: mpsc::Sender<Message>,
    feed: Arc<Feed>,
    stopped: bool,
}

impl Drop for AtEnd {
    fn drop(&mut self) {
        let end = Message::End { batches: self.feed.close(), stopped: self.stopped };
        // A writer that is gone has failed and says so itself.
        let _ = self.to_writer.send(end);
    }
}

/// When an article is taken from a worker that does not end by itself at its limit of time: a little later.
fn late(limit: Duration) -> Duration {
    limit + (limit / 20).max(Duration::from_millis(50))
}
