//! Repairing quotations: what an engine that learned from single clauses leaves open, settled by the shape of the sentence.
//!
//! Each repair reads the quotations and returns edits; [`repair`] makes them, one repair after the other, and puts the list in
//! order once. `docs/repairs.md` tells what each gains.

mod boundaries;
mod continued;
mod coordination;
mod edit;
mod nested;
mod normalize;
mod reporting_frames;
mod signed;
mod turns;
mod unclaimed_speech;
mod venue_tail;

pub use normalize::normalize;

use bitflags::bitflags;
use dixit_entities::Entities;
use dixit_grammar::Words;
use dixit_models::outlets::Outlets;
use dixit_text::Scratch;

use self::edit::{Edit, apply};
use self::normalize::order;
use crate::Quote;

/// The layers that repairs read beside the quotations.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The document and its tokens.
    pub words: Words<'a>,
    /// Its names, with the outlets among them.
    pub entities: &'a Entities,
    /// The registry of outlets that these point into.
    pub outlets: &'a Outlets,
}

bitflags! {
    /// A set of repairs; those that are left out of it do not run.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub struct Repairs: u8 {
        /// A second verb in a content is an attribution of its own: `said it was over and warned against a repeat`.
        const COORDINATION = 1;
        /// Words in quotation marks that belong to nobody go to whoever the sentence or the one before says spoke.
        const UNCLAIMED_SPEECH = 1 << 1;
        /// Frames that leave no doubt announce what follows: `according to`, `told The Post that`.
        const REPORTING_FRAMES = 1 << 2;
        /// Cuts off the venue of a statement, which is no part of it.
        const VENUE_TAIL = 1 << 3;
        /// Gives words that an outlet relays to their speakers.
        const NESTED = 1 << 4;
        /// The paragraphs of a quotation, of which each opens with a mark, go together.
        const CONTINUED = 1 << 5;
        /// The turns of a transcript are quotations, each as a whole.
        const TURNS = 1 << 6;
        /// A quoted paragraph goes to who signs it: `“The pier comes first.” — Ana Ruiz`.
        const SIGNED = 1 << 7;
    }
}

type Repair = fn(View<'_>, &[Quote], &mut Scratch) -> Vec<Edit>;

/// In the order in which they run: each sees what those before it have done.
const REPAIRS: [(Repairs, Repair); 8] = [
    (Repairs::SIGNED, signed::edits),
    (Repairs::COORDINATION, coordination::edits),
    (Repairs::UNCLAIMED_SPEECH, unclaimed_speech::edits),
    (Repairs::CONTINUED, continued::edits),
    (Repairs::REPORTING_FRAMES, reporting_frames::edits),
    (Repairs::VENUE_TAIL, venue_tail::edits),
    (Repairs::NESTED, nested::edits),
    (Repairs::TURNS, turns::edits),
];

/// Repairs the quotations that an engine found; what no repair changes stays as it was.
///
/// ```
/// use dixit_entities::{EntityTagger, RuleTagger, cluster};
/// use dixit_grammar::Words;
/// use dixit_models::outlets::Outlets;
/// use dixit_quotes::{QuoteTagger, Repairs, RuleQuoteTagger, View, repair};
/// use dixit_text::{Document, Scratch};
///
/// let text = "Ana Ruiz said that the bridge was a disgrace. “Nobody should have to cross it at night.”";
/// let doc = Document::new("a", text).unwrap();
/// let tokens = dixit_tokens::tokenize(text);
/// let mut scratch = Scratch::default();
/// let names = RuleTagger::default().tag(&doc, &tokens, &mut scratch);
/// let quotes = RuleQuoteTagger::default().tag(&doc, &tokens, &names, &mut scratch);
/// let entities = cluster(&doc, &tokens, names);
/// let words = Words { doc: &doc, tokens: &tokens };
/// let view = View { words, entities: &entities, outlets: Outlets::builtin() };
/// let quotes = repair(view, quotes, Repairs::all(), &mut scratch);
/// assert_eq!(doc.slice(quotes[0].source[0]), "Ana Ruiz");
/// assert_eq!(doc.slice(quotes[0].content[1]), "“Nobody should have to cross it at night.”");
/// ```
pub fn repair(view: View<'_>, mut quotes: Vec<Quote>, repairs: Repairs, scratch: &mut Scratch) -> Vec<Quote> {
    let mut changed = false;
    for (_, edits) in REPAIRS.iter().filter(|(repair, _)| repairs.contains(*repair)) {
        let edits = edits(view, &quotes, scratch);
        changed |= !edits.is_empty();
        apply(view.words, &mut quotes, edits);
    }
    if changed { order(quotes) } else { quotes }
}

#[cfg(test)]
mod testing {
    use dixit_entities::cluster;
    use dixit_grammar::Words;
    use dixit_models::outlets::Outlets;
    use dixit_testing::{Parts, mark, read};
    use dixit_text::{Document, Scratch, Span};

    use super::edit::apply;
    use super::{Repair, View, normalize};
    use crate::{Quote, QuoteKind};

    /// Checks what a repair makes of marked quotations: [`dixit_testing`] explains the notation.
    #[track_caller]
    pub(super) fn check(repair: Repair, marked: &str, expected: &str) {
        let (text, parts) = read(marked);
        let doc = Document::new("t", text.as_str()).unwrap();
        let tokens = dixit_tokens::tokenize(&text);
        let words = Words { doc: &doc, tokens: &tokens };
        let quotes = parts.iter().map(quote).collect();
        let mut quotes = normalize::normalize(&doc, &tokens, quotes);
        let entities = cluster(&doc, &tokens, Vec::new());
        let view = View { words, entities: &entities, outlets: Outlets::builtin() };
        let edits = repair(view, &quotes, &mut Scratch::default());
        apply(words, &mut quotes, edits);
        let parts: Vec<Parts> = normalize::order(quotes).iter().map(self::parts).collect();
        assert_eq!(mark(&text, &parts), expected);
    }

    /// Checks that it changes nothing.
    #[track_caller]
    pub(super) fn stays(repair: Repair, marked: &str) {
        check(repair, marked, marked);
    }

    pub(super) fn quote(parts: &Parts) -> Quote {
        let spans = |spans: &[Span]| spans.iter().copied().collect();
        Quote {
            content: spans(&parts.content),
            cue: spans(&parts.cue),
            source: spans(&parts.source),
            kind: QuoteKind::Indirect,
            parent: None,
            score: 0.9,
        }
    }

    pub(super) fn parts(quote: &Quote) -> Parts {
        Parts { content: quote.content.to_vec(), cue: quote.cue.to_vec(), source: quote.source.to_vec() }
    }
}
