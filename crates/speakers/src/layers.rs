//! The layers of an article as this stage reads them, with the queries that all its parts share.

use dixit_entities::Entities;
use dixit_entities::lexicon::{self, WordClass, fold};
use dixit_quotes::Quote;
use dixit_text::{Document, Span};
use dixit_tokens::{TokenKind, Tokens};

/// The text, its tokens and its names.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layers<'a> {
    pub doc: &'a Document,
    pub tokens: &'a Tokens,
    pub entities: &'a Entities,
}

impl<'a> Layers<'a> {
    /// Returns the byte at which a quotation is tied into the text: that of its source, else of its cue, else of its content.
    pub(crate) fn anchor(&self, quote: &Quote) -> u32 {
        let first = quote.source.first().or(quote.cue.first()).or(quote.content.first());
        first.map_or(0, |s| s.start())
    }

    pub(crate) fn text(&self, token: u32) -> &'a str {
        self.doc.slice(self.tokens.tokens()[token as usize].span)
    }

    pub(crate) fn class(&self, token: u32) -> WordClass {
        lexicon::class(fold(self.text(token)))
    }

    pub(crate) fn is_word(&self, token: u32) -> bool {
        matches!(
            self.tokens.tokens()[token as usize].kind,
            TokenKind::Word | TokenKind::Number | TokenKind::Handle
        )
    }

    pub(crate) fn is_capital(&self, token: u32) -> bool {
        self.text(token).starts_with(char::is_uppercase)
    }

    /// Index of the token at or after a byte.
    pub(crate) fn token_at(&self, byte: u32) -> u32 {
        self.tokens.tokens().partition_point(|t| t.span.end() <= byte) as u32
    }

    pub(crate) fn sentence_of(&self, token: u32) -> u32 {
        self.tokens.sentences().partition_point(|s| s.tokens.end <= token) as u32
    }

    pub(crate) fn paragraph_of(&self, token: u32) -> u32 {
        self.tokens.paragraphs().partition_point(|p| p.tokens.end <= token) as u32
    }

    /// Returns the span of the half-open range of tokens `from..to`, which must not be empty.
    pub(crate) fn span(&self, from: u32, to: u32) -> Span {
        let tokens = self.tokens.tokens();
        tokens[from as usize].span.cover(tokens[to as usize - 1].span)
    }
}
