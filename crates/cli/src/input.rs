//! From flags about input and engine to the objects the library takes.

use std::io::IsTerminal as _;
use std::path::PathBuf;

use dixit_ingest::{Decoder, ReaderOptions};
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
                InputFormat::Jsonl => dixit_ingest::InputFormat::Jsonl,
            },
            max_article_bytes: self.max_size.saturating_mul(1_000_000),
        }
    }
}

impl EngineArgs {
    pub(crate) fn analyzer(&self) -> Analyzer {
        match self.engine {
            Engine::Fast => Analyzer::fast(),
        }
    }
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
