use std::fmt;

/// Something wrong in a file of gold or predictions, with its place and, where there is one, the remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Name of the file as the caller gave it.
    pub file: String,
    /// Line in the file, from 1.
    pub line: Option<usize>,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.message),
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}

/// A file that cannot be used: everything found wrong with it, in order. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// What is wrong.
    pub problems: Vec<Problem>,
}

/// Problems shown before the rest is only counted.
const SHOWN: usize = 10;

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.problems.iter().take(SHOWN).enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        match self.problems.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(f, "\n… and {more} more problems"),
        }
    }
}

impl std::error::Error for ReadError {}

/// Collects the problems of one file.
pub(crate) struct Problems<'f> {
    file: &'f str,
    pub(crate) list: Vec<Problem>,
}

impl<'f> Problems<'f> {
    pub(crate) fn new(file: &'f str) -> Self {
        Self { file, list: Vec::new() }
    }

    pub(crate) fn file(&self) -> &'f str {
        self.file
    }

    pub(crate) fn add(&mut self, line: Option<usize>, message: impl Into<String>) {
        self.list.push(Problem { file: self.file.to_owned(), line, message: message.into() });
    }

    /// The value where all is well.
    pub(crate) fn or<T>(self, value: T) -> Result<T, ReadError> {
        if self.list.is_empty() { Ok(value) } else { Err(ReadError { problems: self.list }) }
    }
}
