//! Quotations without a source.

use dixit_quotes::Quote;

use crate::attribution::{Attribution, DecidedBy, MentionKind, Speaker};
use crate::calibration::Ground;
use crate::case::Who;
use crate::context::Context;
use crate::query::Query;
use crate::speaker::{self, attribution};
use crate::{ranker, transcript};

/// Beyond this many paragraphs after a quotation, its speaker no longer goes on.
const LONGEST_PAUSE: u32 = 2;

/// The label of the turn, or whoever goes on speaking, answers or is spoken of.
pub(crate) fn resolve(cx: &Context, quote: &Quote, earlier: &[Option<Attribution>]) -> Attribution {
    let here = cx.token_at(cx.anchor(quote));
    if let Some(turn) = transcript::turn(cx, here) {
        return turn;
    }
    let choice = ranker::choose(cx, &mut Query::without_source(cx, quote), earlier);
    let spoken = cx.history.last().and_then(|s| s.entity);
    let (speakers, before, raw) = match choice.who {
        Who::Entity(e) => (vec![speaker::of_entity(cx, e, None)], spoken == Some(e), choice.p),
        Who::Earlier(q) => {
            let a = earlier[q as usize].as_ref().expect("a candidate has spoken");
            (a.speakers.clone(), true, choice.p * a.score)
        }
        Who::Pair(_) | Who::Phrase(_) | Who::Nobody => {
            let ground = (Ground::Silent, choice.p);
            return attribution(cx, None::<Speaker>, MentionKind::None, DecidedBy::Nothing, ground);
        }
    };
    let decided = if before { DecidedBy::CarriedOn } else { DecidedBy::Alternation };
    attribution(cx, speakers, MentionKind::None, decided, (Ground::Missing, raw))
}

/// The speaker of the next quotation, for one that opens the article before anybody has spoken.
pub(crate) fn back(quote: &Quote, next: &Quote, cx: &Context, found: &Attribution) -> Option<Attribution> {
    let paragraph = |q: &Quote| cx.paragraph_of(cx.token_at(cx.anchor(q)));
    let near = paragraph(next).saturating_sub(paragraph(quote)) <= LONGEST_PAUSE;
    (near && !found.speakers.is_empty()).then(|| {
        let ground = (Ground::Next, found.score);
        attribution(cx, found.speakers.clone(), MentionKind::None, DecidedBy::CarriedOn, ground)
    })
}
