//! The JSON of GenderGapTracker: a list of quotes for a text that lies beside it, or articles that hold such lists.
//!
//! ```json
//! [{"speaker": "Ann", "speaker_index": "(17,20)", "quote": "\"It rains,\"", "quote_index": "(0,11)",
//!   "verb": "said", "verb_index": "(12,16)", "quote_type": "QCQVS", "is_floating_quote": false}]
//! ```
//!
//! An article of its database has `_id`, `title`, `body`, `outlet`, `publishedAt` and `quotes`. Offsets count characters. A
//! floating quote has an empty speaker, with `""` or `(0,0)` as its place. `speaker` repeats the words of the source, which
//! need be no name, so that speakers are not scored from it.

use serde::Deserialize;
use serde_json::Value;

use crate::offsets::RawSpan;
use crate::raw::{RawArticle, RawAttribution};

#[derive(Deserialize)]
pub(crate) struct Page {
    #[serde(alias = "_id")]
    id: Option<Value>,
    title: Option<String>,
    #[serde(alias = "body")]
    text: Option<String>,
    #[serde(alias = "outlet")]
    publisher: Option<String>,
    #[serde(alias = "publishedAt")]
    date: Option<Value>,
    quotes: Vec<Quote>,
}

#[derive(Deserialize)]
pub(crate) struct Quote {
    #[serde(default)]
    speaker: String,
    #[serde(default)]
    speaker_index: Index,
    #[serde(default)]
    quote: String,
    quote_index: Index,
    #[serde(default)]
    verb: String,
    #[serde(default)]
    verb_index: Index,
}

/// `(12,34)`, as Python prints a pair; nothing where there is no such part.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(try_from = "Option<String>")]
struct Index(Option<RawSpan>);

impl TryFrom<Option<String>> for Index {
    type Error = String;

    fn try_from(text: Option<String>) -> Result<Self, String> {
        let Some(text) = text.filter(|t| !t.trim().is_empty()) else { return Ok(Self(None)) };
        let inner = text.trim().strip_prefix('(').and_then(|t| t.strip_suffix(')'));
        let pair = inner.and_then(|t| t.split_once(','));
        let span = pair.and_then(|(s, e)| Some([s.trim().parse().ok()?, e.trim().parse().ok()?]));
        match span {
            Some([0, 0]) => Ok(Self(None)),
            Some(span) => Ok(Self(Some(span))),
            None => Err(format!("{text:?} is no place; want \"(start,end)\"")),
        }
    }
}

impl Page {
    /// A bare list of quotes.
    pub(crate) fn of(quotes: Vec<Quote>) -> Self {
        Self { id: None, title: None, text: None, publisher: None, date: None, quotes }
    }

    /// The article in the gold format; without an id where the file gives none.
    pub(crate) fn into_raw(self) -> RawArticle {
        RawArticle {
            id: self.id.as_ref().and_then(plain).unwrap_or_default(),
            title: self.title,
            publisher: self.publisher,
            date: self.date.as_ref().and_then(plain),
            text: self.text,
            attributions: self.quotes.into_iter().map(Quote::into_raw).collect(),
            ..RawArticle::default()
        }
    }
}

impl Quote {
    fn into_raw(self) -> RawAttribution {
        let parts = [
            (self.quote_index, self.quote),
            (self.speaker_index, self.speaker),
            (self.verb_index, self.verb),
        ];
        let spans = |Index(index): Index| Some(index.into_iter().collect::<Vec<_>>());
        RawAttribution {
            content: spans(parts[0].0),
            source: spans(parts[1].0),
            cue: spans(parts[2].0),
            words: parts.into_iter().filter_map(|(Index(index), words)| Some((index?, words))).collect(),
            ..RawAttribution::default()
        }
    }
}

/// A text, a number, or what MongoDB exports for ids and dates: `{"$oid": "…"}`, `{"$date": "…"}`.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(object) => object.values().next().and_then(plain),
        _ => None,
    }
}
