//! Dates of various precision as the days they span.

use jiff::civil::{Date, ISOWeekDate, Weekday, date};

/// First and last day of `2025-12-05`, `2025-12-05T08:00Z`, `2025-W49`, `2025-12` or `2025`; `None` for anything else.
pub(crate) fn span(text: &str) -> Option<(Date, Date)> {
    let text = text.trim();
    let mut parts = text.splitn(3, ['-', '/']);
    let year: i16 = parts.next().filter(|p| p.len() == 4)?.parse().ok()?;
    Some(match (parts.next(), parts.next()) {
        (None, _) => (Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?),
        (Some(week), None) if week.starts_with('W') => {
            let monday = ISOWeekDate::new(year, week[1..].parse().ok()?, Weekday::Monday).ok()?.date();
            (monday, monday.nth_weekday(1, Weekday::Sunday).ok()?)
        }
        (Some(month), None) => {
            let first = Date::new(year, month.parse().ok()?, 1).ok()?;
            (first, first.last_of_month())
        }
        (Some(month), Some(rest)) => {
            let day = rest.get(..2).filter(|_| !rest[2..].starts_with(|c: char| c.is_ascii_digit()))?;
            let day = Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()?;
            (day, day)
        }
    })
}

/// Days since 1970-01-01.
pub(crate) fn number(day: Date) -> i32 {
    (day - date(1970, 1, 1)).get_days()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_weeks_months_and_years_have_a_first_and_a_last_day() {
        let day = |text| span(text).map(|(first, last)| (number(first) - 20_427, number(last) - 20_427));
        assert_eq!(day("2025-12-05"), Some((0, 0)));
        assert_eq!(day("2025-12-05T08:00:00Z"), Some((0, 0)));
        assert_eq!(day(" 2025/12/06 "), Some((1, 1)));
        assert_eq!(day("2025-W49"), Some((-4, 2)));
        assert_eq!(day("2025-12"), Some((-4, 26)));
        assert_eq!(day("2025"), Some((-338, 26)));
        for other in [
            "",
            "yesterday",
            "2025-13",
            "2025-02-30",
            "2025-W60",
            "5 December 2025",
            "2025-12-055",
            "2025-é-1",
        ] {
            assert_eq!(span(other), None, "{other}");
        }
    }
}
