//! Who may be meant: persons and bodies at hand, those who spoke before, and nobody that has a name.

use std::sync::LazyLock;

use dixit_entities::lexicon::{WordClass, fold};
use dixit_entities::{EntityId, Gender, NameKind};
use dixit_text::Span;
use smallvec::SmallVec;

use crate::attribution::{Attribution, SpeakerType};
use crate::bodies::{self, Phrase};
use crate::context::Context;
use crate::discourse::Event;
use crate::facts::{Agreement, Facts};
use crate::features::{self, N};
use crate::group;
use crate::pronoun::Personal;
use crate::query::{Kind, Query};
use crate::surname::ends;
use crate::words::{self, Words};
use crate::work;

/// Names farther back than this many mentions are not considered.
const LOOK_BACK: usize = 40;

/// Words between a mention and what asks beyond these are not looked at.
const LONGEST_WAY: u32 = 120;

/// At most this many persons are compared, and as many bodies.
const MOST: usize = 12;

/// Who a candidate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// A person or body with a name.
    Entity(EntityId),
    /// Whoever spoke the quotation with this index: several, or somebody without a name.
    Earlier(u32),
    /// A body that the text names by a phrase: `the Utica consulate`.
    Phrase(Span),
    /// Two whose names are joined.
    Pair([EntityId; 2]),
    /// Nobody that has a name.
    Nobody,
}

/// One who may be meant.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub who: Who,
    pub features: [f32; N],
    /// Holds a role that answers to the noun phrase.
    pub titled: bool,
}

/// What the ranker was asked, for training.
#[derive(Clone, Debug)]
pub struct Case {
    /// Index of the quotation that asks.
    pub quote: u32,
    /// Byte where the words that ask stand.
    pub start: u32,
    /// What asks.
    pub kind: Kind,
    /// Who is meant, where a name was taken for the pronoun that would stand for it.
    pub known: Option<EntityId>,
    /// Who may be meant, and what speaks for each; see [`NAMES`](crate::features::NAMES).
    pub candidates: Vec<(Who, [f32; N])>,
}

impl Case {
    pub(crate) fn new(cx: &Context, q: &Query, candidates: Vec<Candidate>) -> Self {
        let candidates = candidates.into_iter().map(|c| (c.who, c.features)).collect();
        Case { quote: cx.asking, start: q.start, kind: q.kind, known: None, candidates }
    }
}

/// All who may be meant, with their features. Nobody is one of them, and the last.
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
    let before = cx.events_before(q.start).take(LOOK_BACK);
    gather(cx, q, before, later, found);
    if q.is_noun() {
        // Whose role answers to the noun may have been named long before.
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

/// What a mention of a person or body says by itself.
fn of_event(cx: &Context, q: &Query, event: &Event, later: bool) -> Facts {
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
fn may_be_the_namesake(cx: &Context, event: &Event, surname: &str, gender: Gender) -> bool {
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

/// What the other mentions of the candidates say, in one pass over those before and one over the names after.
fn relate<'e>(cx: &Context, q: &Query, before: impl Iterator<Item = &'e Event>, found: &mut [(Who, Facts)]) {
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

/// Who is named again beside the pronoun is hardly meant by it: `She defeated Nava`.
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
                let event = cx.event_at(cx.token_at(spoken.anchor), entity);
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

/// What speaks for a speaker before that has no single name.
fn without_name(
    cx: &Context,
    q: &Query,
    back: usize,
    spoken: &crate::context::Spoken,
    a: &Attribution,
) -> Facts {
    let speaker = &a.speakers[0];
    let words = cx.tokens.tokens_in(speaker.name);
    let class = words.clone().fold(WordClass::default(), |c, i| c | cx.class(i));
    let against = match q.gender {
        Gender::Masculine => class.any(WordClass::FEMININE),
        Gender::Feminine => class.any(WordClass::MASCULINE),
        Gender::Unknown => false,
    };
    let distance = q.sentence.saturating_sub(spoken.sentence);
    let since = cx.events_before(q.start).take(LOOK_BACK).take_while(|e| e.start > spoken.anchor);
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
    let event = cx.event_at(token, Event::default().entity);
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

/// How roles and names answer to a noun phrase.
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

/// Who spoke last, and before.
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
            let since = cx.events_before(q.start).take(LOOK_BACK).take_while(|e| e.start > last.anchor);
            let named =
                since.filter(|e| !e.quoted && Some(e.entity) != last.entity).any(|e| e.first || e.verb);
            for (_, facts) in found.iter_mut().filter(|(_, f)| f.spoke_last) {
                facts.named_since = named;
            }
        }
    }
}

/// The candidates beside each other.
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

/// The natural logarithm of `n` and one: of small numbers, as nearly all are, worked out beforehand.
fn log(n: usize) -> f32 {
    static KNOWN: LazyLock<[f32; 512]> = LazyLock::new(|| std::array::from_fn(|n| (n as f32).ln_1p()));
    KNOWN.get(n).copied().unwrap_or_else(|| (n as f32).ln_1p())
}
