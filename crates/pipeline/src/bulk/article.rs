//! The outcome of one article.

use std::io;

use dixit_ingest::Failure;

use super::digest::Digest;
use super::seen::Key;
use super::{Incident, Severity, Sink, Totals};

/// The outcome of one article.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Article {
    pub(super) name: String,
    /// The output in each format; empty if there is none.
    pub(super) outputs: Vec<Vec<u8>>,
    pub(super) incidents: Vec<Incident>,
    pub(super) totals: Totals,
    /// Set where duplicates are skipped.
    pub(super) key: Option<Key>,
    /// Of what was read.
    pub(super) digest: Digest,
}

impl Article {
    pub(super) fn failed(failure: Failure, digest: Digest) -> Self {
        let Failure { name, error } = failure;
        let severity = if error.is_skip() { Severity::Skipped } else { Severity::Failed };
        let mut article = Self { name, digest, ..Self::default() };
        article.report(severity, error.kind(), error.to_string());
        article
    }

    /// An article that could not be analysed, whatever was done to it before.
    pub(super) fn given_up(name: String, digest: Digest, kind: &'static str, message: String) -> Self {
        let mut article = Self { name, digest, ..Self::default() };
        article.report(Severity::Failed, kind, message);
        article
    }

    /// Hands on what is to be written of it, and what is to be said.
    pub(super) fn write(&self, sink: &mut dyn Sink) -> io::Result<()> {
        for (format, bytes) in self.outputs.iter().enumerate().filter(|(_, bytes)| !bytes.is_empty()) {
            sink.write(format, bytes)?;
        }
        self.incidents.iter().try_for_each(|incident| sink.incident(incident))
    }

    /// Takes back what was to be written of it.
    pub(super) fn is_duplicate(&mut self) {
        self.outputs.clear();
        self.incidents.clear();
        self.totals = Totals::default();
        let message = "repeats the id or the text of an earlier article".to_owned();
        self.report(Severity::Skipped, "duplicate", message);
    }

    pub(super) fn report(&mut self, severity: Severity, kind: &'static str, message: String) {
        match severity {
            Severity::Failed => self.totals.failed += 1,
            Severity::Skipped => self.totals.skipped += 1,
            Severity::Note => {}
        }
        self.incidents.push(Incident { name: self.name.clone(), severity, kind: kind.into(), message });
    }
}
