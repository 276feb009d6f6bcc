use std::collections::HashMap;

use dixit_entities::Mention;
use dixit_eval::{Article, Attribution, CharSpan, Kind};
use dixit_quotes::{Quote, QuoteKind, QuoteTagger};
use dixit_text::{Document, OffsetMap, OffsetUnit, Scratch, Span, Spans, TooLong};
use dixit_tokens::Tokens;

/// An article that people annotated, as the stages see it.
#[derive(Clone, Debug)]
pub struct Gold<'a> {
    /// Text, title, publisher and date.
    pub doc: Document,
    /// Its quotations in the order a tagger keeps.
    pub quotes: Vec<Quote>,
    /// What was read, in the order of `quotes`.
    pub attributions: Vec<&'a Attribution>,
}

impl<'a> Gold<'a> {
    /// Takes an annotated article; of quotations marked twice in the same words the first counts.
    ///
    /// # Errors
    /// [`TooLong`] where the text is.
    pub fn new(article: &'a Article) -> Result<Self, TooLong> {
        let mut doc = Document::new(&article.id, &article.text)?;
        doc.title = article.title.clone();
        doc.publisher = article.publisher.clone();
        doc.date = article.date.clone();
        let map = OffsetMap::new(&article.text);
        let spans = |spans: &[CharSpan]| -> Spans {
            // Offsets were checked when the gold was read.
            let byte = |offset| map.to_bytes(offset, OffsetUnit::Chars).unwrap_or_default();
            spans.iter().map(|&(start, end)| Span::new(byte(start), byte(end))).collect()
        };
        let quote = |a: &Attribution| Quote {
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
        };
        let mut pairs: Vec<(Quote, &Attribution)> =
            article.gold.attributions.iter().map(|a| (quote(a), a)).collect();
        pairs.sort_by_key(|(q, _)| q.content.first().map_or((0, 0), |s| (s.start(), u32::MAX - s.end())));
        pairs.dedup_by(|(b, _), (a, _)| (&a.content, &a.cue, &a.source) == (&b.content, &b.cue, &b.source));
        let (mut quotes, attributions): (Vec<Quote>, Vec<_>) = pairs.into_iter().unzip();
        for i in 1..quotes.len() {
            // The nearest earlier quotation that holds all of this one, its source too.
            let all = quotes[i].content.iter().chain(&quotes[i].source).copied().collect::<Vec<_>>();
            let holds = |p: &usize| all.iter().all(|s| quotes[*p].content.iter().any(|c| c.covers(*s)));
            let parent = if quotes[i].source.is_empty() { None } else { (0..i).rev().find(holds) };
            quotes[i].parent = parent.map(|p| p as u32);
        }
        Ok(Self { doc, quotes, attributions })
    }
}

/// A quote tagger that knows the answers: finds in each article the content, cue and source of its gold, by its id. For
/// [`Analyzer::with_given_quotes`](crate::Analyzer::with_given_quotes).
#[derive(Clone, Debug)]
pub struct GivenQuotes {
    of_article: HashMap<String, Vec<Quote>>,
}

impl GivenQuotes {
    /// Knows these articles.
    pub fn new(gold: &[Gold<'_>]) -> Self {
        Self { of_article: gold.iter().map(|g| (g.doc.id.clone(), g.quotes.clone())).collect() }
    }
}

impl QuoteTagger for GivenQuotes {
    fn tag(&self, doc: &Document, _: &Tokens, _: &[Mention], _: &mut Scratch) -> Vec<Quote> {
        self.of_article.get(&doc.id).cloned().unwrap_or_default()
    }
}
