//! Repairing quotations: what an engine that learned from single clauses leaves open, settled by the shape of the sentence.

mod boundaries;
mod coordination;
mod nested;
mod normalize;
mod reporting_frames;
mod unclaimed_speech;
mod venue_tail;

pub use nested::unfold_relays;
pub use normalize::normalize;

use dixit_models::outlets::Outlets;
use dixit_text::{Document, Scratch};
use dixit_tokens::Tokens;

use self::coordination::split_coordinated;
use self::reporting_frames::claim_frames;
use self::unclaimed_speech::claim_passages;
use self::venue_tail::set_off;
use crate::Quote;

/// Completes the quotations that an engine found.
///
/// A second verb in a content is an attribution of its own (`said it was over and warned against a repeat`); words in
/// quotation marks that belong to nobody go to whoever the sentence or the one before says spoke; frames that leave no doubt
/// (`according to`, `told The Post that`) announce what follows them; where it was said is no part of what was; and
/// [`unfold_relays`] gives what an outlet relays to its speakers. Everything else stays as the engine found it.
///
/// ```
/// use dixit_entities::{EntityTagger, RuleTagger};
/// use dixit_models::outlets::Outlets;
/// use dixit_quotes::{QuoteTagger, RuleQuoteTagger, complete};
/// use dixit_text::{Document, Scratch};
///
/// let text = "Ana Ruiz said that the bridge was a disgrace. “Nobody should have to cross it at night.”";
/// let doc = Document::new("a", text).unwrap();
/// let tokens = dixit_tokens::tokenize(text);
/// let mut scratch = Scratch::default();
/// let names = RuleTagger::default().tag(&doc, &tokens, &mut scratch);
/// let quotes = RuleQuoteTagger::default().tag(&doc, &tokens, &names, &mut scratch);
/// let quotes = complete(&doc, &tokens, quotes, Outlets::builtin(), &mut scratch);
/// assert_eq!(doc.slice(quotes[0].source[0]), "Ana Ruiz");
/// assert_eq!(doc.slice(quotes[0].content[1]), "“Nobody should have to cross it at night.”");
/// ```
pub fn complete(
    doc: &Document,
    tokens: &Tokens,
    mut quotes: Vec<Quote>,
    outlets: &Outlets,
    scratch: &mut Scratch,
) -> Vec<Quote> {
    let split = split_coordinated(doc, tokens, &mut quotes, scratch);
    let claimed = claim_passages(doc, tokens, &mut quotes, scratch);
    let framed = claim_frames(doc, tokens, &mut quotes, scratch);
    let set_off = set_off(doc, tokens, &mut quotes, outlets);
    if split || claimed || framed || set_off {
        quotes = normalize(doc, tokens, quotes);
    }
    unfold_relays(doc, tokens, quotes, outlets, scratch)
}
