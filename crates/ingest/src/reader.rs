use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::lines::{Line, Lines};
use crate::walk::{Entry, Walk};
use crate::{Failure, InputError};

/// What an input is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum InputFormat {
    /// By the file's suffix, else by its first character: `{` opens JSONL, all else is plain text.
    #[default]
    Auto,
    /// One article, nothing but its text.
    Text,
    /// One JSON object a line, each an article.
    Jsonl,
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
    /// A JSON object.
    Json(Vec<u8>),
}

impl Body {
    /// Length in bytes.
    pub fn len(&self) -> usize {
        match self {
            Body::Text(bytes) | Body::Json(bytes) => bytes.len(),
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
    open: Option<OpenLines>,
    bytes: Arc<AtomicU64>,
    passed_over: Arc<AtomicU64>,
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
        let mut input: Box<dyn BufRead + Send> = Box::new(BufReader::with_capacity(1 << 16, counted));
        let format = match self.options.format {
            InputFormat::Auto => by_suffix(&name).map_or_else(|| by_content(&mut input), Ok),
            known => Ok(known),
        };
        match format {
            Ok(InputFormat::Jsonl) => {
                let limit = usize::try_from(self.options.max_article_bytes).unwrap_or(usize::MAX);
                self.open = Some(OpenLines { name, lines: Lines::new(input, limit), number: 0 });
                None
            }
            Ok(_) => {
                let text = read_whole(input, self.options.max_article_bytes);
                Some(match text {
                    Ok(bytes) => Ok(Raw { name, body: Body::Text(bytes) }),
                    Err(error) => Err(Failure { name, error }),
                })
            }
            Err(error) => Some(Err(Failure::new(name, error))),
        }
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
        _ => None,
    }
}

/// JSONL where the first character, past a byte order mark and white space, opens an object.
fn by_content(input: &mut impl BufRead) -> io::Result<InputFormat> {
    let head = loop {
        match input.fill_buf() {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            other => break other?,
        }
    };
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    Ok(match head.trim_ascii_start().first() {
        Some(b'{') => InputFormat::Jsonl,
        _ => InputFormat::Text,
    })
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
