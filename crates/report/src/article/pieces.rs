//! Cuts a text where quotations, cues and sources begin and end.

use std::ops::Range;

use dixit_record::{Offsets, Place, Record};
use dixit_text::{OffsetMap, OffsetUnit};

/// What a stretch of text can be to a quotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Content,
    Cue,
    Source,
}

/// A stretch of text that is one thing throughout. Quotations are given by their place in the record.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Bytes of the text.
    pub(super) range: Range<usize>,
    /// Quotations that begin here.
    pub(super) begins: Vec<usize>,
    /// Quotations it is content of, the shortest (so the innermost) first.
    pub(super) content: Vec<usize>,
    pub(super) cue: Vec<usize>,
    pub(super) source: Vec<usize>,
}

/// A span of a quotation in bytes.
struct Mark {
    range: Range<usize>,
    quotation: usize,
    part: Part,
}

/// Pieces of the whole text, in order and without gaps. Places that lie outside the text are passed over.
pub(super) fn pieces(record: &Record<'_>, text: &str) -> Vec<Piece> {
    let map = OffsetMap::new(text);
    let unit = match record.offsets {
        Offsets::Bytes => OffsetUnit::Bytes,
        Offsets::Chars => OffsetUnit::Chars,
        Offsets::Utf16 => OffsetUnit::Utf16,
    };
    let bytes = |&[start, end]: &Place| {
        let range = map.to_bytes(start, unit)? as usize..map.to_bytes(end, unit)? as usize;
        (!range.is_empty() && text.get(range.clone()).is_some()).then_some(range)
    };
    let mut marks = Vec::new();
    for (quotation, q) in record.quotations.iter().enumerate() {
        for (places, part) in [(&q.content, Part::Content), (&q.cue, Part::Cue), (&q.source, Part::Source)] {
            marks.extend(places.iter().filter_map(bytes).map(|range| Mark { range, quotation, part }));
        }
    }
    let mut length = vec![0; record.quotations.len()];
    let mut first = vec![usize::MAX; record.quotations.len()];
    for m in marks.iter().filter(|m| m.part == Part::Content) {
        length[m.quotation] += m.range.len();
        first[m.quotation] = first[m.quotation].min(m.range.start);
    }
    let mut cuts: Vec<usize> = marks.iter().flat_map(|m| [m.range.start, m.range.end]).collect();
    cuts.extend([0, text.len()]);
    cuts.sort_unstable();
    cuts.dedup();
    marks.sort_by_key(|m| m.range.start);

    let mut out = Vec::with_capacity(cuts.len());
    let mut coming = marks.iter().peekable();
    let mut open: Vec<&Mark> = Vec::new();
    for pair in cuts.windows(2) {
        let range = pair[0]..pair[1];
        open.retain(|m| m.range.end > range.start);
        while let Some(m) = coming.next_if(|m| m.range.start == range.start) {
            open.push(m);
        }
        let of = |part: Part| {
            let mut list: Vec<usize> = open.iter().filter(|m| m.part == part).map(|m| m.quotation).collect();
            list.sort_unstable_by_key(|&q| (length[q], q));
            list.dedup();
            list
        };
        let content = of(Part::Content);
        let mut begins: Vec<usize> = content.iter().copied().filter(|&q| first[q] == range.start).collect();
        begins.sort_unstable();
        out.push(Piece { range, begins, content, cue: of(Part::Cue), source: of(Part::Source) });
    }
    out
}
