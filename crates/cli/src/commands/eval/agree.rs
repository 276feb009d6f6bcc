//! `dixit eval agree`: annotators against each other.

use std::io::{self, Write};

use anyhow::bail;
use dixit_eval::{Article, Counts, figures_json, figures_table, intervals, score, total};

use super::args::AgreeArgs;
use super::files::{Annotated, read_brat};
use crate::exit::ExitStatus;

pub(super) fn run(args: &AgreeArgs) -> anyhow::Result<ExitStatus> {
    let annotated = read_brat(&args.folder)?;
    let each: Vec<Counts> = annotated.iter().filter(|(_, by)| by.len() > 1).map(pairs).collect();
    if each.is_empty() {
        bail!(
            "no text in {} has two annotations: want NAME.txt with NAME_ANNOTATOR.ann for each annotator",
            args.folder.display()
        );
    }
    let (counts, intervals) = (total(&each), intervals(&each));
    let mut out = io::stdout().lock();
    if args.json {
        writeln!(out, "{}", figures_json(&counts, &intervals))?;
    } else {
        writeln!(out, "{} articles with several annotators, the first of each pair as gold\n", each.len())?;
        write!(out, "{}", figures_table(&counts, &intervals))?;
    }
    Ok(ExitStatus::Success)
}

/// Each annotator of one article against each later one.
fn pairs((article, annotations): &Annotated) -> Counts {
    let mut counts = Counts::default();
    for (i, first) in annotations.iter().enumerate() {
        let article = Article { gold: first.clone(), ..article.clone() };
        for second in &annotations[i + 1..] {
            counts += &score(&article, Some(second));
        }
    }
    counts
}
