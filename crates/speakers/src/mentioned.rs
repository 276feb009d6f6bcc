//! Facts about candidates from their mentions: the position of each in its sentence, its gender, and who is named again.

use std::sync::LazyLock;

use dixit_entities::{EntityId, Gender, NameKind};
use smallvec::SmallVec;

use crate::case::Who;
use crate::context::Context;
use crate::discourse::Event;
use crate::facts::{Agreement, Facts};
use crate::personal::Personal;
use crate::query::Query;
use crate::surname::ends;
use crate::words::{self, Words};
use crate::work;

/// Names farther back than this many mentions are not considered.
pub(crate) const LOOK_BACK: usize = 40;

/// Words between a mention and what asks beyond these are not looked at.
const LONGEST_WAY: u32 = 120;

/// Returns the facts that a mention of a person or body gives by itself.
pub(crate) fn of_event(cx: &Context, q: &Query, event: &Event, later: bool) -> Facts {
    let entity = cx.entities.entity(event.entity);
    let person = entity.kind == NameKind::Person;
    let before = !later;
    let same = event.sentence == q.sentence;
    let here = before && same;
    let back = before.then(|| q.sentence.saturating_sub(event.sentence));
    // In a sentence without end the words before do not matter.
    let between =
        if here { (event.token + 1).max(q.token.saturating_sub(LONGEST_WAY))..q.token } else { 0..0 };
    let (mut breaks, mut commas, mut small_breaks) = (0u8, 0u8, 0u8);
    for word in between.map(|i| cx.text(i)).inspect(|_| work::step()) {
        breaks = breaks.saturating_add(u8::from(words::is(word, Words::CLAUSE_BREAK)));
        small_breaks = small_breaks.saturating_add(u8::from(words::is(word, Words::CLAUSE_LIMIT)));
        commas = commas.saturating_add(u8::from(word == ","));
    }
    let gap = q.token.abs_diff(event.token);
    let shown = cx.discourse.shown[event.entity.0 as usize];
    let mut facts = Facts {
        event: *event,
        some: true,
        later,
        before,
        same,
        here,
        back,
        subject: event.first || event.verb,
        log_mentions: log(entity.mentions.len()) / 3.0,
        share: entity.mentions.len() as f32 / cx.entities.mentions.len() as f32,
        first_in_article: cx.discourse.names().first().is_some_and(|n| n.entity == event.entity),
        same_clause: here && small_breaks == 0 && commas == 0,
        one_clause: here && breaks == 0,
        breaks,
        commas,
        is_person: person,
        is_body: matches!(entity.kind, NameKind::Organization | NameKind::Misc),
        is_place: entity.kind == NameKind::Location,
        ..Facts::default()
    };
    if before {
        facts.tokens_between = log(gap as usize) / 4.0;
        let paragraph = &cx.tokens.paragraphs()[event.paragraph as usize].tokens;
        facts.opens_paragraph = event.token <= paragraph.start + 4;
        let end = if event.pronoun { event.token + 1 } else { name_end(cx, event) };
        let joins = |i: u32| cx.text(i) == "," || words::is(cx.text(i), Words::JOINS);
        facts.joined = same && end < q.token && q.token - end <= 2 && (end..q.token).all(joins);
    } else {
        facts.tokens_until = log(gap as usize) / 4.0;
        let bare = !(q.token + 1..event.token).any(|i| words::is(cx.text(i), Words::STOPS));
        facts.owned_by_pronoun = q.possessive && same && gap <= 5 && bare;
    }
    if person {
        facts.gender = agreement(cx, q, event.entity);
        facts.pronoun_of_gender =
            event.pronoun && q.gender != Gender::Unknown && cx.gender(event.entity) == q.gender;
        facts.shown = match q.gender {
            Gender::Feminine => shown,
            Gender::Masculine => -shown,
            Gender::Unknown => 0.0,
        };
    }
    facts
}

fn agreement(cx: &Context, q: &Query, entity: EntityId) -> Agreement {
    if q.gender == Gender::Unknown {
        return Agreement::Open;
    }
    // `He said` may be He Lifeng's surname.
    let word = cx.text(q.token);
    if word == "He" && ends(cx.doc.slice(cx.entities.entity(entity).name)).0 == word {
        return Agreement::Fits;
    }
    match cx.gender(entity) {
        Gender::Unknown => Agreement::Unknown,
        g if g == q.gender => Agreement::Fits,
        Gender::Masculine if cx.known_gender(entity) == Gender::Unknown => Agreement::Looks,
        _ if cx.shared_surname(entity, q.gender).is_some() => Agreement::Namesake,
        _ => Agreement::Against,
    }
}

/// Whether a mention of somebody may be of a namesake with this gender: the bare surname, or a pronoun.
pub(crate) fn may_be_the_namesake(cx: &Context, event: &Event, surname: &str, gender: Gender) -> bool {
    let word = cx.text(event.token);
    if event.pronoun {
        Personal::read(word).is_some_and(|p| p.gender == gender)
    } else {
        !event.full && word == surname
    }
}

/// Past the last token of the name that an event is.
fn name_end(cx: &Context, event: &Event) -> u32 {
    let mention = cx.entities.mentions_in(cx.tokens.tokens()[event.token as usize].span).start;
    cx.entities.mentions.get(mention).map_or(event.token + 1, |m| m.tokens.end)
}

/// Adds the facts that the other mentions of the candidates give, in one pass over those before and one over the names after.
pub(crate) fn relate<'e>(
    cx: &Context,
    q: &Query,
    before: impl Iterator<Item = &'e Event>,
    found: &mut [(Who, Facts)],
) {
    let at = |entity: EntityId, found: &[(Who, Facts)]| {
        found.iter().position(|(who, _)| *who == Who::Entity(entity))
    };
    let mut counts: SmallVec<[[u8; 4]; 16]> = SmallVec::from_elem([0; 4], found.len());
    let (mut last_subject, mut last_object, mut first_here, mut first_before) = (None, None, None, None);
    let mut like = None;
    for (i, e) in before.inspect(|_| work::step()).enumerate() {
        let subject = (e.verb || e.opens) && !e.possessive;
        let opens = e.opens && !e.possessive;
        let here = e.sentence == q.sentence;
        let previous = e.sentence + 1 == q.sentence;
        if here {
            first_here = Some(e.entity);
            last_subject = last_subject.or(subject.then_some(e.entity));
            last_object = last_object.or((e.verb_before || e.preposition).then_some(e.entity));
        } else if previous {
            first_before = Some(e.entity);
        }
        if i < 8 && like.is_none() && e.pronoun {
            let gender = Personal::read(cx.text(e.token)).map(|p| p.gender);
            like = (gender == Some(q.gender)).then_some(*e);
        }
        let Some(c) = at(e.entity, found) else { continue };
        let (facts, [mentions, pronouns, subjects, objects]) = (&mut found[c].1, &mut counts[c]);
        if *mentions < 8 {
            *mentions += 1;
            *pronouns += u8::from(e.pronoun);
        }
        *subjects += u8::from(subject);
        *objects += u8::from(e.object);
        facts.subject_here |= here && subject;
        facts.opened_here |= here && opens;
        facts.subject_before |= previous && subject;
        facts.opened_before |= previous && opens;
    }
    for ((who, facts), [mentions, pronouns, subjects, objects]) in found.iter_mut().zip(counts) {
        let is = |e: Option<EntityId>| e.is_some_and(|e| *who == Who::Entity(e));
        facts.last_subject = is(last_subject);
        facts.last_object = is(last_object);
        facts.first_here = is(first_here);
        facts.first_before = is(first_before);
        facts.times_subject = log(subjects.into()) / 2.0;
        facts.times_object = log(objects.into()) / 2.0;
        if facts.before {
            facts.log_mentions_before = log(mentions.into()) / 2.0;
            facts.pronouns_before = f32::from(pronouns) / 4.0;
            let like = like.filter(|l| *who == Who::Entity(l.entity));
            facts.like_pronoun_here = like.is_some_and(|l| l.sentence == q.sentence);
            facts.like_pronoun_near = like.is_some_and(|l| l.sentence + 2 >= q.sentence);
        }
    }
    again(cx, q, found);
}

/// Marks candidates named again beside the pronoun, who are hardly meant by it: `She defeated Nava`.
fn again(cx: &Context, q: &Query, found: &mut [(Who, Facts)]) {
    let names = cx.discourse.names();
    let after = names.partition_point(|e| e.token <= q.token);
    for (i, next) in
        names[after..].iter().take_while(|e| e.sentence <= q.sentence + 1).take(LOOK_BACK).enumerate()
    {
        if names[after..after + i].iter().any(|e| e.entity == next.entity) {
            continue;
        }
        let Some((_, facts)) = found.iter_mut().find(|(w, f)| f.before && *w == Who::Entity(next.entity))
        else {
            continue;
        };
        if next.sentence == q.sentence {
            facts.again_here = true;
            facts.again_near = next.token - q.token <= 6;
            facts.again_subject = next.comma && next.verb;
        } else {
            facts.again_next = true;
            facts.again_first = next.first;
            facts.again_opens = next.opens;
        }
    }
}

/// The natural logarithm of `n` and one: of small numbers, as nearly all are, worked out beforehand.
pub(crate) fn log(n: usize) -> f32 {
    static KNOWN: LazyLock<[f32; 512]> = LazyLock::new(|| std::array::from_fn(|n| (n as f32).ln_1p()));
    KNOWN.get(n).copied().unwrap_or_else(|| (n as f32).ln_1p())
}
