//! `nlp.to_arrow`: a table of articles in, a table of quotations out.

use std::borrow::Cow;
use std::sync::PoisonError;
use std::time::Instant;

use dixit_pipeline::bulk::Job;
use dixit_record::Record;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::arrow::{Articles, Batches, Table, error};
use crate::run::{LOOK_EVERY, Outcome, Polled, Run};

/// What came to nothing: the article, the kind of failure, and what happened.
pub(crate) type Failures = Vec<(String, Cow<'static, str>, String)>;

/// Runs `job` over a table. The GIL is free but for a look at Python's signals now and then.
pub(crate) fn run(
    py: Python<'_>,
    articles: Articles,
    job: Job,
    failures: bool,
) -> PyResult<(Batches, Failures)> {
    let fault = articles.fault();
    let run = Run::start(job, articles)?;
    let mut table = Table::new(failures);
    let mut failed = Vec::new();
    while py.detach(|| step(&run, &mut table, &mut failed))? {
        py.check_signals()?;
    }
    match fault.lock().unwrap_or_else(PoisonError::into_inner).take() {
        Some(fault) => Err(error(fault)),
        None => Ok((table.finish()?, failed)),
    }
}

/// Works until it is time to look at signals, or the run is over; `false` then.
fn step(run: &Run, table: &mut Table, failed: &mut Failures) -> PyResult<bool> {
    let begun = Instant::now();
    while begun.elapsed() < LOOK_EVERY {
        match run.poll(LOOK_EVERY)? {
            Polled::Outcome(Outcome::Record(line)) => {
                let record: Record<'_> =
                    serde_json::from_slice(&line).map_err(|e| PyValueError::new_err(e.to_string()))?;
                table.push(&record)?;
            }
            Polled::Outcome(Outcome::None { name, kind, message }) => {
                table.push_failure(&name, &kind, &message)?;
                failed.push((name, kind, message));
            }
            Polled::NotYet => return Ok(true),
            Polled::Over => return Ok(false),
        }
    }
    Ok(true)
}
