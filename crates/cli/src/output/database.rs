use std::io;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use dixit_record::Record;
use dixit_record::sqlite::Writer;

use super::{Complete, cannot_write, partial_name};

/// A database that is called `NAME.partial` until it is complete.
pub(crate) struct Database {
    writer: Writer,
    path: PathBuf,
}

impl Database {
    /// Opens the database to go on after its first `articles`; 0 starts it afresh.
    pub(crate) fn open(path: &Path, articles: u64) -> anyhow::Result<Self> {
        let partial = partial_name(path);
        let writer =
            if articles == 0 { Writer::create(&partial) } else { Writer::reopen(&partial, articles) };
        Ok(Self { writer: writer.with_context(|| cannot_write(path))?, path: path.to_owned() })
    }

    /// Adds records, given as lines of JSON.
    pub(crate) fn write(&mut self, lines: &[u8]) -> io::Result<()> {
        for line in lines.split(|&b| b == b'\n').filter(|line| !line.is_empty()) {
            let record: Record<'_> = serde_json::from_slice(line)?;
            self.writer.write(&record)?;
        }
        Ok(())
    }

    /// Puts all that was written on disk and returns the number of articles.
    pub(crate) fn seal(&mut self) -> io::Result<u64> {
        self.writer.seal()
    }

    pub(crate) fn complete(self) -> anyhow::Result<Complete> {
        self.writer.finish().with_context(|| cannot_write(&self.path))?;
        Ok(Complete(self.path))
    }

    pub(crate) fn into_path(self) -> PathBuf {
        self.path
    }
}
