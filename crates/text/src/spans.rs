use std::fmt;
use std::ops::{Deref, DerefMut};

use smallvec::SmallVec;

use crate::Span;

/// The pieces of one span that may be discontinuous: sorted, disjoint, none empty.
///
/// A slice of [`Span`] that grows. Two pieces fit without an allocation, enough for `“…,” X said, “…”`.
///
/// ```
/// use dixit_text::{Span, Spans};
///
/// let mut content = Spans::from(Span::new(0, 8));
/// content.push(Span::new(15, 20));
/// assert_eq!(content.len(), 2);
/// assert_eq!(content.iter().map(|s| s.len()).sum::<u32>(), 13);
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Spans(SmallVec<[Span; 2]>);

impl Spans {
    /// No piece.
    #[inline]
    pub fn new() -> Self {
        Self::default()
    }

    /// The pieces as a slice.
    #[inline]
    pub fn as_slice(&self) -> &[Span] {
        &self.0
    }

    /// Adds a piece at the end.
    #[inline]
    pub fn push(&mut self, piece: Span) {
        self.0.push(piece);
    }

    /// Takes the last piece out.
    pub fn pop(&mut self) -> Option<Span> {
        self.0.pop()
    }

    /// Keeps the pieces for which `keep` is true.
    pub fn retain(&mut self, mut keep: impl FnMut(&Span) -> bool) {
        self.0.retain(|piece| keep(piece));
    }

    /// Takes all pieces out.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

impl Deref for Spans {
    type Target = [Span];

    #[inline]
    fn deref(&self) -> &[Span] {
        &self.0
    }
}

impl DerefMut for Spans {
    #[inline]
    fn deref_mut(&mut self) -> &mut [Span] {
        &mut self.0
    }
}

impl From<Span> for Spans {
    fn from(piece: Span) -> Self {
        std::iter::once(piece).collect()
    }
}

impl FromIterator<Span> for Spans {
    #[inline]
    fn from_iter<I: IntoIterator<Item = Span>>(pieces: I) -> Self {
        Self(pieces.into_iter().collect())
    }
}

impl Extend<Span> for Spans {
    #[inline]
    fn extend<I: IntoIterator<Item = Span>>(&mut self, pieces: I) {
        self.0.extend(pieces);
    }
}

impl<'a> IntoIterator for &'a Spans {
    type Item = &'a Span;
    type IntoIter = std::slice::Iter<'a, Span>;

    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a mut Spans {
    type Item = &'a mut Span;
    type IntoIter = std::slice::IterMut<'a, Span>;

    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter_mut()
    }
}

impl IntoIterator for Spans {
    type Item = Span;
    type IntoIter = IntoIter;

    #[inline]
    fn into_iter(self) -> IntoIter {
        IntoIter(self.0.into_iter())
    }
}

impl fmt::Debug for Spans {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.0).finish()
    }
}

/// The pieces of [`Spans`], one after the other.
#[derive(Clone, Debug)]
pub struct IntoIter(smallvec::IntoIter<[Span; 2]>);

impl Iterator for IntoIter {
    type Item = Span;

    #[inline]
    fn next(&mut self) -> Option<Span> {
        self.0.next()
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl ExactSizeIterator for IntoIter {}
