//! Web archives (ISO 28500), as Common Crawl's CC-NEWS has them: each page that was fetched is an article.
//!
//! The reader takes records apart and keeps those that hold a page; the HTTP message in them is for the decoder.

use std::io::{self, BufRead, Read};

use crate::lines::{Line, Lines};
use crate::source::{Input, Item, Source, goes_on};
use crate::{Body, Failure, InputError, Raw};

/// Longest line of a header.
const MAX_LINE: usize = 64 << 10;
/// Most lines of a header.
const MAX_HEADERS: usize = 1000;

/// A page as it was fetched.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// Its address.
    pub(crate) url: Option<String>,
    /// `WARC-Record-ID`, without brackets.
    pub(crate) id: Option<String>,
    /// Whether the bytes begin with the head of an HTTP response.
    pub(crate) http: bool,
    /// What was received.
    pub(crate) bytes: Vec<u8>,
}

/// Cuts an archive into pages.
pub(crate) struct Warc {
    name: String,
    input: Input,
    limit: u64,
    /// Records met, of any kind.
    number: u64,
    ended: bool,
}

impl Warc {
    pub(crate) fn new(name: String, input: Input, limit: u64) -> Self {
        Self { name, input, limit, number: 0, ended: false }
    }

    /// The next record that holds a page.
    fn page(&mut self) -> Result<Option<Raw>, Failure> {
        loop {
            let header = match Header::read(&mut self.input) {
                Ok(Some(header)) => header,
                Ok(None) => return Ok(None),
                Err(error) => return Err(Failure::new(&self.name, InputError::Io(error))),
            };
            self.number += 1;
            let name = || format!("{}:{}", self.name, self.number);
            let wanted = header.holds_page();
            if !wanted || header.length > self.limit {
                skip(&mut self.input, header.length).map_err(|e| Failure::new(name(), InputError::Io(e)))?;
                if wanted {
                    return Err(Failure::new(name(), InputError::TooLong { limit: self.limit }));
                }
                continue;
            }
            let mut bytes = Vec::new();
            let read = self.input.by_ref().take(header.length).read_to_end(&mut bytes);
            read.map_err(|e| Failure::new(name(), InputError::Io(e)))?;
            if (bytes.len() as u64) < header.length {
                return Err(Failure::new(name(), InputError::Io(too_early())));
            }
            let http = header.kind == "response";
            let Header { url, id, .. } = header;
            return Ok(Some(Raw { name: name(), body: Body::Fetched(Fetched { url, id, http, bytes }) }));
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
}

impl Header {
    /// Reads up to the next header, past whatever stands before it: line breaks, or what damage left behind.
    fn read(input: &mut Input) -> io::Result<Option<Self>> {
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

fn skip(input: &mut Input, mut left: u64) -> io::Result<()> {
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
