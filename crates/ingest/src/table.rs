//! Tables: CSV and TSV, one article a row, fields named by the first row.

use std::io::Read;

use csv::ByteRecord;

use crate::fields::FieldMap;
use crate::json::Fields;
use crate::source::{Item, Source, goes_on};
use crate::{Body, Failure, InputError, Note, Raw, encoding};

/// A table that is being read.
pub(crate) struct Table {
    name: String,
    rows: csv::ByteRecordsIntoIter<Box<dyn Read + Send>>,
    /// Names of the columns, for every row.
    columns: std::sync::Arc<[String]>,
    number: u64,
    ended: bool,
}

/// One row, not decoded yet.
#[derive(Clone, Debug)]
pub struct Row {
    pub(crate) columns: std::sync::Arc<[String]>,
    pub(crate) cells: ByteRecord,
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
        Ok(Self { name, rows: reader.into_byte_records(), columns, number: 1, ended: false })
    }
}

impl Source for Table {
    fn next(&mut self) -> Option<Item> {
        if self.ended {
            return None;
        }
        let row = self.rows.next()?;
        self.number += 1;
        let name = format!("{}:{}", self.name, self.number);
        Some(Item::Article(match row {
            Ok(cells) => Ok(Raw { name, body: Body::Row(Row { columns: self.columns.clone(), cells }) }),
            Err(error) => {
                let error = table_error(error);
                self.ended = matches!(&error, InputError::Io(e) if !goes_on(e));
                Err(Failure { name, error })
            }
        }))
    }
}

impl Row {
    /// Bytes in its cells.
    pub(crate) fn len(&self) -> usize {
        self.cells.as_slice().len()
    }

    /// The fields of an article, and what had to be guessed to read them.
    pub(crate) fn fields(&self, map: &FieldMap) -> (Fields, Option<Note>) {
        let mut fields = Fields::default();
        let guess = encoding::guess(self.cells.as_slice());
        let mut replaced = 0;
        for (column, cell) in self.columns.iter().zip(&self.cells) {
            match map.field(column) {
                Some(field) if !cell.is_empty() => {
                    let text = match guess {
                        Some(legacy) => legacy.decode_without_bom_handling(cell).0,
                        None => String::from_utf8_lossy(cell),
                    };
                    replaced += text.matches('\u{FFFD}').count();
                    fields.values[field as usize] = Some(text.into_owned());
                }
                Some(_) => {}
                None => fields.others.push(column.clone()),
            }
        }
        let note = match guess {
            Some(legacy) => Some(Note::DecodedAs { encoding: legacy.name(), lossy: replaced > 0 }),
            None => (std::str::from_utf8(self.cells.as_slice()).is_err() && replaced > 0)
                .then_some(Note::BrokenUtf8 { replaced }),
        };
        (fields, note)
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
