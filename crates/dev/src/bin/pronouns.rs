//! Trains and measures the ranker of persons for *he* and *she*.
//!
//! usage: pronouns measure DATA          GAP development F1 with the shipped weights
//!        pronouns validate DATA         the same of the validation part
//!        pronouns cross DATA            the same by five folds, each with weights trained on the others
//!        pronouns threshold DATA        F1 of the validation part by the least probability of a name, with weights
//!                                       that never saw it
//!        pronouns train DATA > FILE     weights from GAP and from the sources of PolNeAR train
//!
//! DATA is the folder that holds `gap/` and `polnear/`. Plain gradient ascent over softmax probabilities: no
//! chance is in it, so the same data give the same weights.

use std::path::Path;

use anyhow::{Context, Result, bail};
use dixit_dev::gold;
use dixit_entities::{Entities, EntityId, EntityTagger, Mention, NameKind, RuleTagger, cluster};
use dixit_quotes::coreference::{Case, N, NAMES, pronoun_case, source_cases};
use dixit_text::{Document, OffsetMap, OffsetUnit, Scratch, Span};
use dixit_tokens::Tokens;

/// How much a name taken for a pronoun counts beside a real one: writers choose names where pronouns are unclear.
const SOURCE_WEIGHT: f32 = 0.15;

/// How much a feminine pronoun of GAP counts beside a masculine one: sources of news are mostly men, and without it the
/// weights fit them better.
const FEMININE_WEIGHT: f32 = 1.5;

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
    let development = gap(&data.join("gap/gap-development.tsv"))?;
    match verb.as_str() {
        "measure" => report(&development, &|_| shipped()),
        "validate" => {
            let validation = gap(&data.join("gap/gap-validation.tsv"))?;
            report(&validation, &|_| shipped());
        }
        "cross" => {
            let validation = gap(&data.join("gap/gap-validation.tsv"))?;
            let sources = sources(&data.join("polnear/train.jsonl"))?;
            let folds: Vec<[f32; N]> = (0..5)
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
            report(&development, &|i| folds[i % 5]);
        }
        "train" => {
            let validation = gap(&data.join("gap/gap-validation.tsv"))?;
            let sources = sources(&data.join("polnear/train.jsonl"))?;
            let all = development.iter().chain(&validation).map(|g| &g.example).chain(&sources);
            for (name, weight) in NAMES.iter().zip(train(&all.collect::<Vec<_>>())) {
                println!("{name}\t{weight:.3}");
            }
        }
        "threshold" => {
            let validation = gap(&data.join("gap/gap-validation.tsv"))?;
            let sources = sources(&data.join("polnear/train.jsonl"))?;
            let examples: Vec<_> = development.iter().map(|g| &g.example).chain(&sources).collect();
            let weights = train(&examples);
            for asked in (0..=8).map(|i| i as f32 * 0.05) {
                println!("{asked:.2}  F1 {:.1}", f1(both(&count(&validation, &|_| weights, asked))));
            }
        }
        _ => bail!("unknown verb {verb:?}: measure, validate, cross, threshold or train"),
    }
    Ok(())
}

fn shipped() -> [f32; N] {
    let rows: Vec<f32> = dixit_models::words::PRONOUN_WEIGHTS
        .lines()
        .filter_map(|l| l.split_once('\t'))
        .map(|(_, w)| w.trim().parse().expect("a test reads the weights"))
        .collect();
    rows.try_into().expect("a test counts the weights")
}

/// Probabilities of the candidates.
fn probabilities(case: &Case, weights: &[f32; N]) -> Vec<f32> {
    let scores: Vec<f32> =
        case.candidates.iter().map(|(_, f)| f.iter().zip(weights).map(|(f, w)| f * w).sum()).collect();
    let max = scores.iter().copied().fold(f32::MIN, f32::max);
    let total: f32 = scores.iter().map(|s| (s - max).exp()).sum();
    scores.iter().map(|s| (s - max).exp() / total).collect()
}

/// Weights that make the right persons probable and the wrong ones improbable.
fn train(examples: &[&Example]) -> [f32; N] {
    const STEPS: usize = 600;
    const RATE: f32 = 0.03;
    const DECAY: f32 = 1e-4;
    let mut weights = [0.0f32; N];
    let (mut first, mut second) = ([0.0f32; N], [0.0f32; N]);
    let total: f32 = examples.iter().map(|e| e.weight).sum();
    for step in 1..=STEPS {
        let mut gradient = [0.0f32; N];
        for e in examples {
            let p = probabilities(&e.case, &weights);
            let good = |id: EntityId| {
                if e.right.is_empty() { !e.wrong.contains(&id) } else { e.right.contains(&id) }
            };
            let mass: f32 =
                e.case.candidates.iter().zip(&p).filter(|((id, _), _)| good(*id)).map(|(_, p)| p).sum();
            if mass <= 0.0 {
                continue;
            }
            for ((id, features), p) in e.case.candidates.iter().zip(&p) {
                let target = if good(*id) { p / mass } else { 0.0 };
                for (g, f) in gradient.iter_mut().zip(features) {
                    *g += e.weight * (target - p) * f / total;
                }
            }
        }
        for i in 0..N {
            let g = gradient[i] - DECAY * weights[i];
            first[i] = 0.9 * first[i] + 0.1 * g;
            second[i] = 0.999 * second[i] + 0.001 * g * g;
            let (m, v) =
                (first[i] / (1.0 - 0.9f32.powi(step as i32)), second[i] / (1.0 - 0.999f32.powi(step as i32)));
            weights[i] += RATE * m / (v.sqrt() + 1e-8);
        }
    }
    weights
}

/// Right, predicted and gold "this name is meant".
type Counts = [usize; 3];

/// Counts for masculine and for feminine pronouns, with `asked` as the least probability of a name.
fn count(gap: &[Gap], weights: &dyn Fn(usize) -> [f32; N], asked: f32) -> [Counts; 2] {
    let mut counts = [[0usize; 3]; 2];
    for (i, g) in gap.iter().enumerate() {
        let p = probabilities(&g.example.case, &weights(i));
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
fn report(gap: &[Gap], weights: &dyn Fn(usize) -> [f32; N]) {
    let counts = count(gap, weights, ASKED);
    for (name, c) in [("overall", both(&counts)), ("masculine", counts[0]), ("feminine", counts[1])] {
        let (p, r) = (100.0 * c[0] as f64 / c[1] as f64, 100.0 * c[0] as f64 / c[2] as f64);
        println!("{name:10} P {p:.1}  R {r:.1}  F1 {:.1}", f1(c));
    }
}

fn gap(path: &Path) -> Result<Vec<Gap>> {
    let content = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let mut scratch = Scratch::default();
    content
        .lines()
        .skip(1)
        .map(|line| gap_line(line, &mut scratch).with_context(|| line.to_owned()))
        .collect()
}

fn gap_line(line: &str, scratch: &mut Scratch) -> Result<Gap> {
    let f: Vec<&str> = line.split('\t').collect();
    let doc = Document::new(f[0], f[1])?;
    let map = OffsetMap::new(doc.text());
    let tokens = dixit_tokens::tokenize(doc.text());
    let span = |text: &str, offset: &str| -> Result<Span> {
        let start = map.to_bytes(offset.parse()?, OffsetUnit::Chars).context("offset")?;
        Ok(Span::new(start, start + text.len() as u32))
    };
    let mut mentions = RuleTagger::default().tag(&doc, &tokens, scratch);
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
    let mut out = Vec::new();
    for line in content.lines() {
        let gold::Article { doc, quotes, .. } = gold::article(&serde_json::from_str(line)?)?;
        let tokens = dixit_tokens::tokenize(doc.text());
        let entities: Entities =
            cluster(&doc, &tokens, RuleTagger::default().tag(&doc, &tokens, &mut scratch));
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
