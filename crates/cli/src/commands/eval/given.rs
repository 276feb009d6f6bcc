//! The gold's own quotations in the place of those an engine finds, to measure what comes after.

use std::collections::HashMap;

use dixit_entities::Mention;
use dixit_eval::{Article, CharSpan, Kind};
use dixit_quotes::{Quote, QuoteKind, QuoteTagger};
use dixit_text::{Document, OffsetMap, OffsetUnit, Scratch, Span, Spans};
use dixit_tokens::Tokens;

/// A quote tagger that knows the answers: finds in each article the content, cue and source of its gold, by its id.
pub(super) struct GivenQuotes {
    of_article: HashMap<String, Vec<Quote>>,
}

impl GivenQuotes {
    pub(super) fn new(gold: &[Article]) -> Self {
        Self { of_article: gold.iter().map(|a| (a.id.clone(), quotes(a))).collect() }
    }
}

impl QuoteTagger for GivenQuotes {
    fn tag(&self, doc: &Document, _: &Tokens, _: &[Mention], _: &mut Scratch) -> Vec<Quote> {
        self.of_article.get(&doc.id).cloned().unwrap_or_default()
    }
}

/// The gold of one article in the order a tagger keeps.
pub(crate) fn quotes(article: &Article) -> Vec<Quote> {
    let map = OffsetMap::new(&article.text);
    let spans = |spans: &[CharSpan]| -> Spans {
        // Offsets were checked when the gold was read.
        let byte = |offset| map.to_bytes(offset, OffsetUnit::Chars).unwrap_or_default();
        spans.iter().map(|&(start, end)| Span::new(byte(start), byte(end))).collect()
    };
    let mut quotes: Vec<Quote> = article
        .gold
        .attributions
        .iter()
        .map(|a| Quote {
            content: spans(&a.content),
            cue: spans(&a.cue),
            source: spans(&a.source),
            kind: match a.kind {
                Some(Kind::Direct) | None => QuoteKind::Direct,
                Some(Kind::Mixed) => QuoteKind::Mixed,
                Some(Kind::Indirect) => QuoteKind::Indirect,
            },
            parent: None,
            score: 1.0,
        })
        .collect();
    quotes.sort_by_key(|q| q.content.first().map_or((0, 0), |s| (s.start(), u32::MAX - s.end())));
    quotes.dedup_by(|b, a| (&a.content, &a.cue, &a.source) == (&b.content, &b.cue, &b.source));
    for i in 1..quotes.len() {
        // The nearest earlier quotation that holds all of this one, its source too.
        let all = quotes[i].content.iter().chain(&quotes[i].source).copied().collect::<Vec<_>>();
        let holds = |p: &usize| all.iter().all(|s| quotes[*p].content.iter().any(|c| c.covers(*s)));
        let parent = if quotes[i].source.is_empty() { None } else { (0..i).rev().find(holds) };
        quotes[i].parent = parent.map(|p| p as u32);
    }
    quotes
}
