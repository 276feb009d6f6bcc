//! The threads that analyse.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::{io, num::NonZeroUsize};

use dixit_pipeline::Scratch;
use dixit_pipeline::bulk::{self, Job};
use dixit_pipeline::ingest::{Body, Raw};
use tokio::sync::oneshot;

use crate::answer::{Answer, Failed, Form, Kept};
use crate::metrics::Metrics;

/// An article on its way to a thread.
struct Task {
    raw: Raw,
    form: Form,
    answer: oneshot::Sender<Answer>,
}

/// Analysis threads with a stack as deep as those of a run; they end with it.
pub(crate) struct Pool {
    tasks: Sender<Task>,
    waiting: Arc<AtomicUsize>,
    size: NonZeroUsize,
}

impl Pool {
    /// Starts as many threads as the job has workers.
    pub(crate) fn start(job: &Job, metrics: &Arc<Metrics>) -> io::Result<(Self, Vec<JoinHandle<()>>)> {
        let (to_threads, tasks) = mpsc::channel();
        let tasks = Arc::new(Mutex::new(tasks));
        let waiting = Arc::<AtomicUsize>::default();
        let thread = |i: usize| {
            let (job, metrics) = (job.clone(), Arc::clone(metrics));
            let (tasks, waiting) = (Arc::clone(&tasks), Arc::clone(&waiting));
            thread::Builder::new()
                .name(format!("{}{i}", bulk::THREAD_NAME))
                .stack_size(bulk::STACK)
                .spawn(move || work(&job, &tasks, &waiting, &metrics))
        };
        let threads = (0..job.workers.get()).map(thread).collect::<io::Result<_>>()?;
        Ok((Self { tasks: to_threads, waiting, size: job.workers }, threads))
    }

    pub(crate) fn size(&self) -> usize {
        self.size.get()
    }

    /// Articles that no thread has begun.
    pub(crate) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Hands an article over. The queue is as long as the requests that were admitted make it.
    pub(crate) fn analyse(&self, raw: Raw, form: Form) -> oneshot::Receiver<Answer> {
        let (answer, answered) = oneshot::channel();
        self.waiting.fetch_add(1, Ordering::Relaxed);
        // Where no thread is left, the answer is closed and tells.
        if self.tasks.send(Task { raw, form, answer }).is_err() {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
        }
        answered
    }
}

fn work(job: &Job, tasks: &Mutex<Receiver<Task>>, waiting: &AtomicUsize, metrics: &Metrics) {
    let mut scratch = Scratch::default();
    // So that the first request finds the models in memory, and processes started.
    let first = Raw { name: "first".to_owned(), body: Body::Text(b"She said no.".to_vec()) };
    let _ = bulk::one(job, first, &mut scratch, &mut Kept::default());
    loop {
        let next = tasks.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Task { raw, form, answer }) = next else { return };
        waiting.fetch_sub(1, Ordering::Relaxed);
        // Whoever asked may be gone meanwhile.
        if answer.is_closed() {
            continue;
        }
        let (name, large) = (raw.name.clone(), raw.body.len() > bulk::LARGE);
        let mut kept = Kept::default();
        let analysed = bulk::one(job, raw, &mut scratch, &mut kept);
        if large {
            scratch = Scratch::default();
        }
        metrics.article(&kept.totals);
        let came = match analysed {
            Ok(()) => kept.answer(&name, form),
            Err(error) => Answer::Failed(Failed::new(&name, "internal", error.to_string())),
        };
        if let Answer::Failed(failed) = &came {
            metrics.failed(&failed.kind);
        }
        let _ = answer.send(came);
    }
}
