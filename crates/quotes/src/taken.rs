//! Which places of the text quotations hold already.

use dixit_text::Span;

/// Spans that may hold each other, joined to disjoint runs in order.
pub(crate) struct Taken {
    runs: Vec<Span>,
}

impl Taken {
    pub(crate) fn of(spans: impl Iterator<Item = Span>) -> Self {
        let mut spans: Vec<Span> = spans.collect();
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

    /// Whether one of them shares a byte with `span`.
    pub(crate) fn touches(&self, span: Span) -> bool {
        let first = self.runs.partition_point(|r| r.end() <= span.start());
        self.runs.get(first).is_some_and(|r| r.overlaps(span))
    }
}
