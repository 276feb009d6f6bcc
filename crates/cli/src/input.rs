//! From flags about input and engine to the objects the library takes.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use dixit_ingest::{Decoder, ReaderOptions};
use dixit_models::outlets::Outlets;
use dixit_models::people::{Format, People};
use dixit_pipeline::Analyzer;

use crate::args::{Engine, EngineArgs, InputArgs, InputFormat};

impl InputArgs {
    pub(crate) fn decoder(&self) -> Decoder {
        Decoder::new(self.map.clone())
    }

    pub(crate) fn reader_options(&self) -> ReaderOptions {
        ReaderOptions {
            format: match self.input {
                InputFormat::Auto => dixit_ingest::InputFormat::Auto,
                InputFormat::Text => dixit_ingest::InputFormat::Text,
                InputFormat::Html => dixit_ingest::InputFormat::Html,
                InputFormat::Jsonl => dixit_ingest::InputFormat::Jsonl,
                InputFormat::Csv => dixit_ingest::InputFormat::Csv,
                InputFormat::Tsv => dixit_ingest::InputFormat::Tsv,
            },
            max_article_bytes: self.max_size.saturating_mul(1_000_000),
        }
    }
}

impl EngineArgs {
    /// The analyzer these flags ask for, or why it cannot be had.
    pub(crate) fn analyzer(&self) -> anyhow::Result<Analyzer> {
        let mut builder = match self.engine {
            Engine::Fast => Analyzer::builder(),
        };
        if let Some(path) = &self.outlets {
            builder = builder.outlets(Arc::new(read_outlets(path)?));
        }
        if let Some(path) = &self.people {
            builder = builder.people(Arc::new(People::builtin().with(&read_people(path)?)));
        }
        Ok(builder.build())
    }
}

/// A user's table of outlets on top of the shipped one.
pub(crate) fn read_outlets(path: &Path) -> anyhow::Result<Outlets> {
    let table = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    Outlets::with(&table, &path.display().to_string())
        .map_err(|error| anyhow::anyhow!("the table of outlets is not right\n{error}"))
}

/// A user's file of people.
pub(crate) fn read_people(path: &Path) -> anyhow::Result<People> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    People::parse(&path.display().to_string(), &text, Format::of(path))
        .map_err(|error| anyhow::anyhow!("the file of people is not right\n{error}"))
}

/// The paths given, or standard input where none are given and something is piped in.
pub(crate) fn paths_or_stdin(paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    if !paths.is_empty() {
        return Ok(paths.to_vec());
    }
    if std::io::stdin().is_terminal() {
        anyhow::bail!("nothing to read: give files or folders, or pipe something in");
    }
    Ok(vec![PathBuf::from("-")])
}
