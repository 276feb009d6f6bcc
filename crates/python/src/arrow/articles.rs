//! The rows of a table as articles.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::{Array as _, RecordBatch, StringViewArray, cast::AsArray as _};
use arrow_cast::cast;
use arrow_schema::{ArrowError, DataType, Schema};
use dixit_ingest::{Failure, Raw};
use dixit_text::Document;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use super::Reader;
use crate::article::input;

/// Under which names a table keeps the fields of an article: `{"text": "body", "id": "url"}`.
pub(crate) type Columns = BTreeMap<String, String>;

// Names of columns, not words of the language.
/// The fields of an article, the text first.
const FIELDS: [&str; 8] = ["text", "id", "title", "publisher", "date", "url", "author", "language"];

/// Iterates over the rows of a table.
pub(crate) struct Articles {
    table: Reader,
    /// Places of the fields among the columns.
    places: [Option<usize>; 8],
    batch: Option<Batch>,
    /// Articles so far.
    number: u64,
    /// The most bytes that a text may have.
    max_bytes: u64,
    fault: Fault,
}

/// What ended the table before its end.
pub(crate) type Fault = Arc<Mutex<Option<ArrowError>>>;

struct Batch {
    fields: [Option<StringViewArray>; 8],
    row: usize,
    rows: usize,
}

impl Articles {
    /// The articles of a table whose columns are named so.
    pub(crate) fn new(table: Reader, columns: &Columns, max_bytes: u64) -> PyResult<Self> {
        let schema = table.schema();
        let mut places = [None; 8];
        for (field, name) in columns {
            let Some(i) = FIELDS.iter().position(|f| f == field) else {
                return Err(PyValueError::new_err(format!(
                    "'{field}' is no field of an article; the fields are {}",
                    FIELDS.join(", ")
                )));
            };
            places[i] = Some(place(&schema, name)?);
        }
        Ok(Self { table, places, batch: None, number: 0, max_bytes, fault: Fault::default() })
    }

    /// Where it is told what ended the table before its end.
    pub(crate) fn fault(&self) -> Fault {
        Arc::clone(&self.fault)
    }

    fn next_batch(&mut self) -> Result<bool, ArrowError> {
        let Some(batch) = self.table.next().transpose()? else { return Ok(false) };
        let mut fields: [Option<StringViewArray>; 8] = Default::default();
        for (field, place) in fields.iter_mut().zip(self.places) {
            *field = place.map(|place| strings(&batch, place)).transpose()?;
        }
        self.batch = Some(Batch { fields, row: 0, rows: batch.num_rows() });
        Ok(true)
    }
}

fn place(schema: &Schema, name: &str) -> PyResult<usize> {
    schema.index_of(name).map_err(|_| {
        let names: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
        PyValueError::new_err(format!("there is no column '{name}'; there are {}", names.join(", ")))
    })
}

/// A column as strings: without a copy where it is made of them, else numbers and dates as they are written.
fn strings(batch: &RecordBatch, place: usize) -> Result<StringViewArray, ArrowError> {
    let column = batch.column(place);
    let strings = match column.data_type() {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Dictionary(..) => {
            cast(column, &DataType::Utf8View)
        }
        DataType::Null | DataType::Boolean => cast(&cast(column, &DataType::Utf8)?, &DataType::Utf8View),
        number if number.is_primitive() => cast(&cast(column, &DataType::Utf8)?, &DataType::Utf8View),
        other => Err(ArrowError::CastError(format!("it holds {other}"))),
    };
    let strings = strings.map_err(|error| {
        let name = batch.schema_ref().field(place).name().clone();
        ArrowError::CastError(format!("column '{name}' holds no strings: {error}"))
    })?;
    Ok(strings.as_string_view().clone())
}

impl Iterator for Articles {
    type Item = Result<Raw, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.batch.as_ref().is_none_or(|batch| batch.row == batch.rows) {
            match self.next_batch() {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => {
                    *self.fault.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                    return None;
                }
            }
        }
        let batch = self.batch.as_mut()?;
        let (row, number) = (batch.row, self.number);
        batch.row += 1;
        self.number += 1;
        let value = |field: usize| {
            let column = batch.fields[field].as_ref().filter(|column| column.is_valid(row));
            column.map(|column| column.value(row)).filter(|value| !value.is_empty())
        };
        let id = value(1).map_or_else(|| number.to_string(), str::to_owned);
        let text = value(0).unwrap_or_default();
        // Arrow holds no string that is longer.
        let mut document = Document::new(id, text).unwrap_or_default();
        let owned = |field| value(field).map(str::to_owned);
        document.title = owned(2);
        document.publisher = owned(3);
        document.date = owned(4);
        document.url = owned(5);
        document.author = owned(6);
        document.language = owned(7);
        Some(input(document, self.max_bytes))
    }
}
