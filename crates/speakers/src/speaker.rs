//! Makes speakers: name, type, role and affiliation.

use dixit_entities::lexicon::WordClass;
use dixit_entities::{EntityId, NameKind};
use dixit_text::Span;

use crate::attribution::{Attribution, Credit, DecidedBy, MentionKind, Speaker, SpeakerType};
use crate::calibration::Ground;
use crate::context::Context;
use crate::source_phrase::Named;
use crate::words::{self, Words, is_possessive};
use dixit_quotes::Quote;

/// Puts an attribution together: `ground` is what the speaker was read from, and how probable it is by that.
pub(crate) fn attribution(
    cx: &Context,
    speakers: impl IntoIterator<Item = Speaker>,
    mention: MentionKind,
    decided_by: DecidedBy,
    ground: (Ground, f32),
) -> Attribution {
    let score = cx.model.calibration.sure(ground.0, ground.1);
    Attribution { speakers: speakers.into_iter().collect(), mention, decided_by, score, ground }
}

/// The same with less or more trust, for another ground.
pub(crate) fn again(cx: &Context, attribution: Attribution, ground: Ground) -> Attribution {
    let raw = attribution.score;
    Attribution { score: cx.model.calibration.sure(ground, raw), ground: (ground, raw), ..attribution }
}

/// The speakers of a source that names them.
pub(crate) fn named(cx: &Context, quote: &Quote, names: &[Named]) -> Attribution {
    let source = quote.source.first().copied();
    let speakers = names.iter().map(|n| match n.entity {
        Some(entity) => of_entity(cx, entity, source),
        None => handle(cx, n.name, speaker_type(n.kind)),
    });
    let ground = match names {
        [n] if n.owner => Ground::Owner,
        [n] if n.entity.is_none() => Ground::Unseen,
        [_] => Ground::Name,
        _ => Ground::Joint,
    };
    attribution(cx, speakers, MentionKind::Name, DecidedBy::Name, (ground, 0.5))
}

/// A name that is no entity: the person of the registry where it is the handle of one.
fn handle(cx: &Context, name: Span, kind: SpeakerType) -> Speaker {
    let mut speaker = Speaker::unlinked(name, kind);
    if cx.doc.slice(name).starts_with('@') {
        speaker.people = cx.people.find(cx.doc.slice(name)).into();
        speaker.entity =
            cx.links.iter().position(|l| !l.is_empty() && *l == speaker.people).map(|e| EntityId(e as u32));
        if let Some(entity) = speaker.entity {
            return of_entity(cx, entity, None);
        }
    }
    speaker
}

/// The author or publisher by the document's metadata; an author whom the text names too is that person.
pub(crate) fn credited(cx: &Context, word: Span, credit: Credit) -> Option<Speaker> {
    if credit == Credit::Author
        && let Some(author) = cx.author()
    {
        return Some(of_entity(cx, author, None));
    }
    let credit = [credit, Credit::Publisher].into_iter().find(|c| c.name(cx.doc).is_some())?;
    let kind = match credit {
        Credit::Author => SpeakerType::Person,
        Credit::Publisher => SpeakerType::Outlet,
    };
    Some(Speaker { credit: Some(credit), ..Speaker::unlinked(word, kind) })
}

fn speaker_type(kind: NameKind) -> SpeakerType {
    match kind {
        NameKind::Person => SpeakerType::Person,
        NameKind::Misc => SpeakerType::Group,
        NameKind::Organization | NameKind::Location => SpeakerType::Organization,
    }
}

/// An entity as a speaker, with the role given in `source` in preference to one from elsewhere in the article.
pub(crate) fn of_entity(cx: &Context, entity: EntityId, source: Option<Span>) -> Speaker {
    let e = cx.entities.entity(entity);
    let roles = || e.roles.iter().copied().filter(|&r| !is_honorific(cx, r));
    let here = source.and_then(|s| roles().find(|r| s.covers(*r)));
    let role = here.or_else(|| roles().max_by_key(|&r| role_worth(cx, r)));
    Speaker {
        entity: Some(entity),
        name: e.name,
        kind: if is_lone_surname(cx, entity) { SpeakerType::Person } else { speaker_type(e.kind) },
        role,
        affiliation: role.and_then(|r| affiliation(cx, r)),
        people: cx.links[entity.0 as usize].clone(),
        credit: None,
    }
}

/// Whether what a tagger took for a body is the surname of somebody much in the news: `Bessent`, alone in a headline.
fn is_lone_surname(cx: &Context, entity: EntityId) -> bool {
    let e = cx.entities.entity(entity);
    let name = cx.doc.slice(e.name);
    let prominent = || cx.people.find_surname(name).iter().any(|&p| cx.people.get(p).prominent);
    e.kind == NameKind::Organization && !name.contains(' ') && !cx.is_outlet(entity) && prominent()
}

/// Whether a title is a form of address and no role: `Mr.`, `Dr`.
fn is_honorific(cx: &Context, role: Span) -> bool {
    let mut words = cx.tokens.tokens_in(role).filter(|&i| cx.is_word(i));
    words.all(|i| words::is(cx.text(i).trim_end_matches('.'), Words::HONORIFIC))
}

/// `US Treasury Secretary` says more than `Secretary` or `Mr.`
fn role_worth(cx: &Context, role: Span) -> (bool, u32, std::cmp::Reverse<u32>) {
    let range = cx.tokens.tokens_in(role);
    let office = range.clone().any(|i| cx.class(i).any(WordClass::PERSON));
    let capital = cx.is_capital(range.start);
    (office, u32::from(capital) + range.len().min(4) as u32, std::cmp::Reverse(role.start()))
}

/// The body a role names: `the Chinese commerce ministry` in `spokesman for the Chinese commerce ministry`,
/// `Ruiz campaign` in `Ruiz campaign manager`.
pub(crate) fn affiliation(cx: &Context, role: Span) -> Option<Span> {
    let range = cx.tokens.tokens_in(role);
    let head = range.clone().find(|&i| cx.class(i).any(WordClass::PERSON))?;
    // The last of several nouns is the office: `campaign press secretary`.
    let head = (head..range.end).take_while(|&i| cx.class(i).any(WordClass::PERSON)).last().unwrap_or(head);
    let mut i = head + 1;
    while i < range.end {
        if matches!(cx.text(i), "for" | "at" | "of" | "with" | "from") && i + 1 < range.end {
            let end = (i + 1..range.end)
                .find(|&j| matches!(cx.text(j), "," | "who" | "in" | "and" | ";"))
                .unwrap_or(range.end);
            return (end > i + 1 && is_body(cx, i + 1, end)).then(|| cx.span(i + 1, end));
        }
        i += 1;
    }
    let before = range.start..head;
    let mut end = before.end;
    while end > before.start
        && !(cx.class(end - 1).any(WordClass::BODY | WordClass::ORG_WORD) || is_possessive(cx.text(end - 1)))
    {
        end -= 1;
    }
    let mut stop = end;
    if stop > before.start && is_possessive(cx.text(stop - 1)) {
        stop -= 1;
    }
    let mut from = before.start;
    while from < stop && words::is(cx.text(from), Words::OUTSIDE) {
        from += 1;
    }
    (from < stop && is_body(cx, from, stop)).then(|| cx.span(from, stop))
}

/// Whether words name a body and are no fragment of an office: `the commerce ministry`, not `US trade` of its representative.
fn is_body(cx: &Context, from: u32, to: u32) -> bool {
    let mention = |m: usize| &cx.entities.mentions[m];
    let field = to == from + 1 && words::is(cx.text(from), Words::FIELD);
    let organization =
        |m: usize| mention(m).kind == NameKind::Organization && mention(m).tokens.end == to && !field;
    cx.entities.mentions_in(cx.span(from, to)).any(organization)
        || (from..to).any(|i| {
            let class = cx.class(i);
            class.any(WordClass::BODY)
                || class.any(WordClass::ORG_WORD)
                    && to - from > 1
                    && i + 1 == to
                    && !words::is(cx.text(i), Words::FIELD)
        })
}
