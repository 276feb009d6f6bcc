//! The words around a quotation, for formats that show them.

use dixit_text::OffsetMap;

use crate::{Offsets, Place};

/// The text of an article, which places in any unit point into.
pub(crate) struct Context<'t> {
    text: &'t str,
    map: OffsetMap<'t>,
    unit: Offsets,
}

/// A place with the words before and after it.
pub(crate) struct Around<'t> {
    pub(crate) before: &'t str,
    pub(crate) exact: &'t str,
    pub(crate) after: &'t str,
}

impl<'t> Context<'t> {
    pub(crate) fn new(text: &'t str, unit: Offsets) -> Self {
        Self { text, map: OffsetMap::new(text), unit }
    }

    /// The words at `place` and up to `chars` characters on both sides; `None` if the text is not there.
    pub(crate) fn around(&self, place: Place, chars: usize) -> Option<Around<'t>> {
        let [start, end] = place.map(|at| self.map.to_bytes(at, self.unit.into()));
        let (start, end) = (start? as usize, end? as usize);
        let exact = self.text.get(start..end).filter(|s| !s.is_empty())?;
        let (before, after) = (&self.text[..start], &self.text[end..]);
        let from = before.char_indices().rev().take(chars).last().map_or(start, |(at, _)| at);
        let to = after.char_indices().nth(chars).map_or(after.len(), |(at, _)| at);
        Some(Around { before: &before[from..], exact, after: &after[..to] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_around_are_cut_at_characters_and_ends() {
        let context = Context::new("é “Yes,” she said.", Offsets::Chars);
        let around = |place, chars| context.around(place, chars).map(|a| (a.before, a.exact, a.after));
        assert_eq!(around([2, 8], 3), Some(("é ", "“Yes,”", " sh")));
        assert_eq!(around([2, 8], 100), Some(("é ", "“Yes,”", " she said.")));
        assert_eq!(around([2, 99], 3), None);
        assert!(Context::new("", Offsets::Bytes).around([0, 3], 9).is_none());
    }
}
