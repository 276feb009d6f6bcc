use std::collections::BTreeSet;

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

use crate::{CharSpan, Kind};

/// The letters and digits of one text, numbered in order.
///
/// Every measure counts only these, so that quotation marks, commas and spaces at the edge of a span are free.
pub(crate) struct Letters {
    /// Letters before each character; one more entry than the text has characters.
    before: Vec<u32>,
    /// Letters between double quotation marks before each letter; one more entry than there are letters.
    quoted: Vec<u32>,
}

impl Letters {
    pub(crate) fn new(text: &str) -> Self {
        let mut before = Vec::with_capacity(text.len() + 1);
        let mut quoted = Vec::with_capacity(text.len() + 1);
        let (mut letters, mut inside, mut n_quoted) = (0, false, 0);
        before.push(0);
        quoted.push(0);
        for c in text.chars() {
            match c {
                // A mark left open ends with its paragraph.
                '\n' | '”' | '»' => inside = false,
                '“' | '«' => inside = true,
                '"' => inside = !inside,
                _ if is_letter(c) => {
                    letters += 1;
                    n_quoted += u32::from(inside);
                    quoted.push(n_quoted);
                }
                _ => {}
            }
            before.push(letters);
        }
        Self { before, quoted }
    }

    /// Characters in the text.
    pub(crate) fn n_chars(&self) -> u32 {
        self.before.len() as u32 - 1
    }

    /// The numbers of the letters under one piece, half open.
    fn range(&self, (start, end): CharSpan) -> (u32, u32) {
        let at = |offset: u32| self.before[offset.min(self.n_chars()) as usize];
        (at(start), at(end.max(start)))
    }

    /// The letters under a span list.
    pub(crate) fn set(&self, spans: &[CharSpan]) -> LetterSet {
        let mut ranges: Vec<_> = spans.iter().map(|&s| self.range(s)).filter(|r| r.0 < r.1).collect();
        ranges.sort_unstable();
        ranges.dedup_by(|next, last| {
            let touch = next.0 <= last.1;
            if touch {
                last.1 = last.1.max(next.1);
            }
            touch
        });
        LetterSet { ranges }
    }

    /// Direct, mixed or indirect, by the share of letters between quotation marks.
    pub(crate) fn kind(&self, spans: &[CharSpan]) -> Kind {
        let (mut all, mut quoted) = (0, 0);
        for &span in spans {
            let (start, end) = self.range(span);
            all += end - start;
            quoted += self.quoted[end as usize] - self.quoted[start as usize];
        }
        match f64::from(quoted) / f64::from(all.max(1)) {
            q if q > 0.95 => Kind::Direct,
            q if q > 0.05 => Kind::Mixed,
            _ => Kind::Indirect,
        }
    }

    /// Adds the contiguous pieces of one span list to `out`; pieces with no letter between them are one.
    ///
    /// Step by step as the Python scorer `score.py` does it, so that the two agree on odd input too: a piece that grows takes its
    /// shorter form out of the set, whoever put it there, and ends where the last of its parts ends.
    pub(crate) fn add_pieces(&self, spans: &[CharSpan], out: &mut BTreeSet<(u32, u32)>) {
        let mut spans = spans.to_vec();
        spans.sort_unstable();
        let mut last: Option<(u32, u32)> = None;
        for (start, end) in spans.into_iter().map(|s| self.range(s)).filter(|r| r.0 < r.1) {
            let piece = match last {
                Some(last) if start <= last.1 => {
                    out.remove(&last);
                    (last.0, end)
                }
                _ => (start, end),
            };
            out.insert(piece);
            last = Some(piece);
        }
    }
}

/// A set of letters of one text, as sorted ranges that do not touch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LetterSet {
    ranges: Vec<(u32, u32)>,
}

impl LetterSet {
    pub(crate) fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    pub(crate) fn len(&self) -> u32 {
        self.ranges.iter().map(|r| r.1 - r.0).sum()
    }

    /// How many letters the two share.
    pub(crate) fn shared(&self, other: &Self) -> u32 {
        let (mut a, mut b) = (self.ranges.iter().peekable(), other.ranges.iter().peekable());
        let mut n = 0;
        while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
            n += x.1.min(y.1).saturating_sub(x.0.max(y.0));
            if x.1 <= y.1 {
                a.next()
            } else {
                b.next()
            };
        }
        n
    }
}

/// A letter or number by Unicode's general category, which is what Python's `str.isalnum` accepts.
///
/// [`char::is_alphanumeric`] differs: it takes combining vowel signs too.
fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    matches!(c.general_category_group(), GeneralCategoryGroup::Letter | GeneralCategoryGroup::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_spaces_are_free() {
        let l = Letters::new("“Yes,” he said.");
        assert_eq!(l.set(&[(0, 6)]), l.set(&[(1, 4)]));
        assert_eq!(l.set(&[(0, 6)]).len(), 3);
        assert_ne!(l.set(&[(0, 6)]), l.set(&[(0, 9)]));
    }

    #[test]
    fn overlapping_and_reversed_pieces() {
        let l = Letters::new("abcdef ghij");
        assert_eq!(l.set(&[(2, 5), (0, 3), (9, 7)]), l.set(&[(0, 5)]));
        assert_eq!(l.set(&[(0, 6), (7, 99)]), l.set(&[(0, 11)]), "only a space between");
        assert_eq!(l.set(&[(0, 4)]).shared(&l.set(&[(1, 2), (3, 8)])), 2);
    }

    #[test]
    fn kinds() {
        let l = Letters::new("He said “no way” and \"left\" it.\n“Open\nand closed");
        assert_eq!(l.kind(&[(8, 16)]), Kind::Direct);
        assert_eq!(l.kind(&[(3, 16)]), Kind::Mixed);
        assert_eq!(l.kind(&[(0, 7)]), Kind::Indirect);
        assert_eq!(l.kind(&[(38, 48)]), Kind::Indirect, "a mark ends with its paragraph");
    }
}
