//! Training of both passes and of the confidence.

use std::ops::Range;

use dixit_entities::Mention;
use dixit_learn::train::{
    CrfConfig, LinearConfig, LinearData, SequenceData, TrainedSequence, train_crf, train_linear,
};
use dixit_learn::{Container, ContainerBuilder, Features, SequenceModel, Transitions};
use dixit_text::{Document, Scratch, Span};
use dixit_tokens::Tokens;

use super::paragraph::Paragraph;
use super::tagger::{Buffers, propose, read_roles, span};
use super::{cue, labels, roles, words};
use crate::{Quote, QuoteTagger, RuleQuoteTagger};

/// Weights are cut off at this size before they are rounded to eight bits.
const LIMIT: f32 = 6.0;
/// Passes of a trainer over the data.
const PASSES: usize = 8;

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
}

/// Trains the models of [`LearnedQuoteTagger`](crate::LearnedQuoteTagger) and packs them into a model file.
///
/// Each pass learns from what the pass before it says of articles it has not seen: the data is cut in two,
/// and each half is read by models trained on the other. `log` is told how it goes.
pub fn train(examples: &[Example], log: &mut dyn FnMut(String)) -> Vec<u8> {
    let mut scratch = Scratch::default();
    let articles: Vec<Article> = examples.iter().map(|e| Article::new(e, &mut scratch)).collect();
    let halves =
        |keep: usize| articles.iter().enumerate().filter(move |(i, _)| i % 2 == keep).map(|(_, a)| a);

    let train_cues =
        |articles: &mut dyn Iterator<Item = &Article>, what: &str, log: &mut dyn FnMut(String)| {
            let labels = cue::LABELS.map(String::from).to_vec();
            let mut data = SequenceData::new(Transitions::bio(&labels), labels);
            let mut features = Features::default();
            for p in articles.flat_map(|a| &a.paragraphs) {
                features.clear();
                for i in 0..p.paragraph.words.len() {
                    cue::features(&p.paragraph.words, i, &mut features);
                }
                let mut gold = vec![0; p.paragraph.words.len()];
                for g in &p.gold {
                    labels::write(&mut gold, g.cue.clone(), 0);
                }
                data.push(&features, &gold);
            }
            fit(&data, &CrfConfig { epochs: PASSES, ..CrfConfig::default() }, what, log)
        };
    let cue_halves = [0, 1].map(|h| pack(&train_cues(&mut halves(1 - h), "cues, half", log), "cues"));
    let cues = train_cues(&mut articles.iter(), "cues", log);

    // What the first pass proposes in articles it has not seen.
    let mut buffers = Buffers::default();
    let proposed: Vec<Vec<Vec<Proposal>>> = articles
        .iter()
        .enumerate()
        .map(|(i, a)| a.paragraphs.iter().map(|p| p.proposals(&cue_halves[i % 2], &mut buffers)).collect())
        .collect();

    let train_roles = |keep: &dyn Fn(usize) -> bool, what: &str, log: &mut dyn FnMut(String)| {
        let labels = roles::LABELS.map(String::from).to_vec();
        let mut data = SequenceData::new(Transitions::bio(&labels), labels);
        let (mut features, mut masks, mut rules) = (Features::default(), Vec::new(), Vec::new());
        for (i, a) in articles.iter().enumerate().filter(|(i, _)| keep(*i)) {
            for (p, proposals) in a.paragraphs.iter().zip(&proposed[i]) {
                let words = p.taken(proposals);
                for proposal in proposals {
                    features.clear();
                    let (cue, tokens) = (&proposal.cue, &examples[i].tokens);
                    roles::rule_labels(&p.paragraph, cue, tokens, &a.rules, &mut rules);
                    roles::View::new(&words, cue.clone(), &rules).features(&mut masks, &mut features);
                    let mut gold = vec![0; words.len()];
                    if let Some(g) = proposal.gold {
                        p.gold[g].write(&mut gold, &proposal.cue);
                    }
                    data.push(&features, &gold);
                }
            }
        }
        fit(&data, &CrfConfig { epochs: PASSES, ..CrfConfig::default() }, what, log)
    };
    let role_halves = [0, 1].map(|h| pack(&train_roles(&|i| i % 2 != h, "roles, half", log), "roles"));
    let roles = train_roles(&|_| true, "roles", log);

    let mut data = LinearData::new(vec!["right".to_owned()]);
    for (i, a) in articles.iter().enumerate() {
        for p in &a.paragraphs {
            p.copy_into(&mut buffers);
            propose(&cue_halves[i % 2], &mut buffers);
            read_roles(&role_halves[i % 2], &examples[i].tokens, &a.rules, &mut buffers);
            for c in &buffers.candidates {
                let spans = |runs: &[Range<usize>]| -> Vec<Span> {
                    runs.iter().map(|r| span(&examples[i].tokens, &buffers.paragraph, r)).collect()
                };
                let (content, source) = (spans(&c.contents), spans(&c.sources));
                let right = p.quotes.iter().any(|&q| {
                    let gold = &examples[i].quotes[q];
                    agree(&content, &source, gold)
                });
                data.push(&c.evidence.features, u8::from(right), 1.0);
            }
        }
    }
    let confidence =
        train_linear(&data, &LinearConfig { l1: 0.0, min_count: 0, ..LinearConfig::default() }, &mut |_| {});
    log(format!("confidence: {} examples", data.len()));

    let mut builder = ContainerBuilder::default();
    cues.write(&mut builder, "cues", LIMIT);
    roles.write(&mut builder, "roles", LIMIT);
    confidence.write(&mut builder, "confidence");
    builder.finish()
}

fn fit(data: &SequenceData, config: &CrfConfig, what: &str, log: &mut dyn FnMut(String)) -> TrainedSequence {
    train_crf(data, config, &mut |e| {
        log(format!("{what}: pass {} loss {:.4}, {} weights", e.epoch, e.loss, e.active));
    })
}

fn pack(model: &TrainedSequence, name: &str) -> SequenceModel<'static> {
    let mut builder = ContainerBuilder::default();
    model.write(&mut builder, name, LIMIT);
    let bytes = builder.finish();
    let container = Container::parse(&bytes).expect("what was just written can be read");
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
    /// What the rules find.
    rules: Vec<Quote>,
}

struct GoldParagraph {
    paragraph: Paragraph,
    gold: Vec<Gold>,
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
    proposed: bool,
    gold: Option<usize>,
}

impl Article {
    fn new(example: &Example, scratch: &mut Scratch) -> Self {
        let mut all = Vec::new();
        let rules = RuleQuoteTagger::default().tag(&example.doc, &example.tokens, &example.mentions, scratch);
        words::read(&example.doc, &example.tokens, &example.mentions, &rules, &mut all);
        let paragraphs = (0..example.tokens.paragraphs().len())
            .map(|p| {
                let mut paragraph = Paragraph::default();
                paragraph.read(&example.tokens, p, &all);
                let area = example.tokens.paragraphs()[p].span;
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
                GoldParagraph { paragraph, gold, quotes }
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
        // A run that was cut in two goes on with a beginning.
        for i in 0..gold.len() {
            let inside = gold[i] != 0 && gold[i].is_multiple_of(2);
            if inside && (i == 0 || (gold[i - 1] != gold[i] && gold[i - 1] + 1 != gold[i])) {
                gold[i] -= 1;
            }
        }
    }
}

impl GoldParagraph {
    fn copy_into(&self, b: &mut Buffers) {
        b.paragraph.words.clone_from(&self.paragraph.words);
        b.paragraph.tokens.clone_from(&self.paragraph.tokens);
    }

    /// The cues the first pass proposes, and those it misses.
    fn proposals(&self, model: &SequenceModel<'_>, b: &mut Buffers) -> Vec<Proposal> {
        self.copy_into(b);
        propose(model, b);
        let mut found = vec![false; self.gold.len()];
        let mut all: Vec<Proposal> = b
            .cues
            .iter()
            .map(|(cue, _)| {
                let gold = self.gold.iter().position(|g| g.cue.start < cue.end && cue.start < g.cue.end);
                if let Some(g) = gold {
                    found[g] = true;
                }
                Proposal { cue: cue.clone(), proposed: true, gold }
            })
            .collect();
        for (g, _) in found.iter().enumerate().filter(|(_, f)| !**f) {
            all.push(Proposal { cue: self.gold[g].cue.clone(), proposed: false, gold: Some(g) });
        }
        all
    }

    /// The words, with those marked that the first pass proposes as cues.
    fn taken(&self, proposals: &[Proposal]) -> Vec<super::words::Word> {
        let mut words = self.paragraph.words.clone();
        for p in proposals.iter().filter(|p| p.proposed) {
            words[p.cue.clone()].iter_mut().for_each(|w| w.taken = true);
        }
        words
    }
}
