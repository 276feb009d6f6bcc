//! Links that no rule is sure of: proposed widely, for the model of [`crate::confidence`] to judge.
//!
//! What names an occasion or a document is proposed for the quotations of its sentence; where there are
//! none, for the next one. From there it is proposed for what the same speaker goes on to say.

use crate::govern::{Context, as_via, tidy};
use crate::link::{Form, Link};
use crate::phrase;
use crate::words::{Class, Words};
use crate::{Chain, Relation, Via, ViaKind};

/// Paragraphs, and quotations, over which a speaker goes on.
const REACH: (u32, usize) = (1, 6);

/// Adds wide proposals to the chains.
pub(crate) fn propose(context: &Context, chains: &mut [Chain]) {
    let links = wide_links(context);
    let order = context.in_text_order();
    for link in &links {
        let tokens = context.words.tokens;
        let sentence = tokens.sentence_of(link.tokens.start);
        let mut targets: Vec<usize> = context.items_in(&(sentence..sentence + 1)).map(|(q, _)| q).collect();
        let here = !targets.is_empty();
        let after = order.partition_point(|&q| context.items[q].sentences.start <= sentence);
        if !here {
            let near = tokens.paragraph_of(link.tokens.start) + 1;
            targets.extend(order.get(after).filter(|&&q| context.items[q].paragraph <= near));
        }
        targets.iter().for_each(|&q| add(&mut chains[q], as_via(link, !here)));
        let mut last = targets.iter().map(|&q| context.items[q].paragraph).max().unwrap_or_default();
        for &q in order[after..].iter().take(REACH.1) {
            let item = &context.items[q];
            let goes_on = targets.iter().any(|&t| t != q && context.items[t].key.same(item.key));
            if goes_on && item.paragraph <= last + REACH.0 {
                add(&mut chains[q], as_via(link, true));
                last = item.paragraph;
            }
        }
    }
    chains.iter_mut().for_each(|chain| tidy(&mut chain.via));
}

/// Adds a link unless the chain has one of its kind from the same words or the same outlet.
fn add(chain: &mut Chain, via: Via) {
    let relay = |kind| matches!(kind, ViaKind::Outlet | ViaKind::Platform);
    let known = chain.via.iter().any(|v| {
        (v.kind == via.kind || relay(v.kind) && relay(via.kind))
            && (v.evidence.overlaps(via.evidence)
                || v.name.overlaps(via.name)
                || v.outlet.is_some() && v.outlet == via.outlet)
    });
    if !known {
        chain.via.push(via);
    }
}

/// What may be a link by its head alone, in the order of the text.
fn wide_links(context: &Context) -> Vec<Link> {
    let words = context.words;
    let events = Class::EVENT.or(Class::VENUE).or(Class::OCCASION);
    let documents = Class::DOCUMENT.or(Class::POLL).or(Class::RECORDING).or(Class::WRITING);
    let heads = events.or(documents).or(Class::INTERVIEW);
    let mut links = Vec::new();
    for i in 0..words.len() {
        if !words.is(i, heads) {
            if words.text(i).starts_with('@') && i > 0 && words.one_of(i - 1, &["("]) {
                links.push(handle(context, i));
            }
            continue;
        }
        let compound = words.is(i + 1, heads);
        if words.is(i, events) && !compound {
            links.push(described(words, i, (ViaKind::Event, Relation::SaidAt)));
        }
        if words.is(i, documents) && !compound {
            links.push(described(words, i, (ViaKind::Document, Relation::PublishedIn)));
        }
        if words.is(i, Class::INTERVIEW) && !words.is(i + 1, Class::INTERVIEW) {
            links.push(described(words, i, (ViaKind::Event, Relation::Interview)));
        }
    }
    links.sort_by_key(|l| (l.tokens.start, l.tokens.end));
    links
}

/// The noun phrase of a head, with the preposition before it.
fn described(words: &Words, head: u32, (kind, relation): (ViaKind, Relation)) -> Link {
    let start = phrase::start(words, head);
    let (first, _) = words.sentence(head);
    let from = start.checked_sub(1).filter(|&p| p >= first && words.is(p, Class::PREP)).unwrap_or(start);
    Link::of_words(words, (kind, relation, Form::Wide), start..head + 1, from..head + 1)
}

/// `— Ann Lee (@annlee)`: a message of hers.
fn handle(context: &Context, i: u32) -> Link {
    let words = context.words;
    let name = words.span(i);
    let twitter = context.outlets.by_name("Twitter");
    Link::new(words, (ViaKind::Platform, Relation::PostedOn, Form::Wide), name, twitter, i..i + 1)
}
