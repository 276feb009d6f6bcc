//! Kinds of elements.

/// Kinds of elements, as far as they differ here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    /// `div`, `section`, `article`, `main` and what else holds blocks.
    Container,
    /// `p`.
    Paragraph,
    /// `pre`: a paragraph of lines, in which an empty one ends it.
    Lines,
    /// `h1`.
    Title,
    /// `h2` to `h6`.
    Heading,
    /// `li`, `dt`, `dd`.
    Item,
    /// `ul`, `ol`, `dl`.
    List,
    /// `td`, `th`.
    Cell,
    /// `blockquote`.
    Quote,
    /// `cite` and `footer` in a `blockquote`: whose words they are.
    Cite,
    /// `table` and its rows.
    Table,
    /// `form` and its groups.
    Form,
    /// Never read: scripts, drawings, controls.
    Skipped,
    /// Read and kept out: `nav`, `aside`, `footer`, `figcaption`.
    Outside,
    Link,
    Inline,
}

impl Tag {
    pub(super) fn is_block(self) -> bool {
        !matches!(self, Tag::Skipped | Tag::Link | Tag::Inline)
    }
}

/// The kind of an element; `None` for those without an end.
pub(super) fn of(name: &[u8]) -> Option<Tag> {
    // Names of HTML, not words of the language.
    Some(match name {
        b"area" | b"base" | b"br" | b"col" | b"embed" | b"hr" | b"img" | b"input" | b"link" | b"meta"
        | b"param" | b"source" | b"track" | b"wbr" => return None,
        b"p" => Tag::Paragraph,
        b"pre" => Tag::Lines,
        // A date by itself is no more prose than a link is.
        b"a" | b"time" => Tag::Link,
        b"div" | b"section" | b"article" | b"main" | b"header" | b"figure" | b"address" | b"details"
        | b"summary" | b"hgroup" | b"center" => Tag::Container,
        b"h1" => Tag::Title,
        b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => Tag::Heading,
        b"li" | b"dt" | b"dd" => Tag::Item,
        b"ul" | b"ol" | b"dl" | b"menu" => Tag::List,
        b"td" | b"th" | b"caption" => Tag::Cell,
        b"table" | b"tr" | b"thead" | b"tbody" | b"tfoot" => Tag::Table,
        b"blockquote" => Tag::Quote,
        b"form" | b"fieldset" => Tag::Form,
        b"nav" | b"aside" | b"footer" | b"figcaption" | b"dialog" => Tag::Outside,
        b"script" | b"style" | b"noscript" | b"template" | b"svg" | b"math" | b"iframe" | b"object"
        | b"select" | b"button" | b"textarea" | b"audio" | b"video" | b"canvas" => Tag::Skipped,
        _ if name.starts_with(b"amp-") => Tag::Skipped,
        _ => Tag::Inline,
    })
}
