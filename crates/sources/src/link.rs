//! Phrases that say through whom, where or in what something was said, found once over the whole text.

use std::ops::Range;

use dixit_models::outlets::{OutletId, OutletKind, Outlets};
use dixit_text::Span;

use crate::journalist::Journalists;
use crate::mention::OutletMention;
use crate::phrase;
use crate::place::{place, spoken_at};
use crate::provenance::names_document;
use crate::words::{Class, Words};
use crate::{Relation, ViaKind};

/// A possible link of a chain, not yet tied to a quotation.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub(crate) kind: ViaKind,
    pub(crate) relation: Relation,
    pub(crate) name: Span,
    pub(crate) evidence: Span,
    pub(crate) outlet: Option<OutletId>,
    /// First and last-but-one word of the evidence.
    pub(crate) tokens: Range<u32>,
    /// How the link stands in its sentence.
    pub(crate) form: Form,
}

impl Link {
    /// A link whose evidence is the words `tokens`.
    pub(crate) fn new(
        words: &Words,
        (kind, relation, form): (ViaKind, Relation, Form),
        name: Span,
        outlet: Option<OutletId>,
        tokens: Range<u32>,
    ) -> Self {
        let evidence = words.cover(tokens.start, tokens.end);
        Self { kind, relation, name, evidence, outlet, tokens, form }
    }

    /// An outlet or platform that a mention names.
    fn of_mention(
        words: &Words,
        what: (ViaKind, Relation, Form),
        mention: &OutletMention,
        tokens: Range<u32>,
    ) -> Self {
        Self::new(words, what, mention.span, mention.outlet, tokens)
    }

    /// What only its words name: from the first to before the last of `name`.
    pub(crate) fn of_words(
        words: &Words,
        what: (ViaKind, Relation, Form),
        name: Range<u32>,
        tokens: Range<u32>,
    ) -> Self {
        Self::new(words, what, words.cover(name.start, name.end), None, tokens)
    }
}

/// How a link stands in its sentence, which decides what it governs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// An adverbial: `in an interview with CNN`, `on X`.
    Adverbial,
    /// The outlet does the reporting: `as Xinhua reported`, `The Post reports that`.
    Reports,
    /// `according to Xinhua`.
    According,
    /// The outlet is what the speaker belongs to: `NBC's Dante Chinni`.
    Affiliation,
    /// The thing is brought about: `issued a statement`.
    Made,
    /// A verb is itself the link: `tweeted`.
    Verb,
    /// The outlet got hold of a document, or was the first to publish it: `NBC first published the video`.
    Origin,
    /// The outlet questioned people: `The AP interviewed 20 former aides`.
    Asked,
    /// Proposed by its head alone.
    Wide,
}

/// Finds all links of a document, in the order of their words.
pub(crate) fn find_links(
    words: &Words,
    outlets: &Outlets,
    mentions: &[OutletMention],
    journalists: &Journalists,
) -> Vec<Link> {
    let mut links = outlet_links(words, outlets, mentions);
    let n_outlets = links.len();
    let twitter = outlets.by_name("Twitter");
    let heads = Class::EVENT
        .or(Class::DOCUMENT)
        .or(Class::POST)
        .or(Class::INTERVIEW)
        .or(Class::TWEET)
        .or(Class::UNNAMED)
        .or(Class::OUTLET_NOUN)
        .or(Class::TELL)
        .or(Class::SPEAK);
    // Links of outlets are few and in order; those that may hold the word in hand begin here.
    let mut near = 0;
    for i in 0..words.len() {
        if !words.is(i, heads) {
            continue;
        }
        while links[..n_outlets].get(near).is_some_and(|l| l.tokens.end + MOST_WORDS < i) {
            near += 1;
        }
        let taken = links[near..n_outlets].iter().take_while(|l| l.tokens.start <= i).any(|l| {
            l.tokens.contains(&i)
                && (l.kind == ViaKind::Outlet || words.is(i, Class::POST.or(Class::POST_NOUN)))
        });
        if taken && !words.is(i, Class::EVENT) {
            continue;
        }
        let found = posted(words, i, twitter)
            .or_else(|| told_somebody(words, i, outlets, mentions, journalists))
            .or_else(|| spoken_of(words, i, outlets, mentions))
            .or_else(|| unnamed(words, i))
            .or_else(|| place(words, i))
            .or_else(|| spoken_at(words, i));
        links.extend(found);
    }
    links.sort_by_key(|l| (l.tokens.start, l.tokens.end));
    links
}

/// Words of evidence that a link has at most, roughly; only for skipping links that lie behind.
const MOST_WORDS: u32 = 40;

/// `told Tapper`, `told the host`, `told the panel`: who is told stands for an outlet or an occasion.
fn told_somebody(
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
        && words.one_of(tell + 1, &["the", "his", "her", "host", "co-host", "anchor"]);
    let mention = match known {
        Some(n) => Some(&mentions[n]),
        None if host => last_of_kind(words, outlets, mentions, tell, "show"),
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

/// The last outlet named before word `i` that this noun may stand for: `the newspaper`.
pub(crate) fn last_of_kind<'m>(
    words: &Words,
    outlets: &Outlets,
    mentions: &'m [OutletMention],
    i: u32,
    noun: &str,
) -> Option<&'m OutletMention> {
    use OutletKind::{Agency, Broadcaster, Magazine, Newspaper, Organ, Programme, Site};
    let kinds: &[OutletKind] = match noun {
        "agency" | "wire" => &[Agency],
        "newspaper" | "paper" | "daily" | "tabloid" | "broadsheet" | "weekly" => &[Newspaper, Organ],
        "magazine" | "journal" => &[Magazine],
        "network" | "channel" | "station" | "broadcaster" => &[Broadcaster, Programme],
        "show" | "program" | "programme" | "podcast" => &[Programme],
        "website" | "site" | "portal" => &[Site, Newspaper, Agency],
        _ => &[Agency, Newspaper, Organ, Magazine, Broadcaster, Programme, Site],
    };
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
fn spoken_of(words: &Words, i: u32, outlets: &Outlets, mentions: &[OutletMention]) -> Option<Link> {
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
    let noun = words.text(i).to_ascii_lowercase();
    let mention = last_of_kind(words, outlets, mentions, i, &noun)?;
    Some(Link::of_mention(words, (ViaKind::Outlet, relation, form), mention, tokens))
}

/// The links that name an outlet of the registry.
fn outlet_links(words: &Words, outlets: &Outlets, mentions: &[OutletMention]) -> Vec<Link> {
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
    if left_one(1, &["of", "at", "from", "with", "host", "reporter"])
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
    if left_one(1, &["with", "by", "on", "to", "for", "from", "of"])
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
        while words.one_of(
            verb,
            &[
                "first",
                "also",
                "later",
                "has",
                "have",
                "then",
                "newspaper",
                "newspapers",
                "magazine",
                "agency",
            ],
        ) {
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

/// Messages on Twitter that are named by what they are: `tweeted`, `in a series of tweets`.
fn posted(words: &Words, i: u32, twitter: Option<OutletId>) -> Option<Link> {
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
fn unnamed(words: &Words, i: u32) -> Option<Link> {
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
    if words.one_of(i, &["show", "program", "programme", "podcast"])
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
        && (words.one_of(
            i - 1,
            &[
                "state",
                "local",
                "official",
                "domestic",
                "foreign",
                "public",
                "news",
                "state-run",
                "state-controlled",
            ],
        ) || words.is_capital(i - 1));
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
