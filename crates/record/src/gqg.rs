//! GDELT's Global Quotation Graph: one article a line with its direct quotations and the words around each, and no speakers.
//!
//! The fields are those of GDELT's files: `date`, `url`, `title`, `lang`, and `quotes` of `pre`, `quote` and `post`. A
//! discontinuous quotation is one entry a piece, since an entry is a stretch of the text.

use serde::Serialize;

use crate::context::Context;
use crate::{Kind, Record};

/// Characters on each side.
const CONTEXT: usize = 100;

#[derive(Serialize)]
pub(crate) struct GqgArticle<'a> {
    date: Option<&'a str>,
    url: &'a str,
    title: Option<&'a str>,
    lang: &'static str,
    quotes: Vec<GqgQuote<'a>>,
}

#[derive(Serialize)]
struct GqgQuote<'a> {
    pre: &'a str,
    quote: &'a str,
    post: &'a str,
}

pub(crate) fn article<'a>(record: &'a Record<'_>, text: &'a str) -> GqgArticle<'a> {
    let article = &record.article;
    let context = Context::new(text, record.offsets);
    let quotes = record
        .quotations
        .iter()
        .filter(|q| q.kind == Kind::Direct)
        .flat_map(|q| {
            let pieces: Vec<_> = q.content.iter().filter_map(|&p| context.around(p, CONTEXT)).collect();
            if pieces.is_empty() {
                return vec![GqgQuote { pre: "", quote: bare(&q.text), post: "" }];
            }
            pieces
                .into_iter()
                .map(|a| GqgQuote { pre: a.before, quote: bare(a.exact), post: a.after })
                .collect()
        })
        .collect();
    GqgArticle {
        date: article.date.as_deref(),
        url: article.url.as_deref().unwrap_or(&article.id),
        title: article.title.as_deref(),
        lang: "ENGLISH",
        quotes,
    }
}

/// The words without their outermost quotation marks.
pub(crate) fn bare(quoted: &str) -> &str {
    let marks = ['“', '”', '"', '‘', '’', '\'', '«', '»', '„', '‟'];
    let inner = quoted.strip_prefix(marks).unwrap_or(quoted);
    inner.strip_suffix(marks).unwrap_or(inner)
}
