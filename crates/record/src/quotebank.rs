//! Quotebank's two formats (Vaucher et al., WSDM 2021): a quotation a line, or an article a line. Direct quotations alone,
//! which is what Quotebank holds.
//!
//! `probas` lists the speaker with the record's confidence and `None` with the rest, as strings, as Quotebank writes them.
//! We do not gather equal quotations of several articles, so `numOccurrences` is 1. `phase` names the engine, since
//! Quotebank's phases are those of its crawl.

use serde::Serialize;

use crate::context::Context;
use crate::gqg::bare;
use crate::{Kind, Quotation, Record};

/// Characters of text on each side of a quotation.
const CONTEXT: usize = 200;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OneQuotation<'a> {
    #[serde(rename = "quoteID")]
    quote_id: String,
    quotation: &'a str,
    speaker: &'a str,
    qids: Vec<&'a str>,
    date: Option<&'a str>,
    num_occurrences: u32,
    probas: Probas<'a>,
    urls: Vec<&'a str>,
    phase: &'a str,
}

/// `[["Ada Okoye", "0.9"], ["None", "0.1"]]`, the likeliest first.
type Probas<'a> = Vec<(&'a str, String)>;

pub(crate) fn quotations<'a>(record: &'a Record<'_>) -> impl Iterator<Item = OneQuotation<'a>> {
    direct(record).map(|q| OneQuotation {
        quote_id: quote_id(record, q),
        quotation: bare(&q.text),
        speaker: speaker(q),
        qids: q.speakers.iter().filter_map(|s| s.registry_id.as_deref()).collect(),
        date: record.article.date.as_deref(),
        num_occurrences: 1,
        probas: probas(q),
        urls: record.article.url.as_deref().into_iter().collect(),
        phase: &record.engine.name,
    })
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OneArticle<'a> {
    #[serde(rename = "articleID")]
    article_id: &'a str,
    article_length: usize,
    date: Option<&'a str>,
    phase: &'a str,
    title: Option<&'a str>,
    url: Option<&'a str>,
    quotations: Vec<InArticle<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct InArticle<'a> {
    #[serde(rename = "quoteID")]
    quote_id: String,
    quotation: &'a str,
    /// The first character of the quotation within the text, its mark included.
    quotation_offset: Option<u32>,
    left_context: &'a str,
    right_context: &'a str,
    global_top_speaker: &'a str,
    global_probas: Probas<'a>,
    local_top_speaker: &'a str,
    local_probas: Probas<'a>,
    num_occurrences: u32,
}

pub(crate) fn article<'a>(record: &'a Record<'_>, text: &'a str) -> OneArticle<'a> {
    let context = Context::new(text, record.offsets);
    let quotations = direct(record)
        .map(|q| {
            let (first, last) = (q.content.first(), q.content.last());
            InArticle {
                quote_id: quote_id(record, q),
                quotation: bare(&q.text),
                quotation_offset: first.map(|&[start, _]| start),
                left_context: first.and_then(|&p| context.around(p, CONTEXT)).map_or("", |a| a.before),
                right_context: last.and_then(|&p| context.around(p, CONTEXT)).map_or("", |a| a.after),
                global_top_speaker: speaker(q),
                global_probas: probas(q),
                local_top_speaker: speaker(q),
                local_probas: probas(q),
                num_occurrences: 1,
            }
        })
        .collect();
    let article = &record.article;
    OneArticle {
        article_id: &article.id,
        article_length: text.chars().count(),
        date: article.date.as_deref(),
        phase: &record.engine.name,
        title: article.title.as_deref(),
        url: article.url.as_deref(),
        quotations,
    }
}

fn direct<'a>(record: &'a Record<'_>) -> impl Iterator<Item = &'a Quotation<'a>> {
    record.quotations.iter().filter(|q| q.kind == Kind::Direct)
}

fn quote_id(record: &Record<'_>, quotation: &Quotation<'_>) -> String {
    format!("{}-{}", record.article.id, quotation.id)
}

/// The one name Quotebank has room for; `None`, as a word, where nobody is named.
fn speaker<'a>(quotation: &'a Quotation<'_>) -> &'a str {
    quotation.speakers.iter().find_map(|s| s.name.as_deref()).unwrap_or("None")
}

fn probas<'a>(quotation: &'a Quotation<'_>) -> Probas<'a> {
    let named = quotation.speakers.iter().find_map(|s| Some((s.name.as_deref()?, s.confidence)));
    let Some((name, sure)) = named else { return vec![("None", "1.0".to_owned())] };
    let mut probas = vec![(name, four(sure)), ("None", four(1.0 - sure))];
    if sure < 0.5 {
        probas.reverse();
    }
    probas
}

fn four(probability: f32) -> String {
    format!("{probability:.4}")
}
