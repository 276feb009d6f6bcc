//! The analyzer with its settings, as Python holds it.

use std::cell::RefCell;
use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;
use std::time::Duration;

use dixit_ingest::{Body, Decoder, Raw};
use dixit_pipeline::bulk::Job;
use dixit_pipeline::{Analyzer, Scratch};
use dixit_record::{Format, Options};
use pyo3::exceptions::{PyFileNotFoundError, PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyIterator};

use crate::arrow::{Batches, Columns};
use crate::article::{Fields, document};
use crate::pipe::Pipe;
use crate::table;

thread_local! {
    /// Buffers for single texts, one set a thread.
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// An engine and its settings; immutable, and shared by all threads.
#[pyclass(frozen, module = "dixit._dixit")]
pub(crate) struct Engine {
    analyzer: Analyzer,
    decoder: Decoder,
    min_confidence: f32,
    time_limit: Option<Duration>,
}

#[pymethods]
impl Engine {
    #[new]
    #[pyo3(signature = (flags, *, min_confidence = 0.0, english_only = false, time_limit = 300.0))]
    fn new(
        py: Python<'_>,
        flags: Vec<OsString>,
        min_confidence: f32,
        english_only: bool,
        time_limit: f64,
    ) -> PyResult<Self> {
        if !(0.0..=1.0).contains(&min_confidence) {
            return Err(PyValueError::new_err(format!("min_confidence is {min_confidence}, not 0 to 1")));
        }
        let time_limit = match time_limit {
            0.0 => None,
            seconds => Some(
                Duration::try_from_secs_f64(seconds)
                    .map_err(|_| PyValueError::new_err(format!("time_limit is {seconds}, not seconds")))?,
            ),
        };
        let analyzer = py.detach(|| dixit_cli::analyzer(flags)).map_err(|error| {
            let missing = error.chain().filter_map(|e| e.downcast_ref::<std::io::Error>());
            let missing = missing.map(std::io::Error::kind).any(|kind| kind == std::io::ErrorKind::NotFound);
            let message = format!("{error:#}");
            if missing { PyFileNotFoundError::new_err(message) } else { PyValueError::new_err(message) }
        })?;
        let decoder = Decoder::default().english_only(english_only);
        Ok(Self { analyzer, decoder, min_confidence, time_limit })
    }

    /// Name, version and models of the engine: `("fast", "0.1.0", [("names", "…")])`.
    fn about(&self) -> (String, String, Vec<(String, String)>) {
        let engine = self.analyzer.engine();
        let models = engine.models.iter().map(|m| (m.name.to_string(), m.version.to_string()));
        (engine.name.to_string(), engine.version.to_string(), models.collect())
    }

    /// The record of one article, as a line of JSON. An empty text gives a record without quotations.
    fn analyze<'py>(&self, py: Python<'py>, article: Fields<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let document = document(article, 0)?;
        let read = || {
            SCRATCH.with_borrow_mut(|scratch| {
                let analyzed = catch_unwind(AssertUnwindSafe(|| {
                    let analysis = self.analyzer.analyze(&document, scratch);
                    let record = self.analyzer.record(&document, &analysis, &self.options(false));
                    let mut line = Vec::new();
                    Format::Jsonl.write(&record, document.text(), &mut line);
                    line
                }));
                // A panic may have left them half written.
                analyzed.inspect_err(|_| *scratch = Scratch::default())
            })
        };
        let line = py.detach(read).map_err(|_| {
            PyRuntimeError::new_err("the text made the analysis stop; please report it with the text")
        })?;
        Ok(PyBytes::new(py, line.trim_ascii_end()))
    }

    /// An iterator over what comes of articles, given as pairs of anything and an article; see [`Pipe`].
    fn pipe(&self, articles: &Bound<'_, PyIterator>, workers: usize) -> PyResult<Pipe> {
        Ok(Pipe::start(self.job(workers, false), articles.clone().unbind())?)
    }

    /// The quotations of a table of articles, and what failed, in the flat schema.
    #[pyo3(signature = (articles, columns, *, workers, with_text, failures))]
    fn to_arrow(
        &self,
        py: Python<'_>,
        articles: &Bound<'_, PyAny>,
        columns: Columns,
        workers: usize,
        with_text: bool,
        failures: bool,
    ) -> PyResult<(Batches, table::Failures)> {
        table::run(py, articles, &columns, self.job(workers, with_text), failures)
    }
}

impl Engine {
    fn options(&self, with_text: bool) -> Options {
        Options { min_confidence: self.min_confidence, with_text, ..Options::default() }
    }

    /// 0 workers are one a core.
    fn job(&self, workers: usize, with_text: bool) -> Job {
        let cores = || thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        Job {
            decoder: self.decoder.clone(),
            options: self.options(with_text),
            workers: NonZeroUsize::new(workers).unwrap_or_else(cores),
            time_limit: self.time_limit,
            ..Job::new(self.analyzer.clone(), Format::Jsonl)
        }
    }
}

/// An article with this name, as a run takes it.
pub(crate) fn raw(document: dixit_text::Document) -> Raw {
    Raw { name: document.id.clone(), body: Body::Document(Box::new(document)) }
}
