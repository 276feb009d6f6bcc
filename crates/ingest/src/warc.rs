//! Web archives (ISO 28500), as Common Crawl's CC-NEWS has them: each page that was fetched is an article.
//!
//! The reader takes records apart and keeps those that hold a page; the HTTP message in them is for the decoder.
//!
//! Own code: of the crates for it none reads on past a record whose length is wrong or whose member of gzip is damaged, and
//! what is needed of the form is a dozen lines of headers.

use std::io::{self, BufRead, Cursor, Read};

use crate::input::{Input, goes_on};
use crate::lines::{Line, Lines};
use crate::source::{Item, Source};
use crate::{Body, Failure, Fetched, InputError, Raw};

/// Longest line of a header.
const MAX_LINE: usize = 64 << 10;
/// Most lines of a header.
const MAX_HEADERS: usize = 1000;

/// Cuts an archive into pages.
pub(crate) struct Warc {
    name: String,
    input: Rewound,
    limit: u64,
    /// Records met, of any kind.
    number: u64,
    /// A length was wrong: those of the records that follow are not believed, and a record ends where the next one begins.
    doubted: bool,
    /// The fault after a record that is whole: reported after it.
    pending: Option<io::Error>,
    ended: bool,
}

impl Warc {
    pub(crate) fn new(name: String, input: Input, limit: u64) -> Self {
        let input = Rewound { before: Cursor::new(Vec::new()), input };
        Self { name, input, limit, number: 0, doubted: false, pending: None, ended: false }
    }

    /// The next record that holds a page.
    fn page(&mut self) -> Result<Option<Raw>, Failure> {
        loop {
            if let Some(error) = self.pending.take() {
                return Err(Failure::new(&self.name, InputError::Io(error)));
            }
            let header = match Header::read(&mut self.input) {
                Ok(Some(header)) => header,
                Ok(None) => return Ok(None),
                Err(error) => return Err(Failure::new(&self.name, InputError::Io(error))),
            };
            self.number += 1;
            let name = format!("{}:{}", self.name, self.number);
            let failure = |error| Failure::new(name.clone(), InputError::Io(error));
            let wanted = header.holds_page();
            if !self.doubted && (!wanted || header.length > self.limit) {
                skip(&mut self.input, header.length).map_err(failure)?;
                if !self.at_next_record() {
                    self.doubted = true;
                    return Err(failure(io::Error::other(format!(
                        "states a wrong length ({} bytes): what lies between it and the next record is lost",
                        header.length
                    ))));
                }
                if wanted {
                    return Err(Failure::new(name, InputError::TooLong { limit: self.limit }));
                }
                continue;
            }
            let body = self.body(header.length).map_err(failure)?;
            if wanted {
                let Some((bytes, stated)) = body else {
                    return Err(Failure::new(name, InputError::TooLong { limit: self.limit }));
                };
                let http = header.kind == "response";
                let Header { url, id, date, truncated, .. } = header;
                let fetched = Fetched { url, id, date, http, stated, truncated, bytes };
                return Ok(Some(Raw { name, body: Body::Fetched(fetched) }));
            }
        }
    }

    /// The content of a record, and the length it states if that is wrong; `None` if it is above the limit.
    fn body(&mut self, length: u64) -> io::Result<Option<(Vec<u8>, Option<u64>)>> {
        let mut bytes = Vec::new();
        if !self.doubted {
            self.input.by_ref().take(length).read_to_end(&mut bytes)?;
            if bytes.len() as u64 == length && self.at_next_record() {
                return Ok(Some((bytes, None)));
            }
            // Too long, and the next records are in these bytes; or too short, and the rest is still to come.
            self.doubted = true;
            let read = std::mem::take(&mut bytes);
            let ends = read.len() as u64 == length || next_record(&read).is_some();
            self.input.unread(read);
            if !ends {
                // Nothing was wrong but that the archive ends here.
                self.input.skip_all()?;
                return Err(too_early());
            }
        }
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let mut too_long = false;
        loop {
            let line_at = bytes.len();
            let chunk = self.input.fill_buf()?;
            if chunk.is_empty() {
                break;
            }
            let len = memchr::memchr(b'\n', chunk).map_or(chunk.len(), |at| at + 1);
            let ends_line = chunk[len - 1] == b'\n';
            bytes.extend_from_slice(&chunk[..len]);
            self.input.consume(len);
            let line_at = line_start(&bytes, line_at);
            if ends_line
                && is_version(&bytes[line_at..])
                && (too_long || ends_in_empty_line(&bytes[..line_at]))
            {
                let line = bytes.split_off(line_at);
                self.input.unread(line);
                break;
            }
            too_long |= bytes.len() > limit;
            if too_long {
                bytes.clear();
            }
        }
        let end = bytes.trim_ascii_end().len();
        bytes.truncate(end);
        let stated = (bytes.len() as u64 != length).then_some(length);
        Ok((!too_long).then_some((bytes, stated)))
    }

    /// Whether what comes next is what follows a record: the line breaks at its end, then another one or the end of the archive.
    fn at_next_record(&mut self) -> bool {
        loop {
            let chunk = match self.input.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) => {
                    self.pending = Some(error);
                    return true;
                }
            };
            let breaks = chunk.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let (all, ended) = (breaks == chunk.len(), chunk.is_empty());
            // Enough to tell, but where a buffer ends within the word.
            let begins = chunk[breaks..].iter().zip(b"WARC/").all(|(a, b)| a == b);
            self.input.consume(breaks);
            if ended || !all {
                return ended || begins;
            }
        }
    }
}

/// The start of the line that holds `at`.
fn line_start(bytes: &[u8], at: usize) -> usize {
    memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |b| b + 1)
}

/// Whether a line is the first of a record.
fn is_version(line: &[u8]) -> bool {
    line.starts_with(b"WARC/1.") || line.starts_with(b"WARC/0.")
}

fn ends_in_empty_line(bytes: &[u8]) -> bool {
    bytes.is_empty() || bytes.ends_with(b"\n\n") || bytes.ends_with(b"\n\r\n")
}

/// The start of a record within the stated content of another.
fn next_record(bytes: &[u8]) -> Option<usize> {
    memchr::memmem::find_iter(bytes, b"\nWARC/")
        .map(|at| at + 1)
        .find(|&at| is_version(&bytes[at..]) && ends_in_empty_line(&bytes[..at]))
}

/// A stream of which something that was read can be put back.
struct Rewound {
    before: Cursor<Vec<u8>>,
    input: Input,
}

impl Rewound {
    fn unread(&mut self, mut bytes: Vec<u8>) {
        let from = usize::try_from(self.before.position()).unwrap_or(usize::MAX);
        let rest = self.before.get_ref().get(from..).unwrap_or_default();
        // A line that was just taken from what was put back before goes back to where it was.
        if let Some(before) = from.checked_sub(bytes.len())
            && self.before.get_ref()[before..from] == bytes[..]
        {
            return self.before.set_position(before as u64);
        }
        bytes.extend_from_slice(rest);
        self.before = Cursor::new(bytes);
    }

    fn skip_all(&mut self) -> io::Result<()> {
        self.before = Cursor::new(Vec::new());
        io::copy(&mut self.input, &mut io::sink()).map(drop)
    }
}

impl Read for Rewound {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let chunk = self.fill_buf()?;
        let n = chunk.len().min(buf.len());
        buf[..n].copy_from_slice(&chunk[..n]);
        self.consume(n);
        Ok(n)
    }
}

impl BufRead for Rewound {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.before.position() < self.before.get_ref().len() as u64 {
            return self.before.fill_buf();
        }
        loop {
            match self.input.fill_buf() {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
                Ok(_) => break,
            }
        }
        self.input.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        if self.before.position() < self.before.get_ref().len() as u64 {
            self.before.consume(n);
        } else {
            self.input.consume(n);
        }
    }
}

impl Source for Warc {
    fn next(&mut self) -> Option<Item> {
        if self.ended {
            return None;
        }
        match self.page() {
            Ok(Some(raw)) => Some(Item::Article(Ok(raw))),
            Ok(None) => None,
            Err(failure) => {
                // A wrong length was reported; the data after it are read.
                let goes_on =
                    |e: &io::Error| goes_on(e) || (self.doubted && e.kind() == io::ErrorKind::Other);
                self.ended = matches!(&failure.error, InputError::Io(e) if !goes_on(e));
                Some(Item::Article(Err(failure)))
            }
        }
    }
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Header {
    kind: String,
    length: u64,
    content_type: String,
    url: Option<String>,
    id: Option<String>,
    date: Option<String>,
    truncated: bool,
}

impl Header {
    /// Reads up to the next header, past whatever comes before it: line breaks, or damaged data.
    fn read(input: &mut Rewound) -> io::Result<Option<Self>> {
        let mut lines = Lines::new(input, MAX_LINE);
        loop {
            match lines.next_line()? {
                None => return Ok(None),
                Some(Line::Whole(line)) if line.starts_with(b"WARC/") => break,
                Some(_) => {}
            }
        }
        let mut header = Self::default();
        for _ in 0..MAX_HEADERS {
            let line = match lines.next_line()? {
                Some(Line::Whole(line)) if line.is_empty() => return Ok(Some(header)),
                Some(Line::Whole(line)) => line,
                Some(Line::TooLong) => continue,
                None => return Err(too_early()),
            };
            let line = String::from_utf8_lossy(&line);
            let Some((key, value)) = line.split_once(':') else { continue };
            let value = value.trim().to_owned();
            match key.trim().to_ascii_lowercase().as_str() {
                "warc-type" => header.kind = value.to_ascii_lowercase(),
                "content-length" => header.length = value.parse().unwrap_or(0),
                "content-type" => header.content_type = value.to_ascii_lowercase(),
                "warc-target-uri" => header.url = Some(value.trim_matches(['<', '>']).to_owned()),
                "warc-truncated" => header.truncated = true,
                "warc-date" => header.date = Some(value),
                "warc-record-id" => {
                    header.id =
                        Some(value.trim_matches(['<', '>']).trim_start_matches("urn:uuid:").to_owned());
                }
                _ => {}
            }
        }
        Ok(Some(header))
    }

    /// A response to a request for a page, or the page alone.
    fn holds_page(&self) -> bool {
        match self.kind.as_str() {
            "response" => self.content_type.starts_with("application/http"),
            "resource" | "conversion" => is_page(&self.content_type),
            _ => false,
        }
    }
}

/// Whether a media type is that of an article.
pub(crate) fn is_page(content_type: &str) -> bool {
    let content_type = content_type.trim_start().to_ascii_lowercase();
    ["text/html", "application/xhtml", "text/plain"].iter().any(|t| content_type.starts_with(t))
}

fn skip(input: &mut Rewound, mut left: u64) -> io::Result<()> {
    while left > 0 {
        let have = input.fill_buf()?.len() as u64;
        if have == 0 {
            return Err(too_early());
        }
        let n = have.min(left);
        input.consume(n as usize);
        left -= n;
    }
    Ok(())
}

fn too_early() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "the archive ends too early")
}
