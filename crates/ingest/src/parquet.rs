//! Parquet: one article a row, fields named by the columns.

use std::fs::File;
use std::io::{self, BufReader, Seek as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::reader::{ReaderIter, TreeBuilder};
use parquet::record::{Field as Cell, ListAccessor as _, Row as ParquetRow, RowAccessor as _};

use crate::fields::{Field, FieldMap};
use crate::json::Fields;
use crate::source::{Item, Source};
use crate::{Body, Cells, Failure, InputError, Raw};

/// Gives the rows of a file.
pub(crate) struct Rows {
    name: String,
    /// The same file as the reader's, to look at what it is about to read.
    file: File,
    reader: SerializedFileReader<File>,
    /// The group of rows that is read, and how many are begun.
    rows: Option<ReaderIter>,
    groups: usize,
    columns: Arc<[String]>,
    limit: u64,
    number: u64,
    ended: bool,
}

impl Rows {
    pub(crate) fn open(name: String, file: File, limit: u64) -> Result<Self, Failure> {
        // The library has been known to panic over damaged files.
        let open = || -> parquet::errors::Result<_> {
            let reader = SerializedFileReader::new(file.try_clone()?)?;
            let schema = reader.metadata().file_metadata().schema_descr();
            let columns = schema.root_schema().get_fields().iter().map(|f| f.name().to_owned()).collect();
            Ok((columns, reader, file))
        };
        match catch_unwind(AssertUnwindSafe(open)) {
            Ok(Ok((columns, reader, file))) => Ok(Self {
                name,
                file,
                reader,
                rows: None,
                groups: 0,
                columns,
                limit,
                number: 0,
                ended: false,
            }),
            Ok(Err(error)) => Err(Failure::new(name, damaged(&error.to_string()))),
            Err(_) => Err(Failure::new(name, damaged("it is damaged"))),
        }
    }
}

impl Rows {
    /// The next row of any group. A group with a page too large for memory is skipped, and reported.
    fn row(&mut self) -> parquet::errors::Result<Option<Result<ParquetRow, TooLarge>>> {
        loop {
            if let Some(row) = self.rows.as_mut().and_then(Iterator::next) {
                return row.map(|row| Some(Ok(row)));
            }
            let group = self.groups;
            if group >= self.reader.num_row_groups() {
                return Ok(None);
            }
            self.groups += 1;
            self.rows = None;
            if self.has_huge_page(group)? {
                let rows = self.reader.metadata().row_group(group).num_rows();
                return Ok(Some(Err(TooLarge { rows: u64::try_from(rows).unwrap_or(0) })));
            }
            let schema = self.reader.metadata().file_metadata().schema_descr_ptr();
            self.rows = Some(TreeBuilder::new().as_iter(schema, &*self.reader.get_row_group(group)?)?);
        }
    }

    /// Whether a page of a group takes far more than an article may, unpacked. Writers keep to a megabyte, some to a hundred.
    fn has_huge_page(&mut self, group: usize) -> io::Result<bool> {
        const USUAL: u64 = 128_000_000;
        for column in self.reader.metadata().row_group(group).columns() {
            let (start, length) = column.byte_range();
            self.file.seek(io::SeekFrom::Start(start))?;
            let pages = BufReader::new(&self.file);
            if crate::page_sizes::largest(pages, length) > self.limit.saturating_mul(2).max(USUAL) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// A group of rows that is not read.
struct TooLarge {
    rows: u64,
}

impl Source for Rows {
    fn next(&mut self) -> Option<Item> {
        if self.ended {
            return None;
        }
        let row = catch_unwind(AssertUnwindSafe(|| self.row()));
        self.number = self.number.saturating_add(1);
        let name = format!("{}:{}", self.name, self.number);
        Some(Item::Article(match row {
            Ok(Ok(None)) => return None,
            Ok(Ok(Some(Err(TooLarge { rows })))) => {
                // One failure for all of them, at the first.
                self.number = self.number.saturating_add(rows.saturating_sub(1));
                Err(Failure::new(name, InputError::TooLong { limit: self.limit }))
            }
            Ok(Ok(Some(Ok(row)))) => {
                let cells = Cells {
                    columns: self.columns.clone(),
                    cells: (0..row.len()).map(|i| text(&row, i)).collect(),
                };
                if cells.len() as u64 > self.limit {
                    Err(Failure::new(name, InputError::TooLong { limit: self.limit }))
                } else {
                    Ok(Raw { name, body: Body::Cells(cells) })
                }
            }
            Ok(Err(error)) => {
                self.ended = true;
                Err(Failure::new(name, damaged(&error.to_string())))
            }
            Err(_) => {
                self.ended = true;
                Err(Failure::new(name, damaged("it is damaged")))
            }
        }))
    }
}

fn damaged(what: &str) -> InputError {
    InputError::Io(io::Error::new(io::ErrorKind::InvalidData, format!("as Parquet: {what}")))
}

fn text(row: &ParquetRow, column: usize) -> Option<String> {
    if let Ok(text) = row.get_string(column) {
        return Some(text.clone());
    }
    let (_, cell) = row.get_column_iter().nth(column)?;
    match cell {
        Cell::Null => None,
        Cell::Bytes(bytes) => Some(String::from_utf8_lossy(bytes.data()).into_owned()),
        // Lists of authors, lists of paragraphs.
        Cell::ListInternal(list) => {
            let items: Vec<&str> =
                (0..list.len()).filter_map(|i| list.get_string(i).ok().map(String::as_str)).collect();
            Some(items.join("\n\n"))
        }
        other => Some(other.to_string()),
    }
}

impl Cells {
    /// The fields of an article.
    pub(crate) fn fields(self, map: &FieldMap) -> Fields {
        let mut fields = Fields::default();
        for (column, cell) in self.columns.iter().zip(self.cells) {
            match map.field(column) {
                Some((field, rank)) => {
                    let text = |c: String| if field == Field::Text { c } else { c.replace("\n\n", ", ") };
                    if let Some(cell) = cell {
                        fields.offer(field, rank, text(cell));
                    }
                }
                None => fields.others.push(column.clone()),
            }
        }
        fields
    }

    /// Whether there is a column for the text.
    pub(crate) fn has_text(&self, map: &FieldMap) -> bool {
        self.columns.iter().any(|c| map.field(c).is_some_and(|(field, _)| field == Field::Text))
    }
}
