//! Trains and measures the tagger of names.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, ensure};
use clap::{Args, ValueEnum};
use dixit_entities::train::{NamesConfig, TaggedText, document, tag, title_case, train_names};
use dixit_entities::{EntityTagger, LearnedTagger, Mention, NameKind};
use dixit_learn::ContainerBuilder;
use dixit_learn::train::CrfConfig;
use dixit_text::{Scratch, Span};

use crate::bio::{self, Layout};
use crate::model_path;
use dixit_models::ner::LEXICON;

#[derive(Debug, Args)]
pub(crate) struct TrainArgs {
    /// What to train on
    #[arg(long, value_enum, default_value_t = Sets::All)]
    sets: Sets,
    /// Train on one text in N, for quick experiments
    #[arg(long, default_value_t = 1)]
    sample: usize,
    /// Where to write the model; by default models/ner/names.bin
    #[arg(long)]
    out: Option<PathBuf>,
    #[arg(long, default_value_t = 8)]
    epochs: usize,
    #[arg(long, default_value_t = 0.2)]
    rate: f32,
    #[arg(long, default_value_t = 0.3)]
    l1: f32,
    #[arg(long, default_value_t = 1.0)]
    l2: f32,
    #[arg(long, default_value_t = 0.1)]
    dropout: f32,
    #[arg(long, default_value_t = 2)]
    min_count: u32,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Parts of the texts that are read in turn by a model trained on the others, to calibrate scores; 1 for no calibration
    #[arg(long, default_value_t = 4)]
    folds: usize,
    /// Leave out the table of scores at the end
    #[arg(long)]
    no_report: bool,
    /// Train on the text as it is, without copies in other casing
    #[arg(long)]
    no_copies: bool,
}

#[derive(Debug, Args)]
pub(crate) struct EvalArgs {
    /// The model; by default the one built in
    model: Option<PathBuf>,
    /// Print up to this many mistakes on CoNLL-2003 dev
    #[arg(long, default_value_t = 0)]
    errors: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Sets {
    /// CoNLL-2003 train
    Conll,
    /// CoNLL-2003 train, Wikigold, WNUT-17 train and the Broad Twitter Corpus
    All,
}

/// Name, file, layout; the first is the one to tune on.
const DEV: (&str, &str, Layout) = ("CoNLL-2003 dev", "conll2003.dev.bio", Layout::Datelines);
// names, not words of the language
const TRAIN: [(&str, &str, Layout); 4] = [
    ("CoNLL-2003 train", "conll2003.train.bio", Layout::Datelines),
    ("Wikigold", "wikigold.bio", Layout::Runs(12)),
    ("WNUT-17 train", "wnut17.train.bio", Layout::Runs(1)),
    ("Broad Twitter", "btc.bio", Layout::Runs(1)),
];

fn load(data: &Path, set: (&str, &str, Layout)) -> anyhow::Result<Vec<TaggedText>> {
    let mut texts = bio::read(&data.join("ner").join(set.1), set.2)?;
    // Tweets, marked by rules of their own.
    texts.iter_mut().for_each(|t| t.foreign = matches!(set.2, Layout::Runs(1)));
    Ok(texts)
}

pub(crate) fn train(data: &Path, args: &TrainArgs) -> anyhow::Result<()> {
    let begun = Instant::now();
    let sets = match args.sets {
        Sets::Conll => &TRAIN[..1],
        Sets::All => &TRAIN[..],
    };
    let mut texts = Vec::new();
    for set in sets {
        texts.extend(load(data, *set)?.into_iter().step_by(args.sample).map(|t| t.retokenized()));
    }
    let crf = CrfConfig {
        epochs: args.epochs,
        rate: args.rate,
        l1: args.l1,
        l2: args.l2,
        min_count: args.min_count,
        most_common: 1.0,
        dropout: args.dropout,
        average: 1,
        runs: 1,
        seed: args.seed,
    };
    let config = NamesConfig { crf, folds: args.folds, copies: !args.no_copies };
    println!(
        "{} texts, {} tokens, {config:?}",
        texts.len(),
        texts.iter().map(|t| t.tokens.len()).sum::<usize>()
    );
    let file = train_names(&texts, LEXICON, None, &config, &mut |step| {
        println!("{:>4.0} s  {step}", begun.elapsed().as_secs_f64());
    })?;
    let out = args.out.clone().unwrap_or_else(|| model_path("ner/names.bin"));
    std::fs::write(&out, &file).with_context(|| format!("cannot write {}", out.display()))?;
    println!("{}: {} bytes, {:.0} s", out.display(), file.len(), begun.elapsed().as_secs_f64());
    let tagger = LearnedTagger::from_model(&file)?;
    if args.no_report {
        let dev = load(data, DEV)?;
        println!(
            "{} {:.2}, columns {:.2}",
            DEV.0,
            score_text(&tagger, &dev, None).f1(),
            score(&tagger, &dev).f1()
        );
        return Ok(());
    }
    report(data, &tagger)
}

/// Counts of names: right in span and kind, predicted, in the gold.
#[derive(Clone, Copy, Debug, Default)]
struct Score {
    right: usize,
    found: usize,
    gold: usize,
}

impl Score {
    fn f1(self) -> f64 {
        200.0 * self.right as f64 / (self.found + self.gold).max(1) as f64
    }
}

fn compare(text: &TaggedText, mentions: &[Mention], only: Option<NameKind>) -> Score {
    let wanted = |kind: NameKind| only.is_none_or(|k| k == kind);
    let gold: HashSet<_> =
        text.names.iter().filter(|(_, k)| wanted(*k)).map(|(n, k)| (text.span(n), *k)).collect();
    let found = mentions.iter().filter(|m| wanted(m.kind));
    Score {
        right: found.clone().filter(|m| gold.contains(&(m.span, m.kind))).count(),
        found: found.count(),
        gold: gold.len(),
    }
}

fn add(a: Score, b: Score) -> Score {
    Score { right: a.right + b.right, found: a.found + b.found, gold: a.gold + b.gold }
}

/// On texts as they are tokenized in `texts`.
fn score(tagger: &LearnedTagger, texts: &[TaggedText]) -> Score {
    let mut scratch = Scratch::default();
    texts.iter().map(|t| compare(t, &tag(tagger, t, &mut scratch), None)).fold(Score::default(), add)
}

/// On the text alone, with the program's own tokens: gold spans are bytes.
fn score_text(tagger: &LearnedTagger, texts: &[TaggedText], only: Option<NameKind>) -> Score {
    let mut scratch = Scratch::default();
    let one = |t: &TaggedText| {
        let doc = document(t);
        let tokens = dixit_tokens::tokenize(doc.text());
        compare(t, &tagger.tag(&doc, &tokens, &mut scratch), only)
    };
    texts.iter().map(one).fold(Score::default(), add)
}

/// Mean distance between score and share of right names, over ten bins: expected calibration error.
fn calibration_error(tagger: &LearnedTagger, texts: &[TaggedText]) -> f64 {
    let mut bins = [(0usize, 0f64, 0usize); 10];
    let mut scratch = Scratch::default();
    for text in texts {
        for m in tag(tagger, text, &mut scratch) {
            let bin = &mut bins[((m.score * 10.0) as usize).min(9)];
            let right = text.names.iter().any(|(n, k)| *k == m.kind && text.span(n) == m.span);
            *bin = (bin.0 + 1, bin.1 + f64::from(m.score), bin.2 + usize::from(right));
        }
    }
    let all: usize = bins.iter().map(|b| b.0).sum();
    bins.iter().map(|b| (b.1 - b.2 as f64).abs()).sum::<f64>() / all.max(1) as f64
}

fn report(data: &Path, tagger: &LearnedTagger) -> anyhow::Result<()> {
    println!(
        "\nF1 by set, on the text with the program's own tokens; columns: tokens and sentences of the set"
    );
    // names, not words of the language
    println!("{:<18} {:>7} {:>7} {:>7} {:>7} {:>7} {:>8}", "", "all", "PER", "ORG", "LOC", "MISC", "columns");
    for set in std::iter::once(DEV).chain(TRAIN) {
        let texts = load(data, set)?;
        print!("{:<18}", set.0);
        let kinds = [NameKind::Person, NameKind::Organization, NameKind::Location, NameKind::Misc];
        for only in std::iter::once(None).chain(kinds.map(Some)) {
            print!(" {:>7.2}", score_text(tagger, &texts, only).f1());
        }
        println!(" {:>8.2}", score(tagger, &texts).f1());
    }
    let dev = load(data, DEV)?;
    let cased = |change: fn(&TaggedText) -> TaggedText| {
        let texts: Vec<TaggedText> = dev.iter().map(change).collect();
        score_text(tagger, &texts, None).f1()
    };
    println!("dev in lower case {:.2}", cased(|t| t.map(|_, w| w.to_lowercase())));
    println!("dev in capitals   {:.2}", cased(|t| t.map(|_, w| w.to_uppercase())));
    println!("dev in title case {:.2}", cased(title_case));
    let whole = whole(&dev);
    println!("dev as one text   {:.2}", score_text(tagger, &whole, None).f1());
    println!("calibration error on dev {:.3}", calibration_error(tagger, &dev));
    speed(data, tagger)
}

/// All texts as one, as someone has them who does not know where documents begin.
fn whole(texts: &[TaggedText]) -> Vec<TaggedText> {
    let mut all = TaggedText::default();
    for t in texts {
        if !all.text.is_empty() {
            all.text.push_str("\n\n");
        }
        let (bytes, tokens) = (all.text.len() as u32, all.tokens.len() as u32);
        all.text.push_str(&t.text);
        all.tokens.extend(t.tokens.iter().map(|token| {
            let span = Span::new(token.span.start() + bytes, token.span.end() + bytes);
            dixit_tokens::Token { span, ..*token }
        }));
        all.sentences.extend(t.sentences.iter().map(|s| s.start + tokens..s.end + tokens));
        all.names.extend(t.names.iter().map(|(n, k)| (n.start + tokens..n.end + tokens, *k)));
    }
    vec![all]
}

/// Time of the tagger alone, without tokenization, on the PolNeAR articles.
fn speed(data: &Path, tagger: &LearnedTagger) -> anyhow::Result<()> {
    let path = data.join("polnear/train.jsonl");
    let file = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut docs = Vec::new();
    for line in file.lines() {
        let article: serde_json::Value = serde_json::from_str(line)?;
        let doc = dixit_text::Document::new("", article["text"].as_str().unwrap_or_default())?;
        let tokens = dixit_tokens::tokenize(doc.text());
        docs.push((doc, tokens));
    }
    ensure!(!docs.is_empty(), "no articles in {}", path.display());
    let words: usize = docs.iter().map(|(d, _)| d.text().split_whitespace().count()).sum();
    let mut scratch = Scratch::default();
    let mut best = f64::MAX;
    let mut names = 0;
    for _ in 0..3 {
        let begun = cpu_seconds();
        names = docs.iter().map(|(doc, tokens)| tagger.tag(doc, tokens, &mut scratch).len()).sum();
        best = best.min(cpu_seconds() - begun);
    }
    println!("{:.3} µs a word over {words} words, {names} names", best / words as f64 * 1e6);
    Ok(())
}

/// Time this thread has spent on a processor: what counts on a machine with other work to do.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    stat.split_whitespace().next().and_then(|ns| ns.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

pub(crate) fn eval(data: &Path, args: &EvalArgs) -> anyhow::Result<()> {
    let tagger = match &args.model {
        None => LearnedTagger::embedded(),
        Some(path) => {
            let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
            LearnedTagger::from_model(&bytes).with_context(|| format!("cannot use {}", path.display()))?
        }
    };
    let mut scratch = Scratch::default();
    let mut left = args.errors;
    for text in load(data, DEV)?.iter().map(TaggedText::retokenized) {
        let mentions = tag(&tagger, &text, &mut scratch);
        for sentence in &text.sentences {
            let gold = text.names.iter().filter(|(n, _)| n.start >= sentence.start && n.end <= sentence.end);
            let gold: Vec<_> = gold.map(|(n, k)| (text.span(n), *k)).collect();
            let ours =
                mentions.iter().filter(|m| m.tokens.start >= sentence.start && m.tokens.end <= sentence.end);
            let ours: Vec<_> = ours.map(|m| (m.span, m.kind)).collect();
            if gold != ours && left > 0 && !sentence.is_empty() {
                left -= 1;
                let show = |list: &[(Span, NameKind)], other: &[(Span, NameKind)]| {
                    let only = list.iter().filter(|x| !other.contains(x));
                    only.map(|(s, k)| format!("{}={k:?}", &text.text[s.range()]))
                        .collect::<Vec<_>>()
                        .join(", ")
                };
                println!("{}", &text.text[text.span(sentence).range()]);
                println!("    gold: {}\n    ours: {}", show(&gold, &ours), show(&ours, &gold));
            }
        }
    }
    report(data, &tagger)
}

pub(crate) fn pack_lexicon(source: &Path) -> anyhow::Result<()> {
    let text =
        std::fs::read_to_string(source).with_context(|| format!("cannot read {}", source.display()))?;
    let mut builder = ContainerBuilder::default();
    dixit_entities::train::pack_lexicon(&text, &mut builder)
        .map_err(|line| anyhow::anyhow!("{}:{line}: neither brown, word nor pair", source.display()))?;
    let (out, file) = (model_path("ner/lexicon.bin"), builder.finish());
    std::fs::write(&out, &file).with_context(|| format!("cannot write {}", out.display()))?;
    println!("{}: {} bytes", out.display(), file.len());
    Ok(())
}
