//! Trains and measures the ranker of persons for *he* and *she*.
//!
//! usage: pronouns measure DATA          GAP development F1 with the shipped weights
//!        pronouns validate DATA         the same of the validation part
//!        pronouns cross DATA            the same by five folds, each with weights trained on the others
//!        pronouns threshold DATA        F1 of the validation part by the least probability of a name, with weights
//!                                       that never saw it
//!        pronouns train DATA > FILE     weights from GAP and from the sources of PolNeAR train
//!
//! DATA is the folder that holds `gap/` and `polnear/`. Gradient ascent over softmax probabilities in small batches; their
//! order comes from a generator with a fixed seed, so the same data give the same weights.

use std::path::Path;

use anyhow::{Context, Result, bail};
use dixit_dev::gold;
use dixit_entities::{Entities, EntityId, EntityTagger, LearnedTagger, Mention, NameKind, cluster};
use dixit_quotes::coreference::{Case, HIDDEN, Network, pronoun_case, source_cases};
use dixit_text::{Document, OffsetMap, OffsetUnit, Scratch, Span};
use dixit_tokens::Tokens;

/// How much a name taken for a pronoun counts beside a real one: writers choose names where pronouns are unclear.
const SOURCE_WEIGHT: f32 = 0.05;

/// How much a feminine pronoun of GAP counts beside a masculine one: sources of news are mostly men, and without it the
/// weights fit them better.
const FEMININE_WEIGHT: f32 = 2.5;

/// The less probable of GAP's two names is never chosen; the other is, from this probability on: that the task asks
/// about it speaks for it. The best of those that `pronouns threshold` prints.
const ASKED: f32 = 0.15;

/// A case with what is known of it.
struct Example {
    case: Case,
    /// The persons the pronoun stands for (one), or might, as far as the data tell.
    right: Vec<EntityId>,
    /// Persons it does not stand for.
    wrong: Vec<EntityId>,
    weight: f32,
}

/// One line of GAP.
struct Gap {
    example: Example,
    a: EntityId,
    b: EntityId,
    gold: [bool; 2],
    feminine: bool,
}

#[expect(clippy::print_stdout, reason = "a program")]
fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [verb, data] = &args[..] else {
        bail!("usage: pronouns measure|validate|cross|threshold|train DATA")
    };
    let data = Path::new(data);
    let shipped = shipped();
    let development = gap(&data.join("gap/gap-development.tsv"))?;
    match verb.as_str() {
        "measure" => report(&development, &|_| &shipped),
        "validate" => {
            let validation = gap(&data.join("gap/gap-validation.tsv"))?;
            report(&validation, &|_| &shipped);
        }
        "cross" => {
            let validation = gap(&data.join("gap/gap-validation.tsv"))?;
            let sources = sources(&data.join("polnear/train.jsonl"))?;
            let folds: Vec<Network> = (0..5)
                .map(|fold| {
                    let others = development
                        .iter()
                        .enumerate()
                        .filter(|(i, _)| i % 5 != fold)
                        .map(|(_, g)| &g.example);
                    train(
                        &others
                            .chain(validation.iter().map(|g| &g.example))
                            .chain(&sources)
                            .collect::<Vec<_>>(),
                    )
                })
                .collect();
            report(&development, &|i| &folds[i % 5]);
        }
        "train" => {
            let validation = gap(&data.join("gap/gap-validation.tsv"))?;
            let sources = sources(&data.join("polnear/train.jsonl"))?;
            let all = development.iter().chain(&validation).map(|g| &g.example).chain(&sources);
            print!("{}", train(&all.collect::<Vec<_>>()));
        }
        "threshold" => {
            let validation = gap(&data.join("gap/gap-validation.tsv"))?;
            let sources = sources(&data.join("polnear/train.jsonl"))?;
            let examples: Vec<_> = development.iter().map(|g| &g.example).chain(&sources).collect();
            let weights = train(&examples);
            for asked in (0..=8).map(|i| i as f32 * 0.05) {
                println!("{asked:.2}  F1 {:.1}", f1(both(&count(&validation, &|_| &weights, asked))));
            }
        }
        _ => bail!("unknown verb {verb:?}: measure, validate, cross, threshold or train"),
    }
    Ok(())
}

fn shipped() -> Network {
    Network::parse(dixit_models::words::PRONOUN_WEIGHTS).expect("a test reads the weights")
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

/// Networks that are trained, each with its share of the hidden units.
const NETWORKS: usize = 4;

/// Weights that make the right persons probable and the wrong ones improbable: the mean of several networks, which depends
/// less on where each began.
fn train(examples: &[&Example]) -> Network {
    let mut mean = Network::ZERO;
    for n in 0..NETWORKS {
        let mut one = train_one(examples, n);
        mean.weights_mut().zip(one.weights_mut()).for_each(|(m, w)| *m += *w);
    }
    // Each has its own hidden units; what goes to the score is shared.
    mean.straight.iter_mut().chain(&mut mean.outward).for_each(|w| *w /= NETWORKS as f32);
    mean
}

fn train_one(examples: &[&Example], n: usize) -> Network {
    const EPOCHS: usize = 10;
    const BATCH: usize = 64;
    const RATE: f32 = 0.005;
    const DECAY: f32 = 2e-3;
    const SHARE: usize = HIDDEN / NETWORKS;
    let mut random = Random(1 + n as u64);
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
        for i in (1..order.len()).rev() {
            order.swap(i, (random.next() * (i + 1) as f32) as usize % (i + 1));
        }
        for batch in order.chunks(BATCH) {
            let mut gradient = Network::ZERO;
            batch.iter().for_each(|&i| add_gradient(examples[i], &network, &mut gradient));
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

/// Right, predicted and gold "this name is meant".
type Counts = [usize; 3];

/// Counts for masculine and for feminine pronouns, with `asked` as the least probability of a name.
fn count<'n>(gap: &[Gap], weights: &dyn Fn(usize) -> &'n Network, asked: f32) -> [Counts; 2] {
    let mut counts = [[0usize; 3]; 2];
    for (i, g) in gap.iter().enumerate() {
        let p = probabilities(&g.example.case, weights(i));
        let of =
            |name: EntityId| g.example.case.candidates.iter().position(|c| c.0 == name).map_or(0.0, |i| p[i]);
        let (pa, pb) = (of(g.a), of(g.b));
        for (name, gold) in [(g.a, g.gold[0]), (g.b, g.gold[1])] {
            let pred = of(name) >= asked && of(name) >= pa.max(pb);
            let c = &mut counts[usize::from(g.feminine)];
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
fn report<'n>(gap: &[Gap], weights: &dyn Fn(usize) -> &'n Network) {
    let counts = count(gap, weights, ASKED);
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
    let (a, b) = (at(span(f[4], f[5])?), at(span(f[7], f[8])?));
    let gold = [f[6] == "TRUE", f[9] == "TRUE"];
    let start = span(f[2], f[3])?.start();
    let case = pronoun_case(&doc, &tokens, &entities, start).context("no pronoun there")?;
    let pick = |want: bool| {
        [(a, gold[0]), (b, gold[1])].into_iter().filter(|(_, g)| *g == want).map(|(e, _)| e).collect()
    };
    let feminine = matches!(f[2], "she" | "She" | "her" | "Her" | "hers" | "Hers");
    let weight = if feminine { FEMININE_WEIGHT } else { 1.0 };
    let example = Example { case, right: pick(true), wrong: pick(false), weight };
    Ok(Gap { example, a, b, gold, feminine })
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

/// The sources of the articles: where a person is named, and was spoken of shortly before, a pronoun might stand.
fn sources(path: &Path) -> Result<Vec<Example>> {
    let content = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let mut scratch = Scratch::default();
    let tagger = LearnedTagger::embedded();
    let mut out = Vec::new();
    for line in content.lines() {
        let gold::Article { doc, quotes, .. } = gold::article(&serde_json::from_str(line)?)?;
        let tokens = dixit_tokens::tokenize(doc.text());
        let entities: Entities = cluster(&doc, &tokens, tagger.tag(&doc, &tokens, &mut scratch));
        for (_, case) in source_cases(&doc, &tokens, &entities, &quotes) {
            let Some(known) = case.known else { continue };
            let near = case.candidates.iter().any(|(e, f)| *e == known && f[..2].contains(&1.0));
            if near {
                out.push(Example { case, right: vec![known], wrong: Vec::new(), weight: SOURCE_WEIGHT });
            }
        }
    }
    Ok(out)
}
