//! The article the project began with: every chain and every time of its gold, and nothing else.

use dixit_entities::{EntityTagger, RuleTagger, cluster};
use dixit_models::outlets::Outlets;
use dixit_quotes::{Quote, QuoteKind};
use dixit_sources::trace;
use dixit_speakers::resolve;
use dixit_text::{Document, OffsetMap, OffsetUnit, Scratch, Span, Spans};
use serde_json::{Value, json};

#[test]
fn every_chain_and_time_of_the_seed_article() {
    let gold: Value =
        serde_json::from_str(include_str!("../../../tests/fixtures/us-china-trade-2025-12.gold.json"))
            .unwrap();
    let mut doc = Document::new("seed", gold["text"].as_str().unwrap()).unwrap();
    doc.date = gold["date"].as_str().map(str::to_owned);
    let map = OffsetMap::new(doc.text());
    let spans = |value: &Value| -> Spans {
        let byte = |v: &Value| map.to_bytes(v.as_u64().unwrap() as u32, OffsetUnit::Chars).unwrap();
        value.as_array().unwrap().iter().map(|p| Span::new(byte(&p[0]), byte(&p[1]))).collect()
    };
    let golds = gold["attributions"].as_array().unwrap();
    let quotes: Vec<Quote> = golds
        .iter()
        .map(|a| Quote {
            content: spans(&a["content"]),
            cue: spans(&a["cue"]),
            source: spans(&a["source"]),
            kind: match a["kind"].as_str() {
                Some("direct") => QuoteKind::Direct,
                Some("mixed") => QuoteKind::Mixed,
                _ => QuoteKind::Indirect,
            },
            parent: None,
            score: 1.0,
        })
        .collect();
    let tokens = dixit_tokens::tokenize(doc.text());
    let mentions = RuleTagger::default().tag(&doc, &tokens, &mut Scratch::default());
    let entities = cluster(&doc, &tokens, mentions);
    let attributions = resolve(&doc, &tokens, &entities, &quotes);
    let outlets = Outlets::builtin();
    let sources = trace(&doc, &tokens, &entities, &quotes, &attributions, outlets);
    let mut wrong = Vec::new();
    for (gold, chain) in golds.iter().zip(&sources.chains) {
        let via: Vec<Value> = chain
            .via
            .iter()
            .map(|v| {
                let name = v.label(&doc, outlets);
                json!({"name": name, "kind": v.kind.as_str(), "relation": v.relation.as_str()})
            })
            .collect();
        let when = chain.when.as_ref().map(|w| w.date.clone().unwrap_or_else(|| w.text(&doc).into_owned()));
        if gold["via"] != json!(via) || gold["when"] != json!(when) {
            wrong.push(format!(
                "{}: expected {} {}\n     found    {} {}",
                gold["id"],
                gold["via"],
                gold["when"],
                json!(via),
                json!(when)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
