//! `dixit.read`: files and folders as articles.

use std::path::PathBuf;
use std::sync::{Mutex, TryLockError};

use dixit_ingest::{Decoder, FieldMap, InputFormat, Reader, ReaderOptions};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::article::{Fields, fields};

/// Iterates over `(article, name, kind, message)`: the article of each input, or `None` with the kind and message of a failure.
#[pyclass(frozen, module = "dixit._dixit")]
pub(crate) struct Reading {
    reader: Mutex<Reader>,
    decoder: Decoder,
}

#[pymethods]
impl Reading {
    #[new]
    #[pyo3(signature = (paths, *, format, fields, max_bytes, english_only))]
    fn new(
        paths: Vec<PathBuf>,
        format: &str,
        fields: &str,
        max_bytes: u64,
        english_only: bool,
    ) -> PyResult<Self> {
        let fields: FieldMap = fields.parse().map_err(|e| PyValueError::new_err(format!("fields: {e}")))?;
        let decoder = Decoder::new(fields).english_only(english_only).max_page_bytes(max_bytes);
        let options = ReaderOptions {
            format: input_format(format)?,
            max_article_bytes: max_bytes,
            ..ReaderOptions::default()
        };
        Ok(Self { reader: Mutex::new(Reader::paths(paths, options)), decoder })
    }

    fn __iter__(this: Bound<'_, Self>) -> Bound<'_, Self> {
        this
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Option<Item<'py>>> {
        py.check_signals()?;
        let mut guard = match self.reader.try_lock() {
            Ok(reader) => reader,
            Err(TryLockError::Poisoned(reader)) => reader.into_inner(),
            Err(TryLockError::WouldBlock) => {
                return Err(PyValueError::new_err("this iterator is in use already"));
            }
        };
        let reader = &mut *guard;
        let read = py.detach(|| {
            let raw = reader.next()?;
            let name = match &raw {
                Ok(raw) => raw.name.clone(),
                Err(failure) => failure.name.clone(),
            };
            Some((name, raw.and_then(|raw| self.decoder.decode(raw))))
        });
        Ok(read.map(|(name, decoded)| match decoded {
            Ok(decoded) => (Some(fields(py, &decoded.document)), name, "", String::new()),
            Err(failure) => (None, name, failure.error.kind(), failure.error.to_string()),
        }))
    }
}

type Item<'py> = (Option<Fields<'py>>, String, &'static str, String);

fn input_format(name: &str) -> PyResult<InputFormat> {
    Ok(match name {
        "auto" => InputFormat::Auto,
        "text" => InputFormat::Text,
        "markdown" => InputFormat::Markdown,
        "html" => InputFormat::Html,
        "json" => InputFormat::Json,
        "jsonl" => InputFormat::Jsonl,
        "csv" => InputFormat::Csv,
        "tsv" => InputFormat::Tsv,
        "parquet" => InputFormat::Parquet,
        "warc" => InputFormat::Warc,
        "tar" => InputFormat::Tar,
        "zip" => InputFormat::Zip,
        other => {
            return Err(PyValueError::new_err(format!(
                "format is '{other}'; it is one of auto, text, markdown, html, json, jsonl, csv, tsv, parquet, warc, tar, zip"
            )));
        }
    })
}
