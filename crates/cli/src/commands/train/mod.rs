//! `dixit train`: models from gold of one's own.

mod args;
mod names;
mod quotes;
mod sources;
mod speakers;

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, bail, ensure};
use dixit_eval::{Article, Measure};
use dixit_learn::{ModelError, hash};
use dixit_pipeline::{Analyzer, train};

pub(crate) use args::TrainArgs;
use args::{Base, CommonArgs, What};

use super::eval::{Comparison, files, predict};
use crate::exit::ExitStatus;
use crate::models::no_model;
use crate::output::{Output, cannot_write};

/// Articles a trainer needs at least: each half is read by a model of the other.
const LEAST: usize = 2;

pub(crate) fn run(args: &TrainArgs) -> anyhow::Result<ExitStatus> {
    match &args.what {
        What::Quotes(args) => quotes::run(&args.common),
        What::Speakers(args) => speakers::run(&args.common),
        What::Sources(args) => sources::run(&args.common),
        What::Names(args) => names::run(args),
    }
}

/// Gold, the part to learn from and the part to measure on.
struct Gold {
    train: Vec<Article>,
    held_out: Vec<Article>,
}

impl Gold {
    /// Reads it; `keep` says which articles are marked for what is to be learned, `what` says what that is.
    fn read(args: &CommonArgs, keep: fn(&Article) -> bool, what: &str) -> anyhow::Result<Self> {
        let read = |paths| -> anyhow::Result<Vec<Article>> {
            let mut articles = files::read_gold(paths, true, args.offsets.into())?;
            articles.retain(keep);
            Ok(articles)
        };
        let mut train = read(&args.gold)?;
        ensure!(!train.is_empty(), "no article of the gold has {what}");
        // By a hash of the id, so that neither the order nor the names of files play a part.
        train.sort_by_cached_key(|a| (hash::pair(args.seed, hash::bytes(a.id.as_bytes())), a.id.clone()));
        let held_out = if args.dev.is_empty() {
            let n = (args.held_out * train.len() as f32).round() as usize;
            let n = if args.held_out > 0.0 { n.max(1) } else { 0 };
            train.split_off(train.len().saturating_sub(n))
        } else {
            let dev = read(&args.dev)?;
            ensure!(!dev.is_empty(), "no article of --dev has {what}");
            dev
        };
        if train.len() < LEAST {
            bail!(
                "{} to learn from, and {} to measure on: {LEAST} are needed to learn from at least; give more gold, or --held-out 0",
                articles(train.len()),
                articles(held_out.len())
            );
        }
        Ok(Self { train, held_out })
    }

    /// What is learned from, as the stages see it.
    fn examples(&self) -> anyhow::Result<Vec<train::Gold<'_>>> {
        examples(&self.train)
    }

    /// Prints how well analyzers do on the held-out articles, without what was learned and with it, and what moved.
    fn report(
        &self,
        before: &Analyzer,
        after: &Analyzer,
        measures: impl Fn(Measure) -> bool,
        args: &CommonArgs,
    ) -> anyhow::Result<ExitStatus> {
        if self.held_out.is_empty() {
            return Ok(ExitStatus::Success);
        }
        let [before, after] = [before, after].map(|analyzer| predict::predict(&self.held_out, analyzer));
        let comparison = Comparison { gold: &self.held_out, before: &before?, after: &after? };
        let mut out = io::stdout().lock();
        writeln!(out, "on {} not learned from:\n", articles(self.held_out.len()))?;
        comparison.print(&mut out, measures, args.list)?;
        Ok(ExitStatus::Success)
    }
}

/// Articles as the stages see them.
fn examples(gold: &[Article]) -> anyhow::Result<Vec<train::Gold<'_>>> {
    gold.iter().map(|a| train::Gold::new(a).with_context(|| a.id.clone())).collect()
}

impl Base {
    /// The model that is trained further; `None` where it is to be learned from nothing.
    fn read<M>(
        &self,
        shipped: impl FnOnce() -> M,
        read: impl FnOnce(&[u8]) -> Result<M, ModelError>,
    ) -> anyhow::Result<Option<M>> {
        Ok(match self {
            Self::Nothing => None,
            Self::Shipped => Some(shipped()),
            Self::File(path) => {
                Some(read(&files::unpacked(path)?).with_context(|| no_model(path, "--base"))?)
            }
        })
    }
}

/// `3 articles`
fn articles(n: usize) -> String {
    format!("{n} {}", if n == 1 { "article" } else { "articles" })
}

/// Tells on standard error how the training goes.
struct Progress {
    begun: Instant,
    quiet: bool,
}

impl Progress {
    fn new(quiet: bool) -> Self {
        Self { begun: Instant::now(), quiet }
    }

    fn say(&self, line: &str) {
        if !self.quiet {
            // Progress that nobody can read is no reason to stop.
            let _ = writeln!(anstream::stderr(), "{:7.1} s  {line}", self.begun.elapsed().as_secs_f32());
        }
    }
}

/// The file of the model, opened before the training so that a fault shows early.
fn open(args: &CommonArgs) -> anyhow::Result<Output> {
    let path = args.output.as_path();
    ensure!(path != Path::new("-"), "a model is written to a file, not to standard output: -o FILE");
    let inputs: Vec<PathBuf> = args.gold.iter().chain(&args.dev).cloned().collect();
    Output::open(Some(path), &inputs)
}

fn write(mut output: Output, model: &[u8], args: &CommonArgs, progress: &Progress) -> anyhow::Result<()> {
    output.write_all(model).with_context(|| cannot_write(&args.output))?;
    output.finish()?;
    progress.say(&format!("{}: {} bytes", args.output.display(), model.len()));
    Ok(())
}
