use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::compress;
use crate::lines::{Line, Lines};
use crate::walk::{Entry, Walk};
use crate::{Failure, InputError};

/// What an input is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum InputFormat {
    /// By the file's suffix (before that of a compression), else by how it begins: `{` opens JSONL, `<!doctype`
    /// or `<html` a web page, all else is plain text.
    #[default]
    Auto,
    /// One article, nothing but its text.
    Text,
    /// A web page, of which the main text is taken.
    #[cfg(feature = "html")]
    Html,
    /// One JSON object a line, each an article.
    Jsonl,
    /// Comma-separated, one article a row, fields named by the first.
    #[cfg(feature = "csv")]
    Csv,
    /// The same, separated by tabs.
    #[cfg(feature = "csv")]
    Tsv,
}

/// How to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReaderOptions {
    /// What the inputs are written in. Default: [`InputFormat::Auto`].
    pub format: InputFormat,
    /// Longest file or line taken as one article, in bytes. Default: 64 MB.
    pub max_article_bytes: u64,
}

impl Default for ReaderOptions {
    fn default() -> Self {
        Self { format: InputFormat::Auto, max_article_bytes: 64_000_000 }
    }
}

/// One article as it came, not decoded yet.
#[derive(Clone, Debug)]
pub struct Raw {
    /// The file, or `file:line`.
    pub name: String,
    /// The bytes.
    pub body: Body,
}

/// The bytes of one article.
#[derive(Clone, Debug)]
pub enum Body {
    /// A text in any encoding.
    Text(Vec<u8>),
    /// A web page in any encoding.
    #[cfg(feature = "html")]
    Html(Vec<u8>),
    /// A JSON object.
    Json(Vec<u8>),
    /// A row of a table.
    #[cfg(feature = "csv")]
    Row(crate::Row),
}

impl Body {
    /// Length in bytes.
    pub fn len(&self) -> usize {
        match self {
            Body::Text(bytes) | Body::Json(bytes) => bytes.len(),
            #[cfg(feature = "html")]
            Body::Html(bytes) => bytes.len(),
            #[cfg(feature = "csv")]
            Body::Row(row) => row.len(),
        }
    }

    /// Whether there are no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Iterates over the articles of files, folders and streams. See the [crate docs](crate).
///
/// A file that cannot be read is one `Err` item, and reading goes on with the next.
pub struct Reader {
    /// A stream to read before the files.
    stream: Option<(String, Box<dyn Read + Send>)>,
    walk: Walk,
    options: ReaderOptions,
    open: Option<Open>,
    bytes: Arc<AtomicU64>,
    passed_over: Arc<AtomicU64>,
}

/// A file that holds several articles.
enum Open {
    Lines(OpenLines),
    #[cfg(feature = "csv")]
    Table(crate::table::Table),
}

/// A file of which articles are read line by line.
struct OpenLines {
    name: String,
    lines: Lines<Box<dyn BufRead + Send>>,
    number: u64,
}

impl Reader {
    /// Reads files and folders in the order given; `-` is standard input.
    pub fn paths(paths: Vec<PathBuf>, options: ReaderOptions) -> Self {
        Self {
            stream: None,
            walk: Walk::new(paths),
            options,
            open: None,
            bytes: Arc::default(),
            passed_over: Arc::default(),
        }
    }

    /// Reads one stream, called `name` in messages and ids.
    pub fn stream(name: &str, input: impl Read + Send + 'static, options: ReaderOptions) -> Self {
        let stream: Box<dyn Read + Send> = Box::new(input);
        Self { stream: Some((name.to_owned(), stream)), ..Self::paths(Vec::new(), options) }
    }

    /// Bytes read so far, kept up to date while another thread reads.
    pub fn bytes_read(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.bytes)
    }

    /// Files passed over so far, because they lie in a folder and have a suffix that is not read.
    pub fn passed_over(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.passed_over)
    }

    /// Opens a file; `None` where it holds several articles and they are now to be read line by line.
    fn start(&mut self, name: String, input: Box<dyn Read + Send>) -> Option<Result<Raw, Failure>> {
        let counted = Counted { input, bytes: Arc::clone(&self.bytes) };
        let input: Box<dyn BufRead + Send> = Box::new(BufReader::with_capacity(1 << 16, counted));
        match self.recognized(&name, input) {
            Ok((InputFormat::Jsonl, input)) => {
                let limit = usize::try_from(self.options.max_article_bytes).unwrap_or(usize::MAX);
                self.open = Some(Open::Lines(OpenLines { name, lines: Lines::new(input, limit), number: 0 }));
                None
            }
            #[cfg(feature = "csv")]
            Ok((format @ (InputFormat::Csv | InputFormat::Tsv), input)) => {
                let delimiter = if format == InputFormat::Csv { b',' } else { b'\t' };
                match crate::table::Table::open(name, Box::new(input), delimiter) {
                    Ok(table) => {
                        self.open = Some(Open::Table(table));
                        None
                    }
                    Err(failure) => Some(Err(failure)),
                }
            }
            #[cfg(feature = "html")]
            Ok((InputFormat::Html, input)) => Some(self.whole(name, input, Body::Html)),
            Ok((InputFormat::Auto | InputFormat::Text, input)) => Some(self.whole(name, input, Body::Text)),
            Err(error) => Some(Err(Failure::new(name, error))),
        }
    }

    /// The one article of a file.
    fn whole(&self, name: String, input: impl Read, body: impl Fn(Vec<u8>) -> Body) -> Result<Raw, Failure> {
        match read_whole(input, self.options.max_article_bytes) {
            Ok(bytes) => Ok(Raw { name, body: body(bytes) }),
            Err(error) => Err(Failure { name, error }),
        }
    }

    /// The unpacked input and what it is written in.
    fn recognized(
        &self,
        name: &str,
        input: Box<dyn BufRead + Send>,
    ) -> io::Result<(InputFormat, Box<dyn BufRead + Send>)> {
        let mut input = compress::unpack(input)?;
        let format = match self.options.format {
            InputFormat::Auto => match by_suffix(compress::bare_name(name)) {
                Some(format) => format,
                None => by_content(&mut input)?,
            },
            known => known,
        };
        Ok((format, input))
    }
}

impl Iterator for Reader {
    type Item = Result<Raw, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(open) = &mut self.open {
                match open.next(self.options.max_article_bytes) {
                    Some(item) => {
                        // After an error of the stream itself no more can be had from it.
                        if matches!(&item, Err(Failure { error: InputError::Io(_), .. })) {
                            self.open = None;
                        }
                        return Some(item);
                    }
                    None => self.open = None,
                }
            }
            let started = if let Some((name, input)) = self.stream.take() {
                self.start(name, input)
            } else {
                match self.walk.next()? {
                    Ok(Entry::Stdin) => self.start("stdin".to_owned(), Box::new(io::stdin())),
                    Ok(Entry::File(path)) => {
                        let name = path.display().to_string();
                        match open_file(&path) {
                            Ok(file) => self.start(name, Box::new(file)),
                            Err(error) => Some(Err(Failure::new(name, error))),
                        }
                    }
                    Ok(Entry::PassedOver) => {
                        self.passed_over.fetch_add(1, Ordering::Relaxed);
                        None
                    }
                    Err(failure) => Some(Err(failure)),
                }
            };
            if started.is_some() {
                return started;
            }
        }
    }
}

impl Open {
    fn next(&mut self, limit: u64) -> Option<Result<Raw, Failure>> {
        match self {
            Open::Lines(lines) => lines.next(limit),
            #[cfg(feature = "csv")]
            Open::Table(table) => table.next(),
        }
    }
}

impl OpenLines {
    /// The next line that is not blank.
    fn next(&mut self, limit: u64) -> Option<Result<Raw, Failure>> {
        loop {
            let line = match self.lines.next_line() {
                Ok(line) => line?,
                Err(error) => return Some(Err(Failure::new(&self.name, InputError::Io(error)))),
            };
            self.number += 1;
            let name = || format!("{}:{}", self.name, self.number);
            match line {
                Line::TooLong => return Some(Err(Failure::new(name(), InputError::TooLong { limit }))),
                Line::Whole(mut bytes) => {
                    if self.number == 1 && bytes.starts_with(b"\xef\xbb\xbf") {
                        bytes.drain(..3);
                    }
                    if !bytes.iter().all(u8::is_ascii_whitespace) {
                        return Some(Ok(Raw { name: name(), body: Body::Json(bytes) }));
                    }
                }
            }
        }
    }
}

fn open_file(path: &Path) -> io::Result<File> {
    let file = File::open(path)?;
    // Opening a folder succeeds on Unix and reading it fails with a riddle.
    if file.metadata()?.is_dir() { Err(io::Error::other("is a folder")) } else { Ok(file) }
}

fn by_suffix(name: &str) -> Option<InputFormat> {
    match Path::new(name).extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "jsonl" | "ndjson" => Some(InputFormat::Jsonl),
        "txt" | "text" | "md" => Some(InputFormat::Text),
        #[cfg(feature = "html")]
        "html" | "htm" | "xhtml" => Some(InputFormat::Html),
        #[cfg(feature = "csv")]
        "csv" => Some(InputFormat::Csv),
        #[cfg(feature = "csv")]
        "tsv" => Some(InputFormat::Tsv),
        _ => None,
    }
}

/// By the first bytes, past a byte order mark and white space.
fn by_content(input: &mut impl BufRead) -> io::Result<InputFormat> {
    let head = compress::head(input)?;
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let head = head.trim_ascii_start();
    #[cfg(feature = "html")]
    {
        let opens = |tag: &str| head.get(..tag.len()).is_some_and(|h| h.eq_ignore_ascii_case(tag.as_bytes()));
        if opens("<!doctype html") || opens("<html") {
            return Ok(InputFormat::Html);
        }
    }
    Ok(if head.starts_with(b"{") { InputFormat::Jsonl } else { InputFormat::Text })
}

fn read_whole(input: impl Read, limit: u64) -> Result<Vec<u8>, InputError> {
    let mut bytes = Vec::new();
    input.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit { Err(InputError::TooLong { limit }) } else { Ok(bytes) }
}

/// Counts the bytes that pass.
struct Counted<R> {
    input: R,
    bytes: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(buf)?;
        self.bytes.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}
