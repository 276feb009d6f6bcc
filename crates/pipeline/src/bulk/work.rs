//! One article, from bytes to what is written of it.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::thread;
use std::time::Duration;

use dixit_ingest::{Decoded, Decoder, Failure, Raw};
use dixit_record::{Format, Options};
use dixit_text::{Scratch, deadline};
use dixit_tokens::TokenKind;

use super::article::Article;
use super::clock::thread_time;
use super::digest::Digest;
use super::seen::Key;
use super::{Severity, Totals};
use crate::Analyzer;

/// The work done on each article.
pub(super) struct Recipe<'a> {
    pub(super) analyzer: &'a Analyzer,
    pub(super) decoder: &'a Decoder,
    pub(super) formats: &'a [Format],
    pub(super) options: &'a Options,
    /// Whether duplicates are skipped, and keys therefore wanted.
    pub(super) dedup: bool,
    pub(super) time_limit: Option<Duration>,
}

/// An article that has not been begun.
pub(super) struct Todo {
    pub(super) name: String,
    pub(super) digest: Digest,
    pub(super) state: State,
}

pub(super) enum State {
    Read(Result<Raw, Failure>),
    /// Decoded beforehand, for an engine that reads many at once; or how that panicked.
    Decoded(thread::Result<Result<Decoded, Failure>>),
}

impl Todo {
    pub(super) fn new(item: Result<Raw, Failure>) -> Self {
        let name = match &item {
            Ok(raw) => raw.name.clone(),
            Err(failure) => failure.name.clone(),
        };
        Self { name, digest: Digest::of(&item), state: State::Read(item) }
    }

    /// The same where the digest is worked out elsewhere.
    pub(super) fn unhashed(raw: Raw) -> Self {
        Self { name: raw.name.clone(), digest: Digest::default(), state: State::Read(Ok(raw)) }
    }
}

/// The articles of a batch; an engine that is faster on many at once reads them here.
pub(super) fn todo(
    recipe: &Recipe<'_>,
    items: Vec<Result<Raw, Failure>>,
    scratch: &mut Scratch,
) -> Vec<Todo> {
    let mut todo: Vec<Todo> = items.into_iter().map(Todo::new).collect();
    if !recipe.analyzer.prefers_batches() {
        return todo;
    }
    for todo in &mut todo {
        let taken = std::mem::replace(&mut todo.state, State::Decoded(Err(Box::new(()))));
        if let State::Read(item) = taken {
            todo.state = State::Decoded(catch_unwind(AssertUnwindSafe(|| {
                item.and_then(|raw| recipe.decoder.decode(raw))
            })));
        }
    }
    let documents = todo.iter().filter_map(|t| match &t.state {
        State::Decoded(Ok(Ok(decoded))) => Some(&decoded.document),
        _ => None,
    });
    let documents: Vec<_> = documents.collect();
    // Where it panics, each article is read for itself, and the one to blame will be known.
    if catch_unwind(AssertUnwindSafe(|| recipe.analyzer.read_ahead(&documents, scratch))).is_err() {
        *scratch = Scratch::default();
    }
    todo
}

impl Recipe<'_> {
    /// Analyses one article, unless `is_known` says of its key that it came before; a panic, or too long a time, becomes a
    /// failure of that article.
    pub(super) fn article(
        &self,
        todo: Todo,
        scratch: &mut Scratch,
        is_known: impl FnMut(Key) -> bool,
    ) -> Article {
        let Todo { name, digest, state } = todo;
        let work = || {
            let decoded = match state {
                State::Read(item) => item.and_then(|raw| self.decoder.decode(raw)),
                State::Decoded(Ok(decoded)) => decoded,
                State::Decoded(Err(panic)) => resume_unwind(panic),
            };
            match decoded {
                Ok(decoded) => self.analysed(name.clone(), digest, decoded, scratch, is_known),
                Err(failure) => Article::failed(failure, digest),
            }
        };
        // Safe to go on after: the scratch is replaced, and all else is only read.
        let done = catch_unwind(AssertUnwindSafe(|| match self.time_limit {
            Some(limit) => deadline::within(limit, work),
            None => Ok(work()),
        }));
        match (done, self.time_limit) {
            (Ok(Ok(article)), _) => article,
            (Ok(Err(_)), limit) => {
                *scratch = Scratch::default();
                too_slow(name, digest, limit.unwrap_or_default())
            }
            (Err(panic), _) => {
                *scratch = Scratch::default();
                let message =
                    format!("made the analysis stop ({}); please report it", panic_message(&*panic));
                Article::given_up(name, digest, "panic", message)
            }
        }
    }

    /// The key of an article, by which duplicates are known; `None` if there is no text.
    pub(super) fn key(&self, raw: Raw) -> Option<Key> {
        let decoded = catch_unwind(AssertUnwindSafe(|| self.decoder.decode(raw)));
        Some(Key::of(&decoded.ok()?.ok()?.document))
    }

    fn analysed(
        &self,
        name: String,
        digest: Digest,
        decoded: Decoded,
        scratch: &mut Scratch,
        mut is_known: impl FnMut(Key) -> bool,
    ) -> Article {
        let doc = &decoded.document;
        let mut article =
            Article { name, digest, key: self.dedup.then(|| Key::of(doc)), ..Article::default() };
        for note in &decoded.notes {
            article.report(Severity::Note, note.kind(), note.to_string());
        }
        if article.key.is_some_and(&mut is_known) {
            // Spares the work; the writer, which alone knows all earlier articles, says so.
            return article;
        }
        let begun = thread_time();
        let analysis = self.analyzer.analyze(doc, scratch);
        let analysis_nanos = u64::try_from((thread_time() - begun).as_nanos()).unwrap_or(u64::MAX);
        let record = self.analyzer.record(doc, &analysis, self.options);
        for &format in self.formats {
            let mut out = Vec::new();
            format.write(&record, doc.text(), &mut out);
            article.outputs.push(out);
        }
        let is_word = |kind| !matches!(kind, TokenKind::Punct | TokenKind::QuoteMark);
        let named = |q: &&dixit_record::Quotation<'_>| q.speakers.iter().any(|s| s.name.is_some());
        article.totals.add(&Totals {
            articles: 1,
            words: analysis.tokens.tokens().iter().filter(|t| is_word(t.kind)).count() as u64,
            text_bytes: doc.text().len() as u64,
            quotations: record.quotations.len() as u64,
            named: record.quotations.iter().filter(named).count() as u64,
            analysis_nanos,
            ..Totals::default()
        });
        article
    }
}

/// The failure of an article that took longer than `limit`.
pub(super) fn too_slow(name: String, digest: Digest, limit: Duration) -> Article {
    let message = format!("took longer than {} s; --time-limit sets the limit", limit.as_secs_f64());
    Article::given_up(name, digest, "time_limit", message)
}

pub(super) fn panic_message(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without a message")
}
