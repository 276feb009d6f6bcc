//! Web pages: the main text, and what the page says of itself.
//!
//! [`scan`] reads a page in one pass (through [`input`] and [`emit`], between which the tokenizer stands), [`names`] weighs the
//! names of its blocks, [`pick`] finds the article among them, and [`facts`] gathers what is stated. The method is that of Mozilla's Readability, on paragraphs instead of a DOM.

mod emit;
mod facts;
mod input;
mod names;
mod pick;
mod scan;

use encoding_rs::Encoding;

use crate::InputError;
use crate::fields::Field;
use crate::json::Fields;

/// A main text of fewer characters is a remnant of menus and buttons, not an article.
const MIN_CHARS: usize = 80;

/// The article in a page: navigation, comments and advertisements are left out.
pub(crate) fn article(page: &str) -> Result<Fields, InputError> {
    let mut page = scan::page(page);
    page.read_head();
    let mut facts = std::mem::take(&mut page.facts);
    let body = facts.body.take();
    let [title, author, publisher, date, url, language] = facts.into_values();
    let mut text = pick::article(&page, title.as_deref());
    if text.chars().take(MIN_CHARS).count() < MIN_CHARS {
        // Some pages are filled in by a script that has the article as data.
        text = body.map_or(text, |body| {
            body.lines().filter(|l| !l.trim().is_empty()).collect::<Vec<_>>().join("\n\n")
        });
    }
    if text.chars().take(MIN_CHARS).count() < MIN_CHARS {
        return Err(InputError::NoMainText);
    }
    if let Some(what) = boilerplate(&text) {
        return Err(InputError::Boilerplate { what });
    }
    let mut fields = Fields::default();
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

/// A text of more characters is an article, whatever it says beside.
const MAX_BOILERPLATE: usize = 600;

/// Words that pages put in the place of an article.
const BOILERPLATE: &[&str] = &[
    "enable javascript",
    "javascript is disabled",
    "enable cookies",
    "accept cookies",
    "use of cookies",
    "we use cookies",
    "access denied",
    "page not found",
    "404 not found",
    "403 forbidden",
    "are you a robot",
    "are not a robot",
    "verify you are human",
    "unusual traffic",
    "captcha",
    "subscribe to continue",
    "subscribe to read",
    "log in to continue",
    "sign in to continue",
    "create an account",
    "content is not available in your",
    "unavailable in your region",
    "temporarily unavailable",
    "service unavailable",
    "no longer available",
    "all rights reserved",
    "your browser is not supported",
    "unsupported browser",
];

/// The words that show a short text to be none of an article; quotations are never boilerplate.
fn boilerplate(text: &str) -> Option<&'static str> {
    if text.len() > MAX_BOILERPLATE || text.contains(['“', '"']) {
        return None;
    }
    let text = text.to_lowercase();
    BOILERPLATE.iter().copied().find(|words| text.contains(words))
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
