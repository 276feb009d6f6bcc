use dixit_entities::Entities;
use dixit_models::outlets::{OutletId, Outlets};
use dixit_quotes::{Attribution, Quote};
use dixit_text::{Document, Span};
use dixit_tokens::Tokens;

use crate::Chain;

/// What the article itself says of where it comes from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArticleSources {
    /// The agency of the dateline: `WASHINGTON (AP) —`.
    pub dateline: Option<(Span, Option<OutletId>)>,
    /// The byline.
    pub byline: Option<Span>,
    /// Where it was first published: `This article first appeared in …`.
    pub republished_from: Option<(Span, Option<OutletId>)>,
}

/// The layer of sources.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sources {
    /// One chain a quotation, in the same order.
    pub chains: Vec<Chain>,
    /// The article's own provenance.
    pub article: ArticleSources,
}

/// Traces each quotation to where it came through.
pub fn trace(
    _doc: &Document,
    _tokens: &Tokens,
    _entities: &Entities,
    quotes: &[Quote],
    _attributions: &[Attribution],
    _outlets: &Outlets,
) -> Sources {
    Sources { chains: quotes.iter().map(|_| Chain::default()).collect(), article: ArticleSources::default() }
}
