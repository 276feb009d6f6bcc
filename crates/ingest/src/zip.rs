//! zip archives. Their list of files stands at the end, so they must be files themselves.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek as _, SeekFrom};
use std::path::PathBuf;

use zip::{CompressionMethod, ZipArchive};

use crate::source::{Item, Source};
use crate::walk::is_read;
use crate::{Failure, InputError};

/// Gives the files of an archive, in the order of its list.
pub(crate) struct Zip {
    name: String,
    path: PathBuf,
    archive: ZipArchive<BufReader<File>>,
    next: usize,
}

impl Zip {
    pub(crate) fn open(name: String, path: PathBuf, file: File) -> Result<Self, Failure> {
        match ZipArchive::new(BufReader::new(file)) {
            Ok(archive) => Ok(Self { name, path, archive, next: 0 }),
            Err(error) => Err(Failure::new(name, InputError::Io(io::Error::other(error)))),
        }
    }

    fn file(&mut self, index: usize) -> io::Result<Item> {
        let file = self.archive.by_index_raw(index).map_err(io::Error::other)?;
        let name = file.name().map_err(io::Error::other)?.into_owned();
        if !file.is_file() {
            return Ok(Item::PassedOver);
        }
        if !is_read(&name) {
            return Ok(Item::PassedOver);
        }
        if file.encrypted() {
            return Err(io::Error::other(format!("{name} is encrypted; unpack the archive first")));
        }
        let start = file.data_start().ok_or_else(|| io::Error::other(format!("{name} has no data")))?;
        let (method, packed) = (file.compression(), file.compressed_size());
        drop(file);
        // A handle of its own, so that the file can be read while the list stays open.
        let mut input = File::open(&self.path)?;
        input.seek(SeekFrom::Start(start))?;
        let packed = input.take(packed);
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
        Ok(Item::File { name: format!("{}/{name}", self.name), input })
    }
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
