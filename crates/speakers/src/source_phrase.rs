use std::ops::Range;

use dixit_entities::lexicon::WordClass;
use dixit_entities::{EntityId, NameKind};
use dixit_text::Span;
use smallvec::SmallVec;

use crate::context::Context;
use crate::personal::Pronoun;
use crate::words::{self, Words, is_possessive};
use crate::work;
use dixit_quotes::Quote;

/// The form of a source.
pub(crate) enum Form {
    /// One name, or several that speak jointly.
    Names(SmallVec<[Named; 2]>),
    Pronoun(Pronoun),
    Description(Description),
    /// No source, or one that names nobody.
    Nothing,
}

/// A name in a source.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Named {
    pub entity: Option<EntityId>,
    pub name: Span,
    pub kind: NameKind,
    /// The name only owns what speaks: `Trump's letter`.
    pub owner: bool,
}

/// A noun phrase without the speaker's name: `the Treasury secretary`, `officials at the bank`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Description {
    /// First token, article and all.
    pub start: u32,
    /// The noun the phrase turns on.
    pub head: u32,
    /// Past the noun.
    pub end: u32,
    /// Past all that belongs to it: `of the bank`.
    pub full_end: u32,
    /// A person or body inside who owns the noun: `Ruiz's spokesman`, `the Ruiz campaign`.
    pub owner: Option<EntityId>,
}

/// Tokens of a source that are read, and tokens beside a cue: no phrase that names a speaker is longer.
const LONGEST: u32 = 80;

/// Reads the source of a quotation.
///
/// Sources come from engines too, so one may be a word too long or too short, or hold the cue.
pub(crate) fn read(cx: &Context, quote: &Quote) -> Form {
    for &piece in &quote.source {
        let mut range = cx.tokens.tokens_in(piece);
        range.end = range.end.min(range.start + LONGEST);
        let form = read_piece(cx, quote, range);
        if !matches!(form, Form::Nothing) {
            return form;
        }
    }
    Form::Nothing
}

/// Reads the words beside the cue if an engine gave no source: `the senator said`, `said Ana Ruiz`.
pub(crate) fn beside_cue(cx: &Context, quote: &Quote) -> Form {
    let Some(cue) = quote.cue.first().or(quote.source.first()) else { return Form::Nothing };
    let cue = cx.tokens.tokens_in(*cue);
    let sentence = &cx.tokens.sentences()[cx.sentence_of(cue.start) as usize].tokens;
    let own = |i: u32| is_own(cx, quote, i);
    let first = sentence.start.max(cue.start.saturating_sub(LONGEST));
    let last = sentence.end.min(cue.end + LONGEST);
    let from = (first..cue.start).rev().find(|&i| own(i)).map_or(first, |i| i + 1);
    let to = (cue.end..last).find(|&i| own(i)).unwrap_or(last);
    // The reading must be somebody: a name the article knows, a pronoun, a noun for people, bodies or documents.
    let is_somebody = |form: &Form| match form {
        Form::Names(names) => names.iter().all(|n| n.entity.is_some()),
        Form::Pronoun(_) => true,
        Form::Description(d) => cx.class(d.head).any(COMMON),
        Form::Nothing => false,
    };
    let before = read_piece(cx, quote, from..cue.start);
    if is_somebody(&before) {
        return before;
    }
    // `said Ana Ruiz`; not a list of deeds: `Calls critics names`.
    if cx.is_capital(cue.start) && cx.text(cue.start) != "According" {
        return Form::Nothing;
    }
    let after = read_piece(cx, quote, cue.end..to.max(cue.end));
    if is_somebody(&after) { after } else { Form::Nothing }
}

/// Whether a token belongs to the quotation's own content.
fn is_own(cx: &Context, quote: &Quote, token: u32) -> bool {
    let span = cx.tokens.tokens()[token as usize].span;
    quote.content.iter().any(|c| c.overlaps(span))
}

fn read_piece(cx: &Context, quote: &Quote, range: Range<u32>) -> Form {
    range.clone().for_each(|_| work::step());
    let Range { start, mut end } = trimmed(cx, quote, range);
    if start >= end {
        return Form::Nothing;
    }
    // `He | Lifeng`: a name that looks like a pronoun.
    if let Some(longer) = rest_of_name(cx, start) {
        end = end.max(longer);
    } else if let Some(longer) = rest_of_unseen(cx, start) {
        let name = cx.span(start, longer);
        let named = Named { entity: None, name, kind: NameKind::Person, owner: false };
        return Form::Names(SmallVec::from_elem(named, 1));
    } else if let Some(pronoun) = Pronoun::read(cx.text(start)) {
        let alone = start + 1 == end || !cx.is_word(start + 1) || !is_noun_after(cx, start + 1, end, pronoun);
        if alone {
            return Form::Pronoun(pronoun.at(start));
        }
    }
    // `When asked, she`: the subject comes last.
    if let Some(pronoun) = Pronoun::read(cx.text(end - 1)).filter(|p| p.is_subject())
        && !has_name(cx, start, end)
    {
        return Form::Pronoun(pronoun.at(end - 1));
    }
    let form = read_phrase(cx, start, end);
    match form {
        Form::Description(d) if d.end == end && !cx.class(d.head).any(COMMON) => {
            match noun_after(cx, quote, end) {
                Some(longer) => read_phrase(cx, start, longer),
                None => form,
            }
        }
        Form::Description(d) if d.end == end && cx.class(d.head).any(WordClass::PERSON) => {
            // `Senator | Ana Ruiz`: the name was cut off.
            match name_at(cx, quote, end) {
                Some(longer) => read_phrase(cx, start, longer),
                None => form,
            }
        }
        form => form,
    }
}

/// A piece of a source without what slipped into it: cue, content, the clause around.
fn trimmed(cx: &Context, quote: &Quote, range: Range<u32>) -> Range<u32> {
    let (mut start, mut end) = (range.start, range.end);
    let in_cue = |i: u32| quote.cue.iter().any(|c| c.overlaps(cx.tokens.tokens()[i as usize].span));
    let foreign = |i: u32| !cx.is_word(i) || in_cue(i) || is_own(cx, quote, i);
    while start < end && foreign(start) {
        start += 1;
    }
    // `X said`, `X has also`: the cue slipped into the source.
    let verb = |i: u32| {
        let class = cx.class(i);
        class.any(WordClass::SAY) && !class.any(COMMON) && !cx.is_capital(i)
            || !cx.is_capital(i) && words::is(cx.text(i), Words::TRAILING)
    };
    // `the president himself`
    let trailing = |i: u32| verb(i) || cx.text(i).ends_with("self") || cx.text(i) == "themselves";
    while end > start && (foreign(end - 1) || end - start > 1 && trailing(end - 1)) {
        end -= 1;
    }
    // `When Ruiz examined the plan`, `Meanwhile, she`: the clause around the source slipped into it.
    while start + 1 < end
        && (words::is(cx.text(start), Words::SUBORDINATOR)
            || cx.text(start + 1) == ","
                && start + 2 < end
                && !has_name(cx, start, start + 1)
                && Pronoun::read(cx.text(start)).is_none()
                && cx.surnames().bearer(cx, cx.text(start)).is_none())
    {
        start += 1 + u32::from(cx.text(start + 1) == ",");
    }
    // `according to X`, `from X` where the cue slipped into the source.
    while start + 1 < end
        && !cx.is_capital(start)
        && words::is(cx.text(start), Words::LEADING)
        && cx.text(start + 1) != "of"
    {
        if cx.text(start) == "both" && !has_name(cx, start, end) || cx.text(start) == "that" {
            break;
        }
        start += 1;
    }
    start..end
}

/// The end of the noun or name that a source was cut off before: `the Treasury | secretary`.
fn noun_after(cx: &Context, quote: &Quote, end: u32) -> Option<u32> {
    name_at(cx, quote, end).or_else(|| {
        let inside = (end as usize) < cx.tokens.tokens().len() && !is_own(cx, quote, end);
        (inside && cx.class(end).any(COMMON) && cx.sentence_of(end) == cx.sentence_of(end - 1))
            .then_some(end + 1)
    })
}

/// The end of a name that starts at token `end`.
fn name_at(cx: &Context, quote: &Quote, end: u32) -> Option<u32> {
    let span = cx.tokens.tokens().get(end as usize)?.span;
    let m = cx.entities.mentions.get(cx.entities.mentions_in(span).start)?;
    (m.tokens.start == end && m.kind == NameKind::Person && !is_own(cx, quote, end)).then_some(m.tokens.end)
}

/// The end of a person's name of several words that begins at token `start`.
fn rest_of_name(cx: &Context, start: u32) -> Option<u32> {
    let here = cx.entities.mentions_in(cx.tokens.tokens()[start as usize].span);
    let m = cx.entities.mentions.get(here.start).filter(|_| !here.is_empty())?;
    (m.kind == NameKind::Person && m.tokens.start == start && m.tokens.len() > 1).then_some(m.tokens.end)
}

/// The end of a name that begins with `He` and that no tagger saw: the pronoun never comes before a name.
fn rest_of_unseen(cx: &Context, start: u32) -> Option<u32> {
    let inside = start + 1 < cx.tokens.tokens().len() as u32;
    let name = inside && cx.text(start) == "He" && cx.is_word(start + 1) && cx.is_capital(start + 1);
    (name && cx.sentence_of(start) == cx.sentence_of(start + 1)).then_some(start + 2)
}

/// Whether a possessive or demonstrative has its noun: `his wife`, `that report`, not `her` alone or `he who`.
fn is_noun_after(cx: &Context, token: u32, end: u32, pronoun: Pronoun) -> bool {
    pronoun.may_own && token < end && cx.text(token) != "," && !words::is(cx.text(token), Words::DETERMINED)
}

fn has_name(cx: &Context, start: u32, end: u32) -> bool {
    !cx.entities.mentions_in(cx.span(start, end)).is_empty()
}

/// Classes of the nouns a description turns on.
const COMMON: WordClass = WordClass::PERSON.or(WordClass::GROUP).or(WordClass::BODY).or(WordClass::DOCUMENT);

/// Whether a word after a noun begins a clause: `report released`, `people protesting`.
pub(crate) fn is_participle(word: &str) -> bool {
    word.len() > 4 && (word.ends_with("ed") || word.ends_with("ing")) && word.starts_with(char::is_lowercase)
}

/// Returns the end of the head of a noun phrase: before a comma, a preposition, a relative clause.
fn head_end(cx: &Context, start: u32, end: u32) -> u32 {
    let mut i = start;
    while i < end {
        // A name is passed over whole: the `of` of an organization is none of ours.
        let here = cx.tokens.tokens()[i as usize].span;
        let mentions = cx.entities.mentions_in(here);
        if let Some(m) = cx.entities.mentions.get(mentions.start).filter(|_| !mentions.is_empty()) {
            i = i.max(m.tokens.end);
            // `Ruiz examined the plan`: a verb after the name is no part of it.
            if i < end && is_participle(cx.text(i)) {
                return i;
            }
            continue;
        }
        let word = cx.text(i);
        // `the Taiwan-born founder`: no mark between phrases.
        let span = |i: u32| cx.tokens.tokens()[i as usize].span;
        if word == "-"
            && i > start
            && i + 1 < end
            && span(i - 1).end() == here.start()
            && here.end() == span(i + 1).start()
        {
            i += 1;
            continue;
        }
        let stop = word == ","
            || !cx.is_capital(i) && words::is(word, Words::HEAD_STOP)
            || word == "that" && i > start
            || i > start + 1 && is_participle(word) && cx.class(i - 1).any(COMMON);
        if stop && i > start {
            return i;
        }
        i += 1;
    }
    end
}

fn read_phrase(cx: &Context, start: u32, end: u32) -> Form {
    let head_end = head_end(cx, start, end);
    if let Some(form) = unseen(cx, start, head_end).or_else(|| unseen_full(cx, start, end)) {
        return form;
    }
    let mentions = cx.entities.mentions_in(cx.span(start, head_end.max(start + 1)));
    let last = cx.entities.mentions[mentions.clone()].last().map(|_| mentions.end - 1);
    if let Some(m) = last {
        let mention = &cx.entities.mentions[m];
        // Between the name and the end of the head there may be a possessive, an age, `Jr.`, a closing mark.
        let mut after = mention.tokens.end;
        let possessive = after < head_end && is_possessive(cx.text(after));
        if possessive {
            after += 1;
        }
        while after < head_end && !cx.is_word(after) {
            after += 1;
        }
        if after >= head_end {
            return names(cx, m, head_end, end);
        }
        if possessive
            && cx.class(head_end - 1).any(WordClass::DOCUMENT)
            && !cx.class(head_end - 1).any(WordClass::BODY)
        {
            // A person speaks through a letter of his.
            return Form::Names(SmallVec::from_elem(named(cx, m, true), 1));
        }
    }
    let later = last.is_none().then(|| named_later(cx, start, head_end, end)).flatten();
    if let Some(m) = later.or_else(|| apposed_name(cx, start, head_end, end)) {
        return names(cx, m, cx.entities.mentions[m].tokens.end, end);
    }
    let head =
        (start..head_end).rev().find(|&i| cx.is_word(i) && !is_possessive(cx.text(i))).unwrap_or(start);
    let class = cx.class(head);
    let common =
        WordClass::PERSON | WordClass::GROUP | WordClass::BODY | WordClass::DOCUMENT | WordClass::TITLE;
    if last.is_none() && cx.text(head).starts_with('@') {
        // A handle, which taggers take for no name.
        let name = cx.span(head, head + 1);
        let named = Named { entity: None, name, kind: NameKind::Person, owner: false };
        return Form::Names(SmallVec::from_elem(named, 1));
    }
    if last.is_none()
        && !class.any(common | WordClass::STARTER)
        && cx.is_capital(head)
        && (head > start || !class.any(WordClass::SAY))
    {
        return unseen_body(cx, start, head);
    }
    // A verb of speaking or a mark is nobody: `said`.
    if class.any(WordClass::SAY) && head == start || !cx.is_word(head) {
        return Form::Nothing;
    }
    let owner = last.map(|m| cx.entities.entity_of[m]);
    let owner =
        owner.filter(|&e| matches!(cx.entities.entity(e).kind, NameKind::Person | NameKind::Organization));
    if let (Some(m), "article" | "story" | "editorial" | "op-ed") = (last, cx.text(head))
        && cx.entities.mentions[m].tokens.end == head
        && owner.is_some()
    {
        // A newspaper speaks through its articles.
        return Form::Names(SmallVec::from_elem(named(cx, m, true), 1));
    }
    // `his wife and Democratic nominee Ana Ruiz`
    if last.is_none() && class.any(WordClass::PERSON) && head_end + 1 < end && cx.text(head_end) == "and" {
        let second = read_phrase(cx, head_end + 1, end);
        if let Form::Names(names) = &second
            && names[0].kind == NameKind::Person
            && cx.tokens.tokens()[head_end as usize + 1].span.start() != names[0].name.start()
        {
            return second;
        }
    }
    let full_end = description_end(cx, head_end, end);
    Form::Description(Description { start, head, end: head_end, full_end, owner })
}

/// A lone name that no tagger saw: a word that is also a common one (`King`, `Will`), or is wrong by a letter.
fn unseen(cx: &Context, start: u32, end: u32) -> Option<Form> {
    let word = cx.text(start);
    let owner = start + 2 < end && is_possessive(cx.text(start + 1));
    if !cx.is_capital(start) || !(owner || start + 1 == end) || has_name(cx, start, start + 1) {
        return None;
    }
    let common = cx.class(start).any(COMMON | WordClass::STARTER | WordClass::DEMONYM | WordClass::PLACE);
    let misspelt = || if common { None } else { cx.surnames().misspelt(cx, word) };
    let entity = cx.surnames().bearer(cx, word).or_else(misspelt)?;
    let name = cx.span(start, start + 1);
    let named = Named { entity: Some(entity), name, kind: NameKind::Person, owner };
    Some(Form::Names(SmallVec::from_elem(named, 1)))
}

/// A name that no tagger saw: the capitals up to the head of a phrase that begins at `start`.
fn unseen_body(cx: &Context, start: u32, head: u32) -> Form {
    let mut from = head;
    while from > start
        && cx.is_capital(from - 1)
        && !cx.class(from - 1).any(WordClass::STARTER | WordClass::PERSON | WordClass::TITLE)
    {
        from -= 1;
    }
    let name = cx.span(from, head + 1);
    let named = Named { entity: None, name, kind: NameKind::Organization, owner: false };
    Form::Names(SmallVec::from_elem(named, 1))
}

/// A full name that no tagger saw: capitals that begin with a given name, though a part may be a common word (`Ana Man-kit`).
fn unseen_full(cx: &Context, start: u32, end: u32) -> Option<Form> {
    let given = cx.class(start).any(WordClass::GIVEN) && !cx.class(start).any(COMMON | WordClass::TITLE);
    let mut to = start;
    while to < end && (cx.is_capital(to) || cx.text(to) == "-" || to > start && cx.text(to - 1) == "-") {
        to += 1;
    }
    let whole = to == end || !cx.is_word(to);
    if !given || to < start + 2 || !whole || has_name(cx, start, to) {
        return None;
    }
    let named = Named { entity: None, name: cx.span(start, to), kind: NameKind::Person, owner: false };
    Some(Form::Names(SmallVec::from_elem(named, 1)))
}

/// The person whom a phrase names after titles joined by `and` (`Housing and Urban Affairs Secretary Ana Ruiz`), or after
/// `surnamed`.
fn named_later(cx: &Context, start: u32, head_end: u32, end: u32) -> Option<usize> {
    let mentions = cx.entities.mentions_in(cx.span(start, end));
    let person = |&m: &usize| cx.entities.mentions[m].kind == NameKind::Person;
    let m = mentions.clone().find(person)?;
    let name = &cx.entities.mentions[m].tokens;
    if name.start > start && words::is(cx.text(name.start - 1), Words::NAMING) {
        return Some(m);
    }
    let title = |i: u32| cx.is_capital(i) || matches!(cx.text(i), "and" | "for" | "of" | "the" | "&" | ",");
    let office = |i: u32| cx.class(i).any(WordClass::TITLE | WordClass::PERSON) && cx.is_capital(i);
    let joined = head_end < name.start
        && matches!(cx.text(head_end), "and" | "," | "&" | "for" | "of")
        && !cx.class(head_end - 1).any(WordClass::PERSON)
        && (head_end..name.start).all(title)
        && office(name.start - 1);
    joined.then_some(m)
}

/// The name after a description's comma: `Another critic, Laurence Tribe`; `His partner at Lenox, Lawrence Cummings`.
fn apposed_name(cx: &Context, start: u32, head_end: u32, end: u32) -> Option<usize> {
    let person = (start..head_end).any(|i| cx.class(i).any(WordClass::PERSON));
    if !person {
        return None;
    }
    let comma = (head_end..end).find(|&i| matches!(cx.text(i), "," | "–" | "—" | "--"))?;
    let mentions = cx.entities.mentions_in(cx.span(comma, end));
    let m =
        mentions.clone().find(|&m| cx.entities.entity(cx.entities.entity_of[m]).kind == NameKind::Person)?;
    let from = cx.entities.mentions[m].tokens.start;
    let titles = (comma + 1..from).all(|i| {
        cx.class(i).any(WordClass::TITLE | WordClass::PERSON)
            || cx.text(i) == "."
            || cx.is_capital(i)
            || cx.text(i) == "state"
    });
    titles.then_some(m)
}

fn named(cx: &Context, m: usize, owner: bool) -> Named {
    let entity = cx.entities.entity_of[m];
    Named {
        entity: Some(entity),
        name: cx.entities.mentions[m].span,
        kind: cx.entities.entity(entity).kind,
        owner,
    }
}

/// The name at `m` and those joined to it by `and`.
fn names(cx: &Context, m: usize, mut at: u32, end: u32) -> Form {
    let mut out: SmallVec<[Named; 2]> = SmallVec::from_elem(named(cx, m, false), 1);
    while at + 1 < end && matches!(cx.text(at), "and" | "," | "&") {
        let mut from = at + 1;
        if cx.text(at) == "," && cx.text(from) == "and" {
            from += 1;
        }
        if from >= end {
            break;
        }
        let joined_by_comma = cx.text(at) == "," && cx.text(at + 1) != "and";
        let to = head_end(cx, from, end);
        let mentions = cx.entities.mentions_in(cx.span(from, to.max(from + 1)));
        let Some(next) = mentions.clone().next_back() else { break };
        let mention = &cx.entities.mentions[next];
        if mention.tokens.end != to
            || joined_by_comma
                && !(to < end
                    && matches!(cx.text(to), "and" | ",")
                    && mention.tokens.start == from
                    && (to..end).any(|i| cx.text(i) == "and"))
        {
            break;
        }
        let other = named(cx, next, false);
        if other.kind != out[0].kind || out.iter().any(|n| n.entity == other.entity) {
            break;
        }
        out.push(other);
        at = to;
    }
    Form::Names(out)
}

/// Returns how far a description reaches past its noun: `officials at the bank`, no relative clause or comma.
fn description_end(cx: &Context, head_end: u32, end: u32) -> u32 {
    let mut i = head_end;
    while i < end && cx.text(i) != "," && !words::is(cx.text(i), Words::PHRASE_STOP) {
        i += 1;
    }
    i
}
