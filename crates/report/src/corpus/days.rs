//! Words below a time line.

use super::tally::Bin;

/// A word below a bar.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Day {
    /// The bar it stands below.
    pub(super) bin: usize,
    /// Day, month or year.
    pub(super) label: String,
    /// Told with the first label of a year.
    pub(super) year: Option<String>,
}

// Labels, not words of the language.
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Most months that have room side by side.
const MOST_MONTHS: usize = 15;
/// Most days or years.
const MOST: usize = 10;

/// Days where bars are days, else months where there are few, else years.
pub(super) fn days(bins: &[Bin]) -> Vec<Day> {
    let first = bins.first().map(|b| b.start.as_str());
    // A bar stands for the month and year it ends in, so that a week is labelled by the month that begins in it.
    let change = |part: std::ops::Range<usize>| -> Vec<usize> {
        (0..bins.len())
            .filter(|&i| i == 0 || bins[i].end[part.clone()] != bins[i - 1].end[part.clone()])
            .collect()
    };
    let (months, years) = (change(0..7), change(0..4));
    let are_days = bins.iter().all(|b| b.start == b.end);
    let thinned = |list: Vec<usize>| {
        let every = list.len().div_ceil(MOST).max(1);
        list.into_iter().step_by(every)
    };
    // A label at the very end would stand out of the page.
    let fits = |bin: &usize| bins.len() < 20 || bin * 20 < bins.len() * 19;
    let month = |bin: usize| bins[bin].end[5..7].parse::<usize>().map_or("", |m| MONTHS[(m - 1).min(11)]);
    let mut told = "";
    let mut with_year = |bin: usize, label: String| {
        let year = &bins[bin].end[..4];
        let new = told != year;
        told = year;
        Day { bin, label, year: new.then(|| year.to_owned()) }
    };
    if are_days && first.is_some() {
        let day = |bin: usize| bins[bin].end[8..].trim_start_matches('0');
        let all = thinned((0..bins.len()).collect());
        all.filter(fits).map(|bin| with_year(bin, format!("{} {}", day(bin), month(bin)))).collect()
    } else if months.len() <= MOST_MONTHS {
        months.into_iter().filter(fits).map(|bin| with_year(bin, month(bin).to_owned())).collect()
    } else {
        let year = |bin: usize| Day { bin, label: bins[bin].end[..4].to_owned(), year: None };
        thinned(years).filter(fits).map(year).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bins(days: &[(&str, &str)]) -> Vec<Bin> {
        days.iter().map(|&(start, end)| Bin { start: start.into(), end: end.into(), kinds: [1; 3] }).collect()
    }

    /// `bin label year`, as the page has them.
    fn labels(list: &[(&str, &str)]) -> Vec<String> {
        days(&bins(list))
            .iter()
            .map(|d| {
                format!("{} {} {}", d.bin, d.label, d.year.as_deref().unwrap_or_default())
                    .trim_end()
                    .to_owned()
            })
            .collect()
    }

    #[test]
    fn a_bar_is_labelled_by_what_begins_in_it() {
        assert_eq!(labels(&[]), [""; 0]);
        assert_eq!(
            labels(&[
                ("2025-12-31", "2025-12-31"),
                ("2026-01-01", "2026-01-01"),
                ("2026-01-02", "2026-01-02")
            ]),
            ["0 31 Dec 2025", "1 1 Jan 2026", "2 2 Jan"]
        );
        assert_eq!(
            labels(&[
                ("2025-12-15", "2025-12-21"),
                ("2025-12-22", "2025-12-28"),
                ("2025-12-29", "2026-01-04"),
                ("2026-01-05", "2026-01-11")
            ]),
            ["0 Dec 2025", "2 Jan 2026"]
        );
    }

    #[test]
    fn long_times_are_labelled_by_years() {
        let quarters: Vec<(String, String)> = (2001..2016)
            .flat_map(|y| {
                [(1, 3), (4, 6), (7, 9), (10, 12)]
                    .map(|(a, b)| (format!("{y}-{a:02}-01"), format!("{y}-{b:02}-30")))
            })
            .collect();
        let quarters: Vec<(&str, &str)> = quarters.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(
            labels(&quarters),
            ["0 2001", "8 2003", "16 2005", "24 2007", "32 2009", "40 2011", "48 2013", "56 2015"]
        );
    }
}
