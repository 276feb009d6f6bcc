//! What is kept of each record: every string once.

use std::collections::{BTreeSet, HashMap};

use dixit_record::{DecidedBy, Kind, Offsets, Quotation, Record, Relation, ViaKind};
use dixit_text::{OffsetMap, OffsetUnit};

use super::disputed::Disputed;
use crate::speakers::is_named;
use crate::words::{certainty, safe_url, visible};

/// Strings by number, each once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    pub(crate) list: Vec<String>,
    index: HashMap<String, u32>,
}

impl Names {
    fn add(&mut self, name: &str) -> u32 {
        if let Some(&i) = self.index.get(name) {
            return i;
        }
        let i = self.list.len() as u32;
        self.list.push(name.to_owned());
        self.index.insert(name.to_owned(), i);
        i
    }

    pub(crate) fn get(&self, i: u32) -> &str {
        &self.list[i as usize]
    }

    pub(crate) fn position(&self, name: &str) -> Option<u32> {
        self.index.get(name).copied()
    }
}

/// An article.
#[derive(Clone, Debug)]
pub(crate) struct Article {
    pub(crate) id: String,
    pub(crate) title: Option<String>,
    pub(crate) publisher: Option<u32>,
    /// `YYYY-MM-DD`, where the date given begins so.
    pub(crate) date: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) quotations: u32,
}

/// A link of a chain.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Link {
    pub(crate) name: u32,
    pub(crate) kind: ViaKind,
    pub(crate) relation: Relation,
}

/// A quotation.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) article: u32,
    pub(crate) id: String,
    pub(crate) kind: Kind,
    /// The sentence it stands in, or its cue and its words where the record holds no text.
    pub(crate) context: String,
    /// Where its words stand in `context`, in UTF-16 units, as the page's script counts.
    pub(crate) content: Vec<[u32; 2]>,
    /// The speakers with a name, by number.
    pub(crate) speakers: Vec<u32>,
    /// How an unnamed speaker is called.
    pub(crate) surface: Option<String>,
    pub(crate) role: Option<u32>,
    pub(crate) cue: Option<String>,
    pub(crate) when: Option<String>,
    pub(crate) via: Vec<Link>,
    /// An outlet that speaks for itself.
    pub(crate) outlet: Option<u32>,
    pub(crate) certainty: f32,
    /// What settled the first speaker.
    pub(crate) decided: Option<DecidedBy>,
}

impl Said {
    /// The words of the quotation out of their context.
    pub(crate) fn words(&self) -> String {
        let units: Vec<u16> = self.context.encode_utf16().collect();
        let piece =
            |&[start, end]: &[u32; 2]| units.get(start as usize..end as usize).map(String::from_utf16_lossy);
        self.content.iter().filter_map(piece).collect::<Vec<_>>().join(" … ")
    }
}

/// The quotations of many articles, as a report needs them.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    pub(crate) articles: Vec<Article>,
    pub(crate) quotations: Vec<Said>,
    /// Named speakers; `speaker_keys` tells those of one registry id or name together.
    pub(crate) speakers: Names,
    speaker_keys: HashMap<String, u32>,
    pub(crate) publishers: Names,
    pub(crate) links: Names,
    pub(crate) roles: Names,
    pub(crate) engines: BTreeSet<String>,
    /// `None` where nobody has compared.
    pub(crate) disputed: Option<Vec<Disputed>>,
}

impl Corpus {
    /// Adds one article. With its text (`dixit run --with-text`) quotations are shown in their sentences.
    pub fn add(&mut self, record: &Record<'_>) {
        let article = &record.article;
        let number = self.articles.len() as u32;
        let publisher = article.publisher.as_deref().map(|p| self.publishers.add(&visible(p)));
        self.articles.push(Article {
            id: visible(&article.id).into_owned(),
            title: article.title.as_deref().map(|t| visible(t).into_owned()),
            publisher,
            date: article.date.as_deref().and_then(day),
            url: article.url.as_deref().and_then(safe_url).map(str::to_owned),
            quotations: record.quotations.len() as u32,
        });
        self.engines.insert(format!("{} {}", record.engine.name, record.engine.version));
        let text = article.text.as_deref().map(|text| (text, OffsetMap::new(text)));
        for q in &record.quotations {
            let (context, content) = in_context(q, record.offsets, text.as_ref());
            let said = self.quotation(number, q, context, content);
            self.quotations.push(said);
        }
    }

    /// Adds what the articles disagree on, in the order in which it is to be shown; the page has a section for it then.
    pub fn dispute(&mut self, disputed: Vec<Disputed>) {
        self.disputed = Some(disputed);
    }

    fn quotation(
        &mut self,
        article: u32,
        q: &Quotation<'_>,
        context: String,
        content: Vec<[u32; 2]>,
    ) -> Said {
        let mut speakers = Vec::new();
        for s in q.speakers.iter().filter(|s| is_named(s)) {
            let Some(name) = s.name.as_deref() else { continue };
            let key = s.registry_id.as_deref().unwrap_or(name);
            let i = match self.speaker_keys.get(key) {
                Some(&i) => i,
                None => {
                    let i = self.speakers.list.len() as u32;
                    self.speakers.list.push(visible(name).into_owned());
                    self.speaker_keys.insert(key.to_owned(), i);
                    i
                }
            };
            if !speakers.contains(&i) {
                speakers.push(i);
            }
        }
        let first = q.speakers.first();
        let outlet = q.speakers.iter().find(|s| s.kind == dixit_record::SpeakerType::Outlet);
        let via = q
            .via
            .iter()
            .map(|v| Link { name: self.links.add(&visible(&v.name)), kind: v.kind, relation: v.relation })
            .collect();
        Said {
            article,
            id: q.id.to_string(),
            kind: q.kind,
            context,
            content,
            surface: first.and_then(|s| s.surface.as_deref()).map(|s| visible(s).into_owned()),
            role: first.and_then(|s| s.role.as_deref()).map(|r| self.roles.add(&visible(r))),
            cue: q.cue_text.as_deref().map(|c| visible(c).into_owned()),
            when: q.when.as_ref().map(|w| match &w.date {
                Some(date) if *date != w.text => format!("{} ({date})", visible(&w.text)),
                _ => visible(&w.text).into_owned(),
            }),
            via,
            outlet: outlet.and_then(|s| s.name.as_deref()).map(|name| self.links.add(&visible(name))),
            certainty: certainty(q),
            decided: first.map(|s| s.decided_by),
            speakers,
        }
    }
}

/// The first ten characters, where they are a day.
fn day(date: &str) -> Option<String> {
    let day = date.get(..10)?;
    let formed =
        day.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    let (month, of_month) = (day.get(5..7)?.parse::<u8>().ok()?, day.get(8..)?.parse::<u8>().ok()?);
    (formed && (1..=12).contains(&month) && (1..=31).contains(&of_month)).then(|| day.to_owned())
}

/// The sentence of a quotation with the places of its words, or its words behind those that announce them.
fn in_context(
    q: &Quotation<'_>,
    offsets: Offsets,
    text: Option<&(&str, OffsetMap<'_>)>,
) -> (String, Vec<[u32; 2]>) {
    let alone = || {
        let cue = q.cue_text.as_deref().map_or_else(String::new, |cue| format!("{} ", visible(cue)));
        let start = cue.encode_utf16().count() as u32;
        let words = visible(&q.text);
        let end = start + words.encode_utf16().count() as u32;
        (cue + &words, vec![[start, end]])
    };
    let unit = match offsets {
        Offsets::Bytes => OffsetUnit::Bytes,
        Offsets::Chars => OffsetUnit::Chars,
        Offsets::Utf16 => OffsetUnit::Utf16,
    };
    let Some((text, map)) = text else { return alone() };
    let byte = |at: u32| map.to_bytes(at, unit).map(|b| b as usize);
    let range = |[start, end]: [u32; 2]| Some(byte(start)?..byte(end)?);
    let units = |s: &str| visible(s).encode_utf16().count() as u32;
    let placed = || {
        let sentence = range(q.sentence)?;
        let context = text.get(sentence.clone())?;
        let mut content = Vec::with_capacity(q.content.len());
        for &place in &q.content {
            let place = range(place)?;
            let start = units(text.get(sentence.start..place.start)?);
            content.push([start, start + units(text.get(place.start..place.end.min(sentence.end))?)]);
        }
        (!content.is_empty()).then(|| (visible(context).into_owned(), content))
    };
    placed().unwrap_or_else(alone)
}
