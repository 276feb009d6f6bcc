//! Every column of the flat schema.

use std::borrow::Cow;

use super::Type as T;
use super::Value as V;
use super::{Column, Field, Of, Row};
use crate::days;
use crate::record::decimal;
use crate::{Speaker, Via, ViaKind};

// Names of columns and what they are, not words of the language.
/// The columns, in their order.
#[rustfmt::skip]
pub static COLUMNS: &[Column] = &[
    // The article.
    one("article_id", T::Text, |r| text(&r.record.article.id), "the article: its `id`, or the path of its file"),
    one("title", T::Text, |r| maybe(&r.record.article.title), "headline"),
    one("publisher", T::Text, |r| maybe(&r.record.article.publisher), "who published it"),
    one("date", T::Day, |r| first_day(&r.record.article.date), "the day it was published; the first of a month or year"),
    one("date_text", T::Text, |r| maybe(&r.record.article.date), "the date as the input gives it"),
    one("url", T::Text, |r| maybe(&r.record.article.url), "its address"),
    one("author", T::Text, |r| maybe(&r.record.article.author), "its byline"),
    one("language", T::Text, |r| maybe(&r.record.article.language), "BCP 47 language tag"),
    // The quotation.
    one("quotation_id", T::Text, |r| text(&r.quotation.id), "`q1`, `q2`, … in the order of the text"),
    one("kind", T::Text, |r| word(r.quotation.kind.as_str()), "`direct`, `mixed` or `indirect`"),
    one("text", T::Text, |r| text(&r.quotation.text), "the words, pieces joined by one space"),
    one("cue_text", T::Text, |r| maybe(&r.quotation.cue_text), "the words that announce it"),
    one("parent", T::Text, |r| maybe(&r.quotation.parent), "`quotation_id` of the quotation this one stands in"),
    one("confidence", T::Real, |r| real(r.quotation.confidence), "probability that content and source are right"),
    one("act", T::Text, |r| word(r.quotation.act.as_str()), "`statement`, `attitude` or `none`"),
    one("act_confidence", T::Real, |r| real(r.quotation.act_confidence), "probability that the act is right"),
    one("polarity", T::Text, |r| word(r.quotation.polarity.as_str()), "`affirmed`, `denied` or `refused`"),
    // The first speaker.
    one("speaker", T::Text, |r| speaker(r).map_or(V::Null, |s| maybe(&s.name)), "name of the first of `speakers`"),
    one("speaker_id", T::Text, |r| speaker(r).map_or(V::Null, |s| maybe(&s.registry_id)), "their key in a registry"),
    one("speaker_type", T::Text, |r| speaker(r).map_or(V::Null, |s| word(s.kind.as_str())), "what they are: `person`, …"),
    one("source_text", T::Text, |r| speaker(r).map_or(V::Null, |s| maybe(&s.surface)), "the source as it stands: `he`"),
    one("mention", T::Text, |r| speaker(r).map_or(V::Null, |s| word(s.mention.as_str())), "how it refers to them: `pronoun`, …"),
    one("role", T::Text, |r| speaker(r).map_or(V::Null, |s| maybe(&s.role)), "their title or role, as the article states it"),
    one("affiliation", T::Text, |r| speaker(r).map_or(V::Null, |s| maybe(&s.affiliation)), "the body they belong to"),
    one("speaker_confidence", T::Real, |r| speaker(r).map_or(V::Null, |s| real(s.confidence)), "probability that they are right"),
    one("decided_by", T::Text, |r| speaker(r).map_or(V::Null, |s| word(s.decided_by.as_str())), "what settled it"),
    // The first outlet.
    one("outlet", T::Text, |r| outlet(r).map_or(V::Null, |v| text(&v.name)), "name of the first outlet in `via`"),
    one("outlet_id", T::Text, |r| outlet(r).map_or(V::Null, |v| maybe(&v.outlet_id)), "its key in the registry of outlets"),
    one("relation", T::Text, |r| outlet(r).map_or(V::Null, |v| word(v.relation.as_str())), "how the words came through it: `told`, …"),
    // When.
    one("when_text", T::Text, |r| r.quotation.when.as_ref().map_or(V::Null, |w| text(&w.text)), "when it was said, as it stands"),
    one("when_from", T::Day, |r| when(r).map_or(V::Null, |(from, _)| V::Day(from)), "the first day that this can mean"),
    one("when_to", T::Day, |r| when(r).map_or(V::Null, |(_, to)| V::Day(to)), "the last day that this can mean, itself included"),
    // Where, in the unit of `offsets`.
    one("sentence_start", T::Int, |r| int(r.quotation.sentence[0]), "where the sentence starts that encloses it"),
    one("sentence_end", T::Int, |r| int(r.quotation.sentence[1]), "behind the end of that sentence"),
    list(
        "content",
        |r| r.quotation.content.len(),
        &[
            field("start", T::Int, |r, i| int(r.quotation.content[i][0]), "where a piece of it starts"),
            field("end", T::Int, |r, i| int(r.quotation.content[i][1]), "behind the end of that piece"),
        ],
        "where the quotation stands, a piece each",
    ),
    list(
        "cue",
        |r| r.quotation.cue.len(),
        &[
            field("start", T::Int, |r, i| int(r.quotation.cue[i][0]), "where a piece of it starts"),
            field("end", T::Int, |r, i| int(r.quotation.cue[i][1]), "behind the end of that piece"),
        ],
        "where the announcing words stand",
    ),
    list(
        "source",
        |r| r.quotation.source.len(),
        &[
            field("start", T::Int, |r, i| int(r.quotation.source[i][0]), "where a piece of it starts"),
            field("end", T::Int, |r, i| int(r.quotation.source[i][1]), "behind the end of that piece"),
        ],
        "where the words stand that name its source",
    ),
    list("speakers", |r| r.quotation.speakers.len(), SPEAKER, "all who speak"),
    list("via", |r| r.quotation.via.len(), VIA, "through whom the words are known, from the speaker outward"),
    // Its input and engine.
    one("article_text", T::Text, |r| maybe(&r.record.article.text), "the article's text; only on request"),
    one("offsets", T::Text, |r| word(r.record.offsets.as_str()), "what offsets count: `chars`, `bytes` or `utf16`"),
    one("engine", T::Text, |r| text(&r.record.engine.name), "name of the engine"),
    one("engine_version", T::Text, |r| text(&r.record.engine.version), "version of dixit"),
];

// Names of columns and what they are, not words of the language.
#[rustfmt::skip]
static SPEAKER: &[Field] = &[
    field("name", T::Text, |r, i| maybe(&at(r, i).name), "fullest name the article or the registry gives"),
    field("surface", T::Text, |r, i| maybe(&at(r, i).surface), "the source as it stands"),
    field("type", T::Text, |r, i| word(at(r, i).kind.as_str()), "what they are"),
    field("mention", T::Text, |r, i| word(at(r, i).mention.as_str()), "how the source refers to them"),
    field("role", T::Text, |r, i| maybe(&at(r, i).role), "title or role as the article states it"),
    field("affiliation", T::Text, |r, i| maybe(&at(r, i).affiliation), "the body they belong to"),
    field("registry_id", T::Text, |r, i| maybe(&at(r, i).registry_id), "key in a registry of people or outlets"),
    // Rare, and a list within a list is more than most readers want.
    field("candidates", T::Text, |r, i| candidates(at(r, i)), "people of the registry the name may stand for, joined by `; `"),
    field("confidence", T::Real, |r, i| real(at(r, i).confidence), "probability that the speaker is right"),
    field("decided_by", T::Text, |r, i| word(at(r, i).decided_by.as_str()), "what settled it"),
];

// Names of columns and what they are, not words of the language.
#[rustfmt::skip]
static VIA: &[Field] = &[
    field("name", T::Text, |r, i| text(&link(r, i).name), "its name"),
    field("kind", T::Text, |r, i| word(link(r, i).kind.as_str()), "`outlet`, `platform`, `event` or `document`"),
    field("relation", T::Text, |r, i| word(link(r, i).relation.as_str()), "how the words came through it"),
    field("outlet_id", T::Text, |r, i| maybe(&link(r, i).outlet_id), "key in the registry of outlets"),
    field("start", T::Int, |r, i| int(link(r, i).span[0]), "where the words start that say so"),
    field("end", T::Int, |r, i| int(link(r, i).span[1]), "behind their end"),
    field("carried", T::Flag, |r, i| V::Flag(link(r, i).carried), "whether it was said of an earlier quotation"),
    field("confidence", T::Real, |r, i| link(r, i).confidence.map_or(V::Null, real), "probability that the link is right"),
];

const fn one(name: &'static str, of: T, get: for<'a> fn(&Row<'a>) -> V<'a>, about: &'static str) -> Column {
    Column { name, of: Of::One(of, get), about }
}

const fn list(
    name: &'static str,
    len: for<'a> fn(&Row<'a>) -> usize,
    fields: &'static [Field],
    about: &'static str,
) -> Column {
    Column { name, of: Of::List(len, fields), about }
}

const fn field(
    name: &'static str,
    of: T,
    get: for<'a> fn(&Row<'a>, usize) -> V<'a>,
    about: &'static str,
) -> Field {
    Field { name, of, get, about }
}

fn speaker<'a>(row: &Row<'a>) -> Option<&'a Speaker<'a>> {
    row.quotation.speakers.first()
}

fn at<'a>(row: &Row<'a>, i: usize) -> &'a Speaker<'a> {
    &row.quotation.speakers[i]
}

fn link<'a>(row: &Row<'a>, i: usize) -> &'a Via<'a> {
    &row.quotation.via[i]
}

fn outlet<'a>(row: &Row<'a>) -> Option<&'a Via<'a>> {
    row.quotation.via.iter().find(|v| v.kind == ViaKind::Outlet)
}

fn when(row: &Row<'_>) -> Option<(i32, i32)> {
    let (first, last) = days::span(row.quotation.when.as_ref()?.date.as_deref()?)?;
    Some((days::number(first), days::number(last)))
}

fn first_day<'a>(date: &Option<Cow<'_, str>>) -> V<'a> {
    date.as_deref().and_then(days::span).map_or(V::Null, |(first, _)| V::Day(days::number(first)))
}

fn text<'a>(s: &'a str) -> V<'a> {
    V::Text(Cow::Borrowed(s))
}

fn maybe<'a>(s: &'a Option<Cow<'_, str>>) -> V<'a> {
    s.as_deref().map_or(V::Null, text)
}

fn word<'a>(s: &'static str) -> V<'a> {
    V::Text(Cow::Borrowed(s))
}

fn real<'a>(x: f32) -> V<'a> {
    V::Real(decimal(x))
}

fn int<'a>(n: u32) -> V<'a> {
    V::Int(i32::try_from(n).unwrap_or(i32::MAX))
}

fn candidates<'a>(speaker: &'a Speaker<'_>) -> V<'a> {
    let names: Vec<&str> = speaker.candidates.iter().map(|c| &*c.name).collect();
    if names.is_empty() { V::Null } else { V::Text(Cow::Owned(names.join("; "))) }
}
