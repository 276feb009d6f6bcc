//! The Python package `dixit`, as far as it is Rust: texts in, records and Arrow tables out.
//!
//! The module is small on purpose: it moves articles between Python and [`dixit_pipeline::bulk`] and does nothing to them.
//! What users see (`Doc`, `Quotation`, the adapters for data frames and clusters) is Python, in `python/dixit`, and reads
//! the records that come out of here.

mod arrow;
mod article;
mod engine;
mod isolated;
mod pipe;
mod read;
mod run;
mod table;
mod words;

use std::ffi::OsString;

use dixit_record::Record;
use dixit_report::{ArticleOptions, article_page};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// Runs the program `dixit` with these arguments, the first being its own name; returns its exit status. `starter` is the command
/// that does so, for its worker processes.
#[pyfunction]
#[pyo3(signature = (args, starter))]
fn main(py: Python<'_>, args: Vec<OsString>, starter: Option<Vec<OsString>>) -> u8 {
    py.detach(|| dixit_cli::run_for_status(args, starter))
}

/// The page of one article, from its record and its text.
#[pyfunction]
fn page(py: Python<'_>, record: &[u8], text: &Bound<'_, pyo3::types::PyString>) -> PyResult<String> {
    let text = article::text(text)?;
    py.detach(|| {
        let mut record: Record<'_> = serde_json::from_slice(record).map_err(|e| e.to_string())?;
        record.article.text = Some(text.into());
        article_page(&record, &ArticleOptions::default()).map_err(|e| e.to_string())
    })
    .map_err(PyValueError::new_err)
}

#[pymodule]
fn _dixit(module: &Bound<'_, PyModule>) -> PyResult<()> {
    dixit_cli::hide_reported_panics();
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("FLAT_SCHEMA", dixit_record::flat::SCHEMA_ID)?;
    module.add_class::<engine::Engine>()?;
    module.add_class::<pipe::Pipe>()?;
    module.add_class::<read::Reading>()?;
    module.add_class::<arrow::Batches>()?;
    module.add_function(wrap_pyfunction!(main, module)?)?;
    module.add_function(wrap_pyfunction!(page, module)?)?;
    module.add_function(wrap_pyfunction!(words::forms, module)?)?;
    module.add_function(wrap_pyfunction!(words::same_words, module)?)?;
    module.add_function(wrap_pyfunction!(arrow::flat_batches, module)?)
}
