//! When each quotation was said.

use crate::govern::Context;
use crate::item::{Item, distance, overlap};
use crate::phrase;
use crate::time::Time;
use crate::words::{Class, Words};
use crate::{Chain, Relation, When};

/// Words between a cue and its time at most.
const REACH: u32 = 25;

/// Fills in [`Chain::when`].
pub(crate) fn add_times(context: &Context, chains: &mut [Chain]) {
    let items = context.items;
    // The last quotation with a time of each speaker.
    let mut last: Vec<usize> = Vec::new();
    for q in context.in_text_order() {
        let item = &items[q];
        let earlier = last.iter().copied().find(|&e| items[e].key.same(item.key));
        let found =
            stated(context, q).or_else(|| occasion(context, &chains[q])).or_else(|| converse(context, item));
        let found = found.or_else(|| {
            let earlier = earlier?;
            let near = item.paragraph.saturating_sub(items[earlier].paragraph) <= 1;
            let same = !shifted(context, items[earlier].cue.end, item.cue.start);
            let when = chains[earlier].when.clone()?;
            (near && same && item.outlet.is_none()).then_some(When { carried: true, ..when })
        });
        if found.is_some() {
            last.retain(|&e| !items[e].key.same(item.key));
            last.push(q);
        }
        chains[q].when = found;
    }
}

/// The time in the words that announce the quotation.
fn stated(context: &Context, q: usize) -> Option<When> {
    let (words, item) = (context.words, &context.items[q]);
    let sentences = words.tokens.sentences();
    let start = sentences.get(item.sentences.start as usize)?.tokens.start;
    let end = sentences.get(item.sentences.end as usize - 1)?.tokens.end;
    let told_back = item.cue.clone().any(|i| words.is(i, Class::HAD));
    let time = context
        .times_in(&(start..end))
        .filter(|t| !item.says(&t.tokens) && !overlap(&t.tokens, &item.source))
        .filter(|t| {
            !context.items_in(&item.sentences).any(|(o, v)| o != q && v.says(&t.tokens) && !v.says(&item.cue))
        })
        .filter(|t| !t.background || told_back)
        .filter(|t| !describes_something_else(words, t))
        .map(|t| (distance(&t.tokens, &item.cue), t))
        .filter(|(d, t)| *d <= REACH && nobody_nearer(context, t, q, *d))
        .min_by_key(|(d, t)| (*d, t.tokens.start))?
        .1;
    let (anchor, date) =
        if time.points_back { look_back(words, context.times, time) } else { (None, time.date) };
    Some(When { span: time.span, anchor, date: date.map(|d| d.to_string()), carried: false })
}

/// The time of the occasion that a link was carried on from: `Greer was at an event in Washington yesterday.`
fn occasion(context: &Context, chain: &Chain) -> Option<When> {
    let words = context.words;
    let via = chain.via.iter().find(|via| via.carried && via.relation != Relation::ReportedBy)?;
    let start = words.tokens.tokens_in(via.evidence).start;
    let (first, end) = words.sentence(start);
    let fits = |t: &&Time| {
        !t.background && !t.points_back && !context.is_said(&t.tokens) && !describes_something_else(words, t)
    };
    let time = context.times_in(&(first..end)).filter(fits).min_by_key(|t| t.tokens.start.abs_diff(start))?;
    Some(When { span: time.span, anchor: None, date: time.date.map(|d| d.to_string()), carried: true })
}

fn nobody_nearer(context: &Context, time: &Time, q: usize, mine: u32) -> bool {
    let item = &context.items[q];
    context
        .items_in(&item.sentences)
        .all(|(other, o)| other == q || o.key.same(item.key) || distance(&time.tokens, &o.cue) >= mine)
}

/// `a poll released Friday`, `the 2014 study`: a participle or determiner ties the time to something else.
fn describes_something_else(words: &Words, time: &Time) -> bool {
    let mut before = time.tokens.start.saturating_sub(1);
    if words.is(before, Class::PREP) {
        before = before.saturating_sub(1);
    }
    let possessive =
        words.is_possessive(time.tokens.end) || words.is(time.tokens.end, Class::EVENT.or(Class::DOCUMENT));
    // `In a report published in March, it admitted`: there the document is what the statement was made in.
    let (first, _) = words.sentence(time.tokens.start);
    let opens = words.one_of(first, &["in"]) && before > first && before - first < 8;
    possessive || !opens && words.is(before, Class::TIED)
}

/// Resolves `at the time` and `that day`: to the last occasion named before, or else the last time.
fn look_back(
    words: &Words,
    times: &[Time],
    time: &Time,
) -> (Option<dixit_text::Span>, Option<crate::date::Date>) {
    let paragraph = &words.tokens.paragraphs()[words.tokens.paragraph_of(time.tokens.start) as usize];
    let of_the_time = words.one_of(time.tokens.end - 1, &["time"]);
    if of_the_time && words.one_of(time.tokens.end, &["of"]) && words.one_of(time.tokens.end + 1, &["the"]) {
        // `at the time of the Busan summit`
        let start = time.tokens.end + 2;
        let head = (start..start + 6)
            .take_while(|&i| !words.is_mark(i))
            .find(|&i| words.is(i, Class::EVENT) && !words.is_capital(i));
        if let Some(head) = head {
            return (Some(words.cover(start, head + 1)), None);
        }
    }
    if of_the_time {
        let occasion = (paragraph.tokens.start..time.tokens.start).rev().find_map(|head| {
            let heads = words.is(head, Class::EVENT) && !words.is_capital(head);
            let start = phrase::start(words, head);
            let start = (start..head).find(|&i| !is_determiner_or_date(words, i)).unwrap_or(head);
            let named = (start..head).any(|i| words.is_capital(i));
            (heads && named).then(|| words.cover(start, head + 1))
        });
        if occasion.is_some() {
            return (occasion, None);
        }
    }
    let before = times.iter().take_while(|t| t.tokens.start < time.tokens.start);
    let date = before.filter(|t| !t.points_back).last().and_then(|t| t.date);
    let next_day = words.one_of(time.tokens.start + 1, &["following", "next"]);
    let date = match (next_day, date) {
        (true, Some(date)) => date.day_number().map(|n| crate::date::Date::from_day_number(n + 1)),
        (_, date) => date,
    };
    (None, date)
}

fn is_determiner_or_date(words: &Words, i: u32) -> bool {
    words.is(i, Class::DET.or(Class::MONTH).or(Class::WEEKDAY))
        || words.is_possessive(i)
        || words.text(i).bytes().all(|b| b.is_ascii_digit())
}

/// A statement about talks that were dated before: what the two sides said `in the conversation`, or a post on
/// `today's call`, was said on the day of the talks.
fn converse(context: &Context, item: &Item) -> Option<When> {
    let words = context.words;
    if item.outlet.is_some() {
        return None;
    }
    let sentences = words.tokens.sentences();
    let first = sentences.get(item.sentences.start as usize)?;
    let taken_up = (first.tokens.start + 1..item.cue.start)
        .any(|i| words.is(i, Class::CONVERSE) && words.is(i - 1, Class::DEMONSTRATIVE));
    let todays = item.content.iter().any(|c| {
        c.clone().any(|i| {
            words.one_of(i, &["today"]) && (i + 1..c.end.min(i + 5)).any(|j| words.is(j, Class::CONVERSE))
        })
    });
    if !taken_up && !todays {
        return None;
    }
    // The last dated sentence before that tells of talks, with the speaker in it.
    let until = context.times.partition_point(|t| t.tokens.end <= first.tokens.start);
    let time = context.times[..until].iter().rev().find(|t| {
        let dated = t.date.is_some_and(|d| d.day_number().is_some()) && !t.background;
        let s = &sentences[words.tokens.sentence_of(t.tokens.start) as usize];
        let talks = || s.tokens.clone().any(|i| words.is(i, Class::CONVERSE));
        let there = || {
            item.key.entity.is_none_or(|id| {
                let mut mentions = context.entities.mentions_in(s.span);
                mentions.any(|m| context.entities.entity_of.get(m).is_some_and(|e| e.0 == id))
            })
        };
        dated && words.tokens.paragraph_of(t.tokens.start) + 3 > item.paragraph && talks() && there()
    })?;
    Some(When { span: time.span, anchor: None, date: time.date.map(|d| d.to_string()), carried: true })
}

/// Whether the story moved to another time between two words.
fn shifted(context: &Context, from: u32, to: u32) -> bool {
    from < to
        && context
            .times_in(&(from..to))
            .any(|t| !t.background && !t.points_back && !context.is_said(&t.tokens))
}
