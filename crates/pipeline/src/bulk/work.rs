//! What a worker does with a batch.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use dixit_ingest::{Failure, Raw};
use dixit_text::Scratch;
use dixit_tokens::TokenKind;

use super::batch::Batch;
use super::{Incident, Job, Severity, Totals};

/// A batch of which all that remains is to write it.
pub(super) struct Done {
    pub(super) number: u64,
    /// Name of the last article of the batch.
    pub(super) last: String,
    pub(super) output: Vec<u8>,
    pub(super) incidents: Vec<Incident>,
    pub(super) totals: Totals,
}

pub(super) fn work(job: &Job<'_>, batch: Batch, scratch: &mut Scratch) -> Done {
    let last = match batch.articles.last() {
        Some(Ok(raw)) => raw.name.clone(),
        Some(Err(failure)) => failure.name.clone(),
        None => String::new(),
    };
    let mut done = Done {
        number: batch.number,
        last,
        output: Vec::new(),
        incidents: Vec::new(),
        totals: Totals::default(),
    };
    for article in batch.articles {
        match article {
            Ok(raw) => guarded(job, raw, scratch, &mut done),
            Err(failure) => done.input_error(failure),
        }
    }
    done
}

/// Analyses one article; a panic becomes a failure of that article.
fn guarded(job: &Job<'_>, raw: Raw, scratch: &mut Scratch, done: &mut Done) {
    let name = raw.name.clone();
    let written = done.output.len();
    // Safe to go on after: the output is cut back, the scratch replaced, and all else is only read.
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| article(job, raw, scratch, done))) {
        done.output.truncate(written);
        *scratch = Scratch::default();
        let message = format!("made the analysis stop ({}); please report it", panic_message(&*panic));
        done.report(name, Severity::Failed, "panic", message);
    }
}

fn article(job: &Job<'_>, raw: Raw, scratch: &mut Scratch, done: &mut Done) {
    let name = raw.name.clone();
    let decoded = match job.decoder.decode(raw) {
        Ok(decoded) => decoded,
        Err(failure) => {
            return done.input_error(failure);
        }
    };
    let doc = &decoded.document;
    let analysis = job.analyzer.analyze(doc, scratch);
    let record = job.analyzer.record(doc, &analysis, &job.options);
    job.format.write(&record, &mut done.output);

    let is_word = |kind| !matches!(kind, TokenKind::Punct | TokenKind::QuoteMark);
    done.totals.add(&Totals {
        articles: 1,
        words: analysis.tokens.tokens().iter().filter(|t| is_word(t.kind)).count() as u64,
        text_bytes: doc.text().len() as u64,
        quotations: record.quotations.len() as u64,
        named: record.quotations.iter().filter(|q| q.speakers.iter().any(|s| s.name.is_some())).count()
            as u64,
        ..Totals::default()
    });
    for note in decoded.notes {
        done.report(name.clone(), Severity::Note, "", note.to_string());
    }
}

impl Done {
    fn input_error(&mut self, failure: Failure) {
        let Failure { name, error } = failure;
        let severity = if error.is_skip() { Severity::Skipped } else { Severity::Failed };
        self.report(name, severity, error.kind(), error.to_string());
    }

    fn report(&mut self, name: String, severity: Severity, kind: &'static str, message: String) {
        match severity {
            Severity::Failed => self.totals.failed += 1,
            Severity::Skipped => self.totals.skipped += 1,
            Severity::Note => {}
        }
        self.incidents.push(Incident { name, severity, kind, message });
    }
}

fn panic_message(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without a message")
}
