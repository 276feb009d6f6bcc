use std::ops::Range;

use dixit_entities::Mention;
use dixit_learn::{Container, Features, Lattice, LinearModel, ModelError, SequenceModel};
use dixit_text::{Document, Scratch, Span, Spans};
use dixit_tokens::Tokens;

use super::paragraph::Paragraph;
use super::words::{self, Word};
use super::{confidence, cue, labels, roles};
use crate::finish::finish;
use crate::{Quote, QuoteKind, QuoteTagger, RuleQuoteTagger};

/// The first pass proposes what it believes this much; the second pass and the confidence decide.
const CUE_FLOOR: f32 = 0.04;

/// Finds quotations with trained models.
///
/// Trained on PolNeAR by `dixit-dev train quotes`; the model card says how well it does.
#[derive(Clone, Debug)]
pub struct LearnedQuoteTagger {
    cues: SequenceModel<'static>,
    roles: SequenceModel<'static>,
    confidence: LinearModel<'static>,
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
    /// What the confidence is computed from.
    pub(super) evidence: confidence::Evidence,
}

#[derive(Default)]
pub(super) struct Buffers {
    words: Vec<Word>,
    pub(super) paragraph: Paragraph,
    pub(super) features: Features,
    masks: Vec<u64>,
    lattice: Lattice,
    labels: Vec<u8>,
    rule_labels: Vec<u8>,
    pub(super) cues: Vec<(Range<usize>, f32)>,
    pub(super) candidates: Vec<Candidate>,
}

impl LearnedQuoteTagger {
    /// The tagger in a model file.
    ///
    /// # Errors
    /// [`ModelError`] where the file is no model of quotations or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let container = Container::parse(bytes)?;
        Ok(Self {
            cues: SequenceModel::read(&container, "cues")?.into_owned(),
            roles: SequenceModel::read(&container, "roles")?.into_owned(),
            confidence: LinearModel::read(&container, "confidence")?.into_owned(),
            rules: RuleQuoteTagger::default(),
            threshold: 0.4,
        })
    }

    /// The same tagger, leaving out quotations whose confidence is below `threshold`, `0.0..=1.0`.
    pub fn with_threshold(mut self, threshold: f32) -> Self {
        self.threshold = threshold;
        self
    }
}

/// First pass: proposes cues in the paragraph in hand.
pub(super) fn propose(model: &SequenceModel<'_>, b: &mut Buffers) {
    let Buffers { paragraph, features, lattice, cues, .. } = b;
    cues.clear();
    features.clear();
    for i in 0..paragraph.words.len() {
        cue::features(&paragraph.words, i, features);
    }
    model.score(features, lattice);
    model.infer(lattice);
    let n = paragraph.words.len();
    let outside = |i: usize| model.marginal(lattice, i, 0);
    let mut i = 0;
    while i < n {
        if outside(i) > 1.0 - CUE_FLOOR {
            i += 1;
            continue;
        }
        // A cue ends where the next begins, or where it would more likely have ended.
        let start = i;
        let mut best = 1.0 - outside(i);
        i += 1;
        while i < n
            && 1.0 - outside(i) >= CUE_FLOOR
            && model.marginal(lattice, i, 2) > model.marginal(lattice, i, 1)
        {
            best = f32::max(best, 1.0 - outside(i));
            i += 1;
        }
        let keep = |&j: &usize| 1.0 - outside(j) >= 0.5 * best;
        let first = (start..i).find(keep).unwrap_or(start);
        let last = (start..i).rev().find(keep).unwrap_or(start);
        cues.push((first..last + 1, best));
    }
    for (cue, _) in cues.iter() {
        for word in &mut paragraph.words[cue.clone()] {
            word.taken = true;
        }
    }
}

/// Second pass: reads the paragraph in hand once a cue.
pub(super) fn read_roles(model: &SequenceModel<'_>, tokens: &Tokens, rules: &[Quote], b: &mut Buffers) {
    let Buffers { paragraph, features, lattice, labels, rule_labels, cues, masks, candidates, .. } = b;
    candidates.clear();
    for (cue, p) in cues.drain(..) {
        features.clear();
        roles::rule_labels(paragraph, &cue, tokens, rules, rule_labels);
        roles::View::new(&paragraph.words, cue.clone(), rule_labels).features(masks, features);
        labels.clear();
        labels.extend_from_slice(model.decode(features, lattice));
        let contents: Vec<_> = labels::runs(labels, 1).collect();
        if contents.is_empty() {
            continue;
        }
        let sources: Vec<_> = labels::runs(labels, 0).collect();
        model.infer(lattice);
        let evidence = confidence::Evidence::new(model, lattice, labels, &paragraph.words, &cue, p);
        candidates.push(Candidate { cue, sources, contents, evidence });
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
        for p in 0..tokens.paragraphs().len() {
            b.paragraph.read(tokens, p, &b.words);
            propose(&self.cues, &mut b);
            read_roles(&self.roles, tokens, &rules, &mut b);
            for c in &b.candidates {
                let score = c.evidence.probability(&self.confidence);
                if score < self.threshold {
                    continue;
                }
                let spans = |runs: &[Range<usize>]| -> Spans {
                    runs.iter().map(|r| span(tokens, &b.paragraph, r)).collect()
                };
                quotes.push(Quote {
                    content: spans(&c.contents),
                    cue: spans(std::slice::from_ref(&c.cue)),
                    source: spans(&c.sources),
                    kind: QuoteKind::Indirect,
                    parent: None,
                    score,
                });
            }
        }
        *scratch.get() = b;
        finish(doc, tokens, quotes)
    }
}

pub(super) fn span(tokens: &Tokens, paragraph: &Paragraph, run: &Range<usize>) -> Span {
    let at = |i: usize| tokens.tokens()[paragraph.tokens[i] as usize].span;
    at(run.start).cover(at(run.end - 1))
}
