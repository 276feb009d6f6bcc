//! Training and measuring who speaks: articles with records, GAP, labels of candidates, folds.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, Result};
use dixit_entities::{Entities, EntityId, EntityTagger, LearnedTagger, Mention, NameKind, cluster};
use dixit_eval::{Fit, same_name};
use dixit_quotes::{Quote, QuoteKind};
use dixit_speakers::Attribution;
use dixit_speakers::train::{
    self, Calibration, Case, Example, Known, Model, Network, Random, Who, calibrate, pronoun_case,
};
use dixit_text::{Document, OffsetMap, OffsetUnit, Scratch, Span};
use dixit_tokens::Tokens;
use serde_json::Value;

use crate::gold;

/// How much a feminine pronoun of GAP counts beside a masculine one: sources of news are mostly men, and without it the
/// weights fit them better.
const FEMININE_WEIGHT: f32 = 5.0;

/// How often weights are trained, each time on pronouns resolved with those before.
const ROUNDS: usize = 2;

/// A text with its layers.
#[derive(Debug)]
pub(crate) struct Text {
    /// The text.
    pub(crate) doc: Document,
    /// Its tokens.
    pub(crate) tokens: Tokens,
    /// Its persons and bodies, by the embedded model.
    pub(crate) entities: Entities,
}

/// An article with its attributions, and what is known of each.
#[derive(Debug)]
pub(crate) struct Article {
    /// The text.
    pub(crate) text: Text,
    /// Gold content, cue and source spans.
    pub(crate) quotes: Vec<Quote>,
    /// In the order of `quotes`; `None` where there is no record, or it names nobody.
    pub(crate) known: Vec<Option<Known>>,
    /// Whether the scorers count it: direct or mixed, and a statement.
    pub(crate) counts: Vec<bool>,
}

/// Reads articles, and their records where there are some.
///
/// # Errors
/// Where a file cannot be read, or is of another form.
pub(crate) fn articles(path: &Path, records: Option<&Path>) -> Result<Vec<Article>> {
    let read = |path: &Path| std::fs::read_to_string(path).with_context(|| path.display().to_string());
    let mut records_of: HashMap<(String, String), (Known, bool)> = HashMap::new();
    for line in records.map(read).transpose()?.unwrap_or_default().lines() {
        let record: Value = serde_json::from_str(line)?;
        let text = |field: &str| record[field].as_str().unwrap_or_default().to_owned();
        let Some(speaker) = record["speaker"].as_str() else { continue };
        let named = matches!(&*text("type"), "person" | "organization" | "outlet");
        let statement = text("act") == "statement";
        let known = Known::new([speaker.to_owned()], named);
        records_of.insert((text("id"), text("attribution")), (known, statement));
    }
    let (mut scratch, tagger) = (Scratch::default(), LearnedTagger::embedded());
    let content = read(path)?;
    let article = |line: &str| {
        let gold::Article { doc, quotes, ids, .. } = gold::article(&serde_json::from_str(line)?)?;
        let (mut known, mut counts) = (Vec::new(), Vec::new());
        for (id, quote) in ids.into_iter().zip(&quotes) {
            let record = records_of.remove(&(doc.id.clone(), id));
            counts.push(record.as_ref().is_some_and(|r| r.1) && quote.kind != QuoteKind::Indirect);
            known.push(record.map(|r| r.0));
        }
        let tokens = dixit_tokens::tokenize(doc.text());
        let entities = cluster(&doc, &tokens, tagger.tag(&doc, &tokens, &mut scratch));
        Ok(Article { text: Text { doc, tokens, entities }, quotes, known, counts })
    };
    content.lines().map(article).collect()
}

impl Article {
    /// What the trainer reads.
    pub(crate) fn view(&self) -> train::Article<'_> {
        let (Text { doc, tokens, entities }, Self { quotes, known, .. }) = (&self.text, self);
        train::Article { doc, tokens, entities, quotes, known, same: |a, b| same_name(a, b) != Fit::No }
    }
}

/// One line of GAP.
#[derive(Debug)]
pub(crate) struct Gap {
    text: Text,
    /// Byte offset of the pronoun.
    start: u32,
    names: [EntityId; 2],
    gold: [bool; 2],
    feminine: bool,
}

/// Reads a part of GAP: a heading, then a pronoun a line.
///
/// # Errors
/// Where the file cannot be read, or is of another form.
pub(crate) fn gap(path: &Path) -> Result<Vec<Gap>> {
    let content = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let (mut scratch, tagger) = (Scratch::default(), LearnedTagger::embedded());
    let mut line = |line: &str| gap_line(line, &tagger, &mut scratch).with_context(|| line.to_owned());
    content.lines().skip(1).map(&mut line).collect()
}

fn gap_line(line: &str, tagger: &LearnedTagger, scratch: &mut Scratch) -> Result<Gap> {
    let f: Vec<&str> = line.split('\t').collect();
    let doc = Document::new(f[0], f[1])?;
    let map = OffsetMap::new(doc.text());
    let tokens = dixit_tokens::tokenize(doc.text());
    let span = |text: &str, offset: &str| -> Result<Span> {
        let start = map.to_bytes(offset.parse()?, OffsetUnit::Chars).context("offset")?;
        Ok(Span::new(start, start + text.len() as u32))
    };
    let mut mentions = tagger.tag(&doc, &tokens, scratch);
    // The two names of the task are given: each is a person's name, whatever the tagger thinks.
    for (name, offset) in [(f[4], f[5]), (f[7], f[8])] {
        force(&mut mentions, &tokens, span(name, offset)?);
    }
    let entities = cluster(&doc, &tokens, mentions);
    let at = |span: Span| entities.entity_of[entities.mentions_in(span).start];
    let names = [at(span(f[4], f[5])?), at(span(f[7], f[8])?)];
    let gold = [f[6] == "TRUE", f[9] == "TRUE"];
    let start = span(f[2], f[3])?.start();
    let feminine = matches!(f[2].to_lowercase().as_str(), "she" | "her" | "hers");
    Ok(Gap { text: Text { doc, tokens, entities }, start, names, gold, feminine })
}

/// Makes `span` the name of a person.
fn force(mentions: &mut Vec<Mention>, tokens: &Tokens, span: Span) {
    if let Some(m) = mentions.iter_mut().find(|m| m.span.overlaps(span)) {
        m.kind = NameKind::Person;
        return;
    }
    let mention = Mention { span, tokens: tokens.tokens_in(span), kind: NameKind::Person, score: 1.0 };
    let at = mentions.partition_point(|m| m.span.start() < span.start());
    mentions.insert(at, mention);
}

/// What was made of one line of GAP.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Verdict {
    /// How probably the pronoun stands for each name.
    pub(crate) probable: [f32; 2],
    /// Whether it does.
    pub(crate) gold: [bool; 2],
    /// she, her
    pub(crate) feminine: bool,
}

impl Gap {
    fn case(&self, model: &Model) -> Case {
        let Text { doc, tokens, entities } = &self.text;
        pronoun_case(doc, tokens, entities, self.start, model).expect("GAP asks about pronouns")
    }

    fn example(&self, model: &Model) -> Example {
        let case = self.case(model);
        let pick = |want: bool| {
            let names = self.names.into_iter().zip(self.gold).filter(move |(_, g)| *g == want);
            names.map(|(e, _)| Who::Entity(e)).collect::<Vec<_>>()
        };
        let (right, wrong) = (pick(true), pick(false));
        let good =
            |(who, _): &(Who, _)| if right.is_empty() { !wrong.contains(who) } else { right.contains(who) };
        let right = case.candidates.iter().map(good).collect();
        Example { case, right, weight: if self.feminine { FEMININE_WEIGHT } else { 1.0 } }
    }

    /// How probably the pronoun stands for each of the two names.
    pub(crate) fn judge(&self, model: &Model) -> Verdict {
        let case = self.case(model);
        let p = model.network.probabilities(case.candidates.iter().map(|(_, f)| f));
        let of = |name| case.candidates.iter().position(|c| c.0 == Who::Entity(name)).map_or(0.0, |i| p[i]);
        Verdict { probable: self.names.map(of), gold: self.gold, feminine: self.feminine }
    }
}

/// Weights from lines of GAP and from articles.
pub(crate) fn learn<'a>(
    gap: &[&Gap],
    articles: impl Iterator<Item = &'a Article> + Clone,
    seed: u64,
) -> Model {
    let zero = Model { network: Network::ZERO, calibration: Calibration::identity() };
    (0..ROUNDS).fold(zero, |model, _| {
        let mut examples: Vec<Example> = gap.iter().map(|g| g.example(&model)).collect();
        examples.extend(articles.clone().flat_map(|a| a.view().examples(&model)));
        Model { network: train::train(&examples, seed), calibration: Calibration::identity() }
    })
}

/// The fold of each of `n` items: one of five, in turn; with a seed above 0 in another order.
pub(crate) fn folds(n: usize, seed: u64) -> Vec<usize> {
    let mut folds: Vec<usize> = (0..n).map(|i| i % FOLDS).collect();
    if seed > 0 {
        Random(seed).shuffle(&mut folds);
    }
    folds
}

/// Parts that articles are cut into, to measure on what was not learned.
pub(crate) const FOLDS: usize = 5;

/// All that is learned from.
#[derive(Debug)]
pub(crate) struct Data {
    /// GAP development, then validation.
    pub(crate) gap: [Vec<Gap>; 2],
    /// Articles with records: PolNeAR train, then world train.
    pub(crate) articles: [Vec<Article>; 2],
}

impl Data {
    /// Reads it from the folder that holds `gap/`, `polnear/` and `world/`.
    ///
    /// # Errors
    /// Where a file cannot be read, or is of another form.
    pub(crate) fn read(folder: &Path) -> Result<Self> {
        let gap = |part: &str| gap(&folder.join(format!("gap/gap-{part}.tsv")));
        let articles = |corpus: &str| {
            let file = |name: &str| folder.join(corpus).join(name);
            articles(&file("train.jsonl"), Some(&file("train.sources.jsonl")))
        };
        Ok(Data {
            gap: [gap("development")?, gap("validation")?],
            articles: [articles("polnear")?, articles("world")?],
        })
    }

    fn all_gap(&self) -> Vec<&Gap> {
        self.gap.iter().flatten().collect()
    }

    /// Articles with the fold of each.
    fn in_folds(&self) -> impl Iterator<Item = (&Article, usize)> + Clone {
        self.articles.iter().flat_map(|articles| articles.iter().enumerate().map(|(i, a)| (a, i % FOLDS)))
    }

    /// For each fold a model that never saw its articles.
    pub(crate) fn held_out(&self) -> Vec<Model> {
        let others = |fold| self.in_folds().filter(move |(_, f)| *f != fold).map(|(a, _)| a);
        (0..FOLDS).map(|fold| learn(&self.all_gap(), others(fold), 0)).collect()
    }

    /// Weights from all of it, and a calibration from what models made of articles they never saw.
    pub(crate) fn model(&self, held_out: &[Model]) -> Model {
        let network = learn(&self.all_gap(), self.articles.iter().flatten(), 0).network;
        let truths: Vec<_> = self.in_folds().flat_map(|(a, fold)| a.view().truths(&held_out[fold])).collect();
        Model { network, calibration: calibrate(&truths, &Calibration::identity()) }
    }

    /// PolNeAR train and world train, each article by the model that never saw it; what is wrong goes to `wrong`.
    pub(crate) fn crossed(
        &self,
        held_out: &[Model],
        wrong: &mut dyn FnMut(&Article, &Quote, &Attribution, &Known),
    ) -> [Score; 2] {
        let mut scores = [Score::default(); 2];
        for (score, articles) in scores.iter_mut().zip(&self.articles) {
            for (i, a) in articles.iter().enumerate() {
                score.add(a, &held_out[i % FOLDS], &mut |q, at, gold| wrong(a, q, at, gold));
            }
        }
        scores
    }

    /// GAP development by folds, each judged with weights that never saw it.
    pub(crate) fn gap_crossed(&self, seed: u64) -> Vec<Verdict> {
        let [development, validation] = &self.gap;
        let folds = folds(development.len(), seed);
        let verdicts = (0..FOLDS).flat_map(|fold| {
            let (judged, others): (Vec<_>, Vec<_>) =
                development.iter().zip(&folds).partition(|(_, f)| **f == fold);
            let others: Vec<&Gap> = others.into_iter().map(|(g, _)| g).chain(validation).collect();
            let model = learn(&others, self.articles.iter().flatten(), seed);
            judged.into_iter().map(|(g, _)| g.judge(&model)).collect::<Vec<_>>()
        });
        verdicts.collect()
    }
}

/// Of direct and mixed statements whose speaker has a name: how many, how many are given a name, and how many the right one.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Score {
    /// All.
    pub(crate) gold: usize,
    /// Given a name.
    pub(crate) named: usize,
    /// Given the right one.
    pub(crate) right: usize,
    /// Statements of somebody without a name, and of them those given a person or body.
    pub(crate) nameless: [usize; 2],
}

impl Score {
    /// Counts what `model` makes of an article; what is wrong goes to `wrong`.
    pub(crate) fn add(
        &mut self,
        article: &Article,
        model: &Model,
        wrong: &mut dyn FnMut(&Quote, &Attribution, &Known),
    ) {
        let view = article.view();
        let (speakers, _) = view.cases(model);
        let counted = speakers.iter().zip(&article.known).zip(&article.quotes).zip(&article.counts);
        for ((a, gold), quote) in counted.filter(|(_, counts)| **counts).map(|(x, _)| x) {
            let Some(gold) = gold else { continue };
            let mut names = view.names(a).peekable();
            if !gold.named {
                let spurious =
                    a.speakers.iter().any(|s| s.entity.is_some()) && !names.any(|n| view.is_right(gold, n));
                self.nameless[0] += 1;
                self.nameless[1] += usize::from(spurious);
                if spurious {
                    wrong(quote, a, gold);
                }
                continue;
            }
            self.gold += 1;
            self.named += usize::from(names.peek().is_some());
            let right = names.any(|n| view.is_right(gold, n));
            self.right += usize::from(right);
            if !right {
                wrong(quote, a, gold);
            }
        }
    }
}

impl std::fmt::Display for Score {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let per = |a: usize, b: usize| 100.0 * a as f64 / b.max(1) as f64;
        let (right, of_named) = (per(self.right, self.gold), per(self.right, self.named));
        let [nameless, spurious] = self.nameless;
        write!(
            f,
            "right {right:.1} of {}, of named {of_named:.1}; without a name {nameless}, named wrongly {spurious}",
            self.gold
        )
    }
}
