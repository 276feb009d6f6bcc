//! Occasions and documents by the shape of their phrase.

use crate::link::{Form, Link};
use crate::phrase;
use crate::words::{Class, Words};
use crate::{Relation, ViaKind};

/// Occasions and documents: `at a rally in Novi, Michigan`, `in a statement`, `issued a statement`.
pub(crate) fn place(words: &Words, head: u32) -> Option<Link> {
    let (event, document) = (words.is(head, Class::EVENT), words.is(head, Class::DOCUMENT));
    let interview = words.one_of(head, &["interview", "interviews"]);
    // A modifier of a longer phrase is not its head: `a campaign [rally] speech`.
    let next_is_head = words.is(head + 1, Class::EVENT.or(Class::DOCUMENT).or(Class::INTERVIEW))
        && !words.is(head + 1, Class::REPORT.or(Class::MAKE));
    if !(event || document || interview) || next_is_head || words.is_possessive(head + 1) {
        return None;
    }
    let mut start = phrase::start(words, head);
    let (first, _) = words.sentence(head);
    // `in high-profile cases` and `in breaking news stories` name no document.
    let hyphen = head > 0 && words.one_of(head - 1, &["-"]);
    if hyphen
        && document
        && !words.is_mark(head + 1)
        && !words.is_capital(head + 1)
        && !words.is(head + 1, Class::PREP)
    {
        return None;
    }
    // `In offering analysis of the vote`: an act.
    if document && words.is(start, Class::ACT) {
        return None;
    }
    // `during a “Leaders’ Forum”`
    if start >= first + 2 && words.one_of(start - 1, &OPENING) && words.is(start - 2, Class::DET) {
        start -= 2;
    }
    let mut prep = start.checked_sub(1).filter(|&p| p >= first)?;
    let bare = start == head;
    if event && let Some(whole) = part_of(words, prep, first) {
        prep = whole;
    }
    let made = words.is(prep, Class::MAKE) && words.is(start, Class::DET);
    let fits = |list: &[&str]| words.one_of(prep, list);
    let framed = if interview {
        fits(&["in", "during", "through", "from"])
    } else if event && fits(&["at", "during"]) {
        !bare || fits(&["during"]) || words.text(head).ends_with('s')
    } else if event && fits(&["in"]) {
        !bare && words.is(head, Class::TALK) || words.one_of(head, &["testimony", "remarks", "court"])
    } else if event && fits(&["on", "to", "from", "before"]) {
        fits(&["on"]) && words.one_of(head, &["call", "tour", "visit", "teleconference"])
    } else {
        document
            && (fits(&["in", "through", "via"]) && !bare_plain(words, head, bare)
                || fits(&["on"]) && words.one_of(head, &["papers", "slide", "slides", "recording", "video"]))
    };
    let end = phrase::end(words, head);
    // `since Monday's debate, when she said`
    let when = event
        && words.is(prep, Class::PREP)
        && words.one_of(end, &[","])
        && words.one_of(end + 1, &["when", "where"]);
    if !framed && !made && !when {
        return None;
    }
    let occasion = event && (!document || fits(&["at", "during"]));
    let kind = if occasion || interview { ViaKind::Event } else { ViaKind::Document };
    let relation = match kind {
        _ if interview => Relation::Interview,
        ViaKind::Event => Relation::SaidAt,
        _ => Relation::PublishedIn,
    };
    let end = if kind == ViaKind::Document { with_title(words, head, end) } else { end };
    let form = if made { Form::Made } else { Form::Adverbial };
    Some(Link::of_words(words, (kind, relation, form), start..end, prep..end))
}

/// `her 2003 book, Living Waters,` and `a film titled “Rivers”`: the title belongs to the name. Returns where it ends.
fn with_title(words: &Words, head: u32, end: u32) -> u32 {
    let (_, last) = words.sentence(head);
    let called = |i: u32| words.one_of(i, &["titled", "entitled", "called"]);
    let comma = words.one_of(end, &[","]);
    let mut at = end + u32::from(comma);
    let said_so = called(at);
    if !(said_so || comma && words.is(head, Class::WORK)) {
        return end;
    }
    at += u32::from(said_so);
    let marked = words.one_of(at, &OPENING);
    at += u32::from(marked);
    let start = at;
    let joins = |i: u32| words.is(i, Class::TITLE_JOINS) || words.one_of(i, &[":", "’s", "'s"]);
    while at < last
        && (words.is_capital(at) && !words.is_mark(at)
            || at > start && joins(at) && (words.is_capital(at + 1) || joins(at + 1)))
    {
        at += 1;
    }
    // Between commas, two words at least: `in her book, Ann said` has no title.
    let closed = words.is_mark(at) && (marked || said_so || at >= start + 2);
    if at > start && closed { at } else { end }
}

/// `during a portion of the debate`: the occasion is the debate. Returns the preposition before the part.
fn part_of(words: &Words, of: u32, first: u32) -> Option<u32> {
    let part = of.checked_sub(1).filter(|_| words.one_of(of, &["of"]))?;
    let is_part = words.is(part, Class::PART);
    let prep = phrase::start(words, part).checked_sub(1).filter(|&prep| prep >= first)?;
    (is_part && words.one_of(prep, &["in", "at", "during"])).then_some(prep)
}

/// `Speaking to students at Kelmouth University`, `campaigned among nurses at the Harbour League`: a place with a name is an
/// occasion where somebody speaks.
pub(crate) fn spoken_at(words: &Words, i: u32) -> Option<Link> {
    if !words.is(i, Class::SPEAK) {
        return None;
    }
    let (_, last) = words.sentence(i);
    let stop = Class::TELL.or(Class::REPORT).or(Class::HAD);
    let at = (i + 1..last.min(i + 12))
        .take_while(|&j| !words.is_mark(j) && !words.is(j, stop))
        .find(|&j| words.one_of(j, &["at", "before"]))?;
    let start = at + 1;
    let named = start + u32::from(words.is(start, Class::DET));
    let mut end = named;
    while end < last
        && (words.is_capital(end) && !words.is_mark(end) && !words.is(end, Class::WEEKDAY)
            || end > named
                && words.one_of(end, &["of", "for", "and", "&", "’s", "'s"])
                && words.is_capital(end + 1))
    {
        end += 1;
    }
    let occasion = (named..end + 1).any(|j| words.is(j, Class::EVENT.or(Class::OUTLET_NAME)));
    let what = (ViaKind::Event, Relation::SaidAt, Form::Adverbial);
    (end >= named + 2 && !occasion).then(|| Link::of_words(words, what, start..end, i..end))
}

/// Marks that open a title.
const OPENING: [&str; 6] = ["“", "\"", "‘", "'", "''", "``"];

/// A bare singular (`in court`, `in order`, `in text`) names no document.
fn bare_plain(words: &Words, head: u32, bare: bool) -> bool {
    bare && (words.is(head, Class::LOOSE) || !words.text(head).ends_with('s'))
}
