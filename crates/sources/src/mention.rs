//! Outlets named in a text, with ambiguous names settled by their context.

use dixit_models::outlets::{Found, OutletId, OutletKind, Outlets, Written};
use dixit_text::Span;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::phrase::names_document;
use crate::words::{Class, Words};

/// One place where the text names an outlet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutletMention {
    /// The name as the text has it, without an article or a possessive.
    pub span: Span,
    /// The outlet. `None` if the registry has several of that name and the text does not settle which is meant.
    pub outlet: Option<OutletId>,
    /// The same as indices into [`Tokens::tokens`](dixit_tokens::Tokens::tokens).
    pub tokens: std::ops::Range<u32>,
}

/// The longest name that a text has for each outlet it names.
pub(crate) fn in_full(
    words: &Words,
    outlets: &Outlets,
    mentions: &[OutletMention],
) -> FxHashMap<OutletId, Span> {
    let platforms = |id: Option<OutletId>| id.is_some_and(|id| outlets.get(id).kind == OutletKind::Platform);
    let is_name = |span: Span| words.doc.slice(span).contains(char::is_uppercase);
    let mut longest: FxHashMap<OutletId, Span> = FxHashMap::default();
    // A handle is no name, and the address of a platform (`twitter.com`) only leads to a message there.
    let name = |m: &&OutletMention| {
        let text = words.doc.slice(m.span);
        !text.starts_with('@') && (text.contains(char::is_uppercase) || !platforms(m.outlet))
    };
    for mention in mentions.iter().filter(name) {
        if let Some(id) = mention.outlet {
            let known = longest.entry(id).or_insert(mention.span);
            if (is_name(mention.span), mention.span.len()) > (is_name(*known), known.len()) {
                *known = mention.span;
            }
        }
    }
    longest
}

/// Finds the outlets a text names, in order.
pub(crate) fn find_mentions(words: &Words, outlets: &Outlets) -> Vec<OutletMention> {
    let mut mentions: Vec<OutletMention> = Vec::new();
    let mut named = Named::default();
    // Whether the last mention has an ambiguous name.
    let mut doubtful = false;
    for found in outlets.find(words.doc.text()) {
        dixit_text::deadline::check();
        let span = Span::new(found.start as u32, found.end as u32);
        let tokens = words.tokens.tokens_in(span);
        let overlaps = mentions.last().is_some_and(|last| last.span.overlaps(span));
        if tokens.is_empty() || overlaps && (found.written == Written::Ambiguous || !doubtful) {
            continue;
        }
        if overlaps {
            // A sure name wins over an ambiguous one it overlaps: The [Daily Show].
            mentions.pop();
            named.take_back();
        }
        let outlet = match found.written {
            Written::Name | Written::Domain | Written::Handle => Some(found.candidates[0]),
            Written::Ambiguous => match settle(words, outlets, &found, &tokens, &named) {
                Some(outlet) => outlet,
                None => continue,
            },
        };
        doubtful = found.written == Written::Ambiguous;
        named.note(outlet, mentions.len());
        mentions.push(OutletMention { span, outlet, tokens });
    }
    let known = mentions.len();
    // By what they may be called in short: the last words of the names.
    let mut short_forms: FxHashSet<&str> = FxHashSet::default();
    for i in 0..words.len() {
        dixit_text::deadline::check();
        let found = if words.is(i, Class::OUTLET_NAME) {
            unknown(words, i).or_else(|| short_form(words, i, &short_forms))
        } else if words.is(i, Class::INTERVIEW) {
            interviewer(words, i)
        } else {
            None
        };
        // Those that the registry knows are in order and do not overlap.
        let is_free = |tokens: &std::ops::Range<u32>| {
            let next = mentions[..known].partition_point(|m| m.tokens.end <= tokens.start);
            next == known || tokens.end <= mentions[next].tokens.start
        };
        if let Some(tokens) = found
            && is_free(&tokens)
            && mentions[known..].last().is_none_or(|m| m.tokens.end <= tokens.start)
        {
            if tokens.len() > 1 {
                short_forms.insert(words.text(tokens.end - 1));
            }
            mentions.push(OutletMention {
                span: words.cover(tokens.start, tokens.end),
                outlet: None,
                tokens,
            });
        }
    }
    mentions.sort_by_key(|m| m.tokens.start);
    mentions
}

/// The last mention of each outlet of the registry, by the number of the mention.
#[derive(Default)]
struct Named {
    last: FxHashMap<OutletId, usize>,
    /// The entry that the last note replaced.
    before: Option<(OutletId, Option<usize>)>,
}

impl Named {
    fn note(&mut self, outlet: Option<OutletId>, mention: usize) {
        self.before = outlet.map(|id| (id, self.last.insert(id, mention)));
    }

    /// Takes the last note back; only that one.
    fn take_back(&mut self) {
        match self.before.take() {
            Some((id, Some(mention))) => drop(self.last.insert(id, mention)),
            Some((id, None)) => drop(self.last.remove(&id)),
            None => {}
        }
    }

    /// The one of `candidates` that was named last.
    fn last_of(&self, candidates: &[OutletId]) -> Option<OutletId> {
        candidates.iter().copied().filter(|id| self.last.contains_key(id)).max_by_key(|id| self.last[id])
    }
}

/// The short form of an outlet that the registry does not know: `the Echo`, after `the Brightwater Echo`.
fn short_form(words: &Words, i: u32, known: &FxHashSet<&str>) -> Option<std::ops::Range<u32>> {
    let name = words.text(i);
    let stands = i > 0
        && words.one_of(i - 1, &["the"])
        && words.is_capital(i)
        && (!words.is_capital(i + 1) || words.is(i + 1, Class::WEEKDAY));
    // An article calls its own paper so as well.
    let own = || {
        let publisher = words.doc.publisher.as_deref().unwrap_or_default();
        publisher.split(' ').count() > 1 && publisher.ends_with(name)
    };
    (stands && (known.contains(name) || own())).then_some(i..i + 1)
}

/// Whoever is interviewed is interviewed by an outlet: `in an interview with the Kelmouth Argosy`.
fn interviewer(words: &Words, i: u32) -> Option<std::ops::Range<u32>> {
    if !words.one_of(i + 1, &["with"]) || !words.one_of(i + 2, &["the"]) {
        return None;
    }
    let (_, last) = words.sentence(i);
    let start = i + 3;
    let mut end = start;
    while end < last && words.is_capital(end) && !words.is_mark(end) && !words.is(end, Class::WEEKDAY) {
        end += 1;
    }
    let person = words.one_of(start, &["rev", "rev.", "reverend", "president", "prime"]);
    (end >= start + 2 && !person).then_some(start..end)
}

/// An outlet that the registry does not know, by the shape of its name: `Christian News Service`, `the podcast Hill Talk`,
/// `Trending Today USA`.
fn unknown(words: &Words, i: u32) -> Option<std::ops::Range<u32>> {
    let joins = |i: u32| words.one_of(i, &["of", "the", "with", "and", "&", "-"]);
    let name = |i: u32| words.is_capital(i) && !words.is(i, Class::WEEKDAY) && !words.is_mark(i);
    let (first, last) = words.sentence(i);
    let mut end = i + 1;
    while end < last
        && (name(end) || joins(end) && end + 1 < last && name(end + 1) && !words.one_of(end, &["the", "and"]))
    {
        end += 1;
    }
    if words.is_capital(i) {
        // `Christian News Service`: the telling word is part of the name.
        let mut start = i;
        while start > first && name(start - 1) && !words.is(start - 1, Class::DET.or(Class::PREP)) {
            start -= 1;
        }
        // Alone, or as the first word of a sentence, it is a common noun; in the middle few words tell.
        let inside = words.is(i, Class::IN_NAME);
        let tells = inside || i + 1 == end;
        return (tells && end - start >= 2 && (start > first || end - start >= 3)).then_some(start..end);
    }
    // `the podcast Hill Talk`: the telling word goes before.
    let told = words.is(i, Class::TITLED);
    // `her “Keeping Count” radio program`: or behind it, in quotation marks.
    let marks = ["”", "\"", "’", "''"];
    let closed = (i.saturating_sub(3)..i).rev().find(|&m| words.one_of(m, &marks));
    if told
        && let Some(closed) = closed
        && (closed + 1..i).all(|w| words.one_of(w, &["radio", "television", "tv", "talk", "news"]))
    {
        let opens = |&m: &u32| words.one_of(m, &["“", "\"", "‘", "``", "''"]);
        let open = (closed.saturating_sub(7).max(first)..closed).rev().find(opens);
        return open
            .filter(|open| open + 1 < closed && words.is_capital(open + 1))
            .map(|open| open + 1..closed);
    }
    let open = i + 1 + u32::from(words.one_of(i + 1, &["“", "\"", "‘", "'", "''", "``", ","]));
    let quoted = open > i + 1 && !words.one_of(i + 1, &[","]);
    if !told
        || !(name(open) || quoted)
        || words.one_of(i + 1, &[","]) && !words.one_of(open, &["“", "\"", "''"])
    {
        return None;
    }
    let mut end = open;
    while end < last
        && (name(end)
            || joins(end) && name(end + 1)
            || words.kind(end) == Some(dixit_tokens::TokenKind::Number))
    {
        end += 1;
    }
    (end > open).then_some(open..end)
}

/// Whether an ambiguous name means an outlet here, and which one.
///
/// It does if its outlet was named in full before and the word is used like a name (`the Post`, `a Times reporter`), or
/// where the words around it ask for an outlet.
fn settle(
    words: &Words,
    outlets: &Outlets,
    found: &Found,
    tokens: &std::ops::Range<u32>,
    named: &Named,
) -> Option<Option<OutletId>> {
    // Part of a longer name: Times Square, Post Office, Denver Post where that is unknown.
    let next_is_name = words.is_capital(tokens.end)
        && !words.is_possessive(tokens.end)
        && !words.is(tokens.end, Class::WEEKDAY.or(Class::MONTH))
        && !words.one_of(tokens.end, &["magazine"]);
    let before = tokens.start.checked_sub(1);
    let starts_sentence = words.sentence(tokens.start).0 == tokens.start;
    let prior_is_name = before.is_some_and(|b| {
        words.is_capital(b)
            && !starts_sentence
            && !words.is(b, Class::DET.or(Class::PREP))
            && !words.one_of(b, &["said"])
    });
    let handle = words.text(tokens.start).starts_with('@');
    // People's Liberation Army, where Time's Ann Lee reported would do.
    let owns_name = tokens.len() == 1
        && words.is_possessive(tokens.end)
        && words.is_capital(tokens.end + 1)
        && !(tokens.end + 2..tokens.end + 4).any(|i| words.is(i, Class::REPORT));
    if owns_name || (next_is_name && !followed_by_role(words, tokens.end)) || prior_is_name || handle {
        return None;
    }
    let named_before = || named.last_of(found.candidates);
    let platform = outlets.get(found.candidates[0]).kind == OutletKind::Platform;
    if found.candidates.len() == 1 && outlets.get(found.candidates[0]).common {
        let titled =
            outlets.get(found.candidates[0]).kind == OutletKind::Programme && is_title(words, tokens);
        let asked = titled
            || if platform { asks_for_platform(words, tokens) } else { asks_for_outlet(words, tokens) };
        // Once a common name was an outlet it is easier to believe again, but never as a lower-case word.
        let again = || named_before().is_some() && stands_like_a_name(words, tokens);
        return (asked || again()).then(|| Some(found.candidates[0]));
    }
    if let Some(id) = named_before()
        && stands_like_a_name(words, tokens)
    {
        return Some(Some(id));
    }
    if !asks_for_outlet(words, tokens) {
        return None;
    }
    let publisher = words.doc.publisher.as_deref().and_then(|p| outlets.by_name(p));
    match publisher {
        Some(id) if found.candidates.contains(&id) => Some(Some(id)),
        _ if found.candidates.len() == 1 => Some(Some(found.candidates[0])),
        // An acronym that broadcasters share (ABC) is the first of them; “the Post” could be any.
        _ if words.text(tokens.start).chars().all(char::is_uppercase) => Some(Some(found.candidates[0])),
        _ => Some(None),
    }
}

/// Returns whether a name is in quotation marks after a preposition or the name of a network: `CNN's “State of the Union”`.
fn is_title(words: &Words, tokens: &std::ops::Range<u32>) -> bool {
    let marks = ["“", "\"", "‘", "'", "''", "``", "”", "’"];
    let Some(mark) = tokens.start.checked_sub(1).filter(|&m| words.one_of(m, &marks)) else { return false };
    let closes = (tokens.end..tokens.end + 2).any(|i| words.one_of(i, &marks));
    closes
        && mark > 0
        && (words.is_possessive(mark - 1)
            || words.is(mark - 1, Class::PREP)
            || words.one_of(mark - 1, &["show", "program"]))
}

/// `the Post`, `a Times reporter`, `Post reporter Ann Lee`.
fn stands_like_a_name(words: &Words, tokens: &std::ops::Range<u32>) -> bool {
    let article = words.text(tokens.start).eq_ignore_ascii_case("the")
        || tokens.start > 0 && words.is(tokens.start - 1, Class::DET);
    article || asks_for_outlet(words, tokens)
}

/// `Time correspondent Ann Lee`, `X account`.
fn followed_by_role(words: &Words, next: u32) -> bool {
    words.is(next, Class::JOURNALIST.or(Class::OUTLET_NOUN).or(Class::ARTICLE))
}

/// Whether the words around a name ask for an outlet: `told Time`, `according to The Hill`, `Fortune reported`.
fn asks_for_outlet(words: &Words, tokens: &std::ops::Range<u32>) -> bool {
    let mut before = tokens.start;
    while before > 0
        && (words.is_mark(before - 1) && !words.one_of(before - 1, &[",", ".", ";", ":"])
            || words.is(before - 1, Class::DET))
    {
        before -= 1;
    }
    let left = |n: u32, list: &[&str]| before >= n && words.one_of(before - n, list);
    let left_is = |n: u32, class: Class| before >= n && words.is(before - n, class);
    let by_what = left(1, &["by"])
        && left_is(2, Class::RELAYED.or(Class::OBTAIN).or(Class::INTERVIEW).or(Class::PUBLISH));
    let to_whom = left(1, &["to", "with"])
        && (left(2, &["according"]) || left_is(2, Class::INTERVIEW.or(Class::SPEAK_TO)));
    let on_what = left(1, &["on", "for", "from", "in", "of"])
        && left_is(
            2,
            Class::BROADCAST
                .or(Class::INTERVIEW)
                .or(Class::WRITE)
                .or(Class::JOURNALIST)
                .or(Class::ARTICLE)
                .or(Class::POLL),
        );
    if by_what
        || to_whom
        || on_what
        || left_is(1, Class::TELL)
        || left(1, &["magazine", "newspaper", "citing", "per"])
    {
        return true;
    }
    let mut after = tokens.end;
    if words.is_possessive(after) {
        after += 1;
        return (after..after + 3).any(|i| {
            words.is(i, Class::JOURNALIST.or(Class::ARTICLE).or(Class::POLL)) && !words.is_capital(i)
        }) || words.is_capital(after)
            && words.is_capital(after + 1)
            && words.is(after + 2, Class::REPORT);
    }
    while words.one_of(after, &["first", "also", "has", "have", "”", "\"", "'", "’"]) {
        after += 1;
    }
    // A name of several words with its article does what outlets do; of one word it needs a surer verb: “The State said”.
    let several = words.text(tokens.start) == "The" && tokens.len() > 2;
    words.is(after, Class::JOURNALIST)
        || words.is(after, Class::OBTAIN) && names_document(words, after + 1..after + 7, false)
        || several && words.is(after, Class::REPORT) && !words.is_capital(after)
        || words.is(after, Class::OUTLET_SIGN)
        || words.is(after, Class::ARTICLE)
            && words.text(after).chars().all(char::is_lowercase)
            && !words.one_of(after, &["features", "stories"])
            && before != tokens.start
}

/// Whether the words around a name ask for a platform: `posted on X`, `an X post`.
fn asks_for_platform(words: &Words, tokens: &std::ops::Range<u32>) -> bool {
    let (start, end) = (tokens.start, tokens.end);
    let before = |n: u32, list: &[&str]| start >= n && words.one_of(start - n, list);
    let formerly = words.one_of(end, &["("]) && words.one_of(end + 1, &["formerly"])
        || words.one_of(end, &[","])
            && words.one_of(end + 1, &["formerly", "the"])
            && words.one_of(end + 2, &["known", "platform", "social", "called"]);
    let noun_after = words.is(end, Class::POST_NOUN) && words.text(end) != "video";
    let on_it = before(1, &["on", "via", "to", "by"]) && {
        let (first, _) = words.sentence(start);
        (first..start).any(|i| {
            words.is(i, Class::POST_VERB.or(Class::POST_NOUN).or(Class::TWEET))
                || words.one_of(i, &["took", "takes", "taking", "platform"])
        }) || words.one_of(end, &[".", ",", "”"])
    };
    let platform_before = before(1, &["platform", "site", "network", "app"]);
    formerly || noun_after || on_it || platform_before
}
