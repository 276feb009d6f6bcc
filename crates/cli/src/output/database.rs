use std::io;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use dixit_record::Record;
use dixit_record::sqlite::Writer;

use super::{Complete, Sealed, cannot_write, partial_name};

/// A database that is called `NAME.partial` until it is complete.
pub(crate) struct Database {
    writer: Writer,
    path: PathBuf,
}

impl Database {
    /// Opens the database to go on after what was sealed; without, starts it afresh.
    pub(crate) fn open(path: &Path, sealed: Option<&Sealed>) -> anyhow::Result<Self> {
        let partial = partial_name(path);
        let open = || -> io::Result<Writer> {
            let Some(sealed) = sealed else { return Writer::create(&partial) };
            let writer = Writer::reopen(&partial, sealed.length)?;
            if writer.last_article()? == sealed.tail { Ok(writer) } else { Err(Sealed::another()) }
        };
        Ok(Self { writer: open().with_context(|| cannot_write(path))?, path: path.to_owned() })
    }

    /// Adds records, given as lines of JSON.
    pub(crate) fn write(&mut self, lines: &[u8]) -> io::Result<()> {
        for line in lines.split(|&b| b == b'\n').filter(|line| !line.is_empty()) {
            let record: Record<'_> = serde_json::from_slice(line)?;
            self.writer.write(&record)?;
        }
        Ok(())
    }

    /// Puts all that was written on disk.
    pub(crate) fn seal(&mut self) -> io::Result<Sealed> {
        Ok(Sealed { length: self.writer.seal()?, tail: self.writer.last_article()? })
    }

    pub(crate) fn complete(self) -> anyhow::Result<Complete> {
        self.writer.finish().with_context(|| cannot_write(&self.path))?;
        Ok(Complete(self.path))
    }

    pub(crate) fn into_path(self) -> PathBuf {
        self.path
    }
}
