//! `dixit train`: models from gold of one's own.

mod args;
mod names;
mod quotes;

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, bail, ensure};
use dixit_eval::{Article, Counts, Measure, evaluate};
use dixit_learn::hash;
use dixit_pipeline::Analyzer;

pub(crate) use args::TrainArgs;
use args::{CommonArgs, What};

use super::eval::{files, predict};
use crate::exit::ExitStatus;
use crate::output::{Output, cannot_write};

/// Articles a trainer needs at least: each half is read by a model of the other.
const LEAST: usize = 2;

pub(crate) fn run(args: &TrainArgs) -> anyhow::Result<ExitStatus> {
    match &args.what {
        What::Quotes(args) => quotes::run(&args.common),
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
            let mut articles = files::read_gold(paths, false, args.offsets.into())?;
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

fn write(mut output: Output, model: &[u8], path: &Path) -> anyhow::Result<()> {
    output.write_all(model).with_context(|| cannot_write(path))?;
    output.finish()
}

/// Prints how well analyzers do on the held-out articles, by measure; columns are named after them.
fn report(held_out: &[Article], columns: &[(&str, Analyzer)], measures: &[Measure]) -> anyhow::Result<()> {
    if held_out.is_empty() {
        return Ok(());
    }
    let counts: Vec<Counts> = columns
        .iter()
        .map(|(_, analyzer)| Ok(evaluate(held_out, &predict::predict(held_out, analyzer)?)))
        .collect::<anyhow::Result<_>>()?;
    let mut out = io::stdout().lock();
    write!(out, "{:26}", format!("F1 on {}", articles(held_out.len())))?;
    for (name, _) in columns {
        write!(out, " {name:>14}")?;
    }
    writeln!(out)?;
    for &measure in measures.iter().filter(|m| counts[0].tally(**m).gold > 0.0) {
        write!(out, "{:26}", measure.label().trim_start())?;
        for counts in &counts {
            write!(out, " {:14.2}", 100.0 * counts.tally(measure).f1())?;
        }
        writeln!(out)?;
    }
    Ok(out.flush()?)
}
