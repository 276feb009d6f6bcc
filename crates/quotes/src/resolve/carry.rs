//! Quotations without a source.

use super::scene::Scene;
use super::speaker::attribution;
use super::types::{Attribution, DecidedBy, MentionKind, Speaker};
use crate::Quote;

/// How much less sure a speaker is with each quotation it is carried on to.
const FADE: f32 = 0.8;

/// The speaker in hand goes on: the one of the quotation it stands in or before it.
pub(super) fn resolve(scene: &Scene, quote: &Quote, earlier: &[Option<Attribution>]) -> Attribution {
    let nothing = attribution(None::<Speaker>, MentionKind::None, DecidedBy::Nothing, 0.2);
    let last = match scene.history.last() {
        Some(last) => last,
        None => return nothing,
    };
    let here = scene.token_at(scene.anchor(quote));
    if scene.paragraph_of(here) - last.paragraph.min(scene.paragraph_of(here)) > 2 {
        return nothing;
    }
    let Some(a) = &earlier[last.quote as usize] else { return nothing };
    if a.speakers.is_empty() {
        return nothing;
    }
    Attribution {
        speakers: a.speakers.clone(),
        mention: MentionKind::None,
        decided_by: DecidedBy::CarriedOn,
        score: a.score * FADE,
    }
}
