//! Training and measuring who speaks: articles with records, GAP, labels of candidates, folds.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, Result};
use dixit_entities::{Entities, EntityId, EntityTagger, LearnedTagger, Mention, NameKind, cluster};
use dixit_eval::{Fit, same_name};
use dixit_models::people::People;
use dixit_quotes::{Quote, QuoteKind};
use dixit_speakers::train::{
    Calibration, Case, Example, Ground, Kind, Model, NAMES, Network, Random, Who, calibrate, ground,
    pronoun_case, quote_cases, train,
};
use dixit_speakers::{Attribution, Speaker};
use dixit_text::{Document, OffsetMap, OffsetUnit, Scratch, Span};
use dixit_tokens::Tokens;
use serde_json::Value;

use crate::gold;

/// How much a name taken for a pronoun counts beside a real one: writers choose names where pronouns are unclear.
const NAME_WEIGHT: f32 = 0.4;

/// How much a feminine pronoun of GAP counts beside a masculine one: sources of news are mostly men, and without it the
/// weights fit them better.
const FEMININE_WEIGHT: f32 = 5.0;

/// How much what a record tells counts beside a pronoun of GAP, by what asks: few records ask with a noun.
const RECORD_WEIGHT: [(Kind, f32); 5] =
    [(Kind::Personal, 2.0), (Kind::They, 4.0), (Kind::It, 4.0), (Kind::Noun, 4.0), (Kind::Missing, 4.0)];

/// How much the record of a speaker without a name counts: there are few.
const NAMELESS_WEIGHT: f32 = 3.0;

/// The same where a noun for a person asks: a wrong name for `the broker` is worse than none.
const NAMELESS_NOUN_WEIGHT: f32 = 6.0;

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

/// What a record says of one attribution.
#[derive(Clone, Debug)]
pub(crate) struct Gold {
    /// The names that are right: the speaker, or each of several.
    pub(crate) names: Vec<String>,
    /// Whether the speaker has a name of its own: a person, a body, an outlet.
    pub(crate) named: bool,
    /// Whether the scorers count it: direct or mixed, and a statement.
    pub(crate) counts: bool,
}

/// An article with its attributions, and what is known of each.
#[derive(Debug)]
pub(crate) struct Article {
    /// The text.
    pub(crate) text: Text,
    /// Gold content, cue and source spans.
    pub(crate) quotes: Vec<Quote>,
    /// In the order of `quotes`; `None` where there is no record, or it names nobody.
    pub(crate) gold: Vec<Option<Gold>>,
}

/// Reads articles, and their records where there are some.
///
/// # Errors
/// Where a file cannot be read, or is of another form.
pub(crate) fn articles(path: &Path, records: Option<&Path>) -> Result<Vec<Article>> {
    let read = |path: &Path| std::fs::read_to_string(path).with_context(|| path.display().to_string());
    let mut known: HashMap<(String, String), Gold> = HashMap::new();
    for line in records.map(read).transpose()?.unwrap_or_default().lines() {
        let record: Value = serde_json::from_str(line)?;
        let text = |field: &str| record[field].as_str().unwrap_or_default().to_owned();
        let Some(speaker) = record["speaker"].as_str() else { continue };
        let mut names = vec![speaker.to_owned()];
        if speaker.contains(" and ") {
            names.extend(speaker.split(" and ").map(str::to_owned));
        }
        let named = matches!(&*text("type"), "person" | "organization" | "outlet");
        known.insert(
            (text("id"), text("attribution")),
            Gold { names, named, counts: text("act") == "statement" },
        );
    }
    let (mut scratch, tagger) = (Scratch::default(), LearnedTagger::embedded());
    let content = read(path)?;
    let article = |line: &str| {
        let gold::Article { doc, quotes, ids, .. } = gold::article(&serde_json::from_str(line)?)?;
        let gold = ids.into_iter().zip(&quotes).map(|(id, quote)| {
            let gold = known.remove(&(doc.id.clone(), id))?;
            Some(Gold { counts: gold.counts && quote.kind != QuoteKind::Indirect, ..gold })
        });
        let gold: Vec<_> = gold.collect();
        let tokens = dixit_tokens::tokenize(doc.text());
        let entities = cluster(&doc, &tokens, tagger.tag(&doc, &tokens, &mut scratch));
        Ok(Article { text: Text { doc, tokens, entities }, quotes, gold })
    };
    content.lines().map(article).collect()
}

impl Gold {
    fn is(&self, name: &str) -> bool {
        self.names.iter().any(|gold| same_name(name, gold) != Fit::No)
    }
}

impl Article {
    /// Who speaks by `model`, and what its ranker was asked.
    pub(crate) fn cases(&self, model: &Model) -> (Vec<Attribution>, Vec<Case>) {
        let Text { doc, tokens, entities } = &self.text;
        quote_cases(doc, tokens, entities, &self.quotes, model)
    }

    /// The names that an attribution gives out, as `dixit run` would.
    pub(crate) fn names<'a>(&'a self, a: &'a Attribution) -> impl Iterator<Item = &'a str> {
        let doc = &self.text.doc;
        let named = move |s: &&Speaker| s.is_named(a.mention, doc);
        a.speakers.iter().filter(named).map(move |s| s.full_name(doc, People::builtin()))
    }

    /// By candidate, whether it is right; `None` where nothing is known.
    fn labels(&self, case: &Case, speakers: &[Attribution]) -> Option<Vec<bool>> {
        let Text { doc, entities, .. } = &self.text;
        if let Some(known) = case.known {
            return Some(case.candidates.iter().map(|(who, _)| *who == Who::Entity(known)).collect());
        }
        let gold = self.gold[case.quote as usize].as_ref()?;
        let entity = |e: EntityId| gold.is(doc.slice(entities.entity(e).name));
        let right = |who: Who| match who {
            Who::Entity(e) => entity(e),
            Who::Pair(pair) => gold.names.len() > 2 && pair.into_iter().all(entity),
            Who::Earlier(q) => speakers[q as usize].speakers.iter().any(|s| gold.is(doc.slice(s.name))),
            Who::Phrase(words) => gold.is(doc.slice(words)),
            Who::Nobody => false,
        };
        let mut labels: Vec<bool> = case.candidates.iter().map(|(who, _)| right(*who)).collect();
        if !labels.contains(&true) {
            *labels.last_mut()? = true;
        }
        Some(labels)
    }

    /// Its sources as examples. A name counts where the person was spoken of shortly before: there a pronoun might stand.
    pub(crate) fn examples(&self, model: &Model) -> Vec<Example> {
        let (speakers, cases) = self.cases(model);
        let example = |case: Case| {
            let right = self.labels(&case, &speakers)?;
            let nameless = self.gold[case.quote as usize].as_ref().is_some_and(|g| !g.named);
            let weight = match case.known {
                Some(_) => NAME_WEIGHT,
                None if nameless && asks_for_person(&case) => NAMELESS_NOUN_WEIGHT,
                None if nameless => NAMELESS_WEIGHT,
                None => RECORD_WEIGHT.iter().find(|(kind, _)| *kind == case.kind)?.1,
            };
            let near = |((_, f), right): (&(Who, [f32; _]), &bool)| *right && f[..2].contains(&1.0);
            let counts = case.known.is_none() || case.candidates.iter().zip(&right).any(near);
            counts.then_some(Example { case, right, weight })
        };
        cases.into_iter().filter_map(example).collect()
    }

    /// Ground, raw probability and truth of each attribution.
    fn truths(&self, model: &Model) -> Vec<(Ground, f32, bool)> {
        let (speakers, _) = self.cases(model);
        let truth = |(a, gold): (&Attribution, &Option<Gold>)| {
            let gold = gold.as_ref()?;
            let mut names = self.names(a).peekable();
            let right = if names.peek().is_none() { !gold.named } else { names.any(|n| gold.is(n)) };
            let (ground, raw) = ground(a);
            Some((ground, raw, right))
        };
        speakers.iter().zip(&self.gold).filter_map(truth).collect()
    }
}

/// Whether a noun for a person asks.
fn asks_for_person(case: &Case) -> bool {
    let feature = NAMES.iter().position(|n| *n == "nobody: noun for a person").expect("it is in the table");
    case.candidates.last().is_some_and(|(_, features)| features[feature] > 0.0)
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
        examples.extend(articles.clone().flat_map(|a| a.examples(&model)));
        Model { network: train(&examples, seed), calibration: Calibration::identity() }
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
        let truths: Vec<_> = self.in_folds().flat_map(|(a, fold)| a.truths(&held_out[fold])).collect();
        Model { network, calibration: calibrate(&truths) }
    }

    /// PolNeAR train and world train, each article by the model that never saw it; what is wrong goes to `wrong`.
    pub(crate) fn crossed(
        &self,
        held_out: &[Model],
        wrong: &mut dyn FnMut(&Article, &Quote, &Attribution, &Gold),
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
        wrong: &mut dyn FnMut(&Quote, &Attribution, &Gold),
    ) {
        let (speakers, _) = article.cases(model);
        for ((a, gold), quote) in speakers.iter().zip(&article.gold).zip(&article.quotes) {
            let Some(gold) = gold.as_ref().filter(|g| g.counts) else { continue };
            let mut names = article.names(a).peekable();
            if !gold.named {
                let spurious = a.speakers.iter().any(|s| s.entity.is_some()) && !names.any(|n| gold.is(n));
                self.nameless[0] += 1;
                self.nameless[1] += usize::from(spurious);
                if spurious {
                    wrong(quote, a, gold);
                }
                continue;
            }
            self.gold += 1;
            self.named += usize::from(names.peek().is_some());
            let right = names.any(|n| gold.is(n));
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
