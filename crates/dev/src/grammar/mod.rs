//! Trains the model of grammar.

mod silver;

use std::collections::{HashMap, HashSet};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context;
use clap::Args;
use dixit_eval::conllu;
use dixit_grammar::train::{Config, Sample, train as train_grammar};
use dixit_grammar::{Relation, Tag};
use flate2::read::GzDecoder;
use serde_json::Value;

use crate::model_path;

#[derive(Debug, Args)]
pub(crate) struct TrainArgs {
    /// Where to write the model; by default models/grammar/grammar.bin
    #[arg(long)]
    out: Option<PathBuf>,
    /// Leave out the articles that a program analysed: EWT train alone
    #[arg(long)]
    gold_only: bool,
    /// Train on one sentence in N, for quick experiments
    #[arg(long, default_value_t = 1)]
    sample: usize,
    #[arg(long, default_value_t = Config::default().epochs)]
    epochs: usize,
    #[arg(long, default_value_t = Config::default().gold_times)]
    gold_times: usize,
    #[arg(long, default_value_t = Config::default().seed)]
    seed: u64,
}

pub(crate) fn train(data: &Path, args: &TrainArgs) -> anyhow::Result<()> {
    let begun = Instant::now();
    let log = |line: &str| println!("{:6.1} s  {line}", begun.elapsed().as_secs_f32());
    let mut samples = gold(&data.join("syntax/ewt-train.conllu.gz"))?;
    if !args.gold_only {
        samples
            .extend(silver(&data.join("polnear/train.jsonl"), &data.join("syntax/polnear-train.jsonl.gz"))?);
    }
    let samples: Vec<Sample> = samples.into_iter().step_by(args.sample.max(1)).collect();
    let words: usize = samples.iter().map(|s| s.words.len()).sum();
    log(&format!("{} sentences, {words} words", samples.len()));
    let config =
        Config { epochs: args.epochs, gold_times: args.gold_times, seed: args.seed, ..Config::default() };
    let model = train_grammar(&samples, &config, &log);
    let out = args.out.clone().unwrap_or_else(|| model_path("grammar/grammar.bin"));
    std::fs::write(&out, &model).with_context(|| format!("cannot write {}", out.display()))?;
    log(&format!("{}: {} bytes", out.display(), model.len()));
    Ok(())
}

/// The text of a file, unpacked.
fn unpacked(path: &Path) -> anyhow::Result<String> {
    let file = std::fs::File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut content = String::new();
    GzDecoder::new(file)
        .read_to_string(&mut content)
        .with_context(|| format!("cannot read {}", path.display()))?;
    Ok(content)
}

/// Sentences that people analysed.
fn gold(path: &Path) -> anyhow::Result<Vec<Sample>> {
    let sentences = conllu::read(&unpacked(path)?).with_context(|| path.display().to_string())?;
    let sample = |s: conllu::Sentence| Sample {
        tags: s.words.iter().map(|w| Some(Tag::of(w.upos.parse().ok()?, w.xpos.parse().ok()?))).collect(),
        lemmas: s.words.iter().map(|w| Some(w.lemma.clone())).collect(),
        heads: s.words.iter().map(|w| w.head).collect(),
        relations: s.words.iter().map(|w| Some(Relation::read(&w.relation))).collect(),
        words: s.words.into_iter().map(|w| w.form).collect(),
        gold: true,
    };
    Ok(sentences.into_iter().map(sample).collect())
}

/// Sentences of articles that a program analysed.
fn silver(articles: &Path, analyses: &Path) -> anyhow::Result<Vec<Sample>> {
    let content =
        std::fs::read_to_string(articles).with_context(|| format!("cannot read {}", articles.display()))?;
    let mut texts = HashMap::new();
    for line in content.lines() {
        let article: Value = serde_json::from_str(line)?;
        let field = |name: &str| article[name].as_str().unwrap_or_default().to_owned();
        texts.insert(field("id"), field("text"));
    }
    let names = dixit_models::words::GIVEN_NAMES.lines();
    let given: HashSet<&str> = names.filter_map(|line| line.split('\t').next()).collect();
    let mut samples = Vec::new();
    for line in unpacked(analyses)?.lines() {
        let analysis: Value = serde_json::from_str(line)?;
        let text = texts.get(analysis["id"].as_str().unwrap_or_default());
        if let Some(text) = text {
            samples.extend(silver::sentences(text, &analysis, &given)?);
        }
    }
    Ok(samples)
}
