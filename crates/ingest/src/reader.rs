use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::format::{InputFormat, by_content, by_suffix};
use crate::input::{Input, goes_on};
use crate::lines::{Line, Lines};
use crate::source::{Item, Source};
use crate::walk::{Entry, Walk};
use crate::{Body, Failure, InputError, Raw, compress, encoding};

/// Archives within archives, of which one is unpacked as it comes; deeper ones are more likely a trap than news.
#[cfg(any(feature = "tar", feature = "zip"))]
const MAX_DEPTH: usize = 3;

/// How to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReaderOptions {
    /// The format of the inputs. Default: [`InputFormat::Auto`].
    pub format: InputFormat,
    /// Longest file or line taken as one article, in bytes. Default: 64 MB.
    pub max_article_bytes: u64,
    /// The delimiter of cells in tables. Default: told by the first rows of a table; a tab in `.tsv`.
    pub delimiter: Option<u8>,
}

impl Default for ReaderOptions {
    fn default() -> Self {
        Self { format: InputFormat::Auto, max_article_bytes: 64_000_000, delimiter: None }
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
    /// The file that is read, and those within it.
    open: Vec<Box<dyn Source>>,
    /// Of how many parts which is read; part numbers count from 0.
    part: (u64, u64),
    /// Items met, those of other parts included.
    met: u64,
    /// Names of the only articles that are wanted.
    only: Option<HashSet<String>>,
    bytes: Arc<AtomicU64>,
    passed_over: Arc<AtomicU64>,
}

impl Reader {
    /// Reads files and folders in the order given; `-` is standard input. A path that is not there and has `*`, `?` or `[`
    /// in it is a pattern for those that are.
    pub fn paths(paths: Vec<PathBuf>, options: ReaderOptions) -> Self {
        Self {
            stream: None,
            walk: Walk::new(paths),
            options,
            open: Vec::new(),
            part: (0, 1),
            met: 0,
            only: None,
            bytes: Arc::default(),
            passed_over: Arc::default(),
        }
    }

    /// Reads one stream, called `name` in messages and ids.
    pub fn stream(name: &str, input: impl Read + Send + 'static, options: ReaderOptions) -> Self {
        let stream: Box<dyn Read + Send> = Box::new(input);
        Self { stream: Some((name.to_owned(), stream)), ..Self::paths(Vec::new(), options) }
    }

    /// Gives only every `count`-th article, from the one with number `index` (from 0) on: the articles of one machine among
    /// `count`. What the input is made of decides which these are, and nothing else.
    ///
    /// # Panics
    /// If `index` is not below `count`.
    pub fn shard(mut self, index: u64, count: u64) -> Self {
        assert!(index < count, "shard {index} of {count}");
        self.part = (index, count);
        self
    }

    /// Gives only the articles (and failures) with these names.
    pub fn only(mut self, names: HashSet<String>) -> Self {
        self.only = Some(names);
        self
    }

    /// Bytes read so far, kept up to date while another thread reads.
    pub fn bytes_read(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.bytes)
    }

    /// Files passed over so far, because they lie in a folder or an archive and have a suffix that is not read.
    pub fn passed_over(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.passed_over)
    }

    /// The next article of all parts; `Ok(None)` where the next step had none.
    fn step(&mut self) -> Option<Option<Result<Raw, Failure>>> {
        if let Some(open) = self.open.last_mut() {
            return Some(match open.next() {
                Some(Item::Article(item)) => Some(item),
                Some(Item::File { name, input }) => self.start(name, input),
                Some(Item::PassedOver) => {
                    self.passed_over.fetch_add(1, Ordering::Relaxed);
                    None
                }
                None => {
                    self.open.pop();
                    None
                }
            });
        }
        if let Some((name, input)) = self.stream.take() {
            let counted = self.counted(input);
            return Some(self.start(name, counted));
        }
        Some(match self.walk.next()? {
            Ok(Entry::Stdin) => {
                let counted = self.counted(Box::new(io::stdin()));
                self.start("stdin".to_owned(), counted)
            }
            Ok(Entry::File(path)) => self.start_file(&path),
            Ok(Entry::PassedOver) => {
                self.passed_over.fetch_add(1, Ordering::Relaxed);
                None
            }
            Err(failure) => Some(Err(failure)),
        })
    }

    fn counted(&self, input: Box<dyn Read + Send>) -> Box<dyn Read + Send> {
        Box::new(Counted { input, bytes: Arc::clone(&self.bytes) })
    }

    #[cfg_attr(
        not(any(feature = "parquet", feature = "zip")),
        allow(unreachable_code, unused_variables, reason = "nothing is read from its end then")
    )]
    fn start_file(&mut self, path: &Path) -> Option<Result<Raw, Failure>> {
        let name = path.display().to_string();
        let file = match open_file(path) {
            Ok(file) => file,
            Err(error) => return Some(Err(Failure::new(name, error))),
        };
        // These must be files, as they are read from the end.
        let packed = compress::bare_name(&name) != name;
        let opened: Result<Box<dyn Source>, Failure> = match self.said(&name).filter(|_| !packed) {
            #[cfg(feature = "parquet")]
            Some(InputFormat::Parquet) => {
                self.count_whole(&file);
                crate::parquet::Rows::open(name, file, self.options.max_article_bytes)
                    .map(|rows| Box::new(rows) as _)
            }
            #[cfg(feature = "zip")]
            Some(InputFormat::Zip) => {
                self.count_whole(&file);
                crate::zip::Zip::open(name, file).map(|zip| Box::new(zip) as _)
            }
            _ => {
                let counted = self.counted(Box::new(file));
                return self.start(name, counted);
            }
        };
        match opened {
            Ok(source) => {
                self.open.push(source);
                None
            }
            Err(failure) => Some(Err(failure)),
        }
    }

    /// The format of an input, as far as its name and the options tell.
    fn said(&self, name: &str) -> Option<InputFormat> {
        let by_suffix = by_suffix(name);
        match self.options.format {
            InputFormat::Auto => by_suffix,
            // Said of the archive, and not of what is in it.
            known if known.is_archive() && !self.open.is_empty() => by_suffix,
            // An archive is opened whatever its files are said to be written in.
            known => by_suffix.filter(|format| format.is_archive()).or(Some(known)),
        }
    }

    /// Counts a file as read that is not read from its start to its end.
    #[cfg(any(feature = "parquet", feature = "zip"))]
    fn count_whole(&self, file: &File) {
        self.bytes.fetch_add(file.metadata().map_or(0, |m| m.len()), Ordering::Relaxed);
    }

    /// Opens a stream; `None` if it holds several articles, which are to be asked for now.
    fn start(&mut self, name: String, input: Box<dyn Read + Send>) -> Option<Result<Raw, Failure>> {
        use Body as B;
        let input: Input = Box::new(BufReader::with_capacity(1 << 16, input));
        let limit = self.options.max_article_bytes;
        let (format, input) = match self.recognized(&name, input) {
            Ok(recognized) => recognized,
            Err(error) => return Some(Err(Failure::new(name, error))),
        };
        let source: Box<dyn Source> = match format {
            InputFormat::Auto | InputFormat::Text => return Some(self.whole(name, input, B::Text)),
            #[cfg(feature = "markdown")]
            InputFormat::Markdown => return Some(self.whole(name, input, B::Markdown)),
            #[cfg(feature = "html")]
            InputFormat::Html => return Some(self.whole(name, input, B::Html)),
            #[cfg(feature = "xml")]
            InputFormat::Xml => return self.form(name, format, input),
            #[cfg(feature = "mail")]
            InputFormat::Mail => return self.form(name, format, input),
            InputFormat::Subtitles | InputFormat::Story => return self.form(name, format, input),
            #[cfg(all(feature = "xml", feature = "zip"))]
            InputFormat::Docx => {
                let docx = |file| crate::zip::docx(file, limit).map_err(|error| Failure::new(&name, error));
                return Some(match spooled(&name, input, limit).and_then(docx) {
                    Ok(text) => Ok(Raw { name, body: B::Text(text.into_bytes()) }),
                    Err(failure) => Err(failure),
                });
            }
            InputFormat::Jsonl => Box::new(OpenLines::new(name, input, limit)),
            InputFormat::Json => Box::new(crate::values::Values::new(name, input, limit)),
            #[cfg(feature = "csv")]
            InputFormat::Csv | InputFormat::Tsv => {
                let (tabs, delimiter) = (format == InputFormat::Tsv, self.options.delimiter);
                match crate::table::Table::open(name, input, tabs, delimiter, limit) {
                    Ok(table) => Box::new(table),
                    Err(failure) => return Some(Err(failure)),
                }
            }
            #[cfg(feature = "warc")]
            InputFormat::Warc => Box::new(crate::warc::Warc::new(name, input, limit)),
            #[cfg(feature = "zip")]
            InputFormat::Zip if self.open.len() >= MAX_DEPTH => return Some(Err(too_deep(name))),
            #[cfg(feature = "tar")]
            InputFormat::Tar if self.open.len() >= MAX_DEPTH => return Some(Err(too_deep(name))),
            #[cfg(feature = "tar")]
            InputFormat::Tar => Box::new(crate::tar::Tar::new(name, input)),
            #[cfg(feature = "parquet")]
            InputFormat::Parquet => {
                match spooled(&name, input, limit)
                    .and_then(|file| crate::parquet::Rows::open(name, file, limit))
                {
                    Ok(rows) => Box::new(rows),
                    Err(failure) => return Some(Err(failure)),
                }
            }
            #[cfg(feature = "zip")]
            InputFormat::Zip => {
                match spooled(&name, input, limit).and_then(|file| crate::zip::Zip::open(name, file)) {
                    Ok(zip) => Box::new(zip),
                    Err(failure) => return Some(Err(failure)),
                }
            }
        };
        self.open.push(source);
        None
    }

    /// Opens a file in a form of its own.
    fn form(&mut self, name: String, format: InputFormat, input: impl Read) -> Option<Result<Raw, Failure>> {
        let read =
            read_whole(input, self.options.max_article_bytes).map_err(|error| Failure::new(&name, error));
        match read.and_then(|bytes| crate::forms::Forms::open(name, format, bytes)) {
            Ok(forms) => self.open.push(Box::new(forms)),
            Err(failure) => return Some(Err(failure)),
        }
        None
    }

    /// The one article of a file.
    fn whole(&self, name: String, input: impl Read, body: impl Fn(Vec<u8>) -> Body) -> Result<Raw, Failure> {
        match read_whole(input, self.options.max_article_bytes) {
            Ok(bytes) => Ok(Raw { name, body: body(bytes) }),
            Err(error) => Err(Failure { name, error }),
        }
    }

    /// The unpacked input and what it is written in.
    fn recognized(&self, name: &str, input: Input) -> io::Result<(InputFormat, Input)> {
        let mut input = compress::unpack(input)?;
        let format = match self.said(name) {
            Some(format) => format,
            None => by_content(&mut input)?,
        };
        // Of texts and pages the decoder sees all bytes; these are cut apart before it comes to that.
        let in_parts = !matches!(format, InputFormat::Text | InputFormat::Auto);
        if in_parts && encoding::begins_as_utf16(compress::head(&mut input)?) {
            input = encoding::from_utf16(input);
        }
        Ok((format, input))
    }
}

impl Iterator for Reader {
    type Item = Result<Raw, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let Some(item) = self.step()? else { continue };
            let ours = self.met % self.part.1 == self.part.0;
            self.met += 1;
            let name = match &item {
                Ok(raw) => &raw.name,
                Err(failure) => &failure.name,
            };
            if ours && self.only.as_ref().is_none_or(|only| only.contains(name)) {
                return Some(item);
            }
        }
    }
}

/// A file of which articles are read line by line.
struct OpenLines {
    name: String,
    lines: Lines<Input>,
    limit: u64,
    number: u64,
    ended: bool,
}

impl OpenLines {
    fn new(name: String, input: Input, limit: u64) -> Self {
        let longest = usize::try_from(limit).unwrap_or(usize::MAX);
        Self { name, lines: Lines::new(input, longest), limit, number: 0, ended: false }
    }
}

impl Source for OpenLines {
    /// The next line that is not blank.
    fn next(&mut self) -> Option<Item> {
        while !self.ended {
            let line = match self.lines.next_line() {
                Ok(line) => line?,
                Err(error) => {
                    self.ended = !goes_on(&error);
                    return Some(Item::Article(Err(Failure::new(&self.name, InputError::Io(error)))));
                }
            };
            self.number += 1;
            let name = || format!("{}:{}", self.name, self.number);
            match line {
                Line::TooLong => {
                    let error = InputError::TooLong { limit: self.limit };
                    return Some(Item::Article(Err(Failure::new(name(), error))));
                }
                Line::Whole(mut bytes) => {
                    if self.number == 1 && bytes.starts_with(b"\xef\xbb\xbf") {
                        bytes.drain(..3);
                    }
                    if !bytes.iter().all(u8::is_ascii_whitespace) {
                        return Some(Item::Article(Ok(Raw { name: name(), body: Body::Json(bytes) })));
                    }
                }
            }
        }
        None
    }
}

fn open_file(path: &Path) -> io::Result<File> {
    let file = File::open(path)?;
    // Opening a folder succeeds on Unix and reading it fails with a riddle.
    if file.metadata()?.is_dir() { Err(io::Error::other("is a folder")) } else { Ok(file) }
}

#[cfg(any(feature = "tar", feature = "zip"))]
fn too_deep(name: String) -> Failure {
    Failure::new(name, io::Error::other("is an archive too deep within others"))
}

#[cfg(any(feature = "parquet", feature = "zip"))]
fn spooled(name: &str, input: Input, limit: u64) -> Result<File, Failure> {
    crate::spool::spooled(input, limit).map_err(|error| Failure::new(name, error))
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
