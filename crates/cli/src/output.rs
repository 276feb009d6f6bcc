//! Where results go: standard output, or a file that gets its name only when it is complete.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Seek as _, SeekFrom, StdoutLock, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;

const BUFFER: usize = 1 << 18;

/// Takes the bytes of a run.
pub(crate) enum Output {
    /// Standard output.
    Stdout(BufWriter<StdoutLock<'static>>),
    /// A device or pipe that is already there: written in place.
    Device(BufWriter<File>, PathBuf),
    /// A file, under another name until it is complete.
    File(PartialFile),
}

impl Output {
    /// Standard output for `None` or `-`; a file is started afresh.
    pub(crate) fn open(path: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = path.filter(|p| *p != Path::new("-")) else {
            return Ok(Self::Stdout(BufWriter::with_capacity(BUFFER, io::stdout().lock())));
        };
        if path.is_dir() {
            anyhow::bail!("cannot write to {}: is a folder; name a file in it", path.display());
        }
        if fs::metadata(path).is_ok_and(|m| !m.is_file()) {
            let file = File::create(path).with_context(|| cannot_write(path))?;
            return Ok(Self::Device(BufWriter::with_capacity(BUFFER, file), path.to_owned()));
        }
        Ok(Self::File(PartialFile::open(path, 0)?))
    }

    /// Writes out what is buffered and gives the file its name.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
        match self {
            Self::Stdout(mut out) => out.flush().context("cannot write to standard output"),
            Self::Device(mut out, path) => out.flush().with_context(|| cannot_write(&path)),
            Self::File(file) => file.finish(),
        }
    }

    /// Takes back an output that will not be finished.
    pub(crate) fn discard(self) {
        if let Self::File(file) = self {
            // Nothing better can be done where even this fails.
            let _ = fs::remove_file(partial_name(&file.path));
        }
    }
}

impl Write for Output {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(buf),
            Self::Device(file, _) => file.write(buf),
            Self::File(file) => file.packed().write(buf),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::Device(file, _) => file.flush(),
            Self::File(file) => file.packed().flush(),
        }
    }
}

/// A file that is called `NAME.partial` until it is complete; compressed where its name ends in `.gz` or `.zst`.
pub(crate) struct PartialFile {
    /// `None` only while a sealed part is replaced by the next.
    packed: Option<Packed>,
    path: PathBuf,
}

impl PartialFile {
    /// Opens the file to go on writing after its first `keep` bytes; what comes after them is cut off.
    pub(crate) fn open(path: &Path, keep: u64) -> anyhow::Result<Self> {
        let open = || -> io::Result<Packed> {
            let options = OpenOptions::new().write(true).create(true).truncate(false).clone();
            let mut file = options.open(partial_name(path))?;
            file.set_len(keep)?;
            file.seek(SeekFrom::End(0))?;
            Packed::new(path, BufWriter::with_capacity(BUFFER, file))
        };
        Ok(Self { packed: Some(open().with_context(|| cannot_write(path))?), path: path.to_owned() })
    }

    fn packed(&mut self) -> &mut Packed {
        self.packed.as_mut().expect("a part is open except inside `seal`")
    }

    /// Puts all that was written on disk, so that it can be read by itself, and returns its length in bytes.
    pub(crate) fn seal(&mut self) -> io::Result<u64> {
        let packed = self.packed.take().expect("a part is open except inside `seal`");
        let mut file = packed.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_data()?;
        let len = file.stream_position()?;
        self.packed = Some(Packed::new(&self.path, BufWriter::with_capacity(BUFFER, file))?);
        Ok(len)
    }

    fn finish(self) -> anyhow::Result<()> {
        let path = self.path.clone();
        self.complete().with_context(|| cannot_write(&path))
    }

    fn complete(mut self) -> io::Result<()> {
        let packed = self.packed.take().expect("a part is open except inside `seal`");
        let file = packed.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
        // On disk before it is named, or a power cut could leave an empty file under the name.
        file.sync_all()?;
        fs::rename(partial_name(&self.path), &self.path)
    }
}

/// The compression a file's name asks for.
enum Packed {
    Plain(BufWriter<File>),
    Gz(flate2::write::GzEncoder<BufWriter<File>>),
    Zst(zstd::Encoder<'static, BufWriter<File>>),
}

impl Packed {
    fn new(path: &Path, out: BufWriter<File>) -> io::Result<Self> {
        Ok(match path.extension().and_then(|s| s.to_str()) {
            Some("gz") => Self::Gz(flate2::write::GzEncoder::new(out, flate2::Compression::default())),
            Some("zst") => Self::Zst(zstd::Encoder::new(out, zstd::DEFAULT_COMPRESSION_LEVEL)?),
            _ => Self::Plain(out),
        })
    }

    /// Ends the gzip member or Zstandard frame.
    fn finish(self) -> io::Result<BufWriter<File>> {
        match self {
            Self::Plain(out) => Ok(out),
            Self::Gz(out) => out.finish(),
            Self::Zst(out) => out.finish(),
        }
    }
}

impl Write for Packed {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(out) => out.write(buf),
            Self::Gz(out) => out.write(buf),
            Self::Zst(out) => out.write(buf),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(out) => out.flush(),
            Self::Gz(out) => out.flush(),
            Self::Zst(out) => out.flush(),
        }
    }
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
