//! Web pages: the main text, and what the page says of itself.
//!
//! [`read`] reads a page in one pass of [`scan`] (through [`input`] and [`emit`], between which the tokenizer stands), [`names`] weighs the
//! names of its blocks, [`pick`] finds the article among them, and [`facts`] gathers what is stated. The method is that of Mozilla's
//! Readability, on paragraphs instead of a DOM.
//!
//! Own code: beside the libraries for it, in one run of `scripts/bench-reading` (docs/run.md has the table), it finds the text
//! better and takes a fraction of the time, since it builds no DOM; html5gum is the tokenizer.

mod attributes;
mod emit;
mod facts;
mod fragment;
mod input;
mod ld;
mod names;
mod pick;
mod quotes;
mod read;
mod scan;
mod tags;
mod trim;

use encoding_rs::Encoding;

use crate::InputError;
use crate::fields::Field;
use crate::json::Fields;
use crate::markup;

pub(crate) use fragment::{Kind, fragment, kind_of};

/// A main text of fewer characters is a remnant of menus and buttons, not an article.
const MIN_CHARS: usize = 80;

/// The article in a page: navigation, comments and advertisements are left out.
pub(crate) fn article(page: &str) -> Result<Fields, InputError> {
    let mut page = read::page(page);
    page.read_head();
    let mut facts = std::mem::take(&mut page.facts);
    let body = facts.body().map(paragraphs_of);
    let [title, author, publisher, date, url, language] = facts.into_values();
    let mut text = trim::text(&page, &pick::article(&page), title.as_deref());
    // Some pages are filled in by a script that has the article as data; some show no more of it than its beginning.
    if let Some(body) = body.filter(|body| body.len() > 2 * text.len() && trim::boilerplate(body).is_none()) {
        text = body;
    }
    if text.chars().take(MIN_CHARS).count() < MIN_CHARS {
        return Err(InputError::NoMainText);
    }
    if let Some(what) = trim::boilerplate(&text) {
        return Err(InputError::Boilerplate { what });
    }
    let mut fields = Fields::of_page();
    for (field, value) in [
        (Field::Text, Some(text)),
        (Field::Title, title),
        (Field::Author, author),
        (Field::Publisher, publisher),
        (Field::Date, date),
        (Field::Url, url),
        (Field::Language, language),
    ] {
        fields.values[field as usize] = value;
    }
    Ok(fields)
}

/// The lines of a text that JSON-LD has, which is HTML at times, as paragraphs.
fn paragraphs_of(text: String) -> String {
    let text = markup::decoded(&text).unwrap_or(text);
    text.lines().filter(|l| !l.trim().is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// The encoding a page declares in its head: `<meta charset=…>`.
pub(crate) fn declared_encoding(page: &[u8]) -> Option<&'static Encoding> {
    const LOOK: usize = 2048;
    let head = &page[..page.len().min(LOOK)];
    let at = memchr::memmem::find(head, b"charset=")? + b"charset=".len();
    let value = head[at..].strip_prefix(b"\"").or(head[at..].strip_prefix(b"'")).unwrap_or(&head[at..]);
    let end = value.iter().position(|b| !b.is_ascii_alphanumeric() && !b"-_:".contains(b))?;
    Encoding::for_label(&value[..end])
}
