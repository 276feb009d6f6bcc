//! Tables: CSV and TSV, one article a row, fields named by the first row.

use std::io::Read;

use csv::ByteRecord;

use crate::fields::FieldMap;
use crate::json::Fields;
use crate::{Body, Failure, InputError, Raw};

/// A table that is being read.
pub(crate) struct Table {
    name: String,
    rows: csv::ByteRecordsIntoIter<Box<dyn Read + Send>>,
    /// Names of the columns, for every row.
    columns: std::sync::Arc<[String]>,
    number: u64,
}

/// One row, not decoded yet.
#[derive(Clone, Debug)]
pub struct Row {
    columns: std::sync::Arc<[String]>,
    cells: ByteRecord,
}

impl Table {
    /// Reads the heading.
    pub(crate) fn open(name: String, input: Box<dyn Read + Send>, delimiter: u8) -> Result<Self, Failure> {
        // Rows that are too short or too long are better than rows that are lost.
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(input);
        let heading = match reader.byte_headers() {
            Ok(heading) => heading,
            Err(error) => return Err(Failure { name, error: table_error(error) }),
        };
        let columns = heading
            .iter()
            .map(|cell| {
                String::from_utf8_lossy(cell.strip_prefix(b"\xef\xbb\xbf").unwrap_or(cell)).trim().to_owned()
            })
            .collect();
        Ok(Self { name, rows: reader.into_byte_records(), columns, number: 1 })
    }

    pub(crate) fn next(&mut self) -> Option<Result<Raw, Failure>> {
        let row = self.rows.next()?;
        self.number += 1;
        let name = format!("{}:{}", self.name, self.number);
        Some(match row {
            Ok(cells) => Ok(Raw { name, body: Body::Row(Row { columns: self.columns.clone(), cells }) }),
            Err(error) => Err(Failure { name, error: table_error(error) }),
        })
    }
}

impl Row {
    /// Bytes in its cells.
    pub(crate) fn len(&self) -> usize {
        self.cells.as_slice().len()
    }

    /// The fields of an article, and the places that were not UTF-8.
    pub(crate) fn fields(&self, map: &FieldMap) -> (Fields, usize) {
        let mut fields = Fields::default();
        let mut replaced = 0;
        for (column, cell) in self.columns.iter().zip(&self.cells) {
            match map.field(column) {
                Some(field) if !cell.is_empty() => {
                    let text = String::from_utf8_lossy(cell);
                    if matches!(text, std::borrow::Cow::Owned(_)) {
                        replaced += text.matches('\u{FFFD}').count();
                    }
                    fields.values[field as usize] = Some(text.into_owned());
                }
                Some(_) => {}
                None => fields.others.push(column.clone()),
            }
        }
        (fields, replaced)
    }

    /// Whether the table has a column for `name`.
    pub(crate) fn has_column(&self, name: &str) -> bool {
        self.columns.iter().any(|c| c == name)
    }
}

fn table_error(error: csv::Error) -> InputError {
    let message = error.to_string();
    match error.into_kind() {
        csv::ErrorKind::Io(error) => InputError::Io(error),
        _ => InputError::Table(message),
    }
}
