//! Values that several commands take.

use std::num::NonZeroUsize;

use clap::ValueEnum;

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Unit {
    /// Unicode characters, as Python counts.
    Chars,
    /// UTF-8 bytes, as Rust and Go count.
    Bytes,
    /// UTF-16 code units, as JavaScript and Java count.
    Utf16,
}

impl From<Unit> for dixit_record::Offsets {
    fn from(unit: Unit) -> Self {
        match unit {
            Unit::Chars => Self::Chars,
            Unit::Bytes => Self::Bytes,
            Unit::Utf16 => Self::Utf16,
        }
    }
}

impl From<Unit> for dixit_text::OffsetUnit {
    fn from(unit: Unit) -> Self {
        match unit {
            Unit::Chars => Self::Chars,
            Unit::Bytes => Self::Bytes,
            Unit::Utf16 => Self::Utf16,
        }
    }
}

pub(crate) fn probability(s: &str) -> Result<f32, String> {
    match s.parse::<f32>() {
        Ok(p) if (0.0..=1.0).contains(&p) => Ok(p),
        _ => Err("not a number from 0 to 1".to_owned()),
    }
}

/// More would only wait for each other.
pub(crate) const MOST_JOBS: usize = 1024;

pub(crate) fn jobs(s: &str) -> Result<NonZeroUsize, String> {
    s.parse::<NonZeroUsize>()
        .ok()
        .filter(|n| n.get() <= MOST_JOBS)
        .ok_or_else(|| format!("not a number from 1 to {MOST_JOBS}"))
}

/// A day, a month or a year.
pub(crate) fn date(s: &str) -> Result<String, String> {
    let most: [(usize, u16); 3] = [(4, 9999), (2, 12), (2, 31)];
    let formed = |(part, (length, most)): (&str, (usize, u16))| {
        let digits = part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
        digits && part.parse::<u16>().is_ok_and(|n| (1..=most).contains(&n))
    };
    let formed = s.split('-').count() <= 3 && s.split('-').zip(most).all(formed);
    if formed { Ok(s.to_owned()) } else { Err("not a date like 2025-12-05, 2025-12 or 2025".to_owned()) }
}

/// Which quotations are shown.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ActsArg {
    /// What was said, written, asked, promised, announced.
    Statements,
    /// All that was found.
    All,
}

impl From<ActsArg> for dixit_record::Acts {
    fn from(acts: ActsArg) -> Self {
        match acts {
            ActsArg::Statements => Self::Statements,
            ActsArg::All => Self::All,
        }
    }
}

pub(crate) fn kind(s: &str) -> Result<dixit_record::Kind, String> {
    let all = dixit_record::Kind::ALL;
    all.iter().copied().find(|k| k.as_str() == s).ok_or_else(|| "not direct, mixed or indirect".to_owned())
}

pub(crate) fn seconds(s: &str) -> Result<f64, String> {
    match s.parse::<f64>() {
        Ok(t) if (0.0..=1e9).contains(&t) => Ok(t),
        _ => Err("not a number of seconds".to_owned()),
    }
}
