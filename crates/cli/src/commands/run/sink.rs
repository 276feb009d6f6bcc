//! Takes the results of a run as they come.

use std::io;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use dixit_pipeline::bulk::{Digest, Incident, Reached, Severity, Sink, Totals};
use serde_json::{Map, Value, json};

use super::outputs::Outputs;
use crate::checkpoint::{Checkpoint, Kinds};
use crate::output::Sealed;
use crate::progress::Progress;

/// Writes to all outputs, and keeps a checkpoint beside the first.
pub(super) struct RunSink<'a> {
    pub(super) outputs: &'a mut Outputs,
    pub(super) progress: &'a Progress,
    /// The output beside which the checkpoint lies; `None` if the run cannot be resumed.
    pub(super) path: Option<PathBuf>,
    pub(super) settings: Map<String, Value>,
    /// The sums of the run that this one goes on with.
    pub(super) before: Totals,
    /// The digest of the files read so far.
    pub(super) files: Option<String>,
    /// How far this run has come, in all.
    pub(super) reached: Totals,
    pub(super) digest: Digest,
    /// Name of the last article written.
    pub(super) last: String,
    /// Whether a checkpoint is on disk.
    pub(super) saved: bool,
    pub(super) saved_at: Instant,
    pub(super) save_every: Duration,
    /// Failures, skips and notes by kind, those of the run before included.
    pub(super) kinds: Kinds,
}

impl<'a> RunSink<'a> {
    /// A sink that goes on from the checkpoint of the run before, where there was one; `digest` is the state from there.
    pub(super) fn new(
        outputs: &'a mut Outputs,
        progress: &'a Progress,
        path: Option<PathBuf>,
        settings: Map<String, Value>,
        before: Option<Box<Checkpoint>>,
        digest: Digest,
        save_every: Duration,
    ) -> Self {
        let totals = before.as_ref().map_or_else(Totals::default, |c| c.totals);
        RunSink {
            path,
            outputs,
            progress,
            settings,
            before: totals,
            files: before.as_ref().and_then(|c| c.files.clone()),
            reached: totals,
            digest,
            saved: before.is_some(),
            last: before.as_ref().map_or_else(String::new, |c| c.last.clone()),
            saved_at: Instant::now(),
            save_every,
            kinds: before.map_or_else(Kinds::default, |c| c.kinds),
        }
    }

    /// Puts on disk what this run has done, where it can be resumed.
    pub(super) fn save(&mut self) -> io::Result<()> {
        let Some(path) = &self.path else { return Ok(()) };
        if let Some(sealed) = self.outputs.seal()? {
            self.checkpoint(sealed, false).save(path)?;
            self.saved = true;
        }
        self.saved_at = Instant::now();
        Ok(())
    }

    /// The place this run has come to.
    pub(super) fn checkpoint(&self, sealed: Vec<Sealed>, complete: bool) -> Checkpoint {
        Checkpoint {
            settings: self.settings.clone(),
            sealed,
            complete,
            last: self.last.clone(),
            digest: self.digest,
            files: self.files.clone(),
            totals: self.reached,
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
        let kinds = match severity {
            Severity::Failed => &mut self.kinds.failed,
            Severity::Skipped => &mut self.kinds.skipped,
            Severity::Note => &mut self.kinds.noted,
        };
        match kinds.get_mut(&**kind) {
            Some(count) => *count += 1,
            None => drop(kinds.insert(kind.to_string(), 1)),
        }
        if *severity == Severity::Failed {
            let line = json!({"name": name, "kind": kind, "message": message});
            self.outputs.write_failure(&format!("{line}\n"))?;
        }
        self.progress.incident(incident);
        Ok(())
    }

    fn progress(&mut self, reached: &Reached<'_>) -> io::Result<()> {
        self.reached = self.before;
        self.reached.add(reached.totals);
        self.digest = reached.digest;
        self.last.clear();
        self.last.push_str(reached.last);
        self.progress.update(reached.totals, &self.kinds);
        self.outputs.flush_pipes()?;
        let due = self.saved_at.elapsed() >= self.save_every && self.outputs.want_seal();
        if due { self.save() } else { Ok(()) }
    }
}
