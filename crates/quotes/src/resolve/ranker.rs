//! Ranks the persons a pronoun may stand for: a linear model over what stands around pronoun and person.

use dixit_entities::{EntityId, Gender};
use smallvec::SmallVec;

use super::discourse::Event;
use super::pronoun::Personal;
use super::scene::Scene;
use crate::Quote;

/// Number of features.
pub(super) const N: usize = 40;

/// Persons farther back than this many mentions are not considered.
const LOOK_BACK: usize = 40;

/// At most this many persons are compared.
const MAX_CANDIDATES: usize = 12;

/// A person a pronoun may stand for.
pub(super) struct Candidate {
    pub entity: EntityId,
    pub features: [f32; N],
}

/// The persons that `personal` at `token` may stand for, with their features.
pub(super) fn candidates(
    scene: &Scene,
    token: u32,
    personal: Personal,
    quote: Option<&Quote>,
) -> SmallVec<[Candidate; 8]> {
    let start = scene.tokens.tokens()[token as usize].span.start();
    let sentence = scene.sentence_of(token);
    let paragraph = scene.paragraph_of(token);
    let in_content = |e: &Event| quote.is_some_and(|q| q.content.iter().any(|c| c.contains(e.start)));
    let spoke = scene.last_person();
    let before_last = spoke
        .and_then(|last| {
            scene
                .history
                .iter()
                .rev()
                .filter(|s| s.person && s.entity != last.entity)
                .map(|s| s.entity)
                .next()
        })
        .flatten();
    let mut out: SmallVec<[Candidate; 8]> = SmallVec::new();
    let mut seen = 0;
    let later =
        scene.discourse.names().iter().filter(|e| e.start > start && e.sentence <= sentence + 1).take(3);
    for (event, is_later) in
        scene.events_before(start).take(LOOK_BACK).map(|e| (e, false)).chain(later.map(|e| (e, true)))
    {
        if out.len() >= MAX_CANDIDATES {
            break;
        }
        if out.iter().any(|c| c.entity == event.entity) {
            continue;
        }
        let inside = in_content(event);
        // A person named only inside the quotation is hardly its speaker, but may have been named before it.
        if inside
            && scene.events_before(start).take(LOOK_BACK).any(|e| e.entity == event.entity && !in_content(e))
        {
            continue;
        }
        if is_later && in_content(event) {
            continue;
        }
        if !is_later {
            seen += 1;
        }
        let mut f = [0.0; N];
        let distance = sentence.saturating_sub(event.sentence);
        if is_later {
            f[5] = 1.0;
        } else {
            let bucket = match distance {
                0 => 0,
                1 => 1,
                2 => 2,
                3 | 4 => 3,
                _ => 4,
            };
            f[bucket] = 1.0;
            f[38] = ((token - event.token) as f32).ln_1p() / 4.0;
        }
        let same = distance == 0 && !is_later;
        f[6] = f32::from(event.paragraph == paragraph);
        f[7] = f32::from(event.paragraph + 1 == paragraph);
        f[8] = f32::from(event.pronoun);
        f[9] = f32::from(event.quoted);
        f[10] = f32::from(event.first);
        f[11] = f32::from(event.verb);
        f[12] = f32::from(event.object);
        f[13] = f32::from(event.possessive);
        if !is_later && (1..=3).contains(&seen) {
            f[13 + seen] = 1.0;
        }
        let last = spoke.is_some_and(|s| s.entity == Some(event.entity));
        f[17] = f32::from(last);
        f[18] = f32::from(last && spoke.is_some_and(|s| sentence.saturating_sub(s.sentence) <= 2));
        f[19] = f32::from(before_last == Some(event.entity));
        let entity = scene.entities.entity(event.entity);
        f[20] = (entity.mentions.len() as f32).ln_1p() / 3.0;
        f[21] = entity.mentions.len() as f32 / scene.entities.mentions.len() as f32;
        f[22] = f32::from(scene.discourse.names().first().is_some_and(|n| n.entity == event.entity));
        match scene.gender(event.entity) {
            Gender::Unknown => f[24] = 1.0,
            g if g == personal.gender => f[23] = 1.0,
            _ => f[25] = 1.0,
        }
        let source = quote.is_some();
        f[26] = f32::from(source && last);
        f[27] = f32::from(source && event.first);
        f[28] = f32::from(source && seen == 1 && !is_later);
        f[29] = f32::from(source && same);
        f[30] = f32::from(source && event.object);
        let subject = event.first || event.verb;
        f[31] = f32::from(personal.subject && same && subject);
        f[32] = f32::from(!personal.subject && !personal.possessive && same && subject);
        f[33] = f32::from(personal.possessive && same && subject);
        f[34] = f32::from(same && event.object);
        f[35] = f32::from(distance == 1 && event.first && !is_later);
        f[36] = f32::from(event.pronoun && scene.gender(event.entity) == personal.gender);
        f[37] = f32::from(source && event.quoted);
        f[39] = f32::from(inside);
        out.push(Candidate { entity: event.entity, features: f });
    }
    out
}

/// The score of a candidate; a softmax over all candidates makes probabilities.
pub(super) fn score(features: &[f32; N]) -> f32 {
    features.iter().zip(&WEIGHTS).map(|(f, w)| f * w).sum()
}

/// Weights by hand, in the order in which [`candidates`] fills them.
const WEIGHTS: [f32; N] = [
    1.0, 0.9, 0.4, -0.2, -1.0, -2.0, //
    0.3, 0.1, 0.5, -0.5, 0.5, 0.3, //
    -0.4, -0.3, 0.6, 0.1, 0.0, 0.6, //
    0.4, 0.0, 0.5, 0.5, 0.1, 1.5, //
    0.0, -4.0, 0.4, 0.3, 0.2, 0.0, //
    -0.2, 0.3, 0.0, 0.6, //
    -0.2, 0.5, 0.3, -0.3, -0.2, //
    -1.5,
];
