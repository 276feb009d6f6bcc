//! Exports of annotation tools, which know spans with labels and relations between them: doccano, Label Studio, Prodigy, and
//! INCEpTION in the form of UIMA CAS JSON.
//!
//! A span is a content (also called `quote` or `quotation`), a cue (`verb`) or a source (`speaker`), in any case. What is related to
//! a content, directly or through its cue, is of the same attribution; relations may point either way. Offsets count characters,
//! those of UIMA in UTF-16.

use rustc_hash::FxHashSet;
use serde_json::Value;

use crate::offsets::RawSpan;
use crate::raw::{RawArticle, RawAttribution};

/// What an article is called and says, in the words of a tool.
#[derive(Default)]
struct Labelled {
    id: String,
    text: Option<String>,
    /// Unit of the offsets, where it is not characters.
    offsets: Option<&'static str>,
    spans: Vec<Span>,
    relations: Vec<(String, String)>,
}

struct Span {
    key: String,
    place: RawSpan,
    part: Part,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Content,
    Cue,
    Source,
}

impl Part {
    fn of(label: &str) -> Option<Self> {
        Some(match label.to_ascii_lowercase().as_str() {
            "content" | "quote" | "quotation" => Self::Content,
            "cue" | "verb" => Self::Cue,
            "source" | "speaker" => Self::Source,
            _ => return None,
        })
    }
}

/// Whether an object is an article of one of the tools.
pub(crate) fn is(value: &Value) -> bool {
    let has = |field: &str| value.get(field).is_some();
    let pairs = |field: &str| {
        value.get(field).and_then(Value::as_array).is_some_and(|l| l.iter().all(Value::is_array))
    };
    let spans = || value["spans"].as_array().is_some_and(|l| l.iter().all(|s| s.get("label").is_some()));
    has("%FEATURE_STRUCTURES")
        || (has("data") && (has("annotations") || has("predictions")))
        || (has("text") && (has("entities") || pairs("label") || pairs("labels") || spans()))
}

/// The article in the gold format; without an id where the file gives none.
pub(crate) fn into_raw(value: Value) -> RawArticle {
    let labelled = if let Some(structures) = value.get("%FEATURE_STRUCTURES") {
        uima(structures)
    } else if value.get("data").is_some() {
        label_studio(&value)
    } else if value.get("spans").is_some() {
        prodigy(&value)
    } else {
        doccano(&value)
    };
    RawArticle {
        attributions: labelled.attributions(),
        id: labelled.id,
        text: labelled.text,
        offsets: labelled.offsets.map(str::to_owned),
        ..RawArticle::default()
    }
}

impl Labelled {
    fn add(&mut self, key: String, begin: &Value, end: &Value, label: Option<&str>) {
        if let (Some(begin), Some(end), Some(part)) = (begin.as_i64(), end.as_i64(), label.and_then(Part::of))
        {
            self.spans.push(Span { key, place: [begin, end], part });
        }
    }

    fn attributions(&self) -> Vec<RawAttribution> {
        let contents = self.spans.iter().filter(|span| span.part == Part::Content);
        contents
            .map(|content| {
                let related = self.related(content);
                let of = |part| Some(related.iter().filter(|s| s.part == part).map(|s| s.place).collect());
                RawAttribution {
                    id: Some(content.key.clone()),
                    content: Some(vec![content.place]),
                    source: of(Part::Source),
                    cue: of(Part::Cue),
                    ..RawAttribution::default()
                }
            })
            .collect()
    }

    /// Cues and sources that relations lead to from a content, without passing another one.
    fn related(&self, content: &Span) -> Vec<&Span> {
        let mut found = Vec::new();
        let mut met = FxHashSet::from_iter([content.key.as_str()]);
        let mut todo = vec![content.key.as_str()];
        while let Some(at) = todo.pop() {
            let ends = self.relations.iter().filter_map(|(a, b)| match (a == at, b == at) {
                (true, _) => Some(b.as_str()),
                (_, true) => Some(a.as_str()),
                _ => None,
            });
            for end in ends {
                let span = self.spans.iter().find(|s| s.key == end && s.part != Part::Content);
                if let Some(span) = span.filter(|_| met.insert(end)) {
                    found.push(span);
                    todo.push(end);
                }
            }
        }
        found.sort_by_key(|span| span.place);
        found
    }
}

/// Ids are numbers or texts.
fn text_of(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| if value.is_null() { String::new() } else { value.to_string() }, str::to_owned)
}

fn list<'v>(value: &'v Value, field: &str) -> &'v [Value] {
    value.get(field).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// `{"id", "text", "entities": [{"id", "start_offset", "end_offset", "label"}], "relations": [{"from_id", "to_id"}]}`, or `label`
/// with `[start, end, label]`.
fn doccano(value: &Value) -> Labelled {
    let mut out = Labelled {
        id: text_of(&value["id"]),
        text: value["text"].as_str().map(str::to_owned),
        ..Labelled::default()
    };
    for span in list(value, "entities") {
        out.add(text_of(&span["id"]), &span["start_offset"], &span["end_offset"], span["label"].as_str());
    }
    for (number, span) in list(value, "label").iter().chain(list(value, "labels")).enumerate() {
        out.add(format!("s{number}"), &span[0], &span[1], span[2].as_str());
    }
    for relation in list(value, "relations") {
        out.relations.push((text_of(&relation["from_id"]), text_of(&relation["to_id"])));
    }
    out
}

/// `{"text", "spans": [{"start", "end", "label"}], "relations": [{"head_span": {"start", "end"}, "child_span": …}]}`.
fn prodigy(value: &Value) -> Labelled {
    let id = [&value["id"], &value["meta"]["id"], &value["_input_hash"]].into_iter().find(|id| !id.is_null());
    let mut out = Labelled {
        id: id.map(text_of).unwrap_or_default(),
        text: value["text"].as_str().map(str::to_owned),
        ..Labelled::default()
    };
    // Relations name spans by their places.
    let key = |span: &Value| format!("{}-{}", span["start"], span["end"]);
    for span in list(value, "spans") {
        out.add(key(span), &span["start"], &span["end"], span["label"].as_str());
    }
    for relation in list(value, "relations") {
        out.relations.push((key(&relation["head_span"]), key(&relation["child_span"])));
    }
    out
}

/// `{"id", "data": {"text"}, "annotations": [{"result": [{"id", "value": {"start", "end", "labels"}}, {"from_id", "to_id"}]}]}`;
/// the first annotation counts, else the first prediction.
fn label_studio(value: &Value) -> Labelled {
    let texts = value["data"].as_object().into_iter().flatten();
    let text = texts
        .filter_map(|(name, text)| Some((name == "text", text.as_str()?)))
        .max_by_key(|&(named, t)| (named, t.len()));
    let mut out = Labelled {
        id: text_of(if value["data"]["id"].is_null() { &value["id"] } else { &value["data"]["id"] }),
        text: text.map(|(_, text)| text.to_owned()),
        ..Labelled::default()
    };
    let made = list(value, "annotations").first().or(list(value, "predictions").first());
    for result in made.map_or(&[][..], |made| list(made, "result")) {
        let span = &result["value"];
        out.add(text_of(&result["id"]), &span["start"], &span["end"], span["labels"][0].as_str());
        if result.get("from_id").is_some() {
            out.relations.push((text_of(&result["from_id"]), text_of(&result["to_id"])));
        }
    }
    out
}

/// UIMA CAS JSON: feature structures, of which one holds the text, those with `begin` and `end` are spans, and those that refer to
/// two of these are relations.
fn uima(structures: &Value) -> Labelled {
    let mut out = Labelled { offsets: Some("utf16"), ..Labelled::default() };
    for structure in structures.as_array().map_or(&[][..], Vec::as_slice) {
        if let Some(text) = structure["sofaString"].as_str() {
            out.text = Some(text.to_owned());
        }
        if let Some(title) = structure["documentId"].as_str().or(structure["documentTitle"].as_str()) {
            out.id = title.to_owned();
        }
        let Some(fields) = structure.as_object() else { continue };
        // The label stands in a feature that every project names differently.
        let labels =
            fields.iter().filter(|(name, _)| !name.starts_with(['%', '@'])).filter_map(|(_, v)| v.as_str());
        let label = labels.into_iter().find(|label| Part::of(label).is_some());
        out.add(text_of(&structure["%ID"]), &structure["begin"], &structure["end"], label);
        let refers = fields
            .iter()
            .filter(|(name, _)| name.starts_with('@') && *name != "@sofa")
            .map(|(_, to)| text_of(to));
        if let [from, to] = &refers.collect::<Vec<_>>()[..] {
            out.relations.push((from.clone(), to.clone()));
        }
    }
    out
}
