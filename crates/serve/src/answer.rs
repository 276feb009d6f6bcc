//! What comes of one article.

use std::io;

use dixit_pipeline::Record;
use dixit_pipeline::bulk::{Incident, Reached, Severity, Sink, Totals};
use dixit_report::{ArticleOptions, article_page};
use serde_json::{Value, json};

/// In what form a record is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// JSON, the text with it.
    Record,
    /// The same without the text.
    Bare,
    /// A page for the browser.
    Page,
}

/// What was answered for one article.
#[derive(Debug)]
pub(crate) enum Answer {
    /// In the form asked for; JSON without a line break.
    Done(Vec<u8>),
    Failed(Failed),
}

/// Why an article has no record.
#[derive(Clone, Debug)]
pub(crate) struct Failed {
    pub(crate) name: String,
    /// One word, as in the summary of a run.
    pub(crate) kind: String,
    pub(crate) message: String,
}

impl Failed {
    pub(crate) fn new(name: &str, kind: &str, message: impl Into<String>) -> Self {
        Self { name: name.to_owned(), kind: kind.to_owned(), message: message.into() }
    }

    pub(crate) fn to_json(&self) -> Value {
        json!({"article": self.name, "error": {"kind": self.kind, "message": self.message}})
    }
}

/// Keeps what comes of one article.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    line: Vec<u8>,
    failed: Option<Failed>,
    pub(crate) totals: Totals,
}

impl Sink for Kept {
    fn write(&mut self, _: usize, bytes: &[u8]) -> io::Result<()> {
        self.line.extend_from_slice(bytes);
        Ok(())
    }

    fn incident(&mut self, incident: &Incident) -> io::Result<()> {
        let Incident { name, severity, kind, message } = incident;
        if *severity != Severity::Note {
            self.failed = Some(Failed::new(name, kind, message));
        }
        Ok(())
    }

    fn progress(&mut self, reached: &Reached<'_>) -> io::Result<()> {
        self.totals = *reached.totals;
        Ok(())
    }
}

impl Kept {
    /// The answer in the form asked for.
    pub(crate) fn answer(mut self, name: &str, form: Form) -> Answer {
        if let Some(failed) = self.failed {
            return Answer::Failed(failed);
        }
        while self.line.last().is_some_and(u8::is_ascii_whitespace) {
            self.line.pop();
        }
        let formed = match form {
            Form::Record => Ok(self.line),
            Form::Bare => bare(&self.line),
            Form::Page => page(&self.line),
        };
        // The line is our own; that it cannot be read would be an error of ours.
        formed.map_or_else(
            |error| Answer::Failed(Failed::new(name, "internal", error.to_string())),
            Answer::Done,
        )
    }
}

/// The record without its text.
fn bare(line: &[u8]) -> serde_json::Result<Vec<u8>> {
    let mut record: Record<'_> = serde_json::from_slice(line)?;
    record.article.text = None;
    serde_json::to_vec(&record)
}

fn page(line: &[u8]) -> serde_json::Result<Vec<u8>> {
    let record: Record<'_> = serde_json::from_slice(line)?;
    // The job writes the text with every record.
    let page = article_page(&record, &ArticleOptions::default());
    page.map(String::into_bytes).map_err(serde::de::Error::custom)
}
