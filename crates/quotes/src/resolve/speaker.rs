//! Makes speakers: name, type, role and affiliation.

use dixit_entities::lexicon::WordClass;
use dixit_entities::{EntityId, NameKind};
use dixit_text::Span;

use super::scene::{Scene, is_possessive};
use super::source::Named;
use super::types::{Attribution, Credit, DecidedBy, MentionKind, Speaker, SpeakerType};
use crate::Quote;

/// Puts an attribution together.
pub(super) fn attribution(
    speakers: impl IntoIterator<Item = Speaker>,
    mention: MentionKind,
    decided_by: DecidedBy,
    score: f32,
) -> Attribution {
    Attribution { speakers: speakers.into_iter().collect(), mention, decided_by, score }
}

/// The speakers of a source that names them.
pub(super) fn named(scene: &Scene, quote: &Quote, names: &[Named]) -> Attribution {
    let source = quote.source.first().copied();
    let speakers = names.iter().map(|n| match n.entity {
        Some(entity) => of_entity(scene, entity, source),
        None => handle(scene, n.name, speaker_type(n.kind)),
    });
    let score = match names {
        [n] if n.owner => 0.8,
        [n] if n.entity.is_none() => 0.7,
        [_] => 0.97,
        _ => 0.85,
    };
    attribution(speakers, MentionKind::Name, DecidedBy::Name, score)
}

/// A name that is no entity: the person of the registry where it is the handle of one.
fn handle(scene: &Scene, name: Span, kind: SpeakerType) -> Speaker {
    let mut speaker = Speaker::unlinked(name, kind);
    if scene.doc.slice(name).starts_with('@') {
        speaker.people = scene.people.find(scene.doc.slice(name)).into();
        speaker.entity = scene
            .links
            .iter()
            .position(|l| !l.is_empty() && *l == speaker.people)
            .map(|e| EntityId(e as u32));
        if let Some(entity) = speaker.entity {
            return of_entity(scene, entity, None);
        }
    }
    speaker
}

/// Who the document's metadata say wrote or published it; an author whom the text names too is that person.
pub(super) fn credited(scene: &Scene, word: Span, credit: Credit) -> Option<Speaker> {
    if credit == Credit::Author
        && let Some(author) = scene.author()
    {
        return Some(of_entity(scene, author, None));
    }
    let credit = [credit, Credit::Publisher].into_iter().find(|c| c.name(scene.doc).is_some())?;
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

/// An entity as a speaker, with the role that stands in `source` before one from elsewhere in the article.
pub(super) fn of_entity(scene: &Scene, entity: EntityId, source: Option<Span>) -> Speaker {
    let e = scene.entities.entity(entity);
    let here = source.and_then(|s| e.roles.iter().copied().find(|r| s.covers(*r)));
    let role = here.or_else(|| e.roles.iter().copied().max_by_key(|&r| role_worth(scene, r)));
    Speaker {
        entity: Some(entity),
        name: e.name,
        kind: speaker_type(e.kind),
        role,
        affiliation: role.and_then(|r| affiliation(scene, r)),
        people: scene.links[entity.0 as usize].clone(),
        credit: None,
    }
}

/// `US Treasury Secretary` says more than `Secretary` or `Mr.`
fn role_worth(scene: &Scene, role: Span) -> (bool, u32, std::cmp::Reverse<u32>) {
    let range = scene.tokens.tokens_in(role);
    let office = range.clone().any(|i| scene.class(i).any(WordClass::PERSON));
    let capital = scene.is_capital(range.start);
    (office, u32::from(capital) + range.len().min(4) as u32, std::cmp::Reverse(role.start()))
}

/// The body a role names: `the Chinese commerce ministry` in `spokesman for the Chinese commerce ministry`,
/// `Ruiz campaign` in `Ruiz campaign manager`.
pub(super) fn affiliation(scene: &Scene, role: Span) -> Option<Span> {
    let range = scene.tokens.tokens_in(role);
    let head = range.clone().find(|&i| scene.class(i).any(WordClass::PERSON))?;
    // The last of several nouns is the office: `campaign press secretary`.
    let head =
        (head..range.end).take_while(|&i| scene.class(i).any(WordClass::PERSON)).last().unwrap_or(head);
    let mut i = head + 1;
    while i < range.end {
        if matches!(scene.text(i), "for" | "at" | "of" | "with" | "from") && i + 1 < range.end {
            let end = (i + 1..range.end)
                .find(|&j| matches!(scene.text(j), "," | "who" | "in" | "and" | ";"))
                .unwrap_or(range.end);
            return (end > i + 1).then(|| scene.span(i + 1, end));
        }
        i += 1;
    }
    let before = range.start..head;
    let mut end = before.end;
    while end > before.start
        && !(scene.class(end - 1).any(WordClass::BODY | WordClass::ORG_WORD)
            || is_possessive(scene.text(end - 1)))
    {
        end -= 1;
    }
    let mut stop = end;
    if stop > before.start && is_possessive(scene.text(stop - 1)) {
        stop -= 1;
    }
    let mut from = before.start;
    while from < stop
        && matches!(scene.text(from), "the" | "a" | "an" | "former" | "Former" | "his" | "her" | "their")
    {
        from += 1;
    }
    (from < stop).then(|| scene.span(from, stop))
}
