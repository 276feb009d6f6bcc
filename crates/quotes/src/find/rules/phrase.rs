//! Noun phrases left and right of a cue, by closed-class words and capitals alone.

use std::ops::Range;

use dixit_grammar::lexicon::Class;

use super::items::Item;

/// Longest apposition between commas, in items: "Hugh Hill, a doctor from the county clinic, said".
const LONGEST_APPOSITION: usize = 30;

/// Longest addition in brackets, in items: a party, a place, an age.
const LONGEST_BRACKET: usize = 8;

/// The noun phrase that ends right before `end`, or `None`.
///
/// An apposition between commas belongs to it, as the annotators of PolNeAR take it.
pub(super) fn before(items: &[Item], end: usize) -> Option<Range<usize>> {
    let last = items[..end].last()?;
    if last.is(Class::COMMA | Class::DASH) && end >= 3 {
        let from = end.saturating_sub(LONGEST_APPOSITION);
        let open = (from..end - 2).rev().find(|&i| items[i].is(last.class))?;
        // "On Tuesday, Smith, ..., said": the first comma of a pair opens the apposition.
        let first = items[open + 1];
        let apposition =
            first.is(Class::DETERMINER | Class::POSSESSIVE | Class::WH | Class::NUMBER | Class::SUBORDINATOR)
                || first.is_open()
                || first.is(Class::CAPITAL);
        let head = apposition.then(|| core_before(items, open)).flatten()?;
        return Some(head.start..end - 1);
    }
    // `Sen. Ann Lee (R-Ohio) said`
    if last.is(Class::BRACKET) {
        let from = end.saturating_sub(LONGEST_BRACKET);
        let open = (from..end - 1).rev().find(|&i| items[i].is(Class::BRACKET))?;
        let head = core_before(items, open)?;
        return Some(head.start..end);
    }
    core_before(items, end)
}

/// The noun phrase without appositions that ends right before `end`.
fn core_before(items: &[Item], end: usize) -> Option<Range<usize>> {
    let last = items[..end].last()?;
    if last.is(Class::SUBJECT_PRONOUN) {
        return Some(end - 1..end);
    }
    let mut start = end;
    while start > 0 {
        let item = items[start - 1];
        let in_phrase = start < end;
        if item.is_open() {
            // A verb of the lexicon between two names is a verb, not a noun.
            if in_phrase && item.cue.is_some() && !item.is(Class::CAPITAL) && items[start].is(Class::CAPITAL)
            {
                break;
            }
            start -= 1;
        } else if item.is(Class::CAPITAL) && start > 1 && !item.is(Class::SUBJECT_PRONOUN) {
            // "The", "Last" and the like inside a name; at the start of a sentence the class tells.
            start -= 1;
        } else if item.is(Class::DETERMINER) {
            start -= 1;
            // `the two sides`
            if start > 0 && in_phrase && items[start - 1].is(Class::DETERMINER) {
                continue;
            }
            if !(start > 0
                && items[start - 1].is(Class::PREPOSITION)
                && start > 1
                && items[start - 2].is_open())
            {
                break;
            }
        } else if in_phrase && item.is(Class::POSSESSIVE) {
            start -= 1;
            // "his" opens the phrase, the clitic goes on leftwards.
            if item.span.len() > 2 && item.span.len() != 4 {
                break;
            }
        } else if in_phrase && start > 1 && joins(items[start - 2], item, items[start]) {
            start -= 1;
        } else {
            break;
        }
    }
    // A bare time ("Tuesday") or a leading preposition is no speaker.
    while start < end && (items[start].is(Class::PREPOSITION) || is_time(items[start])) {
        start += 1;
    }
    (start < end && items[start..end].iter().any(|i| i.is_open() || i.is(Class::CAPITAL)))
        .then_some(start..end)
}

/// Whether `middle` ties `left` and `right` into one phrase: a preposition, "and" between alikes, or a nickname in marks.
fn joins(left: Item, middle: Item, right: Item) -> bool {
    if middle.is(Class::PREPOSITION) {
        left.is_open() && left.cue.is_none()
    } else if middle.is(Class::AND) {
        left.is_open() && left.is(Class::CAPITAL) == right.is(Class::CAPITAL)
    } else {
        middle.is(Class::QUOTED) && left.is(Class::CAPITAL)
    }
}

fn is_time(item: Item) -> bool {
    item.is(Class::TIME)
}

/// The noun phrase that starts at `start`, with its appositions, or `None`.
///
/// `limit` is the end of the sentence.
pub(super) fn after(items: &[Item], start: usize, limit: usize) -> Option<Range<usize>> {
    let first = items[..limit].get(start)?;
    if first.is(Class::SUBJECT_PRONOUN) {
        return Some(start..start + 1);
    }
    if !(first.is(Class::DETERMINER | Class::POSSESSIVE | Class::CAPITAL) || first.is_open())
        || is_time(*first)
    {
        return None;
    }
    let mut end = start;
    while end < limit {
        let item = items[end];
        let next_open = items[..limit].get(end + 1).is_some_and(|i| i.is_open() || i.is(Class::DETERMINER));
        let goes_on = (item.is_open() && !is_time(item))
            || (item.is(Class::CAPITAL)
                && !item.is(Class::PREPOSITION | Class::SUBORDINATOR)
                && !is_time(item))
            || (item.is(Class::DETERMINER) && (end == start || items[end - 1].is(Class::PREPOSITION)))
            || (item.is(Class::POSSESSIVE) && next_open)
            || (item.is(Class::PREPOSITION)
                && end > start
                && next_open
                && !next_is_place_or_time(items, end + 1))
            || (item.is(Class::AND) && end > start && next_open);
        if !goes_on {
            break;
        }
        end += 1;
    }
    if end == start {
        return None;
    }
    // ", a doctor from the county clinic," or to the end of the sentence.
    if end < limit && items[end].is(Class::COMMA) {
        let opens = items[..limit].get(end + 1).is_some_and(|i| {
            i.is(Class::DETERMINER | Class::POSSESSIVE) || (i.is(Class::WH) && i.is(Class::SUBJECT_PRONOUN))
        });
        if opens {
            let close = (end + 1..limit)
                .find(|&i| items[i].is(Class::COMMA | Class::STOP | Class::QUOTED | Class::SEMICOLON))
                .unwrap_or(limit);
            // "According to X, the talks were good": a clause, no apposition.
            let clause =
                !items[end + 1].is(Class::WH) && items[end + 1..close].iter().any(|i| i.is(Class::AUXILIARY));
            let closed = close == limit || !items[close].is(Class::QUOTED);
            if close - end <= LONGEST_APPOSITION && closed && !clause {
                return Some(start..close);
            }
        }
    }
    Some(start..end)
}

/// "said Trump on Tuesday", "said Trump in an interview": not part of the name.
fn next_is_place_or_time(items: &[Item], i: usize) -> bool {
    is_time(items[i])
}
