//! Finding quotations by rules.

mod clause;
mod frames;
mod items;
mod phrase;
mod read;

pub(crate) use read::{Inner, announced, inside, of_sentence, second_verb};

use dixit_entities::Mention;
use dixit_text::{Document, Scratch};
use dixit_tokens::Tokens;

use crate::{Quote, QuoteTagger};

/// Finds quotations by quotation marks, a lexicon of cues and the shape of the clause.
///
/// It reads no model and knows no names beyond capital letters; it is the floor every learned engine must beat.
#[derive(Clone, Debug, Default)]
pub struct RuleQuoteTagger {
    _private: (),
}

impl QuoteTagger for RuleQuoteTagger {
    fn tag(
        &self,
        doc: &Document,
        tokens: &Tokens,
        _mentions: &[Mention],
        scratch: &mut Scratch,
    ) -> Vec<Quote> {
        read::find(doc, tokens, scratch)
    }
}
