//! HTML in fields that should hold text: tags and entities, as databases, feeds and exports leave them.

/// The text that HTML in `text` encodes; `None` if there is none in it, or if reading it would lose the rest of the text.
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

/// The traces of HTML in a text whose offsets somebody may count.
#[cfg_attr(not(feature = "html"), allow(dead_code, reason = "nothing else tells"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coded {
    /// None.
    No,
    /// A tag or an entity here and there: left over from something, or quoted.
    Somewhere,
    /// The text is written in HTML.
    Throughout,
}

#[cfg(not(feature = "html"))]
pub(crate) fn coded(_: &str) -> Coded {
    Coded::No
}

/// Whether a text is written in HTML, rather than having something of it in it: it begins with a block, or has several; most of its
/// ampersands begin entities, not all of which are `&amp;`; or several words are marked, and no tag is none of HTML.
#[cfg(feature = "html")]
pub(crate) fn coded(text: &str) -> Coded {
    const SEVERAL: usize = 3;
    let bytes = text.as_bytes();
    let (mut blocks, mut begun, mut ended, mut others) = (0, 0, 0, 0);
    let (mut entities, mut plain, mut bare) = (0, 0, 0);
    for at in memchr::memchr2_iter(b'<', b'&', bytes) {
        let rest = &text[at + 1..];
        match (bytes[at], Markup::of_tag(rest), Markup::of_entity(rest)) {
            (b'<', Markup::Blocks, _) => blocks += 1,
            (b'<', Markup::Inline, _) if rest.starts_with('/') => ended += 1,
            (b'<', Markup::Inline, _) => begun += 1,
            (b'<', Markup::None, _) => others += usize::from(looks_like_a_tag(rest)),
            (_, _, Markup::None) => bare += 1,
            (..) if rest.starts_with("amp;") => plain += 1,
            (..) => entities += 1,
        }
    }
    let begins = matches!(text.trim_start().strip_prefix('<').map(Markup::of_tag), Some(Markup::Blocks))
        || text.trim_start().starts_with("<![CDATA[");
    let by_entities = entities * 2 + plain >= 2 && entities + plain > 2 * bare;
    let by_words = ended >= SEVERAL && begun >= ended && others == 0;
    let is_html = begins || blocks > 1 || by_entities || by_words;
    if is_html && !swallows_the_rest(text) {
        Coded::Throughout
    } else if blocks + begun + ended + entities + plain > 0 {
        Coded::Somewhere
    } else {
        Coded::No
    }
}

/// Whether a comment, script or style is never closed: read as HTML, the text after it would be lost.
#[cfg(feature = "html")]
fn swallows_the_rest(text: &str) -> bool {
    [("<!--", "-->"), ("<script", "</script"), ("<style", "</style")].iter().any(|(begin, end)| {
        let last = memchr::memmem::rfind(text.as_bytes(), begin.as_bytes());
        last.is_some_and(|at| memchr::memmem::find(&text.as_bytes()[at..], end.as_bytes()).is_none())
    })
}

/// Whether the text after a `<` is a tag of some kind, HTML or not.
#[cfg(feature = "html")]
fn looks_like_a_tag(rest: &str) -> bool {
    let name = rest.strip_prefix('/').unwrap_or(rest);
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && ends_soon(name)
}

/// Whether a `>` comes before long: a text of nothing but `<` is not to be read to its end from each.
#[cfg(feature = "html")]
fn ends_soon(rest: &str) -> bool {
    const LONGEST: usize = 4096;
    memchr::memchr(b'>', &rest.as_bytes()[..rest.len().min(LONGEST)]).is_some()
}

#[cfg(feature = "html")]
fn decoded_once(text: &str) -> Option<String> {
    if swallows_the_rest(text) {
        return None;
    }
    let markup = Markup::of(text);
    let text = text.trim().strip_prefix("<![CDATA[").map_or(text, |t| t.strip_suffix("]]>").unwrap_or(t));
    match markup {
        Markup::None => None,
        Markup::Blocks => Some(crate::html::fragment(text)),
        // Line breaks are those of the text: in HTML they would be spaces.
        Markup::Inline => Some(crate::html::fragment(&format!("<pre>{text}"))),
    }
}

/// The traces of HTML in a text.
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

    /// By the text after a `<`. Which words are tags is a matter of the reader of pages; here they must also look like tags.
    fn of_tag(rest: &str) -> Self {
        let name = rest.strip_prefix('/').unwrap_or(rest);
        let len = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let (name, behind) = name.split_at(len);
        let whole = behind.starts_with('>')
            || behind.starts_with("/>")
            || (behind.starts_with(' ') && ends_soon(behind));
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

    /// By the text after an `&`: a name or a number, and a semicolon.
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
            ("One &lt;!-- two", "One <!-- two"),
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
            "<b>One</b> <!-- two",
        ] {
            assert_eq!(decoded(text), None, "{text}");
        }
    }

    #[test]
    fn a_text_in_html_is_told_from_one_with_something_of_it() {
        for (text, want) in [
            ("<p>“Yes,” she said.", Coded::Throughout),
            ("One.<br><br>Two.", Coded::Throughout),
            ("&ldquo;Yes,&rdquo; she said.", Coded::Throughout),
            ("It&amp;#8217;s over &amp; done.", Coded::Throughout),
            ("<em>One</em>, <b>two</b> and <a href='x'>three</a>.", Coded::Throughout),
            ("<![CDATA[One]]>", Coded::Throughout),
            ("Smith &amp; Sons closed.", Coded::Somewhere),
            ("Fish &amp; chips, salt & vinegar & more.", Coded::Somewhere),
            ("See <a href='x'>here</a>.", Coded::Somewhere),
            ("<post/> <a>One</a>, <a>two</a>, <a>three</a>.", Coded::Somewhere),
            ("The tag <br> was new.", Coded::Somewhere),
            ("<p>One.</p><script>x()</script><!-- y --><p>Two.", Coded::Throughout),
            // Read as HTML, the text after it would be lost.
            ("<p>One.</p><p>Two. <!-- Three. Four.", Coded::Somewhere),
            ("<p>One.</p><p>The tag <script> is old.", Coded::Somewhere),
            ("R&D <3 & a < b, <post id='1'>", Coded::No),
        ] {
            assert_eq!(coded(text), want, "{text}");
        }
    }
}
