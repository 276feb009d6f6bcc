//! Trains the model of grammar.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context;
use clap::Args;
use dixit_eval::conllu;
use dixit_grammar::train::{Config, Sample, train as train_grammar};
use dixit_grammar::{Relation, Tag};
use flate2::read::GzDecoder;

use crate::model_path;

#[derive(Debug, Args)]
pub(crate) struct TrainArgs {
    /// News that scripts/train/parser.py read; scripts/train/grammar makes it and calls this
    #[arg(required_unless_present = "gold_only")]
    read: Vec<PathBuf>,
    /// Where to write the model; by default models/grammar/grammar.bin
    #[arg(long)]
    out: Option<PathBuf>,
    /// Learn from EWT train alone
    #[arg(long)]
    gold_only: bool,
    /// Train on one sentence in N, for quick experiments
    #[arg(long, default_value_t = 1)]
    sample: usize,
    #[arg(long, default_value_t = Config::default().epochs)]
    epochs: usize,
    #[arg(long, default_value_t = Config::default().gold_times)]
    gold_times: usize,
    #[arg(long, default_value_t = Config::default().arc_bits)]
    arc_bits: u32,
    #[arg(long, default_value_t = Config::default().seed)]
    seed: u64,
}

pub(crate) fn train(data: &Path, args: &TrainArgs) -> anyhow::Result<()> {
    let begun = Instant::now();
    let log = |line: &str| println!("{:6.1} s  {line}", begun.elapsed().as_secs_f32());
    let mut samples = gold(&data.join("syntax/ewt-train.conllu.gz"))?;
    for path in &args.read {
        samples.extend(read(path)?);
    }
    let samples: Vec<Sample> = samples.into_iter().step_by(args.sample.max(1)).collect();
    let words: usize = samples.iter().map(|s| s.words.len()).sum();
    log(&format!("{} sentences, {words} words", samples.len()));
    let config = Config {
        epochs: args.epochs,
        gold_times: args.gold_times,
        arc_bits: args.arc_bits,
        seed: args.seed,
        ..Config::default()
    };
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

/// Sentences that a parser read: an article a line, of each a list of sentences, of each a list of words. What it is unsure of is open.
fn read(path: &Path) -> anyhow::Result<Vec<Sample>> {
    /// A word, its tags (universal and Penn's), its head from 1 and its relation.
    type Row = (String, Option<String>, Option<u32>, Option<String>);
    let tag = |tags: &str| {
        let (upos, penn) = tags.split_once(' ')?;
        Some(Tag::of(upos.parse().ok()?, penn.parse().ok()?))
    };
    let mut samples = Vec::new();
    for line in unpacked(path)?.lines() {
        let sentences: Vec<Vec<Row>> = serde_json::from_str(line)
            .with_context(|| format!("{} is not what scripts/train/parser.py writes", path.display()))?;
        for rows in sentences {
            let mut sample = Sample { lemmas: vec![None; rows.len()], ..Sample::default() };
            for (word, tags, head, relation) in rows {
                sample.tags.push(tags.as_deref().and_then(tag));
                sample.relations.push(relation.filter(|_| head.is_some()).map(|r| Relation::read(&r)));
                sample.heads.push(head);
                sample.words.push(word);
            }
            samples.push(sample);
        }
    }
    Ok(samples)
}
