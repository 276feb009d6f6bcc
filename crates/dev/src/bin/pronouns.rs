//! Trains and measures the ranker of persons for *he* and *she*.
//!
//! usage: pronouns measure DATA          GAP development F1 with the shipped weights
//!        pronouns validate DATA         the same of the validation part
//!        pronouns cross DATA            the same by five folds, each with weights trained on the others
//!        pronouns spread DATA           the same for other folds, each time with networks that begin elsewhere
//!        pronouns threshold DATA        F1 of the validation part by the least probability of a name, with weights
//!                                       that never saw it
//!        pronouns train DATA > FILE     weights from GAP and from the sources of PolNeAR train
//!
//! DATA is the folder that holds `gap/` and `polnear/`. Gradient ascent over softmax probabilities in small batches; their
//! order comes from a generator with a fixed seed, so the same data give the same weights.
//!
//! What a pronoun stands for depends on the pronouns before it. Training therefore goes in rounds: the first knows nothing
//! of them, each other one resolves them with the weights of the round before.

use std::path::Path;

use anyhow::{Context, Result, bail};
use dixit_dev::gold;
use dixit_entities::{Entities, EntityId, EntityTagger, LearnedTagger, Mention, NameKind, cluster};
use dixit_quotes::Quote;
use dixit_speakers::coreference::{Case, HIDDEN, Network, pronoun_case, source_cases};
use dixit_text::{Document, OffsetMap, OffsetUnit, Scratch, Span};
use dixit_tokens::Tokens;

/// How much a name taken for a pronoun counts beside a real one: writers choose names where pronouns are unclear.
const SOURCE_WEIGHT: f32 = 0.4;

/// How much a feminine pronoun of GAP counts beside a masculine one: sources of news are mostly men, and without it the
/// weights fit them better.
const FEMININE_WEIGHT: f32 = 5.0;

/// The less probable of GAP's two names is never chosen; the other is, from this probability on: that the task asks
/// about it speaks for it. The best of those that `pronouns threshold` prints.
const ASKED: f32 = 0.15;

/// How often weights are trained, each time on pronouns resolved with those before.
const ROUNDS: usize = 2;

/// Other folds that `spread` measures.
const SPREAD: u64 = 5;

/// A case with what is known of it.
struct Example {
    case: Case,
    /// The persons the pronoun stands for (one), or might, as far as the data tell.
    right: Vec<EntityId>,
    /// Persons it does not stand for.
    wrong: Vec<EntityId>,
    weight: f32,
}

/// A text with its layers.
struct Text {
    doc: Document,
    tokens: Tokens,
    entities: Entities,
}

/// One line of GAP.
struct Gap {
    text: Text,
    /// Byte offset of the pronoun.
    start: u32,
    names: [EntityId; 2],
    gold: [bool; 2],
    feminine: bool,
}

/// An article with its attributions.
struct Article {
    text: Text,
    quotes: Vec<Quote>,
}

struct Data {
    development: Vec<Gap>,
    validation: Vec<Gap>,
    articles: Vec<Article>,
}

#[expect(clippy::print_stdout, reason = "a program")]
fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [verb, data] = &args[..] else {
        bail!("usage: pronouns measure|validate|cross|spread|threshold|train DATA")
    };
    let data = Path::new(data);
    let gap = |part: &str| gap(&data.join(format!("gap/gap-{part}.tsv")));
    match verb.as_str() {
        "measure" => report(&judge(&gap("development")?, Network::shipped())),
        "validate" => report(&judge(&gap("validation")?, Network::shipped())),
        "cross" => report(&cross(&Data::read(data)?, 0)),
        "spread" => {
            let data = Data::read(data)?;
            for seed in 1..=SPREAD {
                let counts = count(&cross(&data, seed), ASKED);
                let [masculine, feminine] = counts.map(f1);
                println!("F1 {:.1}  masculine {masculine:.1}  feminine {feminine:.1}", f1(both(&counts)));
            }
        }
        "train" => {
            let data = Data::read(data)?;
            let all: Vec<&Gap> = data.development.iter().chain(&data.validation).collect();
            print!("{}", learn(&all, &data.articles, 0));
        }
        "threshold" => {
            let data = Data::read(data)?;
            let network = learn(&data.development.iter().collect::<Vec<_>>(), &data.articles, 0);
            let verdicts = judge(&data.validation, &network);
            for asked in (0..=8).map(|i| i as f32 * 0.05) {
                println!("{asked:.2}  F1 {:.1}", f1(both(&count(&verdicts, asked))));
            }
        }
        _ => bail!("unknown verb {verb:?}: measure, validate, cross, spread, threshold or train"),
    }
    Ok(())
}

impl Data {
    fn read(folder: &Path) -> Result<Self> {
        Ok(Self {
            development: gap(&folder.join("gap/gap-development.tsv"))?,
            validation: gap(&folder.join("gap/gap-validation.tsv"))?,
            articles: articles(&folder.join("polnear/train.jsonl"))?,
        })
    }
}

/// GAP development by five folds, each judged with weights trained on the others, on validation and on the articles.
///
/// With seed 0 the weights are trained as those that are shipped.
fn cross(data: &Data, seed: u64) -> Vec<Verdict> {
    let mut fold: Vec<usize> = (0..data.development.len()).map(|i| i % 5).collect();
    if seed > 0 {
        shuffle(&mut fold, &mut Random(seed));
    }
    let verdicts = (0..5).flat_map(|f| {
        let (judged, others): (Vec<_>, Vec<_>) =
            data.development.iter().zip(&fold).partition(|(_, fold)| **fold == f);
        let others: Vec<&Gap> = others.into_iter().map(|(g, _)| g).chain(&data.validation).collect();
        let network = learn(&others, &data.articles, seed);
        judge(judged.into_iter().map(|(g, _)| g), &network)
    });
    verdicts.collect()
}

/// Weights from lines of GAP and the sources of articles.
fn learn(gap: &[&Gap], articles: &[Article], seed: u64) -> Network {
    (0..ROUNDS).fold(Network::ZERO, |network, _| {
        let mut examples: Vec<Example> = gap.iter().map(|g| g.example(&network)).collect();
        examples.extend(articles.iter().flat_map(|a| a.examples(&network)));
        train(&examples, seed)
    })
}

/// Probabilities of the candidates.
fn probabilities(case: &Case, network: &Network) -> Vec<f32> {
    let scores: Vec<f32> = case.candidates.iter().map(|(_, f)| network.score(f)).collect();
    let max = scores.iter().copied().fold(f32::MIN, f32::max);
    let total: f32 = scores.iter().map(|s| (s - max).exp()).sum();
    scores.iter().map(|s| (s - max).exp() / total).collect()
}

/// Numbers that look like chance and are the same in every run.
struct Random(u64);

impl Random {
    /// From 0 to below 1.
    fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f32 / (1u64 << 24) as f32
    }
}

fn shuffle<T>(items: &mut [T], random: &mut Random) {
    for i in (1..items.len()).rev() {
        items.swap(i, (random.next() * (i + 1) as f32) as usize % (i + 1));
    }
}

/// Networks that are trained, each with its share of the hidden units.
const NETWORKS: usize = 4;

/// Weights that make the right persons probable and the wrong ones improbable: the mean of several networks, which depends
/// less on where each began.
fn train(examples: &[Example], seed: u64) -> Network {
    let mut mean = Network::ZERO;
    for n in 0..NETWORKS {
        let mut one = train_one(examples, n, seed);
        mean.weights_mut().zip(one.weights_mut()).for_each(|(m, w)| *m += *w);
    }
    // Each has its own hidden units; what goes to the score is shared.
    mean.straight.iter_mut().chain(&mut mean.outward).for_each(|w| *w /= NETWORKS as f32);
    mean
}

fn train_one(examples: &[Example], n: usize, seed: u64) -> Network {
    const EPOCHS: usize = 15;
    const BATCH: usize = 64;
    const RATE: f32 = 0.005;
    const DECAY: f32 = 2e-3;
    const SHARE: usize = HIDDEN / NETWORKS;
    let mut random = Random(1 + n as u64 + 100 * seed);
    let mut network = Network::ZERO;
    // Hidden units that began alike would stay alike, and those that begin at zero stay there.
    for k in n * SHARE..(n + 1) * SHARE {
        for row in network.inward.iter_mut().chain([&mut network.outward]) {
            row[k] = (random.next() - 0.5) / 5.0;
        }
    }
    let (mut first, mut second, mut mean) = (Network::ZERO, Network::ZERO, Network::ZERO);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let batches = order.len().div_ceil(BATCH);
    let (mut step, mut averaged) = (0, 0.0);
    for epoch in 0..EPOCHS {
        shuffle(&mut order, &mut random);
        for batch in order.chunks(BATCH) {
            let mut gradient = Network::ZERO;
            batch.iter().for_each(|&i| add_gradient(&examples[i], &network, &mut gradient));
            step += 1;
            let rate = RATE * (1.0 - step as f32 / (EPOCHS * batches + 1) as f32);
            let moments = first.weights_mut().zip(second.weights_mut());
            for ((w, g), (m, v)) in network.weights_mut().zip(gradient.weights_mut()).zip(moments) {
                let g = *g / BATCH as f32 - DECAY * *w;
                *m = 0.9 * *m + 0.1 * g;
                *v = 0.999 * *v + 0.001 * g * g;
                let (m, v) = (*m / (1.0 - 0.9f32.powi(step)), *v / (1.0 - 0.999f32.powi(step)));
                *w += rate * m / (v.sqrt() + 1e-8);
            }
            // The mean over the last passes depends less on the order of the batches.
            if epoch + 2 >= EPOCHS {
                averaged += 1.0;
                mean.weights_mut().zip(network.weights_mut()).for_each(|(m, w)| *m += (*w - *m) / averaged);
            }
        }
    }
    mean
}

/// Adds where the weights should go for one example.
#[allow(clippy::needless_range_loop, reason = "several arrays of units side by side")]
fn add_gradient(e: &Example, network: &Network, gradient: &mut Network) {
    let p = probabilities(&e.case, network);
    let good = |id: EntityId| {
        if e.right.is_empty() { !e.wrong.contains(&id) } else { e.right.contains(&id) }
    };
    let mass: f32 = e.case.candidates.iter().zip(&p).filter(|((id, _), _)| good(*id)).map(|(_, p)| p).sum();
    if mass <= 0.0 {
        return;
    }
    for ((id, features), p) in e.case.candidates.iter().zip(&p) {
        let target = if good(*id) { p / mass } else { 0.0 };
        let delta = e.weight * (target - p);
        let units = network.units(features);
        let mut inward = [0.0; HIDDEN];
        for k in 0..HIDDEN {
            gradient.outward[k] += delta * units[k];
            inward[k] = if units[k] > 0.0 { delta * network.outward[k] } else { 0.0 };
            gradient.bias[k] += inward[k];
        }
        for (i, &f) in features.iter().enumerate().filter(|(_, f)| **f != 0.0) {
            gradient.straight[i] += delta * f;
            gradient.inward[i].iter_mut().zip(&inward).for_each(|(g, d)| *g += d * f);
        }
    }
}

/// What was made of one line of GAP.
struct Verdict {
    /// How probably the pronoun stands for each name.
    probable: [f32; 2],
    gold: [bool; 2],
    feminine: bool,
}

fn judge<'g>(gap: impl IntoIterator<Item = &'g Gap>, network: &Network) -> Vec<Verdict> {
    let verdict = |g: &Gap| {
        let case = g.case(network);
        let p = probabilities(&case, network);
        let of = |name: EntityId| case.candidates.iter().position(|c| c.0 == name).map_or(0.0, |i| p[i]);
        Verdict { probable: g.names.map(of), gold: g.gold, feminine: g.feminine }
    };
    gap.into_iter().map(verdict).collect()
}

/// Right, predicted and gold "this name is meant".
type Counts = [usize; 3];

/// Counts for masculine and for feminine pronouns, with `asked` as the least probability of a name.
fn count(verdicts: &[Verdict], asked: f32) -> [Counts; 2] {
    let mut counts = [[0usize; 3]; 2];
    for v in verdicts {
        let least = v.probable[0].max(v.probable[1]).max(asked);
        for (p, gold) in v.probable.into_iter().zip(v.gold) {
            let pred = p >= least;
            let c = &mut counts[usize::from(v.feminine)];
            c[0] += usize::from(pred && gold);
            c[1] += usize::from(pred);
            c[2] += usize::from(gold);
        }
    }
    counts
}

fn both(counts: &[Counts; 2]) -> Counts {
    [0, 1, 2].map(|i| counts[0][i] + counts[1][i])
}

/// In per cent.
fn f1([right, pred, gold]: Counts) -> f64 {
    200.0 * right as f64 / (pred + gold) as f64
}

/// Prints precision, recall and F1 of "this name is meant", overall and by gender.
#[expect(clippy::print_stdout, reason = "a program")]
fn report(verdicts: &[Verdict]) {
    let counts = count(verdicts, ASKED);
    for (name, c) in [("overall", both(&counts)), ("masculine", counts[0]), ("feminine", counts[1])] {
        let (p, r) = (100.0 * c[0] as f64 / c[1] as f64, 100.0 * c[0] as f64 / c[2] as f64);
        println!("{name:10} P {p:.1}  R {r:.1}  F1 {:.1}", f1(c));
    }
}

fn gap(path: &Path) -> Result<Vec<Gap>> {
    let content = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let mut scratch = Scratch::default();
    let tagger = LearnedTagger::embedded();
    content
        .lines()
        .skip(1)
        .map(|line| gap_line(line, &tagger, &mut scratch).with_context(|| line.to_owned()))
        .collect()
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
        let span = span(name, offset)?;
        force(&mut mentions, &tokens, span);
    }
    let entities = cluster(&doc, &tokens, mentions);
    let at = |span: Span| entities.entity_of[entities.mentions_in(span).start];
    let names = [at(span(f[4], f[5])?), at(span(f[7], f[8])?)];
    let gold = [f[6] == "TRUE", f[9] == "TRUE"];
    let start = span(f[2], f[3])?.start();
    let feminine = matches!(f[2], "she" | "She" | "her" | "Her" | "hers" | "Hers");
    Ok(Gap { text: Text { doc, tokens, entities }, start, names, gold, feminine })
}

impl Gap {
    fn case(&self, network: &Network) -> Case {
        let Text { doc, tokens, entities } = &self.text;
        pronoun_case(doc, tokens, entities, self.start, network).expect("GAP asks about pronouns")
    }

    fn example(&self, network: &Network) -> Example {
        let pick = |want: bool| {
            self.names.into_iter().zip(self.gold).filter(|(_, g)| *g == want).map(|(e, _)| e).collect()
        };
        let weight = if self.feminine { FEMININE_WEIGHT } else { 1.0 };
        Example { case: self.case(network), right: pick(true), wrong: pick(false), weight }
    }
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

fn articles(path: &Path) -> Result<Vec<Article>> {
    let content = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let mut scratch = Scratch::default();
    let tagger = LearnedTagger::embedded();
    let article = |line: &str| {
        let gold::Article { doc, quotes, .. } = gold::article(&serde_json::from_str(line)?)?;
        let tokens = dixit_tokens::tokenize(doc.text());
        let entities = cluster(&doc, &tokens, tagger.tag(&doc, &tokens, &mut scratch));
        Ok(Article { text: Text { doc, tokens, entities }, quotes })
    };
    content.lines().map(article).collect()
}

impl Article {
    /// Its sources: where a person is named, and was spoken of shortly before, a pronoun might stand.
    fn examples(&self, network: &Network) -> impl Iterator<Item = Example> {
        let Text { doc, tokens, entities } = &self.text;
        let cases = source_cases(doc, tokens, entities, &self.quotes, network);
        cases.into_iter().filter_map(|(_, case)| {
            let known = case.known?;
            let near = case.candidates.iter().any(|(e, f)| *e == known && f[..2].contains(&1.0));
            near.then(|| Example { case, right: vec![known], wrong: Vec::new(), weight: SOURCE_WEIGHT })
        })
    }
}
