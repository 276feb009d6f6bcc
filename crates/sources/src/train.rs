//! Training of the confidence of links.

use dixit_entities::Entities;
use dixit_learn::train::{LinearConfig, LinearData, TrainedLinear, train_linear};
use dixit_learn::{ContainerBuilder, LinearModel, Valued};
use dixit_models::outlets::Outlets;
use dixit_quotes::Quote;
use dixit_speakers::Attribution;
use dixit_text::Document;
use dixit_tokens::Tokens;

use crate::company::{Company, Scored};
use crate::confidence::{LinkModels, NAMES};
use crate::features::Reader;
use crate::mention::in_full;
use crate::trace::{name_in_full, with_rule_chains};
use crate::{Via, wide};

pub use crate::confidence::least;

/// Chosen by cross-validation over articles.
const CONFIG: LinearConfig = LinearConfig {
    epochs: 15,
    rate: 0.03,
    l1: 0.3,
    l2: 10.0,
    min_count: 4,
    most_common: 1.0,
    runs: 5,
    seed: 1,
};

/// The same for training models further: drawn hard towards the weights that are there. Chosen with models of PolNeAR train and three
/// times 20 articles of world train, by F1 on the other 80 and on PolNeAR dev.
const FURTHER: LinearConfig = LinearConfig { l1: 0.3, l2: 300.0, most_common: 0.01, ..CONFIG };

/// A link that the rules propose, with what the models read of it.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The quotation, by index.
    pub quote: usize,
    /// The link; its confidence is 1 where a rule proposes it, else 0.
    pub via: Via,
    /// Byte at which the quotation is announced.
    at: u32,
    /// Features of the link by itself.
    features: Vec<Valued>,
}

impl Proposal {
    /// Whether a rule ties it to its quotation.
    pub fn by_rule(&self) -> bool {
        self.via.confidence > 0.0
    }
}

/// An article with the links proposed for it.
#[derive(Clone, Debug, Default)]
pub struct Article {
    /// In the order of their quotations.
    pub proposals: Vec<Proposal>,
    /// By proposal, whether it is right, where that is known.
    pub right: Vec<Option<bool>>,
}

/// The links that rules propose for an article.
pub fn proposals(
    doc: &Document,
    tokens: &Tokens,
    entities: &Entities,
    quotes: &[Quote],
    attributions: &[Attribution],
    outlets: &Outlets,
) -> Vec<Proposal> {
    with_rule_chains(doc, tokens, entities, quotes, attributions, outlets, |context, mut chains, _| {
        wide::propose(context, &mut chains);
        let reader = Reader::new(context, &chains);
        let names = in_full(context.words, outlets, context.mentions);
        let mut all = Vec::new();
        for (quote, chain) in chains.iter().enumerate() {
            for (i, via) in chain.via.iter().enumerate() {
                let mut features = Vec::new();
                reader.read(quote, &chain.via, i, &mut features);
                let mut via = via.clone();
                name_in_full(&mut via, &names);
                all.push(Proposal { quote, via, at: reader.announced_at(quote), features });
            }
        }
        all
    })
}

/// Returns the second model's features of each proposal of an article, given the first model's probabilities.
fn together(article: &Article, p: &[f32]) -> Vec<Vec<Valued>> {
    let scored = |(x, &p): (&Proposal, &f32)| Scored::new(x.quote, &x.via, x.at, p);
    let scored: Vec<Scored> = article.proposals.iter().zip(p).map(scored).collect();
    let company = Company::new(&scored);
    let features = |(i, x): (usize, &Proposal)| {
        let mut features = x.features.clone();
        company.read(i, &mut features);
        features
    };
    article.proposals.iter().enumerate().map(features).collect()
}

/// Features of each proposal of each article.
type Read = Vec<Vec<Vec<Valued>>>;

/// Fits weights to the articles that `with` lets through, without calibration; those of `base` are trained further.
fn fit(
    articles: &[Article],
    read: &Read,
    base: Option<&LinearModel<'_>>,
    with: impl Fn(usize) -> bool,
) -> TrainedLinear {
    let mut data = base.map_or_else(|| LinearData::new(vec!["right".to_owned()]), LinearData::onto);
    for (_, (article, features)) in articles.iter().zip(read).enumerate().filter(|(n, _)| with(*n)) {
        for (right, features) in article.right.iter().zip(features) {
            if let Some(right) = right {
                data.push(features, u8::from(*right), 1.0);
            }
        }
    }
    train_linear(&data, if base.is_some() { &FURTHER } else { &CONFIG }, &mut |_| {})
}

/// What a model that has not seen an article says of its proposals.
fn crossed(
    articles: &[Article],
    read: &Read,
    base: Option<&LinearModel<'_>>,
    folds: &[usize],
) -> Vec<Vec<f32>> {
    let mut p = vec![Vec::new(); articles.len()];
    for fold in 0..=folds.iter().copied().max().unwrap_or(0) {
        let mut builder = ContainerBuilder::default();
        fit(articles, read, base, |n| folds[n] != fold).write(&mut builder, NAMES[0]);
        let file = builder.finish();
        let container = dixit_learn::Container::parse(&file).expect("a file just written is sound");
        let model = LinearModel::read(&container, NAMES[0]).expect("a model just written is sound");
        for n in (0..articles.len()).filter(|&n| folds[n] == fold) {
            p[n] = read[n].iter().map(|features| model.probabilities(features)[0]).collect();
        }
    }
    p
}

/// The trained models, and what such models say of articles they have not seen.
#[derive(Clone, Debug)]
pub struct Trained {
    /// The file of the models.
    pub file: Vec<u8>,
    /// By article and proposal: calibrated confidence by models trained on the other folds.
    pub crossed: Vec<Vec<f32>>,
    /// Intercept and slope of the calibration.
    pub calibration: (f32, f32),
}

/// Trains both models; `folds` has the fold of each article.
///
/// With `base`, those models are trained further: what is learned is added to their weights, and what the articles do not speak of
/// stays, the calibration too.
///
/// # Panics
/// If there is not one fold an article.
pub fn train(articles: &[Article], folds: &[usize], base: Option<&LinkModels>) -> Trained {
    let (base_alone, base_together) = (base.map(|b| &b.alone), base.map(|b| &b.together));
    assert_eq!(articles.len(), folds.len(), "one fold an article");
    let alone: Read =
        articles.iter().map(|a| a.proposals.iter().map(|x| x.features.clone()).collect()).collect();
    let first = crossed(articles, &alone, base_alone, folds);
    let read: Read = articles.iter().zip(&first).map(|(a, p)| together(a, p)).collect();
    let second = crossed(articles, &read, base_together, folds);
    let known = |n: usize, i: usize| articles[n].right[i].map(|right| (second[n][i], right));
    let pairs: Vec<(f32, bool)> =
        (0..articles.len()).flat_map(|n| (0..second[n].len()).filter_map(move |i| known(n, i))).collect();
    let line = if base.is_some() { (0.0, 1.0) } else { calibration(&pairs) };
    let mut last = fit(articles, &read, base_together, |_| true);
    last.weights.iter_mut().for_each(|w| *w *= line.1);
    last.bias.iter_mut().for_each(|b| *b = *b * line.1 + line.0);
    let mut builder = ContainerBuilder::default();
    fit(articles, &alone, base_alone, |_| true).write(&mut builder, NAMES[0]);
    last.write(&mut builder, NAMES[1]);
    let crossed = second.iter().map(|p| p.iter().map(|&p| calibrated(p, line)).collect()).collect();
    Trained { file: builder.finish(), crossed, calibration: line }
}

/// Intercept and slope that turn log odds into those of how often they are right, by gradient ascent.
fn calibration(pairs: &[(f32, bool)]) -> (f32, f32) {
    let (mut intercept, mut slope) = (0.0f64, 1.0f64);
    let n = pairs.len().max(1) as f64;
    for _ in 0..2000 {
        let (mut a, mut b) = (0.0, 0.0);
        for &(p, right) in pairs {
            let x = log_odds(p);
            let error = f64::from(u8::from(right)) - 1.0 / (1.0 + (-intercept - slope * x).exp());
            a += error / n;
            b += error * x / n;
        }
        intercept += 0.5 * a;
        slope += 0.1 * b;
    }
    (intercept as f32, slope as f32)
}

fn log_odds(p: f32) -> f64 {
    let p = f64::from(p).clamp(1e-6, 1.0 - 1e-6);
    (p / (1.0 - p)).ln()
}

/// A probability after [`calibration`].
fn calibrated(p: f32, (intercept, slope): (f32, f32)) -> f32 {
    (1.0 / (1.0 + (-f64::from(intercept) - f64::from(slope) * log_odds(p)).exp())) as f32
}
