//! Records as Parquet, in the [flat schema](crate::flat): a row a quotation.
//!
//! A [`Writer`] writes one file; several of them behind one another in a single file, as a run that was stopped leaves them,
//! [`join`] makes into one.

use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom, Write};
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, ZstdLevel};
use parquet::column::writer::{ColumnCloseResult, ColumnWriter};
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaDataReader;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{ChunkReader, Length};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use crate::Record;
use crate::flat::{self, COLUMNS, Column, Field, Of, Row, Type, Value};

/// A row group is written when it holds so many quotations, or so many bytes of text.
const GROUP_ROWS: usize = 65_536;
const GROUP_BYTES: usize = 64 << 20;

/// Writes records as one Parquet file. Holds up to a row group in memory: 64 MB of text.
pub struct Writer<W: Write + Send> {
    file: SerializedFileWriter<W>,
    columns: Columns,
    rows: usize,
    bytes: usize,
}

impl<W: Write + Send> Writer<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn new(out: W) -> io::Result<Self> {
        let file = SerializedFileWriter::new(out, schema(), properties()).map_err(io_error)?;
        Ok(Self { file, columns: Columns::default(), rows: 0, bytes: 0 })
    }

    /// Adds the quotations of a record; an article without any has no row.
    ///
    /// # Errors
    /// Those of the output.
    pub fn write(&mut self, record: &Record<'_>) -> io::Result<()> {
        for row in flat::rows(record) {
            self.columns.add(&row);
            self.rows += 1;
            self.bytes +=
                row.quotation.text.len() + record.article.text.as_ref().map_or(0, |t| t.len()) + 200;
            if self.rows >= GROUP_ROWS || self.bytes >= GROUP_BYTES {
                self.end_group()?;
            }
        }
        Ok(())
    }

    /// Rows that are in no row group yet.
    pub fn waiting(&self) -> usize {
        self.rows
    }

    /// Writes what is waiting and the end of the file; gives back the output.
    ///
    /// # Errors
    /// Those of the output.
    pub fn finish(mut self) -> io::Result<W> {
        self.end_group()?;
        self.file.into_inner().map_err(io_error)
    }

    fn end_group(&mut self) -> io::Result<()> {
        if self.rows == 0 {
            return Ok(());
        }
        let columns = std::mem::take(&mut self.columns);
        let mut group = self.file.next_row_group().map_err(io_error)?;
        let mut leaves = columns.leaves.into_iter();
        while let Some(mut column) = group.next_column().map_err(io_error)? {
            let leaf = leaves.next().expect("a leaf for every column of the schema");
            leaf.write(column.untyped()).map_err(io_error)?;
            column.close().map_err(io_error)?;
        }
        group.close().map_err(io_error)?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }
}

fn schema() -> parquet::schema::types::TypePtr {
    Arc::new(parse_message_type(&message()).expect("the schema is well formed"))
}

/// The flat schema as Parquet writes types.
fn message() -> String {
    let leaf = |name: &str, of: Type| match of {
        Type::Text => format!("optional binary {name} (utf8); "),
        Type::Day => format!("optional int32 {name} (date); "),
        Type::Real => format!("optional double {name}; "),
        Type::Int => format!("optional int32 {name}; "),
        Type::Flag => format!("optional boolean {name}; "),
    };
    let column = |column: &Column| match column.of {
        Of::One(of, _) => leaf(column.name, of),
        Of::List(_, fields) => {
            let fields: String = fields.iter().map(|f| leaf(f.name, f.of)).collect();
            format!(
                "optional group {} (LIST) {{ repeated group list {{ optional group element {{ {fields} }} }} }} ",
                column.name
            )
        }
    };
    format!("message quotation {{ {} }}", COLUMNS.iter().map(column).collect::<String>())
}

fn properties() -> Arc<WriterProperties> {
    let level = ZstdLevel::try_new(3).expect("a level there is");
    Arc::new(
        WriterProperties::builder()
            .set_compression(Compression::ZSTD(level))
            .set_created_by(concat!("dixit ", env!("CARGO_PKG_VERSION")).to_owned())
            .build(),
    )
}

/// One leaf of the schema: its values, and their levels.
struct Leaf {
    values: Values,
    /// Down to which level there is something: see [`EMPTY`].
    definition: Vec<i16>,
    /// 1 for a value that goes on with a list, 0 for one that begins a row; empty for a leaf in no list.
    repetition: Vec<i16>,
}

enum Values {
    Text(Vec<ByteArray>),
    Int(Vec<i32>),
    Real(Vec<f64>),
    Flag(Vec<bool>),
}

/// Level of a list that is there and empty; above it are its repetition, its element and the element's field.
const EMPTY: i16 = 1;
const IN_LIST: i16 = 3;

impl Leaf {
    fn new(of: Type) -> Self {
        let values = match of {
            Type::Text => Values::Text(Vec::new()),
            Type::Day | Type::Int => Values::Int(Vec::new()),
            Type::Real => Values::Real(Vec::new()),
            Type::Flag => Values::Flag(Vec::new()),
        };
        Self { values, definition: Vec::new(), repetition: Vec::new() }
    }

    /// Adds a value below so many levels.
    fn push(&mut self, value: Value<'_>, levels: i16) {
        self.definition.push(levels + i16::from(value != Value::Null));
        match (&mut self.values, value) {
            (_, Value::Null) => {}
            (Values::Text(values), Value::Text(text)) => {
                values.push(ByteArray::from(text.into_owned().into_bytes()))
            }
            (Values::Int(values), Value::Int(n) | Value::Day(n)) => values.push(n),
            (Values::Real(values), Value::Real(x)) => values.push(x),
            (Values::Flag(values), Value::Flag(flag)) => values.push(flag),
            (_, value) => unreachable!("{value:?} in a column of another type"),
        }
    }

    /// Adds the values of one field of a list.
    fn push_list(&mut self, row: &Row<'_>, len: usize, field: &Field) {
        if len == 0 {
            self.definition.push(EMPTY);
            self.repetition.push(0);
        }
        for i in 0..len {
            self.push((field.get)(row, i), IN_LIST);
            self.repetition.push(i16::from(i > 0));
        }
    }

    fn write(self, column: &mut ColumnWriter<'_>) -> Result<(), ParquetError> {
        let definition = Some(&self.definition[..]);
        let repetition = (!self.repetition.is_empty()).then_some(&self.repetition[..]);
        match (&self.values, column) {
            (Values::Text(values), ColumnWriter::ByteArrayColumnWriter(column)) => {
                column.write_batch(values, definition, repetition)?;
            }
            (Values::Int(values), ColumnWriter::Int32ColumnWriter(column)) => {
                column.write_batch(values, definition, repetition)?;
            }
            (Values::Real(values), ColumnWriter::DoubleColumnWriter(column)) => {
                column.write_batch(values, definition, repetition)?;
            }
            (Values::Flag(values), ColumnWriter::BoolColumnWriter(column)) => {
                column.write_batch(values, definition, repetition)?;
            }
            _ => unreachable!("leaves are in the order of the schema"),
        }
        Ok(())
    }
}

/// The leaves of the schema, in its order.
struct Columns {
    leaves: Vec<Leaf>,
}

impl Default for Columns {
    fn default() -> Self {
        let leaf = |column: &Column| match column.of {
            Of::One(of, _) => vec![Leaf::new(of)],
            Of::List(_, fields) => fields.iter().map(|f| Leaf::new(f.of)).collect(),
        };
        Self { leaves: COLUMNS.iter().flat_map(leaf).collect() }
    }
}

impl Columns {
    fn add(&mut self, row: &Row<'_>) {
        let mut leaves = self.leaves.iter_mut();
        let mut leaf = || leaves.next().expect("a leaf for every column of the schema");
        for column in COLUMNS {
            match column.of {
                Of::One(_, get) => leaf().push(get(row), 0),
                Of::List(len, fields) => {
                    fields.iter().for_each(|field| leaf().push_list(row, len(row), field))
                }
            }
        }
    }
}

/// Copies the row groups of several Parquet files of [`Writer`] into one file. They stand behind one another in `parts` and
/// are `lengths` bytes long, of which the last `trailer` bytes of each are no part of it.
///
/// # Errors
/// If a part is not as it was written, or `out` cannot be written.
pub fn join<W: Write + Send>(parts: &File, lengths: &[u64], trailer: u64, out: W) -> io::Result<W> {
    let mut writer = SerializedFileWriter::new(out, schema(), properties()).map_err(io_error)?;
    let mut start = 0;
    for &length in lengths {
        let part = Part { file: parts.try_clone()?, start, length: length.saturating_sub(trailer) };
        start += length;
        let metadata = ParquetMetaDataReader::new().parse_and_finish(&part).map_err(io_error)?;
        for group in metadata.row_groups() {
            let mut copy = writer.next_row_group().map_err(io_error)?;
            for column in group.columns() {
                let close = ColumnCloseResult {
                    bytes_written: column.compressed_size().cast_unsigned(),
                    rows_written: group.num_rows().cast_unsigned(),
                    metadata: column.clone(),
                    bloom_filter: None,
                    column_index: None,
                    offset_index: None,
                };
                copy.append_column(&part, close).map_err(io_error)?;
            }
            copy.close().map_err(io_error)?;
        }
    }
    writer.into_inner().map_err(io_error)
}

/// A file within a file.
struct Part {
    file: File,
    start: u64,
    length: u64,
}

impl Length for Part {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for Part {
    type T = io::Take<File>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        let mut file = self.file.try_clone()?;
        file.seek(SeekFrom::Start(self.start + start))?;
        Ok(file.take(self.length.saturating_sub(start)))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        let mut bytes = vec![0; length];
        self.get_read(start)?.read_exact(&mut bytes)?;
        Ok(bytes.into())
    }
}

fn io_error(error: ParquetError) -> io::Error {
    match error {
        // A full disk is told from other faults.
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    }
}
