//! tar archives, read as a stream: POSIX, GNU and pax, of which names and sizes are all that matters here.
//!
//! Own code: the tar crate's entries borrow the archive, so that none can be handed on to be read in turn, and its first damaged
//! header ends the reading, where here only the file behind it is lost.

use std::io::{self, BufRead as _, Read};
use std::sync::{Arc, Mutex, PoisonError};

use crate::input::Input;
use crate::source::{Item, Source};
use crate::walk::is_read;
use crate::{Failure, InputError};

const BLOCK: usize = 512;
/// Long names and extended headers above this are not headers but damage.
const MAX_EXTENSION: u64 = 1 << 20;

/// Gives the files of an archive.
pub(crate) struct Tar {
    name: String,
    /// Shared with the file that is being read.
    rest: Arc<Mutex<Rest>>,
    /// Whether damage has been reported; the search for the next header then goes on in silence.
    damaged: bool,
    ended: bool,
}

struct Rest {
    input: Input,
    /// Bytes of the current file that have not been read.
    remaining: u64,
    /// Bytes after it that fill its last block.
    padding: u64,
}

impl Tar {
    pub(crate) fn new(name: String, input: Input) -> Self {
        let rest = Arc::new(Mutex::new(Rest { input, remaining: 0, padding: 0 }));
        Self { name, rest, damaged: false, ended: false }
    }

    fn entry(&mut self) -> io::Result<Option<Item>> {
        let (mut long_name, mut pax) = (None, Pax::default());
        loop {
            let mut rest = self.rest.lock().unwrap_or_else(PoisonError::into_inner);
            rest.skip_file()?;
            let mut block = [0; BLOCK];
            if !read_block(&mut rest.input, &mut block)? || block == [0; BLOCK] {
                return Ok(None);
            }
            let Some(header) = Header::parse(&block) else {
                if !std::mem::replace(&mut self.damaged, true) {
                    return Err(io::Error::other(
                        "is not a tar archive, or damaged; files after the damage are read",
                    ));
                }
                continue;
            };
            let size = pax.size.take().unwrap_or(header.size);
            rest.remaining = size;
            rest.padding = (BLOCK as u64 - size % BLOCK as u64) % BLOCK as u64;
            match header.kind {
                b'L' => long_name = Some(rest.extension()?),
                b'x' => pax = Pax::parse(&rest.extension()?),
                b'0' | 0 | b'7' => {
                    let name = pax.path.take().or(long_name.take()).unwrap_or(header.name);
                    let name = String::from_utf8_lossy(&name).trim_end_matches('\0').to_owned();
                    if !is_read(&name) {
                        return Ok(Some(Item::PassedOver));
                    }
                    let name = format!("{}/{}", self.name, name.trim_start_matches("./"));
                    drop(rest);
                    return Ok(Some(Item::File { name, input: Box::new(Member(Arc::clone(&self.rest))) }));
                }
                // Folders, links, devices, global headers.
                _ => {}
            }
        }
    }
}

impl Source for Tar {
    fn next(&mut self) -> Option<Item> {
        if self.ended {
            return None;
        }
        match self.entry() {
            Ok(item) => {
                self.ended = item.is_none();
                item
            }
            Err(error) => {
                // Only damage to a header can be read past.
                self.ended = !self.damaged || error.kind() != io::ErrorKind::Other;
                Some(Item::Article(Err(Failure::new(&self.name, InputError::Io(error)))))
            }
        }
    }
}

impl Rest {
    /// Reads past what is left of the current file.
    fn skip_file(&mut self) -> io::Result<()> {
        let mut left = std::mem::take(&mut self.remaining) + std::mem::take(&mut self.padding);
        while left > 0 {
            let have = self.input.fill_buf()?.len() as u64;
            if have == 0 {
                return Err(too_early());
            }
            let n = have.min(left);
            self.input.consume(n as usize);
            left -= n;
        }
        Ok(())
    }

    /// The content of a long name or an extended header.
    fn extension(&mut self) -> io::Result<Vec<u8>> {
        if self.remaining > MAX_EXTENSION {
            return Err(io::Error::other("has a name of more than a megabyte"));
        }
        let mut bytes = vec![0; self.remaining as usize];
        self.input.read_exact(&mut bytes).map_err(|_| too_early())?;
        self.remaining = 0;
        Ok(bytes)
    }
}

/// A file within the archive.
struct Member(Arc<Mutex<Rest>>);

impl Read for Member {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let mut rest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let most = usize::try_from(rest.remaining).unwrap_or(usize::MAX).min(buf.len());
        if most == 0 {
            return Ok(0);
        }
        let n = rest.input.read(&mut buf[..most])?;
        if n == 0 {
            // Nothing more can come; the archive's own error would say the same again.
            (rest.remaining, rest.padding) = (0, 0);
            return Err(too_early());
        }
        rest.remaining -= n as u64;
        Ok(n)
    }
}

fn too_early() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "the archive ends too early")
}

/// `false` at the end.
fn read_block(input: &mut impl Read, block: &mut [u8; BLOCK]) -> io::Result<bool> {
    let mut have = 0;
    while have < BLOCK {
        match input.read(&mut block[have..]) {
            Ok(0) if have == 0 => return Ok(false),
            Ok(0) => return Err(too_early()),
            Ok(n) => have += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(true)
}

struct Header {
    name: Vec<u8>,
    size: u64,
    kind: u8,
}

impl Header {
    /// `None` if the checksum is wrong.
    fn parse(block: &[u8; BLOCK]) -> Option<Self> {
        let sum: u64 = block
            .iter()
            .enumerate()
            .map(|(i, &b)| if (148..156).contains(&i) { 32 } else { u64::from(b) })
            .sum();
        if number(&block[148..156])? != sum {
            return None;
        }
        let text = |field: &[u8]| field.split(|&b| b == 0).next().unwrap_or_default().to_vec();
        let mut name = text(&block[..100]);
        // GNU archives keep times where POSIX ones keep the first part of a long path.
        let prefix = text(&block[345..500]);
        if &block[257..263] == b"ustar\0" && !prefix.is_empty() {
            name = [&prefix[..], b"/", &name].concat();
        }
        Some(Self { name, size: number(&block[124..136])?, kind: block[156] })
    }
}

/// Octal digits, or base 256 where the first bit is set.
fn number(field: &[u8]) -> Option<u64> {
    if let [first, rest @ ..] = field
        && first & 0x80 != 0
    {
        // Negative and huge numbers overflow, and no file is so large.
        let begin = u64::from(first & 0x7F);
        return rest.iter().try_fold(begin, |n, &b| n.checked_mul(256)?.checked_add(u64::from(b)));
    }
    let digits = std::str::from_utf8(field).ok()?.trim_matches(['\0', ' ']);
    if digits.is_empty() { Some(0) } else { u64::from_str_radix(digits, 8).ok() }
}

/// The two records of an extended header that matter here.
#[derive(Default)]
struct Pax {
    path: Option<Vec<u8>>,
    size: Option<u64>,
}

impl Pax {
    /// Records are `LENGTH KEY=VALUE\n`, the length that of the whole record.
    fn parse(mut bytes: &[u8]) -> Self {
        let mut pax = Self::default();
        while let Some(space) = memchr::memchr(b' ', bytes) {
            let len = std::str::from_utf8(&bytes[..space]).ok().and_then(|n| n.parse::<usize>().ok());
            let Some(record) = len.and_then(|len| bytes.get(space + 1..len)) else { break };
            let record = record.strip_suffix(b"\n").unwrap_or(record);
            if let Some(value) = record.strip_prefix(b"path=") {
                pax.path = Some(value.to_vec());
            } else if let Some(value) = record.strip_prefix(b"size=") {
                pax.size = std::str::from_utf8(value).ok().and_then(|n| n.parse().ok());
            }
            bytes = &bytes[len.unwrap_or(bytes.len())..];
        }
        pax
    }
}
