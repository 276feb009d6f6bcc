//! From the layers of an analysis to a record.

use std::borrow::Cow;

use dixit_entities::Entities;
use dixit_models::outlets::{OutletId, Outlets};
use dixit_models::people::People;
use dixit_quotes::{Judgement, Quote};
use dixit_sources::{Chain, Sources};
use dixit_speakers::Attribution;
use dixit_text::{Document, OffsetMap, Span};
use dixit_tokens::Tokens;

use crate::{
    Act, Acts, Article, Candidate, Credit, Engine, Offsets, Place, Polarity, Quotation, Record, SCHEMA_ID,
    Speaker, Via, When,
};

/// Everything the stages say of one article, by reference.
#[derive(Clone, Copy, Debug)]
pub struct Layers<'a> {
    /// The article.
    pub doc: &'a Document,
    /// Its tokens and sentences.
    pub tokens: &'a Tokens,
    /// Its names.
    pub entities: &'a Entities,
    /// Its quotations.
    pub quotes: &'a [Quote],
    /// Whether they were expressed or only ascribed: one act per quotation.
    pub acts: &'a [Judgement],
    /// Their speakers: one attribution per quotation.
    pub attributions: &'a [Attribution],
    /// Through whom they came: one chain a quotation.
    pub sources: &'a Sources,
    /// The registry the chains point into.
    pub outlets: &'a Outlets,
    /// The registry the speakers point into.
    pub people: &'a People,
}

/// The contents of a record, and the unit of its offsets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// Unit of all offsets. Default: [`Offsets::Chars`].
    pub offsets: Offsets,
    /// Quotations with less confidence are left out. Default: 0, all are kept.
    pub min_confidence: f32,
    /// Which acts are wanted. Default: all.
    pub acts: Acts,
    /// Whether the article's text goes into the record. Default: only where it is another than the input holds.
    pub with_text: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { offsets: Offsets::Chars, min_confidence: 0.0, acts: Acts::All, with_text: false }
    }
}

impl<'a> Record<'a> {
    /// The record of one analysed article.
    pub fn from_layers(layers: &Layers<'a>, engine: &Engine<'a>, options: &Options) -> Self {
        let places = Places { map: OffsetMap::new(layers.doc.text()), unit: options.offsets };
        let wanted = |i: usize| layers.acts.get(i).is_none_or(|j| options.acts.has(j.act.into()));
        let keep =
            |i: usize| layers.quotes.get(i).is_some_and(|q| q.score >= options.min_confidence && wanted(i));
        let quotations = layers
            .quotes
            .iter()
            .enumerate()
            .filter(|&(i, _)| keep(i))
            .map(|(i, q)| {
                let parent = q.parent.filter(|&p| keep(p as usize));
                quotation(layers, &places, i, q, parent, options.min_confidence)
            })
            .collect();
        Record {
            schema: Cow::Borrowed(SCHEMA_ID),
            offsets: options.offsets,
            engine: engine.clone(),
            article: article(layers, &places, options),
            quotations,
        }
    }
}

/// Turns byte spans into places in the unit asked for.
struct Places<'a> {
    map: OffsetMap<'a>,
    unit: Offsets,
}

impl Places<'_> {
    fn place(&self, span: Span) -> Place {
        let unit = self.unit.into();
        [self.map.from_bytes(span.start(), unit), self.map.from_bytes(span.end(), unit)]
    }

    fn places(&self, spans: &[Span]) -> Vec<Place> {
        spans.iter().map(|&s| self.place(s)).collect()
    }
}

impl From<Offsets> for dixit_text::OffsetUnit {
    fn from(unit: Offsets) -> Self {
        match unit {
            Offsets::Bytes => Self::Bytes,
            Offsets::Chars => Self::Chars,
            Offsets::Utf16 => Self::Utf16,
        }
    }
}

fn article<'a>(layers: &Layers<'a>, places: &Places<'_>, options: &Options) -> Article<'a> {
    let doc = layers.doc;
    let borrow = |s: &'a Option<String>| s.as_deref().map(Cow::Borrowed);
    let stated = &layers.sources.article;
    let credit = |(span, id): (Span, Option<OutletId>)| {
        let (name, outlet_id) = outlet(layers, span, id);
        Credit { name, outlet_id, span: places.place(span) }
    };
    Article {
        id: Cow::Borrowed(&doc.id),
        title: borrow(&doc.title),
        publisher: borrow(&doc.publisher)
            .or_else(|| stated.publisher.map(|id| Cow::Borrowed(layers.outlets.get(id).name.as_str()))),
        date: borrow(&doc.date),
        url: borrow(&doc.url),
        author: borrow(&doc.author).or_else(|| stated.byline.map(|s| Cow::Borrowed(doc.slice(s)))),
        language: borrow(&doc.language),
        dateline: stated.dateline.map(credit),
        republished_from: stated.republished_from.map(credit),
        contributors: stated.contributors.iter().copied().map(credit).collect(),
        text: (options.with_text || doc.remade).then(|| Cow::Borrowed(doc.text())),
    }
}

fn quotation<'a>(
    layers: &Layers<'a>,
    places: &Places<'_>,
    index: usize,
    quote: &'a Quote,
    parent: Option<u32>,
    least: f32,
) -> Quotation<'a> {
    let doc = layers.doc;
    let empty = Chain::default();
    let chain = layers.sources.chains.get(index).unwrap_or(&empty);
    let judged = layers.acts.get(index);
    Quotation {
        id: quote_id(index),
        kind: quote.kind.into(),
        act: judged.map_or_else(Act::default, |j| j.act.into()),
        act_confidence: judged.map_or(0.0, |j| rounded(j.score)),
        polarity: judged.map_or_else(Polarity::default, |j| j.polarity.into()),
        text: joined(doc, &quote.content).unwrap_or_default(),
        cue_text: joined(doc, &quote.cue),
        content: places.places(&quote.content),
        cue: places.places(&quote.cue),
        source: places.places(&quote.source),
        sentence: places.place(enclosing_sentences(layers.tokens, quote)),
        parent: parent.map(|p| quote_id(p as usize)),
        confidence: rounded(quote.score),
        speakers: layers.attributions.get(index).map_or_else(Vec::new, |a| speakers(layers, quote, a, chain)),
        via: chain
            .via
            .iter()
            .filter(|v| v.confidence >= least)
            .map(|v| {
                let (name, outlet_id) = outlet(layers, v.name, v.outlet);
                Via {
                    name,
                    called: v.called(doc).map(Cow::Borrowed),
                    kind: v.kind.into(),
                    relation: v.relation.into(),
                    outlet_id,
                    span: places.place(v.evidence),
                    carried: v.carried,
                    confidence: Some(rounded(v.confidence)),
                }
            })
            .collect(),
        when: chain.when.as_ref().map(|w| When {
            text: w.text(doc),
            date: w.date.clone().map(Cow::Owned),
            span: places.place(w.span),
        }),
    }
}

fn quote_id(index: usize) -> Cow<'static, str> {
    Cow::Owned(format!("q{}", index + 1))
}

fn speakers<'a>(
    layers: &Layers<'a>,
    quote: &Quote,
    attribution: &Attribution,
    chain: &Chain,
) -> Vec<Speaker<'a>> {
    let doc = layers.doc;
    // An outlet that speaks for itself goes by its canonical name.
    let itself = chain.outlet_speaker.as_ref().filter(|_| attribution.speakers.len() == 1);
    attribution
        .speakers
        .iter()
        .map(|s| {
            let named =
                || s.is_named(attribution.mention, doc).then(|| plain(s.full_name(doc, layers.people)));
            let (name, outlet_id) = match itself {
                Some(o) => {
                    let (name, id) = outlet(layers, o.name, o.outlet);
                    (Some(name), id)
                }
                None => (named(), None),
            };
            Speaker {
                name,
                surface: joined(doc, &quote.source),
                kind: if itself.is_some() { crate::SpeakerType::Outlet } else { s.kind.into() },
                mention: attribution.mention.into(),
                role: s.role.map(|r| plain(doc.slice(r))),
                affiliation: s.affiliation.map(|a| plain(doc.slice(a))),
                registry_id: outlet_id.or_else(|| registry_id(s, layers.people)),
                candidates: candidates(s, layers.people),
                confidence: rounded(attribution.score),
                decided_by: attribution.decided_by.into(),
            }
        })
        .collect()
}

/// The Wikidata id of the one person a speaker is, where the registry has it.
fn registry_id<'a>(speaker: &dixit_speakers::Speaker, people: &'a People) -> Option<Cow<'a, str>> {
    match speaker.people[..] {
        [person] => people.get(person).wikidata.as_deref().map(Cow::Borrowed),
        _ => None,
    }
}

/// The people a name may mean, if there are several.
fn candidates<'a>(speaker: &dixit_speakers::Speaker, people: &'a People) -> Vec<Candidate<'a>> {
    let several = speaker.people.iter().filter(|_| speaker.people.len() > 1).map(|&id| people.get(id));
    several
        .map(|p| Candidate {
            name: Cow::Borrowed(&p.name),
            registry_id: p.wikidata.as_deref().map(Cow::Borrowed),
        })
        .collect()
}

/// Name and registry key of an outlet: both the registry's name, which is unique there, where it is known.
fn outlet<'a>(layers: &Layers<'a>, span: Span, id: Option<OutletId>) -> (Cow<'a, str>, Option<Cow<'a, str>>) {
    match id {
        Some(id) => {
            let name = Cow::Borrowed(layers.outlets.get(id).name.as_str());
            (name.clone(), Some(name))
        }
        None => (plain(layers.doc.slice(span)), None),
    }
}

/// A name without the line breaks and no-break spaces that it may have in the text, by which the same one would be another.
fn plain(name: &str) -> Cow<'_, str> {
    if name.contains(['\n', '\r', '\t', '\u{a0}', '\u{202f}']) {
        return Cow::Owned(name.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    Cow::Borrowed(name)
}

/// The text of all pieces, joined by one space; `None` if there are none.
fn joined<'a>(doc: &'a Document, spans: &[Span]) -> Option<Cow<'a, str>> {
    match spans {
        [] => None,
        [one] => Some(Cow::Borrowed(doc.slice(*one))),
        many => Some(Cow::Owned(many.iter().map(|&s| doc.slice(s)).collect::<Vec<_>>().join(" "))),
    }
}

/// From the start of the first sentence to the end of the last that content, cue or source touch.
fn enclosing_sentences(tokens: &Tokens, quote: &Quote) -> Span {
    let all = [&quote.content, &quote.cue, &quote.source].into_iter().flatten();
    let Some(span) = all.copied().reduce(Span::cover) else { return Span::default() };
    let sentences = tokens.sentences();
    let first = sentences.partition_point(|s| s.span.end() <= span.start());
    let past = sentences.partition_point(|s| s.span.start() < span.end());
    sentences.get(first..past).unwrap_or_default().iter().fold(span, |acc, s| acc.cover(s.span))
}

/// Three decimals: more would only pretend, and make lines longer.
fn rounded(score: f32) -> f32 {
    (score * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_in_one_line() {
        for (name, want) in
            [("Ada Okoye", "Ada Okoye"), ("Ada\nOkoye", "Ada Okoye"), ("Ada\u{a0}\r\n  Okoye", "Ada Okoye")]
        {
            assert_eq!(plain(name), want);
        }
    }
}
