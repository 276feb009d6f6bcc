//! Web pages: the main text, and what the page says of itself.
//!
//! [`scan`] reads a page in one pass (through [`input`] and [`emit`], between which the tokenizer stands), [`names`] weighs the
//! names of its blocks, [`pick`] finds the article among them, and [`facts`] gathers what is stated. The method is that of Mozilla's
//! Readability, on paragraphs instead of a DOM.
//!
//! Own code: beside the libraries for it, in one run of `scripts/bench-reading` (docs/run.md has the table), it finds the text
//! better and takes a fraction of the time, since it builds no DOM; html5gum is the tokenizer.

mod attributes;
mod emit;
mod facts;
mod input;
mod ld;
mod names;
mod pick;
mod quotes;
mod scan;
mod tags;
mod trim;

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
    let body = facts.body();
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

/// The text of a piece of HTML that is nothing but text, as feeds and databases have it: all of it, paragraphs apart by an
/// empty line.
pub(crate) fn fragment(html: &str) -> String {
    let page = scan::page(html);
    let blocks: Vec<_> = page.blocks.iter().collect();
    quotes::paragraphs(&page, &blocks).join("\n\n")
}

/// Kinds of elements, for those who ask whether a text is HTML.
pub(crate) enum Kind {
    Block,
    Inline,
    /// No element that texts have.
    Unknown,
}

/// The kind of the element called `name`, in lower case.
pub(crate) fn kind_of(name: &str) -> Kind {
    match tags::of(name.as_bytes()) {
        None if matches!(name, "br" | "hr") => Kind::Block,
        None => Kind::Inline,
        Some(tags::Tag::Link | tags::Tag::Skipped) => Kind::Inline,
        Some(tags::Tag::Inline) if INLINE.split(' ').any(|inline| inline == name) => Kind::Inline,
        Some(tags::Tag::Inline) => Kind::Unknown,
        Some(_) => Kind::Block,
    }
}

/// Elements within a line, beside those that are known for another reason.
const INLINE: &str = "b i em strong u s span font small sub sup cite q abbr code mark del ins big tt label";

/// The encoding a page declares in its head: `<meta charset=…>`.
pub(crate) fn declared_encoding(page: &[u8]) -> Option<&'static Encoding> {
    const LOOK: usize = 2048;
    let head = &page[..page.len().min(LOOK)];
    let at = memchr::memmem::find(head, b"charset=")? + b"charset=".len();
    let value = head[at..].strip_prefix(b"\"").or(head[at..].strip_prefix(b"'")).unwrap_or(&head[at..]);
    let end = value.iter().position(|b| !b.is_ascii_alphanumeric() && !b"-_:".contains(b))?;
    Encoding::for_label(&value[..end])
}
