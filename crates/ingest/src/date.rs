//! Dates in the forms that feeds, databases and pages have them in, as ISO 8601.

use jiff::civil::Date;
use jiff::fmt::rfc2822;
use jiff::{Timestamp, ZonedDateTime as Zoned};

/// The date and time as ISO 8601, with the zone where one is given; what is ISO 8601 stays as it is. `None` if it is not
/// understood, or may be read in two ways (`10/11/2025`).
pub(crate) fn normalized(given: &str) -> Option<String> {
    let given = given.trim();
    if is_iso(given) {
        return Some(given.to_owned());
    }
    if given.len() > 200 {
        return None;
    }
    from_number(given)
        .or_else(|| packed(given))
        .or_else(|| {
            rfc2822::DateTimeParser::new()
                .relaxed_weekday(true)
                .parse_zoned_datetime(given)
                .ok()
                .map(|z| zoned(&z))
        })
        // As Twitter has it.
        .or_else(|| Zoned::strptime("%a %b %d %H:%M:%S %z %Y", given).ok().map(|z| zoned(&z)))
        .or_else(|| in_numbers(given))
        .or_else(|| in_words(given))
}

fn zoned(zoned: &Zoned) -> String {
    zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// `2025-11-10`, alone or before a time; a month or year alone.
fn is_iso(given: &str) -> bool {
    let part = |from: usize, to: usize| given.get(from..to).filter(|p| p.bytes().all(|b| b.is_ascii_digit()));
    let Some(year) = part(0, 4) else { return false };
    let date = || given.get(..10).is_some_and(|date| date.parse::<Date>().is_ok());
    match given.len() {
        4 => ("1500".."2200").contains(&year),
        7 => given.as_bytes()[4] == b'-' && part(5, 7).is_some(),
        10 => date(),
        _ => matches!(given.as_bytes().get(10), Some(b'T' | b't' | b' ')) && date(),
    }
}

/// Seconds, milliseconds or microseconds since 1970, by how many digits there are.
fn from_number(given: &str) -> Option<String> {
    let whole = given
        .split_once('.')
        .filter(|(_, f)| f.bytes().all(|b| b.is_ascii_digit()))
        .map_or(given, |(w, _)| w);
    if !whole.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    let time = match whole.len() {
        9 | 10 => Timestamp::from_second(number),
        12 | 13 => Timestamp::from_millisecond(number),
        16 => Timestamp::from_microsecond(number),
        _ => return None,
    };
    time.ok().map(|time| time.to_string())
}

/// `20251110`, `20251110080000`, `20251110T080000Z`.
fn packed(given: &str) -> Option<String> {
    let date = Date::strptime("%Y%m%d", given.get(..8)?).ok()?;
    let rest = given[8..].trim_start_matches(['T', ' ']);
    let (time, zone) = rest.split_at(rest.len().min(6));
    if rest.is_empty() {
        return Some(date.to_string());
    }
    let digits = time.len() == 6 && time.bytes().all(|b| b.is_ascii_digit());
    (digits && matches!(zone, "" | "Z"))
        .then(|| format!("{date}T{}:{}:{}{zone}", &time[..2], &time[2..4], &time[4..]))
}

/// `2025/11/10`, `10.11.2025`, `25/11/2025`, where it can be read in one way only.
fn in_numbers(given: &str) -> Option<String> {
    let date = given.split([' ', ',', 'T']).next()?;
    let mark = date.chars().find(|c| matches!(c, '/' | '.' | '-'))?;
    let parts: Vec<i16> = date.split(mark).map(|p| p.parse().ok()).collect::<Option<_>>()?;
    let &[a, b, c] = parts.as_slice() else { return None };
    let (year, month, day) = match (a, b, c) {
        (1000.., _, _) => (a, b, c),
        (_, _, 1000..) if mark == '.' || a > 12 => (c, b, a),
        (_, _, 1000..) if b > 12 || a == b => (c, a, b),
        _ => return None,
    };
    Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok().map(|date| date.to_string())
}

/// `November 10, 2025`, `Mon 10 Nov 2025 8:00 GMT`, `Updated Nov. 10th, 2025`: a month by its name, a day and a year.
fn in_words(given: &str) -> Option<String> {
    let (mut month, mut day, mut year) = (None, None, None);
    for word in given.split(|c: char| !c.is_alphanumeric() && c != ':').filter(|w| !w.is_empty()) {
        let number = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        match number.parse::<i16>() {
            Ok(number @ 1000..3000) => drop(year.get_or_insert(number)),
            Ok(number @ 1..=31) => drop(day.get_or_insert(number)),
            _ if month.is_none() => month = month_of(word),
            _ => {}
        }
    }
    Date::new(year?, month?, i8::try_from(day?).ok()?).ok().map(|date| date.to_string())
}

/// The number of a month, by its name or the first letters of it.
fn month_of(word: &str) -> Option<i8> {
    let name = word.get(..3).filter(|_| word.bytes().all(|b| b.is_ascii_alphabetic()))?;
    let month = Date::strptime("%b %d %Y", format!("{name} 1 2025")).ok()?;
    // `Mar` is one and `Market` is none.
    let full = month.strftime("%B").to_string();
    full.to_ascii_lowercase().starts_with(&word.to_ascii_lowercase()).then(|| month.month())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_all_forms_are_understood() {
        for (given, want) in [
            ("2025-11-10", "2025-11-10"),
            ("2025-11-10T08:00:00+01:00", "2025-11-10T08:00:00+01:00"),
            ("2025-11-10 08:00:00", "2025-11-10 08:00:00"),
            ("2025-11", "2025-11"),
            ("Mon, 10 Nov 2025 08:00:00 GMT", "2025-11-10T08:00:00+00:00"),
            ("Mon, 10 Nov 2025 08:00:00 -0500", "2025-11-10T08:00:00-05:00"),
            ("Mon Nov 10 08:00:00 +0000 2025", "2025-11-10T08:00:00+00:00"),
            ("November 10, 2025", "2025-11-10"),
            ("10 Nov 2025", "2025-11-10"),
            ("Nov. 10th, 2025, 8:05 a.m. ET", "2025-11-10"),
            ("Published: Monday 10 November 2025 08.05", "2025-11-10"),
            ("20251110", "2025-11-10"),
            ("20251110T080000Z", "2025-11-10T08:00:00Z"),
            ("20251110080000", "2025-11-10T08:00:00"),
            ("1762761600", "2025-11-10T08:00:00Z"),
            ("1762761600.0", "2025-11-10T08:00:00Z"),
            ("1762761600000", "2025-11-10T08:00:00Z"),
            ("2025/11/10", "2025-11-10"),
            ("10.11.2025", "2025-11-10"),
            ("25/11/2025", "2025-11-25"),
            ("11/25/2025", "2025-11-25"),
        ] {
            assert_eq!(normalized(given).as_deref(), Some(want), "{given}");
        }
        for given in ["", "10/11/2025", "yesterday", "2025-13-40", "12", "market day", "é", "99999999"] {
            assert_eq!(normalized(given), None, "{given}");
        }
    }
}
