//! dixit's own records, which `dixit run` writes: see docs/record.md.

use serde::Deserialize;

use crate::offsets::RawSpan;
use crate::raw::{OneOrMore, RawArticle, RawAttribution, RawVia};

#[derive(Deserialize)]
pub(crate) struct Record {
    offsets: Option<String>,
    article: Head,
    quotations: Vec<Quotation>,
}

#[derive(Deserialize)]
struct Head {
    id: String,
    title: Option<String>,
    publisher: Option<String>,
    date: Option<String>,
    text: Option<String>,
}

#[derive(Deserialize)]
struct Quotation {
    id: String,
    kind: String,
    content: Vec<RawSpan>,
    cue: Vec<RawSpan>,
    source: Vec<RawSpan>,
    #[serde(default)]
    act: Option<String>,
    parent: Option<String>,
    confidence: f64,
    speakers: Vec<Speaker>,
    via: Vec<RawVia>,
    when: Option<When>,
}

#[derive(Deserialize)]
struct Speaker {
    name: Option<String>,
    r#type: String,
    mention: String,
    role: Option<String>,
    affiliation: Option<String>,
    confidence: f64,
}

#[derive(Deserialize)]
struct When {
    text: String,
    date: Option<String>,
}

impl Record {
    /// The article in the gold format.
    pub(crate) fn into_raw(self) -> RawArticle {
        RawArticle {
            id: self.article.id,
            title: self.article.title,
            publisher: self.article.publisher,
            date: self.article.date,
            text: self.article.text,
            offsets: self.offsets,
            attributions: self.quotations.into_iter().map(Quotation::into_raw).collect(),
            ..RawArticle::default()
        }
    }
}

impl Quotation {
    fn into_raw(self) -> RawAttribution {
        let first = self.speakers.first();
        let of_first = |field: fn(&Speaker) -> &Option<String>| {
            Some(first.and_then(|s| field(s).clone()).map(OneOrMore::One))
        };
        let when = self.when.map(|w| OneOrMore::More(w.date.into_iter().chain([w.text]).collect()));
        RawAttribution {
            id: Some(self.id),
            content: Some(self.content),
            source: Some(self.source),
            cue: Some(self.cue),
            kind: Some(self.kind),
            act: self.act,
            mention: first.map(|s| s.mention.clone()),
            r#type: first.map(|s| s.r#type.clone()),
            role: of_first(|s| &s.role),
            affiliation: of_first(|s| &s.affiliation),
            when: Some(when),
            parent: self.parent,
            via: Some(self.via),
            confidence: Some(self.confidence),
            speaker_confidence: first.map(|s| s.confidence),
            speakers: Some(self.speakers.into_iter().filter_map(|s| s.name).collect()),
            ..RawAttribution::default()
        }
    }
}
