//! Where results go: standard output, or a file that gets its name only when it is complete.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, StdoutLock, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;

/// Takes the bytes of a run.
pub(crate) enum Output {
    Stdout(BufWriter<StdoutLock<'static>>),
    /// A device or pipe that is already there: written in place.
    Device(BufWriter<File>, PathBuf),
    File {
        file: BufWriter<File>,
        partial: PathBuf,
        path: PathBuf,
    },
}

impl Output {
    /// Standard output for `None`.
    pub(crate) fn open(path: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = path.filter(|p| *p != Path::new("-")) else {
            return Ok(Self::Stdout(BufWriter::with_capacity(BUFFER, io::stdout().lock())));
        };
        if path.is_dir() {
            anyhow::bail!("cannot write to {}: is a folder; name a file in it", path.display());
        }
        let is_device = fs::metadata(path).is_ok_and(|m| !m.is_file());
        let target = if is_device { path.to_owned() } else { partial_name(path) };
        let file = File::create(&target).with_context(|| format!("cannot write to {}", path.display()))?;
        let file = BufWriter::with_capacity(BUFFER, file);
        Ok(if is_device {
            Self::Device(file, target)
        } else {
            Self::File { file, partial: target, path: path.to_owned() }
        })
    }

    /// Writes out what is buffered and gives the file its name.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
        match self {
            Self::Stdout(mut out) => out.flush().context("cannot write to standard output")?,
            Self::Device(mut out, path) => {
                out.flush().with_context(|| format!("cannot write to {}", path.display()))?;
            }
            Self::File { file, partial, path } => {
                let named = || format!("cannot write to {}", path.display());
                let file = file.into_inner().map_err(io::IntoInnerError::into_error).with_context(named)?;
                // On disk before it is named, or a power cut could leave an empty file under the name.
                file.sync_all().with_context(named)?;
                fs::rename(&partial, &path).with_context(named)?;
            }
        }
        Ok(())
    }

    /// Takes back an output that will not be finished.
    pub(crate) fn discard(self) {
        if let Self::File { partial, .. } = self {
            // Nothing better can be done where even this fails.
            let _ = fs::remove_file(partial);
        }
    }
}

impl Write for Output {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(buf),
            Self::Device(file, _) | Self::File { file, .. } => file.write(buf),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::Device(file, _) | Self::File { file, .. } => file.flush(),
        }
    }
}

const BUFFER: usize = 1 << 18;

/// `quotes.jsonl.partial`, in the same folder, so that renaming is atomic.
fn partial_name(path: &Path) -> PathBuf {
    let mut name: OsString = path.file_name().unwrap_or_default().to_owned();
    name.push(".partial");
    path.with_file_name(name)
}
