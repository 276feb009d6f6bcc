//! Progress on standard error, and the summary at the end.

use std::collections::BTreeMap;
use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use dixit_pipeline::bulk::{Incident, Severity, Totals};
use indicatif::{HumanBytes, HumanCount, HumanDuration, ProgressBar, ProgressStyle};

/// Tells the user how a run is going.
pub(crate) struct Progress {
    bar: ProgressBar,
    bytes_read: Arc<AtomicU64>,
    started: Instant,
    quiet: bool,
}

impl Progress {
    /// A bar where standard error is a terminal; its end is known unless standard input is among `paths`.
    pub(crate) fn start(quiet: bool, paths: &[PathBuf], bytes_read: Arc<AtomicU64>) -> Self {
        let bar = if quiet || !std::io::stderr().is_terminal() {
            ProgressBar::hidden()
        } else if paths.iter().any(|p| p.as_os_str() == "-") {
            ProgressBar::new_spinner().with_style(style("{spinner} {msg}"))
        } else {
            ProgressBar::new(dixit_ingest::total_bytes(paths))
                .with_style(style("{bar:30} {percent:>3}%  {msg}  {eta} left"))
        };
        bar.enable_steady_tick(Duration::from_millis(200));
        Self { bar, bytes_read, started: Instant::now(), quiet }
    }

    pub(crate) fn update(&self, totals: &Totals, kinds: &BTreeMap<String, u64>) {
        if self.bar.is_hidden() {
            return;
        }
        self.bar.set_position(self.bytes_read.load(Ordering::Relaxed));
        self.bar.set_message(format!(
            "{} articles, {}/s, {} quotations, {} failed{}",
            HumanCount(totals.articles),
            HumanCount(per_second(totals.articles, self.started.elapsed())),
            HumanCount(totals.quotations),
            HumanCount(totals.failed),
            by_kind(kinds),
        ));
    }

    /// Prints what happened to one article.
    pub(crate) fn incident(&self, incident: &Incident) {
        // Counted in the summary; a line each would drown the rest.
        if incident.kind == "duplicate" {
            return;
        }
        let prefix = match incident.severity {
            Severity::Failed => "",
            Severity::Skipped | Severity::Note => "note: ",
        };
        let Incident { name, message, .. } = incident;
        let colon = if message.starts_with("is ") || message.starts_with("has ") { "" } else { ":" };
        self.say(&format!("dixit: {prefix}{name}{colon} {message}"));
    }

    /// Prints a line without tearing the bar.
    pub(crate) fn say(&self, line: &str) {
        // Where standard error is closed there is nobody to tell.
        self.bar.suspend(|| drop(writeln!(anstream::stderr(), "{line}")));
    }

    /// Ends the bar, prints the summary and returns how long the run took; `words` are those of this run alone
    /// where `totals` go back to an earlier one.
    pub(crate) fn finish(&self, totals: &Totals, words: u64, passed_over: u64) -> Duration {
        self.bar.finish_and_clear();
        let took = self.started.elapsed();
        if self.quiet {
            return took;
        }
        let mut line = format!(
            "{}, {}, {} ({} with a named speaker)",
            counted(totals.articles, "article", "articles"),
            counted(totals.words, "word", "words"),
            counted(totals.quotations, "quotation", "quotations"),
            HumanCount(totals.named),
        );
        for (count, one, many) in [
            (totals.failed, "failed", "failed"),
            (totals.skipped, "passed over", "passed over"),
            (passed_over, "file of another kind passed over", "files of other kinds passed over"),
        ] {
            if count > 0 {
                line += &format!(", {}", counted(count, one, many));
            }
        }
        self.say(&format!(
            "dixit: {line}; {} in {} ({} words/s)",
            HumanBytes(totals.text_bytes),
            if took.as_secs() < 60 {
                format!("{:.2} s", took.as_secs_f64())
            } else {
                HumanDuration(took).to_string()
            },
            HumanCount(per_second(words, took)),
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
