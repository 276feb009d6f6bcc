//! How far a run has come, kept beside its output so that `--resume` can go on.
//!
//! While `quotes.jsonl` is made, `quotes.jsonl.partial` holds what is written and `quotes.jsonl.progress` says
//! up to which byte and which input it can be relied on; where a run has several outputs, the checkpoint lies beside the
//! first and speaks of all. They are on disk before the checkpoint is renamed into place, so a power cut at any moment
//! leaves an older checkpoint, never a false one.
//!
//! What is complete is recorded in the same form as `.quotes.jsonl.dixit` beside each output: what it was made from, and that it was
//! made by dixit.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use dixit_pipeline::bulk::{Digest, Totals};
use serde_json::{Map, Value, json};

use crate::output::{Sealed, with_suffix};

/// A place in a run from which it can go on, or its end.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Checkpoint {
    /// Everything that decides what the output says; another run may go on only with the same.
    pub(crate) settings: Map<String, Value>,
    /// How much of each partial output can be relied on; of a complete one, its length.
    pub(crate) sealed: Vec<Sealed>,
    /// Whether all outputs are complete.
    pub(crate) complete: bool,
    /// Name of the last input whose output is among them.
    pub(crate) last: String,
    /// Of all inputs up to there.
    pub(crate) digest: Digest,
    /// Of names, sizes and times of the files read, at the start of the run.
    pub(crate) files: Option<String>,
    /// The sums up to there.
    pub(crate) totals: Totals,
    /// Failures and skips by kind.
    pub(crate) kinds: Kinds,
}

/// Counts of articles that failed or were skipped, and of notes on the others, by kind.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Kinds {
    pub(crate) failed: BTreeMap<String, u64>,
    pub(crate) skipped: BTreeMap<String, u64>,
    pub(crate) noted: BTreeMap<String, u64>,
}

impl Kinds {
    /// All articles that failed or were skipped, for whatever reason.
    pub(crate) fn all(&self) -> BTreeMap<&str, u64> {
        let mut all = BTreeMap::new();
        for (kind, n) in self.failed.iter().chain(&self.skipped) {
            *all.entry(kind.as_str()).or_default() += n;
        }
        all
    }
}

impl Checkpoint {
    fn path(output: &Path) -> PathBuf {
        with_suffix(output, ".progress")
    }

    /// Where a complete output has its record.
    fn record_path(output: &Path) -> PathBuf {
        let mut name = OsString::from(".");
        name.push(output.file_name().unwrap_or_default());
        name.push(".dixit");
        output.with_file_name(name)
    }

    /// Writes the checkpoint beside `output`.
    pub(crate) fn save(&self, output: &Path) -> io::Result<()> {
        self.save_as(Self::path(output))
    }

    /// Writes the record of a complete output beside it.
    pub(crate) fn record(&self, output: &Path) -> io::Result<()> {
        self.save_as(Self::record_path(output))
    }

    fn save_as(&self, path: PathBuf) -> io::Result<()> {
        let named = |error: io::Error| {
            io::Error::new(error.kind(), format!("cannot write to {}: {error}", path.display()))
        };
        self.write(&path).map_err(named)
    }

    fn write(&self, path: &Path) -> io::Result<()> {
        let Totals { articles, failed, skipped, words, text_bytes, quotations, named, analysis_nanos } =
            self.totals;
        let value = json!({
            "checkpoint": 3, "settings": self.settings, "complete": self.complete,
            "sealed": self.sealed.iter().map(Sealed::to_json).collect::<Vec<_>>(),
            "last": self.last, "inputs": self.digest.to_string(), "files": self.files,
            "kinds": {"failed": self.kinds.failed, "skipped": self.kinds.skipped, "noted": self.kinds.noted},
            "articles": articles, "failed": failed, "skipped": skipped, "words": words,
            "text_bytes": text_bytes, "quotations": quotations, "named": named, "analysis_nanos": analysis_nanos,
        });
        let new = with_suffix(path, ".new");
        let mut file = File::create(&new)?;
        writeln!(file, "{value}")?;
        file.sync_all()?;
        fs::rename(new, path)
    }

    /// Removes the checkpoint beside `output`; there is none where the run was short.
    ///
    /// # Errors
    /// If it is there and cannot be removed.
    pub(crate) fn remove(output: &Path) -> io::Result<()> {
        match fs::remove_file(Self::path(output)) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
            _ => Ok(()),
        }
    }

    /// Whether there is a checkpoint beside `output`, be it sound or not.
    pub(crate) fn is_there(output: &Path) -> bool {
        Self::path(output).exists()
    }

    /// The checkpoint beside `output`, if there is one.
    pub(crate) fn load(output: &Path) -> anyhow::Result<Option<Self>> {
        Self::read(&Self::path(output))
    }

    /// The record of a complete output, if there is one.
    pub(crate) fn load_record(output: &Path) -> anyhow::Result<Option<Self>> {
        Self::read(&Self::record_path(output))
    }

    fn read(path: &Path) -> anyhow::Result<Option<Self>> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(e) if e.kind() == io::ErrorKind::InvalidData => String::new(),
            Err(e) => return Err(e).with_context(|| format!("cannot read {}", path.display())),
        };
        match serde_json::from_str(&text).ok().as_ref().and_then(Self::parse) {
            Some(checkpoint) => Ok(Some(checkpoint)),
            None => bail!(
                "{} is not of this version, or damaged; --restart begins again without it",
                path.display()
            ),
        }
    }

    fn parse(value: &Value) -> Option<Self> {
        let count = |name: &str| value[name].as_u64();
        let kinds = |name: &str| serde_json::from_value(value["kinds"][name].clone()).ok();
        (value["checkpoint"] == 3).then_some(())?;
        Some(Self {
            settings: value["settings"].as_object()?.clone(),
            sealed: value["sealed"].as_array()?.iter().map(Sealed::from_json).collect::<Option<_>>()?,
            complete: value["complete"].as_bool()?,
            last: value["last"].as_str()?.to_owned(),
            digest: value["inputs"].as_str()?.parse().ok()?,
            files: value["files"].as_str().map(str::to_owned),
            kinds: Kinds {
                failed: kinds("failed")?,
                skipped: kinds("skipped")?,
                noted: kinds("noted").unwrap_or_default(),
            },
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
    }

    /// The difference between these settings and others, for example `engine was "fast" and is now "rules"`; `None` if there is none.
    pub(crate) fn differences(&self, now: &Map<String, Value>) -> Option<String> {
        let null = Value::Null;
        let mut keys: Vec<&String> = self.settings.keys().chain(now.keys()).collect();
        keys.sort();
        keys.dedup();
        let other = keys.into_iter().filter_map(|key| {
            let [before, now] = [&self.settings, now].map(|settings| settings.get(key).unwrap_or(&null));
            (before != now).then(|| format!("{} was {before} and is now {now}", key.replace('_', "-")))
        });
        let other: Vec<String> = other.collect();
        (!other.is_empty()).then(|| other.join("; "))
    }
}
