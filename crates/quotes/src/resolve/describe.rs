//! Sources that describe the speaker: titles, nominals, groups, documents.

use dixit_entities::lexicon::{WordClass, fold};
use dixit_entities::{EntityId, Gender, NameKind};
use smallvec::SmallVec;

use super::office::{is_small, office};
use super::parties;
use super::pronoun::{self, Personal};
use super::scene::{Scene, is_possessive};
use super::source::{Description, is_participle};
use super::speaker::{self, attribution};
use super::types::{Attribution, DecidedBy, MentionKind, Speaker, SpeakerType};
use crate::Quote;

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
pub(super) fn resolve(scene: &Scene, quote: &Quote, d: &Description) -> Attribution {
    let class = scene.class(d.head);
    let pointing = pointing(scene, d);
    let group = class.any(WordClass::GROUP) && !class.any(WordClass::PERSON) || is_plural(scene, d.head);
    let thing = class.any(WordClass::BODY | WordClass::DOCUMENT | WordClass::GROUP);
    if !group && !parties::is_all_parties(scene, d.start, d.end) && (class.any(WordClass::PERSON) || !thing) {
        if pointing != Pointing::Indefinite
            && let Some((entity, score)) = by_title(scene, d)
        {
            let speaker = speaker::of_entity(scene, entity, None);
            return attribution([speaker], MentionKind::Title, DecidedBy::Title, score);
        }
        if pointing == Pointing::Definite
            && d.owner.is_none()
            && points_at_known(scene, d.head)
            && !matches!(scene.text(d.start), "my" | "My" | "our" | "Our")
            && let Some((entity, score)) = at_hand(scene, quote, d, class)
        {
            let speaker = speaker::of_entity(scene, entity, None);
            return attribution([speaker], MentionKind::Nominal, DecidedBy::Nominal, score);
        }
        let score = if class.any(WordClass::PERSON) { 0.8 } else { 0.5 };
        return described(scene, d, SpeakerType::Unnamed, score);
    }
    if group || parties::is_all_parties(scene, d.start, d.end) {
        if let Some(a) = all_parties(scene, d) {
            return a;
        }
        return described(scene, d, SpeakerType::Group, 0.8);
    }
    if class.any(WordClass::BODY) {
        if d.owner.is_none()
            && pointing == Pointing::Definite
            && let Some((entity, score)) = body(scene, d)
        {
            let speaker = speaker::of_entity(scene, entity, None);
            return attribution([speaker], MentionKind::Nominal, DecidedBy::Nominal, score);
        }
        return described(scene, d, SpeakerType::Organization, 0.6);
    }
    // An article speaks for the outlet in hand.
    if pointing == Pointing::Definite
        && matches!(scene.text(d.head), "article" | "story")
        && let Some(spoken) = scene.history.iter().rev().take(6).find(|s| s.entity.is_some() && !s.person)
        && let Some(entity) = spoken.entity
    {
        return attribution(
            [speaker::of_entity(scene, entity, None)],
            MentionKind::Nominal,
            DecidedBy::Nominal,
            0.6,
        );
    }
    described(scene, d, SpeakerType::Document, 0.6)
}

/// The members of `both sides` or `the two companies`, where the article names them shortly before.
fn all_parties(scene: &Scene, d: &Description) -> Option<Attribution> {
    if !parties::is_all_parties(scene, d.start, d.end) {
        return None;
    }
    let joint = |members: &[EntityId], score| {
        let speakers = members.iter().map(|&e| speaker::of_entity(scene, e, None));
        attribution(speakers, MentionKind::Nominal, DecidedBy::Nominal, score)
    };
    let head = scene.text(d.head);
    if let "sides" | "parties" | "leaders" | "men" | "women" | "both" | "Both" = head
        && let Some(members) = parties::of_meeting(scene, d.start)
    {
        return Some(joint(&members, 0.6));
    }
    let kind = match head {
        "companies" => NameKind::Organization,
        "countries" | "nations" | "governments" => NameKind::Location,
        "both" | "Both" | "men" | "women" | "leaders" => NameKind::Person,
        _ => return None,
    };
    parties::joined(scene, d.start, kind).map(|pair| joint(&pair, 0.6))
}

/// A speaker without a name: its description as it stands.
fn described(scene: &Scene, d: &Description, kind: SpeakerType, score: f32) -> Attribution {
    let start = (d.start..d.head)
        .find(|&i| !matches!(scene.text(i), "the" | "The" | "a" | "A" | "an" | "An"))
        .unwrap_or(d.head);
    // Who is told of by what he does is nobody else: `officials briefed on the matter`; a report is what its name says.
    let dated = kind == SpeakerType::Document && d.end < d.full_end && is_participle(scene.text(d.end));
    let end = if dated { d.end } else { d.full_end };
    let name = scene.span(start, end.max(d.head + 1));
    let person = matches!(kind, SpeakerType::Unnamed) && scene.class(d.head).any(WordClass::PERSON);
    let role = person.then_some(name);
    let affiliation = role.and_then(|r| speaker::affiliation(scene, r));
    let speaker = Speaker { role, affiliation, ..Speaker::unlinked(name, kind) };
    attribution([speaker], MentionKind::Nominal, DecidedBy::Description, score)
}

fn pointing(scene: &Scene, d: &Description) -> Pointing {
    match scene.text(d.start) {
        "the" | "The" | "this" | "This" | "that" | "That" | "these" | "These" | "those" | "his" | "His"
        | "her" | "Her" | "their" | "Their" | "its" | "my" | "My" | "our" | "Our" => Pointing::Definite,
        "a" | "A" | "an" | "An" | "one" | "One" | "another" | "Another" | "some" | "Some" | "several"
        | "Several" | "two" | "Two" | "many" | "Many" | "most" | "Most" | "few" | "every" | "each" | "no"
        | "No" | "someone" | "three" | "Three" | "other" | "Other" | "any" => Pointing::Indefinite,
        _ if d.owner.is_some() && (d.start..d.head).any(|i| is_possessive(scene.text(i))) => {
            Pointing::Definite
        }
        _ => Pointing::Bare,
    }
}

fn is_plural(scene: &Scene, head: u32) -> bool {
    let word = scene.text(head);
    let singular = word.strip_suffix('s').unwrap_or("");
    dixit_entities::lexicon::class(fold(singular)).any(WordClass::PERSON)
        && !scene.class(head).any(WordClass::PERSON)
}

/// Nouns under which one newly met person speaks: no antecedent is looked for.
fn points_at_known(scene: &Scene, head: u32) -> bool {
    !matches!(
        scene.text(head),
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
    ) && scene.class(head).any(WordClass::PERSON)
}

/// The person whose title fits: `the trade representative` is US Trade Representative Jamieson Greer.
fn by_title(scene: &Scene, d: &Description) -> Option<(EntityId, f32)> {
    let words: SmallVec<[u64; 8]> = (d.start..d.full_end.max(d.end))
        .filter(|&i| scene.is_word(i) && !is_small(scene.text(i)))
        .map(|i| office(scene.text(i)))
        .collect();
    let head = office(scene.text(d.head));
    let here = scene.tokens.tokens()[d.start as usize].span.start();
    let mut best: Option<(f32, EntityId)> = None;
    for (i, entity) in scene.entities.entities.iter().enumerate() {
        let registered = match scene.links[i][..] {
            [person] => Some(scene.people.get(person)),
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
            let range = scene.tokens.tokens_in(role);
            let mut role_words: SmallVec<[u64; 8]> = SmallVec::new();
            for t in range {
                if scene.is_word(t) && !is_small(scene.text(t)) {
                    role_words.push(office(scene.text(t)));
                }
            }
            try_role(&role_words, 0.0);
        }
        if fit == f32::MIN {
            continue;
        }
        // Who was named lately, and who spoke last, is likelier.
        let last = scene.events_before(here).find(|e| e.entity == id);
        let sentence = scene.sentence_of(d.start);
        let near = last.map_or(0.0, |e| 0.8 / (1.0 + (sentence - e.sentence.min(sentence)) as f32));
        let spoke = if scene.last_person().is_some_and(|s| s.entity == Some(id)) { 0.3 } else { 0.0 };
        let score = fit + near + spoke;
        if best.is_none_or(|(b, _)| score > b) {
            best = Some((score, id));
        }
    }
    best.map(|(score, id)| (id, if score > 1.5 { 0.9 } else { 0.75 }))
}

/// The person at hand that a definite noun means: `the businessman`, `the 63-year-old`.
fn at_hand(scene: &Scene, quote: &Quote, d: &Description, class: WordClass) -> Option<(EntityId, f32)> {
    let gender = if class.any(WordClass::MASCULINE) {
        Gender::Masculine
    } else if class.any(WordClass::FEMININE) {
        Gender::Feminine
    } else {
        Gender::Unknown
    };
    pronoun::best(scene, d.start, Personal::subject(gender), Some(quote)).map(|(e, p)| (e, p * 0.8))
}

/// The body at hand that `the commission` or `the agency` means.
fn body(scene: &Scene, d: &Description) -> Option<(EntityId, f32)> {
    let here = scene.tokens.tokens()[d.start as usize].span.start();
    let head = fold(scene.text(d.head));
    let n = scene.entities.mentions.partition_point(|m| m.span.start() < here);
    let bodies = || {
        (0..n)
            .rev()
            .take(60)
            .map(|m| scene.entities.entity_of[m])
            .filter(|&e| scene.entities.entity(e).kind == NameKind::Organization)
    };
    let named_so = bodies().find(|&e| {
        let range = scene.tokens.tokens_in(scene.entities.entity(e).name);
        range.clone().any(|t| fold(scene.text(t)) == head)
    });
    if let Some(e) = named_so {
        return Some((e, 0.85));
    }
    // `the US administration` names its country: no body at hand is meant.
    let qualified = !scene.entities.mentions_in(scene.span(d.start, d.end)).is_empty();
    if qualified || matches!(scene.text(d.head), "government" | "administration" | "country" | "state") {
        return None;
    }
    bodies().next().map(|e| (e, 0.45))
}
