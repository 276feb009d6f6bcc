use std::fmt;
use std::ops::Range;

/// A half-open range of UTF-8 byte offsets into a document's text.
///
/// `start <= end` always holds. Offsets are `u32`, so a document may be at most 4 GiB long; that
/// halves the memory of every layer against `usize`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// The span of bytes `start..end`.
    ///
    /// # Panics
    /// If `start > end`.
    #[inline]
    pub const fn new(start: u32, end: u32) -> Self {
        assert!(start <= end, "a span ends before it starts");
        Self { start, end }
    }

    /// Offset of the first byte.
    #[inline]
    pub const fn start(self) -> u32 {
        self.start
    }

    /// Offset just past the last byte.
    #[inline]
    pub const fn end(self) -> u32 {
        self.end
    }

    /// Length in bytes.
    #[inline]
    pub const fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether the span holds no byte.
    #[inline]
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The same range in `usize`, to index a `str` with.
    #[inline]
    pub const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether `offset` lies in `start..end`.
    #[inline]
    pub const fn contains(self, offset: u32) -> bool {
        self.start <= offset && offset < self.end
    }

    /// Whether all of `other` lies in this span.
    #[inline]
    pub const fn covers(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    #[inline]
    pub const fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that covers both.
    #[inline]
    pub fn cover(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

impl From<Range<u32>> for Span {
    fn from(r: Range<u32>) -> Self {
        Span::new(r.start, r.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn touching_spans_do_not_overlap() {
        let (a, b) = (Span::new(0, 3), Span::new(3, 5));
        assert!(!a.overlaps(b) && !b.overlaps(a));
        assert_eq!(a.cover(b), Span::new(0, 5));
        assert!(!a.contains(3) && b.contains(3));
    }

    #[test]
    fn debug_prints_the_range() {
        assert_eq!(format!("{:?}", Span::new(3, 9)), "3..9");
    }

    #[test]
    #[should_panic(expected = "ends before")]
    fn a_span_cannot_run_backwards() {
        let _ = Span::new(2, 1);
    }
}
