//! `nlp.pipe`: an iterator of articles in, an iterator of records out.

use std::collections::VecDeque;
use std::io;
use std::sync::{Mutex, TryLockError, mpsc};
use std::time::Duration;

use dixit_ingest::{Failure, Raw};
use dixit_pipeline::bulk::Job;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyIterator;

use crate::article::{Fields, document, input};
use crate::run::{Outcome, Polled, Record, Run};

/// Articles, and bytes of them, read ahead for each worker. More than a batch of [`dixit_pipeline::bulk`], which is worked
/// on only when it is full.
const AHEAD: usize = 256;
const AHEAD_BYTES: usize = 512 << 10;

/// Iterates over `(given, (record, kind, message))`, one for each pair `(given, article)` of the iterator below it and in its
/// order; the record is a line of JSON, or `None` with the kind and message of a failure.
///
/// The iterator below is asked by the thread that asks this one. What it raises is raised here, after all that it gave
/// before.
#[pyclass(frozen, module = "dixit._dixit")]
pub(crate) struct Pipe(Mutex<State>);

/// Where articles go to be read.
type Feed = mpsc::Sender<Result<Raw, Failure>>;

struct State {
    /// `None` once it has ended.
    articles: Option<(Py<PyIterator>, Feed)>,
    /// What its end was.
    raised: Option<PyErr>,
    run: Run,
    /// What was given with the articles that are read ahead, and how long they are.
    ahead: VecDeque<(Py<PyAny>, usize)>,
    ahead_bytes: usize,
    workers: usize,
    max_bytes: u64,
    number: u64,
}

impl Pipe {
    pub(crate) fn start(job: Job, articles: Py<PyIterator>, max_bytes: u64) -> io::Result<Self> {
        let (feed, fed) = mpsc::channel();
        let workers = job.workers.get();
        let run = Run::start(job, fed.into_iter())?;
        Ok(Self(Mutex::new(State {
            articles: Some((articles, feed)),
            raised: None,
            run,
            ahead: VecDeque::new(),
            ahead_bytes: 0,
            workers,
            max_bytes,
            number: 0,
        })))
    }
}

#[pymethods]
impl Pipe {
    fn __iter__(this: Bound<'_, Self>) -> Bound<'_, Self> {
        this
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Option<Item<'py>>> {
        // Waiting for another thread here would keep it from going on.
        match self.0.try_lock() {
            Ok(mut state) => state.next(py),
            Err(TryLockError::Poisoned(state)) => state.into_inner().next(py),
            Err(TryLockError::WouldBlock) => Err(PyValueError::new_err("this iterator is in use already")),
        }
    }
}

type Item<'py> = (Py<PyAny>, Record<'py>);

impl State {
    fn next<'py>(&mut self, py: Python<'py>) -> PyResult<Option<Item<'py>>> {
        while self.read_one(py) {
            if let Polled::Outcome(outcome) = self.run.poll(Duration::ZERO)? {
                return Ok(self.item(py, outcome));
            }
        }
        if self.ahead.is_empty() {
            return self.raised.take().map_or(Ok(None), Err);
        }
        match self.run.next(py)? {
            Some(outcome) => Ok(self.item(py, outcome)),
            None => Err(PyValueError::new_err("the run ended before its input; please report it")),
        }
    }

    /// Reads one article ahead; `false` where there are enough, or no more.
    fn read_one(&mut self, py: Python<'_>) -> bool {
        let full = self.ahead.len() >= AHEAD * self.workers || self.ahead_bytes >= AHEAD_BYTES * self.workers;
        let Some((articles, feed)) = self.articles.as_ref().filter(|_| !full) else { return false };
        let read = articles.bind(py).clone().next().map(|pair| -> PyResult<_> {
            let (given, fields): (Py<PyAny>, Fields<'_>) = pair?.extract()?;
            Ok((given, document(fields, self.number)?))
        });
        match read {
            Some(Ok((given, document))) => {
                self.number += 1;
                let bytes = document.text().len();
                // Where the run has ended early, asking it for the outcome says so.
                let _ = feed.send(input(document, self.max_bytes));
                self.ahead.push_back((given, bytes));
                self.ahead_bytes += bytes;
                return true;
            }
            Some(Err(error)) => self.raised = Some(error),
            None => {}
        }
        self.articles = None;
        false
    }

    fn item<'py>(&mut self, py: Python<'py>, outcome: Outcome) -> Option<Item<'py>> {
        let (given, bytes) = self.ahead.pop_front()?;
        self.ahead_bytes -= bytes;
        Some((given, outcome.for_python(py)))
    }
}
