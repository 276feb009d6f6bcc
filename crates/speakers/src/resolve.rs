//! Settles the quotations of an article in the order in which their sources appear in it.

use std::cell::RefCell;

use dixit_entities::{Entities, EntityId, Gender, NameKind};
use dixit_models::people::People;
use dixit_quotes::Quote;
use dixit_text::Document;
use dixit_tokens::Tokens;

use crate::attribution::{Attribution, DecidedBy, MentionKind};
use crate::calibration::Ground;
use crate::candidates::candidates;
use crate::case::Case;
use crate::context::Context;
use crate::layers::Layers;
use crate::model::Model;
use crate::personal::Personal;
use crate::query::{Kind, Query};
use crate::source_phrase::{self, Form, Named};
use crate::{description, pronoun, reading, speaker, transcript, unsourced};

/// Says who speaks each quotation: one [`Attribution`] a quote, in the same order.
///
/// Works on quotations from anywhere: an engine, gold, another tool. Quotations are settled in the order in which
/// their sources appear in the text, so that "he added" knows who spoke last; every name of the article may be the answer,
/// also one that comes later.
///
/// ```
/// use dixit_entities::{EntityTagger, RuleTagger, cluster};
/// use dixit_quotes::{QuoteTagger, RuleQuoteTagger};
/// use dixit_speakers::resolve;
/// use dixit_text::{Document, Scratch};
///
/// let text = "Mayor Ana Ruiz spoke on Monday. “We will build it,” she said.";
/// let doc = Document::new("a", text).unwrap();
/// let (tokens, scratch) = (dixit_tokens::tokenize(text), &mut Scratch::default());
/// let mentions = RuleTagger::default().tag(&doc, &tokens, scratch);
/// let quotes = RuleQuoteTagger::default().tag(&doc, &tokens, &mentions, scratch);
/// let entities = cluster(&doc, &tokens, mentions);
/// let who = resolve(&doc, &tokens, &entities, &quotes);
/// assert_eq!(doc.slice(who[0].speakers[0].name), "Ana Ruiz");
/// ```
pub fn resolve(doc: &Document, tokens: &Tokens, entities: &Entities, quotes: &[Quote]) -> Vec<Attribution> {
    Resolver::default().resolve(doc, tokens, entities, quotes)
}

/// [`resolve`] with a registry of people of one's own.
#[derive(Clone, Copy, Debug)]
pub struct Resolver<'p> {
    people: &'p People,
    model: &'p Model,
}

impl Default for Resolver<'static> {
    /// With the registry that is shipped.
    fn default() -> Self {
        Resolver::new(People::builtin())
    }
}

impl<'p> Resolver<'p> {
    /// With this registry.
    pub fn new(people: &'p People) -> Self {
        Resolver { people, model: Model::shipped() }
    }

    /// The same with a model of one's own.
    pub fn with_model(self, model: &'p Model) -> Self {
        Resolver { model, ..self }
    }

    /// Says who speaks each quotation: one [`Attribution`] a quote, in the same order.
    pub fn resolve(
        &self,
        doc: &Document,
        tokens: &Tokens,
        entities: &Entities,
        quotes: &[Quote],
    ) -> Vec<Attribution> {
        settle_all(&mut Context::new(Layers { doc, tokens, entities }, self.people, self.model), quotes)
    }
}

/// The speakers of all quotations.
pub(crate) fn settle_all(cx: &mut Context, quotes: &[Quote]) -> Vec<Attribution> {
    let mut order: Vec<u32> = (0..quotes.len() as u32).collect();
    order.sort_by_key(|&q| (cx.anchor(&quotes[q as usize]), q));
    let mut out: Vec<Option<Attribution>> = vec![None; quotes.len()];
    // A source that is a name needs no knowledge of what was spoken of before: reading on for it would be in vain.
    let named = |q: u32| matches!(source_phrase::read(cx, &quotes[q as usize]), Form::Names(_));
    let last_unnamed =
        if cx.cases.is_some() { order.len().checked_sub(1) } else { order.iter().rposition(|&q| !named(q)) };
    for (i, q) in order.into_iter().enumerate() {
        dixit_text::deadline::check();
        let quote = &quotes[q as usize];
        if last_unnamed.is_some_and(|last| i <= last) {
            reading::advance(cx, cx.anchor(quote));
        }
        cx.asking = q;
        let attribution = match transcript::labelled(cx, quote) {
            Some(voice) => voice,
            None => match source_phrase::read(cx, quote) {
                Form::Nothing => {
                    let beside = source_phrase::beside_cue(cx, quote);
                    let silent = matches!(beside, Form::Nothing);
                    let mut a = settle(cx, quotes, q, beside, &out);
                    a.mention = MentionKind::None;
                    if silent { a } else { speaker::again(cx, a, Ground::Beside) }
                }
                form => settle(cx, quotes, q, form, &out),
            },
        };
        cx.spoke(quote, &attribution, q);
        out[q as usize] = Some(attribution);
    }
    settle_inner(cx, quotes, &mut out);
    let mut out: Vec<Attribution> = out.into_iter().map(|a| a.expect("every quote was visited")).collect();
    // A quotation that opens the article waits for its speaker.
    if let [first, second, ..] = cx.history[..]
        && out[first.quote as usize].decided_by == DecidedBy::Nothing
        && quotes[first.quote as usize].source.is_empty()
    {
        let (first, second) = (first.quote as usize, second.quote as usize);
        if let Some(back) = unsourced::back(&quotes[first], &quotes[second], cx, &out[second]) {
            out[first] = back;
        }
    }
    out
}

/// `“I told him to go,” she said.`: the source of the inner quotation comes before that of the outer.
fn settle_inner(cx: &Context, quotes: &[Quote], out: &mut [Option<Attribution>]) {
    for q in 0..quotes.len() {
        let unsettled = out[q].as_ref().is_some_and(|a| a.decided_by == DecidedBy::Nothing);
        if unsettled && let Form::Pronoun(p) = source_phrase::read(cx, &quotes[q]) {
            let again = pronoun::first_person(cx, quotes, q as u32, p, out);
            out[q] = again.or(out[q].take());
        }
    }
}

/// The speaker that the words of a source mean.
fn settle(
    cx: &mut Context,
    quotes: &[Quote],
    index: u32,
    form: Form,
    earlier: &[Option<Attribution>],
) -> Attribution {
    let quote = &quotes[index as usize];
    match form {
        Form::Names(names) => {
            // A name that no tagger saw.
            let layers = cx.layers;
            for name in names.iter().filter(|n| layers.entities.mentions_in(n.name).is_empty()) {
                if let Some(entity) = name.entity {
                    cx.discourse.spoken_of(&layers, layers.token_at(name.name.start()), entity, None);
                }
            }
            if cx.cases.is_some() {
                as_pronoun(cx, quote, &names, earlier);
            }
            speaker::named(cx, quote, &names)
        }
        Form::Pronoun(p) => pronoun::resolve(cx, quotes, index, p, earlier),
        Form::Description(d) => description::resolve(cx, quote, &d, earlier),
        Form::Nothing => unsourced::resolve(cx, quote, earlier),
    }
}

/// Keeps what a query asks as a training case.
fn keep(cx: &Context, query: &mut Query, known: EntityId, earlier: &[Option<Attribution>]) {
    let candidates = candidates(cx, query, earlier);
    let case = Case { known: Some(known), ..Case::new(cx.asking, query, candidates) };
    cx.cases.as_ref().map(RefCell::borrow_mut).expect("asked for").push(case);
}

/// Keeps a name as a training case: as the pronoun that could replace it, and as the noun.
fn as_pronoun(cx: &Context, quote: &Quote, names: &[Named], earlier: &[Option<Attribution>]) {
    let [Named { entity: Some(entity), owner: false, name, .. }] = *names else { return };
    let (gender, kind) = (cx.gender(entity), cx.entities.entity(entity).kind);
    if gender != Gender::Unknown || kind == NameKind::Organization {
        let token = cx.token_at(name.start());
        let mut query = match kind {
            NameKind::Organization => Query::pronoun(cx, Kind::It, token, quote),
            _ => Query::personal(cx, token, Personal::subject(gender), Some(quote)),
        };
        keep(cx, &mut query, entity, earlier);
        if kind == NameKind::Organization
            && let Some(head) = cx.bodies().noun_for(cx, entity, token)
        {
            keep(cx, &mut Query::body_noun(cx, token, head, quote), entity, earlier);
        }
    }
}
