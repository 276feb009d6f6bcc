//! Tables: CSV and TSV, one article a row, fields named by the first row.
//!
//! The reader only finds where rows end, so that none grows without bound; cells are for the decoder.

use std::io::Read;
use std::sync::Arc;

use crate::dialect;
use crate::fields::{Field, FieldMap};
use crate::input::{Input, goes_on};
use crate::json::Fields;
use crate::raw::Heading;
use crate::rows::{Cut, Rows};
use crate::source::{Item, Source};
use crate::{Body, Failure, InputError, Note, Raw, Row, encoding};

/// A table that is being read.
pub(crate) struct Table {
    name: String,
    rows: Rows,
    heading: Arc<Heading>,
    limit: u64,
    number: u64,
    ended: bool,
}

impl Table {
    /// Reads the heading. Without a `delimiter`, how the table begins tells.
    pub(crate) fn open(
        name: String,
        mut input: Input,
        tabs: bool,
        delimiter: Option<u8>,
        limit: u64,
    ) -> Result<Self, Failure> {
        let mut head = Vec::new();
        if let Err(error) = input.by_ref().take(dialect::LOOK).read_to_end(&mut head) {
            return Err(Failure { name, error: InputError::Io(error) });
        }
        let begin = if head.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        let (dialect, skip) = dialect::of(&head[begin..], tabs, delimiter);
        let input: Input = Box::new(std::io::Cursor::new(head.split_off(begin + skip)).chain(input));
        let mut rows = Rows::new(input, dialect, usize::try_from(limit).unwrap_or(usize::MAX));
        let first = match rows.next() {
            Ok(Some(Cut::Row(first))) => first,
            Ok(None) => Vec::new(),
            Ok(Some(_)) => return Err(Failure { name, error: InputError::TooLong { limit } }),
            Err(error) => return Err(Failure { name, error: InputError::Io(error) }),
        };
        let cells = dialect.cells(&first);
        let named = !dialect::is_article(&cells);
        let columns: Vec<String> = if named {
            cells.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).collect()
        } else {
            (1..=cells.len()).map(|number| number.to_string()).collect()
        };
        if !named {
            rows.put_back(first);
        }
        let heading = Arc::new(Heading { columns, dialect, named });
        Ok(Self { name, rows, heading, limit, number: u64::from(named), ended: false })
    }
}

impl Source for Table {
    fn next(&mut self) -> Option<Item> {
        if self.ended {
            return None;
        }
        let row = match self.rows.next() {
            Ok(row) => row?,
            Err(error) => {
                self.ended = !goes_on(&error);
                return Some(Item::Article(Err(Failure::new(&self.name, InputError::Io(error)))));
            }
        };
        self.number += 1;
        let name = format!("{}:{}", self.name, self.number);
        Some(Item::Article(match row {
            Cut::Row(bytes) => {
                Ok(Raw { name, body: Body::Row(Row { heading: Arc::clone(&self.heading), bytes }) })
            }
            Cut::TooLong => Err(Failure::new(name, InputError::TooLong { limit: self.limit })),
            Cut::Unclosed => {
                let what = "a quotation mark that begins a cell is never closed; the lines after it are read as rows";
                Err(Failure::new(name, InputError::Table(what.to_owned())))
            }
        }))
    }
}

impl Row {
    /// The fields of an article, and what had to be guessed or left out to read them.
    pub(crate) fn fields(&self, map: &FieldMap) -> (Fields, Vec<Note>) {
        let mut fields = Fields::default();
        let Heading { columns, dialect, named } = &*self.heading;
        let guess = encoding::guess(&self.bytes);
        let mut replaced = 0;
        let mut cells = dialect.cells(&self.bytes);
        let mut notes = Vec::new();
        if cells.len() != columns.len() && *named {
            // The last column takes what is over where it is the text, in which marks were left as they are.
            let last_is_text =
                columns.last().is_some_and(|last| map.field(last).is_some_and(|(f, _)| f == Field::Text));
            let joined = last_is_text && cells.len() > columns.len();
            notes.push(Note::Cells { cells: cells.len(), columns: columns.len(), joined });
            if joined {
                let over = cells.split_off(columns.len() - 1);
                cells.push(over.join(&dialect.delimiter));
            }
        }
        for (column, cell) in columns.iter().zip(&cells) {
            let text = |replaced: &mut usize| {
                let text = match guess {
                    Some(legacy) => legacy.decode_without_bom_handling(cell).0,
                    None => String::from_utf8_lossy(cell),
                };
                *replaced += text.matches('\u{FFFD}').count();
                text.into_owned()
            };
            match map.field(column) {
                Some((field, rank)) if !cell.is_empty() => fields.offer(field, rank, text(&mut replaced)),
                Some(_) => {}
                None => fields.others.push(column.clone()),
            }
        }
        match guess {
            Some(legacy) => notes.push(Note::DecodedAs { encoding: legacy.name(), lossy: replaced > 0 }),
            None if replaced > 0 && std::str::from_utf8(&self.bytes).is_err() => {
                notes.push(Note::BrokenUtf8 { replaced });
            }
            None => {}
        }
        (fields, notes)
    }

    /// Whether the table has a column for the text.
    pub(crate) fn has_text(&self, map: &FieldMap) -> bool {
        self.heading.columns.iter().any(|c| map.field(c).is_some_and(|(field, _)| field == Field::Text))
    }

    /// Whether the first row of the table names its columns.
    pub(crate) fn is_named(&self) -> bool {
        self.heading.named
    }
}
