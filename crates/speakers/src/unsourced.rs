//! Quotations without a source.

use crate::attribution::{Attribution, DecidedBy, MentionKind, Speaker};
use crate::context::{Context, Spoken};
use crate::speaker::attribution;
use crate::transcript;
use dixit_quotes::Quote;

/// How much less sure a speaker is with each quotation it is carried on to.
const FADE: f32 = 0.8;

/// So many paragraphs after the last quotation its speaker is no longer in hand.
const LONGEST_PAUSE: u32 = 2;

/// The label of the turn, the other of two who talk, or the speaker in hand.
pub(crate) fn resolve(cx: &Context, quote: &Quote, earlier: &[Option<Attribution>]) -> Attribution {
    let here = cx.token_at(cx.anchor(quote));
    if let Some(turn) = transcript::turn(cx, here) {
        return turn;
    }
    let paragraph = cx.paragraph_of(here);
    let of = |s: &Spoken| earlier[s.quote as usize].as_ref();
    let near = |s: &&Spoken| paragraph.saturating_sub(s.paragraph) <= LONGEST_PAUSE;
    if let Some(last) = cx.history.last().filter(near)
        && last.paragraph < paragraph
        && let Some(a) = answers(cx, here, last).and_then(of)
    {
        return Attribution {
            speakers: a.speakers.clone(),
            mention: MentionKind::None,
            decided_by: DecidedBy::Alternation,
            score: a.score * FADE * FADE,
        };
    }
    match cx.history.last().filter(near).and_then(of) {
        Some(a) if !a.speakers.is_empty() => Attribution {
            speakers: a.speakers.clone(),
            mention: MentionKind::None,
            decided_by: DecidedBy::CarriedOn,
            score: a.score * FADE,
        },
        _ => attribution(None::<Speaker>, MentionKind::None, DecidedBy::Nothing, 0.2),
    }
}

/// The speaker of the next quotation, for one that opens the article before anybody has spoken.
pub(crate) fn back(
    quote: &Quote,
    next: &Quote,
    cx: &Context,
    attribution: &Attribution,
) -> Option<Attribution> {
    let paragraph = |q: &Quote| cx.paragraph_of(cx.token_at(cx.anchor(q)));
    let near = paragraph(next).saturating_sub(paragraph(quote)) <= LONGEST_PAUSE;
    (near && !attribution.speakers.is_empty()).then(|| Attribution {
        speakers: attribution.speakers.clone(),
        mention: MentionKind::None,
        decided_by: DecidedBy::CarriedOn,
        score: attribution.score * FADE * FADE * FADE,
    })
}

/// Two people talk: whoever spoke before `last` answers him, where his words were a question, or where the two have
/// taken turns before.
fn answers<'s>(cx: &'s Context, here: u32, last: &Spoken) -> Option<&'s Spoken> {
    let turns: Vec<&Spoken> = cx.history.iter().rev().take(4).collect();
    let other = turns.iter().copied().find(|s| s.entity != last.entity)?;
    if other.entity.is_none()
        || last.entity.is_none()
        || last.paragraph - other.paragraph.min(last.paragraph) > 2
    {
        return None;
    }
    let asked = last.question;
    let in_turn = turns.len() >= 3
        && turns[1].entity == other.entity
        && turns[2].entity == last.entity
        && turns.windows(2).all(|w| w[0].paragraph > w[1].paragraph || w[0].entity == w[1].entity);
    let alone = cx.tokens.paragraphs()[cx.paragraph_of(here) as usize].tokens.start + 1 >= here;
    (alone && (asked || in_turn)).then_some(other)
}
