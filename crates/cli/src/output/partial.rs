use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::lock::is_at;
use super::sealed::Sealed;
use super::{BUFFER, Complete, cannot_write, partial_name};

/// A file that is called `NAME.partial` until it is complete; compressed where its name ends in `.gz` or `.zst`.
pub(crate) struct PartialFile {
    /// `None` only while a sealed part is replaced by the next.
    packed: Option<Packed>,
    path: PathBuf,
}

impl PartialFile {
    /// Opens the file to go on writing after what was sealed; what comes after that is cut off.
    pub(crate) fn open(path: &Path, sealed: Option<&Sealed>) -> anyhow::Result<Self> {
        let open = || -> io::Result<Packed> {
            let options = OpenOptions::new().read(true).write(true).create(true).truncate(false).clone();
            let mut file = options.open(partial_name(path))?;
            Sealed::cut(sealed, &mut file)?;
            Packed::new(path, BufWriter::with_capacity(BUFFER, file))
        };
        Ok(Self { packed: Some(open().with_context(|| cannot_write(path))?), path: path.to_owned() })
    }

    fn packed(&mut self) -> &mut Packed {
        self.packed.as_mut().expect("a part is open except inside `seal`")
    }

    /// Puts all that was written on disk, so that it can be read by itself.
    pub(crate) fn seal(&mut self) -> io::Result<Sealed> {
        let packed = self.packed.take().expect("a part is open except inside `seal`");
        let mut file = packed.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_data()?;
        let length = file.stream_position()?;
        let sealed = Sealed::of(&mut file, length)?;
        file.seek(SeekFrom::Start(length))?;
        self.packed = Some(Packed::new(&self.path, BufWriter::with_capacity(BUFFER, file))?);
        Ok(sealed)
    }

    pub(crate) fn complete(mut self) -> anyhow::Result<Complete> {
        let packed = self.packed.take().expect("a part is open except inside `seal`");
        let end = || -> io::Result<()> {
            let file = packed.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
            // On disk before it is named, or a power cut could leave an empty file under the name.
            file.sync_all()?;
            match is_at(&file, &partial_name(&self.path)) {
                true => Ok(()),
                false => Err(io::Error::other("it was removed or replaced while it was written")),
            }
        };
        end().with_context(|| cannot_write(&self.path))?;
        Ok(Complete(self.path))
    }

    pub(crate) fn into_path(self) -> PathBuf {
        self.path
    }
}

impl Write for PartialFile {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.packed().write(buf)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.packed().flush()
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
            Some("zst") => {
                let mut out = zstd::Encoder::new(out, zstd::DEFAULT_COMPRESSION_LEVEL)?;
                // gzip has one always, here it must be asked for.
                out.include_checksum(true)?;
                Self::Zst(out)
            }
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
