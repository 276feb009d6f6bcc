//! Candidates for links of a chain, in an open vocabulary: every name of an outlet or platform, every name beside a word that
//! asks for one, and every noun phrase for an occasion or a document. Whether it is one, [`crate::confidence`] judges.

use std::ops::Range;

use dixit_entities::NameKind;
use dixit_tokens::is_host;

use crate::govern::Context;
use crate::link::{Form, Link, MOST_WORDS};
use crate::phrase;
use crate::told::last_of_kind;
use crate::words::{Class, Words};
use crate::{Relation, ViaKind};

/// Words to the left and to the right of a name among which one may ask for an outlet.
const BESIDE: (u32, u32) = (5, 3);
/// Words that a name in an open vocabulary has at most.
const LONGEST: u32 = 8;

/// All candidates, in the order of the text. Of those of outlets and platforms that rules found, theirs.
pub(crate) fn candidates(context: &Context) -> Vec<Link> {
    let relays = |l: &&Link| matches!(l.kind, ViaKind::Outlet | ViaKind::Platform);
    let mut links: Vec<Link> = context.links.iter().filter(relays).cloned().collect();
    let ruled = links.len();
    let taken = |links: &[Link], tokens: &Range<u32>| {
        let near = links[..ruled].partition_point(|l| l.tokens.start + MOST_WORDS < tokens.start);
        links[near..ruled]
            .iter()
            .take_while(|l| l.tokens.start < tokens.end)
            .any(|l| l.tokens.start < tokens.end && tokens.start < l.tokens.end)
    };
    for mention in context.mentions {
        if !taken(&links, &mention.tokens) {
            let kind = context.kind_of(mention.outlet);
            let relation = relation(context.words, &mention.tokens, kind);
            let what = (kind, relation, Form::Wide);
            links.push(Link::new(context.words, what, mention.span, mention.outlet, mention.tokens.clone()));
        }
    }
    for i in 0..context.words.len() {
        let found = heads(context, i);
        links.extend(found.into_iter().flatten());
        let Some(link) = journalist(context, i).or_else(|| noun(context, i)).or_else(|| name(context, i))
        else {
            continue;
        };
        if !taken(&links, &link.tokens) {
            links.push(link);
        }
    }
    links.sort_by_key(|l| (l.tokens.start, l.tokens.end));
    links
}

/// Noun phrases for occasions and documents, by their heads, and handles.
fn heads(context: &Context, i: u32) -> [Option<Link>; 2] {
    let words = context.words;
    let events = Class::EVENT.or(Class::VENUE).or(Class::OCCASION);
    let documents = Class::DOCUMENT.or(Class::POLL).or(Class::RECORDING).or(Class::WRITING);
    let heads = events.or(documents).or(Class::INTERVIEW);
    if !words.is(i, heads) {
        let handle = words.text(i).starts_with('@') && i > 0 && words.one_of(i - 1, &["("]);
        return [handle.then(|| posted(context, i)), None];
    }
    let compound = words.is(i + 1, heads);
    // The Post of `South China Morning Post` is no document.
    let named = context.mention_at(i);
    let interview = words.is(i, Class::INTERVIEW) && !words.is(i + 1, Class::INTERVIEW);
    let event = if interview {
        Some(Relation::Interview)
    } else {
        (words.is(i, events) && !compound && !named).then_some(Relation::SaidAt)
    };
    let document = words.is(i, documents) && !compound && !named;
    [
        event.map(|relation| described(words, i, (ViaKind::Event, relation))),
        document.then(|| described(words, i, (ViaKind::Document, Relation::PublishedIn))),
    ]
}

/// The noun phrase of a head, with the preposition before it.
fn described(words: &Words, head: u32, (kind, relation): (ViaKind, Relation)) -> Link {
    let start = phrase::start(words, head);
    let (first, _) = words.sentence(head);
    let from = start.checked_sub(1).filter(|&p| p >= first && words.is(p, Class::PREP)).unwrap_or(start);
    Link::of_words(words, (kind, relation, Form::Wide), start..head + 1, from..head + 1)
}

/// `— Ann Lee (@annlee)`: a message of hers.
fn posted(context: &Context, i: u32) -> Link {
    let words = context.words;
    let name = words.span(i);
    let twitter = context.outlets.by_name("Twitter");
    Link::new(words, (ViaKind::Platform, Relation::PostedOn, Form::Wide), name, twitter, i..i + 1)
}

/// Somebody who works for an outlet named before: `asked by Lee`.
fn journalist(context: &Context, i: u32) -> Option<Link> {
    let words = context.words;
    if !words.is_capital(i) {
        return None;
    }
    let mention = &context.mentions[context.journalists.outlet_of(words, i)?];
    let tokens = i..i + 1;
    let what = (ViaKind::Outlet, relation(words, &tokens, ViaKind::Outlet), Form::Wide);
    Some(Link::new(words, what, mention.span, mention.outlet, tokens))
}

/// A noun for an outlet: `the show`, which one named before may be, and `a television program`.
fn noun(context: &Context, i: u32) -> Option<Link> {
    let words = context.words;
    if !words.is(i, Class::OUTLET_NOUN.or(Class::MEDIA))
        || words.is_capital(i)
        || words.is(i + 1, Class::OUTLET_NOUN)
    {
        return None;
    }
    // `the Paris daily Libération`: the name says more.
    if words.is_capital(i + 1) {
        return None;
    }
    let start = phrase::start(words, i);
    let tokens = start..i + 1;
    let what = (ViaKind::Outlet, relation(words, &tokens, ViaKind::Outlet), Form::Wide);
    let definite = words.one_of(start, &["the", "that", "this"]);
    let mention = if definite {
        last_of_kind(words, context.outlets, context.mentions, i, words.class(i))
    } else {
        None
    };
    Some(match mention {
        Some(mention) => Link::new(words, what, mention.span, mention.outlet, tokens),
        None => Link::of_words(words, what, tokens.clone(), tokens),
    })
}

/// A name that nobody registered, where the words beside it ask for an outlet: `told the Kelmouth Argosy`, `Dawn.com`.
fn name(context: &Context, i: u32) -> Option<Link> {
    let words = context.words;
    let capital =
        |i: u32| words.is_capital(i) && !words.is_mark(i) && !words.is(i, Class::WEEKDAY.or(Class::MONTH));
    let domain = is_host(words.text(i));
    let (first, last) = words.sentence(i);
    if !domain && (!capital(i) || i > first && capital(i - 1) && i - 1 > first)
        || i == first && words.is(i, Class::DET.or(Class::PREP).or(Class::PRONOUN))
    {
        return None;
    }
    if words.is(i, Class::PRONOUN) {
        return None;
    }
    let joins = |i: u32| words.one_of(i, &["of", "the", "&", "-", "for"]);
    let mut end = i + 1;
    while end < last.min(i + LONGEST) && (capital(end) || joins(end) && end + 1 < last && capital(end + 1)) {
        end += 1;
    }
    let span = words.cover(i, end);
    let mentions = &context.entities.mentions;
    let person = |m: usize| matches!(mentions[m].kind, NameKind::Person);
    if context.mention_at(i)
        || !domain && (context.entities.mentions_in(span).any(person) || !asked_for(words, i, end))
    {
        return None;
    }
    let kind = ViaKind::Outlet;
    let what = (kind, relation(words, &(i..end), kind), Form::Wide);
    Some(Link::of_words(words, what, i..end, i..end))
}

/// Whether a word beside a name asks for an outlet.
fn asked_for(words: &Words, start: u32, end: u32) -> bool {
    let (first, last) = words.sentence(start);
    let left = Class::TELL
        .or(Class::INTERVIEW)
        .or(Class::OUTLET_NOUN)
        .or(Class::JOURNALIST)
        .or(Class::SPEAK_TO)
        .or(Class::BROADCAST)
        .or(Class::OBTAIN)
        .or(Class::RELAYED)
        .or(Class::ARTICLE);
    let right =
        Class::JOURNALIST.or(Class::OUTLET_NOUN).or(Class::INTERVIEW).or(Class::ARTICLE).or(Class::POLL);
    let parts = |i: &u32| words.one_of(*i, &[",", ".", ";", ":"]);
    let before = (start.saturating_sub(BESIDE.0).max(first)..start).rev().take_while(|i| !parts(i));
    let after = (end..last.min(end + BESIDE.1)).take_while(|i| !parts(i));
    let reports = |i: u32| words.is(i, Class::REPORT) && !words.is(i, Class::SPEAK_TO);
    let network = start > first + 1 && words.is_possessive(start - 1) && words.is_capital(start - 2);
    network
        || before.into_iter().any(|i| {
            words.is(i, left) && !words.is_capital(i) || words.one_of(i, &["on", "citing", "according"])
        })
        || after.into_iter().any(|i| words.is(i, right) || reports(i))
}

/// Reads the relation of a quotation to an outlet from the words beside its name.
fn relation(words: &Words, tokens: &Range<u32>, kind: ViaKind) -> Relation {
    if kind == ViaKind::Platform {
        return Relation::PostedOn;
    }
    asks(words, tokens).map_or(Relation::ReportedBy, |(_, relation)| relation)
}

/// The word beside a name that says how what was said came through it.
pub(crate) fn asks(words: &Words, tokens: &Range<u32>) -> Option<(u32, Relation)> {
    let (first, last) = words.sentence(tokens.start);
    let before = tokens.start.saturating_sub(6).max(first)..tokens.start;
    let after = tokens.end..last.min(tokens.end + 4);
    let parts = |&i: &u32| words.one_of(i, &[",", ";", ":", "“", "”"]);
    let of = |i: u32, table: &[(Class, Relation)]| {
        table
            .iter()
            .find(|(class, _)| words.is(i, *class) && !words.is_capital(i))
            .map(|&(_, relation)| (i, relation))
    };
    let left = [
        (Class::TELL, Relation::Told),
        (Class::INTERVIEW, Relation::Interview),
        (Class::OBTAIN, Relation::ObtainedBy),
        (Class::RELAYED, Relation::ReportedBy),
        (Class::BROADCAST, Relation::SaidAt),
        (Class::ARTICLE.or(Class::WRITE), Relation::PublishedIn),
        (Class::SPEAK_TO, Relation::Told),
        (Class::REPORT, Relation::ReportedBy),
    ];
    let right = [
        (Class::INTERVIEW, Relation::Interview),
        (Class::ARTICLE.or(Class::POLL), Relation::PublishedIn),
        (Class::REPORT, Relation::ReportedBy),
    ];
    let according = |&i: &u32| words.one_of(i, &["according", "citing", "via"]);
    let near = before.clone().rev().take_while(|i| !parts(i)).find(according);
    near.map(|i| (i, Relation::ReportedBy))
        .or_else(|| before.rev().take_while(|i| !parts(i)).find_map(|i| of(i, &left)))
        .or_else(|| after.take_while(|i| !parts(i)).find_map(|i| of(i, &right)))
}
