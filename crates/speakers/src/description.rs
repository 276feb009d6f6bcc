//! Sources that describe the speaker: titles, nominals, groups, documents.

use dixit_entities::lexicon::{WordClass, fold};
use dixit_entities::{EntityId, Gender, NameKind};
use smallvec::SmallVec;

use crate::attribution::{Attribution, DecidedBy, MentionKind, Speaker, SpeakerType};
use crate::context::{Context, is_possessive};
use crate::group;
use crate::pronoun::{self, Personal};
use crate::source_phrase::{Description, is_participle};
use crate::speaker::{self, attribution};
use crate::title::{is_small, office};
use dixit_quotes::Quote;

/// How a noun phrase points.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Pointing {
    /// the, this, his: somebody known.
    Definite,
    /// a, one, another, several: somebody new.
    Indefinite,
    /// No article: `Police`, `officials`.
    Bare,
}

/// Who a description means.
pub(crate) fn resolve(cx: &Context, quote: &Quote, d: &Description) -> Attribution {
    let class = cx.class(d.head);
    let pointing = pointing(cx, d);
    let group = class.any(WordClass::GROUP) && !class.any(WordClass::PERSON) || is_plural(cx, d.head);
    let thing = class.any(WordClass::BODY | WordClass::DOCUMENT | WordClass::GROUP);
    if !group && !group::is_all_parties(cx, d.start, d.end) && (class.any(WordClass::PERSON) || !thing) {
        if pointing != Pointing::Indefinite
            && let Some((entity, score)) = by_title(cx, d)
        {
            let speaker = speaker::of_entity(cx, entity, None);
            return attribution([speaker], MentionKind::Title, DecidedBy::Title, score);
        }
        if pointing == Pointing::Definite
            && d.owner.is_none()
            && points_at_known(cx, d.head)
            && !matches!(cx.text(d.start), "my" | "My" | "our" | "Our")
            && let Some((entity, score)) = at_hand(cx, quote, d, class)
        {
            let speaker = speaker::of_entity(cx, entity, None);
            return attribution([speaker], MentionKind::Nominal, DecidedBy::Nominal, score);
        }
        let score = if class.any(WordClass::PERSON) { 0.8 } else { 0.5 };
        return described(cx, d, SpeakerType::Unnamed, score);
    }
    if group || group::is_all_parties(cx, d.start, d.end) {
        if let Some(a) = all_parties(cx, d) {
            return a;
        }
        return described(cx, d, SpeakerType::Group, 0.8);
    }
    if class.any(WordClass::BODY) {
        if d.owner.is_none()
            && pointing == Pointing::Definite
            && let Some((entity, score)) = body(cx, d)
        {
            let speaker = speaker::of_entity(cx, entity, None);
            return attribution([speaker], MentionKind::Nominal, DecidedBy::Nominal, score);
        }
        return described(cx, d, SpeakerType::Organization, 0.6);
    }
    // An article speaks for the outlet in hand.
    if pointing == Pointing::Definite
        && matches!(cx.text(d.head), "article" | "story")
        && let Some(spoken) = cx.history.iter().rev().take(6).find(|s| s.entity.is_some() && !s.person)
        && let Some(entity) = spoken.entity
    {
        return attribution(
            [speaker::of_entity(cx, entity, None)],
            MentionKind::Nominal,
            DecidedBy::Nominal,
            0.6,
        );
    }
    described(cx, d, SpeakerType::Document, 0.6)
}

/// The members of `both sides` or `the two companies`, where the article names them shortly before.
fn all_parties(cx: &Context, d: &Description) -> Option<Attribution> {
    if !group::is_all_parties(cx, d.start, d.end) {
        return None;
    }
    let joint = |members: &[EntityId], score| {
        let speakers = members.iter().map(|&e| speaker::of_entity(cx, e, None));
        attribution(speakers, MentionKind::Nominal, DecidedBy::Nominal, score)
    };
    let head = cx.text(d.head);
    if let "sides" | "parties" | "leaders" | "men" | "women" | "both" | "Both" = head
        && let Some(members) = group::of_meeting(cx, d.start)
    {
        return Some(joint(&members, 0.6));
    }
    let kind = match head {
        "companies" => NameKind::Organization,
        "countries" | "nations" | "governments" => NameKind::Location,
        "both" | "Both" | "men" | "women" | "leaders" => NameKind::Person,
        _ => return None,
    };
    group::joined(cx, d.start, kind).map(|pair| joint(&pair, 0.6))
}

/// A speaker without a name: its description as it stands.
fn described(cx: &Context, d: &Description, kind: SpeakerType, score: f32) -> Attribution {
    let start = (d.start..d.head)
        .find(|&i| !matches!(cx.text(i), "the" | "The" | "a" | "A" | "an" | "An"))
        .unwrap_or(d.head);
    // Who is told of by what he does is nobody else: `officials briefed on the matter`; a report is what its name says.
    let dated = kind == SpeakerType::Document && d.end < d.full_end && is_participle(cx.text(d.end));
    let end = if dated { d.end } else { d.full_end };
    let name = cx.span(start, end.max(d.head + 1));
    let person = matches!(kind, SpeakerType::Unnamed) && cx.class(d.head).any(WordClass::PERSON);
    let role = person.then_some(name);
    let affiliation = role.and_then(|r| speaker::affiliation(cx, r));
    let speaker = Speaker { role, affiliation, ..Speaker::unlinked(name, kind) };
    attribution([speaker], MentionKind::Nominal, DecidedBy::Description, score)
}

fn pointing(cx: &Context, d: &Description) -> Pointing {
    match cx.text(d.start) {
        "the" | "The" | "this" | "This" | "that" | "That" | "these" | "These" | "those" | "his" | "His"
        | "her" | "Her" | "their" | "Their" | "its" | "my" | "My" | "our" | "Our" => Pointing::Definite,
        "a" | "A" | "an" | "An" | "one" | "One" | "another" | "Another" | "some" | "Some" | "several"
        | "Several" | "two" | "Two" | "many" | "Many" | "most" | "Most" | "few" | "every" | "each" | "no"
        | "No" | "someone" | "three" | "Three" | "other" | "Other" | "any" => Pointing::Indefinite,
        _ if d.owner.is_some() && (d.start..d.head).any(|i| is_possessive(cx.text(i))) => Pointing::Definite,
        _ => Pointing::Bare,
    }
}

fn is_plural(cx: &Context, head: u32) -> bool {
    let word = cx.text(head);
    let singular = word.strip_suffix('s').unwrap_or("");
    dixit_entities::lexicon::class(fold(singular)).any(WordClass::PERSON)
        && !cx.class(head).any(WordClass::PERSON)
}

/// Nouns under which one newly met person speaks: no antecedent is looked for.
fn points_at_known(cx: &Context, head: u32) -> bool {
    !matches!(
        cx.text(head),
        "source"
            | "official"
            | "announcer"
            | "narrator"
            | "spokesman"
            | "spokeswoman"
            | "spokesperson"
            | "questioner"
            | "caller"
            | "reporter"
            | "person"
            | "someone"
            | "voter"
            | "moderator"
            | "insider"
            | "aide"
            | "witness"
            | "leader"
            | "interviewer"
            | "host"
            | "friend"
    ) && cx.class(head).any(WordClass::PERSON)
}

/// The person whose title fits: `the trade representative` is US Trade Representative Jamieson Greer.
fn by_title(cx: &Context, d: &Description) -> Option<(EntityId, f32)> {
    let words: SmallVec<[u64; 8]> = (d.start..d.full_end.max(d.end))
        .filter(|&i| cx.is_word(i) && !is_small(cx.text(i)))
        .map(|i| office(cx.text(i)))
        .collect();
    let head = office(cx.text(d.head));
    let here = cx.tokens.tokens()[d.start as usize].span.start();
    let mut best: Option<(f32, EntityId)> = None;
    for (i, entity) in cx.entities.entities.iter().enumerate() {
        let registered = match cx.links[i][..] {
            [person] => Some(cx.people.get(person)),
            _ => None,
        };
        if entity.kind != NameKind::Person || entity.roles.is_empty() && registered.is_none() {
            continue;
        }
        let id = EntityId(i as u32);
        let mut fit: f32 = f32::MIN;
        let mut try_role = |role: &[u64], worth: f32| {
            if role.contains(&head) {
                let shared = words.iter().filter(|w| role.contains(w)).count() as f32;
                fit = fit.max(shared - 0.6 * (words.len() as f32 - shared) + worth);
            }
        };
        for role in registered.iter().flat_map(|p| &p.roles) {
            let region = registered.and_then(|p| p.region.as_deref()).unwrap_or("");
            let party = registered.and_then(|p| p.party.as_deref()).unwrap_or("");
            let role_words: SmallVec<[u64; 8]> = role
                .title
                .split(' ')
                .chain(region.split(' '))
                .chain([party])
                .filter(|w| !is_small(w))
                .map(office)
                .collect();
            // What the article says weighs more than what a registry knows.
            try_role(&role_words, -0.2);
        }
        for &role in &entity.roles {
            let range = cx.tokens.tokens_in(role);
            let mut role_words: SmallVec<[u64; 8]> = SmallVec::new();
            for t in range {
                if cx.is_word(t) && !is_small(cx.text(t)) {
                    role_words.push(office(cx.text(t)));
                }
            }
            try_role(&role_words, 0.0);
        }
        if fit == f32::MIN {
            continue;
        }
        // Who was named lately, and who spoke last, is likelier.
        let last = cx.events_before(here).find(|e| e.entity == id);
        let sentence = cx.sentence_of(d.start);
        let near = last.map_or(0.0, |e| 0.8 / (1.0 + (sentence - e.sentence.min(sentence)) as f32));
        let spoke = if cx.last_person().is_some_and(|s| s.entity == Some(id)) { 0.3 } else { 0.0 };
        let score = fit + near + spoke;
        if best.is_none_or(|(b, _)| score > b) {
            best = Some((score, id));
        }
    }
    best.map(|(score, id)| (id, if score > 1.5 { 0.9 } else { 0.75 }))
}

/// The person at hand that a definite noun means: `the businessman`, `the 63-year-old`.
fn at_hand(cx: &Context, quote: &Quote, d: &Description, class: WordClass) -> Option<(EntityId, f32)> {
    let gender = if class.any(WordClass::MASCULINE) {
        Gender::Masculine
    } else if class.any(WordClass::FEMININE) {
        Gender::Feminine
    } else {
        Gender::Unknown
    };
    pronoun::best(cx, d.start, Personal::subject(gender), Some(quote)).map(|(e, p)| (e, p * 0.8))
}

/// The body at hand that `the commission` or `the agency` means.
fn body(cx: &Context, d: &Description) -> Option<(EntityId, f32)> {
    let here = cx.tokens.tokens()[d.start as usize].span.start();
    let head = fold(cx.text(d.head));
    let n = cx.entities.mentions.partition_point(|m| m.span.start() < here);
    let bodies = || {
        (0..n)
            .rev()
            .take(60)
            .map(|m| cx.entities.entity_of[m])
            .filter(|&e| cx.entities.entity(e).kind == NameKind::Organization)
    };
    let named_so = bodies().find(|&e| {
        let range = cx.tokens.tokens_in(cx.entities.entity(e).name);
        range.clone().any(|t| fold(cx.text(t)) == head)
    });
    if let Some(e) = named_so {
        return Some((e, 0.85));
    }
    // `the US administration` names its country: no body at hand is meant.
    let qualified = !cx.entities.mentions_in(cx.span(d.start, d.end)).is_empty();
    if qualified || matches!(cx.text(d.head), "government" | "administration" | "country" | "state") {
        return None;
    }
    bodies().next().map(|e| (e, 0.45))
}
