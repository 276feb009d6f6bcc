//! Who *he* and *she* stand for, apart from quotations: for measuring the ranker and for training it.

use dixit_entities::{Entities, EntityId, Gender};
use dixit_models::people::People;
use dixit_text::Document;
use dixit_tokens::Tokens;

use crate::context::Context;
use crate::features;
use crate::pronoun::{self, Personal};
use crate::resolve::Resolver;
use crate::source_phrase::{self, Form};
use dixit_quotes::Quote;

pub use crate::features::{N, NAMES};
pub use crate::ranker::{HIDDEN, Network};

/// One pronoun, or a name taken for one, with the persons it may stand for.
#[derive(Clone, Debug)]
pub struct Case {
    /// Byte offset of the pronoun.
    pub start: u32,
    /// Who it stands for, where that is known: for a name taken for a pronoun.
    pub known: Option<EntityId>,
    /// The persons and what speaks for each; see [`NAMES`].
    pub candidates: Vec<(EntityId, [f32; N])>,
}

/// The person that the pronoun at byte `start` stands for, and how probable that is.
///
/// `None` where no pronoun of the third person singular stands there, or the text names nobody.
pub fn pronoun(doc: &Document, tokens: &Tokens, entities: &Entities, start: u32) -> Option<(EntityId, f32)> {
    let mut cx = Context::new(doc, tokens, entities, People::builtin(), Network::shipped());
    cx.advance(start);
    let token = cx.token_at(start);
    let personal = Personal::at(&cx, token)?;
    pronoun::best(&cx, token, personal, None)
}

/// The candidates for the pronoun at byte `start`. The pronouns before it are resolved with `network`.
pub fn pronoun_case(
    doc: &Document,
    tokens: &Tokens,
    entities: &Entities,
    start: u32,
    network: &Network,
) -> Option<Case> {
    let mut cx = Context::new(doc, tokens, entities, People::builtin(), network);
    cx.advance(start);
    let token = cx.token_at(start);
    let personal = Personal::at(&cx, token)?;
    Some(case(&cx, token, personal, None, None))
}

/// The sources of `quotes` as training cases: pronouns with nothing known, and names of persons taken for the
/// pronoun that would stand for them. Pronouns are resolved with `network`.
pub fn source_cases(
    doc: &Document,
    tokens: &Tokens,
    entities: &Entities,
    quotes: &[Quote],
    network: &Network,
) -> Vec<(usize, Case)> {
    let people = People::builtin();
    let mut cx = Context::new(doc, tokens, entities, people, network);
    let mut order: Vec<usize> = (0..quotes.len()).collect();
    order.sort_by_key(|&q| cx.anchor(&quotes[q]));
    let resolved = Resolver { people, network }.resolve(doc, tokens, entities, quotes);
    let mut out = Vec::new();
    for q in order {
        let quote = &quotes[q];
        let anchor = cx.anchor(quote);
        cx.advance(anchor);
        match source_phrase::read(&cx, quote) {
            Form::Pronoun(p) => {
                if let Some(personal) = p.personal() {
                    out.push((q, case(&cx, p.token, personal, Some(quote), None)));
                    if let Some(entity) = resolved[q].speakers.first().and_then(|s| s.entity) {
                        cx.remember(p.token, entity, personal, resolved[q].score);
                    }
                }
            }
            Form::Names(names) if names.len() == 1 && !names[0].owner => {
                let known = names[0].entity.filter(|&e| cx.gender(e) != Gender::Unknown);
                if let Some(entity) = known {
                    let personal = Personal::subject(cx.gender(entity));
                    let token = cx.token_at(names[0].name.start());
                    out.push((q, case(&cx, token, personal, Some(quote), Some(entity))));
                }
            }
            _ => {}
        }
        cx.spoke(quote, &resolved[q], q as u32);
    }
    out
}

fn case(
    cx: &Context,
    token: u32,
    personal: Personal,
    quote: Option<&Quote>,
    known: Option<EntityId>,
) -> Case {
    let candidates = features::candidates(cx, token, personal, quote);
    let candidates = candidates.into_iter().map(|c| (c.entity, c.features)).collect();
    Case { start: cx.tokens.tokens()[token as usize].span.start(), known, candidates }
}
