//! What files state, in whatever layout, before it is checked.

use serde::{Deserialize, Deserializer};

use crate::offsets::RawSpan;

/// An article in the gold format. Other layouts are turned into it.
#[derive(Default, Deserialize)]
pub(crate) struct RawArticle {
    pub(crate) id: String,
    pub(crate) title: Option<String>,
    pub(crate) publisher: Option<String>,
    pub(crate) date: Option<String>,
    pub(crate) text: Option<String>,
    pub(crate) offsets: Option<String>,
    #[serde(default)]
    pub(crate) attributions: Vec<RawAttribution>,
    pub(crate) tokens: Option<Vec<RawSpan>>,
    pub(crate) sentences: Option<Vec<RawSpan>>,
    pub(crate) names: Option<Vec<(i64, i64, String)>>,
}

#[derive(Default, Deserialize)]
pub(crate) struct RawAttribution {
    pub(crate) id: Option<String>,
    pub(crate) content: Option<Vec<RawSpan>>,
    pub(crate) source: Option<Vec<RawSpan>>,
    pub(crate) cue: Option<Vec<RawSpan>>,
    /// The text that spans are said to hold, where the layout repeats it.
    #[serde(skip)]
    pub(crate) words: Vec<(RawSpan, String)>,
    pub(crate) kind: Option<String>,
    #[serde(default, deserialize_with = "present")]
    pub(crate) speaker: Option<Option<OneOrMore>>,
    pub(crate) speakers: Option<Vec<String>>,
    pub(crate) mention: Option<String>,
    pub(crate) r#type: Option<String>,
    #[serde(default, deserialize_with = "present")]
    pub(crate) role: Option<Option<OneOrMore>>,
    #[serde(default, deserialize_with = "present")]
    pub(crate) affiliation: Option<Option<OneOrMore>>,
    #[serde(default, deserialize_with = "present")]
    pub(crate) when: Option<Option<OneOrMore>>,
    pub(crate) parent: Option<String>,
    pub(crate) quoted_speech: Option<bool>,
    pub(crate) act: Option<String>,
    pub(crate) border: Option<bool>,
    pub(crate) via: Option<Vec<RawVia>>,
    pub(crate) confidence: Option<f64>,
    pub(crate) speaker_confidence: Option<f64>,
}

/// One line of a file of speakers.
#[derive(Deserialize)]
pub(crate) struct RawSpeaker {
    pub(crate) id: String,
    pub(crate) attribution: String,
    #[serde(flatten)]
    pub(crate) rest: RawAttribution,
}

#[derive(Deserialize)]
pub(crate) struct RawVia {
    pub(crate) name: Option<String>,
    pub(crate) kind: Option<String>,
    pub(crate) relation: Option<String>,
    pub(crate) near: Option<bool>,
}

#[derive(Clone, Deserialize)]
#[serde(untagged, expecting = "want a text or a list of texts")]
pub(crate) enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    pub(crate) fn list(&self) -> Vec<String> {
        let list = match self {
            Self::One(one) => vec![one.clone()],
            Self::More(more) => more.clone(),
        };
        list.into_iter().filter(|s| !s.is_empty()).collect()
    }
}

/// Tells `"speaker": null` from no `speaker` at all.
fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}
