//! The candidates for a query: persons and bodies at hand, those who spoke before, and nobody with a name.

use dixit_entities::lexicon::{WordClass, fold};
use dixit_entities::{Gender, NameKind};

use crate::attribution::{Attribution, SpeakerType};
use crate::bodies::{self, Phrase};
use crate::case::{Candidate, Who};
use crate::context::{Context, Spoken};
use crate::discourse::Event;
use crate::facts::{Agreement, Facts};
use crate::features;
use crate::group;
use crate::mentioned::{LOOK_BACK, log, may_be_the_namesake, of_event, relate};
use crate::query::{Kind, Query};
use crate::words::{self, Words};
use crate::work;

/// At most this many persons are compared, and as many bodies.
const MOST: usize = 12;

/// Returns all candidates with their features. Nobody is one of them, and the last.
pub(crate) fn candidates(cx: &Context, q: &mut Query, earlier: &[Option<Attribution>]) -> Vec<Candidate> {
    let mut found: Vec<(Who, Facts)> = Vec::with_capacity(MOST);
    if q.wants_persons() {
        persons(cx, q, &mut found);
    }
    if q.wants_bodies() {
        bodies(cx, q, &mut found);
    }
    if q.source {
        speakers(cx, q, earlier, &mut found);
    }
    if q.kind == Kind::They
        && let Some(pair) = group::joined(cx, q.token, NameKind::Person)
    {
        found.push((Who::Pair(pair), Facts { is_pair: true, several: true, ..Facts::default() }));
    }
    phrases(cx, q, &mut found);
    if q.is_noun() {
        nouns(cx, q, &mut found);
    }
    found.push((Who::Nobody, Facts { is_nobody: true, ..Facts::default() }));
    history(cx, q, &mut found);
    compare(&mut found);
    let weigh = |(who, facts): (Who, Facts)| Candidate {
        who,
        features: features::values(q, &facts),
        titled: facts.role.has_head,
    };
    found.into_iter().map(weigh).collect()
}

/// Persons named before, the nearest first, and those named shortly after.
fn persons(cx: &Context, q: &Query, found: &mut Vec<(Who, Facts)>) {
    let names = cx.discourse.names();
    let after = names.partition_point(|e| e.start <= q.start);
    let later = names[after..].iter().take_while(|e| e.sentence <= q.sentence + 1).take(3);
    let before = cx.discourse.before(q.start).take(LOOK_BACK);
    gather(cx, q, before, later, found);
    if q.is_noun() {
        // Persons whose role fits the noun may have been named long before.
        for id in cx.roles().bearers(crate::title::office(cx.text(q.head)), q.start) {
            let event = cx.discourse.latest(id).filter(|e| e.start < q.start);
            if found.iter().any(|(w, _)| *w == Who::Entity(id)) {
                continue;
            }
            match event {
                Some(event) => found.push((Who::Entity(id), of_event(cx, q, &event, false))),
                None => {
                    let next = names.get(after..).unwrap_or_default().iter().find(|e| e.entity == id);
                    let facts = next.map_or_else(Facts::default, |e| of_event(cx, q, e, true));
                    found.push((Who::Entity(id), Facts { is_person: true, ..facts }));
                }
            }
        }
    }
}

/// Bodies and places named before, the nearest first.
fn bodies(cx: &Context, q: &Query, found: &mut Vec<(Who, Facts)>) {
    let names = cx.discourse.bodies(cx);
    let n = names.partition_point(|e| e.start < q.start);
    gather(cx, q, names[..n].iter().rev().take(LOOK_BACK), [].iter(), found);
}

/// Adds candidates for mentions: each person or body once.
fn gather<'e>(
    cx: &Context,
    q: &Query,
    before: impl Iterator<Item = &'e Event> + Clone,
    later: impl Iterator<Item = &'e Event>,
    found: &mut Vec<(Who, Facts)>,
) {
    let in_content = |e: &Event| q.quote.is_some_and(|q| q.content.iter().any(|c| c.contains(e.start)));
    let first = found.len();
    let mut rank = 0;
    let all = before.clone().map(|e| (e, false)).chain(later.map(|e| (e, true)));
    for (event, is_later) in all.inspect(|_| work::step()) {
        if found.len() - first >= MOST {
            break;
        }
        if found[first..].iter().any(|(who, _)| *who == Who::Entity(event.entity)) {
            continue;
        }
        let inside = in_content(event);
        // A person named only inside the quotation is hardly its speaker, but may have been named before it.
        let elsewhere = || before.clone().any(|e| e.entity == event.entity && !in_content(e));
        if inside && (is_later || elsewhere()) {
            continue;
        }
        let shared = cx.shared_surname(event.entity, q.gender);
        if shared.is_some_and(|surname| !may_be_the_namesake(cx, event, surname, q.gender)) {
            continue;
        }
        let mut facts = of_event(cx, q, event, is_later);
        if !is_later {
            rank += 1;
            facts.rank = rank;
        }
        facts.inside = inside;
        found.push((Who::Entity(event.entity), facts));
    }
    // A known gender that does not fit rules a person out, unless nobody else is left.
    let against = |facts: &Facts| facts.gender == Agreement::Against;
    if found[first..].iter().any(|(_, facts)| !against(facts)) {
        found.retain(|(_, facts)| !against(facts));
    }
    relate(cx, q, before, &mut found[first..]);
}

/// Those who spoke before: who has no single name is a candidate of his own.
fn speakers(cx: &Context, q: &Query, earlier: &[Option<Attribution>], found: &mut Vec<(Who, Facts)>) {
    let mut unnamed = 0;
    for (i, spoken) in cx.history.iter().rev().take(4).enumerate() {
        let Some(a) = &earlier[spoken.quote as usize] else { continue };
        let named = spoken.entity.filter(|_| a.speakers.len() == 1);
        if let Some(entity) = named {
            let wanted = cx.entities.entity(entity).kind == NameKind::Person;
            let wanted = if wanted { q.wants_persons() } else { q.wants_bodies() };
            if wanted && i < 2 && !found.iter().any(|(w, _)| *w == Who::Entity(entity)) {
                let event = Event::at(cx, cx.token_at(spoken.anchor), entity);
                let mut facts = of_event(cx, q, &event, false);
                if facts.gender != Agreement::Against {
                    facts.rank = 0;
                    found.push((Who::Entity(entity), facts));
                }
            }
            continue;
        }
        if a.speakers.is_empty() || unnamed > 0 {
            continue;
        }
        unnamed += 1;
        let facts = without_name(cx, q, i, spoken, a);
        found.push((Who::Earlier(spoken.quote), facts));
    }
}

/// Returns the facts about an earlier speaker that has no single name.
fn without_name(cx: &Context, q: &Query, back: usize, spoken: &Spoken, a: &Attribution) -> Facts {
    let speaker = &a.speakers[0];
    let words = cx.tokens.tokens_in(speaker.name);
    let class = words.clone().fold(WordClass::default(), |c, i| c | cx.class(i));
    let against = match q.gender {
        Gender::Masculine => class.any(WordClass::FEMININE),
        Gender::Feminine => class.any(WordClass::MASCULINE),
        Gender::Unknown => false,
    };
    let distance = q.sentence.saturating_sub(spoken.sentence);
    let since = cx.discourse.before(q.start).take(LOOK_BACK).take_while(|e| e.start > spoken.anchor);
    let head = fold(cx.text(q.head));
    Facts {
        is_earlier: true,
        several: a.speakers.len() > 1 || speaker.kind == SpeakerType::Group,
        document: matches!(
            speaker.kind,
            SpeakerType::Document | SpeakerType::Organization | SpeakerType::Outlet
        ),
        gender: if against { Agreement::Against } else { Agreement::Open },
        asked: spoken.question || words.clone().any(|i| words::is(cx.text(i), Words::ASKS)),
        named_since: since.filter(|e| !e.pronoun && !e.quoted).any(|e| e.first || e.verb),
        spoke_last: back == 0,
        spoke_near: back == 0 && distance <= 2,
        spoke_here: back == 0 && distance == 0,
        spoke_before: back > 0,
        spoke_far: distance > 3,
        name_has_head: q.is_noun() && words.clone().any(|i| fold(cx.text(i)) == head),
        ..Facts::default()
    }
}

/// Phrases for bodies: the latest with the noun that asks, or for `it` the latest of the last sentences.
fn phrases(cx: &Context, q: &Query, found: &mut Vec<(Who, Facts)>) {
    let phrase = match q.kind {
        // `the Utica consulate` asks for nobody but itself.
        Kind::Noun if q.noun_body() && !q.noun_qualified => {
            cx.bodies().phrases(fold(cx.text(q.head)), q.token).next()
        }
        Kind::It => cx.bodies().latest_phrase(q.token).filter(|p| cx.sentence_of(p.token) + 2 >= q.sentence),
        _ => None,
    };
    let Some(Phrase { token, words }) = phrase else { return };
    let event = Event::at(cx, token, Event::default().entity);
    let same = event.sentence == q.sentence;
    let facts = Facts {
        event,
        some: true,
        before: true,
        same,
        here: same,
        back: Some(q.sentence.saturating_sub(event.sentence)),
        subject: event.verb,
        is_phrase: true,
        tokens_between: log(q.token.abs_diff(token) as usize) / 4.0,
        ..Facts::default()
    };
    found.push((Who::Phrase(words), facts));
}

/// Adds how well roles and names fit a noun phrase.
fn nouns(cx: &Context, q: &mut Query, found: &mut [(Who, Facts)]) {
    let head = crate::title::office(cx.text(q.head));
    for (who, facts) in found.iter_mut() {
        work::step();
        let Who::Entity(id) = *who else { continue };
        facts.owns_noun = q.owner == Some(id);
        if facts.is_person {
            facts.role = cx.roles().fit(id, head, &q.words);
            facts.role.lacks_name = facts.role.has_head && !cx.roles().have(id, &q.names);
        } else {
            let name = cx.tokens.tokens_in(cx.entities.entity(id).name);
            let head = fold(cx.text(q.head));
            facts.name_has_head = name.clone().any(|t| fold(cx.text(t)) == head);
            facts.outlet = cx.is_outlet(id);
            facts.called_so = cx.bodies().calls(id, head);
            facts.sort = bodies::sort(cx, id);
            let name = cx.doc.slice(cx.entities.entity(id).name);
            facts.has_initial = bodies::has_initial(name, cx.text(q.head));
        }
    }
    let worth = |f: &Facts| (f.role.has_head, f.role.shared, !f.role.registered);
    let best = found.iter().filter(|(_, f)| f.role.has_head).map(|(_, f)| worth(f)).max();
    let alike = found.iter().filter(|(_, f)| f.role.has_head && Some(worth(f)) == best).count();
    for (_, facts) in found.iter_mut().filter(|(_, f)| f.role.has_head) {
        facts.role.best = Some(worth(facts)) == best;
        facts.role.alone = alike == 1;
    }
    q.noun_in_names = found.iter().any(|(_, f)| f.name_has_head);
    q.noun_called = found.iter().any(|(_, f)| f.called_so);
}

/// Adds who spoke last, and who before.
fn history(cx: &Context, q: &Query, found: &mut [(Who, Facts)]) {
    let latest = |person: bool| {
        cx.history
            .iter()
            .rev()
            .take(8)
            .find(move |s| s.entity.is_some() && (s.person == person || q.missing()))
    };
    for person in [true, false] {
        let Some(last) = latest(person) else { continue };
        let before =
            cx.history.iter().rev().take(8).find(|s| {
                (s.person == person || q.missing()) && s.entity.is_some() && s.entity != last.entity
            });
        let distance = q.sentence.saturating_sub(last.sentence);
        for (who, facts) in found.iter_mut().filter(|(_, f)| f.some && f.is_person == person) {
            let Who::Entity(id) = *who else { continue };
            facts.spoke_last = last.entity == Some(id);
            facts.spoke_near = facts.spoke_last && distance <= 2;
            facts.spoke_here = facts.spoke_last && distance == 0;
            facts.spoke_before = before.is_some_and(|s| s.entity == Some(id));
            facts.since = facts.event.start > last.anchor;
        }
        if q.missing() {
            let since = cx.discourse.before(q.start).take(LOOK_BACK).take_while(|e| e.start > last.anchor);
            let named =
                since.filter(|e| !e.quoted && Some(e.entity) != last.entity).any(|e| e.first || e.verb);
            for (_, facts) in found.iter_mut().filter(|(_, f)| f.spoke_last) {
                facts.named_since = named;
            }
        }
    }
}

/// Adds how the candidates compare with each other.
fn compare(found: &mut [(Who, Facts)]) {
    let fits = |f: &Facts| f.before && f.gender != Agreement::Against;
    let fitting = found.iter().filter(|(_, f)| fits(f)).count() as u8;
    let nearest = found.iter().position(|(_, f)| fits(f));
    let later = found.iter().position(|(_, f)| f.later);
    let most = found.iter().map(|(_, f)| f.log_mentions).fold(0.0, f32::max);
    for (i, (_, facts)) in found.iter_mut().enumerate() {
        facts.fitting = fitting;
        facts.nearest_fitting = nearest == Some(i);
        facts.nearest_later = later == Some(i);
        facts.named_most = facts.some && facts.log_mentions == most;
    }
}
