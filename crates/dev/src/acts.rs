//! Trains and measures the model of acts: statement, attitude or neither.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::gold;
use anyhow::Context;
use clap::Args;
use dixit_entities::{EntityTagger, LearnedTagger};
use dixit_learn::{Container, LinearModel};
use dixit_quotes::{Act, Judged, LearnedQuoteTagger, Quote, QuoteTagger, judge_with, train_acts};
use dixit_text::{Document, Scratch};
use dixit_tokens::{Tokens, tokenize};
use serde_json::Value;

use crate::model_path;
use crate::quotes::repaired;

#[derive(Debug, Args)]
pub(crate) struct TrainArgs {
    /// Where to write the model; by default models/quotes/acts.bin
    #[arg(long)]
    out: Option<PathBuf>,
}

/// Folds of cross-validation, over articles.
const FOLDS: usize = 5;

/// From this confidence on, what the tagger finds in world train and overlaps no attribution there counts as no saying at all.
const FOUND: f32 = 0.15;
/// And so much, since a reader may have missed it.
const FOUND_WEIGHT: f32 = 0.7;

/// An article with the quotations whose act is known.
struct Article {
    doc: Document,
    tokens: Tokens,
    quotes: Vec<(Quote, Act)>,
    /// What the tagger finds and no annotator marked.
    unmarked: Vec<Quote>,
}

pub(crate) fn train(data: &Path, args: &TrainArgs) -> anyhow::Result<()> {
    let polnear = articles(data, "polnear/train", false)?;
    let world = articles(data, "world/train", true)?;
    for (name, set) in [("PolNeAR train", &polnear), ("world train", &world)] {
        let mut sum = Confusion::default();
        for fold in 0..FOLDS {
            let rest =
                |set: &'_ [Article]| -> Vec<usize> { (0..set.len()).filter(|i| i % FOLDS != fold).collect() };
            let both = [(&polnear, rest(&polnear)), (&world, rest(&world))];
            let seen = both.iter().flat_map(|(set, rest)| rest.iter().map(|&i| &set[i]));
            let model = fit(seen);
            sum.count(&model, set.iter().skip(fold).step_by(FOLDS))?;
        }
        println!("{name}, five-fold: {sum}");
    }
    let model = fit(polnear.iter().chain(&world));
    for name in ["polnear/dev", "world/dev"] {
        let mut sum = Confusion::default();
        sum.count(&model, articles(data, name, false)?.iter())?;
        println!("{name}: {sum}");
    }
    let out = args.out.clone().unwrap_or_else(|| model_path("quotes/acts.bin"));
    std::fs::write(&out, &model).with_context(|| format!("cannot write {}", out.display()))?;
    println!("{}: {} bytes", out.display(), model.len());
    Ok(())
}

fn fit<'a>(articles: impl Iterator<Item = &'a Article>) -> Vec<u8> {
    let judged: Vec<Judged<'_>> = articles
        .flat_map(|a| {
            let of = |quote, act, weight| Judged { doc: &a.doc, tokens: &a.tokens, quote, act, weight };
            let known = a.quotes.iter().map(move |(quote, act)| of(quote, *act, 1.0));
            known.chain(a.unmarked.iter().map(move |quote| of(quote, Act::Neither, FOUND_WEIGHT)))
        })
        .collect();
    train_acts(&judged)
}

/// The articles of a set that have records.
fn articles(data: &Path, name: &str, unmarked: bool) -> anyhow::Result<Vec<Article>> {
    let read = |path: PathBuf| {
        std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
    };
    let mut acts: HashMap<(String, String), Act> = HashMap::new();
    for line in read(data.join(format!("{name}.sources.jsonl")))?.lines() {
        let record: Value = serde_json::from_str(line)?;
        let field = |key: &str| record[key].as_str().unwrap_or_default().to_owned();
        let act = match &*field("act") {
            "statement" => Act::Statement,
            "attitude" => Act::Attitude,
            _ => Act::Neither,
        };
        acts.insert((field("id"), field("attribution")), act);
    }
    let (names, tagger) = (LearnedTagger::embedded(), LearnedQuoteTagger::embedded().with_threshold(FOUND));
    let mut scratch = Scratch::default();
    let mut all = Vec::new();
    for line in read(data.join(format!("{name}.jsonl")))?.lines() {
        let gold::Article { doc, ids, quotes, .. } = gold::article(&serde_json::from_str(line)?)?;
        let tokens = tokenize(doc.text());
        let mut found = Vec::new();
        if unmarked {
            let mentions = names.tag(&doc, &tokens, &mut scratch);
            found = tagger.tag(&doc, &tokens, &mentions, &mut scratch);
            found = repaired(&doc, &tokens, &mentions, found, &mut scratch);
            let touch =
                |a: &Quote, b: &Quote| a.content.iter().any(|x| b.content.iter().any(|y| x.overlaps(*y)));
            found.retain(|f| !quotes.iter().any(|q| touch(f, q)));
        }
        let act = |id: String| acts.get(&(doc.id.clone(), id)).copied();
        let quotes: Vec<(Quote, Act)> =
            ids.into_iter().zip(quotes).filter_map(|(id, quote)| Some((quote, act(id)?))).collect();
        if !quotes.is_empty() {
            all.push(Article { doc, tokens, quotes, unmarked: found });
        }
    }
    Ok(all)
}

/// How often each act is taken for each: `[right][judged]`.
#[derive(Default)]
struct Confusion {
    counts: [[u32; 3]; 3],
    /// Of what no annotator marked, how much is judged a statement, and all of it.
    unmarked: [u32; 2],
}

impl Confusion {
    fn count<'a>(&mut self, model: &[u8], articles: impl Iterator<Item = &'a Article>) -> anyhow::Result<()> {
        let container = Container::parse(model)?;
        let model = LinearModel::read(&container, "acts")?;
        for a in articles {
            for (quote, act) in &a.quotes {
                let judged = judge_with(&model, &a.doc, &a.tokens, quote);
                self.counts[*act as usize][judged.act as usize] += 1;
            }
            for quote in &a.unmarked {
                let judged = judge_with(&model, &a.doc, &a.tokens, quote);
                self.unmarked[0] += u32::from(judged.act == Act::Statement);
                self.unmarked[1] += 1;
            }
        }
        Ok(())
    }
}

impl std::fmt::Display for Confusion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [statements, ..] = self.counts;
        let all: u32 = self.counts.iter().flatten().sum();
        let right: u32 = (0..3).map(|i| self.counts[i][i]).sum();
        let (gold, given): (u32, u32) = (statements.iter().sum(), self.counts.iter().map(|c| c[0]).sum());
        let percent = |a: u32, b: u32| 100.0 * f64::from(a) / f64::from(b.max(1));
        write!(
            f,
            "{all} right {:.1} %, F1 of statement {:.1}, of those given out as statements none {:.1} %, counts {:?}",
            percent(right, all),
            percent(2 * statements[0], gold + given),
            percent(given - statements[0], given),
            self.counts
        )?;
        match self.unmarked {
            [_, 0] => Ok(()),
            [said, all] => write!(f, "; unmarked: {said} of {all} statements"),
        }
    }
}
