//! What the other mentions of a person say, before the pronoun and after it, and the words beside the latest.

use dixit_entities::Gender;

use crate::context::Context;
use crate::discourse::Event;
use crate::features::{LOOK_BACK, N, ln_1p};
use crate::pronoun::Personal;

/// Adds these features of the person of `event` for the pronoun at `token`.
pub(crate) fn add(cx: &Context, token: u32, personal: Personal, event: &Event, f: &mut [f32; N]) {
    let named_only_later = f[5] == 1.0;
    if !named_only_later {
        named_again(cx, token, event, f);
    }
    beside(cx, token, personal, event, f);
    earlier(cx, token, personal, event, f);
}

/// Who is named again beside the pronoun is hardly meant by it: `She defeated Nava`.
fn named_again(cx: &Context, token: u32, event: &Event, f: &mut [f32; N]) {
    let flag = f32::from;
    let here = cx.sentence_of(token);
    let names = cx.discourse.names();
    let after = names.partition_point(|e| e.token <= token);
    let mut near = names[after..].iter().take_while(|e| e.sentence <= here + 1);
    let Some(next) = near.find(|e| e.entity == event.entity) else { return };
    if next.sentence == here {
        f[88] = 1.0;
        f[89] = flag(next.token - token <= 6);
        f[90] = flag(next.comma && next.verb);
    } else {
        f[91] = 1.0;
        f[92] = flag(next.first);
        f[117] = flag(next.opens);
    }
}

/// The words beside the latest mention.
fn beside(cx: &Context, token: u32, personal: Personal, event: &Event, f: &mut [f32; N]) {
    let flag = f32::from;
    let object = !personal.subject && !personal.possessive;
    let here = cx.sentence_of(token);
    f[93] = flag(event.of);
    f[94] = flag(event.preposition);
    f[95] = flag(event.verb_before);
    f[96] = flag(event.who);
    f[97] = flag(event.listed);
    f[98] = flag(event.surname);
    let owns =
        personal.possessive && cx.tokens.tokens().len() as u32 > token + 1 && cx.text(token + 1) == "own";
    f[107] = flag(owns && (event.verb || event.opens));
    let infinitive = event.infinitive && event.sentence == here;
    f[110] = flag(infinitive && personal.possessive);
    f[111] = flag(infinitive && object);
    f[122] = flag(event.comma_after && event.verb);
    f[125] = flag(event.owned && personal.possessive);
}

/// What the mentions before the pronoun did in its sentence and in the one before.
fn earlier(cx: &Context, token: u32, personal: Personal, event: &Event, f: &mut [f32; N]) {
    let flag = f32::from;
    let here = cx.sentence_of(token);
    let start = cx.tokens.tokens()[token as usize].span.start();
    let (mut last_subject, mut last_object, mut first_here, mut first_before) = (None, None, None, None);
    let (mut subjects, mut objects) = (0u8, 0u8);
    for e in cx.events_before(start).take(LOOK_BACK) {
        let subject = (e.verb || e.opens) && !e.possessive;
        let opens = e.opens && !e.possessive;
        let this = e.entity == event.entity;
        subjects += u8::from(this && subject);
        objects += u8::from(this && e.object);
        if e.sentence == here {
            first_here = Some(e.entity);
            last_subject = last_subject.or(subject.then_some(e.entity));
            last_object = last_object.or((e.verb_before || e.preposition).then_some(e.entity));
            f[99] = f[99].max(flag(this && subject));
            f[102] = f[102].max(flag(this && opens));
        } else if e.sentence + 1 == here {
            first_before = Some(e.entity);
            f[100] = f[100].max(flag(this && subject));
            f[101] = f[101].max(flag(this && opens));
        }
    }
    f[108] = ln_1p(subjects.into()) / 2.0;
    f[109] = ln_1p(objects.into()) / 2.0;
    let is = |e| flag(e == Some(event.entity));
    f[103] = is(last_subject);
    f[104] = is(first_here);
    f[105] = is(first_before);
    f[113] = f[103] * flag(personal.subject);
    f[114] = f[103] * flag(!personal.subject && !personal.possessive);
    f[115] = f[103] * flag(personal.possessive);
    let opening = token <= cx.tokens.sentences()[here as usize].tokens.start + 1;
    f[116] = f[105] * flag(opening && personal.subject);
    f[119] = is(last_object);
    f[120] = f[119] * flag(personal.subject);
    f[121] = f[119] * flag(personal.possessive);
    // Pronouns may have been resolved wrongly, so what gender they showed is no more than a sign.
    let shown = cx.discourse.shown[event.entity.0 as usize];
    let fits = if personal.gender == Gender::Feminine { shown } else { -shown };
    f[123] = fits.clamp(0.0, 3.0) / 3.0;
    f[124] = (-fits).clamp(0.0, 3.0) / 3.0;
}
