//! Offsets as files state them, turned into characters, and a guess of the unit they were really counted in.

use dixit_text::{OffsetMap, OffsetUnit};

use crate::problem::Problems;
use crate::{CharSpan, Problem};

/// A span as a file states it, in some unit and perhaps wrong.
pub(crate) type RawSpan = [i64; 2];

const UNITS: [OffsetUnit; 3] = [OffsetUnit::Chars, OffsetUnit::Bytes, OffsetUnit::Utf16];

/// Name of a unit in messages and on the command line.
pub(crate) fn unit_name(unit: OffsetUnit) -> &'static str {
    match unit {
        OffsetUnit::Bytes => "bytes",
        OffsetUnit::Chars => "chars",
        OffsetUnit::Utf16 => "utf16",
    }
}

/// Converts the spans of one text.
pub(crate) struct Converter<'t> {
    map: OffsetMap<'t>,
    pub(crate) chars: Vec<char>,
    utf16_len: u32,
    byte_len: u32,
}

impl<'t> Converter<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let map = OffsetMap::new(text);
        let byte_len = text.len() as u32;
        Self {
            utf16_len: map.from_bytes(byte_len, OffsetUnit::Utf16),
            byte_len,
            chars: text.chars().collect(),
            map,
        }
    }

    /// Length of the text in a unit.
    pub(crate) fn len(&self, unit: OffsetUnit) -> u32 {
        match unit {
            OffsetUnit::Bytes => self.byte_len,
            OffsetUnit::Chars => self.chars.len() as u32,
            OffsetUnit::Utf16 => self.utf16_len,
        }
    }

    fn offset(&self, offset: u32, unit: OffsetUnit) -> Option<u32> {
        match unit {
            OffsetUnit::Chars => (offset <= self.chars.len() as u32).then_some(offset),
            unit => Some(self.map.from_bytes(self.map.to_bytes(offset, unit)?, OffsetUnit::Chars)),
        }
    }

    /// The span in characters.
    ///
    /// # Errors
    /// What is wrong with it: it runs backwards, is empty, ends past the text or cuts a character.
    pub(crate) fn span(&self, [start, end]: RawSpan, unit: OffsetUnit) -> Result<CharSpan, String> {
        if start < 0 {
            return Err(format!("{start}..{end} starts before the text"));
        }
        if start >= end {
            return Err(format!("{start}..{end} is {}", if start == end { "empty" } else { "backwards" }));
        }
        let len = self.len(unit);
        if end > i64::from(len) {
            return Err(format!("{start}..{end} ends past the text, which has {len} {}", unit_name(unit)));
        }
        match (self.offset(start as u32, unit), self.offset(end as u32, unit)) {
            (Some(start), Some(end)) => Ok((start, end)),
            _ => Err(format!("{start}..{end} cuts a character, counted in {}", unit_name(unit))),
        }
    }

    /// What can be kept of a span that [`span`](Self::span) refuses: its part inside the text.
    pub(crate) fn clamped(&self, [start, end]: RawSpan, unit: OffsetUnit) -> Option<CharSpan> {
        let clamp = |offset: i64| offset.clamp(0, i64::from(self.len(unit))) as u32;
        let (start, end) = (self.offset(clamp(start), unit)?, self.offset(clamp(end), unit)?);
        (start < end).then_some((start, end))
    }

    /// Whether a span looks meant: both edges lie on word borders and inside no white space.
    fn looks_meant(&self, (start, end): CharSpan) -> bool {
        let (start, end) = (start as usize, end as usize);
        let word = |i: usize| self.chars[i].is_alphanumeric();
        let cut = |i: usize| i > 0 && i < self.chars.len() && word(i - 1) && word(i);
        !cut(start) && !cut(end) && !self.chars[start].is_whitespace() && !self.chars[end - 1].is_whitespace()
    }
}

/// Weighs, over a whole file, in which unit its spans make sense.
///
/// Only spans that differ between the units count. Clear of doubt means: at least nine in ten look meant in another
/// unit, and at most half in the stated one.
#[derive(Default)]
pub(crate) struct UnitGuess {
    /// For each other unit: spans that differ, those that look meant in the stated unit, those that do in the other.
    seen: [(u32, u32, u32); 3],
}

impl UnitGuess {
    pub(crate) fn add(&mut self, converter: &Converter<'_>, span: RawSpan, stated: OffsetUnit) {
        let here = converter.span(span, stated).ok();
        for (unit, seen) in UNITS.iter().zip(&mut self.seen) {
            let there = converter.span(span, *unit).ok();
            if here != there {
                let meant = |s: Option<CharSpan>| u32::from(s.is_some_and(|s| converter.looks_meant(s)));
                seen.0 += 1;
                seen.1 += meant(here);
                seen.2 += meant(there);
            }
        }
    }

    /// Puts the unit the spans were really counted in, where it is not the stated one, before all other problems.
    pub(crate) fn report(&self, stated: OffsetUnit, problems: &mut Problems<'_>) {
        if let Some(unit) = self.other_unit() {
            let (unit, stated) = (unit_name(unit), unit_name(stated));
            let message = format!(
                "the spans fit words when counted in {unit}, not in {stated}: name the unit with --offsets {unit}, or in JSON as \"offsets\": \"{unit}\""
            );
            problems.list.insert(0, Problem { file: problems.file().to_owned(), line: None, message });
        }
    }

    /// The unit the spans were really counted in, where it is not the stated one.
    fn other_unit(&self) -> Option<OffsetUnit> {
        let fits = |&(n, here, there): &(u32, u32, u32)| n >= 3 && 2 * here <= n && 10 * there >= 9 * n;
        let best = (0..UNITS.len()).filter(|&i| fits(&self.seen[i])).max_by_key(|&i| self.seen[i].2)?;
        Some(UNITS[best])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wrong_unit_is_guessed() {
        let text = "“Été,” said Zoë. “It’s fine,” said Jürgen. “Good,” said Ann. 😀 Bob said “no”.";
        for counted in UNITS {
            let map = OffsetMap::new(text);
            let mut guess = UnitGuess::default();
            let converter = Converter::new(text);
            for word in ["Zoë", "fine", "Jürgen", "Good", "Ann", "Bob", "no", "said “no"] {
                let at = text.find(word).unwrap() as u32;
                let [s, e] = [at, at + word.len() as u32].map(|o| i64::from(map.from_bytes(o, counted)));
                guess.add(&converter, [s, e], OffsetUnit::Chars);
            }
            assert_eq!(guess.other_unit(), (counted != OffsetUnit::Chars).then_some(counted));
        }
    }
}
