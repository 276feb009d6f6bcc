//! Reads back what `dixit run` wrote.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use dixit_ingest::{Body, InputFormat, Reader, ReaderOptions};
use dixit_record::{Record, SCHEMA_ID};

use crate::input::paths_or_stdin;

/// Hands every record of files, folders, databases and standard input to `take`, in order. Returns how many lines were none:
/// each is named on standard error with the reason.
pub(crate) fn each(paths: &[PathBuf], mut take: impl FnMut(&Record<'_>)) -> anyhow::Result<u64> {
    let mut failed = 0;
    // Databases and the others keep their order only among themselves where both are given.
    let (databases, paths): (Vec<PathBuf>, Vec<PathBuf>) =
        paths_or_stdin(paths)?.into_iter().partition(|p| is_database(p));
    for path in databases {
        let read = dixit_record::sqlite::read(&path, |record| {
            take(&record);
            Ok(())
        });
        if let Err(error) = read {
            failed += 1;
            writeln!(anstream::stderr(), "dixit: {}: {error}", path.display())?;
        }
    }
    // A record is no longer than its article and what is said of it; nothing is gained by a bound.
    let options = ReaderOptions { format: InputFormat::Jsonl, max_article_bytes: u64::MAX };
    for raw in Reader::paths(paths, options) {
        let problem = match raw {
            Ok(raw) => match raw.body {
                Body::Json(line) => match serde_json::from_slice::<Record<'_>>(&line) {
                    Ok(record) if record.schema == SCHEMA_ID => {
                        take(&record);
                        continue;
                    }
                    Ok(record) => format!("{}: is of format `{}`, not {SCHEMA_ID}", raw.name, record.schema),
                    Err(error) => {
                        format!("{}: not a record: {error}; give what dixit run wrote as JSONL", raw.name)
                    }
                },
                _ => format!("{}: not JSONL; give what dixit run wrote as JSONL", raw.name),
            },
            Err(failure) => failure.to_string(),
        };
        failed += 1;
        writeln!(anstream::stderr(), "dixit: {problem}")?;
    }
    Ok(failed)
}

fn is_database(path: &Path) -> bool {
    path.extension().is_some_and(|e| ["sqlite", "sqlite3", "db"].iter().any(|s| e.eq_ignore_ascii_case(s)))
}
