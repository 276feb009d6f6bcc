//! Reads back what `dixit run` wrote: records as JSONL, packed or not, and databases.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use dixit_ingest::{Body, InputFormat, Raw, Reader, ReaderOptions};
use dixit_record::{Record, SCHEMA_ID};

use crate::input::paths_or_stdin;

/// Hands every record of files, folders, databases and standard input to `take`, in order. Returns how many lines were none:
/// each is named on standard error with the reason.
pub(crate) fn each(paths: &[PathBuf], mut take: impl FnMut(&Record<'_>)) -> anyhow::Result<u64> {
    let mut failed = 0;
    for path in paths_or_stdin(paths)? {
        read(&path, &mut |record| {
            match record {
                Ok(record) => take(record),
                Err(problem) => {
                    failed += 1;
                    writeln!(anstream::stderr(), "dixit: {problem}")?;
                }
            }
            Ok(())
        })?;
    }
    Ok(failed)
}

/// What is done with a record, or with the name and the fault of what is none; an error ends the reading.
pub(crate) type Take<'a> = dyn FnMut(Result<&Record<'_>, String>) -> anyhow::Result<()> + 'a;

/// Hands every record of a file, a folder, a database or standard input (`-`) to `take`, in order.
///
/// # Errors
/// Those of `take`.
pub(crate) fn read(path: &Path, take: &mut Take<'_>) -> anyhow::Result<()> {
    if is_database(path) {
        return read_database(path, take);
    }
    // A record is no longer than its article and what is said of it; nothing is gained by a bound.
    let options = ReaderOptions { format: InputFormat::Jsonl, max_article_bytes: u64::MAX };
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

/// Told by what is in it: outputs may be called anything.
fn is_database(path: &Path) -> bool {
    const MAGIC: &[u8; 16] = b"SQLite format 3\0";
    let mut head = [0; 16];
    path.is_file() && File::open(path).and_then(|mut f| f.read_exact(&mut head)).is_ok() && head == *MAGIC
}
