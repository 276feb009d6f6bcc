//! W3C Web Annotations (<https://www.w3.org/TR/annotation-model/>): a quotation a line, pointing into the article by position
//! and by the words themselves, for Hypothesis, Recogito and their like.
//!
//! A discontinuous quotation has one target a piece. Positions count characters of the article's text.

use serde_json::{Value, json};

use crate::context::Context;
use crate::{Quotation, Record};

/// Characters of `prefix` and `suffix`.
const CONTEXT: usize = 32;

pub(crate) fn annotations<'a>(record: &'a Record<'a>, text: &'a str) -> impl Iterator<Item = Value> + 'a {
    let context = Context::new(text, record.offsets);
    record.quotations.iter().map(move |q| annotation(record, q, &context))
}

fn annotation(record: &Record<'_>, quotation: &Quotation<'_>, context: &Context<'_>) -> Value {
    let article = &record.article;
    let source = article.url.as_deref().unwrap_or(&article.id);
    let targets: Vec<Value> = quotation
        .content
        .iter()
        .map(|&place| {
            let [start, end] = place;
            let mut selector = vec![json!({"type": "TextPositionSelector", "start": start, "end": end})];
            if let Some(a) = context.around(place, CONTEXT) {
                selector.push(json!({"type": "TextQuoteSelector", "exact": a.exact, "prefix": a.before,
                    "suffix": a.after}));
            }
            json!({"source": source, "selector": selector})
        })
        .collect();
    let speakers: Vec<&str> = quotation.speakers.iter().filter_map(|s| s.name.as_deref()).collect();
    let mut bodies = vec![json!({"type": "TextualBody", "purpose": "classifying", "value": quotation.kind})];
    if !speakers.is_empty() {
        bodies.push(json!({"type": "TextualBody", "purpose": "identifying", "value": speakers.join("; ")}));
    }
    bodies.extend(quotation.via.iter().map(|v| {
        let value = format!("{} {}: {}", v.relation.as_str(), v.kind.as_str(), v.name);
        json!({"type": "TextualBody", "purpose": "describing", "value": value})
    }));
    json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": format!("{source}#{}", quotation.id),
        "type": "Annotation",
        "motivation": "identifying",
        "generator": {"type": "Software", "name": "dixit", "schema:softwareVersion": record.engine.version},
        "body": bodies,
        "target": targets,
    })
}
