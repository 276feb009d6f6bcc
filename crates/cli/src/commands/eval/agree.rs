//! `dixit eval agree`: annotators against each other.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::bail;
use dixit_eval::{Article, Counts, figures_json, figures_table, intervals, score, total};
use dixit_text::OffsetUnit;

use super::args::AgreeArgs;
use super::files::{Annotated, read_brat, read_gold};
use crate::exit::ExitStatus;

pub(super) fn run(args: &AgreeArgs) -> anyhow::Result<ExitStatus> {
    let annotated = match &args.gold[..] {
        [folder] => read_brat(folder, OffsetUnit::Chars)?,
        several => by_article(several)?,
    };
    let each: Vec<Counts> = annotated.iter().filter(|(_, by)| by.len() > 1).map(pairs).collect();
    if each.is_empty() {
        bail!(
            "no text has two annotations: want a folder with NAME.txt and NAME_ANNOTATOR.ann of each annotator, or the gold of each annotator as a file or folder of their own"
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

/// The gold of several annotators, put together by article in order of its id.
fn by_article(paths: &[PathBuf]) -> anyhow::Result<Vec<Annotated>> {
    let mut annotated: BTreeMap<String, Annotated> = BTreeMap::new();
    for path in paths {
        for mut article in read_gold(std::slice::from_ref(path), true, OffsetUnit::Chars)? {
            let annotation = std::mem::take(&mut article.gold);
            let (first, by) =
                annotated.entry(article.id.clone()).or_insert_with(|| (article.clone(), Vec::new()));
            if first.text != article.text {
                bail!("{}: {} has another text than in {}", path.display(), article.id, paths[0].display());
            }
            by.push(annotation);
        }
    }
    Ok(annotated.into_values().collect())
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
