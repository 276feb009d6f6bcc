//! Reading on: resolves the pronouns of the text between quotations, each with what comes before it.

use dixit_tokens::TokenKind;

use crate::context::Context;
use crate::discourse::Quoted;
use crate::personal::Personal;
use crate::pronoun;

/// Reads on to byte `to`: adds names to the discourse, and resolves the pronouns outside quotation marks on the way.
pub(crate) fn advance(cx: &mut Context, to: u32) {
    let layers = cx.layers;
    let quoted = Quoted::new(layers.tokens);
    while let Some(at) = cx.discourse.step(layers.tokens, to) {
        let token = &layers.tokens.tokens()[at as usize];
        if token.kind != TokenKind::Word || token.span.len() > 7 {
            continue;
        }
        let Some(personal) = Personal::at(&layers, at) else { continue };
        // A source's pronoun was resolved with its quotation.
        let known =
            cx.discourse.before(token.span.end()).next().is_some_and(|e| e.start == token.span.start());
        if known || quoted.at(token.span.start()) {
            continue;
        }
        if let Some((entity, p)) = pronoun::best(cx, at, personal) {
            cx.discourse.remember(&layers, at, entity, personal, p);
        }
    }
}
