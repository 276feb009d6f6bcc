//! Reading articles whose attributions people marked.

use anyhow::{Context, Result, anyhow};
use dixit_quotes::{Quote, QuoteKind};
use dixit_text::{Document, OffsetMap, OffsetUnit, Span, Spans};
use serde_json::Value;

/// An article of the gold format.
#[derive(Debug)]
pub(crate) struct Article {
    /// Text, id, date and publisher.
    pub(crate) doc: Document,
    /// The id of each attribution, in the order of `quotes`.
    pub(crate) ids: Vec<String>,
    /// The attributions as quotations, sorted as the contract of a quote tagger asks.
    pub(crate) quotes: Vec<Quote>,
    /// Indices in `quotes` of those marked as border cases: found or not, they count neither way.
    pub(crate) border: Vec<usize>,
}

/// Reads one line of the gold format; offsets are Unicode characters.
///
/// # Errors
/// Where there is no text, or an offset lies outside it.
pub(crate) fn article(article: &Value) -> Result<Article> {
    let text = article["text"].as_str().context("no text")?;
    let mut doc = Document::new(article["id"].as_str().unwrap_or_default(), text)?;
    doc.date = article["date"].as_str().map(str::to_owned);
    doc.publisher = article["publisher"].as_str().map(str::to_owned);
    let map = OffsetMap::new(text);
    let spans = |value: &Value| -> Result<Spans> {
        let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
        list.iter()
            .map(|pair| {
                let at = |i: usize| {
                    let chars = pair[i].as_u64().context("offset")? as u32;
                    map.to_bytes(chars, OffsetUnit::Chars)
                        .ok_or_else(|| anyhow!("offset {chars} outside the text"))
                };
                Ok(Span::new(at(0)?, at(1)?))
            })
            .collect()
    };
    let mut quotes = Vec::new();
    for a in article["attributions"].as_array().map(Vec::as_slice).unwrap_or_default() {
        let kind = match a["kind"].as_str() {
            Some("direct") => QuoteKind::Direct,
            Some("mixed") => QuoteKind::Mixed,
            _ => QuoteKind::Indirect,
        };
        let (content, cue, source) = (spans(&a["content"])?, spans(&a["cue"])?, spans(&a["source"])?);
        let quote = Quote { content, cue, source, kind, parent: None, score: 1.0 };
        let border = a["border"].as_bool().unwrap_or(false);
        quotes.push((a["id"].as_str().unwrap_or_default().to_owned(), quote, border));
    }
    quotes.sort_by_key(|(_, q, _)| q.content.first().map_or((0, 0), |s| (s.start(), u32::MAX - s.end())));
    let border = (0..quotes.len()).filter(|&i| quotes[i].2).collect();
    let (ids, mut quotes): (Vec<_>, Vec<_>) = quotes.into_iter().map(|(id, quote, _)| (id, quote)).unzip();
    // The smallest earlier quotation whose content covers all of this one's.
    for i in 1..quotes.len() {
        let parent = (0..i).rev().find(|&p| {
            let inside = |s: &Span| quotes[p].content.iter().any(|c| c.covers(*s));
            quotes[i].content.iter().all(inside)
                && quotes[i].source.iter().all(inside)
                && !quotes[i].source.is_empty()
        });
        quotes[i].parent = parent.map(|p| p as u32);
    }
    Ok(Article { doc, ids, quotes, border })
}
