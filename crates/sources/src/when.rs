//! When each quotation was said.

use std::ops::Range;

use dixit_entities::Entities;

use crate::phrase;
use crate::time::Time;
use crate::words::{Class, Words};
use crate::{Chain, When};

/// What this step needs to know of a quotation.
pub(crate) struct View<'a> {
    pub(crate) sentences: Range<u32>,
    pub(crate) cue: Range<u32>,
    pub(crate) source: Range<u32>,
    pub(crate) content: &'a [Range<u32>],
    /// The same for two quotations of one speaker; 0 for nobody.
    pub(crate) key: u64,
    pub(crate) entity: Option<u32>,
    pub(crate) paragraph: u32,
    pub(crate) is_outlet: bool,
}

/// Words between a cue and its time at most.
const REACH: u32 = 25;

/// Fills in [`Chain::when`].
pub(crate) fn add_times(
    words: &Words,
    entities: &Entities,
    times: &[Time],
    views: &[View],
    chains: &mut [Chain],
) {
    let mut order: Vec<usize> = (0..views.len()).collect();
    order.sort_by_key(|&q| (views[q].cue.start, q));
    // Index of the last quotation with a time, by speaker, and the word it was at.
    let mut last: Vec<(u64, usize)> = Vec::new();
    for q in order {
        let view = &views[q];
        let found = stated(words, times, views, q)
            .or_else(|| converse(words, entities, times, views, q))
            .or_else(|| {
                let &(_, earlier) = last.iter().rev().find(|(key, _)| *key == view.key && *key != 0)?;
                let near = view.paragraph.saturating_sub(views[earlier].paragraph) <= 1;
                let same = !shifted(times, views, views[earlier].cue.end, view.cue.start);
                let when = chains[earlier].when.clone()?;
                (near && same && !view.is_outlet).then_some(When { carried: true, ..when })
            });
        if found.is_some() {
            last.retain(|(key, _)| *key != view.key);
            last.push((view.key, q));
        }
        chains[q].when = found;
    }
}

/// The time in the words that announce the quotation.
fn stated(words: &Words, times: &[Time], views: &[View], q: usize) -> Option<When> {
    let view = &views[q];
    let sentences = words.tokens.sentences();
    let start = sentences.get(view.sentences.start as usize)?.tokens.start;
    let end = sentences.get(view.sentences.end as usize - 1)?.tokens.end;
    let range =
        times.partition_point(|t| t.tokens.start < start)..times.partition_point(|t| t.tokens.start < end);
    let told_back = view.cue.clone().any(|i| words.is(i, Class::HAD));
    let time = times[range]
        .iter()
        .filter(|t| !view.content.iter().any(|c| overlap(&t.tokens, c)) && !overlap(&t.tokens, &view.source))
        .filter(|t| !in_content(views, t, q))
        .filter(|t| !t.background || told_back)
        .filter(|t| !describes_something_else(words, t))
        .map(|t| (distance(&t.tokens, &view.cue), t))
        .filter(|(d, t)| *d <= REACH && nobody_nearer(views, t, q, *d))
        .min_by_key(|(d, t)| (*d, t.tokens.start))?
        .1;
    let (anchor, date) = if time.points_back { look_back(words, times, time) } else { (None, time.date) };
    Some(When { span: time.span, anchor, date: date.map(|d| d.to_string()), carried: false })
}

/// `a poll released Friday`, `the 2014 study`: a participle or determiner ties the time to something else.
fn describes_something_else(words: &Words, time: &Time) -> bool {
    let mut before = time.tokens.start.saturating_sub(1);
    if words.is(before, Class::PREP) {
        before = before.saturating_sub(1);
    }
    let possessive =
        words.is_possessive(time.tokens.end) || words.is(time.tokens.end, Class::EVENT.or(Class::DOCUMENT));
    possessive
        || words.one_of(
            before,
            &["released", "published", "conducted", "elected", "born", "held", "dated", "until", "since"],
        )
}

fn in_content(views: &[View], time: &Time, q: usize) -> bool {
    let cue = &views[q].cue;
    views.iter().enumerate().any(|(other, v)| {
        other != q && v.content.iter().any(|c| overlap(&time.tokens, c) && !overlap(cue, c))
    })
}

fn nobody_nearer(views: &[View], time: &Time, q: usize, mine: u32) -> bool {
    let view = &views[q];
    views.iter().enumerate().all(|(other, v)| {
        other == q
            || v.key == view.key
            || !overlap(&v.sentences, &view.sentences)
            || distance(&time.tokens, &v.cue) >= mine
    })
}

/// What `at the time` and `that day` point back to: the last occasion named before, or else the last time.
fn look_back(
    words: &Words,
    times: &[Time],
    time: &Time,
) -> (Option<dixit_text::Span>, Option<crate::date::Date>) {
    let paragraph = &words.tokens.paragraphs()[words.tokens.paragraph_of(time.tokens.start) as usize];
    let of_the_time = words.one_of(time.tokens.end - 1, &["time"]);
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
fn converse(words: &Words, entities: &Entities, times: &[Time], views: &[View], q: usize) -> Option<When> {
    let view = &views[q];
    if view.is_outlet {
        return None;
    }
    let sentences = words.tokens.sentences();
    let start = sentences.get(view.sentences.start as usize)?.tokens.start;
    let taken_up = (start..view.cue.start)
        .any(|i| words.is(i, Class::CONVERSE) && i > 0 && words.is(i - 1, Class::DEMONSTRATIVE));
    let todays = view.content.iter().any(|c| {
        c.clone().any(|i| {
            words.one_of(i, &["today"]) && (i + 1..c.end.min(i + 5)).any(|j| words.is(j, Class::CONVERSE))
        })
    });
    if !taken_up && !todays {
        return None;
    }
    // The last dated sentence before that tells of talks, with the speaker in it.
    let first = sentences.get(view.sentences.start as usize)?;
    let time = times
        .iter()
        .take_while(|t| t.tokens.end <= first.tokens.start)
        .filter(|t| t.date.is_some_and(|d| d.day_number().is_some()) && !t.background)
        .filter(|t| {
            let s = &sentences[words.tokens.sentence_of(t.tokens.start) as usize];
            let talks = s.tokens.clone().any(|i| words.is(i, Class::CONVERSE));
            let there = view.entity.is_none_or(|id| {
                entities.mentions_in(s.span).any(|m| entities.entity_of.get(m).is_some_and(|e| e.0 == id))
            });
            talks && there && words.tokens.paragraph_of(t.tokens.start) + 3 > view.paragraph
        })
        .last()?;
    Some(When { span: time.span, anchor: None, date: time.date.map(|d| d.to_string()), carried: true })
}

/// Whether the story moved to another time between two words.
fn shifted(times: &[Time], views: &[View], from: u32, to: u32) -> bool {
    times.iter().any(|t| {
        t.tokens.start >= from
            && t.tokens.end <= to
            && !t.background
            && !t.points_back
            && !views.iter().any(|v| v.content.iter().any(|c| overlap(&t.tokens, c)))
    })
}

fn overlap(a: &Range<u32>, b: &Range<u32>) -> bool {
    a.start < b.end && b.start < a.end
}

fn distance(a: &Range<u32>, b: &Range<u32>) -> u32 {
    if a.start >= b.end { a.start - b.end } else { b.start.saturating_sub(a.end) }
}
