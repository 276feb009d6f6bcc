//! zip archives. Their list of files is at the end, so streams are put into a file first.
//!
//! The list is read by the `zip` crate; the files are unpacked here, since its readers borrow the archive, and are checked
//! against length and checksum as it would.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek as _, SeekFrom};
use std::sync::Arc;

use flate2::Crc;
use zip::{CompressionMethod, ZipArchive};

use crate::source::{Item, Source};
use crate::walk::is_read;
use crate::{Failure, InputError};

/// Gives the files of an archive, in the order of its list.
pub(crate) struct Zip {
    name: String,
    /// The archive, for reading files in it while `archive` keeps their list.
    file: Arc<File>,
    archive: ZipArchive<BufReader<File>>,
    next: usize,
    /// Bytes of the files met so far, packed, and those of the archive: files that are more than it lie over one another.
    packed: u64,
    size: u64,
}

impl Zip {
    pub(crate) fn open(name: String, file: File) -> Result<Self, Failure> {
        let open = || -> io::Result<_> {
            let archive = ZipArchive::new(BufReader::new(file.try_clone()?)).map_err(io::Error::other)?;
            let size = file.metadata()?.len();
            Ok((Arc::new(file), archive, size))
        };
        match open() {
            Ok((file, archive, size)) => Ok(Self { name, file, archive, next: 0, packed: 0, size }),
            Err(error) => Err(Failure::new(name, InputError::Io(error))),
        }
    }

    fn file(&mut self, index: usize) -> io::Result<Item> {
        let file = self.archive.by_index_raw(index).map_err(io::Error::other)?;
        let name = file.name().map_err(io::Error::other)?.into_owned();
        if !file.is_file() || !is_read(&name) {
            return Ok(Item::PassedOver);
        }
        drop(file);
        self.entry(index, name)
    }

    /// A file in the archive, unpacked.
    fn entry(&mut self, index: usize, name: String) -> io::Result<Item> {
        let file = self.archive.by_index_raw(index).map_err(io::Error::other)?;
        if file.encrypted() {
            return Err(io::Error::other(format!("{name} is encrypted; unpack the archive first")));
        }
        let start = file.data_start().ok_or_else(|| io::Error::other(format!("{name} has no data")))?;
        let (method, packed) = (file.compression(), file.compressed_size());
        let whole =
            Checked { crc: Crc::new(), want: (file.crc32(), file.size()), input: Box::new(io::empty()) };
        drop(file);
        self.packed = self.packed.saturating_add(packed);
        if self.packed > self.size {
            self.next = usize::MAX;
            return Err(io::Error::other("holds files that lie over one another, which only a trap does"));
        }
        let packed = Part { file: Arc::clone(&self.file), at: start, left: packed };
        let input: Box<dyn Read + Send> = match method {
            CompressionMethod::Stored => Box::new(packed),
            CompressionMethod::DEFLATE => {
                Box::new(flate2::bufread::DeflateDecoder::new(BufReader::new(packed)))
            }
            other => {
                return Err(io::Error::other(format!(
                    "{name} is packed by {other}; unpack the archive first"
                )));
            }
        };
        Ok(Item::File { name: format!("{}/{name}", self.name), input: Box::new(Checked { input, ..whole }) })
    }
}

/// The text of a word processor's document: an archive that holds its paragraphs as XML.
#[cfg(feature = "xml")]
pub(crate) fn docx(file: File, limit: u64) -> Result<String, InputError> {
    const DOCUMENT: &str = "word/document.xml";
    let mut zip = Zip::open(String::new(), file).map_err(|failure| failure.error)?;
    let index = (0..zip.archive.len())
        .find(|&at| matches!(zip.archive.name_for_index(at), Some(Ok(name)) if name == DOCUMENT))
        .ok_or_else(|| io::Error::other("is not a document of a word processor (.docx)"))?;
    let mut xml = Vec::new();
    if let Item::File { input, .. } = zip.entry(index, DOCUMENT.to_owned())? {
        input.take(limit.saturating_add(1)).read_to_end(&mut xml)?;
    }
    if xml.len() as u64 > limit {
        return Err(InputError::TooLong { limit });
    }
    Ok(crate::xml::paragraphs(&String::from_utf8_lossy(&xml)))
}

impl Source for Zip {
    fn next(&mut self) -> Option<Item> {
        loop {
            let index = self.next;
            if index >= self.archive.len() {
                return None;
            }
            self.next += 1;
            // Folders have entries of their own, which are no files of another kind.
            if matches!(self.archive.name_for_index(index), Some(Ok(name)) if name.ends_with('/')) {
                continue;
            }
            return Some(self.file(index).unwrap_or_else(|error| {
                Item::Article(Err(Failure::new(&self.name, InputError::Io(error))))
            }));
        }
    }
}

/// A file in the archive, at whose end its length and checksum are looked at.
struct Checked {
    input: Box<dyn Read + Send>,
    crc: Crc,
    /// Checksum and length by the archive's list.
    want: (u32, u64),
}

impl Read for Checked {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buf)?;
        self.crc.update(&buf[..read]);
        // The counter of bytes that comes with the sum wraps at 32 bits.
        let same = self.crc.sum() == self.want.0 && self.crc.amount() == self.want.1 as u32;
        if read == 0 && !buf.is_empty() && !same {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "its checksum in the archive is another: it is damaged",
            ));
        }
        Ok(read)
    }
}

/// A part of a file. All parts and the list share one position in the file, which each sets before it reads.
struct Part {
    file: Arc<File>,
    at: u64,
    left: u64,
}

impl Read for Part {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buf.len());
        let mut file = &*self.file;
        file.seek(SeekFrom::Start(self.at))?;
        let read = file.read(&mut buf[..most])?;
        self.at += read as u64;
        self.left -= read as u64;
        Ok(read)
    }
}
