//! Reads back what `dixit run` wrote: records as JSONL, packed or not, and databases.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use dixit_ingest::{Body, InputFormat, Raw, Reader, ReaderOptions};
use dixit_record::{Acts, Record, SCHEMA_ID};

use crate::input::paths_or_stdin;
use crate::progress::Capped;

/// Hands every record of files, folders, databases and standard input to `take`, in order, with the quotations of the `acts`
/// that are wanted. Returns how many lines were none: each is named on standard error with the reason.
pub(crate) fn each(paths: &[PathBuf], acts: Acts, mut take: impl FnMut(&Record<'_>)) -> anyhow::Result<u64> {
    let mut failed = 0;
    let mut told = Capped::default();
    for path in paths_or_stdin(paths)? {
        read(&path, &mut |record| {
            match record {
                Ok(record) if record.quotations.iter().all(|q| acts.has(q.act)) => take(record),
                Ok(record) => {
                    let mut record = record.clone();
                    record.quotations.retain(|q| acts.has(q.act));
                    take(&record);
                }
                Err(problem) => {
                    failed += 1;
                    if let Some(line) = told.line(&path.to_string_lossy(), &problem) {
                        writeln!(anstream::stderr(), "dixit: {line}")?;
                    }
                }
            }
            Ok(())
        })?;
    }
    Ok(failed)
}

/// Handles a record, or the name and fault of a file or line that is none; an error ends the reading.
pub(crate) type Take<'a> = dyn FnMut(Result<&Record<'_>, String>) -> anyhow::Result<()> + 'a;

/// Hands every record of a file, a folder, a database or standard input (`-`) to `take`, in order.
///
/// # Errors
/// Those of `take`.
pub(crate) fn read(path: &Path, take: &mut Take<'_>) -> anyhow::Result<()> {
    match Magic::of(path) {
        Magic::Sqlite => return read_database(path, take),
        Magic::Parquet => {
            return take(Err(format!("{} is Parquet; give records as JSONL or SQLite", path.display())));
        }
        Magic::None => {}
    }
    // A record is no longer than its article and the analysis of it; a bound would gain nothing.
    let options =
        ReaderOptions { format: InputFormat::Jsonl, max_article_bytes: u64::MAX, ..ReaderOptions::default() };
    for raw in Reader::paths(vec![path.to_owned()], options) {
        match raw {
            Ok(Raw { name, body: Body::Json(line) }) => match serde_json::from_slice::<Record<'_>>(&line) {
                Ok(record) if record.schema == SCHEMA_ID => take(Ok(&record))?,
                Ok(record) => {
                    take(Err(format!("{name}: is of format `{}`, not {SCHEMA_ID}", record.schema)))?
                }
                Err(error) => {
                    take(Err(format!("{name}: not a record: {error}; give what dixit run wrote as JSONL")))?
                }
            },
            Ok(raw) => take(Err(format!("{}: not JSONL; give what dixit run wrote as JSONL", raw.name)))?,
            Err(failure) => take(Err(failure.to_string()))?,
        }
    }
    Ok(())
}

fn read_database(path: &Path, take: &mut Take<'_>) -> anyhow::Result<()> {
    let mut ended = None;
    let read = dixit_record::sqlite::read(path, |record| {
        take(Ok(&record)).map_err(|error| {
            ended = Some(error);
            io::Error::other("ended by the caller")
        })
    });
    match (ended, read) {
        (Some(error), _) => Err(error),
        (None, Err(error)) => take(Err(format!("{}: {error}", path.display()))),
        (None, Ok(())) => Ok(()),
    }
}

/// The kind of a file, told by its first bytes: outputs may have any name.
enum Magic {
    Sqlite,
    Parquet,
    None,
}

impl Magic {
    fn of(path: &Path) -> Self {
        let mut head = Vec::new();
        let read = |head: &mut Vec<u8>| File::open(path)?.take(16).read_to_end(head);
        if !path.is_file() || read(&mut head).is_err() {
            return Self::None;
        }
        match head {
            head if head.starts_with(b"SQLite format 3\0") => Self::Sqlite,
            head if head.starts_with(b"PAR1") => Self::Parquet,
            _ => Self::None,
        }
    }
}
