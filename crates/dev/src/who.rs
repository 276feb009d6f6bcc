//! `dixit-dev train speakers`: the model that says who speaks.

use std::path::Path;

use crate::speakers::{Article, Data, articles};
use anyhow::Context;
use clap::Args;
use dixit_quotes::Quote;
use dixit_speakers::Attribution;
use dixit_speakers::train::{Known, Model};

use crate::model_path;

/// Trains the ranker of speakers and its calibration from GAP, PolNeAR train and world train.
#[derive(Debug, Args)]
pub(crate) struct TrainArgs {
    /// Only measure by five folds of the articles; write nothing
    #[arg(long)]
    cross: bool,
    /// Print what the held-out models got wrong
    #[arg(long)]
    errors: bool,
}

/// Measures the shipped model with the gold quotations of dev given.
#[derive(Debug, Args)]
pub(crate) struct EvalArgs {}

pub(crate) fn train(data: &Path, options: &TrainArgs) -> anyhow::Result<()> {
    let data = Data::read(data)?;
    let held_out = data.held_out();
    let scores = data.crossed(&held_out, &mut |article, quote, found, gold| {
        if options.errors {
            print_error(article, quote, found, gold);
        }
    });
    for (corpus, score) in ["polnear train", "world train"].into_iter().zip(scores) {
        println!("{corpus}, five folds, quotations given: {score}");
    }
    if options.cross {
        return Ok(());
    }
    let model = data.model(&held_out);
    for (file, table) in [
        ("speakers/ranker.tsv", model.network.to_string()),
        ("speakers/calibration.tsv", model.calibration.to_string()),
    ] {
        let path = model_path(file);
        std::fs::write(&path, table).with_context(|| path.display().to_string())?;
        println!("wrote {}", path.display());
    }
    Ok(())
}

pub(crate) fn eval(data: &Path, _: &EvalArgs) -> anyhow::Result<()> {
    for corpus in ["polnear", "world"] {
        let file = |name: &str| data.join(corpus).join(name);
        let mut score = crate::speakers::Score::default();
        for article in articles(&file("dev.jsonl"), Some(&file("dev.sources.jsonl")))? {
            score.add(&article, Model::shipped(), &mut |_, _, _| {});
        }
        println!("{corpus} dev, quotations given: {score}");
    }
    Ok(())
}

fn print_error(article: &Article, quote: &Quote, found: &Attribution, gold: &Known) {
    let doc = &article.text.doc;
    let source: Vec<&str> = quote.source.iter().map(|s| doc.slice(*s)).collect();
    let speakers: Vec<&str> = found.speakers.iter().map(|s| doc.slice(s.name)).collect();
    println!(
        "{}\t{:?}\t{source:?}\tgot {speakers:?} {:.2}\tgold {:?}",
        doc.id, found.decided_by, found.score, gold.names[0]
    );
}
