use std::ops::Range;

use dixit_entities::Mention;
use dixit_learn::{Container, GroupedFeatures, Lattice, LinearModel, ModelError, SequenceModel};
use dixit_text::{Document, Scratch, Span, Spans};
use dixit_tokens::Tokens;

use super::paragraph::{Paragraph, block};
use super::words::{self, Word};
use super::{confidence, cue, labels, roles};
use crate::repair::normalize;
use crate::{Quote, QuoteKind, QuoteTagger, RuleQuoteTagger};

/// The first pass proposes what it believes this much; the second pass and the confidence decide.
pub(super) const CUE_FLOOR: f32 = 0.1;
/// If only certain quotations are asked for, it proposes less: this share of the least confidence, up to 0.3. Chosen on
/// PolNeAR dev, where it spares the second pass every fifth cue, changes no measure of quotations by more than half a point, and loses two
/// of 175 links to outlets.
const CUE_SHARE: f32 = 0.65;
/// Labels of the second pass: source begins, content begins.
const SOURCE: u8 = 1;
const CONTENT: u8 = 3;
/// A cue without content is tried once more where content might begin, if the second pass believes that this much.
const CONTENT_FLOOR: f32 = 0.05;
/// And one without source where a source might begin, if it believes that this much.
const SOURCE_FLOOR: f32 = 0.03;
/// Added to the score of what is taken for certain: larger than what a word scores otherwise.
const CERTAIN: f32 = 30.0;

/// Finds quotations with trained models.
///
/// Trained on PolNeAR by `dixit-dev train quotes`; the model card says how well it does.
#[derive(Clone, Debug)]
pub struct LearnedQuoteTagger {
    pub(super) cues: SequenceModel<'static>,
    pub(super) roles: SequenceModel<'static>,
    pub(super) confidence: LinearModel<'static>,
    /// Their findings are features of both passes.
    rules: RuleQuoteTagger,
    /// Quotations less certain than this are left out.
    threshold: f32,
}

/// One cue with what the second pass read for it, as words of the paragraph.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) cue: Range<usize>,
    pub(super) sources: Vec<Range<usize>>,
    pub(super) contents: Vec<Range<usize>>,
    /// The evidence for the confidence.
    pub(super) evidence: confidence::Evidence,
    pub(super) score: f32,
}

#[derive(Default)]
pub(super) struct Buffers {
    words: Vec<Word>,
    paragraphs: Vec<Paragraph>,
    features: GroupedFeatures<{ labels::LANES }>,
    sides: Vec<cue::Side>,
    asides: roles::Asides,
    scoring: roles::Scoring,
    lattice: Lattice,
    labels: Vec<u8>,
    rule_labels: Vec<u8>,
    pub(super) candidates: Vec<Candidate>,
}

/// Paragraphs are read together until they have so many words: what models weigh is in the cache then.
const TOGETHER: usize = 2000;

/// Least confidence of a quotation: the one of best joint F1 on PolNeAR dev and on world dev alike.
const THRESHOLD: f32 = 0.35;

impl LearnedQuoteTagger {
    /// The tagger that is built into the program, trained on political news in English.
    ///
    /// ```
    /// use dixit_entities::{EntityTagger, RuleTagger};
    /// use dixit_quotes::{LearnedQuoteTagger, QuoteTagger};
    /// use dixit_text::{Document, Scratch};
    ///
    /// let doc = Document::new("a1", "Maria Keller said on Monday that the bridge would stay closed.").unwrap();
    /// let tokens = dixit_tokens::tokenize(doc.text());
    /// let mut scratch = Scratch::default();
    /// let names = RuleTagger::default().tag(&doc, &tokens, &mut scratch);
    /// let quotes = LearnedQuoteTagger::embedded().tag(&doc, &tokens, &names, &mut scratch);
    /// assert_eq!(doc.slice(quotes[0].source[0]), "Maria Keller");
    /// assert_eq!(doc.slice(quotes[0].content[0]), "that the bridge would stay closed");
    /// ```
    ///
    /// # Panics
    /// Never: that the embedded model is sound is tested.
    pub fn embedded() -> Self {
        let container = Container::parse_trusted(dixit_models::quotes::MODEL);
        container.and_then(|c| Self::read(&c)).expect("the embedded model is sound")
    }

    /// The tagger in a model file.
    ///
    /// # Errors
    /// [`ModelError`] where the file is no model of quotations or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        Self::read(&Container::parse(bytes)?)
    }

    fn read(container: &Container<'_>) -> Result<Self, ModelError> {
        let (cues, roles, confidence) = models(container)?;
        Ok(Self {
            cues: cues.into_owned(),
            roles: roles.into_owned(),
            confidence: confidence.into_owned(),
            rules: RuleQuoteTagger::default(),
            threshold: THRESHOLD,
        })
    }

    /// The same tagger, leaving out quotations whose confidence is below `threshold`, `0.0..=1.0`.
    pub fn with_threshold(mut self, threshold: f32) -> Self {
        self.threshold = threshold;
        self
    }
}

type Models<'a> = (SequenceModel<'a>, SequenceModel<'a>, LinearModel<'a>);

/// The models of both passes and of the confidence.
fn models<'a>(container: &Container<'a>) -> Result<Models<'a>, ModelError> {
    let sequence = |name: &str, labels: &[&str]| {
        let model = SequenceModel::read(container, name)?;
        if model.labels() == labels {
            return Ok(model);
        }
        let section = format!("{name}.head");
        Err(ModelError::Malformed { section, what: "its labels are not those of a model of quotations" })
    };
    Ok((
        sequence("cues", &cue::LABELS)?,
        sequence("roles", &roles::LABELS)?,
        LinearModel::read(container, "confidence")?,
    ))
}

/// First pass: labels the words of paragraphs and proposes what it takes for a cue with a probability of `floor` and more.
pub(super) fn propose(model: &SequenceModel<'_>, floor: f32, paragraphs: &mut [Paragraph], b: &mut Buffers) {
    let Buffers { features, lattice, sides, .. } = b;
    features.begin(model);
    for p in paragraphs.iter() {
        dixit_text::deadline::check();
        cue::features(&p.words, sides, features);
    }
    let mut sums = model.sums(features);
    for p in paragraphs {
        let (these, rest) = sums.split_at(p.words.len());
        sums = rest;
        model.score_sums(these, lattice);
        propose_in(model, floor, p, lattice);
    }
}

/// The first pass in a paragraph that is scored.
fn propose_in(model: &SequenceModel<'_>, floor: f32, paragraph: &mut Paragraph, lattice: &mut Lattice) {
    let Paragraph { words, cues, .. } = paragraph;
    for (word, &label) in words.iter_mut().zip(model.best_path(lattice)) {
        word.flat = label;
    }
    model.infer(lattice);
    for (i, word) in words.iter_mut().enumerate() {
        word.sure = match model.marginal(lattice, i, word.flat.into()) {
            ..0.6 => 0,
            ..0.85 => 1,
            ..0.97 => 2,
            _ => 3,
        };
    }
    let n = words.len();
    let (begin, inside) =
        (|i: usize| model.marginal(lattice, i, 1), |i: usize| model.marginal(lattice, i, 2));
    let cue = |i: usize| begin(i) + inside(i);
    cues.clear();
    let mut i = 0;
    while i < n {
        if cue(i) < floor {
            i += 1;
            continue;
        }
        // A cue ends where the next begins, or where it would more likely have ended.
        let start = i;
        let mut best = cue(i);
        i += 1;
        while i < n && cue(i) >= floor && inside(i) > begin(i) {
            best = f32::max(best, cue(i));
            i += 1;
        }
        let keep = |&j: &usize| cue(j) >= 0.5 * best;
        let first = (start..i).find(keep).unwrap_or(start);
        let last = (start..i).rev().find(keep).unwrap_or(start);
        cues.push((first..last + 1, best));
    }
    for (cue, _) in cues {
        words[cue.clone()].iter_mut().for_each(|w| w.taken = true);
    }
}

/// Second pass: reads a paragraph once a cue.
pub(super) fn read_roles(
    model: &SequenceModel<'_>,
    tokens: &Tokens,
    rules: &[Quote],
    paragraph: &Paragraph,
    b: &mut Buffers,
) {
    let Buffers { lattice, labels, rule_labels, asides, scoring, candidates, .. } = b;
    candidates.clear();
    asides.read(model, paragraph, scoring);
    for (cue, p) in &paragraph.cues {
        let (cue, p) = (cue.clone(), *p);
        roles::rule_labels(paragraph, &cue, tokens, rules, rule_labels);
        let window = roles::window(&cue, paragraph);
        let words = &paragraph.words[window.clone()];
        let cue = cue.start - window.start..cue.end - window.start;
        let asides = asides.of(window.clone());
        roles::View::new(words, cue.clone(), rule_labels).score(model, asides, scoring, lattice);
        labels.clear();
        labels.extend_from_slice(model.best_path(lattice));
        model.infer(lattice);
        // If there is none, most likely this is no cue. Suppose it is one: what would content and source be?
        let (begin, _) = model.likeliest(lattice, CONTENT.into());
        let found = labels.contains(&CONTENT);
        if !found && begin < CONTENT_FLOOR {
            continue;
        }
        for (begins, floor) in [(CONTENT, CONTENT_FLOOR), (SOURCE, SOURCE_FLOOR)] {
            let (p, i) = model.likeliest(lattice, begins.into());
            if !labels.contains(&begins) && p >= floor {
                let mut scores = [0.0; roles::LABELS.len()];
                scores[begins as usize] = CERTAIN;
                model.add_scores(lattice, i, &scores);
                labels.clear();
                labels.extend_from_slice(model.best_path(lattice));
                model.infer(lattice);
            }
        }
        let at = |run: Range<usize>| run.start + window.start..run.end + window.start;
        let contents: Vec<_> = labels::runs(labels, 1).map(at).collect();
        // The scores of a strange model may outweigh what is supposed.
        if contents.is_empty() {
            continue;
        }
        let sources = labels::runs(labels, 0).map(at).collect();
        let reading = confidence::Reading {
            words,
            cue: &cue,
            labels,
            rules: rule_labels,
            cue_probability: p,
            begin,
            found,
        };
        let evidence = confidence::Evidence::new(model, lattice, &reading);
        candidates.push(Candidate { cue: at(cue), sources, contents, evidence, score: 0.0 });
    }
}

/// Scores the candidates of the paragraph in hand and keeps those that go together, the surest first: contents do not
/// overlap, and no cue is in the content of another.
fn choose(model: &LinearModel<'_>, threshold: f32, candidates: &mut Vec<Candidate>) {
    for c in candidates.iter_mut() {
        c.score = c.evidence.probability(model);
    }
    candidates.retain(|c| c.score >= threshold);
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.cue.start.cmp(&b.cue.start)));
    let mut kept = 0;
    for i in 0..candidates.len() {
        if candidates[..kept].iter().all(|k| !k.clashes(&candidates[i])) {
            candidates.swap(kept, i);
            kept += 1;
        }
    }
    candidates.truncate(kept);
}

impl Candidate {
    /// The attribution it is of.
    fn quote(&self, tokens: &Tokens, p: &Paragraph) -> Quote {
        let spans = |runs: &[Range<usize>]| -> Spans { runs.iter().map(|r| span(tokens, p, r)).collect() };
        Quote {
            content: spans(&self.contents),
            cue: spans(std::slice::from_ref(&self.cue)),
            source: spans(&self.sources),
            kind: QuoteKind::Indirect,
            parent: None,
            score: self.score,
        }
    }

    fn clashes(&self, other: &Candidate) -> bool {
        let overlap = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
        let any = |a: &[Range<usize>], b: &[Range<usize>]| a.iter().any(|x| b.iter().any(|y| overlap(x, y)));
        any(&self.contents, &other.contents)
            || any(&self.contents, std::slice::from_ref(&other.cue))
            || any(&other.contents, std::slice::from_ref(&self.cue))
    }
}

impl QuoteTagger for LearnedQuoteTagger {
    fn tag(
        &self,
        doc: &Document,
        tokens: &Tokens,
        mentions: &[Mention],
        scratch: &mut Scratch,
    ) -> Vec<Quote> {
        let mut b: Buffers = scratch.take();
        let mut quotes = Vec::new();
        let rules = self.rules.tag(doc, tokens, mentions, scratch);
        words::read(doc, tokens, mentions, &rules, &mut b.words);
        let floor = (CUE_SHARE * self.threshold).clamp(CUE_FLOOR, 0.3);
        let mut paragraphs = std::mem::take(&mut b.paragraphs);
        let mut next = 0;
        loop {
            let (mut n, mut words) = (0, 0);
            while words < TOGETHER
                && let Some(range) = block(tokens, &b.words, next)
            {
                next = range.end;
                if n == paragraphs.len() {
                    paragraphs.push(Paragraph::default());
                }
                paragraphs[n].read(range, &b.words);
                words += paragraphs[n].words.len();
                n += 1;
            }
            if n == 0 {
                break;
            }
            propose(&self.cues, floor, &mut paragraphs[..n], &mut b);
            for p in &paragraphs[..n] {
                read_roles(&self.roles, tokens, &rules, p, &mut b);
                choose(&self.confidence, self.threshold, &mut b.candidates);
                quotes.extend(b.candidates.iter().map(|c| c.quote(tokens, p)));
            }
        }
        b.paragraphs = paragraphs;
        *scratch.get() = b;
        normalize(doc, tokens, quotes)
    }
}

pub(super) fn span(tokens: &Tokens, paragraph: &Paragraph, run: &Range<usize>) -> Span {
    let at = |i: usize| tokens.tokens()[paragraph.tokens[i] as usize].span;
    at(run.start).cover(at(run.end - 1))
}
