//! Links by the name of an outlet: what the words around it say of it.

use std::ops::Range;

use dixit_models::outlets::{OutletKind, Outlets};

use crate::link::{Form, Link};
use crate::mention::OutletMention;
use crate::phrase;
use crate::phrase::names_document;
use crate::words::{Class, Words};
use crate::{Relation, ViaKind};

/// The links that name an outlet of the registry.
pub(crate) fn outlet_links(words: &Words, outlets: &Outlets, mentions: &[OutletMention]) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    // Where a name of a parent opens the phrase (`CNN's “State of the Union”`), the programme is what counts.
    let mut whole_start = None;
    for (n, mention) in mentions.iter().enumerate() {
        let start = whole_start.take().unwrap_or(mention.tokens.start);
        if let Some(next) = mentions.get(n + 1)
            && opens_programme(words, outlets, mention, next)
        {
            whole_start = Some(start);
            continue;
        }
        if let Some(before) = n.checked_sub(1).map(|b| &mentions[b])
            && names_the_network(words, outlets, before, mention)
        {
            continue;
        }
        if let Some((relation, form, tokens)) = relation_of(words, outlets, mention, start) {
            let platform = mention.outlet.is_some_and(|id| outlets.get(id).kind == OutletKind::Platform);
            let kind = if platform { ViaKind::Platform } else { ViaKind::Outlet };
            links.push(Link::of_mention(words, (kind, relation, form), mention, tokens));
        }
    }
    links
}

/// `Fox News's “Fox and Friends”`, `CNN's State of the Union`.
fn opens_programme(words: &Words, outlets: &Outlets, parent: &OutletMention, next: &OutletMention) -> bool {
    let programme = next.outlet.is_some_and(|id| outlets.get(id).kind == OutletKind::Programme);
    let between = parent.tokens.end..next.tokens.start;
    programme
        && between.len() <= 4
        && between.clone().all(|i| {
            words.is_possessive(i)
                || words.is_mark(i) && !words.one_of(i, &[",", ".", ";"])
                || words.one_of(i, &["show", "program", "programme", "the"])
        })
}

/// `“Hannity” on Fox News`, `The Sun newspaper and its website`: the second name adds nothing.
fn names_the_network(
    words: &Words,
    outlets: &Outlets,
    before: &OutletMention,
    network: &OutletMention,
) -> bool {
    let programme = before.outlet.is_some_and(|id| outlets.get(id).kind == OutletKind::Programme);
    let mut between = before.tokens.end..network.tokens.start;
    programme && between.len() <= 3 && between.any(|i| words.one_of(i, &["on", "of"]))
}

/// What the words around an outlet say of it; the range is that of the evidence.
fn relation_of(
    words: &Words,
    outlets: &Outlets,
    mention: &OutletMention,
    start: u32,
) -> Option<(Relation, Form, Range<u32>)> {
    let kind = mention.outlet.map(|id| outlets.get(id).kind);
    let platform = kind == Some(OutletKind::Platform);
    let end = mention.tokens.end;
    let (first, last) = words.sentence(mention.tokens.start);
    // The phrase the name stands in, from its determiner: `Russia's propagandistic network RT`.
    let mut np = start;
    loop {
        let before = np;
        while np > first && words.one_of(np - 1, &["“", "\"", "‘", "'", "''", "``", "@"]) {
            np -= 1;
        }
        if np > first && (words.is(np - 1, Class::DET.or(Class::OUTLET_NOUN)) || words.is_possessive(np - 1))
        {
            let left = phrase::start(words, np);
            if start - left <= 8 {
                np = left;
            }
        }
        if np == before {
            break;
        }
    }
    let left = |n: u32| np.checked_sub(n).filter(|&i| i >= first);
    let left_is = |n: u32, class: Class| left(n).is_some_and(|i| words.is(i, class));
    let left_one = |n: u32, list: &[&str]| left(n).is_some_and(|i| words.one_of(i, list));
    // The nearest word of a class within so many words to the left, not across a sentence.
    let back = |class: Class, n: u32| (1..=n).find_map(|n| left(n).filter(|&i| words.is(i, class)));
    let from = |i: u32| i..end;
    let adverbial = |relation, i: u32| Some((relation, Form::Adverbial, from(i)));

    // What the name modifies: `a Bloomberg interview`, `Trump's RT appearance`, `a Facebook post`.
    let mut after = end;
    while after < last && words.one_of(after, &["”", "\"", "’", "'", ")", "''"]) {
        after += 1;
    }
    let possessive = words.is_possessive(end);
    let noun = (after..(after + 4).min(last))
        .take_while(|&i| !words.is_mark(i) && !words.is(i, Class::PREP.or(Class::TELL).or(Class::HAD)))
        .find(|&i| {
            words.is(i, Class::INTERVIEW.or(Class::ARTICLE).or(Class::POLL).or(Class::POST_NOUN))
                && !words.is_capital(i)
                && !words.one_of(i, &["interviewed"])
                || words.one_of(i, &["appearance", "show", "broadcast", "special", "podcast"])
        });
    // `Slate reports that`, where `Slate reports say` has the noun.
    let verb = Class::REPORT.or(Class::BE).or(Class::SHOW).or(Class::HAD);
    let noun =
        noun.filter(|&n| possessive || n > after || !words.one_of(n, &["reports"]) || words.is(n + 1, verb));
    let adjacent = noun.is_some_and(|noun| noun <= after + 2 + u32::from(possessive));

    // `a Twitter user`; `the NBC forum`, `a CNN town hall`, which is an occasion.
    if platform && words.one_of(after, &["user", "users"]) {
        return Some((Relation::PostedOn, Form::Adverbial, np..after + 1));
    }
    let occasion = (after..(after + 5).min(last))
        .take_while(|&i| !words.is_mark(i) || words.one_of(i, &["-", "/"]))
        .find(|&i| words.is(i, Class::EVENT) && !words.one_of(i, &["appearance", "call"]));
    if left_one(1, &["at", "during"]) && occasion.is_some()
        || words.one_of(after, &["debate", "forum", "town"])
    {
        return None;
    }
    if left_is(1, Class::TELL) {
        return adverbial(Relation::Told, np - 1);
    }
    if left_is(1, Class::OF_TOLD)
        && let Some(tell) = back(Class::TELL, 6)
        && (tell + 1..np - 1).all(|i| words.is_capital(i) || words.is(i, Class::DET.or(Class::JOURNALIST)))
    {
        return adverbial(Relation::Told, tell);
    }
    if left_one(1, &["to"]) {
        if left_one(2, &["according"]) {
            return Some((Relation::ReportedBy, Form::According, from(np - 2)));
        }
        if let Some(i) =
            back(Class::OBTAIN, 5).filter(|&i| words.one_of(i, &["released", "leaked", "provided"]))
        {
            return adverbial(Relation::ObtainedBy, i);
        }
        if platform && left_one(2, &["took", "takes", "taking", "turned"]) {
            return adverbial(Relation::PostedOn, np - 2);
        }
        if let Some(i) = back(Class::SPEAK_TO, 6) {
            return adverbial(Relation::Told, i);
        }
    }
    if left_is(1, Class::INTERVIEW_PREP)
        && let Some(i) = back(Class::INTERVIEW, 9)
        && !(i + 1..np).any(|i| words.one_of(i, &[",", ";", "“", "”"]))
    {
        return adverbial(Relation::Interview, interview_start(words, i));
    }
    if left_one(1, &["of"]) && left_one(2, &["board"]) && back(words_meeting(), 8).is_some() {
        return adverbial(Relation::Told, np - 2);
    }
    if left_one(1, &["with"]) && (left_is(2, Class::SPEAK_TO) || left_one(2, &["down"])) {
        return adverbial(Relation::Told, np - 2);
    }
    if left_one(1, &["via"]) && left_one(2, &["("]) {
        return Some((Relation::ReportedBy, Form::According, from(np - 1)));
    }
    if left_one(1, &["by"]) {
        if left_one(2, &["through"]) && left_one(3, &["combed", "gone"]) {
            return adverbial(Relation::ObtainedBy, np - 3);
        }
        if left_is(2, Class::OBTAIN) {
            return adverbial(Relation::ObtainedBy, np - 2);
        }
        if left_one(2, &["published", "broadcast", "aired", "conducted", "commissioned"])
            || left_is(2, Class::POLL)
        {
            return adverbial(Relation::PublishedIn, np - 2);
        }
        if left_is(2, Class::RELAYED.or(Class::ARTICLE)) {
            let start = if left_one(3, &["as", "first", "according"]) { np - 3 } else { np - 2 };
            return adverbial(Relation::ReportedBy, start);
        }
    }
    if left_one(1, &["citing", "per", "quoting"]) {
        return Some((Relation::ReportedBy, Form::According, from(np - 1)));
    }
    if let Some(noun) = noun.filter(|_| adjacent) {
        let whole = np..noun + 1;
        let is = |class| words.is(noun, class);
        let relation = if is(Class::INTERVIEW) {
            Relation::Interview
        } else if platform && is(Class::POST_NOUN) {
            Relation::PostedOn
        } else if words.one_of(noun, &["appearance", "show", "broadcast", "special", "podcast"]) {
            Relation::SaidAt
        } else if !platform {
            Relation::PublishedIn
        } else {
            return None;
        };
        let start = left(1).filter(|&i| words.is(i, Class::PREP)).unwrap_or(np);
        let start = if left_one(2, &["according"]) { np - 2 } else { start };
        return Some((relation, Form::Adverbial, start..whole.end));
    }
    if left_one(1, &["on", "via", "through", "over"]) {
        if platform {
            return adverbial(Relation::PostedOn, np - 1);
        }
        let relation = match kind {
            Some(OutletKind::Broadcaster | OutletKind::Programme) => Relation::SaidAt,
            _ => Relation::PublishedIn,
        };
        let start = if left_is(2, Class::BROADCAST) { np - 2 } else { np - 1 };
        return adverbial(relation, start);
    }
    if left_one(1, &["of", "from", "during", "in", "for"])
        && let Some(i) = back(Class::BROADCAST, 4).filter(|&i| !words.is(i, Class::INTERVIEW))
        && kind != Some(OutletKind::Newspaper)
    {
        return adverbial(Relation::SaidAt, phrase::start(words, i));
    }
    if !platform {
        if left_one(1, &["in", "for", "at"])
            && let Some(i) = back(Class::WRITE.or(Class::ARTICLE).or(Class::PUBLISH), 6)
        {
            return adverbial(Relation::PublishedIn, i);
        }
        if left_one(1, &["in"]) {
            return adverbial(Relation::PublishedIn, np - 1);
        }
        if left_one(1, &["by", "from", "in"])
            && let Some(i) = back(Class::ARTICLE.or(Class::POLL), 4)
        {
            return adverbial(Relation::ReportedBy, phrase::start(words, i));
        }
        if left_one(1, &["at", "for", "with", "of"]) {
            return Some((Relation::PublishedIn, Form::Affiliation, np - 1..end));
        }
        if possessive || words.is(after, Class::JOURNALIST) {
            return Some((Relation::PublishedIn, Form::Affiliation, np..end));
        }
        let mut verb = after;
        while words.is(verb, Class::BEFORE_VERB) {
            verb += 1;
        }
        let relative = verb + u32::from(words.one_of(verb, &[","]));
        let did = if words.one_of(relative, &["which", "that", "who"]) { relative + 1 } else { verb };
        let did = did + u32::from(words.one_of(did, &["first", "had"]));
        if did < last && words.one_of(did, &["interviewed"]) {
            return Some((Relation::Interview, Form::Asked, np..did + 1));
        }
        let object = did + 1..last.min(did + 8);
        if words.is(did, Class::OBTAIN) && names_document(words, object.clone(), false) {
            return Some((Relation::ObtainedBy, Form::Origin, np..did + 1));
        }
        if words.is(did, Class::PUBLISH) && names_document(words, object, true) {
            return Some((Relation::PublishedIn, Form::Origin, np..did + 1));
        }
        if verb < last && words.is(verb, Class::REPORT) && !words.is_capital(verb) {
            let start = if left_one(1, &["as"]) { np - 1 } else { np };
            return Some((Relation::ReportedBy, Form::Reports, start..verb + 1));
        }
        // `reported The Hill`, at the end of a sentence.
        if left_one(1, &["reported", "reports"]) && words.is_mark(end) {
            return Some((Relation::ReportedBy, Form::Reports, np - 1..end));
        }
    }
    None
}

fn words_meeting() -> Class {
    Class::EVENT.or(Class::CONVERSE)
}

/// From `in` of `in a recent interview with`, or from the noun or verb.
fn interview_start(words: &Words, noun: u32) -> u32 {
    let start = phrase::start(words, noun);
    match start.checked_sub(1) {
        Some(prep) if words.is(prep, Class::FRAME_PREP) => prep,
        _ => start,
    }
}
