//! What takes the results of a run as they come.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use dixit_pipeline::bulk::{Incident, Severity, Sink, Totals};
use serde_json::{Value, json};

use super::outputs::Outputs;
use crate::checkpoint::Checkpoint;
use crate::progress::Progress;

/// Writes to all outputs, and keeps a checkpoint beside the first.
pub(super) struct RunSink<'a> {
    pub(super) outputs: &'a mut Outputs,
    pub(super) progress: &'a Progress,
    /// The output beside which the checkpoint lies; `None` where the run cannot be resumed.
    pub(super) path: Option<PathBuf>,
    pub(super) settings: Value,
    /// The sums of the run that this one goes on with.
    pub(super) before: Totals,
    /// Name of the last article written.
    pub(super) last: String,
    /// Whether a checkpoint is on disk.
    pub(super) saved: bool,
    pub(super) saved_at: Instant,
    pub(super) save_every: Duration,
    /// Failures and skips by kind, those of the run before included.
    pub(super) kinds: BTreeMap<String, u64>,
}

impl RunSink<'_> {
    /// Puts on disk what this run has done, where it can be resumed.
    pub(super) fn save(&mut self, totals: &Totals) -> io::Result<()> {
        let Some(path) = &self.path else { return Ok(()) };
        if let Some(sealed) = self.outputs.seal()? {
            self.checkpoint(totals, sealed, false).save(path)?;
            self.saved = true;
        }
        self.saved_at = Instant::now();
        Ok(())
    }

    /// The place this run has come to.
    pub(super) fn checkpoint(&self, totals: &Totals, sealed: Vec<u64>, complete: bool) -> Checkpoint {
        let mut all = self.before;
        all.add(totals);
        Checkpoint {
            settings: self.settings.clone(),
            sealed,
            complete,
            last: self.last.clone(),
            totals: all,
            kinds: self.kinds.clone(),
        }
    }
}

impl Sink for RunSink<'_> {
    fn write(&mut self, format: usize, bytes: &[u8]) -> io::Result<()> {
        self.outputs.write(format, bytes)
    }

    fn incident(&mut self, incident: &Incident) -> io::Result<()> {
        let Incident { name, severity, kind, message } = incident;
        if *severity != Severity::Note {
            match self.kinds.get_mut(*kind) {
                Some(count) => *count += 1,
                None => drop(self.kinds.insert((*kind).to_owned(), 1)),
            }
        }
        if *severity == Severity::Failed {
            let line = json!({"name": name, "kind": kind, "message": message});
            self.outputs.write_failure(&format!("{line}\n"))?;
        }
        self.progress.incident(incident);
        Ok(())
    }

    fn progress(&mut self, totals: &Totals, last: &str) -> io::Result<()> {
        self.progress.update(totals, &self.kinds);
        self.last.clear();
        self.last.push_str(last);
        let due = self.saved_at.elapsed() >= self.save_every && self.outputs.want_seal();
        if due { self.save(totals) } else { Ok(()) }
    }
}
