//! Links without a name of an outlet: `tweeted`, `on its website`, `state media reported`.

use std::ops::Range;

use dixit_models::outlets::OutletId;

use crate::link::{Form, Link};
use crate::phrase;
use crate::words::{Class, Words};
use crate::{Relation, ViaKind};

/// Messages on Twitter that are named by what they are: `tweeted`, `in a series of tweets`.
pub(crate) fn posted(words: &Words, i: u32, twitter: Option<OutletId>) -> Option<Link> {
    if !words.is(i, Class::POST.or(Class::TWEET)) {
        return None;
    }
    let noun = words.is(i, Class::POST)
        && (i > 0
            && (words.is(i - 1, Class::DET.or(Class::NUMBER).or(Class::PREP))
                || words.text(i).ends_with("ts")));
    let tokens = if noun {
        let start = phrase::start(words, i);
        let prep = start.checked_sub(1).filter(|&p| words.is(p, Class::PREP));
        prep.unwrap_or(start)..i + 1
    } else {
        i..i + 1
    };
    let form = if noun { Form::Adverbial } else { Form::Verb };
    Some(Link::new(words, (ViaKind::Platform, Relation::PostedOn, form), words.span(i), twitter, tokens))
}

/// Outlets and platforms without a name: `on its website`, `via email`, `state media reported`, `told his radio audience`.
pub(crate) fn unnamed(words: &Words, i: u32) -> Option<Link> {
    let start = phrase::start(words, i);
    let prep = start.checked_sub(1)?;
    let link = |kind, relation, name: Range<u32>, tokens: Range<u32>, form| {
        Some(Link::of_words(words, (kind, relation, form), name, tokens))
    };
    if words.one_of(i, &["website", "media"]) && words.one_of(prep, &["on"]) {
        let social = words.one_of(i, &["website"]) || i > 0 && words.one_of(i - 1, &["social"]);
        return social.then(|| {
            link(ViaKind::Platform, Relation::PostedOn, start..i + 1, prep..i + 1, Form::Adverbial)
        })?;
    }
    if words.one_of(i, &["email", "e-mail"]) && words.one_of(i.checked_sub(1)?, &["via", "by", "over"]) {
        return link(ViaKind::Platform, Relation::PostedOn, i..i + 1, i - 1..i + 1, Form::Adverbial);
    }
    // `on Mr. Hill's show`, `to her “Keeping Count” radio program`
    if words.is(i, Class::PROGRAMME_NOUN)
        && words.one_of(prep, &["on", "to", "during"])
        && (start..i).any(|n| words.is_possessive(n) && n > start && words.is_capital(n - 1))
    {
        return link(ViaKind::Outlet, Relation::SaidAt, start..i + 1, prep..i + 1, Form::Adverbial);
    }
    // `in a social media post`, `a series of online postings`
    if words.is(i, Class::POST_NOUN) && !words.is_capital(i) && i > start {
        let online = words.one_of(i - 1, &["online", "media", "social-media"])
            && (words.one_of(i - 1, &["online", "social-media"])
                || i > 1 && words.one_of(i - 2, &["social"]));
        return (online && words.one_of(prep, &["in", "on", "from", "of", ","])).then(|| {
            link(ViaKind::Platform, Relation::PostedOn, start..i + 1, prep..i + 1, Form::Adverbial)
        })?;
    }
    if words.one_of(i, &["online"])
        && words.one_of(i.checked_sub(1)?, &["posted", "wrote", "written", "published"])
    {
        return link(ViaKind::Platform, Relation::PostedOn, i..i + 1, i - 1..i + 1, Form::Adverbial);
    }
    if words.one_of(i, &["audience", "listeners", "viewers"]) {
        let aired = (start..i).any(|i| words.one_of(i, &["radio", "television", "tv", "show", "podcast"]));
        return (aired && words.is(prep, Class::TELL))
            .then(|| link(ViaKind::Outlet, Relation::Told, start..i + 1, prep..i + 1, Form::Adverbial))?;
    }
    let media = words.one_of(i, &["media"])
        && i > 0
        && (words.is(i - 1, Class::MEDIA_KIND) || words.is_capital(i - 1));
    if media {
        if words.one_of(prep, &["to"]) && words.one_of(prep.checked_sub(1)?, &["according"]) {
            return link(
                ViaKind::Outlet,
                Relation::ReportedBy,
                start..i + 1,
                prep - 1..i + 1,
                Form::According,
            );
        }
        if words.is(prep, Class::TELL) {
            return link(ViaKind::Outlet, Relation::Told, start..i + 1, prep..i + 1, Form::Adverbial);
        }
        if words.one_of(prep, &["by"]) && words.is(prep.checked_sub(1)?, Class::RELAYED) {
            return link(
                ViaKind::Outlet,
                Relation::ReportedBy,
                start..i + 1,
                prep - 1..i + 1,
                Form::Adverbial,
            );
        }
        if words.is(i + 1, Class::REPORT) {
            let from = if words.one_of(prep, &["as"]) { prep } else { start };
            return link(ViaKind::Outlet, Relation::ReportedBy, start..i + 1, from..i + 2, Form::Reports);
        }
    }
    None
}
