//! Articles between Python and Rust: tuples of a text and what is known beside it.

use dixit_ingest::{Body, Failure, InputError, Raw};
use dixit_text::Document;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

/// `(text, id, title, publisher, date, url, author, language)`, all but the text optional.
pub(crate) type Fields<'py> = (
    Bound<'py, PyString>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
);

/// The document of an article; `number` is its id where it has none.
pub(crate) fn document(fields: Fields<'_>, number: u64) -> PyResult<Document> {
    let (text, id, title, publisher, date, url, author, language) = fields;
    let id = id.unwrap_or_else(|| number.to_string());
    let mut document =
        Document::new(id, self::text(&text)?).map_err(|e| PyValueError::new_err(e.to_string()))?;
    // What is empty is as good as not there, as in files.
    let known = |value: Option<String>| value.filter(|v| !v.is_empty());
    document.title = known(title);
    document.publisher = known(publisher);
    document.date = known(date);
    document.url = known(url);
    document.author = known(author);
    document.language = known(language);
    Ok(document)
}

/// A document as a run takes it; a failure where its text has more bytes than one may have.
pub(crate) fn input(document: Document, max_bytes: u64) -> Result<Raw, Failure> {
    let name = document.id.clone();
    if document.text().len() as u64 > max_bytes {
        return Err(Failure::new(name, InputError::TooLong { limit: max_bytes }));
    }
    Ok(Raw { name, body: Body::Document(Box::new(document)) })
}

/// The fields of a document, for Python.
pub(crate) fn fields<'py>(py: Python<'py>, document: &Document) -> Fields<'py> {
    let d = document;
    (
        PyString::new(py, d.text()),
        Some(d.id.clone()),
        d.title.clone(),
        d.publisher.clone(),
        d.date.clone(),
        d.url.clone(),
        d.author.clone(),
        d.language.clone(),
    )
}

/// The text of a `str`, each lone surrogate replaced by U+FFFD: a `str` may hold them, UTF-8 may not. Either is one
/// character, so offsets stay as Python counts.
pub(crate) fn text(text: &Bound<'_, PyString>) -> PyResult<String> {
    if let Ok(text) = text.to_cow() {
        return Ok(text.into_owned());
    }
    let bytes = text.call_method1("encode", ("utf-8", "surrogatepass"))?;
    let mut bytes = bytes.cast::<PyBytes>()?.as_bytes().to_vec();
    // A surrogate is ED A0..BF and one more byte; U+FFFD is as long.
    let mut at = 0;
    while at + 2 < bytes.len() {
        if bytes[at] == 0xED && bytes[at + 1] >= 0xA0 {
            bytes[at..at + 3].copy_from_slice("\u{FFFD}".as_bytes());
        }
        at += 1;
    }
    String::from_utf8(bytes).map_err(|e| PyValueError::new_err(e.to_string()))
}
