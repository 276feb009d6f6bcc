//! Which places of the text quotations hold already.

use dixit_text::Span;

/// Spans in order. They may hold each other, but none reaches farther back than the longest.
pub(crate) struct Taken {
    spans: Vec<Span>,
    longest: u32,
}

impl Taken {
    pub(crate) fn of(spans: impl Iterator<Item = Span>) -> Self {
        let mut spans: Vec<Span> = spans.collect();
        spans.sort_unstable_by_key(|s| (s.start(), s.end()));
        let longest = spans.iter().map(|s| s.len()).max().unwrap_or(0);
        Self { spans, longest }
    }

    /// Whether one of them shares a byte with `span`.
    pub(crate) fn touches(&self, span: Span) -> bool {
        let near = self.spans.partition_point(|s| s.start() + self.longest < span.start());
        self.spans[near..].iter().take_while(|s| s.start() < span.end()).any(|s| s.overlaps(span))
    }
}
