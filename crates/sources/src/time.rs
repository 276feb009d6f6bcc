//! Time expressions and the dates they mean.

use dixit_text::Span;
use dixit_tokens::TokenKind;

use crate::date::{Date, weekday};
use crate::words::{Class, Words, count, month_number, weekday_number};

/// One time expression.
#[derive(Clone, Debug)]
pub(crate) struct Time {
    /// Half-open range of its words, without a preposition.
    pub(crate) tokens: std::ops::Range<u32>,
    pub(crate) span: Span,
    /// The date it means; `None` if only the story could tell (`at the time`).
    pub(crate) date: Option<Date>,
    /// Whether it points back to a time told before: `at the time`, `then`.
    pub(crate) points_back: bool,
    /// Whether its clause is set before the time of the story: `had said in June`.
    pub(crate) background: bool,
}

/// Finds the time expressions of a document, in order.
pub(crate) fn find_times(words: &Words) -> Vec<Time> {
    let mut times: Vec<Time> = Vec::new();
    let mut now = words.doc.date.as_deref().and_then(Date::parse);
    let dated = now.is_some();
    let starts =
        Class::WEEKDAY.or(Class::MONTH).or(Class::TODAY).or(Class::UNIT).or(Class::DAYPART).or(Class::BACK);
    let mut i = 0;
    while i < words.len() {
        let number = words.kind(i) == Some(TokenKind::Number);
        if !(words.is(i, starts) || number) {
            i += 1;
            continue;
        }
        let Some((tokens, date, points_back)) = expression(words, i, now) else {
            i += 1;
            continue;
        };
        // Without a date of its own, an article is about the latest day it gives so far, or else month.
        if !dated && let Some(date) = date.filter(|&date| is_later(date, now)) {
            now = Some(date);
        }
        let (first, end) = words.sentence(tokens.start);
        let clause = |i: u32| !words.one_of(i, &[",", ";", ":", "."]);
        // The words reported (“…, she said it had failed”) are a clause of their own.
        let right = (tokens.end..end)
            .skip_while(|&i| words.one_of(i, &[","]))
            .take_while(|&i| clause(i) && !words.is(i, Class::REPORT.or(Class::TELL)));
        let left = (first..tokens.start).rev().take_while(|&i| clause(i));
        let background = right.chain(left).take(14).any(|i| words.is(i, Class::HAD));
        i = tokens.end;
        let span = words.cover(tokens.start, tokens.end);
        times.push(Time { tokens, span, date, points_back, background });
    }
    times
}

/// Returns whether a full date is later than the one taken for the article's so far; a day is preferred to a month.
fn is_later(date: Date, now: Option<Date>) -> bool {
    match (date, now) {
        (Date::Day(..) | Date::Month(..), None) => true,
        (Date::Day(..), Some(Date::Month(..))) => true,
        (Date::Day(y, m, d), Some(Date::Day(year, month, day))) => (y, m, d) > (year, month, day),
        (Date::Month(y, m), Some(Date::Month(year, month))) => (y, m) > (year, month),
        _ => false,
    }
}

type Expression = (std::ops::Range<u32>, Option<Date>, bool);

/// The expression whose first telling word is `i`; words before `i` may belong to it (`last week`, `two days ago`).
fn expression(words: &Words, i: u32, now: Option<Date>) -> Option<Expression> {
    let today = now.and_then(Date::day_number);
    let before = |n: u32, list: &[&str]| i >= n && words.one_of(i - n, list);
    if words.one_of(i, &["time"]) {
        let points_back = before(1, &["the", "that"]) && before(2, &["at"]);
        return points_back.then(|| (i - 2..i + 1, None, true));
    }
    if words.one_of(i, &["then"]) {
        // `said then`, not `then said` or `then-candidate`.
        let after_verb = i > 0 && words.is(i - 1, Class::REPORT.or(Class::TELL));
        let ends = words.is_mark(i + 1) && !words.one_of(i + 1, &["-"]);
        return (after_verb && ends).then(|| (i..i + 1, None, true));
    }
    if words.is(i, Class::MONTH) && words.is_capital(i) {
        return month(words, i, now);
    }
    if let Some(day) =
        number(words, i, 1, 31).filter(|_| words.is(i + 1, Class::MONTH) && words.is_capital(i + 1))
    {
        let month = month_from_one(words.text(i + 1));
        let year = number(words, i + 2, 1900, 2100);
        if year.is_none() && words.one_of(i + 2, &["last"]) && words.one_of(i + 3, &["year"]) {
            let date = now.map(|now| Date::Day(now.year() - 1, month, day));
            return Some((i..i + 4, date, false));
        }
        let date = year.map(|y| Date::Day(y as i32, month, day)).or_else(|| near(now, month, Some(day)));
        return Some((i..i + 2 + u32::from(year.is_some()), date, false));
    }
    if let Some(year) = number(words, i, 1900, 2100).filter(|_| words.text(i).len() == 4) {
        let stands = i > 0 && words.is(i - 1, Class::YEAR_PREP);
        return stands.then(|| (i..i + 1, Some(Date::Year(year as i32)), false));
    }
    if words.is(i, Class::WEEKDAY) && words.is_capital(i) {
        let wanted = weekday_number(words.text(i))? as i64;
        let next = before(1, &["next"]);
        let last = before(1, &["last"]);
        let date = today.map(|today| {
            let back = (i64::from(weekday(today)) - wanted).rem_euclid(7);
            Date::from_day_number(if next { today + (7 - back) } else { today - back })
        });
        let start = i - u32::from(next || last);
        let end = i + 1 + u32::from(words.is(i + 1, Class::DAYPART));
        return Some((start..end, date, false));
    }
    if words.is(i, Class::TODAY) {
        let shift = match words.text(i).to_ascii_lowercase().as_str() {
            "yesterday" => -1,
            "tomorrow" => 1,
            _ => 0,
        };
        return Some((i..i + 1, today.map(|today| Date::from_day_number(today + shift)), false));
    }
    if words.is(i, Class::DAYPART) {
        let this = before(1, &["this"]);
        let next_day = before(1, &["following", "next"]) && before(2, &["the"]);
        return if this {
            Some((i - 1..i + 1, today.map(Date::from_day_number), false))
        } else {
            next_day.then(|| (i - 2..i + 1, None, true))
        };
    }
    unit(words, i, now)
}

/// `December 5, 2025`, `Dec. 4`, `December 2025`, `last December`.
fn month(words: &Words, i: u32, now: Option<Date>) -> Option<Expression> {
    let text = words.text(i);
    // The verb and the name of that spelling need a number beside them to be the month.
    let doubtful = words.is(i, Class::DOUBTFUL_MONTH) && text.ends_with(char::is_lowercase);
    let month = month_from_one(text);
    let mut end = i + 1;
    if words.one_of(end, &["."]) {
        end += 1;
    }
    let last = i > 0 && words.one_of(i - 1, &["last", "this", "next"]);
    let start = i - u32::from(last);
    if let Some(year) = number(words, end, 1900, 2100).filter(|_| words.text(end).len() == 4) {
        return Some((start..end + 1, Some(Date::Month(year as i32, month)), false));
    }
    if let Some(day) = number(words, end, 1, 31) {
        end += 1;
        let comma = u32::from(words.one_of(end, &[","]));
        if let Some(year) = number(words, end + comma, 1900, 2100) {
            return Some((start..end + comma + 1, Some(Date::Day(year as i32, month, day)), false));
        }
        if words.one_of(end, &["last"]) && words.one_of(end + 1, &["year"]) {
            return Some((start..end + 2, now.map(|now| Date::Day(now.year() - 1, month, day)), false));
        }
        return Some((start..end, near(now, month, Some(day)), false));
    }
    let asked = last || i > 0 && words.is(i - 1, Class::MONTH_PREP);
    if doubtful && !asked {
        return None;
    }
    Some((start..i + 1, near(now, month, None), false))
}

/// `last week`, `this month`, `two days ago`, `that day`.
fn unit(words: &Words, i: u32, now: Option<Date>) -> Option<Expression> {
    let today = now.and_then(Date::day_number);
    let text = words.text(i).to_ascii_lowercase();
    let unit = text.trim_end_matches('s');
    let before = |n: u32, list: &[&str]| i >= n && words.one_of(i - n, list);
    let (start, end, n) = if words.is(i + 1, Class::AGO) && i > 0 {
        let few = before(1, &["few", "several", "couple"]) || before(1, &["of"]) && before(2, &["couple"]);
        let n = match words.text(i - 1).parse::<i64>() {
            Ok(n) => n,
            Err(_) if few => return Some((i.saturating_sub(2)..i + 2, None, false)),
            Err(_) => count(words.text(i - 1))? as i64,
        };
        (i - 1, i + 2, -n)
    } else if before(1, &["last", "past", "previous"]) {
        let start = i - 1 - u32::from(before(2, &["the"]));
        if before(2, &["the"]) {
            return Some((start..i + 1, None, false));
        }
        (start, i + 1, -1)
    } else if before(1, &["this"]) {
        (i - 1 - u32::from(before(2, &["earlier", "later"])), i + 1, 0)
    } else if before(1, &["next"]) && !before(2, &["the"]) {
        (i - 1, i + 1, 1)
    } else if before(1, &["same", "following", "next"]) && before(2, &["the"]) || before(1, &["that"]) {
        let start = if before(1, &["that"]) { i - 1 } else { i - 2 };
        return Some((start..i + 1, None, true));
    } else {
        return None;
    };
    let date = match unit {
        "day" => today.map(|today| Date::from_day_number(today + n)),
        "week" => today.map(|today| Date::week_of(today + 7 * n)),
        // The weekend of an article is the one just past.
        "weekend" => today.map(|today| Date::week_of(today - i64::from(weekday(today)) - 1 + 7 * n.min(0))),
        "month" => now.and_then(|now| now.plus_months(n as i32)),
        "year" => now.map(|now| Date::Year(now.year() + n as i32)),
        _ => None,
    };
    Some((start..end, date, false))
}

/// 1 to 12.
fn month_from_one(text: &str) -> u32 {
    month_number(text).map_or(1, |m| m as u32 + 1)
}

fn number(words: &Words, i: u32, least: u32, most: u32) -> Option<u32> {
    let text = words.text(i).trim_end_matches(|c: char| c.is_ascii_lowercase());
    text.parse().ok().filter(|n| (least..=most).contains(n))
}

/// A month, and a day, without a year: what was said was said before the article, so the last such month.
fn near(now: Option<Date>, month: u32, day: Option<u32>) -> Option<Date> {
    let now = now?;
    let this_month = match now {
        Date::Day(_, m, _) | Date::Month(_, m) => m,
        Date::Week(..) | Date::Year(_) => 12,
    };
    let year = now.year() - i32::from(month > this_month);
    Some(day.map_or(Date::Month(year, month), |day| Date::Day(year, month, day)))
}
