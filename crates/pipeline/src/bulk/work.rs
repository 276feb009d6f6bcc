//! What a worker does with a batch.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use dixit_ingest::{Decoded, Failure, Raw};
use dixit_text::Scratch;
use dixit_tokens::TokenKind;

use super::batch::Batch;
use super::clock::thread_time;
use super::seen::Key;
use super::{Incident, Job, Message, Severity, Totals};

/// What all workers share.
pub(super) struct Shared {
    pub(super) job: Job,
    pub(super) batches: Mutex<mpsc::Receiver<Batch>>,
    pub(super) to_writer: mpsc::Sender<Message>,
}

/// A batch of which all that remains is to write it.
pub(super) struct Done {
    pub(super) number: u64,
    pub(super) articles: Vec<Article>,
}

/// What came of one article.
#[derive(Default)]
pub(super) struct Article {
    pub(super) name: String,
    /// What is to be written, a format each; empty where there is nothing.
    pub(super) outputs: Vec<Vec<u8>>,
    pub(super) incidents: Vec<Incident>,
    pub(super) totals: Totals,
    /// Set where duplicates are passed over.
    pub(super) key: Option<Key>,
}

/// What a worker has in hand; the writer can take it away.
#[derive(Default)]
pub(super) struct Hand(Mutex<InHand>);

#[derive(Default)]
struct InHand {
    /// Goes up when the work is taken away, so that the thread that had it notices.
    generation: u64,
    /// Articles of the batch that have not been begun.
    todo: std::vec::IntoIter<Todo>,
    done: Option<Done>,
    /// Name of the article in work, and since when.
    at: Option<(String, Instant)>,
}

/// An article that has not been begun.
struct Todo {
    name: String,
    state: State,
}

enum State {
    Read(Result<Raw, Failure>),
    /// Decoded beforehand, for an engine that reads many at once; or how that panicked.
    Decoded(thread::Result<Result<Decoded, Failure>>),
}

impl Hand {
    fn lock(&self) -> MutexGuard<'_, InHand> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives the article in work up where it has taken longer than `limit`; the rest is for another thread then.
    pub(super) fn give_up(&self, limit: Duration) -> bool {
        let mut hand = self.lock();
        let Some((name, since)) = hand.at.take() else { return false };
        if since.elapsed() <= limit {
            hand.at = Some((name, since));
            return false;
        }
        hand.generation += 1;
        let message = format!("took longer than {} s; --time-limit sets the limit", limit.as_secs_f64());
        if let Some(done) = &mut hand.done {
            let mut article = Article { name, ..Article::default() };
            article.report(Severity::Failed, "time_limit", message);
            done.articles.push(article);
        }
        true
    }
}

/// Works until there are no more batches, or the work is taken away.
pub(super) fn work(shared: &Shared, hand: &Hand) {
    let mut scratch = Scratch::default();
    let generation = hand.lock().generation;
    loop {
        let mut in_hand = hand.lock();
        if in_hand.generation != generation {
            return;
        }
        if let Some(article) = in_hand.todo.next() {
            in_hand.at = Some((article.name.clone(), Instant::now()));
            drop(in_hand);
            let article = guarded(shared, article, &mut scratch);
            let mut in_hand = hand.lock();
            if in_hand.generation != generation {
                return;
            }
            in_hand.at = None;
            if let Some(done) = &mut in_hand.done {
                done.articles.push(article);
            }
            continue;
        }
        let done = in_hand.done.take();
        drop(in_hand);
        if done.is_some_and(|done| shared.to_writer.send(Message::Done(done)).is_err()) {
            return;
        }
        let Some(batch) = shared.batches.lock().ok().and_then(|batches| batches.recv().ok()) else { return };
        let todo = todo(shared, batch.articles, &mut scratch);
        let mut in_hand = hand.lock();
        in_hand.done = Some(Done { number: batch.number, articles: Vec::with_capacity(todo.len()) });
        in_hand.todo = todo.into_iter();
    }
}

/// The articles of a batch; an engine that is faster on many at once reads them here.
fn todo(shared: &Shared, articles: Vec<Result<Raw, Failure>>, scratch: &mut Scratch) -> Vec<Todo> {
    let name = |article: &Result<Raw, Failure>| match article {
        Ok(raw) => raw.name.clone(),
        Err(failure) => failure.name.clone(),
    };
    let analyzer = &shared.job.analyzer;
    if !analyzer.prefers_batches() {
        return articles.into_iter().map(|a| Todo { name: name(&a), state: State::Read(a) }).collect();
    }
    let decode = |article: Result<Raw, Failure>| {
        let name = name(&article);
        let decoded = catch_unwind(AssertUnwindSafe(|| shared.job.decoder.decode(article?)));
        Todo { name, state: State::Decoded(decoded) }
    };
    let todo: Vec<Todo> = articles.into_iter().map(decode).collect();
    let documents = todo.iter().filter_map(|t| match &t.state {
        State::Decoded(Ok(Ok(decoded))) => Some(&decoded.document),
        _ => None,
    });
    let documents: Vec<_> = documents.collect();
    // Where it panics, each article is read for itself, and the one to blame will be known.
    if catch_unwind(AssertUnwindSafe(|| analyzer.read_ahead(&documents, scratch))).is_err() {
        *scratch = Scratch::default();
    }
    todo
}

/// Analyses one article; a panic becomes a failure of that article.
fn guarded(shared: &Shared, todo: Todo, scratch: &mut Scratch) -> Article {
    let Todo { name, state } = todo;
    // Safe to go on after: the scratch is replaced, and all else is only read.
    catch_unwind(AssertUnwindSafe(|| {
        let decoded = match state {
            State::Read(raw) => raw.and_then(|raw| shared.job.decoder.decode(raw)),
            State::Decoded(Ok(decoded)) => decoded,
            State::Decoded(Err(panic)) => resume_unwind(panic),
        };
        match decoded {
            Ok(decoded) => analyzed(shared, name.clone(), decoded, scratch),
            Err(failure) => Article::failed(failure),
        }
    }))
    .unwrap_or_else(|panic| {
        *scratch = Scratch::default();
        let message = format!("made the analysis stop ({}); please report it", panic_message(&*panic));
        let mut article = Article { name, ..Article::default() };
        article.report(Severity::Failed, "panic", message);
        article
    })
}

fn analyzed(shared: &Shared, name: String, decoded: Decoded, scratch: &mut Scratch) -> Article {
    let job = &shared.job;
    let doc = &decoded.document;
    let mut article = Article { name, key: job.dedup.as_ref().map(|_| Key::of(doc)), ..Article::default() };
    for note in &decoded.notes {
        article.report(Severity::Note, "", note.to_string());
    }
    if let (Some(seen), Some(key)) = (&job.dedup, article.key)
        && seen.has(key)
    {
        // Spares the work; the writer, which alone knows all earlier articles, says so.
        return article;
    }
    let begun = thread_time();
    let analysis = job.analyzer.analyze(doc, scratch);
    let analysis_nanos = u64::try_from((thread_time() - begun).as_nanos()).unwrap_or(u64::MAX);
    let record = job.analyzer.record(doc, &analysis, &job.options);
    for &format in &job.formats {
        let mut out = Vec::new();
        format.write(&record, doc.text(), &mut out);
        article.outputs.push(out);
    }
    let is_word = |kind| !matches!(kind, TokenKind::Punct | TokenKind::QuoteMark);
    article.totals.add(&Totals {
        articles: 1,
        words: analysis.tokens.tokens().iter().filter(|t| is_word(t.kind)).count() as u64,
        text_bytes: doc.text().len() as u64,
        quotations: record.quotations.len() as u64,
        named: record.quotations.iter().filter(|q| q.speakers.iter().any(|s| s.name.is_some())).count()
            as u64,
        analysis_nanos,
        ..Totals::default()
    });
    article
}

impl Article {
    fn failed(failure: Failure) -> Self {
        let Failure { name, error } = failure;
        let severity = if error.is_skip() { Severity::Skipped } else { Severity::Failed };
        let mut article = Self { name, ..Self::default() };
        article.report(severity, error.kind(), error.to_string());
        article
    }

    /// Takes back what was to be written of it.
    pub(super) fn is_duplicate(&mut self) {
        self.outputs.clear();
        self.incidents.clear();
        self.totals = Totals::default();
        self.report(
            Severity::Skipped,
            "duplicate",
            "repeats the id or the text of an earlier article".to_owned(),
        );
    }

    fn report(&mut self, severity: Severity, kind: &'static str, message: String) {
        match severity {
            Severity::Failed => self.totals.failed += 1,
            Severity::Skipped => self.totals.skipped += 1,
            Severity::Note => {}
        }
        self.incidents.push(Incident { name: self.name.clone(), severity, kind, message });
    }
}

fn panic_message(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without a message")
}
