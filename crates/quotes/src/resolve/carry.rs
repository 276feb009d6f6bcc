//! Quotations without a source.

use dixit_entities::{Mention, NameKind};

use super::scene::Scene;
use super::speaker::{self, attribution};
use super::types::{Attribution, DecidedBy, MentionKind, Speaker};
use crate::Quote;

/// How much less sure a speaker is with each quotation it is carried on to.
const FADE: f32 = 0.8;

/// The speaker in hand goes on: the one of the quotation it stands in or before it.
pub(super) fn resolve(scene: &Scene, quote: &Quote, earlier: &[Option<Attribution>]) -> Attribution {
    if let Some(name) = beside_cue(scene, quote) {
        return name;
    }
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

/// A person's name right after or before the cue, where an engine gave no source or marked only the verb.
fn beside_cue(scene: &Scene, quote: &Quote) -> Option<Attribution> {
    let cue = quote.cue.first().or(quote.source.first())?;
    let tokens = scene.tokens.tokens_in(*cue);
    let sentence = &scene.tokens.sentences()[scene.sentence_of(tokens.start) as usize].tokens;
    let outside = |m: usize| !quote.content.iter().any(|c| c.overlaps(scene.entities.mentions[m].span));
    let after = scene.entities.mentions.partition_point(|m| m.tokens.start < tokens.end);
    let is_person = |m: usize| {
        let entity = scene.entities.entity_of[m];
        (scene.entities.entity(entity).kind == NameKind::Person).then_some(entity)
    };
    let near = |m: &Mention, gap: u32| gap <= 1 && sentence.contains(&m.tokens.start);
    let mentions = &scene.entities.mentions;
    let found = mentions
        .get(after)
        .filter(|m| near(m, m.tokens.start - tokens.end) && outside(after))
        .and_then(|_| is_person(after))
        .or_else(|| {
            let before = after.checked_sub(1)?;
            let m = &mentions[before];
            (near(m, tokens.start.checked_sub(m.tokens.end)?) && outside(before))
                .then(|| is_person(before))
                .flatten()
        })?;
    let speaker = speaker::of_entity(scene, found, None);
    Some(attribution([speaker], MentionKind::None, DecidedBy::Name, 0.75))
}
