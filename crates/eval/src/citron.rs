//! The JSON of BBC Citron: what its extractor prints and its annotations are kept in.
//!
//! ```json
//! {"text": "“It rains,” said Ann.", "quotes": [
//!   {"cue": {"start": 12, "end": 16, "text": "said"}, "confidence": 0.9,
//!    "sources": [{"start": 17, "end": 20, "text": "Ann"}], "contents": [{"start": 0, "end": 11}],
//!    "coreferences": [{"start": 40, "end": 47, "text": "Ann Lee"}]}]}
//! ```
//!
//! Offsets count characters. `cue`, `sources` and `contents` may be one place or a list, the first two also null or left out,
//! and the text may stand in `doc`. The first of `coreferences`, where there is one, names the speaker.

use serde::Deserialize;
use serde_json::Value;

use crate::offsets::RawSpan;
use crate::raw::{OneOrMore, RawArticle, RawAttribution};

#[derive(Deserialize)]
pub(crate) struct Page {
    id: Option<String>,
    title: Option<String>,
    text: Option<String>,
    doc: Option<Doc>,
    quotes: Vec<Quote>,
}

#[derive(Deserialize)]
struct Doc {
    id: Option<String>,
    title: Option<String>,
    text: Option<String>,
}

#[derive(Deserialize)]
struct Quote {
    cue: Option<Places>,
    #[serde(alias = "source")]
    sources: Option<Places>,
    #[serde(alias = "content")]
    contents: Places,
    #[serde(default)]
    coreferences: Value,
    confidence: Option<f64>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "want {\"start\", \"end\"} or a list of them")]
enum Places {
    One(Place),
    More(Vec<Place>),
}

#[derive(Deserialize)]
struct Place {
    start: i64,
    end: i64,
    text: Option<String>,
}

impl Places {
    fn list(&self) -> &[Place] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::More(more) => more,
        }
    }
}

impl Page {
    /// The article in the gold format; without an id where the file gives none.
    pub(crate) fn into_raw(self) -> RawArticle {
        let doc = self.doc.unwrap_or(Doc { id: None, title: None, text: None });
        RawArticle {
            id: self.id.or(doc.id).unwrap_or_default(),
            title: self.title.or(doc.title),
            text: self.text.or(doc.text),
            attributions: self.quotes.iter().map(attribution).collect(),
            ..RawArticle::default()
        }
    }
}

fn attribution(quote: &Quote) -> RawAttribution {
    let mut words = Vec::new();
    let mut spans = |places: Option<&Places>| -> Option<Vec<RawSpan>> {
        let list = places.map_or(&[][..], Places::list);
        words.extend(list.iter().filter_map(|p| Some(([p.start, p.end], p.text.clone()?))));
        Some(list.iter().map(|p| [p.start, p.end]).collect())
    };
    let speaker = first_text(&quote.coreferences);
    RawAttribution {
        content: spans(Some(&quote.contents)),
        source: spans(quote.sources.as_ref()),
        cue: spans(quote.cue.as_ref()),
        speaker: speaker.map(|name| Some(OneOrMore::One(name))),
        confidence: quote.confidence,
        words,
        ..RawAttribution::default()
    }
}

/// The text of the first place in a list, or in a list of lists.
fn first_text(value: &Value) -> Option<String> {
    match value {
        Value::Array(list) => list.iter().find_map(first_text),
        place => Some(place.get("text")?.as_str()?.to_owned()),
    }
}
