//! Progress on standard error, and the summary at the end.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use dixit_pipeline::bulk::{Incident, Job, Processes, Severity, Totals, Work};
use indicatif::{HumanBytes, HumanCount, HumanDuration, ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use crate::args;
use crate::checkpoint::Kinds;
use crate::memory;
use crate::table::one_line;

/// Kinds of incidents that are counted and not told one by one: on a corpus they would drown the rest.
const COUNTED_ONLY: [&str; 4] = ["duplicate", "language", "not_a_page", "markup"];

/// Messages of one kind that are printed: a wrong --map gives one per line.
const TOLD: u64 = 20;

/// The interval between lines of JSON.
const JSON_EVERY: Duration = Duration::from_secs(1);

/// Tells the user how a run is going.
pub(crate) struct Progress {
    bar: ProgressBar,
    bytes_read: Arc<AtomicU64>,
    /// Bytes that will be read, as soon as they have been counted; 0 before, and where they cannot be.
    bytes_total: Arc<AtomicU64>,
    started: Instant,
    quiet: bool,
    /// When the last line of JSON was written, where they are asked for.
    json_at: Option<Cell<Instant>>,
    told: RefCell<Capped>,
    workers: Option<Processes>,
}

/// Tells the first of each kind, and how many there were beside.
#[derive(Default)]
pub(crate) struct Capped(BTreeMap<String, u64>);

impl Capped {
    /// The line to tell of a message of some kind, safe for a terminal; `None` where enough of that kind were told.
    pub(crate) fn line(&mut self, kind: &str, message: &str) -> Option<String> {
        let count = self.0.entry(kind.to_owned()).or_default();
        *count += 1;
        match *count {
            ..=TOLD => Some(one_line(message)),
            n if n == TOLD + 1 => Some("more of this kind are counted and not told".to_owned()),
            _ => None,
        }
    }
}

impl Progress {
    /// A bar where standard error is a terminal; its end is known unless standard input is among `paths`.
    pub(crate) fn start(
        quiet: bool,
        how: args::ProgressStyle,
        paths: &[PathBuf],
        bytes_read: Arc<AtomicU64>,
        job: &Job,
    ) -> Self {
        let json = how == args::ProgressStyle::Json && !quiet;
        let shown = how == args::ProgressStyle::Auto && !quiet && std::io::stderr().is_terminal();
        let bytes_total = Arc::<AtomicU64>::default();
        let bar = if shown {
            ProgressBar::new_spinner().with_style(style("{spinner} {msg}"))
        } else {
            ProgressBar::hidden()
        };
        if (shown || json) && !paths.iter().any(|p| p.as_os_str() == "-") {
            // Beside the run: looking at a million files takes a while.
            let (paths, total, bar) = (paths.to_vec(), Arc::clone(&bytes_total), bar.clone());
            thread::spawn(move || {
                total.store(dixit_ingest::total_bytes(&paths), Ordering::Relaxed);
                bar.set_length(total.load(Ordering::Relaxed));
                bar.set_style(style("{bar:30} {percent:>3}%  {msg}  {eta} left"));
            });
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        let json_at = json.then(|| Cell::new(Instant::now()));
        Self {
            bar,
            bytes_read,
            bytes_total,
            started: Instant::now(),
            quiet,
            json_at,
            told: RefCell::default(),
            workers: match &job.work {
                Work::Processes(workers) => Some(workers.clone()),
                Work::Threads(_) => None,
            },
        }
    }

    pub(crate) fn update(&self, totals: &Totals, kinds: &Kinds) {
        if let Some(at) = self.json_at.as_ref().filter(|at| at.get().elapsed() >= JSON_EVERY) {
            at.set(Instant::now());
            self.say(&self.line("progress", totals, totals, kinds).to_string());
        }
        if self.bar.is_hidden() {
            return;
        }
        let elapsed = self.started.elapsed();
        let read = self.bytes_read.load(Ordering::Relaxed);
        self.bar.set_position(read);
        self.bar.set_message(format!(
            "{} articles, {}, {} articles/s, {} words/s, {} quotations, {} failed{}, {} of memory",
            HumanCount(totals.articles),
            HumanBytes(read),
            HumanCount(per_second(totals.articles, elapsed)),
            HumanCount(per_second(totals.words, elapsed)),
            HumanCount(totals.quotations),
            HumanCount(totals.failed),
            by_kind(&kinds.failed),
            memory::resident(self.workers.as_ref())
                .map_or("unknown amount".to_owned(), |bytes| HumanBytes(bytes).to_string()),
        ));
    }

    /// The state of the run, for machines. Rates are those of this run, whose own sums are `own`; `totals` go back to those it
    /// went on with.
    fn line(&self, kind: &str, totals: &Totals, own: &Totals, kinds: &Kinds) -> Value {
        let seconds = self.started.elapsed().as_secs_f64();
        let rate = |count: u64| (count as f64 / seconds.max(1e-3)).round();
        let (read, total) =
            (self.bytes_read.load(Ordering::Relaxed), self.bytes_total.load(Ordering::Relaxed));
        let left = (total >= read && read > 0).then(|| (total - read) as f64 * seconds / read as f64);
        json!({
            "type": kind,
            "seconds": rounded(seconds),
            "articles": totals.articles,
            "failed": totals.failed,
            "skipped": totals.skipped,
            "incidents": kinds.all(),
            "notes": kinds.noted,
            "words": totals.words,
            "quotations": totals.quotations,
            "bytes_read": read,
            "bytes_total": (total > 0).then_some(total),
            "articles_per_second": rate(own.articles),
            "words_per_second": rate(own.words),
            "seconds_left": left.map(rounded),
            "memory_bytes": memory::resident(self.workers.as_ref()),
        })
    }

    /// Prints what happened to one article.
    pub(crate) fn incident(&self, incident: &Incident) {
        let Incident { name, severity, kind, message } = incident;
        if COUNTED_ONLY.contains(&&**kind) {
            return;
        }
        if self.json_at.is_some() {
            let severity = match severity {
                Severity::Failed => "failed",
                Severity::Skipped => "skipped",
                Severity::Note => "note",
            };
            let line = json!({"type": "incident", "name": name, "severity": severity, "kind": kind, "message": message});
            return self.say(&line.to_string());
        }
        let prefix = match severity {
            Severity::Failed => "",
            Severity::Skipped | Severity::Note => "note: ",
        };
        let colon = if message.starts_with("is ") || message.starts_with("has ") { "" } else { ":" };
        let line = self.told.borrow_mut().line(kind, &format!("{name}{colon} {message}"));
        if let Some(line) = line {
            self.say(&format!("dixit: {prefix}{line}"));
        }
    }

    /// Prints a line without tearing the bar.
    pub(crate) fn say(&self, line: &str) {
        // Where standard error is closed there is nobody to tell.
        self.bar.suspend(|| drop(writeln!(anstream::stderr(), "{line}")));
    }

    /// Ends the bar, prints the summary and returns how long the run took; `own` are the sums of this run alone where
    /// `totals` go back to an earlier one.
    pub(crate) fn finish(&self, totals: &Totals, own: &Totals, kinds: &Kinds, passed_over: u64) -> Duration {
        self.bar.finish_and_clear();
        let took = self.started.elapsed();
        if self.quiet {
            return took;
        }
        if self.json_at.is_some() {
            self.say(&self.line("summary", totals, own, kinds).to_string());
            return took;
        }
        let mut line = format!(
            "{}, {}, {} ({} with a named speaker)",
            counted(totals.articles, "article", "articles"),
            counted(totals.words, "word", "words"),
            counted(totals.quotations, "quotation", "quotations"),
            HumanCount(totals.named),
        );
        if totals.failed + totals.skipped > 0 {
            line += &format!(
                ", {} failed{}, {} skipped{}",
                HumanCount(totals.failed),
                by_kind(&kinds.failed),
                HumanCount(totals.skipped),
                by_kind(&kinds.skipped)
            );
        }
        let notes = kinds.noted.values().sum();
        if notes > 0 {
            line += &format!(", {}{}", counted(notes, "note", "notes"), by_kind(&kinds.noted));
        }
        if passed_over > 0 {
            line += ", ";
            line += &counted(passed_over, "file of another kind", "files of other kinds");
            line += " skipped";
        }
        self.say(&format!(
            "dixit: {line}; {} in {} ({} words/s)",
            HumanBytes(totals.text_bytes),
            if took.as_secs() < 60 {
                format!("{:.2} s", took.as_secs_f64())
            } else {
                HumanDuration(took).to_string()
            },
            HumanCount(per_second(own.words, took)),
        ));
        took
    }
}

/// ` (3 json, 2 empty)`.
fn by_kind(kinds: &BTreeMap<String, u64>) -> String {
    if kinds.is_empty() {
        return String::new();
    }
    let list: Vec<String> = kinds.iter().map(|(kind, n)| format!("{} {kind}", HumanCount(*n))).collect();
    format!(" ({})", list.join(", "))
}

/// `1,200 words`.
fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", HumanCount(count), if count == 1 { one } else { many })
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).expect("the template is well formed")
}

fn per_second(count: u64, took: Duration) -> u64 {
    (count as f64 / took.as_secs_f64().max(1e-3)) as u64
}

/// Three decimals.
fn rounded(seconds: f64) -> f64 {
    (seconds * 1000.0).round() / 1000.0
}
