//! Training of both passes and of the confidence.

use std::ops::Range;

use dixit_entities::Mention;
use dixit_learn::train::{
    CrfConfig, LinearConfig, LinearData, SequenceData, TrainedLinear, TrainedSequence, train_crf,
    train_linear,
};
use dixit_learn::{Container, ContainerBuilder, Features, LinearModel, SequenceModel, Transitions};
use dixit_text::{Document, Scratch, Span};
use dixit_tokens::Tokens;

use super::paragraph::{Paragraph, block};
use super::tagger::{Buffers, CUE_FLOOR, propose, read_roles, span};
use super::{cue, labels, roles, words};
use crate::{LearnedQuoteTagger, Quote, QuoteTagger, RuleQuoteTagger};

/// Weights are cut off at this size before they are rounded to eight bits.
const LIMIT: f32 = 6.0;
/// Features whose weights are all smaller are left out: four in five, and the model does as well without them.
const LEAST: f32 = 0.07;
/// Into how many folds the articles are cut.
const FOLDS: usize = 2;
/// Chosen by F1 on PolNeAR dev, once the model was pruned.
const CRF: CrfConfig = CrfConfig {
    epochs: 5,
    rate: 0.05,
    l1: 0.4,
    l2: 1.0,
    min_count: 2,
    most_common: 1.0,
    dropout: 0.0,
    average: 3,
    runs: 4,
    seed: 2,
};
/// The same for training a tagger further: drawn hard towards the weights that are there. Chosen with a tagger of PolNeAR train
/// and the articles of one region, and with the shipped one and world dev in folds, by joint F1 on what was left out and on PolNeAR dev.
const FURTHER: CrfConfig = CrfConfig { l1: 1.0, l2: 500.0, most_common: 0.01, ..CRF };
/// And [`LEAST`] for it, as what moves moves little.
const LEAST_FURTHER: f32 = 0.05;
/// Chosen by joint F1 and calibration on PolNeAR dev.
const CONFIDENCE: LinearConfig = LinearConfig {
    epochs: 10,
    rate: 0.03,
    l1: 0.1,
    l2: 10.0,
    min_count: 2,
    most_common: 1.0,
    runs: 1,
    seed: 1,
};
/// The same for training a tagger further.
const CONFIDENCE_FURTHER: LinearConfig = LinearConfig { l1: 0.3, l2: 300.0, most_common: 0.01, ..CONFIDENCE };
/// Added to the log-odds of the confidence, which was learned on taggers trained on half of the articles: the one trained on
/// all is right more often. Chosen by calibration on PolNeAR dev.
const SURER: f32 = 0.1;

/// An article with its right attributions, to learn from.
#[derive(Clone, Debug)]
pub struct Example {
    /// The article.
    pub doc: Document,
    /// Its tokens.
    pub tokens: Tokens,
    /// Its names, from the tagger that will run before this one.
    pub mentions: Vec<Mention>,
    /// Its attributions; only content, cue and source are read.
    pub quotes: Vec<Quote>,
    /// Indices in `quotes` of those that a careful reader might leave out: they count neither way for the confidence.
    pub border: Vec<usize>,
    /// Its weight, as a number of copies; 1 for an ordinary article.
    pub weight: u32,
}

/// Trains the models of [`LearnedQuoteTagger`](crate::LearnedQuoteTagger) and packs them into a model file.
///
/// Each pass learns from what the pass before it says of articles it has not seen: the data is cut in folds,
/// and each is read by models trained on the others. `log` is told how it goes.
///
/// With `base`, that tagger is trained further: what is learned is added to its weights, and what the examples do not speak of
/// stays. A few articles are enough for that, and none of them may be one that it was trained on.
pub fn train(
    examples: &[Example],
    base: Option<&LearnedQuoteTagger>,
    seed: u64,
    log: &(dyn Fn(String) + Sync),
) -> Vec<u8> {
    let crf = CrfConfig { seed, ..if base.is_some() { FURTHER } else { CRF } };
    let mut scratch = Scratch::default();
    let mut articles: Vec<Article> = examples.iter().map(|e| Article::new(e, &mut scratch)).collect();

    let train_cues = |part: Part| {
        let mut data = sequences(&cue::LABELS, base.map(|b| &b.cues));
        let (mut features, mut sides) = (Features::default(), Vec::new());
        for (i, a) in part.of(&articles) {
            for p in &a.paragraphs {
                features.clear();
                cue::features(&p.paragraph.words, &mut sides, &mut features);
                let gold = p.flat();
                (0..examples[i].weight).for_each(|_| data.push(&features, &gold));
            }
        }
        fit(&data, &crf, "cues", part, log)
    };
    let (cues, cue_folds) = with_folds(&train_cues, "cues");

    // The proposals of the first pass in articles it has not seen.
    let mut buffers = Buffers::default();
    let proposed: Vec<Vec<Vec<Proposal>>> = articles
        .iter_mut()
        .enumerate()
        .map(|(i, a)| {
            a.paragraphs.iter_mut().map(|p| p.proposals(&cue_folds[i % FOLDS], &mut buffers)).collect()
        })
        .collect();

    let train_roles = |part: Part| {
        let mut data = sequences(&roles::LABELS, base.map(|b| &b.roles));
        let (mut features, mut masks, mut rules) = (Features::default(), Vec::new(), Vec::new());
        for (i, a) in part.of(&articles) {
            for (p, proposals) in a.paragraphs.iter().zip(&proposed[i]) {
                let words = &p.paragraph.words;
                for proposal in proposals {
                    features.clear();
                    let cue = &proposal.cue;
                    roles::rule_labels(&p.paragraph, cue, &examples[i].tokens, &a.rules, &mut rules);
                    let window = roles::window(cue, &p.paragraph);
                    let inner = cue.start - window.start..cue.end - window.start;
                    roles::View::new(&words[window.clone()], inner, &rules)
                        .features(&mut masks, &mut features);
                    let mut gold = vec![0; words.len()];
                    if let Some(g) = proposal.gold {
                        p.gold[g].write(&mut gold, cue);
                    }
                    labels::mend(&mut gold[window.clone()]);
                    (0..examples[i].weight).for_each(|_| data.push(&features, &gold[window.clone()]));
                }
            }
        }
        fit(&data, &crf, "roles", part, log)
    };
    let (roles, role_folds) = with_folds(&train_roles, "roles");

    let confidence = base.map(|b| &b.confidence);
    let confidence = train_confidence(examples, &articles, &role_folds, confidence, &mut buffers, log);

    let mut builder = ContainerBuilder::default();
    for (name, bytes) in [("cues", &cues), ("roles", &roles)] {
        let container = Container::parse(bytes).expect("what was just written can be read");
        for section in ["head", "rows"].map(|s| format!("{name}.{s}")) {
            let bytes = container.section(&section).expect("what was just written can be read");
            builder.section(&section, bytes.to_vec());
        }
    }
    confidence.write(&mut builder, "confidence");
    builder.finish()
}

/// No sequences yet, for a model of these labels or one trained further.
fn sequences(labels: &[&str], base: Option<&SequenceModel<'_>>) -> SequenceData {
    let labels: Vec<String> = labels.iter().map(ToString::to_string).collect();
    let data = SequenceData::new(Transitions::bio(&labels), labels);
    match base {
        Some(base) => data.onto(base),
        None => data,
    }
}

/// How sure the tagger is, learned from what each fold's model reads of the articles it has not seen.
fn train_confidence(
    examples: &[Example],
    articles: &[Article],
    role_folds: &[SequenceModel<'_>],
    base: Option<&LinearModel<'_>>,
    buffers: &mut Buffers,
    log: &(dyn Fn(String) + Sync),
) -> TrainedLinear {
    let mut data = base.map_or_else(|| LinearData::new(vec!["right".to_owned()]), LinearData::onto);
    for (i, (a, example)) in articles.iter().zip(examples).enumerate() {
        for p in &a.paragraphs {
            read_roles(&role_folds[i % FOLDS], &example.tokens, &a.rules, &p.paragraph, buffers);
            for c in &buffers.candidates {
                let spans = |runs: &[Range<usize>]| -> Vec<Span> {
                    runs.iter().map(|r| span(&example.tokens, &p.paragraph, r)).collect()
                };
                let (content, source) = (spans(&c.contents), spans(&c.sources));
                let found = p.quotes.iter().find(|&&q| agree(&content, &source, &example.quotes[q]));
                if found.is_none_or(|q| !example.border.contains(q)) {
                    data.push(&c.evidence.features, u8::from(found.is_some()), example.weight as f32);
                }
            }
        }
    }
    let config = if base.is_some() { &CONFIDENCE_FURTHER } else { &CONFIDENCE };
    let mut confidence = train_linear(&data, config, &mut |_| {});
    if base.is_none() {
        confidence.bias.iter_mut().for_each(|b| *b += SURER);
    }
    log(format!("confidence: {} examples", data.len()));
    confidence
}

/// Which articles a model learns from.
#[derive(Clone, Copy, Debug)]
enum Part {
    All,
    /// All but one fold: those whose number leaves another remainder.
    Without(usize),
}

impl Part {
    fn of(self, articles: &[Article]) -> impl Iterator<Item = (usize, &Article)> {
        articles.iter().enumerate().filter(move |(i, _)| match self {
            Self::All => true,
            Self::Without(fold) => i % FOLDS != fold,
        })
    }
}

/// The model of all articles, packed, and for each fold the model that has not seen it: trained side by side.
fn with_folds(
    train: &(dyn Fn(Part) -> TrainedSequence + Sync),
    name: &str,
) -> (Vec<u8>, Vec<SequenceModel<'static>>) {
    std::thread::scope(|s| {
        let folds: Vec<_> =
            (0..FOLDS).map(|f| s.spawn(move || unpack(&pack(train(Part::Without(f)), name), name))).collect();
        let all = pack(train(Part::All), name);
        (all, folds.into_iter().map(|f| f.join().expect("training does not panic")).collect())
    })
}

fn pack(mut model: TrainedSequence, name: &str) -> Vec<u8> {
    model.prune(if model.base.is_some() { LEAST_FURTHER } else { LEAST });
    let mut builder = ContainerBuilder::default();
    model.write(&mut builder, name, LIMIT);
    builder.finish()
}

fn fit(
    data: &SequenceData,
    config: &CrfConfig,
    what: &str,
    part: Part,
    log: &(dyn Fn(String) + Sync),
) -> TrainedSequence {
    train_crf(data, config, &mut |e| {
        log(format!("{what}, {part:?}: pass {} loss {:.4}, {} weights", e.epoch, e.loss, e.active));
    })
}

fn unpack(bytes: &[u8], name: &str) -> SequenceModel<'static> {
    let container = Container::parse(bytes).expect("what was just written can be read");
    SequenceModel::read(&container, name).expect("what was just written can be read").into_owned()
}

/// Content found and source right, as the joint measure of PolNeAR's scorer has it (by bytes).
fn agree(content: &[Span], source: &[Span], gold: &Quote) -> bool {
    let both = |a: &[Span], b: &[Span]| -> u32 {
        let pairs = a.iter().flat_map(|x| b.iter().map(move |y| (x, y)));
        pairs.map(|(x, y)| x.end().min(y.end()).saturating_sub(x.start().max(y.start()))).sum()
    };
    let len = |a: &[Span]| -> u32 { a.iter().map(|s| s.len()).sum() };
    let shared = both(content, &gold.content);
    let found = 2 * shared >= len(content) + len(&gold.content) - shared;
    let least = len(source).min(len(&gold.source));
    let named = match (source.is_empty(), gold.source.is_empty()) {
        (true, true) => true,
        (false, false) => 2 * both(source, &gold.source) >= least,
        _ => false,
    };
    found && named
}

/// An article cut into paragraphs, with its attributions as words of them.
struct Article {
    paragraphs: Vec<GoldParagraph>,
    /// The findings of the rules.
    rules: Vec<Quote>,
}

struct GoldParagraph {
    paragraph: Paragraph,
    gold: Vec<Gold>,
    /// Contents without a cue.
    loose: Vec<Range<usize>>,
    /// Index in [`Example::quotes`] of every attribution that has content in this paragraph.
    quotes: Vec<usize>,
}

struct Gold {
    cue: Range<usize>,
    sources: Vec<Range<usize>>,
    contents: Vec<Range<usize>>,
}

/// A cue the first pass proposes or the annotators found, and which attribution it belongs to.
struct Proposal {
    cue: Range<usize>,
    gold: Option<usize>,
}

impl Article {
    fn new(example: &Example, scratch: &mut Scratch) -> Self {
        let mut all = Vec::new();
        let rules = RuleQuoteTagger::default().tag(&example.doc, &example.tokens, &example.mentions, scratch);
        words::read(&example.doc, &example.tokens, &example.mentions, &rules, &mut all);
        let mut next = 0;
        let blocks = std::iter::from_fn(|| {
            let range = block(&example.tokens, &all, next)?;
            next = range.end;
            Some(range)
        });
        let paragraphs = blocks
            .map(|block| {
                let mut paragraph = Paragraph::default();
                paragraph.read(block.clone(), &all);
                let span = |t: u32| example.tokens.tokens()[t as usize].span;
                let area = span(block.start).cover(span(block.end - 1));
                let inside = |s: &Span| s.overlaps(area);
                let mut gold: Vec<Gold> = example
                    .quotes
                    .iter()
                    .filter(|q| q.cue.iter().any(inside))
                    .filter_map(|q| Gold::new(q, example, &paragraph))
                    .collect();
                gold.sort_by_key(|g| g.cue.start);
                gold.dedup_by(|b, a| a.cue.end > b.cue.start);
                let quotes = (0..example.quotes.len())
                    .filter(|&q| example.quotes[q].content.iter().any(inside))
                    .collect();
                let loose = example.quotes.iter().filter(|q| q.cue.is_empty()).flat_map(|q| &q.content);
                let loose = loose.map(|&s| paragraph.words_in(&example.tokens, s)).filter(|r| !r.is_empty());
                let loose = loose.collect();
                GoldParagraph { paragraph, gold, loose, quotes }
            })
            .collect();
        Self { paragraphs, rules }
    }
}

impl Gold {
    fn new(quote: &Quote, example: &Example, paragraph: &Paragraph) -> Option<Self> {
        let run = |s: &Span| -> Option<Range<usize>> {
            let run = paragraph.words_in(&example.tokens, *s);
            (!run.is_empty()).then_some(run)
        };
        let runs = |spans: &[Span]| spans.iter().filter_map(run).collect::<Vec<_>>();
        let cues = runs(&quote.cue);
        let contents = runs(&quote.content);
        let cue = cues.into_iter().max_by_key(ExactSizeIterator::len)?;
        Some(Self { cue, sources: runs(&quote.source), contents })
    }

    /// Labels of the second pass for this attribution; what overlaps the cue stays outside.
    fn write(&self, gold: &mut [u8], cue: &Range<usize>) {
        for (role, runs) in [(1, &self.contents), (0, &self.sources)] {
            for run in runs {
                labels::write(gold, run.clone(), role);
            }
        }
        gold[cue.clone()].fill(0);
        labels::mend(gold);
    }
}

impl GoldParagraph {
    /// Labels of the first pass: all attributions at once, cues over contents over sources.
    fn flat(&self) -> Vec<u8> {
        let mut gold = vec![0; self.paragraph.words.len()];
        self.loose.iter().for_each(|r| labels::write(&mut gold, r.clone(), 2));
        for g in &self.gold {
            g.sources.iter().for_each(|r| labels::write(&mut gold, r.clone(), 1));
        }
        for g in &self.gold {
            g.contents.iter().for_each(|r| labels::write(&mut gold, r.clone(), 2));
        }
        for g in &self.gold {
            labels::write(&mut gold, g.cue.clone(), 0);
        }
        labels::mend(&mut gold);
        gold
    }

    /// The cues the first pass proposes, and those it misses; writes its labels into the words.
    fn proposals(&mut self, model: &SequenceModel<'_>, b: &mut Buffers) -> Vec<Proposal> {
        propose(model, CUE_FLOOR, std::slice::from_mut(&mut self.paragraph), b);
        let mut found = vec![false; self.gold.len()];
        let mut all: Vec<Proposal> = self
            .paragraph
            .cues
            .iter()
            .map(|(cue, _)| {
                let gold = self.gold.iter().position(|g| g.cue.start < cue.end && cue.start < g.cue.end);
                if let Some(g) = gold {
                    found[g] = true;
                }
                Proposal { cue: cue.clone(), gold }
            })
            .collect();
        for (g, _) in found.iter().enumerate().filter(|(_, f)| !**f) {
            all.push(Proposal { cue: self.gold[g].cue.clone(), gold: Some(g) });
        }
        all
    }
}
