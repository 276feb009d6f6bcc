//! Calendar dates with the precision a text gives them.

use std::fmt;

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
            Some(day) if (1..=days_in(year, month)).contains(&day) => Some(Date::Day(year, month, day)),
            _ => Some(Date::Month(year, month)),
        }
    }

    pub(crate) fn year(self) -> i32 {
        match self {
            Date::Day(y, ..) | Date::Week(y, _) | Date::Month(y, _) | Date::Year(y) => y,
        }
    }

    /// Days since 1970-01-01, where the day is known.
    pub(crate) fn day_number(self) -> Option<i64> {
        match self {
            Date::Day(y, m, d) => Some(day_number(y, m, d)),
            _ => None,
        }
    }

    /// The day so many days after 1970-01-01.
    pub(crate) fn from_day_number(number: i64) -> Self {
        // Counts years from March, so that the leap day is the last one: H. Hinnant, “chrono-compatible low-level date
        // algorithms”.
        let z = number + 719_468;
        let era = z.div_euclid(146_097);
        let day_of_era = z.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let mp = (5 * day_of_year + 2) / 153;
        let day = (day_of_year - (153 * mp + 2) / 5 + 1) as u32;
        let month = if mp < 10 { mp + 3 } else { mp - 9 } as u32;
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Date::Day(year as i32, month, day)
    }

    /// The ISO week of a day number.
    pub(crate) fn week_of(number: i64) -> Self {
        // The week belongs to the year its Thursday is in.
        let thursday = number - i64::from(weekday(number)) + 3;
        let year = Date::from_day_number(thursday).year();
        let week = (thursday - day_number(year, 1, 1)) / 7 + 1;
        Date::Week(year, week as u32)
    }

    /// The month `n` months after this one's; the month of a year alone is unknown.
    pub(crate) fn plus_months(self, n: i32) -> Option<Self> {
        match self {
            Date::Day(y, m, _) | Date::Month(y, m) => {
                let months = y * 12 + m as i32 - 1 + n;
                Some(Date::Month(months.div_euclid(12), months.rem_euclid(12) as u32 + 1))
            }
            Date::Week(..) | Date::Year(_) => None,
        }
    }
}

/// 0 for Monday to 6 for Sunday.
pub(crate) fn weekday(day_number: i64) -> u32 {
    // 1970-01-01 was a Thursday.
    (day_number + 3).rem_euclid(7) as u32
}

fn days_in(year: i32, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn day_number(year: i32, month: u32, day: u32) -> i64 {
    let y = i64::from(year) - i64::from(month <= 2);
    let era = y.div_euclid(400);
    let year_of_era = y.rem_euclid(400);
    let mp = (i64::from(month) + 9) % 12;
    let day_of_year = (153 * mp + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
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
