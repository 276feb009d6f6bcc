//! Links by a noun for an outlet named before, or by who is told: `the newspaper reported`, `told Tapper`.

use dixit_models::outlets::{OutletKind, Outlets};

use crate::journalist::Journalists;
use crate::link::{Form, Link};
use crate::mention::OutletMention;
use crate::words::{Class, Words};
use crate::{Relation, ViaKind};

/// `told Tapper`, `told the host`, `told the panel`: the person told represents an outlet or an occasion.
pub(crate) fn told_somebody(
    words: &Words,
    tell: u32,
    outlets: &Outlets,
    mentions: &[OutletMention],
    journalists: &Journalists,
) -> Option<Link> {
    if !words.is(tell, Class::TELL) || words.is_capital(tell) {
        return None;
    }
    let (_, last) = words.sentence(tell);
    let mut i = tell + 1;
    while i < last && words.is(i, Class::DET.or(Class::JOURNALIST)) && !words.is_capital(i) {
        i += 1;
    }
    let role = i > tell + 1 && words.is(i - 1, Class::JOURNALIST);
    let name = i;
    while i < last && words.is_capital(i) && !words.is_mark(i) {
        i += 1;
    }
    let known = (i > name).then(|| journalists.outlet_of(words, i - 1)).flatten();
    // `the host` is that of the last programme.
    let host = role
        && words.one_of(name - 1, &["host", "anchor", "moderator", "interviewer", "co-host"])
        && (words.one_of(tell + 1, &["the", "his", "her"])
            || words.one_of(tell + 1, &["host", "co-host", "anchor"]));
    let mention = match known {
        Some(n) => Some(&mentions[n]),
        None if host => last_of_kind(words, outlets, mentions, tell, Class::PROGRAMME_NOUN),
        None => None,
    };
    if let Some(mention) = mention {
        let what = (ViaKind::Outlet, Relation::Told, Form::Adverbial);
        return Some(Link::of_mention(words, what, mention, tell..i));
    }
    let start = tell + 1;
    let before = last.min(start + 4);
    // `told the debate audience` is told at the debate.
    let audience = |i: u32| words.is(i, Class::EVENT) && words.one_of(i + 1, &["audience", "crowd"]);
    let head = (start..before).find(|&i| words.is(i, Class::VENUE) || audience(i))?;
    let whole = (start..head).all(|i| !words.is_mark(i) && !words.is(i, Class::PREP.or(Class::PRONOUN)));
    let bare = words.one_of(head, &["parliament", "congress"]);
    let what = (ViaKind::Event, Relation::SaidAt, Form::Adverbial);
    (whole && (bare || words.is(start, Class::DET)))
        .then(|| Link::of_words(words, what, start..head + 1, tell..head + 1))
}

/// Returns the last outlet named before word `i` that this noun may refer to: `the newspaper`.
pub(crate) fn last_of_kind<'m>(
    words: &Words,
    outlets: &Outlets,
    mentions: &'m [OutletMention],
    i: u32,
    noun: Class,
) -> Option<&'m OutletMention> {
    use OutletKind::{Agency, Broadcaster, Magazine, Newspaper, Organ, Programme, Site};
    let meant: [(Class, &[OutletKind]); 6] = [
        (Class::AGENCY_NOUN, &[Agency]),
        (Class::NEWSPAPER_NOUN, &[Newspaper, Organ]),
        (Class::MAGAZINE_NOUN, &[Magazine]),
        (Class::BROADCASTER_NOUN, &[Broadcaster, Programme]),
        (Class::PROGRAMME_NOUN, &[Programme]),
        (Class::SITE_NOUN, &[Site, Newspaper, Agency]),
    ];
    let any: &[OutletKind] = &[Agency, Newspaper, Organ, Magazine, Broadcaster, Programme, Site];
    let kinds = meant.iter().find(|(class, _)| noun.any(*class)).map_or(any, |(_, kinds)| kinds);
    // Across more than a few paragraphs a noun no longer reaches.
    let paragraph = words.tokens.paragraph_of(i);
    let until = mentions.partition_point(|m| m.tokens.end <= i);
    mentions[..until]
        .iter()
        .rev()
        .take_while(|m| words.tokens.paragraph_of(m.tokens.start) + 3 > paragraph)
        .find(|m| m.outlet.is_none_or(|id| kinds.contains(&outlets.get(id).kind)))
}

/// `the newspaper reported`, `told the network`: a noun for an outlet named before.
pub(crate) fn spoken_of(
    words: &Words,
    i: u32,
    outlets: &Outlets,
    mentions: &[OutletMention],
) -> Option<Link> {
    if !words.is(i, Class::OUTLET_NOUN) || words.is_capital(i) || i < 2 || !words.one_of(i - 1, &["the"]) {
        return None;
    }
    let (_, last) = words.sentence(i);
    let after = i + 1 + u32::from(words.one_of(i + 1, &["also", "later", "first"]));
    let tell = i - 2;
    let (relation, form, tokens) = if words.is(tell, Class::TELL) {
        (Relation::Told, Form::Adverbial, tell..i + 1)
    } else if after < last && words.is(after, Class::REPORT) && words.is_mark(tell) {
        (Relation::ReportedBy, Form::Reports, i - 1..after + 1)
    } else if words.one_of(tell, &["to"]) && i > 2 && words.one_of(i - 3, &["according"]) {
        (Relation::ReportedBy, Form::According, i - 3..i + 1)
    } else if words.one_of(tell, &["with", "to"]) && i > 2 && words.is(i - 3, Class::INTERVIEW) {
        (Relation::Interview, Form::Adverbial, i - 3..i + 1)
    } else {
        return None;
    };
    let mention = last_of_kind(words, outlets, mentions, i, words.class(i))?;
    Some(Link::of_mention(words, (ViaKind::Outlet, relation, form), mention, tokens))
}
