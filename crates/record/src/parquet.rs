//! Records as Parquet: a row a quotation, its speakers and links as lists, what is said of the article in columns of its own.
//!
//! The columns are those of the record under the same names, `docs/record.md` lists them. A [`Writer`] writes one file; several
//! of them behind one another in a single file, as a run that was stopped leaves them, [`join`] makes into one.

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

use crate::{Place, Quotation, Record, Speaker};

/// The columns. Offsets are in the unit that `offsets` names.
pub const SCHEMA: &str = "
message quotation {
  required binary article_id (utf8);
  optional binary title (utf8);
  optional binary publisher (utf8);
  optional binary date (utf8);
  optional binary url (utf8);
  optional binary author (utf8);
  optional binary language (utf8);
  required binary quotation_id (utf8);
  required binary kind (utf8);
  required binary text (utf8);
  optional binary cue_text (utf8);
  optional binary parent (utf8);
  required float confidence;
  optional binary when_text (utf8);
  optional binary when_date (utf8);
  required int32 sentence_start;
  required int32 sentence_end;
  required group content (LIST) { repeated group list { required group element {
    required int32 start; required int32 end; } } }
  required group cue (LIST) { repeated group list { required group element {
    required int32 start; required int32 end; } } }
  required group source (LIST) { repeated group list { required group element {
    required int32 start; required int32 end; } } }
  required group speakers (LIST) { repeated group list { required group element {
    optional binary name (utf8);
    optional binary surface (utf8);
    required binary type (utf8);
    required binary mention (utf8);
    optional binary role (utf8);
    optional binary affiliation (utf8);
    optional binary registry_id (utf8);
    required binary candidates (utf8);
    required float confidence;
    required binary decided_by (utf8);
  } } }
  required group via (LIST) { repeated group list { required group element {
    required binary name (utf8);
    required binary kind (utf8);
    required binary relation (utf8);
    optional binary outlet_id (utf8);
    required int32 start;
    required int32 end;
    required boolean carried;
  } } }
  optional binary article_text (utf8);
  required binary offsets (utf8);
  required binary engine (utf8);
  required binary engine_version (utf8);
}";

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
        for quotation in &record.quotations {
            self.columns.add(record, quotation);
            self.rows += 1;
            self.bytes += quotation.text.len() + record.article.text.as_ref().map_or(0, |t| t.len()) + 200;
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
        let mut leaves = columns.into_leaves().into_iter();
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
    Arc::new(parse_message_type(SCHEMA).expect("the schema is well formed"))
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

/// One leaf of the schema: values, and levels where it is optional or in a list.
#[derive(Default)]
struct Leaf<T> {
    values: Vec<T>,
    definition: Vec<i16>,
    repetition: Vec<i16>,
}

impl<T> Leaf<T> {
    fn required(&mut self, value: T) {
        self.values.push(value);
    }

    fn optional(&mut self, value: Option<T>) {
        self.definition.push(i16::from(value.is_some()));
        self.values.extend(value);
    }

    /// The values of one list: `None` within it where the leaf is optional and has no value.
    fn list(&mut self, values: impl ExactSizeIterator<Item = Option<T>>, optional: bool) {
        if values.len() == 0 {
            self.definition.push(0);
            self.repetition.push(0);
        }
        for (i, value) in values.enumerate() {
            self.definition.push(1 + i16::from(optional && value.is_some()));
            self.repetition.push(i16::from(i > 0));
            self.values.extend(value);
        }
    }

    fn levels(&self) -> (Option<&[i16]>, Option<&[i16]>) {
        let definition = (!self.definition.is_empty()).then_some(&self.definition[..]);
        let repetition = (!self.repetition.is_empty()).then_some(&self.repetition[..]);
        (definition, repetition)
    }
}

enum AnyLeaf {
    Text(Leaf<ByteArray>),
    Int(Leaf<i32>),
    Float(Leaf<f32>),
    Bool(Leaf<bool>),
}

impl AnyLeaf {
    fn write(self, column: &mut ColumnWriter<'_>) -> Result<(), ParquetError> {
        match (self, column) {
            (Self::Text(leaf), ColumnWriter::ByteArrayColumnWriter(column)) => {
                let (definition, repetition) = leaf.levels();
                column.write_batch(&leaf.values, definition, repetition)?;
            }
            (Self::Int(leaf), ColumnWriter::Int32ColumnWriter(column)) => {
                let (definition, repetition) = leaf.levels();
                column.write_batch(&leaf.values, definition, repetition)?;
            }
            (Self::Float(leaf), ColumnWriter::FloatColumnWriter(column)) => {
                let (definition, repetition) = leaf.levels();
                column.write_batch(&leaf.values, definition, repetition)?;
            }
            (Self::Bool(leaf), ColumnWriter::BoolColumnWriter(column)) => {
                let (definition, repetition) = leaf.levels();
                column.write_batch(&leaf.values, definition, repetition)?;
            }
            _ => unreachable!("leaves are in the order of the schema"),
        }
        Ok(())
    }
}

/// The leaves of the schema, in its order.
#[derive(Default)]
struct Columns {
    article: [Leaf<ByteArray>; 7],
    quotation: [Leaf<ByteArray>; 5],
    confidence: Leaf<f32>,
    when: [Leaf<ByteArray>; 2],
    sentence: [Leaf<i32>; 2],
    places: [[Leaf<i32>; 2]; 3],
    speaker: [Leaf<ByteArray>; 8],
    speaker_confidence: Leaf<f32>,
    decided_by: Leaf<ByteArray>,
    via: [Leaf<ByteArray>; 4],
    via_span: [Leaf<i32>; 2],
    carried: Leaf<bool>,
    article_text: Leaf<ByteArray>,
    record: [Leaf<ByteArray>; 3],
}

fn text(s: &str) -> ByteArray {
    ByteArray::from(s.as_bytes().to_vec())
}

fn int(n: u32) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

impl Columns {
    fn add(&mut self, record: &Record<'_>, q: &Quotation<'_>) {
        let a = &record.article;
        let maybe = |s: &Option<std::borrow::Cow<'_, str>>| s.as_deref().map(text);
        let [id, article @ ..] = &mut self.article;
        id.required(text(&a.id));
        for (leaf, value) in
            article.iter_mut().zip([&a.title, &a.publisher, &a.date, &a.url, &a.author, &a.language])
        {
            leaf.optional(maybe(value));
        }
        let [id, kind, words, cue_text, parent] = &mut self.quotation;
        id.required(text(&q.id));
        kind.required(text(q.kind.as_str()));
        words.required(text(&q.text));
        cue_text.optional(maybe(&q.cue_text));
        parent.optional(maybe(&q.parent));
        self.confidence.required(q.confidence);
        self.when[0].optional(q.when.as_ref().map(|w| text(&w.text)));
        self.when[1].optional(q.when.as_ref().and_then(|w| maybe(&w.date)));
        for (leaf, at) in self.sentence.iter_mut().zip(q.sentence) {
            leaf.required(int(at));
        }
        for (leaves, places) in self.places.iter_mut().zip([&q.content, &q.cue, &q.source]) {
            for (end, leaf) in leaves.iter_mut().enumerate() {
                leaf.list(places.iter().map(|p: &Place| Some(int(p[end]))), false);
            }
        }
        let [name, surface, kind, mention, role, affiliation, registry_id, candidates] = &mut self.speaker;
        let speakers = q.speakers.iter();
        name.list(speakers.clone().map(|s| maybe(&s.name)), true);
        surface.list(speakers.clone().map(|s| maybe(&s.surface)), true);
        kind.list(speakers.clone().map(|s| Some(text(s.kind.as_str()))), false);
        mention.list(speakers.clone().map(|s| Some(text(s.mention.as_str()))), false);
        role.list(speakers.clone().map(|s| maybe(&s.role)), true);
        affiliation.list(speakers.clone().map(|s| maybe(&s.affiliation)), true);
        registry_id.list(speakers.clone().map(|s| maybe(&s.registry_id)), true);
        // Rare, and a list within a list is more than most readers want.
        let names = |s: &Speaker<'_>| s.candidates.iter().map(|c| &*c.name).collect::<Vec<_>>().join("; ");
        candidates.list(speakers.clone().map(|s| Some(text(&names(s)))), false);
        self.speaker_confidence.list(speakers.clone().map(|s| Some(s.confidence)), false);
        self.decided_by.list(speakers.map(|s| Some(text(s.decided_by.as_str()))), false);
        let [name, kind, relation, outlet_id] = &mut self.via;
        let via = q.via.iter();
        name.list(via.clone().map(|v| Some(text(&v.name))), false);
        kind.list(via.clone().map(|v| Some(text(v.kind.as_str()))), false);
        relation.list(via.clone().map(|v| Some(text(v.relation.as_str()))), false);
        outlet_id.list(via.clone().map(|v| maybe(&v.outlet_id)), true);
        for (end, leaf) in self.via_span.iter_mut().enumerate() {
            leaf.list(via.clone().map(|v| Some(int(v.span[end]))), false);
        }
        self.carried.list(via.map(|v| Some(v.carried)), false);
        self.article_text.optional(maybe(&a.text));
        let engine = &record.engine;
        for (leaf, value) in
            self.record.iter_mut().zip([record.offsets.as_str(), &engine.name, &engine.version])
        {
            leaf.required(text(value));
        }
    }

    fn into_leaves(self) -> Vec<AnyLeaf> {
        use AnyLeaf::{Bool, Float, Int, Text};
        let mut leaves = Vec::new();
        leaves.extend(self.article.map(Text));
        leaves.extend(self.quotation.map(Text));
        leaves.push(Float(self.confidence));
        leaves.extend(self.when.map(Text));
        leaves.extend(self.sentence.map(Int));
        leaves.extend(self.places.into_iter().flatten().map(Int));
        leaves.extend(self.speaker.map(Text));
        leaves.push(Float(self.speaker_confidence));
        leaves.push(Text(self.decided_by));
        leaves.extend(self.via.map(Text));
        leaves.extend(self.via_span.map(Int));
        leaves.push(Bool(self.carried));
        leaves.push(Text(self.article_text));
        leaves.extend(self.record.map(Text));
        leaves
    }
}

/// Copies the row groups of several Parquet files of [`Writer`] into one file. They stand behind one another in `parts` and
/// are `lengths` bytes long, of which the last `trailer` bytes of each are no part of it.
///
/// # Errors
/// Where a part is not as it was written, or `out` cannot be written.
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
