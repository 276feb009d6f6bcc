//! Ends of rows in a table.
//!
//! Own code around the csv crate, which is given one row at a time: its reader holds a row however long it grows, and one mark
//! that is never closed makes the rest of a table one row.

use std::io::{self, BufRead};

use crate::input::Input;

/// How often a row with an unclosed quotation mark is read again line by line; each time costs a pass over the rest.
const MAX_UNCLOSED: usize = 16;

/// In which way a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dialect {
    /// Parts cells.
    pub(crate) delimiter: u8,
    /// A cell may be in quotation marks, in which two mean one.
    pub(crate) quoted: bool,
    /// In such a cell a backslash takes the next mark for one of the text.
    pub(crate) escaped: bool,
}

impl Dialect {
    /// The cells of a row.
    pub(crate) fn cells(self, row: &[u8]) -> Vec<Vec<u8>> {
        if !self.quoted {
            return row.split(|&byte| byte == self.delimiter).map(<[u8]>::to_vec).collect();
        }
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(self.delimiter)
            .escape(self.escaped.then_some(b'\\'))
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(row.len().max(1))
            .from_reader(row);
        let mut record = csv::ByteRecord::new();
        // Memory cannot fail, and a flexible reader takes every row.
        let read = reader.read_byte_record(&mut record).unwrap_or(false);
        if read { record.iter().map(<[u8]>::to_vec).collect() } else { Vec::new() }
    }
}

/// Cuts a table into rows of bounded length.
pub(crate) struct Rows {
    input: Input,
    dialect: Dialect,
    limit: usize,
    unclosed: usize,
}

/// The result of reading a row.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// Its bytes, without the line break.
    Row(Vec<u8>),
    /// Longer than the limit; read past and dropped.
    TooLong,
    /// It ends the table within quotation marks: its first line is dropped, those after it are read.
    Unclosed,
}

/// The state of the scan within a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    CellStart,
    Bare,
    Quoted,
    /// Behind a backslash in a quoted cell.
    Escaped,
    /// Behind a mark in a quoted cell: its end, or the first of two.
    Mark,
}

impl Rows {
    pub(crate) fn new(input: Input, dialect: Dialect, limit: usize) -> Self {
        Self { input, dialect, limit, unclosed: 0 }
    }

    /// Gives `row` again.
    pub(crate) fn put_back(&mut self, mut row: Vec<u8>) {
        row.push(b'\n');
        let input = std::mem::replace(&mut self.input, Box::new(io::empty()));
        self.input = Box::new(io::Read::chain(io::Cursor::new(row), input));
    }

    /// The next row that is not empty; `None` at the end.
    pub(crate) fn next(&mut self) -> io::Result<Option<Cut>> {
        loop {
            match self.cut()? {
                Some(Cut::Row(row)) if row.is_empty() => {}
                cut => return Ok(cut),
            }
        }
    }

    fn cut(&mut self) -> io::Result<Option<Cut>> {
        let (mut row, mut too_long, mut any) = (Vec::new(), false, false);
        let mut state = State::CellStart;
        loop {
            let chunk = match self.input.fill_buf() {
                Ok(chunk) => chunk,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(e),
            };
            if chunk.is_empty() {
                break;
            }
            any = true;
            let (len, ends) = scan(self.dialect, &mut state, chunk);
            if row.len() + len > self.limit {
                too_long = true;
                row = Vec::new();
            }
            if !too_long {
                row.extend_from_slice(&chunk[..len]);
            }
            self.input.consume(len + usize::from(ends));
            if ends {
                return Ok(Some(if too_long { Cut::TooLong } else { Cut::Row(row) }));
            }
        }
        if !any {
            return Ok(None);
        }
        if too_long {
            return Ok(Some(Cut::TooLong));
        }
        if !matches!(state, State::Quoted | State::Escaped) {
            return Ok(Some(Cut::Row(row)));
        }
        self.unclosed += 1;
        let line = memchr::memchr(b'\n', &row).map_or(row.len(), |at| at + 1);
        if self.unclosed <= MAX_UNCLOSED {
            self.input = Box::new(io::Cursor::new(row.split_off(line)));
        }
        Ok(Some(Cut::Unclosed))
    }
}

/// The number of bytes of `chunk` that belong to the row, and whether the next one, a line break, ends it.
fn scan(dialect: Dialect, state: &mut State, chunk: &[u8]) -> (usize, bool) {
    let mut at = 0;
    while at < chunk.len() {
        let rest = &chunk[at..];
        match *state {
            State::Bare if dialect.quoted => match memchr::memchr3(dialect.delimiter, b'\n', b'\r', rest) {
                Some(found) => at += found,
                None => return (chunk.len(), false),
            },
            State::Quoted => {
                let found = if dialect.escaped {
                    memchr::memchr2(b'"', b'\\', rest)
                } else {
                    memchr::memchr(b'"', rest)
                };
                let Some(found) = found else { return (chunk.len(), false) };
                at += found;
            }
            _ if !dialect.quoted => match memchr::memchr2(b'\n', b'\r', rest) {
                Some(found) => return (at + found, true),
                None => return (chunk.len(), false),
            },
            _ => {}
        }
        let byte = chunk[at];
        *state = match (*state, byte) {
            (State::Escaped, _) => State::Quoted,
            (State::Quoted, b'\\') => State::Escaped,
            (State::Quoted, _) => State::Mark,
            (State::Mark | State::CellStart, b'"') => State::Quoted,
            (_, b'\n' | b'\r') => return (at, true),
            (_, byte) if byte == dialect.delimiter => State::CellStart,
            _ => State::Bare,
        };
        at += 1;
    }
    (chunk.len(), false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, escaped: bool, want: &[&str]) {
        for capacity in [1, 4, 1000] {
            let input = io::BufReader::with_capacity(capacity, io::Cursor::new(text.as_bytes().to_vec()));
            let dialect = Dialect { delimiter: b',', quoted: true, escaped };
            let mut rows = Rows::new(Box::new(input), dialect, 30);
            let mut got = Vec::new();
            while let Some(cut) = rows.next().unwrap() {
                got.push(match cut {
                    Cut::Row(row) => String::from_utf8(row).unwrap(),
                    other => format!("{other:?}"),
                });
            }
            assert_eq!(got, want, "{text}");
        }
    }

    #[test]
    fn rows_end_at_line_breaks_that_are_in_no_cell() {
        check("a,b\r\n\n1,\"2\n3\"\n4,5", false, &["a,b", "1,\"2\n3\"", "4,5"]);
        check("1,\"a\"\"\n\"\"b\"\n2,b\"c\n", false, &["1,\"a\"\"\n\"\"b\"", "2,b\"c"]);
        check("1,\"a\\\"\nb\"\n2,c", true, &["1,\"a\\\"\nb\"", "2,c"]);
        check(&format!("1,\"{}\"\n2,b\n", "x\n".repeat(30)), false, &["TooLong", "2,b"]);
    }

    #[test]
    fn a_mark_that_is_never_closed_costs_its_line() {
        check("1,\"a\n2,b\n3,c\n", false, &["Unclosed", "2,b", "3,c"]);
        check("1,\"a", false, &["Unclosed"]);
    }
}
