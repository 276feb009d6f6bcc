//! Interviews and transcripts: who speaks by the label of a turn, `BLITZER: …`, `ANA RUIZ, HOST: …`, `Q: …`, `AR: …` for Ana
//! Ruiz.

use std::ops::Range;

use dixit_entities::lexicon::WordClass;
use dixit_entities::{EntityId, NameKind};
use dixit_quotes::Quote;
use dixit_text::Span;

use crate::attribution::{Attribution, Credit, DecidedBy, MentionKind, Speaker, SpeakerType};
use crate::calibration::Ground;
use crate::context::Context;
use crate::speaker::{self, attribution};
use crate::title;
use crate::turns::{initials_of, is_colon};
use crate::words::{self, Words};

/// Whether the source of `quote` is a label of a turn that no name in it explains: initials, `Q`, `A`.
pub(crate) fn labelled(cx: &Context, quote: &Quote) -> Option<Attribution> {
    let source = quote.source.first()?;
    let range = cx.tokens.tokens_in(*source);
    let paragraph = cx.tokens.paragraphs().get(cx.paragraph_of(range.start) as usize)?;
    if range.len() > 2 || paragraph.tokens.start != range.start || !is_colon(cx, range.end) {
        return None;
    }
    let letters = cx.doc.slice(*source).trim_end_matches(['.', ':']);
    let short = (1..=3).contains(&letters.len()) && letters.bytes().all(|b| b.is_ascii_uppercase());
    (short || matches!(letters, "Question" | "Answer")).then(|| voice(cx, range, letters, MentionKind::Name))
}

/// Returns the speaker of the turn that holds the token, if the article is a transcript.
pub(crate) fn turn(cx: &Context, token: u32) -> Option<Attribution> {
    let labels = cx.turns();
    let here = cx.paragraph_of(token);
    let at = labels.partition_point(|l| l.paragraph <= here).checked_sub(1)?;
    let label = &labels[at];
    let text = cx.doc.slice(cx.span(label.name.start, label.name.end)).trim_end_matches(['.', ':']);
    let mut a = voice(cx, label.name.clone(), text, MentionKind::None);
    if label.paragraph != here {
        a.decided_by = DecidedBy::CarriedOn;
    }
    Some(a)
}

/// Resolves a label.
fn voice(cx: &Context, name: Range<u32>, text: &str, mention: MentionKind) -> Attribution {
    let entity = |e: EntityId, ground| {
        attribution(cx, [speaker::of_entity(cx, e, None)], mention, DecidedBy::Alternation, (ground, 0.5))
    };
    let span = cx.span(name.start, name.end);
    let nobody = || {
        let nobody = Speaker::unlinked(span, SpeakerType::Unnamed);
        attribution(cx, [nobody], mention, DecidedBy::Nothing, (Ground::Unexplained, 0.5))
    };
    if words::is(text, Words::ASKS) {
        return by_credit(cx, span, Credit::Author, mention);
    }
    if words::is(text, Words::ANSWERS) {
        return cx.interviewed().map_or_else(nobody, |e| entity(e, Ground::Initials));
    }
    let named = &cx.entities.entity_of[cx.entities.mentions_in(span)];
    let person = |e: &EntityId| cx.entities.entity(*e).kind == NameKind::Person;
    if let Some(e) = named.iter().copied().rfind(person) {
        return entity(e, Ground::Label);
    }
    if let Some(e) = cx.initials().get(text).copied().or_else(|| bearer(cx, name)) {
        return entity(e, Ground::Initials);
    }
    let publisher = cx.doc.publisher.as_deref().unwrap_or_default();
    if text.len() > 1 && initials_of(publisher) == text {
        return by_credit(cx, span, Credit::Publisher, mention);
    }
    named.last().map_or_else(nobody, |&e| entity(e, Ground::Label))
}

/// Returns the bearer of the surname or the office that ends a label: `MR. VEGA`, `THE PRESIDENT`; of several the one named most.
fn bearer(cx: &Context, label: Range<u32>) -> Option<EntityId> {
    let last = label.clone().rev().find(|&i| cx.is_word(i))?;
    if let Some(e) = cx.surnames().shouted(cx, cx.text(last)) {
        return Some(e);
    }
    let named = |e: &EntityId| (cx.entities.entity(*e).mentions.len(), std::cmp::Reverse(e.0));
    let here = cx.tokens.tokens()[last as usize].span.start();
    let office = title::office(cx.text(last));
    cx.class(last)
        .any(WordClass::PERSON | WordClass::TITLE)
        .then(|| cx.roles().bearers(office, here).max_by_key(named))?
}

/// A speaker whom the document's metadata name; the label alone where they do not.
fn by_credit(cx: &Context, label: Span, credit: Credit, mention: MentionKind) -> Attribution {
    match speaker::credited(cx, label, credit) {
        Some(speaker) => attribution(cx, [speaker], mention, DecidedBy::Alternation, (Ground::Initials, 0.5)),
        None => {
            let nobody = Speaker::unlinked(label, SpeakerType::Unnamed);
            attribution(cx, [nobody], mention, DecidedBy::Description, (Ground::Unexplained, 0.5))
        }
    }
}
