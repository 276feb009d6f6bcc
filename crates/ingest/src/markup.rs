//! HTML in fields that should hold text: tags and entities, as databases, feeds and exports leave them.

/// The text that HTML in `text` stands for; `None` where there is none in it.
#[cfg(feature = "html")]
pub(crate) fn decoded(text: &str) -> Option<String> {
    let once = decoded_once(text)?;
    // Some exports encode what has been encoded.
    let again = if text.contains("&amp;") || text.contains("&lt;") { decoded_once(&once) } else { None };
    Some(again.unwrap_or(once))
}

/// Without what reads HTML, text stays as it is.
#[cfg(not(feature = "html"))]
pub(crate) fn decoded(_: &str) -> Option<String> {
    None
}

#[cfg(feature = "html")]
fn decoded_once(text: &str) -> Option<String> {
    let markup = Markup::of(text);
    let text = text.trim().strip_prefix("<![CDATA[").map_or(text, |t| t.strip_suffix("]]>").unwrap_or(t));
    match markup {
        Markup::None => None,
        Markup::Blocks => Some(crate::html::fragment(text)),
        // Line breaks are those of the text: in HTML they would be spaces.
        Markup::Inline => Some(crate::html::fragment(&format!("<pre>{text}"))),
    }
}

/// What of HTML is in a text.
#[cfg(feature = "html")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Markup {
    None,
    /// Entities, and tags within lines.
    Inline,
    /// Tags of paragraphs and the like.
    Blocks,
}

#[cfg(feature = "html")]
impl Markup {
    fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        memchr::memchr2_iter(b'<', b'&', bytes)
            .map(|at| {
                if bytes[at] == b'<' {
                    Self::of_tag(&text[at + 1..])
                } else {
                    Self::of_entity(&text[at + 1..])
                }
            })
            .max()
            .unwrap_or(Self::None)
    }

    /// By what stands behind a `<`. Which words are tags is a matter of the reader of pages; here they must also look like tags.
    fn of_tag(rest: &str) -> Self {
        let name = rest.strip_prefix('/').unwrap_or(rest);
        let len = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let (name, behind) = name.split_at(len);
        let whole = behind.starts_with('>')
            || behind.starts_with("/>")
            || (behind.starts_with(' ') && behind.contains('>'));
        if rest.starts_with("!--") || rest.starts_with("![CDATA[") {
            return Self::Inline;
        }
        if !whole { Self::None } else { Self::of_name(&name.to_ascii_lowercase()) }
    }

    fn of_name(name: &str) -> Self {
        match crate::html::kind_of(name) {
            crate::html::Kind::Block => Self::Blocks,
            crate::html::Kind::Inline => Self::Inline,
            crate::html::Kind::Unknown => Self::None,
        }
    }

    /// By what stands behind an `&`: a name or a number, and a semicolon.
    fn of_entity(rest: &str) -> Self {
        let Some(end) = rest.bytes().take(12).position(|b| b == b';') else { return Self::None };
        let name = &rest[..end];
        let digits =
            name.strip_prefix("#x").or(name.strip_prefix("#X")).or(name.strip_prefix('#')).unwrap_or(name);
        let is = digits.len() > 1 && digits.bytes().all(|b| b.is_ascii_alphanumeric());
        if is { Self::Inline } else { Self::None }
    }
}

#[cfg(all(test, feature = "html"))]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_text_and_text_stays() {
        for (text, want) in [
            (
                "<p>&ldquo;Yes,&rdquo; she said.</p><p>It&#39;s &quot;final&quot;.</p>",
                "“Yes,” she said.\n\nIt's \"final\".",
            ),
            ("One &amp; two\n\nthree", "One & two\n\nthree"),
            ("a &lt;b&gt;bold&lt;/b&gt; word", "a bold word"),
            ("It&amp;#8217;s", "It’s"),
            ("one<br/>two<br><br>three", "one\ntwo\n\nthree"),
            ("an <em>inline</em> word\nand a line", "an inline word\nand a line"),
            ("<![CDATA[<p>Yes.</p>]]>", "Yes."),
        ] {
            assert_eq!(decoded(text).as_deref(), Some(want), "{text}");
        }
        for text in [
            "",
            "AT&T; no",
            "if a < b and c > d",
            "R&D &; &c; <3 <she said> fish & chips",
            "mail <a@b.example>",
        ] {
            assert_eq!(decoded(text), None, "{text}");
        }
    }
}
