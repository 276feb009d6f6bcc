//! Workers that are processes of their own, so that whatever happens in an article costs that article alone: where one overflows
//! its stack, takes more memory or time than it may, or ends its process in any other way, the process is started again and goes on
//! with the next.

use std::borrow::Cow;
use std::collections::{BTreeSet, VecDeque};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use dixit_ingest::Raw;
use dixit_record::Engine;

use super::article::Article;
use super::digest::Digest;
use super::seen::{Key, Seen};
use super::work::too_slow;
use super::{Done, Job, Message, Shared, late, wire};

/// Starts worker processes: copies of the program that call [`serve`](super::serve).
#[derive(Clone)]
pub struct Processes {
    command: Arc<dyn Fn() -> Command + Send + Sync>,
    engine: Arc<Engine<'static>>,
    /// Processes that have been started and have nothing to do yet.
    idle: Arc<Idle>,
    memory: Arc<Memory>,
    memory_limit: Option<u64>,
    /// Whether processes outlive the run, for the next one.
    keep: bool,
}

/// Processes that wait; they end with it.
#[derive(Default)]
struct Idle(Mutex<Vec<Worker>>);

impl Idle {
    fn lock(&self) -> MutexGuard<'_, Vec<Worker>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Idle {
    fn drop(&mut self) {
        self.lock().drain(..).for_each(|worker| drop(worker.end()));
    }
}

/// The memory of the processes.
#[derive(Default)]
struct Memory {
    /// Processes that live.
    live: Mutex<BTreeSet<u32>>,
    /// The most bytes that each worker's processes have taken, added up over the workers that are done.
    ended: AtomicU64,
}

impl Memory {
    fn live(&self) -> MutexGuard<'_, BTreeSet<u32>> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Processes {
    /// Starts the first process, to ask it for its engine.
    ///
    /// `command` makes the command whose process calls [`serve`](super::serve) on its standard input and output; what it says on
    /// standard error is kept back unless it cannot start. `memory_limit`, in bytes, is what the process binds itself to, for
    /// messages.
    ///
    /// # Errors
    /// If it cannot be started, or does not come so far as to serve: with what it said on standard error.
    pub fn start(
        command: impl Fn() -> Command + Send + Sync + 'static,
        memory_limit: Option<u64>,
    ) -> io::Result<Self> {
        let (worker, engine) = Worker::start(command())?;
        let memory = Arc::<Memory>::default();
        memory.live().insert(worker.child.id());
        let idle = Arc::<Idle>::default();
        idle.lock().push(worker);
        let keep = false;
        Ok(Self { command: Arc::new(command), engine: Arc::new(engine), idle, memory, memory_limit, keep })
    }

    /// The same for many runs: processes that are well at the end of one wait for the next, until the last copy of this is dropped.
    pub fn kept(mut self) -> Self {
        self.keep = true;
        self
    }

    /// The engine that all of them have.
    pub fn engine(&self) -> &Engine<'static> {
        &self.engine
    }

    /// Ids of the processes that live now.
    pub fn ids(&self) -> Vec<u32> {
        self.memory.live().iter().copied().collect()
    }

    /// The most bytes of memory that all of them together may have taken, once the run is over; 0 if the system does not say.
    pub fn peak_memory(&self) -> u64 {
        self.memory.ended.load(Ordering::Relaxed)
    }

    fn worker(&self) -> io::Result<Worker> {
        while let Some(mut idle) = self.idle.lock().pop() {
            // It may have been ended while it waited.
            if matches!(idle.child.try_wait(), Ok(None)) {
                return Ok(idle);
            }
            self.memory.live().remove(&idle.child.id());
        }
        let (worker, engine) = Worker::start((self.command)())?;
        if engine != *self.engine {
            return Err(io::Error::other("a model or registry was changed while the run was under way"));
        }
        self.memory.live().insert(worker.child.id());
        Ok(worker)
    }

    /// Notes the key of each article that an earlier run has written in `seen`.
    ///
    /// # Errors
    /// If no process can be started.
    pub(super) fn note(&self, raws: impl Iterator<Item = Raw>, seen: &Seen) -> io::Result<()> {
        let mut remote = Remote { processes: self, worker: None, time_limit: None, seen: None, peak: 0 };
        for raw in raws {
            let task = Task::new(&raw, Digest::default(), wire::KEY_OF);
            let keys = remote.articles(VecDeque::from([task]))?;
            for key in keys.iter().filter_map(|article| article.key) {
                seen.is_new(key);
            }
        }
        Ok(())
    }
}

/// An article to be sent to a process.
struct Task {
    name: String,
    digest: Digest,
    kind: u8,
    bytes: Vec<u8>,
}

impl Task {
    fn new(raw: &Raw, digest: Digest, kind: u8) -> Self {
        let mut bytes = Vec::with_capacity(raw.body.len() + 100);
        raw.to_bytes(&mut bytes);
        Self { name: raw.name.clone(), digest, kind, bytes }
    }
}

/// Hands batches to a process until there are no more.
pub(super) fn work(shared: &Shared, processes: &Processes) {
    let job = &shared.job;
    let seen = job.dedup.as_deref();
    let mut remote = Remote { processes, worker: None, time_limit: job.time_limit, seen, peak: 0 };
    while let Some(batch) = shared.next_batch() {
        let mut tasks = VecDeque::new();
        // Articles that could not be read are settled already; the others get their places afterwards.
        let items = batch.articles.into_iter().map(|item| match item {
            Ok(raw) => {
                let mut task = Task::new(&raw, Digest::default(), wire::ARTICLE);
                task.digest = Digest::of_bytes(&task.bytes);
                tasks.push_back(task);
                None
            }
            Err(failure) => {
                let digest = Digest::of_failure(&failure);
                Some(Article::failed(failure, digest))
            }
        });
        let settled: Vec<Option<Article>> = items.collect();
        let message = match remote.articles(tasks) {
            Ok(analysed) => {
                let mut analysed = analysed.into_iter();
                let articles = settled.into_iter().filter_map(|a| a.or_else(|| analysed.next())).collect();
                Message::Done(Done { number: batch.number, articles })
            }
            Err(error) => Message::Failed(error),
        };
        // Before the batch is known to be done: it may be the last, and the next run must find the process.
        if processes.keep
            && let Some(worker) = remote.worker.take()
        {
            processes.idle.lock().push(worker);
        }
        let failed = matches!(message, Message::Failed(_));
        if shared.to_writer.send(message).is_err() || failed {
            return;
        }
    }
}

/// The outcome of one article, on an idle process or one started for it.
///
/// # Errors
/// If none can be started.
pub(super) fn one(job: &Job, processes: &Processes, raw: &Raw) -> io::Result<Article> {
    let mut remote =
        Remote { processes, worker: None, time_limit: job.time_limit, seen: job.dedup.as_deref(), peak: 0 };
    let task = Task::new(raw, Digest::default(), wire::ARTICLE);
    let done = remote.articles(VecDeque::from([task]))?.pop();
    if let Some(worker) = remote.worker.take() {
        processes.idle.lock().push(worker);
    }
    done.ok_or_else(|| io::Error::other("a worker process gave no answer"))
}

/// The worker process of one worker thread.
struct Remote<'a> {
    processes: &'a Processes,
    worker: Option<Worker>,
    time_limit: Option<Duration>,
    seen: Option<&'a Seen>,
    /// The most bytes of memory that one of its processes has taken.
    peak: u64,
}

impl Drop for Remote<'_> {
    fn drop(&mut self) {
        if let Some(worker) = self.worker.take() {
            self.end(worker);
        }
        self.processes.memory.ended.fetch_add(self.peak, Ordering::Relaxed);
    }
}

impl Remote<'_> {
    /// The outcomes of some articles, in their order.
    ///
    /// # Errors
    /// If a process cannot be started.
    fn articles(&mut self, mut tasks: VecDeque<Task>) -> io::Result<Vec<Article>> {
        let mut done = Vec::with_capacity(tasks.len());
        while !tasks.is_empty() {
            let mut worker = match self.worker.take() {
                Some(worker) => worker,
                None => self.processes.worker()?,
            };
            if worker.send(&tasks).is_ok() {
                while let Some(task) = tasks.front() {
                    match worker.next(self.time_limit.map(late)) {
                        Next::Done(bytes) => {
                            let Some(article) = Article::from_bytes(&bytes, &task.name) else { break };
                            done.push(Article { digest: task.digest, ..article });
                            tasks.pop_front();
                        }
                        Next::Key(key) => worker.answer(self.seen.is_some_and(|seen| seen.has(key))),
                        Next::TooSlow | Next::Gone => break,
                    }
                }
            }
            if tasks.is_empty() {
                self.worker = Some(worker);
                break;
            }
            done.extend(self.blame(worker, &mut tasks));
        }
        Ok(done)
    }

    fn end(&mut self, worker: Worker) -> Ended {
        let id = worker.child.id();
        self.peak = self.peak.max(peak_of(id).unwrap_or_default());
        self.processes.memory.live().remove(&id);
        worker.end()
    }

    /// Ends a process that did not come to the end, and says which article is to blame: the first that has not come back,
    /// unless others before it may have filled the memory. It is tried again then, in a process of its own.
    fn blame(&mut self, worker: Worker, tasks: &mut VecDeque<Task>) -> Option<Article> {
        let (first, too_slow) = (worker.served == 0, worker.too_slow);
        let ended = self.end(worker);
        if !first && !too_slow {
            return None;
        }
        let Task { name, digest, .. } = tasks.pop_front()?;
        Some(match self.time_limit.filter(|_| too_slow) {
            Some(limit) => self::too_slow(name, digest, limit),
            None => {
                let (kind, message) = ended.told(self.processes.memory_limit);
                Article::given_up(name, digest, kind, message)
            }
        })
    }
}

/// The next event from a process.
enum Next {
    Done(Vec<u8>),
    Key(Key),
    TooSlow,
    Gone,
}

/// A process, and how to speak to it.
struct Worker {
    child: Child,
    input: BufWriter<ChildStdin>,
    /// Frames it has sent; closed where it is gone.
    frames: Receiver<(u8, Vec<u8>)>,
    /// Its lines on standard error.
    said: Option<File>,
    /// Articles that came back.
    served: u64,
    too_slow: bool,
}

impl Worker {
    /// Starts a process and waits until it is ready to serve, with the engine it names.
    fn start(mut command: Command) -> io::Result<(Self, Engine<'static>)> {
        let said = tempfile::tempfile().ok();
        let errors = said.as_ref().and_then(|said| said.try_clone().ok());
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        command.stderr(errors.map_or_else(Stdio::null, Stdio::from));
        // Ctrl-C is for the run, which lets its workers finish.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn()?;
        let (input, output) =
            (child.stdin.take().expect("it is piped"), child.stdout.take().expect("it is piped"));
        let (to_us, frames) = mpsc::channel();
        thread::Builder::new().name("dixit-from-worker".to_owned()).spawn(move || {
            let mut output = BufReader::with_capacity(1 << 16, output);
            while let Ok(Some(frame)) = wire::read_frame(&mut output) {
                if to_us.send(frame).is_err() {
                    break;
                }
            }
        })?;
        let hello = frames.recv().ok().filter(|(kind, _)| *kind == wire::HELLO);
        let input = BufWriter::with_capacity(1 << 16, input);
        let worker = Self { child, input, frames, said, served: 0, too_slow: false };
        match hello.and_then(|(_, json)| serde_json::from_slice::<Engine<'_>>(&json).ok().map(owned)) {
            Some(engine) => Ok((worker, engine)),
            None => Err(io::Error::other(worker.end().why_no_start())),
        }
    }

    fn send(&mut self, tasks: &VecDeque<Task>) -> io::Result<()> {
        for task in tasks {
            wire::write_frame(&mut self.input, task.kind, &task.bytes)?;
        }
        self.input.flush()
    }

    fn answer(&mut self, known: bool) {
        // Where the process is gone, the next frame says so.
        let _ = wire::write_frame(&mut self.input, wire::ANSWER, &[u8::from(known)]);
        let _ = self.input.flush();
    }

    fn next(&mut self, limit: Option<Duration>) -> Next {
        let frame = match limit {
            Some(limit) => self.frames.recv_timeout(limit),
            None => self.frames.recv().map_err(RecvTimeoutError::from),
        };
        match frame {
            Ok((wire::DONE, bytes)) => {
                self.served += 1;
                Next::Done(bytes)
            }
            Ok((wire::KEY, bytes)) => Key::from_bytes(&bytes).map_or(Next::Gone, Next::Key),
            Ok(_) | Err(RecvTimeoutError::Disconnected) => Next::Gone,
            Err(RecvTimeoutError::Timeout) => {
                self.too_slow = true;
                Next::TooSlow
            }
        }
    }

    /// Ends the process, and says how it ended where it had done so itself.
    fn end(mut self) -> Ended {
        if self.too_slow {
            let _ = self.child.kill();
        }
        // It ends with its input, where it has not ended yet.
        drop(self.input);
        let status = self.child.wait().ok();
        let said = self.said.take().map(|said| last_of(said).unwrap_or_default());
        Ended { status, said: said.unwrap_or_default() }
    }
}

/// The most bytes of memory that a process has taken, where Linux says so.
fn peak_of(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}

/// The last of what is in a file.
fn last_of(mut file: File) -> io::Result<String> {
    const MOST: u64 = 4096;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(MOST)))?;
    let mut bytes = Vec::new();
    file.take(MOST).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// How a process ended.
struct Ended {
    status: Option<ExitStatus>,
    said: String,
}

impl Ended {
    /// The kind of failure of the article in work, and what to say of it.
    fn told(&self, memory_limit: Option<u64>) -> (&'static str, String) {
        let limit = memory_limit.map_or_else(
            || "than there is".to_owned(),
            |bytes| {
                format!("than the {} MB one article may take; --max-memory sets the limit", bytes / 1_000_000)
            },
        );
        if self.said.contains("memory allocation of") {
            return ("memory", format!("needs more memory {limit}"));
        }
        if self.said.contains("overflowed its stack") {
            return ("crash", "made the analysis overflow its stack; please report it".to_owned());
        }
        #[cfg(unix)]
        {
            use std::os::unix::process::ExitStatusExt as _;
            const KILL: i32 = 9;
            match self.status.and_then(|status| status.signal()) {
                Some(KILL) => {
                    let message = "was being analysed when the system killed the process, as it does where memory runs out";
                    return ("memory", message.to_owned());
                }
                Some(signal) => {
                    return (
                        "crash",
                        format!("ended the analysing process by signal {signal}; please report it"),
                    );
                }
                None => {}
            }
        }
        ("crash", "ended the analysing process; please report it".to_owned())
    }

    /// Why it never came to serve.
    fn why_no_start(&self) -> String {
        match self.said.trim() {
            "" => "a worker process cannot be started; --workers threads does without".to_owned(),
            said => said.strip_prefix("dixit: ").unwrap_or(said).to_owned(),
        }
    }
}

/// The engine with its own strings.
fn owned(engine: Engine<'_>) -> Engine<'static> {
    let text = |s: Cow<'_, str>| Cow::Owned(s.into_owned());
    let models = engine.models.into_iter();
    Engine {
        name: text(engine.name),
        version: text(engine.version),
        models: models
            .map(|m| dixit_record::Model { name: text(m.name), version: text(m.version) })
            .collect(),
    }
}
