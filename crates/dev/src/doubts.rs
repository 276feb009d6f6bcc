//! How the doubt of the embedded tagger is spread over text: the table by which a cascade keeps to its budget.

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use clap::Args;
use dixit_bert::{Cascade, Engine, Options, model_folder};
use dixit_entities::{EntityTagger, LearnedTagger};
use dixit_quotes::LearnedQuoteTagger;
use dixit_text::{Document, Scratch};
use serde_json::Value;

/// Prints, for each twentieth of all words, the least doubt a word of the blocks of most doubt that make it up: SHARES of
/// crates/bert/src/cascade.rs.
#[derive(Debug, Args)]
pub(crate) struct DoubtsArgs {
    /// Articles in the gold format; by default PolNeAR train and world train
    files: Vec<PathBuf>,
}

pub(crate) fn doubts(data: &Path, args: &DoubtsArgs) -> anyhow::Result<()> {
    let default = || ["polnear/train.jsonl", "world/train.jsonl"].map(|name| data.join(name)).to_vec();
    let files = if args.files.is_empty() { default() } else { args.files.clone() };
    let transformer = Engine::open(&model_folder()?, &Options::default())?;
    let cascade = Cascade::new(transformer.into(), LearnedQuoteTagger::embedded(), 0.0);
    let (names, mut scratch) = (LearnedTagger::embedded(), Scratch::default());
    let mut blocks: Vec<(f32, usize)> = Vec::new();
    for path in files {
        let content =
            std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        for line in content.lines() {
            let article: Value = serde_json::from_str(line)?;
            let doc = Document::new("", article["text"].as_str().context("no text")?)?;
            let tokens = dixit_tokens::tokenize(doc.text());
            let mentions = names.tag(&doc, &tokens, &mut scratch);
            blocks.extend(
                cascade
                    .doubts(&doc, &tokens, &mentions, &mut scratch)
                    .into_iter()
                    .map(|(block, doubt)| (doubt, block.len())),
            );
        }
    }
    let all: usize = blocks.iter().map(|(_, words)| words).sum();
    ensure!(all > 0, "there are no words in these files");
    blocks.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut words, mut share) = (0, 1);
    for (doubt, size) in blocks {
        words += size;
        while words * 20 >= share * all {
            println!("({:.2}, {doubt:.4}),", share as f32 / 20.0);
            share += 1;
        }
    }
    Ok(())
}
