//! Pieces of HTML in fields of other formats, and what tells a tag from other words in angle brackets.

use super::tags::{self, Tag};
use super::{quotes, read};

/// The text of a piece of HTML that is nothing but text, as feeds and databases have it: all of it, paragraphs apart by an
/// empty line.
pub(crate) fn fragment(html: &str) -> String {
    let page = read::page(html);
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
        Some(Tag::Link | Tag::Skipped) => Kind::Inline,
        Some(Tag::Inline) if INLINE.split(' ').any(|inline| inline == name) => Kind::Inline,
        Some(Tag::Inline) => Kind::Unknown,
        Some(_) => Kind::Block,
    }
}

// Names of HTML, not words of the language.
/// Elements within a line, beside those that are known for another reason.
const INLINE: &str = "b i em strong u s span font small sub sup cite q abbr code mark del ins big tt label";
