//! Records into Arrow, in the [flat schema](dixit_record::flat).

use std::sync::Arc;

use arrow_array::builder::{
    ArrayBuilder, BooleanBuilder, Date32Builder, Float64Builder, Int32Builder, NullBufferBuilder,
    StringBuilder,
};
use arrow_array::{ArrayRef, ListArray, RecordBatch, StructArray};
use arrow_schema::{DataType, Field, Fields, Schema, SchemaRef};
use dixit_record::Record;
use dixit_record::flat::{self, COLUMNS, Of, Row, SCHEMA_ID, Type, Value};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use super::{Batches, error};

/// Rows and bytes of text in one batch: what tools like to work on, and far from the 2 GB that one may hold.
const BATCH_ROWS: usize = 65_536;
const BATCH_BYTES: usize = 64 << 20;

/// The columns in which failures are told beside quotations.
const FAILURE: [&str; 2] = ["failure_kind", "failure"];

/// Gathers records into batches.
pub(crate) struct Table {
    schema: SchemaRef,
    columns: Vec<Column>,
    /// Kind and message, where failures have rows.
    failures: Option<[StringBuilder; 2]>,
    rows: usize,
    bytes: usize,
    batches: Vec<RecordBatch>,
}

enum Column {
    One(Leaf),
    List { ends: Vec<i32>, valid: NullBufferBuilder, fields: Vec<Leaf> },
}

enum Leaf {
    Text(StringBuilder),
    Day(Date32Builder),
    Real(Float64Builder),
    Int(Int32Builder),
    Flag(BooleanBuilder),
}

impl Table {
    /// An empty table, with rows for failures or without.
    pub(crate) fn new(failures: bool) -> Self {
        Self {
            schema: schema(failures),
            columns: columns(),
            failures: failures.then(Default::default),
            rows: 0,
            bytes: 0,
            batches: Vec::new(),
        }
    }

    /// Adds the quotations of a record.
    pub(crate) fn push(&mut self, record: &Record<'_>) -> PyResult<()> {
        for row in flat::rows(record) {
            for (column, builder) in COLUMNS.iter().zip(&mut self.columns) {
                match (column.of, builder) {
                    (Of::One(_, get), Column::One(leaf)) => leaf.push(get(&row)),
                    (Of::List(len, fields), Column::List { ends, valid, fields: leaves }) => {
                        push_list(&row, len(&row), fields, leaves, ends);
                        valid.append_non_null();
                    }
                    _ => unreachable!("builders are in the order of the columns"),
                }
            }
            self.failures.iter_mut().flatten().for_each(StringBuilder::append_null);
            self.bytes +=
                row.quotation.text.len() + record.article.text.as_ref().map_or(0, |t| t.len()) + 200;
            self.end_row()?;
        }
        Ok(())
    }

    /// Adds a row for an article that gave no record, if failures have rows.
    pub(crate) fn push_failure(&mut self, article: &str, kind: &str, message: &str) -> PyResult<()> {
        let Some([kinds, messages]) = &mut self.failures else { return Ok(()) };
        kinds.append_value(kind);
        messages.append_value(message);
        for (i, builder) in self.columns.iter_mut().enumerate() {
            match builder {
                // The first column is the article's id.
                Column::One(leaf) if i == 0 => leaf.push(Value::Text(article.into())),
                Column::One(leaf) => leaf.push(Value::Null),
                Column::List { ends, valid, .. } => {
                    ends.push(ends.last().copied().unwrap_or(0));
                    valid.append_null();
                }
            }
        }
        self.end_row()
    }

    fn end_row(&mut self) -> PyResult<()> {
        self.rows += 1;
        if self.rows >= BATCH_ROWS || self.bytes >= BATCH_BYTES { self.end_batch() } else { Ok(()) }
    }

    fn end_batch(&mut self) -> PyResult<()> {
        let columns = std::mem::replace(&mut self.columns, columns());
        let mut arrays: Vec<ArrayRef> =
            columns.into_iter().zip(COLUMNS).map(|(c, of)| c.finish(of)).collect();
        let failures = self.failures.iter_mut().flatten();
        arrays.extend(failures.map(|builder| Arc::new(builder.finish()) as ArrayRef));
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), arrays).map_err(error)?;
        self.batches.push(batch);
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }

    /// The whole table.
    pub(crate) fn finish(mut self) -> PyResult<Batches> {
        if self.rows > 0 {
            self.end_batch()?;
        }
        Ok(Batches { schema: self.schema, batches: self.batches })
    }
}

/// Adds the structures of a list.
fn push_list(row: &Row<'_>, len: usize, fields: &[flat::Field], leaves: &mut [Leaf], ends: &mut Vec<i32>) {
    for (field, leaf) in fields.iter().zip(leaves) {
        (0..len).for_each(|i| leaf.push((field.get)(row, i)));
    }
    // A batch holds 65,536 quotations at most.
    ends.push(ends.last().copied().unwrap_or(0) + len as i32);
}

impl Leaf {
    fn new(of: Type) -> Self {
        match of {
            Type::Text => Self::Text(StringBuilder::new()),
            Type::Day => Self::Day(Date32Builder::new()),
            Type::Real => Self::Real(Float64Builder::new()),
            Type::Int => Self::Int(Int32Builder::new()),
            Type::Flag => Self::Flag(BooleanBuilder::new()),
        }
    }

    fn push(&mut self, value: Value<'_>) {
        match (self, value) {
            (Self::Text(leaf), Value::Text(text)) => leaf.append_value(text),
            (Self::Day(leaf), Value::Day(day)) => leaf.append_value(day),
            (Self::Real(leaf), Value::Real(x)) => leaf.append_value(x),
            (Self::Int(leaf), Value::Int(n)) => leaf.append_value(n),
            (Self::Flag(leaf), Value::Flag(flag)) => leaf.append_value(flag),
            (Self::Text(leaf), Value::Null) => leaf.append_null(),
            (Self::Day(leaf), Value::Null) => leaf.append_null(),
            (Self::Real(leaf), Value::Null) => leaf.append_null(),
            (Self::Int(leaf), Value::Null) => leaf.append_null(),
            (Self::Flag(leaf), Value::Null) => leaf.append_null(),
            (_, value) => unreachable!("{value:?} in a column of another type"),
        }
    }

    fn finish(self) -> ArrayRef {
        let mut builder: Box<dyn ArrayBuilder> = match self {
            Self::Text(leaf) => Box::new(leaf),
            Self::Day(leaf) => Box::new(leaf),
            Self::Real(leaf) => Box::new(leaf),
            Self::Int(leaf) => Box::new(leaf),
            Self::Flag(leaf) => Box::new(leaf),
        };
        builder.finish()
    }
}

impl Column {
    fn finish(self, of: &flat::Column) -> ArrayRef {
        match (self, of.of) {
            (Self::List { ends, mut valid, fields }, Of::List(_, declared)) => {
                let arrays = fields.into_iter().map(Leaf::finish).collect();
                let elements = StructArray::new(struct_fields(declared), arrays, None);
                let offsets = std::iter::once(0).chain(ends).collect::<Vec<i32>>();
                let list = ListArray::new(
                    element(declared),
                    arrow_buffer::OffsetBuffer::new(offsets.into()),
                    Arc::new(elements),
                    valid.finish(),
                );
                Arc::new(list)
            }
            (Self::One(leaf), _) => leaf.finish(),
            (Self::List { .. }, Of::One(..)) => unreachable!("builders are in the order of the columns"),
        }
    }
}

fn columns() -> Vec<Column> {
    let column = |column: &flat::Column| match column.of {
        Of::One(of, _) => Column::One(Leaf::new(of)),
        Of::List(_, fields) => Column::List {
            ends: Vec::new(),
            valid: NullBufferBuilder::new(0),
            fields: fields.iter().map(|f| Leaf::new(f.of)).collect(),
        },
    };
    COLUMNS.iter().map(column).collect()
}

/// The flat schema as Arrow has it, its name in the metadata.
fn schema(failures: bool) -> SchemaRef {
    let column = |column: &flat::Column| match column.of {
        Of::One(of, _) => Field::new(column.name, data_type(of), true),
        Of::List(_, fields) => Field::new(column.name, DataType::List(element(fields)), true),
    };
    let failures = FAILURE.iter().filter(|_| failures).map(|name| Field::new(*name, DataType::Utf8, true));
    let fields: Vec<Field> = COLUMNS.iter().map(column).chain(failures).collect();
    Arc::new(Schema::new(fields).with_metadata([("schema".to_owned(), SCHEMA_ID.to_owned())]))
}

/// The structures of a list, by the name that Parquet and Spark give them.
fn element(fields: &[flat::Field]) -> Arc<Field> {
    Arc::new(Field::new("element", DataType::Struct(struct_fields(fields)), true))
}

fn struct_fields(fields: &[flat::Field]) -> Fields {
    fields.iter().map(|f| Field::new(f.name, data_type(f.of), true)).collect()
}

fn data_type(of: Type) -> DataType {
    match of {
        Type::Text => DataType::Utf8,
        Type::Day => DataType::Date32,
        Type::Real => DataType::Float64,
        Type::Int => DataType::Int32,
        Type::Flag => DataType::Boolean,
    }
}

/// Records, as lines of JSON, in the flat schema; a table without rows where there are none.
#[pyfunction]
#[pyo3(signature = (records, *, failures = false))]
pub(crate) fn flat_batches(records: Vec<Vec<u8>>, failures: bool) -> PyResult<Batches> {
    let mut table = Table::new(failures);
    for line in records {
        let record: Record<'_> =
            serde_json::from_slice(&line).map_err(|e| PyValueError::new_err(format!("is no record: {e}")))?;
        table.push(&record)?;
    }
    table.finish()
}
