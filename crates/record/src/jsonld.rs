//! schema.org as JSON-LD: a `NewsArticle` with a `Quotation` a quotation, to go into the page of the article or a graph.

use serde_json::{Map, Value, json};

use crate::{Record, Speaker, SpeakerType, ViaKind};

pub(crate) fn article(record: &Record<'_>) -> Value {
    let article = &record.article;
    let parts: Vec<Value> = record
        .quotations
        .iter()
        .map(|q| {
            let speakers: Vec<Value> = q.speakers.iter().filter_map(speaker).collect();
            let through: Vec<Value> = q
                .via
                .iter()
                .map(|v| {
                    let kind = match v.kind {
                        ViaKind::Outlet => "NewsMediaOrganization",
                        ViaKind::Platform => "WebSite",
                        ViaKind::Event => "Event",
                        ViaKind::Document => "CreativeWork",
                    };
                    json!({"@type": kind, "name": v.name})
                })
                .collect();
            present([
                ("@type", "Quotation".into()),
                ("identifier", q.id.as_ref().into()),
                ("text", q.text.as_ref().into()),
                ("creator", one_or_list(speakers)),
                // Through whom the words are known: what the quotation is based on.
                ("isBasedOn", one_or_list(through)),
                ("dateCreated", q.when.as_ref().and_then(|w| w.date.as_deref()).into()),
            ])
        })
        .collect();
    let named = |kind: &str, name: Option<&str>| {
        name.map_or(Value::Null, |name| json!({"@type": kind, "name": name}))
    };
    present([
        ("@context", "https://schema.org".into()),
        ("@type", "NewsArticle".into()),
        ("@id", article.url.as_deref().into()),
        ("identifier", article.id.as_ref().into()),
        ("url", article.url.as_deref().into()),
        ("headline", article.title.as_deref().into()),
        ("datePublished", article.date.as_deref().into()),
        ("inLanguage", article.language.as_deref().into()),
        ("author", named("Person", article.author.as_deref())),
        ("publisher", named("NewsMediaOrganization", article.publisher.as_deref())),
        ("articleBody", article.text.as_deref().into()),
        ("hasPart", parts.into()),
    ])
}

/// Nothing where nobody is named: schema.org has no word for an unknown speaker.
fn speaker(speaker: &Speaker<'_>) -> Option<Value> {
    let kind = match speaker.kind {
        SpeakerType::Person | SpeakerType::Unnamed => "Person",
        SpeakerType::Outlet => "NewsMediaOrganization",
        SpeakerType::Organization | SpeakerType::Group => "Organization",
        SpeakerType::Document => "CreativeWork",
    };
    let affiliation = speaker.affiliation.as_deref();
    let wikidata = speaker.registry_id.as_deref().filter(|id| id.starts_with('Q'));
    Some(present([
        ("@type", kind.into()),
        ("name", speaker.name.as_deref()?.into()),
        ("jobTitle", speaker.role.as_deref().into()),
        (
            "affiliation",
            affiliation.map_or(Value::Null, |name| json!({"@type": "Organization", "name": name})),
        ),
        ("sameAs", wikidata.map(|id| format!("http://www.wikidata.org/entity/{id}")).into()),
    ]))
}

/// An object of the fields that are known; JSON-LD leaves out what is not.
fn present<const N: usize>(fields: [(&str, Value); N]) -> Value {
    let known = fields.into_iter().filter(|(_, value)| !value.is_null());
    Value::Object(known.map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>())
}

fn one_or_list(mut values: Vec<Value>) -> Value {
    match values.len() {
        0 => Value::Null,
        1 => values.swap_remove(0),
        _ => values.into(),
    }
}
