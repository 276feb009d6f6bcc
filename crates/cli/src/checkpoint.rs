//! How far a run has come, kept beside its output so that `--resume` can go on.
//!
//! While `quotes.jsonl` is made, `quotes.jsonl.partial` holds what is written and `quotes.jsonl.progress` says
//! up to which byte and which input it can be relied on; where a run has several outputs, the checkpoint lies beside the
//! first and speaks of all. They are on disk before the checkpoint is renamed into place, so a power cut at any moment
//! leaves an older checkpoint, never a false one.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use dixit_ingest::{Raw, Reader};
use dixit_pipeline::bulk::Totals;
use serde_json::{Value, json};

use crate::output::with_suffix;

/// A place in a run from which it can go on.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Checkpoint {
    /// Everything that decides what the output says; another run may go on only with the same.
    pub(crate) settings: Value,
    /// How much of each partial output can be relied on: bytes of a file, articles of a database.
    pub(crate) sealed: Vec<u64>,
    /// Whether all outputs are complete and only their names were missing.
    pub(crate) complete: bool,
    /// Name of the last input whose output is among them.
    pub(crate) last: String,
    /// The sums up to there.
    pub(crate) totals: Totals,
    /// Failures and skips by kind.
    pub(crate) kinds: BTreeMap<String, u64>,
}

impl Checkpoint {
    fn path(output: &Path) -> PathBuf {
        with_suffix(output, ".progress")
    }

    /// Writes the checkpoint beside `output`.
    pub(crate) fn save(&self, output: &Path) -> io::Result<()> {
        let named = |error: io::Error| {
            io::Error::new(error.kind(), format!("cannot write to {}: {error}", Self::path(output).display()))
        };
        self.write(output).map_err(named)
    }

    fn write(&self, output: &Path) -> io::Result<()> {
        let Totals { articles, failed, skipped, words, text_bytes, quotations, named, analysis_nanos } =
            self.totals;
        let value = json!({
            "checkpoint": 2, "settings": self.settings, "sealed": self.sealed, "complete": self.complete,
            "last": self.last, "kinds": self.kinds,
            "articles": articles, "failed": failed, "skipped": skipped, "words": words,
            "text_bytes": text_bytes, "quotations": quotations, "named": named, "analysis_nanos": analysis_nanos,
        });
        let path = Self::path(output);
        let new = with_suffix(&path, ".new");
        let mut file = File::create(&new)?;
        writeln!(file, "{value}")?;
        file.sync_all()?;
        fs::rename(new, path)
    }

    /// Removes the checkpoint beside `output`; there is none where the run was short.
    pub(crate) fn remove(output: &Path) {
        let _ = fs::remove_file(Self::path(output));
    }

    /// The checkpoint beside `output`, if there is one.
    pub(crate) fn load(output: &Path) -> anyhow::Result<Option<Self>> {
        let path = Self::path(output);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(e).with_context(|| format!("cannot read {}", path.display())),
        };
        let parse = || -> Option<Self> {
            let value: Value = serde_json::from_str(&text).ok()?;
            let count = |name: &str| value[name].as_u64();
            (value["checkpoint"] == 2).then_some(())?;
            Some(Self {
                settings: value["settings"].clone(),
                sealed: serde_json::from_value(value["sealed"].clone()).ok()?,
                complete: value["complete"].as_bool()?,
                kinds: serde_json::from_value(value["kinds"].clone()).ok()?,
                last: value["last"].as_str()?.to_owned(),
                totals: Totals {
                    articles: count("articles")?,
                    failed: count("failed")?,
                    skipped: count("skipped")?,
                    words: count("words")?,
                    text_bytes: count("text_bytes")?,
                    quotations: count("quotations")?,
                    named: count("named")?,
                    analysis_nanos: count("analysis_nanos")?,
                },
            })
        };
        match parse() {
            Some(checkpoint) => Ok(Some(checkpoint)),
            None => bail!("{} is not a checkpoint of this version; run without --resume", path.display()),
        }
    }

    /// Reads past the inputs that are done, showing each to `passed`.
    pub(crate) fn skip_done(&self, reader: &mut Reader, passed: impl Fn(Raw)) -> anyhow::Result<()> {
        let mut last = None;
        for _ in 0..self.totals.inputs() {
            last = reader.next().map(|item| match item {
                Ok(raw) => {
                    let name = raw.name.clone();
                    passed(raw);
                    name
                }
                Err(failure) => failure.name,
            });
        }
        if self.totals.inputs() > 0 && last.as_deref() != Some(&self.last) {
            bail!(
                "the input has changed since: its article {} was {} and is now {}; run without --resume",
                self.totals.inputs(),
                self.last,
                last.as_deref().unwrap_or("missing"),
            );
        }
        Ok(())
    }
}
