//! Trains and measures the tagger of quotations.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::gold;
use anyhow::{Context, ensure};
use clap::{Args, ValueEnum};
use dixit_entities::{EntityTagger, LearnedTagger, Mention, cluster};
use dixit_eval::{
    Annotation, Attribution, Counts, Measure, Predictions, Reliability, calibration, evaluate, gold_json,
    read,
};
use dixit_grammar::Words;
use dixit_models::outlets::Outlets;
use dixit_quotes::{
    Example, LearnedQuoteTagger, Quote, QuoteTagger, Repairs, View, repair, train as train_quotes,
};
use dixit_text::{Document, OffsetMap, OffsetUnit, Scratch, Span};
use dixit_tokens::{Tokens, tokenize};
use serde_json::Value;

use crate::model_path;

#[derive(Debug, Args)]
pub(crate) struct TrainArgs {
    /// Articles with their attributions, in the gold format, each file with the times it counts: FILE or FILE=2;
    /// by default PolNeAR train and world train as the card says
    gold: Vec<String>,
    /// Train on one article in N, for quick experiments
    #[arg(long, default_value_t = 1)]
    sample: usize,
    /// Leave out one fold of five, from 0, of the files that count more than once
    #[arg(long)]
    without: Option<usize>,
    /// A model to train further
    #[arg(long)]
    base: Option<PathBuf>,
    /// Decides the order of the articles
    #[arg(long, default_value_t = 2)]
    seed: u64,
    /// Where to write the model; by default models/quotes/quotes.bin
    #[arg(long)]
    out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct EvalArgs {
    /// The model; by default models/quotes/quotes.bin
    model: Option<PathBuf>,
    /// Articles with their attributions, in the gold format; by default PolNeAR dev
    #[arg(long)]
    gold: Option<PathBuf>,
    /// Write the text another way first
    #[arg(long = "as", value_enum)]
    form: Option<Form>,
    /// Write what was found, at the lowest threshold, as predictions of the gold format
    #[arg(long)]
    out: Option<PathBuf>,
    /// Measure what is left after repairing, as the program does
    #[arg(long)]
    repaired: bool,
    /// Only one fold of five, from 0: for a model that was trained without it
    #[arg(long)]
    only: Option<usize>,
}

/// Other ways to write a text, character for character, so that offsets hold.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Form {
    /// In lower case
    Lower,
    /// With straight quotation marks
    Straight,
    /// With curly quotation marks
    Curly,
}

impl Form {
    fn of(self, text: &str) -> String {
        let (mut before, mut opens) = (' ', true);
        let write = |c: char| {
            // Two apostrophes are one mark.
            if (before, c) != ('\'', '\'') {
                opens = before.is_whitespace() || "([{—–-‘“".contains(before);
            }
            before = c;
            match (self, c) {
                (Self::Lower, c) => {
                    let mut lower = c.to_lowercase();
                    lower.next().filter(|_| lower.next().is_none()).unwrap_or(c)
                }
                (Self::Straight, '“' | '”') => '"',
                (Self::Straight, '‘' | '’') => '\'',
                (Self::Curly, '"') => ['”', '“'][usize::from(opens)],
                (Self::Curly, '\'') => ['’', '‘'][usize::from(opens)],
                _ => c,
            }
        };
        text.chars().map(write).collect()
    }
}

/// Folds of cross-validation.
const FOLDS: usize = 5;

/// How often an article of world train counts.
const WORLD_TIMES: u32 = 3;

/// The articles whose number passes.
fn fold(lines: Vec<Value>, keep: impl Fn(usize) -> bool) -> Vec<Value> {
    lines.into_iter().enumerate().filter(|(i, _)| keep(*i)).map(|(_, line)| line).collect()
}

/// What runs before quotations are found.
struct Read {
    article: gold::Article,
    tokens: Tokens,
    mentions: Vec<Mention>,
}

/// The lines of a file, one article each.
fn lines(path: &Path, sample: usize, form: Option<Form>) -> anyhow::Result<Vec<Value>> {
    let content = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let line = |line: &str| -> anyhow::Result<Value> {
        let mut article: Value = serde_json::from_str(line)?;
        if let Some(form) = form {
            article["text"] = form.of(article["text"].as_str().unwrap_or_default()).into();
        }
        Ok(article)
    };
    content.lines().step_by(sample.max(1)).map(line).collect()
}

fn analyse(articles: &[Value]) -> anyhow::Result<Vec<Read>> {
    let (names, mut scratch) = (LearnedTagger::embedded(), Scratch::default());
    let read = |article| {
        let article = gold::article(article)?;
        let tokens = tokenize(article.doc.text());
        let mentions = names.tag(&article.doc, &tokens, &mut scratch);
        Ok(Read { article, tokens, mentions })
    };
    articles.iter().map(read).collect()
}

pub(crate) fn train(data: &Path, args: &TrainArgs) -> anyhow::Result<()> {
    let begun = Instant::now();
    let default = || {
        let file = |name: &str| data.join(name).display().to_string();
        vec![file("polnear/train.jsonl"), format!("{}={WORLD_TIMES}", file("world/train.jsonl"))]
    };
    let files = if args.gold.is_empty() { default() } else { args.gold.clone() };
    let mut examples: Vec<Example> = Vec::new();
    for file in &files {
        let (path, times) = file.rsplit_once('=').unwrap_or((file, "1"));
        let weight: u32 =
            times.parse().with_context(|| format!("{file}: `{times}` is no number of times"))?;
        let mut lines = lines(Path::new(path), args.sample, None)?;
        if weight > 1 {
            lines = fold(lines, |i| args.without.is_none_or(|w| i % FOLDS != w));
        }
        examples.extend(analyse(&lines)?.into_iter().map(|r| Example {
            doc: r.article.doc,
            tokens: r.tokens,
            mentions: r.mentions,
            quotes: r.article.quotes,
            border: r.article.border,
            weight,
        }));
    }
    ensure!(!examples.is_empty(), "{} hold no articles", files.join(", "));
    let read = |path: &PathBuf| anyhow::Ok(LearnedQuoteTagger::from_bytes(&std::fs::read(path)?)?);
    let base =
        args.base.as_ref().map(|path| read(path).with_context(|| path.display().to_string())).transpose()?;
    let model = train_quotes(&examples, base.as_ref(), args.seed, &|line| {
        println!("{:6.1} s  {line}", begun.elapsed().as_secs_f32())
    });
    let out = args.out.clone().unwrap_or_else(|| model_path("quotes/quotes.bin"));
    std::fs::write(&out, &model).with_context(|| format!("cannot write {}", out.display()))?;
    println!("{}: {} bytes, {:.0} s", out.display(), model.len(), begun.elapsed().as_secs_f32());
    Ok(())
}

/// Thresholds of confidence to report.
const THRESHOLDS: [f32; 17] =
    [0.02, 0.03, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95];

pub(crate) fn eval(data: &Path, args: &EvalArgs) -> anyhow::Result<()> {
    let model = args.model.clone().unwrap_or_else(|| model_path("quotes/quotes.bin"));
    let bytes = std::fs::read(&model).with_context(|| format!("cannot read {}", model.display()))?;
    let tagger = LearnedQuoteTagger::from_bytes(&bytes)
        .with_context(|| format!("{} is no model", model.display()))?
        .with_threshold(THRESHOLDS[0]);
    let path = args.gold.clone().unwrap_or_else(|| data.join("polnear/dev.jsonl"));
    let lines = lines(&path, 1, args.form)?;
    let lines = fold(lines, |i| args.only.is_none_or(|only| i % FOLDS == only));
    let articles = analyse(&lines)?;
    let content: String = lines.iter().map(|l| format!("{l}\n")).collect();
    let gold = read::gold(&path.to_string_lossy(), &content, &read::Options::default())?;
    let mut scratch = Scratch::default();
    let mut tag = || -> Vec<Vec<Quote>> {
        let each = articles.iter();
        each.map(|r| tagger.tag(&r.article.doc, &r.tokens, &r.mentions, &mut scratch)).collect()
    };
    let found = tag();
    let took = (0..5).map(|_| time(&mut tag)).min().unwrap_or_default();
    let predictions = |threshold: f32| -> Predictions {
        let mut scratch = Scratch::default();
        let tagger = tagger.clone().with_threshold(threshold);
        let each = articles.iter().zip(&found).map(|(r, quotes)| {
            let (doc, map) = (&r.article.doc, OffsetMap::new(r.article.doc.text()));
            let repaired = args.repaired.then(|| {
                let quotes = tagger.tag(doc, &r.tokens, &r.mentions, &mut scratch);
                repaired(doc, &r.tokens, &r.mentions, quotes, &mut scratch)
            });
            let sure = |q: &&Quote| args.repaired || q.score >= threshold;
            let quotes = repaired.as_ref().unwrap_or(quotes).iter().filter(sure);
            let attributions = quotes.map(|q| attribution(&map, q)).collect();
            (r.article.doc.id.clone(), Annotation { attributions, ..Annotation::default() })
        });
        each.collect()
    };
    if let Some(out) = &args.out {
        let mut content = String::new();
        let predictions = predictions(0.0);
        for article in &gold {
            content += &format!("{}\n", gold_json(article, &predictions[&article.id]));
        }
        std::fs::write(out, content).with_context(|| format!("cannot write {}", out.display()))?;
    }
    println!("least   joint  P     R     direct source cue   content soft   strict ECE    (F1)");
    for threshold in THRESHOLDS {
        let predictions = predictions(threshold);
        let counts = evaluate(&gold, &predictions);
        let (reliability, _) = calibration(&gold, &predictions);
        println!("{threshold:4.2}  {}", row(&counts, &reliability));
    }
    let words: usize = articles.iter().map(|r| r.article.doc.text().split_whitespace().count()).sum();
    println!("{:.3} µs a word", took.as_secs_f64() * 1e6 / words as f64);
    Ok(())
}

/// What the program makes of the quotations that a tagger found.
pub(crate) fn repaired(
    doc: &Document,
    tokens: &Tokens,
    mentions: &[Mention],
    quotes: Vec<Quote>,
    scratch: &mut Scratch,
) -> Vec<Quote> {
    let entities = cluster(doc, tokens, mentions.to_vec());
    let words = Words { doc, tokens };
    let view = View { words, entities: &entities, outlets: Outlets::builtin() };
    repair(view, quotes, Repairs::all(), scratch)
}

fn time<T>(run: &mut dyn FnMut() -> T) -> Duration {
    let begun = Instant::now();
    run();
    begun.elapsed()
}

fn row(counts: &Counts, reliability: &Reliability) -> String {
    use Measure::*;
    let f1 = |m: Measure| 100.0 * counts.tally(m).f1();
    let joint = counts.tally(JointLenient);
    let shares = [100.0 * joint.precision(), 100.0 * joint.recall()];
    let measures = [DirectLenient, SourceSpans, CueSpans, ContentSpans, ContentSoft, ContentStrict].map(f1);
    let numbers: Vec<String> =
        [f1(JointLenient)].iter().chain(&shares).chain(&measures).map(|x| format!("{x:5.2}")).collect();
    format!("{}  {:.3}", numbers.join("  "), reliability.ece())
}

fn attribution(map: &OffsetMap, quote: &Quote) -> Attribution {
    let chars = |spans: &[Span]| {
        let at = |byte: u32| map.from_bytes(byte, OffsetUnit::Chars);
        spans.iter().map(|s| (at(s.start()), at(s.end()))).collect()
    };
    Attribution {
        content: chars(&quote.content),
        source: chars(&quote.source),
        cue: chars(&quote.cue),
        confidence: Some(f64::from(quote.score)),
        ..Attribution::default()
    }
}
