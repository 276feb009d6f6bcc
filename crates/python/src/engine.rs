//! The analyzer with its settings, as Python holds it.

use std::cell::RefCell;
use std::ffi::OsString;
use std::iter;
use std::num::NonZeroUsize;
use std::thread;
use std::time::Duration;

use dixit_ingest::Decoder;
use dixit_pipeline::bulk::{Job, Work, one};
use dixit_pipeline::{Analyzer, Scratch};
use dixit_record::{Format, Options};
use pyo3::exceptions::{PyFileNotFoundError, PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyIterator};

use crate::arrow::{Articles, Batches, Columns, import};
use crate::article::{Fields, document, input};
use crate::isolated::Isolated;
use crate::pipe::Pipe;
use crate::run::{Kept, Record, Run, for_python};
use crate::table;

thread_local! {
    /// Buffers for single texts, one set a thread.
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// Bytes of a single text that is analysed on the caller's own thread. A longer one is worth a thread that an interrupt does not wait for.
const SHORT: usize = 64 << 10;

/// An engine and its settings; immutable, and shared by all threads.
#[pyclass(frozen, module = "dixit._dixit")]
pub(crate) struct Engine {
    /// In threads of this process.
    job: Job,
    analyzer: Analyzer,
    max_bytes: u64,
    /// Where articles are analysed in processes of their own.
    isolated: Option<Isolated>,
}

#[pymethods]
impl Engine {
    /// `starter`, where articles are to be analysed in processes of their own, is the command that runs the program.
    #[new]
    #[pyo3(signature = (flags, *, min_confidence, english_only, time_limit, max_size, max_memory, starter))]
    #[allow(clippy::too_many_arguments, reason = "each has its name")]
    fn new(
        py: Python<'_>,
        flags: Vec<OsString>,
        min_confidence: f32,
        english_only: bool,
        time_limit: f64,
        max_size: u64,
        max_memory: u64,
        starter: Option<Vec<OsString>>,
    ) -> PyResult<Self> {
        if !(0.0..=1.0).contains(&min_confidence) {
            return Err(PyValueError::new_err(format!("min_confidence is {min_confidence}, not 0 to 1")));
        }
        let limit = Duration::try_from_secs_f64(time_limit)
            .map_err(|_| PyValueError::new_err(format!("time_limit is {time_limit}, not seconds")))?;
        let isolated = starter.map(|starter| {
            let settings = [
                format!("--min-confidence={min_confidence}"),
                format!("--time-limit={time_limit}"),
                format!("--max-memory={max_memory}"),
            ];
            let language = (!english_only).then(|| "--any-language".into());
            let settings = settings.into_iter().map(OsString::from).chain(language);
            let most = (max_memory > 0).then(|| max_memory.saturating_mul(1_000_000));
            Isolated::new(starter, flags.iter().cloned().chain(settings).collect(), most)
        });
        let analyzer = py.detach(|| dixit_cli::analyzer(flags)).map_err(|error| {
            let missing = error.chain().filter_map(|e| e.downcast_ref::<std::io::Error>());
            let missing = missing.map(std::io::Error::kind).any(|kind| kind == std::io::ErrorKind::NotFound);
            let message = format!("{error:#}");
            if missing { PyFileNotFoundError::new_err(message) } else { PyValueError::new_err(message) }
        })?;
        let job = Job {
            decoder: Decoder::default().english_only(english_only),
            options: Options { min_confidence, ..Options::default() },
            time_limit: (!limit.is_zero()).then_some(limit),
            ..Job::new(analyzer.clone(), Format::Jsonl)
        };
        Ok(Self { job, analyzer, max_bytes: max_size.saturating_mul(1_000_000), isolated })
    }

    /// Name, version and models of the engine: `("fast", "0.1.0", [("names", "…")])`.
    fn about(&self) -> (String, String, Vec<(String, String)>) {
        let engine = self.analyzer.engine();
        let models = engine.models.iter().map(|m| (m.name.to_string(), m.version.to_string()));
        (engine.name.to_string(), engine.version.to_string(), models.collect())
    }

    /// The record of one article, as a line of JSON, or `None` with the kind and message of a failure.
    fn analyze<'py>(&self, py: Python<'py>, article: Fields<'py>) -> PyResult<Record<'py>> {
        let document = document(article, 0)?;
        let outcome = if self.isolated.is_some() || document.text().len() > SHORT {
            let article = input(document, self.max_bytes);
            let job = py.detach(|| self.job(1, false))?;
            Run::start(job, iter::once(article))?.next(py)?
        } else {
            let raw = input(document, u64::MAX).map_err(|e| PyValueError::new_err(e.to_string()))?;
            let mut kept = Kept::default();
            py.detach(|| SCRATCH.with_borrow_mut(|scratch| one(&self.job, raw, scratch, &mut kept)))?;
            kept.0
        };
        let outcome = outcome
            .ok_or_else(|| PyRuntimeError::new_err("the run ended without a result; please report it"))?;
        Ok(outcome.for_python(py))
    }

    /// The record of an article without a text.
    fn nothing<'py>(&self, py: Python<'py>, article: Fields<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let document = document(article, 0)?;
        let analysis = self.analyzer.analyze(&document, &mut Scratch::default());
        let record = self.analyzer.record(&document, &analysis, &self.job.options);
        let mut line = Vec::new();
        Format::Jsonl.write(&record, document.text(), &mut line);
        Ok(PyBytes::new(py, line.trim_ascii_end()))
    }

    /// An iterator over what comes of articles, given as pairs of anything and an article; see [`Pipe`].
    fn pipe(&self, py: Python<'_>, articles: &Bound<'_, PyIterator>, workers: usize) -> PyResult<Pipe> {
        let job = py.detach(|| self.job(workers, false))?;
        Ok(Pipe::start(job, articles.clone().unbind(), self.max_bytes)?)
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
        let articles = Articles::new(import(articles)?, &columns, self.max_bytes)?;
        let job = py.detach(|| self.job(workers, with_text))?;
        table::run(py, articles, job, failures)
    }
}

impl Engine {
    /// 0 workers are one a core.
    fn job(&self, workers: usize, with_text: bool) -> PyResult<Job> {
        let work = match &self.isolated {
            None => Work::Threads(self.analyzer.clone()),
            Some(isolated) => {
                let processes = isolated.processes(with_text);
                Work::Processes(processes.map_err(|e| PyRuntimeError::new_err(for_python(e.to_string())))?)
            }
        };
        let cores = || thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        Ok(Job {
            work,
            options: Options { with_text, ..self.job.options },
            workers: NonZeroUsize::new(workers).unwrap_or_else(cores),
            // Each run is stopped for itself.
            stop: Default::default(),
            abort: Default::default(),
            ..self.job.clone()
        })
    }
}
