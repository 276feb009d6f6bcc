//! A run of [`bulk`] in the background, from which Python takes what comes out of it.

use std::borrow::Cow;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use dixit_ingest::{Failure, Raw};
use dixit_pipeline::bulk::{self, Incident, Job, Severity, Sink};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

/// How long an interrupt may wait to be seen.
pub(crate) const LOOK_EVERY: Duration = Duration::from_millis(50);

/// What came of one article.
pub(crate) enum Outcome {
    /// Its record, as a line of JSON.
    Record(Vec<u8>),
    /// It gave none.
    None {
        /// Its name.
        name: String,
        /// One word for the kind of failure.
        kind: Cow<'static, str>,
        /// What happened, to be read after the name.
        message: String,
    },
}

/// What came of an article, for Python: its record as a line of JSON, or `None` with the kind and message of a failure.
pub(crate) type Record<'py> = (Option<Bound<'py, PyBytes>>, Cow<'static, str>, String);

impl Outcome {
    pub(crate) fn for_python(self, py: Python<'_>) -> Record<'_> {
        match self {
            Self::Record(line) => (Some(PyBytes::new(py, line.trim_ascii_end())), "".into(), String::new()),
            Self::None { kind, message, .. } => (None, kind, message),
        }
    }
}

/// What a run has to give.
pub(crate) enum Polled {
    /// What came of the next article.
    Outcome(Outcome),
    /// Nothing yet.
    NotYet,
    /// The run is over.
    Over,
}

enum Message {
    Article(Outcome),
    Ended(io::Result<()>),
}

/// A run: one outcome for each article, in the order of the input. Dropping it ends the run.
pub(crate) struct Run {
    messages: Mutex<Receiver<Message>>,
    /// Ends it, without waiting for what has been read.
    ends: [Arc<AtomicBool>; 2],
}

impl Run {
    /// Starts a run. It waits where nobody takes its outcomes.
    pub(crate) fn start<I>(job: Job, inputs: I) -> io::Result<Self>
    where
        I: Iterator<Item = Result<Raw, Failure>> + Send + 'static,
    {
        let (to, messages) = mpsc::sync_channel(1024);
        let ends = [Arc::clone(&job.stop), Arc::clone(&job.abort)];
        thread::Builder::new().name("dixit-run".to_owned()).spawn(move || {
            let mut sink = Channel(to);
            let ended = bulk::run(inputs, &job, &mut sink).map(drop);
            // Where nobody listens any more, nobody asks how it ended.
            let _ = sink.0.send(Message::Ended(ended));
        })?;
        Ok(Self { messages: Mutex::new(messages), ends })
    }

    /// What is there within this time.
    pub(crate) fn poll(&self, timeout: Duration) -> PyResult<Polled> {
        let messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        match messages.recv_timeout(timeout) {
            Ok(Message::Article(outcome)) => Ok(Polled::Outcome(outcome)),
            Ok(Message::Ended(Ok(()))) => Ok(Polled::Over),
            Ok(Message::Ended(Err(error))) => {
                Err(PyRuntimeError::new_err(format!("the run could not go on: {error}")))
            }
            Err(RecvTimeoutError::Timeout) => Ok(Polled::NotYet),
            Err(RecvTimeoutError::Disconnected) => {
                Err(PyRuntimeError::new_err("the run ended early; please report it"))
            }
        }
    }

    /// Waits for the next outcome; `None` where the run is over. Other Python threads run meanwhile, and an interrupt is an
    /// error at once.
    pub(crate) fn next(&self, py: Python<'_>) -> PyResult<Option<Outcome>> {
        loop {
            match py.detach(|| self.poll(LOOK_EVERY))? {
                Polled::Outcome(outcome) => return Ok(Some(outcome)),
                Polled::Over => return Ok(None),
                Polled::NotYet => py.check_signals()?,
            }
        }
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        self.ends.iter().for_each(|end| end.store(true, Ordering::Relaxed));
    }
}

/// Hands on what a run writes.
struct Channel(SyncSender<Message>);

impl Channel {
    fn send(&self, outcome: Outcome) -> io::Result<()> {
        self.0.send(Message::Article(outcome)).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

impl Sink for Channel {
    fn write(&mut self, _: usize, bytes: &[u8]) -> io::Result<()> {
        self.send(Outcome::Record(bytes.to_vec()))
    }

    fn incident(&mut self, incident: &Incident) -> io::Result<()> {
        failure(incident).map_or(Ok(()), |failure| self.send(failure))
    }
}

/// Keeps what came of one article.
#[derive(Default)]
pub(crate) struct Kept(pub(crate) Option<Outcome>);

impl Sink for Kept {
    fn write(&mut self, _: usize, bytes: &[u8]) -> io::Result<()> {
        self.0 = Some(Outcome::Record(bytes.to_vec()));
        Ok(())
    }

    fn incident(&mut self, incident: &Incident) -> io::Result<()> {
        self.0 = failure(incident).or(self.0.take());
        Ok(())
    }
}

/// What an incident says of an article that gave no record; a note has one beside it.
fn failure(incident: &Incident) -> Option<Outcome> {
    (incident.severity != Severity::Note).then(|| Outcome::None {
        name: incident.name.clone(),
        kind: incident.kind.clone(),
        message: for_python(incident.message.clone()),
    })
}

/// A message of the program with the names that its flags have in Python.
pub(crate) fn for_python(message: String) -> String {
    const NAMES: [(&str, &str); 5] = [
        ("--time-limit", "time_limit"),
        ("--max-size", "max_size"),
        ("--max-memory", "max_memory"),
        ("--any-language", "english_only=False"),
        ("--workers threads", "isolate=False"),
    ];
    NAMES.iter().fold(message, |message, (flag, name)| message.replace(flag, name))
}
