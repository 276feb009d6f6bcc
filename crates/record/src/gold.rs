//! The gold format: what annotators write, scorers read and `--format gold` prints, one article a line.
//!
//! ```json
//! {"id": "a1", "attributions": [{"id": "q1", "content": [[0, 9]], "cue": [[14, 18]], "source": [[10, 13]],
//!  "kind": "direct", "act": "statement", "polarity": "affirmed", "speaker": "Ada Okoye", "via": [{"name": "Reuters", "kind": "outlet", "relation": "told"}]}]}
//! ```
//!
//! Offsets are always Unicode characters. `speaker` is `null` where nobody is named, and a list where
//! several speak jointly. `text` is there only on request.

use serde::Serialize;

use crate::{Act, Kind, Place, Polarity, Quotation, Record, Relation, ViaKind};

/// One line of the gold format.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GoldArticle<'a> {
    /// The article's id.
    pub id: &'a str,
    /// The article's text, on request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<&'a str>,
    /// Its quotations, in the order of the text.
    pub attributions: Vec<GoldAttribution<'a>>,
}

/// One quotation of the gold format.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GoldAttribution<'a> {
    /// The quotation's id within the article.
    pub id: &'a str,
    /// The ranges of the quotation.
    pub content: &'a [Place],
    /// The ranges of the words that announce it.
    pub cue: &'a [Place],
    /// The ranges of the words that name its source.
    pub source: &'a [Place],
    /// Direct, mixed or indirect.
    pub kind: Kind,
    /// Whether it was expressed or only ascribed.
    pub act: Act,
    /// Whether the source stands by the words.
    pub polarity: Polarity,
    /// The speakers.
    pub speaker: GoldSpeaker<'a>,
    /// Through whom, from the speaker outward.
    pub via: Vec<GoldVia<'a>>,
}

/// The speakers: nobody named (`null`), one name, or a list of names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum GoldSpeaker<'a> {
    /// Nobody is named.
    Nobody,
    /// One speaker.
    One(&'a str),
    /// Several, speaking jointly.
    Several(Vec<&'a str>),
}

/// One link between speaker and reader.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GoldVia<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its kind.
    pub kind: ViaKind,
    /// How the words came through it.
    pub relation: Relation,
}

impl<'a> From<&'a Record<'_>> for GoldArticle<'a> {
    fn from(record: &'a Record<'_>) -> Self {
        Self {
            id: &record.article.id,
            text: record.article.text.as_deref(),
            attributions: record.quotations.iter().map(GoldAttribution::from).collect(),
        }
    }
}

impl<'a> From<&'a Quotation<'_>> for GoldAttribution<'a> {
    fn from(q: &'a Quotation<'_>) -> Self {
        let names: Vec<&str> = q.speakers.iter().filter_map(|s| s.name.as_deref()).collect();
        let speaker = match names[..] {
            [] => GoldSpeaker::Nobody,
            [one] => GoldSpeaker::One(one),
            _ => GoldSpeaker::Several(names),
        };
        Self {
            id: &q.id,
            content: &q.content,
            cue: &q.cue,
            source: &q.source,
            kind: q.kind,
            act: q.act,
            polarity: q.polarity,
            speaker,
            via: q
                .via
                .iter()
                .map(|v| GoldVia {
                    name: v.called.as_deref().unwrap_or(&v.name),
                    kind: v.kind,
                    relation: v.relation,
                })
                .collect(),
        }
    }
}
