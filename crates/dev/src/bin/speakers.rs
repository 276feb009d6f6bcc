//! Speakers of gold quotations, for `score_speakers.py`.
//!
//! usage: speakers ARTICLES.jsonl [ID] > PRED.jsonl
//!
//! Takes content, cue and source spans from the articles as they are, resolves who speaks, and writes a gold line
//! an article. For articles whose id contains ID, their entities go to stderr. What each stage costs goes to stderr.

use std::io::{BufWriter, Write};

use anyhow::{Context, Result, anyhow};
use dixit_entities::{EntityTagger, RuleTagger, cluster};
use dixit_models::people::People;
use dixit_quotes::{Attribution, Quote, QuoteKind, SpeakerType, resolve};
use dixit_text::{Document, OffsetMap, OffsetUnit, Scratch, Span, Spans};
use serde_json::{Value, json};

#[expect(clippy::print_stderr, reason = "a program")]
fn main() -> Result<()> {
    let path = std::env::args().nth(1).context("usage: speakers ARTICLES.jsonl > PRED.jsonl")?;
    let content = std::fs::read_to_string(&path).with_context(|| path.clone())?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut scratch = Scratch::default();
    let (mut words, mut tagging, mut clustering, mut resolving) = (0, 0.0, 0.0, 0.0);
    for line in content.lines() {
        let article: Value = serde_json::from_str(line)?;
        let (doc, ids, quotes) = read(&article)?;
        let tokens = dixit_tokens::tokenize(doc.text());
        words += tokens.tokens().len();
        let clock = std::time::Instant::now();
        let mentions = RuleTagger::default().tag(&doc, &tokens, &mut scratch);
        tagging += clock.elapsed().as_secs_f64();
        let clock = std::time::Instant::now();
        let entities = cluster(&doc, &tokens, mentions);
        clustering += clock.elapsed().as_secs_f64();
        let clock = std::time::Instant::now();
        let speakers = resolve(&doc, &tokens, &entities, &quotes);
        resolving += clock.elapsed().as_secs_f64();
        if std::env::args().nth(2).is_some_and(|id| doc.id.contains(&id)) {
            for e in &entities.entities {
                let roles: Vec<_> = e.roles.iter().map(|&r| doc.slice(r)).collect();
                eprintln!(
                    "{:?} {} x{} {:?} {roles:?}",
                    e.kind,
                    doc.slice(e.name),
                    e.mentions.len(),
                    e.gender
                );
            }
        }
        let map = OffsetMap::new(doc.text());
        let attributions: Vec<Value> = quotes
            .iter()
            .zip(&speakers)
            .zip(&ids)
            .map(|((q, a), id)| {
                let spans = |s: &Spans| s.iter().map(|s| [map.from_bytes(s.start(), OffsetUnit::Chars), map.from_bytes(s.end(), OffsetUnit::Chars)]).collect::<Vec<_>>();
                json!({
                    "id": id, "content": spans(&q.content), "source": spans(&q.source), "speaker": names(&doc, a),
                    "confidence": a.score, "decided_by": format!("{:?}", a.decided_by),
                })
            })
            .collect();
        writeln!(out, "{}", json!({"id": doc.id, "attributions": attributions}))?;
    }
    let per = |s: f64| 1e6 * s / words as f64;
    eprintln!(
        "{words} tokens; µs a token: tag {:.3}, cluster {:.3}, resolve {:.3}",
        per(tagging),
        per(clustering),
        per(resolving)
    );
    Ok(())
}

/// The names of the speakers: one as a string, several as a list, null where nobody is named.
fn names(doc: &Document, a: &Attribution) -> Value {
    let named: Vec<&str> = a
        .speakers
        .iter()
        .filter(|s| {
            s.entity.is_some()
                || matches!(s.kind, SpeakerType::Person | SpeakerType::Document | SpeakerType::Organization)
        })
        .map(|s| s.full_name(doc, People::builtin()))
        .collect();
    match named[..] {
        [] => Value::Null,
        [one] => json!(one),
        _ => json!(named),
    }
}

/// An article of the gold format: document, ids of the attributions, quotations sorted as the contract asks.
fn read(article: &Value) -> Result<(Document, Vec<String>, Vec<Quote>)> {
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
        let quote = Quote {
            content: spans(&a["content"])?,
            cue: spans(&a["cue"])?,
            source: spans(&a["source"])?,
            kind,
            parent: None,
            score: 1.0,
        };
        quotes.push((a["id"].as_str().unwrap_or_default().to_owned(), quote));
    }
    quotes.sort_by_key(|(_, q)| q.content.first().map_or((0, 0), |s| (s.start(), u32::MAX - s.end())));
    let (ids, mut quotes): (Vec<_>, Vec<_>) = quotes.into_iter().unzip();
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
    Ok((doc, ids, quotes))
}
