//! Calendar dates with the precision a text gives them.

use std::fmt;

use jiff::civil;
use jiff::{SignedDuration, ToSpan};

/// The day that has number 0.
const EPOCH: civil::Date = civil::date(1970, 1, 1);

/// A date as precise as it is known. Years are of the common era, months and days count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Date {
    Day(i32, u32, u32),
    /// A week by ISO 8601: the year it belongs to and its number.
    Week(i32, u32),
    Month(i32, u32),
    Year(i32),
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Date::Day(y, m, d) => write!(f, "{y:04}-{m:02}-{d:02}"),
            Date::Week(y, w) => write!(f, "{y:04}-W{w:02}"),
            Date::Month(y, m) => write!(f, "{y:04}-{m:02}"),
            Date::Year(y) => write!(f, "{y:04}"),
        }
    }
}

impl Date {
    /// Reads the start of an ISO 8601 date or date and time: `2025-12-05T08:00Z`, `2025-12`, `2025`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().split(['-', 'T', ' ', '/']);
        let year = parts.next().filter(|p| p.len() == 4)?.parse().ok()?;
        let Some(month) = parts.next().and_then(|p| p.parse().ok()).filter(|m| (1..=12).contains(m)) else {
            return Some(Date::Year(year));
        };
        match parts.next().and_then(|p| p.parse().ok()) {
            Some(day) if civil(year, month, day).is_some() => Some(Date::Day(year, month, day)),
            _ => Some(Date::Month(year, month)),
        }
    }

    pub(crate) fn year(self) -> i32 {
        match self {
            Date::Day(y, ..) | Date::Week(y, _) | Date::Month(y, _) | Date::Year(y) => y,
        }
    }

    /// Days since 1970-01-01, where the day is known and there is such a day.
    pub(crate) fn day_number(self) -> Option<i64> {
        match self {
            Date::Day(y, m, d) => civil(y, m, d).map(|day| (day - EPOCH).get_days().into()),
            _ => None,
        }
    }

    /// The day so many days after 1970-01-01.
    pub(crate) fn from_day_number(number: i64) -> Self {
        let day = day(number);
        Date::Day(day.year().into(), day.month() as u32, day.day() as u32)
    }

    /// The ISO week of a day number.
    pub(crate) fn week_of(number: i64) -> Self {
        let week = day(number).iso_week_date();
        Date::Week(week.year().into(), week.week() as u32)
    }

    /// The month `n` months after this one's; the month of a year alone is unknown.
    pub(crate) fn plus_months(self, n: i32) -> Option<Self> {
        match self {
            Date::Day(y, m, _) | Date::Month(y, m) => {
                let month = civil(y, m, 1)?.checked_add(n.months()).ok()?;
                Some(Date::Month(month.year().into(), month.month() as u32))
            }
            Date::Week(..) | Date::Year(_) => None,
        }
    }
}

/// 0 for Monday to 6 for Sunday.
pub(crate) fn weekday(day_number: i64) -> u32 {
    day(day_number).weekday().to_monday_zero_offset() as u32
}

fn day(number: i64) -> civil::Date {
    EPOCH.saturating_add(SignedDuration::from_hours(number.saturating_mul(24)))
}

fn civil(year: i32, month: u32, day: u32) -> Option<civil::Date> {
    civil::Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_a_century_goes_there_and_back() {
        for number in 0..36_525 {
            let day = Date::from_day_number(number);
            assert_eq!(day.day_number(), Some(number));
            assert_eq!(Date::parse(&day.to_string()), Some(day));
        }
        assert_eq!(Date::from_day_number(0).to_string(), "1970-01-01");
        assert_eq!(Date::from_day_number(20_427).to_string(), "2025-12-05");
        assert_eq!(weekday(20_427), 4);
    }

    #[test]
    fn weeks_belong_to_the_year_of_their_thursday() {
        let week = |text: &str| Date::week_of(Date::parse(text).unwrap().day_number().unwrap()).to_string();
        assert_eq!(week("2021-01-03"), "2020-W53");
        assert_eq!(week("2024-12-30"), "2025-W01");
        assert_eq!(week("2025-12-05"), "2025-W49");
    }

    #[test]
    fn reads_what_a_date_field_may_hold() {
        assert_eq!(Date::parse("2025-12-05T08:00:00Z"), Some(Date::Day(2025, 12, 5)));
        assert_eq!(Date::parse("2025-12"), Some(Date::Month(2025, 12)));
        assert_eq!(Date::parse("2025"), Some(Date::Year(2025)));
        assert_eq!(Date::parse("2025-02-30"), Some(Date::Month(2025, 2)));
        assert_eq!(Date::parse("yesterday"), None);
    }
}
