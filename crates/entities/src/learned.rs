//! The learned tagger: a linear-chain model over hashed features; see `learned/templates.rs` for what it sees.

mod analysis;
mod clusters;
mod memory;
mod templates;
mod vocabulary;
mod word;

use std::ops::Range;

use dixit_grammar::lexicon::{self, Class};
use dixit_learn::{Container, GroupedFeatures, Lattice, ModelError, SequenceModel};
use dixit_text::{Document, Scratch};
use dixit_tokens::{Case, Token, TokenKind, Tokens};

pub(crate) use analysis::Analysis;
pub(crate) use clusters::Lexicon;
#[cfg(feature = "train")]
pub use clusters::pack_lexicon;
pub use clusters::word_clusters;
use vocabulary::LANES;

use crate::{EntityTagger, Mention, NameKind, trim_name};

/// Labels of the model, in order.
pub(crate) const LABELS: [&str; 9] =
    ["O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC", "B-MISC", "I-MISC"];
pub(crate) const KINDS: [NameKind; 4] =
    [NameKind::Person, NameKind::Organization, NameKind::Location, NameKind::Misc];
/// Name of the model in its file.
pub(crate) const MODEL: &str = "names";
/// Section that maps the model's probabilities to calibrated ones.
pub(crate) const CALIBRATION: &str = "names.scale";

/// Documents longer than this many tokens are read in pieces, so that what one part shows of a word does not
/// speak for a part about something else.
const PIECE: usize = 3_000;

/// Finds names with a trained model: a conditional random field (Lafferty et al., 2001) over the words, their
/// shapes, clusters and lists, and what the whole document shows of them.
///
/// Scores are calibrated: of the names with score 0.9, about nine in ten are right in span and kind.
///
/// ```
/// use dixit_entities::{EntityTagger, LearnedTagger, NameKind};
/// use dixit_text::{Document, Scratch};
///
/// let tagger = LearnedTagger::embedded();
/// let doc = Document::new("a1", "Angela Merkel flew to Paris on Monday.").unwrap();
/// let tokens = dixit_tokens::tokenize(doc.text());
/// let names = tagger.tag(&doc, &tokens, &mut Scratch::default());
/// assert_eq!(doc.slice(names[0].span), "Angela Merkel");
/// assert_eq!(names[1].kind, NameKind::Location);
/// ```
#[derive(Clone, Debug)]
pub struct LearnedTagger {
    lexicon: Lexicon<'static>,
    pub(crate) model: SequenceModel<'static>,
    pub(crate) calibration: Calibration,
}

/// Calibrated log-odds of a name: `slope` times those of the model plus `offset` (Platt, 1999), by kind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Calibration {
    pub(crate) slope: [f32; 4],
    pub(crate) offset: [f32; 4],
}

impl Default for Calibration {
    fn default() -> Self {
        Self { slope: [1.0; 4], offset: [0.0; 4] }
    }
}

impl Calibration {
    fn read(section: &[u8]) -> Option<Self> {
        let numbers = section.as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b));
        let numbers: Vec<f32> = numbers.filter(|x| x.is_finite()).collect();
        let (slope, offset) = numbers.split_at_checked(4)?;
        Some(Self { slope: slope.try_into().ok()?, offset: offset.try_into().ok()? })
    }

    #[cfg(feature = "train")]
    pub(crate) fn write(&self) -> Vec<u8> {
        self.slope.iter().chain(&self.offset).flat_map(|x| x.to_le_bytes()).collect()
    }

    fn apply(&self, kind: usize, p: f32) -> f32 {
        let p = p.clamp(1e-6, 1.0 - 1e-6);
        let odds = self.slope[kind] * (p / (1.0 - p)).ln() + self.offset[kind];
        1.0 / (1.0 + (-odds).exp())
    }
}

/// Buffers of one worker.
#[derive(Debug, Default)]
struct Buffers {
    /// [`SequenceModel::id`] of the model of the tagger that the vocabulary was read with; no two taggers share one.
    owner: u64,
    analysis: Analysis,
    features: GroupedFeatures<LANES>,
    lattice: Lattice,
    path: Vec<u8>,
}

impl LearnedTagger {
    /// The tagger that is built into the program, trained on news and other text.
    ///
    /// Making it takes a few milliseconds; share it between threads.
    ///
    /// # Panics
    /// Never: that the embedded files are sound is tested.
    pub fn embedded() -> Self {
        let model = Container::parse_trusted(dixit_models::ner::MODEL);
        model.and_then(|m| Self::with(Lexicon::embedded(), &m)).expect("the embedded model is sound")
    }

    /// A tagger with a lexicon and a model of your own, which are copied.
    ///
    /// # Errors
    /// [`ModelError`] where one of them is damaged or of another kind.
    pub fn new(lexicon: &[u8], model: &[u8]) -> Result<Self, ModelError> {
        Self::with(Lexicon::read(&Container::parse(lexicon)?)?.into_owned(), &Container::parse(model)?)
    }

    /// A tagger with the embedded lexicon and a model of your own, which is copied.
    ///
    /// # Errors
    /// [`ModelError`] where the model is damaged or of another kind.
    pub fn from_model(model: &[u8]) -> Result<Self, ModelError> {
        Self::with(Lexicon::embedded(), &Container::parse(model)?)
    }

    fn with(lexicon: Lexicon<'static>, container: &Container<'_>) -> Result<Self, ModelError> {
        let malformed = |section: &str, what| ModelError::Malformed { section: section.to_owned(), what };
        let model = SequenceModel::read(container, MODEL)?;
        if model.labels() != LABELS {
            return Err(malformed("names.head", "labels are not those of names"));
        }
        let calibration = Calibration::read(container.section(CALIBRATION)?);
        let calibration = calibration.ok_or(malformed(CALIBRATION, "too short"))?;
        Ok(Self { lexicon, model: model.into_owned(), calibration })
    }

    /// The names in `tokens` of `text`, for tokens from elsewhere: `sentences` are ranges of their indices.
    ///
    /// Mentions come in order; their spans are those of their tokens.
    pub fn tag_tokens(
        &self,
        text: &str,
        tokens: &[Token],
        sentences: impl Iterator<Item = Range<u32>>,
        scratch: &mut Scratch,
    ) -> Vec<Mention> {
        let mut mentions = Vec::new();
        let buffers = scratch.get::<Buffers>();
        if buffers.owner != self.model.id() {
            buffers.owner = self.model.id();
            buffers.analysis.vocabulary.clear();
        }
        let mut sentences = sentences.peekable();
        while let Some(first) = sentences.peek().map(|s| s.start as usize) {
            let piece = std::iter::from_fn(|| {
                sentences.next_if(|s| s.end as usize <= first + PIECE || s.start as usize == first)
            });
            buffers.analysis.read(text, tokens, piece, &self.lexicon);
            let Buffers { analysis, features, lattice, path, .. } = buffers;
            let mut sums = analysis.sums(&self.lexicon, &self.model, features);
            for segment in analysis.segments() {
                let (these, rest) = sums.split_at(segment.words.len());
                sums = rest;
                self.model.score_sums(these, lattice);
                let base = analysis.base() + segment.words.start;
                self.tag_segment(base, text, tokens, lattice, path, &mut mentions);
            }
        }
        mentions
    }

    /// Reads the names of a segment, which begins at token `base`, off its scores.
    fn tag_segment(
        &self,
        base: usize,
        text: &str,
        tokens: &[Token],
        lattice: &mut Lattice,
        path: &mut Vec<u8>,
        out: &mut Vec<Mention>,
    ) {
        path.clear();
        path.extend_from_slice(self.model.best_path(lattice));
        if path.iter().all(|&l| l == 0) {
            return;
        }
        self.model.infer(lattice);
        let (mut i, mut after_last) = (0, 0);
        while i < path.len() {
            let label = path[i] as usize;
            if label == 0 {
                i += 1;
                continue;
            }
            let (kind, inside) = ((label - 1) / 2, (label - 1) / 2 * 2 + 2);
            let start = i;
            i += 1;
            while i < path.len() && path[i] as usize == inside {
                i += 1;
            }
            let labels = || path[start..i].iter().map(|&l| l as usize);
            let mut p = self.model.probability(lattice, start, labels());
            if i < path.len() {
                p -= self.model.probability(lattice, start, labels().chain([inside]));
            }
            let mut name = trim_name(KINDS[kind], text, &tokens[base..], start..i);
            if KINDS[kind] == NameKind::Person {
                // The tokens that follow belong to no other name.
                let free = path[i..].iter().take_while(|&&l| l == 0).count();
                if name.end == i && is_cut(text, &tokens[base..][..i + free], &name) {
                    name.end += 2;
                    i = name.end;
                }
                if name.len() == 1
                    && name.start == start
                    && start > after_last
                    && self.is_unseen(text, tokens[base + start - 1], tokens[base + start])
                {
                    name.start -= 1;
                }
            }
            after_last = name.end;
            let range = (base + name.start) as u32..(base + name.end) as u32;
            let span = tokens[base + name.start].span.cover(tokens[base + name.end - 1].span);
            let score = self.calibration.apply(kind, p);
            out.push(Mention { span, tokens: range, kind: KINDS[kind], score });
        }
    }

    /// Whether a word before a bare surname is one that no list and no cluster knows, as `Rakeyia`: a given name. Where it opens
    /// a sentence, its capital alone does not tell the model so.
    fn is_unseen(&self, text: &str, word: Token, surname: Token) -> bool {
        if word.kind != TokenKind::Word
            || word.case != Case::Title
            || word.span.len() < 3
            || &text[word.span.end() as usize..surname.span.start() as usize] != " "
        {
            return false;
        }
        let word = word::read(&text[word.span.range()], &self.lexicon);
        word.brown == 0 && word.clusters == [0; 3] && word.flags == 0
    }
}

/// Whether a name of a person ends before the hyphen of a given name of two syllables: `Ban Ki` of `Ban Ki-moon`. Those
/// are single tokens in the sets to train on, and too few to be learned from.
fn is_cut(text: &str, tokens: &[Token], name: &Range<usize>) -> bool {
    let [hyphen, next, ..] = tokens[name.end..] else { return false };
    let last = tokens[name.end - 1];
    let word = &text[next.span.range()];
    name.len() > 1
        && &text[hyphen.span.range()] == "-"
        && last.span.end() == hyphen.span.start()
        && hyphen.span.end() == next.span.start()
        && last.span.len() <= 5
        && (2..=5).contains(&word.len())
        && next.case == Case::Lower
        && !lexicon::class(word).is(Class::COMPOUND)
}

impl EntityTagger for LearnedTagger {
    fn tag(&self, doc: &Document, tokens: &Tokens, scratch: &mut Scratch) -> Vec<Mention> {
        let sentences = tokens.sentences().iter().map(|s| s.tokens.clone());
        self.tag_tokens(doc.text(), tokens.tokens(), sentences, scratch)
    }
}
