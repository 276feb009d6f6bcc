//! The kind of act a quotation reports: words that somebody expressed, or thoughts that are only ascribed to them.
//!
//! A softmax regression over the surroundings of the cue (Berkson, 1944), learned from records people made for PolNeAR and for
//! news from elsewhere: the cue and its neighbours, how the content begins, who the source is. It reads the quotations of any
//! engine.

mod features;
#[cfg(feature = "train")]
mod training;

use std::sync::LazyLock;

use dixit_grammar::lexicon::{self, Class};
use dixit_learn::{Container, LinearModel, Valued};
use dixit_text::Document;
use dixit_tokens::Tokens;

use crate::Quote;
#[cfg(feature = "train")]
pub use training::{Judged, train_acts};

/// Whether the content of a quotation was expressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Act {
    /// Expressed: said, wrote, asked, warned, promised, announced.
    Statement,
    /// Only ascribed: believes, wants, hopes, plans.
    Attitude,
    /// Neither: somebody did something (imposed, signed), or said nothing (declined to comment).
    Neither,
}

/// Whether the source affirms the content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Polarity {
    /// The source says that it is so.
    Affirmed,
    /// The source says that it is not so: `denied that`.
    Denied,
    /// The source will not say or do it: `declined to`, `refused to say`.
    Refused,
}

/// The act of one quotation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judgement {
    /// The likeliest act.
    pub act: Act,
    /// Its calibrated probability, `0.0..=1.0`.
    pub score: f32,
    /// Whether the source affirms the content.
    pub polarity: Polarity,
}

impl Act {
    /// In the order of the classes of the model.
    pub(crate) const ALL: [Self; 3] = [Self::Statement, Self::Attitude, Self::Neither];
    /// Their names there.
    #[cfg(feature = "train")]
    pub(crate) const NAMES: [&str; 3] = ["statement", "attitude", "neither"];
}

/// Judges each quotation: one judgement a quotation, in order.
///
/// ```
/// use dixit_entities::{EntityTagger, RuleTagger};
/// use dixit_quotes::{Act, Polarity, QuoteTagger, RuleQuoteTagger, judge_acts};
/// use dixit_text::{Document, Scratch};
///
/// let doc = Document::new("a", "Ana Ruiz denied that she had closed the bridge.").unwrap();
/// let tokens = dixit_tokens::tokenize(doc.text());
/// let mut scratch = Scratch::default();
/// let names = RuleTagger::default().tag(&doc, &tokens, &mut scratch);
/// let quotes = RuleQuoteTagger::default().tag(&doc, &tokens, &names, &mut scratch);
/// let judged = judge_acts(&doc, &tokens, &quotes);
/// assert_eq!((judged[0].act, judged[0].polarity), (Act::Statement, Polarity::Denied));
/// ```
pub fn judge_acts(doc: &Document, tokens: &Tokens, quotes: &[Quote]) -> Vec<Judgement> {
    static MODEL: LazyLock<LinearModel<'static>> = LazyLock::new(|| {
        let container = Container::parse_trusted(dixit_models::quotes::ACTS);
        container
            .and_then(|c| LinearModel::read(&c, "acts"))
            .expect("the embedded model is sound")
            .into_owned()
    });
    let mut features = Vec::new();
    quotes.iter().map(|q| judge(&MODEL, doc, tokens, q, &mut features)).collect()
}

/// Judges one quotation with a model in hand.
#[cfg(feature = "train")]
pub fn judge_with(model: &LinearModel<'_>, doc: &Document, tokens: &Tokens, quote: &Quote) -> Judgement {
    judge(model, doc, tokens, quote, &mut Vec::new())
}

/// Judges one quotation.
fn judge(
    model: &LinearModel<'_>,
    doc: &Document,
    tokens: &Tokens,
    quote: &Quote,
    features: &mut Vec<Valued>,
) -> Judgement {
    features::read(doc, tokens, quote, features);
    let p = model.probabilities(features);
    let best = (0..Act::ALL.len()).max_by(|&a, &b| p[a].total_cmp(&p[b])).unwrap_or(0);
    Judgement { act: Act::ALL[best], score: p[best], polarity: polarity(doc, tokens, quote) }
}

/// Returns what the cue says of the content, by the classes of its words.
fn polarity(doc: &Document, tokens: &Tokens, quote: &Quote) -> Polarity {
    let mut classes = Class::empty();
    for &cue in &quote.cue {
        for i in tokens.tokens_in(cue) {
            classes |= lexicon::class(doc.slice(tokens.tokens()[i as usize].span));
        }
    }
    let negated =
        || quote.cue.first().is_some_and(|c| features::negated(doc, tokens, tokens.tokens_in(*c).start));
    if classes.is(Class::REFUSAL) {
        if negated() { Polarity::Affirmed } else { Polarity::Refused }
    } else if classes.is(Class::DENIAL) {
        if classes.is(Class::NEGATION) || negated() { Polarity::Affirmed } else { Polarity::Denied }
    } else if classes.is(Class::NEGATION) || negated() {
        Polarity::Refused
    } else {
        Polarity::Affirmed
    }
}

#[cfg(test)]
mod tests;
