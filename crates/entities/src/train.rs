//! Trains the learned tagger on text with names marked.

mod copies;

use std::borrow::Cow;
use std::ops::Range;

use dixit_learn::train::{CrfConfig, SequenceData, TrainedSequence, train_crf};
use dixit_learn::{Container, ContainerBuilder, Features, ModelError, SequenceModel, Transitions, hash};
use dixit_text::{Document, Scratch, Span};
use dixit_tokens::Token;
use rustc_hash::FxHashSet;

use crate::learned::{Analysis, CALIBRATION, Calibration, KINDS, LABELS, Lexicon, MODEL};
use crate::{LearnedTagger, Mention, NameKind};

pub use crate::learned::pack_lexicon;
pub use copies::title_case;

/// A text with its tokens, sentences and names: the right answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaggedText {
    /// The text.
    pub text: String,
    /// Its tokens, in order.
    pub tokens: Vec<Token>,
    /// Its sentences, as ranges of tokens, in order.
    pub sentences: Vec<Range<u32>>,
    /// Its names, as ranges of tokens, in order and disjoint, each within a sentence.
    pub names: Vec<(Range<u32>, NameKind)>,
    /// Whether it is written or marked otherwise than what the tagger will read, as tweets are than news. Such
    /// texts teach what is common to both: what is their own is learned apart, and dropped.
    pub foreign: bool,
}

impl TaggedText {
    /// The range of a name, in bytes.
    pub fn span(&self, name: &Range<u32>) -> Span {
        self.tokens[name.start as usize].span.cover(self.tokens[name.end as usize - 1].span)
    }

    /// The same text with the tokens and sentences of [`dixit_tokens::tokenize`]. A name that begins or ends
    /// inside a token grows to hold it; one that crosses a sentence border is dropped.
    pub fn retokenized(&self) -> Self {
        let tokens = dixit_tokens::tokenize(&self.text);
        let mut names: Vec<(Range<u32>, NameKind)> = Vec::new();
        for (name, kind) in &self.names {
            let range = tokens.tokens_in(self.span(name));
            let after = names.last().is_none_or(|(n, _)| n.end <= range.start);
            if !range.is_empty()
                && after
                && tokens.sentence_of(range.start) == tokens.sentence_of(range.end - 1)
            {
                names.push((range, *kind));
            }
        }
        Self {
            text: self.text.clone(),
            tokens: tokens.tokens().to_vec(),
            sentences: tokens.sentences().iter().map(|s| s.tokens.clone()).collect(),
            names,
            foreign: self.foreign,
        }
    }

    /// The same text with each token changed by `change`, which is told its number.
    pub fn map(&self, mut change: impl FnMut(usize, &str) -> String) -> Self {
        let mut out = Self { text: String::with_capacity(self.text.len()), ..self.clone() };
        let mut at = 0;
        for (i, token) in self.tokens.iter().enumerate() {
            out.text.push_str(&self.text[at..token.span.start() as usize]);
            let start = out.text.len() as u32;
            out.text.push_str(&change(i, &self.text[token.span.range()]));
            out.tokens[i].span = Span::new(start, out.text.len() as u32);
            at = token.span.end() as usize;
        }
        out.text.push_str(&self.text[at..]);
        out
    }

    /// Labels of the tokens.
    fn gold(&self) -> Vec<u8> {
        let mut gold = vec![0; self.tokens.len()];
        for (name, kind) in &self.names {
            let kind = KINDS.iter().position(|k| k == kind).expect("four kinds") as u8;
            let (start, end) = (name.start as usize, name.end as usize);
            gold[start] = kind * 2 + 1;
            gold[start + 1..end].fill(kind * 2 + 2);
        }
        gold
    }
}

/// Labels of a segment, where a name that began before it begins with it.
fn sound(gold: &[u8]) -> Vec<u8> {
    let mut gold = gold.to_vec();
    if let Some(first) = gold.first_mut().filter(|l| **l > 0 && **l % 2 == 0) {
        *first -= 1;
    }
    gold
}

/// How to train a tagger of names.
#[derive(Clone, Debug)]
pub struct NamesConfig {
    /// How the model is trained.
    pub crf: CrfConfig,
    /// Parts that the texts are cut into to calibrate scores: each is read by a model trained on the others. Fewer than
    /// two: scores as they come. Default 4.
    pub folds: usize,
    /// Whether to add copies of some texts in capitals, without any, and in title case. Default true.
    pub copies: bool,
}

impl Default for NamesConfig {
    fn default() -> Self {
        let crf = CrfConfig { epochs: 8, rate: 0.2, l1: 0.3, l2: 1.0, dropout: 0.1, ..CrfConfig::default() };
        Self { crf, folds: 4, copies: true }
    }
}

/// Trains a tagger on `texts`, with the lexicon in the bytes of `lexicon`; returns the bytes of a model file.
/// `log` is told of each step.
///
/// With `base`, that tagger is trained further: what is learned is added to its weights, and what the
/// texts do not speak of stays.
///
/// # Errors
/// [`ModelError`] where the lexicon cannot be read.
pub fn train_names(
    texts: &[TaggedText],
    lexicon: &[u8],
    base: Option<&LearnedTagger>,
    config: &NamesConfig,
    log: &mut dyn FnMut(&str),
) -> Result<Vec<u8>, ModelError> {
    let words = Lexicon::read(&Container::parse(lexicon)?)?;
    let mut calibration = base.map(|tagger| tagger.calibration).unwrap_or_default();
    let base = base.map(|tagger| &tagger.model);
    // Each text with the part it belongs to; a copy belongs where its text does.
    let mut parts: Vec<(usize, Cow<'_, TaggedText>)> = Vec::new();
    for (i, text) in texts.iter().enumerate() {
        let part = i % config.folds.max(1);
        parts.push((part, Cow::Borrowed(text)));
        if let Some(copy) = config.copies.then(|| copies::copy(i, text)).flatten() {
            parts.push((part, Cow::Owned(copy)));
        }
    }
    let without = |left_out: Option<usize>| -> Vec<&TaggedText> {
        parts.iter().filter(|(part, _)| Some(*part) != left_out).map(|(_, t)| &**t).collect()
    };
    log(&format!("{} texts with copies", parts.len()));
    let model = fit(&without(None), &words, base, &config.crf, log);
    if config.folds < 2 {
        return Ok(pack(&model, calibration));
    }
    let mut samples: [Vec<(f32, bool)>; 4] = Default::default();
    let mut scratch = Scratch::default();
    for part in 0..config.folds {
        log(&format!("calibration: part {} of {}", part + 1, config.folds));
        let model = fit(&without(Some(part)), &words, base, &config.crf, &mut |_| ());
        let tagger = LearnedTagger::new(lexicon, &pack(&model, Calibration::default()))?;
        for (_, text) in parts.iter().filter(|(p, t)| *p == part && !t.foreign) {
            for mention in tag(&tagger, text, &mut scratch) {
                let kind = KINDS.iter().position(|k| *k == mention.kind).expect("four kinds");
                let right =
                    text.names.iter().any(|(n, k)| *k == mention.kind && text.span(n) == mention.span);
                samples[kind].push((mention.score, right));
            }
        }
    }
    for (kind, samples) in samples.iter().enumerate() {
        let before = (calibration.slope[kind], calibration.offset[kind]);
        (calibration.slope[kind], calibration.offset[kind]) = platt(samples, before);
    }
    Ok(pack(&model, calibration))
}

fn fit(
    texts: &[&TaggedText],
    lexicon: &Lexicon<'_>,
    base: Option<&SequenceModel<'_>>,
    config: &CrfConfig,
    log: &mut dyn FnMut(&str),
) -> TrainedSequence {
    let (data, own) = examples(texts, lexicon, base);
    let mut model = train_crf(&data, config, &mut |epoch| {
        log(&format!("pass {}, loss {:.4}, {} weights", epoch.epoch, epoch.loss, epoch.active));
    });
    model.retain(|id| !own.contains(&id));
    model
}

/// The segments of texts with their features, and those features that only foreign texts have.
fn examples(
    texts: &[&TaggedText],
    lexicon: &Lexicon<'_>,
    base: Option<&SequenceModel<'_>>,
) -> (SequenceData, FxHashSet<u64>) {
    let labels: Vec<String> = LABELS.map(String::from).to_vec();
    let mut data = SequenceData::new(Transitions::bio(&labels), labels);
    if let Some(base) = base {
        data = data.onto(base);
    }
    let (mut analysis, mut features) = (Analysis::default(), Features::default());
    let mut own = FxHashSet::default();
    for text in texts {
        analysis.read(&text.text, &text.tokens, text.sentences.iter().cloned(), lexicon);
        let gold = text.gold();
        for segment in analysis.segments() {
            features.clear();
            analysis.features(segment, lexicon, &mut features);
            if text.foreign {
                features = with_own(&features, &mut own);
            }
            data.push(&features, &sound(&gold[segment.words.clone()]));
        }
    }
    (data, own)
}

/// Each feature and a second one that only foreign texts have, which is noted in `own` (Daumé, "Frustratingly
/// easy domain adaptation", 2007).
fn with_own(features: &Features, own: &mut FxHashSet<u64>) -> Features {
    let mut out = Features::default();
    for item in features.items() {
        for &id in item {
            let second = hash::feature(u32::MAX, id);
            own.insert(second);
            out.push(id);
            out.push(second);
        }
        out.end_item();
    }
    out
}

/// The names a tagger finds in a text, with the text's own tokens.
pub fn tag(tagger: &LearnedTagger, text: &TaggedText, scratch: &mut Scratch) -> Vec<Mention> {
    tagger.tag_tokens(&text.text, &text.tokens, text.sentences.iter().cloned(), scratch)
}

/// The text alone, as a document.
///
/// # Panics
/// If the text is longer than 4 GiB.
pub fn document(text: &TaggedText) -> Document {
    Document::new("", text.text.clone()).expect("texts to train on are short")
}

fn pack(trained: &TrainedSequence, calibration: Calibration) -> Vec<u8> {
    let mut builder = ContainerBuilder::default();
    trained.write(&mut builder, MODEL, LIMIT);
    builder.section(CALIBRATION, calibration.write());
    builder.finish()
}

/// Weights beyond this are cut off; hardly any are.
const LIMIT: f32 = 5.0;

/// Slope and offset that make log-odds honest: logistic regression by gradient descent, with the weight of a
/// few samples in favour of what they were `before`.
fn platt(samples: &[(f32, bool)], before: (f32, f32)) -> (f32, f32) {
    let before = (f64::from(before.0), f64::from(before.1));
    let (mut slope, mut offset) = before;
    for _ in 0..2_000 {
        let (mut ds, mut d0) = (20.0 * (slope - before.0), 20.0 * (offset - before.1));
        for &(p, right) in samples {
            let p = f64::from(p.clamp(1e-6, 1.0 - 1e-6));
            let x = (p / (1.0 - p)).ln();
            let error = 1.0 / (1.0 + (-(slope * x + offset)).exp()) - f64::from(u8::from(right));
            ds += error * x;
            d0 += error;
        }
        let step = 0.5 / (samples.len() + 20) as f64;
        slope -= step * ds / 4.0;
        offset -= step * d0;
    }
    (slope as f32, offset as f32)
}
