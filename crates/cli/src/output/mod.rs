//! Where results go: standard output, or files that get their names only when they are complete.

mod columns;
mod database;
mod identity;
mod lock;
mod partial;
mod sealed;
mod target;

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, StdoutLock, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use dixit_record::Format;

pub(crate) use columns::Columns;
pub(crate) use database::Database;
pub(crate) use identity::{refuse_inputs, same};
pub(crate) use lock::Lock;
pub(crate) use partial::PartialFile;
pub(crate) use sealed::Sealed;
pub(crate) use target::{Kind, Target};

const BUFFER: usize = 1 << 18;

/// Takes the lines of a run.
pub(crate) enum Output {
    /// Standard output.
    Stdout(BufWriter<StdoutLock<'static>>),
    /// A device or pipe that is already there: written in place.
    Device(BufWriter<File>, PathBuf),
    /// A file, under another name until it is complete.
    File(PartialFile),
    /// A database, under another name until it is complete.
    Database(Database),
    /// A Parquet file, under another name until it is complete.
    Columns(Box<Columns>),
    /// A pipe that nobody reads any more.
    Closed,
}

impl Output {
    /// For text of any kind made of `inputs`: standard output for `None` or `-`; a file is started afresh.
    ///
    /// # Errors
    /// If it cannot be written, or is one of the inputs.
    pub(crate) fn open(path: Option<&Path>, inputs: &[PathBuf]) -> anyhow::Result<Self> {
        refuse_inputs(path.into_iter(), inputs)?;
        Self::create(path.unwrap_or(Path::new("-")), Kind::Lines(Format::default()))
    }

    /// Standard output for `-`; a file is started afresh.
    pub(crate) fn create(path: &Path, kind: Kind) -> anyhow::Result<Self> {
        if path == Path::new("-") {
            if !matches!(kind, Kind::Lines(_)) {
                anyhow::bail!("a database or Parquet cannot be written to standard output: add -o FILE");
            }
            return Ok(Self::Stdout(BufWriter::with_capacity(BUFFER, io::stdout().lock())));
        }
        if path.is_dir() {
            anyhow::bail!("cannot write to {}: is a folder; name a file in it", path.display());
        }
        if matches!(kind, Kind::Lines(_)) && fs::metadata(path).is_ok_and(|m| !m.is_file()) {
            let file = File::create(path).with_context(|| cannot_write(path))?;
            return Ok(Self::Device(BufWriter::with_capacity(BUFFER, file), path.to_owned()));
        }
        Self::reopen(path, kind, None)
    }

    /// Opens a file to go on after what [`seal`](Self::seal) said was in it; without, starts it afresh.
    pub(crate) fn reopen(path: &Path, kind: Kind, sealed: Option<&Sealed>) -> anyhow::Result<Self> {
        // What a run that was cut off in joining left behind.
        remove_if_there(&joined_name(path)).with_context(|| cannot_write(path))?;
        Ok(match kind {
            Kind::Lines(_) => Self::File(PartialFile::open(path, sealed)?),
            Kind::Sqlite => Self::Database(Database::open(path, sealed)?),
            Kind::Parquet => Self::Columns(Box::new(Columns::open(path, sealed)?)),
        })
    }

    /// Puts what was written on disk and says how much that is; `None` if the output cannot be gone on with.
    pub(crate) fn seal(&mut self) -> io::Result<Option<Sealed>> {
        match self {
            Self::Stdout(_) | Self::Device(..) | Self::Closed => Ok(None),
            Self::File(file) => file.seal().map(Some),
            Self::Database(database) => database.seal().map(Some),
            Self::Columns(columns) => columns.seal().map(Some),
        }
    }

    /// Whether this is a good moment to [`seal`](Self::seal) it.
    pub(crate) fn wants_seal(&self) -> bool {
        match self {
            Self::Columns(columns) => columns.wants_seal(),
            _ => true,
        }
    }

    /// Whether it is a file that gets its name in the end.
    pub(crate) fn is_file(&self) -> bool {
        matches!(self, Self::File(_) | Self::Database(_) | Self::Columns(_))
    }

    /// Writes out what is buffered and, of a file, makes it complete; only its name is missing then.
    pub(crate) fn complete(self) -> anyhow::Result<Option<Complete>> {
        match self {
            Self::Stdout(mut out) => out.flush().map(|()| None).context("cannot write to standard output"),
            Self::Device(mut out, path) => out.flush().map(|()| None).with_context(|| cannot_write(&path)),
            Self::File(file) => file.complete().map(Some),
            Self::Database(database) => database.complete().map(Some),
            Self::Columns(columns) => columns.complete().map(Some),
            Self::Closed => Ok(None),
        }
    }

    /// The same, and gives it its name.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
        self.complete()?.map_or(Ok(()), |complete| complete.name())
    }

    /// Takes back an output that will not be finished.
    pub(crate) fn discard(self) {
        let path = match self {
            Self::Stdout(_) | Self::Device(..) | Self::Closed => return,
            Self::File(file) => file.into_path(),
            Self::Database(database) => database.into_path(),
            Self::Columns(columns) => columns.into_path(),
        };
        // Nothing better can be done where even this fails.
        let _ = fs::remove_file(partial_name(&path));
        let _ = fs::remove_file(joined_name(&path));
    }
}

impl Write for Output {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(buf),
            Self::Device(file, _) => file.write(buf),
            Self::File(file) => file.write(buf),
            Self::Database(database) => database.write(buf).map(|()| buf.len()),
            Self::Columns(columns) => columns.write(buf).map(|()| buf.len()),
            Self::Closed => Ok(buf.len()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::Device(file, _) => file.flush(),
            Self::File(file) => file.flush(),
            Self::Database(_) | Self::Columns(_) | Self::Closed => Ok(()),
        }
    }
}

/// A file that is complete and on disk, under a name that is not its own.
#[must_use]
pub(crate) struct Complete(PathBuf);

impl Complete {
    /// How long it is, for a record of it: nothing is known of its end.
    pub(crate) fn length(&self) -> Sealed {
        let joined = joined_name(&self.0);
        let there = if joined.exists() { joined } else { partial_name(&self.0) };
        Sealed { length: fs::metadata(there).map_or(0, |there| there.len()), tail: String::new() }
    }

    /// Gives the file its name, atomically.
    pub(crate) fn name(self) -> anyhow::Result<()> {
        let removed = || io::Error::new(io::ErrorKind::NotFound, "it was removed while it was written");
        name_complete(&self.0)
            .and_then(|was_there| if was_there { Ok(()) } else { Err(removed()) })
            .with_context(|| cannot_write(&self.0))
    }
}

/// Gives a file that is complete its name; does nothing, and returns `false`, where there is none under another.
pub(crate) fn name_complete(path: &Path) -> io::Result<bool> {
    let (partial, joined) = (partial_name(path), joined_name(path));
    if joined.exists() {
        // The parts first: where this is cut off in between, what is left is the whole and not its parts.
        remove_if_there(&partial)?;
        fs::rename(joined, path)?;
    } else if partial.exists() {
        fs::rename(partial, path)?;
    } else {
        return Ok(false);
    }
    Ok(true)
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}

/// Where the parts of a file are joined, so that until all outputs are complete a run can go on with the parts.
fn joined_name(path: &Path) -> PathBuf {
    with_suffix(path, ".joined")
}

pub(crate) fn cannot_write(path: &Path) -> String {
    format!("cannot write to {}", path.display())
}

/// `quotes.jsonl.partial`, in the same folder, so that renaming is atomic.
pub(crate) fn partial_name(path: &Path) -> PathBuf {
    with_suffix(path, ".partial")
}

/// The path with something after the name of the file.
pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = path.file_name().unwrap_or_default().to_owned();
    name.push(suffix);
    path.with_file_name(name)
}
