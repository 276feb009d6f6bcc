use crate::Span;

/// The bytes that a number of spans cover, for asking whether another span touches any of them.
///
/// ```
/// use dixit_text::{Span, SpanSet};
///
/// let set: SpanSet = [Span::new(4, 9), Span::new(0, 2), Span::new(6, 12)].into_iter().collect();
/// assert!(set.touches(Span::new(11, 20)));
/// assert!(!set.touches(Span::new(2, 4)));
/// ```
#[derive(Clone, Debug, Default)]
pub struct SpanSet {
    /// Disjoint, in order.
    runs: Vec<Span>,
}

impl SpanSet {
    /// Whether one of the spans shares a byte with `span`.
    pub fn touches(&self, span: Span) -> bool {
        let first = self.runs.partition_point(|r| r.end() <= span.start());
        self.runs.get(first).is_some_and(|r| r.overlaps(span))
    }
}

impl FromIterator<Span> for SpanSet {
    fn from_iter<I: IntoIterator<Item = Span>>(spans: I) -> Self {
        let mut spans: Vec<Span> = spans.into_iter().collect();
        spans.sort_unstable_by_key(|s| s.start());
        let mut runs: Vec<Span> = Vec::with_capacity(spans.len());
        for span in spans {
            match runs.last_mut() {
                Some(last) if last.overlaps(span) => *last = last.cover(span),
                _ => runs.push(span),
            }
        }
        Self { runs }
    }
}
