//! `dixit eval`: how well quotations are found, against gold.

mod agree;
mod args;
mod diff;
pub(crate) mod files;
mod html;
mod init;
pub(crate) mod predict;
mod report;
mod trees;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use dixit_eval::{By, Floor};
use dixit_pipeline::train::{GivenQuotes, Gold};
use serde_json::json;

pub(crate) use args::EvalArgs;
use args::{CheckArgs, EvalAction, EvalBy, ScoreArgs};
pub(crate) use diff::Comparison;
use files::{read_file, read_predictions};

use crate::exit::ExitStatus;
use crate::output::refuse_inputs;

pub(crate) fn run(args: &EvalArgs) -> anyhow::Result<ExitStatus> {
    match &args.action {
        None if args.score.gold.gold.iter().any(|path| trees::is_trees(path)) => trees::score(&args.score),
        None => score(&args.score),
        Some(EvalAction::Init(args)) => init::run(args),
        Some(EvalAction::Check(args)) => check(args),
        Some(EvalAction::Agree(args)) => agree::run(args),
        Some(EvalAction::Diff(args)) => diff::run(args),
    }
}

fn score(args: &ScoreArgs) -> anyhow::Result<ExitStatus> {
    let floors = args.floors.as_deref().map_or(Ok(Vec::new()), read_floors)?;
    let gold = args.gold.read()?;
    let pred = match &args.pred {
        Some(path) => read_predictions(path, &gold, args.gold.unit())?,
        None => {
            let mut analyzer = args.engine.analyzer()?;
            if args.given_quotes {
                let known: Vec<Gold> = gold.iter().map(Gold::new).collect::<Result<_, _>>()?;
                analyzer = analyzer.with_given_quotes(Arc::new(GivenQuotes::new(&known)));
            }
            let analyzer = analyzer.without_repairs(args.without.iter().copied().collect());
            predict::predict(&gold, &analyzer)?
        }
    };

    let each = dixit_eval::evaluate_each(&gold, &pred);
    let counts = dixit_eval::total(&each);
    let intervals = dixit_eval::intervals(&each);
    let groups = args.by.map(|by| dixit_eval::grouped(&gold, &pred, by.into()));
    let calibration = args.calibration.then(|| dixit_eval::calibration(&gold, &pred));

    let mut out = io::stdout().lock();
    if args.json {
        let mut value = dixit_eval::figures_json(&counts, &intervals);
        value["articles"] = json!(gold.len());
        if let Some(groups) = &groups {
            let figures = groups.iter().map(|(name, c)| (name.clone(), dixit_eval::figures_json(c, &[])));
            value["by"] = figures.collect();
        }
        if let Some((attributions, speakers)) = &calibration {
            let (attributions, speakers) = (report::reliability(attributions), report::reliability(speakers));
            value["calibration"] = json!({"attributions": attributions, "speakers": speakers});
        }
        writeln!(out, "{value}")?;
    } else {
        let (n, quotations) = (gold.len(), counts.gold);
        writeln!(out, "{n} articles, {quotations} gold quotations, {} predicted\n", counts.pred)?;
        write!(out, "{}", dixit_eval::figures_table(&counts, &intervals))?;
        if let Some(groups) = &groups {
            report::groups(&mut out, groups)?;
        }
        if let Some((attributions, speakers)) = &calibration {
            for (name, table) in [("attributions", attributions), ("speakers", speakers)] {
                writeln!(out, "\nconfidence of {name}: ECE {:.3} over {}", table.ece(), table.n())?;
                write!(out, "{}", table.table())?;
            }
        }
        if let Some(shown) = args.errors {
            report::mistakes(&mut out, &gold, &pred, shown)?;
        }
    }
    if let Some(path) = &args.table {
        write_file(path, &report::rows(&gold, &pred), args)?;
    }
    if let Some(path) = &args.html {
        write_file(path, &html::page(&gold, &pred), args)?;
    }
    let (gate, holds) = dixit_eval::gate(&floors, &counts);
    if !floors.is_empty() {
        // With --json, standard output holds nothing but JSON.
        let mut to: Box<dyn Write> = if args.json { Box::new(io::stderr()) } else { Box::new(&mut out) };
        write!(to, "\n{gate}")?;
    }
    Ok(if holds { ExitStatus::Success } else { ExitStatus::SomeFailed })
}

impl From<EvalBy> for By {
    fn from(by: EvalBy) -> Self {
        match by {
            EvalBy::Publisher => By::Publisher,
            EvalBy::Kind => By::Kind,
            EvalBy::Length => By::Length,
        }
    }
}

fn read_floors(path: &Path) -> anyhow::Result<Vec<Floor>> {
    dixit_eval::floors(&read_file(path)?).map_err(|e| anyhow::anyhow!("{}: {e}", path.display()))
}

fn write_file(path: &Path, content: &str, args: &ScoreArgs) -> anyhow::Result<()> {
    // Of folders it is not the page that is read.
    let named = args.gold.gold.iter().chain([&args.pred, &args.floors].into_iter().flatten());
    let named: Vec<PathBuf> = named.filter(|path| path.is_file()).cloned().collect();
    refuse_inputs([path].into_iter(), &named)?;
    fs::write(path, content).with_context(|| format!("cannot write {}", path.display()))
}

fn check(args: &CheckArgs) -> anyhow::Result<ExitStatus> {
    match args.gold.read() {
        Ok(gold) => {
            let quotations: usize = gold.iter().map(|a| a.gold.attributions.len()).sum();
            writeln!(io::stdout(), "{} articles, {quotations} quotations, nothing wrong", gold.len())?;
            Ok(ExitStatus::Success)
        }
        Err(error) => {
            writeln!(anstream::stderr(), "{error:#}")?;
            Ok(ExitStatus::SomeFailed)
        }
    }
}
