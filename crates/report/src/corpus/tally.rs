//! The figures of a report.

use std::collections::{BTreeMap, HashMap};

use dixit_record::{Kind, Relation, ViaKind};
use jiff::SignedDuration;
use jiff::civil::Date;

use super::gather::{Corpus, Said};

/// What is counted of a speaker.
#[derive(Clone, Debug, Default)]
pub(crate) struct SpeakerCount {
    pub(crate) speaker: u32,
    pub(crate) quotations: usize,
    pub(crate) kinds: [usize; 3],
    pub(crate) articles: usize,
    pub(crate) low: usize,
    /// The role given most often.
    pub(crate) role: Option<u32>,
    /// By bin of the time line, for the first [`SHOWN`] alone.
    pub(crate) bins: Vec<usize>,
    last_article: Option<u32>,
    roles: BTreeMap<u32, usize>,
}

/// What is counted of a publisher.
#[derive(Clone, Debug, Default)]
pub(crate) struct PublisherCount {
    pub(crate) publisher: u32,
    pub(crate) articles: usize,
    pub(crate) quotations: usize,
    pub(crate) relayed: usize,
}

/// What is counted of an outlet, platform, event or document in a chain.
#[derive(Clone, Debug, Default)]
pub(crate) struct LinkCount {
    pub(crate) name: u32,
    pub(crate) quotations: usize,
    pub(crate) relations: BTreeMap<Relation, usize>,
}

/// A bin of the time line.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bin {
    /// First day, `YYYY-MM-DD`.
    pub(crate) start: String,
    /// Last day.
    pub(crate) end: String,
    pub(crate) kinds: [usize; 3],
}

/// All figures of a corpus.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) articles: usize,
    /// Articles with quotations.
    pub(crate) quoting: usize,
    pub(crate) quotations: usize,
    /// Direct, mixed, indirect.
    pub(crate) kinds: [usize; 3],
    /// Quotations with a named speaker.
    pub(crate) named: usize,
    /// Quotations through an outlet or platform.
    pub(crate) relayed: usize,
    pub(crate) low: usize,
    pub(crate) first: Option<String>,
    pub(crate) last: Option<String>,
    pub(crate) bins: Vec<Bin>,
    /// Quotations of articles without a date.
    pub(crate) undated: usize,
    pub(crate) speakers: Vec<SpeakerCount>,
    pub(crate) publishers: Vec<PublisherCount>,
    pub(crate) outlets: Vec<LinkCount>,
    pub(crate) platforms: Vec<LinkCount>,
    pub(crate) events: Vec<LinkCount>,
    pub(crate) documents: Vec<LinkCount>,
    /// From whom the words came first, who relayed them, and how many: the most first.
    pub(crate) edges: Vec<(String, String, usize)>,
}

/// Speakers, publishers and links that a table has room for.
pub(crate) const SHOWN: usize = 50;

/// Most bins of the time line.
const MOST_BINS: i64 = 60;

impl Tally {
    /// Counts a corpus; quotations less certain than `low` are to check.
    pub(crate) fn of(corpus: &Corpus, low: f32) -> Self {
        let mut tally = Self {
            articles: corpus.articles.len(),
            quoting: corpus.articles.iter().filter(|a| a.quotations > 0).count(),
            quotations: corpus.quotations.len(),
            ..Self::default()
        };
        let dates = || corpus.articles.iter().filter_map(|a| a.date.as_deref());
        tally.first = dates().min().map(str::to_owned);
        tally.last = dates().max().map(str::to_owned);
        let time = tally.first.as_deref().zip(tally.last.as_deref()).map(|(a, b)| TimeLine::between(a, b));
        if let Some(time) = &time {
            tally.bins = time.bins();
        }
        let mut speakers: Vec<SpeakerCount> = (0..corpus.speakers.list.len() as u32)
            .map(|speaker| SpeakerCount { speaker, ..SpeakerCount::default() })
            .collect();
        let mut publishers: Vec<PublisherCount> = (0..corpus.publishers.list.len() as u32)
            .map(|publisher| PublisherCount { publisher, ..PublisherCount::default() })
            .collect();
        for publisher in corpus.articles.iter().filter_map(|a| a.publisher) {
            publishers[publisher as usize].articles += 1;
        }
        let mut links: [HashMap<u32, LinkCount>; 4] = Default::default();
        let mut edges: HashMap<(String, String), usize> = HashMap::new();
        for q in &corpus.quotations {
            let article = &corpus.articles[q.article as usize];
            let kind = kind_index(q.kind);
            let relayed = q.via.iter().any(|v| matches!(v.kind, ViaKind::Outlet | ViaKind::Platform));
            let is_low = q.certainty < low;
            tally.kinds[kind] += 1;
            tally.named += usize::from(!q.speakers.is_empty());
            tally.relayed += usize::from(relayed);
            tally.low += usize::from(is_low);
            let bin = article.date.as_deref().zip(time.as_ref()).map(|(day, time)| time.bin(day));
            match bin {
                Some(bin) => tally.bins[bin].kinds[kind] += 1,
                None => tally.undated += 1,
            }
            for &s in &q.speakers {
                let count = &mut speakers[s as usize];
                count.quotations += 1;
                count.kinds[kind] += 1;
                count.low += usize::from(is_low);
                count.articles += usize::from(count.last_article.replace(q.article) != Some(q.article));
            }
            if let (Some(&s), Some(role)) = (q.speakers.first(), q.role) {
                *speakers[s as usize].roles.entry(role).or_default() += 1;
            }
            if let Some(publisher) = article.publisher {
                publishers[publisher as usize].quotations += 1;
                publishers[publisher as usize].relayed += usize::from(relayed);
            }
            count_links(q, &mut links);
            let path = path(corpus, q);
            for pair in path.windows(2) {
                *edges.entry((pair[0].to_owned(), pair[1].to_owned())).or_default() += 1;
            }
        }
        for count in &mut speakers {
            count.role =
                count.roles.iter().max_by_key(|&(&role, &n)| (n, std::cmp::Reverse(role))).map(|(&r, _)| r);
        }
        speakers.sort_by_key(|s| (std::cmp::Reverse(s.quotations), s.speaker));
        publishers.sort_by_key(|p| (std::cmp::Reverse(p.quotations), p.publisher));
        count_bins(corpus, time.as_ref(), tally.bins.len(), &mut speakers);
        tally.speakers = speakers;
        tally.publishers = publishers;
        [tally.outlets, tally.platforms, tally.events, tally.documents] = links.map(|counts| {
            let mut list: Vec<LinkCount> = counts.into_values().collect();
            list.sort_by_key(|l| (std::cmp::Reverse(l.quotations), l.name));
            list
        });
        tally.edges = edges.into_iter().map(|((from, to), n)| (from, to, n)).collect();
        tally.edges.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| (&a.0, &a.1).cmp(&(&b.0, &b.1))));
        tally
    }
}

/// Spreads the quotations of the first speakers over the time line.
fn count_bins(corpus: &Corpus, time: Option<&TimeLine>, bins: usize, speakers: &mut [SpeakerCount]) {
    let Some(time) = time else { return };
    let n = speakers.len().min(SHOWN);
    let shown = &mut speakers[..n];
    let mut place: HashMap<u32, usize> = HashMap::new();
    for (i, count) in shown.iter_mut().enumerate() {
        count.bins = vec![0; bins];
        place.insert(count.speaker, i);
    }
    for q in &corpus.quotations {
        let Some(day) = corpus.articles[q.article as usize].date.as_deref() else { continue };
        for i in q.speakers.iter().filter_map(|s| place.get(s)) {
            shown[*i].bins[time.bin(day)] += 1;
        }
    }
}

pub(crate) fn kind_index(kind: Kind) -> usize {
    match kind {
        Kind::Direct => 0,
        Kind::Mixed => 1,
        Kind::Indirect => 2,
    }
}

/// Counts each name of a chain once a quotation.
fn count_links(q: &Said, links: &mut [HashMap<u32, LinkCount>; 4]) {
    for (i, link) in q.via.iter().enumerate() {
        let at = match link.kind {
            ViaKind::Outlet => 0,
            ViaKind::Platform => 1,
            ViaKind::Event => 2,
            ViaKind::Document => 3,
        };
        let count = links[at]
            .entry(link.name)
            .or_insert_with(|| LinkCount { name: link.name, ..LinkCount::default() });
        if !q.via[..i].iter().any(|v| v.name == link.name && v.kind == link.kind) {
            count.quotations += 1;
        }
        *count.relations.entry(link.relation).or_default() += 1;
    }
}

/// The outlets and platforms the words passed, from the speaker outward, up to the publisher of the article.
fn path<'a>(corpus: &'a Corpus, q: &Said) -> Vec<&'a str> {
    let relays =
        q.via.iter().filter(|v| matches!(v.kind, ViaKind::Outlet | ViaKind::Platform)).map(|v| v.name);
    let names = q.outlet.into_iter().chain(relays).map(|name| corpus.links.get(name));
    let publisher = corpus.articles[q.article as usize].publisher.map(|p| corpus.publishers.get(p));
    let mut path: Vec<&str> = Vec::new();
    for name in names.chain(publisher) {
        if path.last().is_none_or(|last| last.to_lowercase() != name.to_lowercase()) {
            path.push(name);
        }
    }
    path
}

/// Days in bins of equal length, or months.
struct TimeLine {
    first: Date,
    last: Date,
    /// Days of a bin; 0 for months.
    days: i64,
    /// Months of a bin, where `days` is 0.
    months: i64,
}

impl TimeLine {
    fn between(first: &str, last: &str) -> Self {
        let (first, last) = (day(first), day(last));
        let span = days_between(first, last) + 1;
        let days = [1, 7].into_iter().find(|d| span <= d * MOST_BINS).unwrap_or(0);
        let months = [1, 3, 12, 60, 120].into_iter().find(|m| span <= m * 30 * MOST_BINS).unwrap_or(1200);
        Self { first, last, days, months }
    }

    fn bin(&self, text: &str) -> usize {
        self.bin_of(day(text))
    }

    fn bin_of(&self, day: Date) -> usize {
        let bin = match self.days {
            0 => (month_number(day) / self.months) - (month_number(self.first) / self.months),
            days => days_between(self.first, day) / days,
        };
        bin as usize
    }

    fn bins(&self) -> Vec<Bin> {
        let bins = 0..=self.bin_of(self.last) as i64;
        bins.map(|i| {
            let (start, end) = match self.days {
                0 => {
                    let month = (month_number(self.first) / self.months + i) * self.months;
                    (first_of(month), plus_days(first_of(month + self.months), -1))
                }
                days => (plus_days(self.first, i * days), plus_days(self.first, (i + 1) * days - 1)),
            };
            Bin {
                start: start.max(self.first).to_string(),
                end: end.min(self.last).to_string(),
                kinds: [0; 3],
            }
        })
        .collect()
    }
}

/// The day of `YYYY-MM-DD`; what is missing or out of range counts as the first.
fn day(text: &str) -> Date {
    let number =
        |range: std::ops::Range<usize>| text.get(range).and_then(|s| s.parse::<i16>().ok()).unwrap_or(1);
    let (year, month, day) = (number(0..4), number(5..7), number(8..10));
    let month = Date::new(year, month as i8, 1).or_else(|_| Date::new(year, 1, 1)).unwrap_or(Date::ZERO);
    plus_days(month, i64::from(day) - 1)
}

fn days_between(from: Date, to: Date) -> i64 {
    (to - from).get_days().into()
}

fn plus_days(day: Date, n: i64) -> Date {
    day.saturating_add(SignedDuration::from_hours(24 * n))
}

/// Months since year 0.
fn month_number(day: Date) -> i64 {
    i64::from(day.year()) * 12 + i64::from(day.month()) - 1
}

/// The first day of a month by its number.
fn first_of(month: i64) -> Date {
    Date::new((month / 12) as i16, (month % 12) as i8 + 1, 1).unwrap_or(Date::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_far_as_they_are_given() {
        for (text, expected) in [
            ("2024-02-29", "2024-02-29"),
            ("2024-07", "2024-07-01"),
            ("2024", "2024-01-01"),
            ("?", "0001-01-01"),
        ] {
            assert_eq!(day(text).to_string(), expected, "{text}");
        }
    }

    #[test]
    fn every_day_lies_in_its_bin() {
        for (first, last) in [
            ("2026-01-05", "2026-01-05"),
            ("2026-01-30", "2026-03-02"),
            ("2025-11-17", "2026-10-03"),
            ("1987-06-05", "2026-02-28"),
        ] {
            let time = TimeLine::between(first, last);
            let bins = time.bins();
            assert!(bins.len() <= MOST_BINS as usize + 1, "{first} {last}: {}", bins.len());
            assert_eq!((bins[0].start.as_str(), bins[bins.len() - 1].end.as_str()), (first, last));
            for (i, bin) in bins.iter().enumerate() {
                assert_eq!((time.bin(&bin.start), time.bin(&bin.end)), (i, i), "{first} {last}");
            }
        }
    }
}
