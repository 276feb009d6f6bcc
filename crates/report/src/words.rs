//! The record's terms and texts as a reader meets them.

use std::borrow::Cow;

use dixit_record::{DecidedBy, Quotation, Relation, Speaker, SpeakerType};

/// Text without characters that steer instead of show: controls become their symbols (␀, ␡), or U+FFFD. Line breaks and tabs
/// stay.
///
/// ```
/// assert_eq!(dixit_report::visible("\u{1b}[31mred"), "␛[31mred");
/// ```
pub fn visible(text: &str) -> Cow<'_, str> {
    let steers = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if !text.contains(steers) {
        return Cow::Borrowed(text);
    }
    // A carriage return is part of a line break and shows nothing.
    let shown = |c: char| match c {
        '\r' => None,
        c if !steers(c) => Some(c),
        '\u{7F}' => Some('␡'),
        c => Some(char::from_u32(0x2400 + u32::from(c)).filter(|_| c < ' ').unwrap_or('\u{FFFD}')),
    };
    Cow::Owned(text.chars().filter_map(shown).collect())
}

/// The address, where following it can do nothing but open a page.
pub(crate) fn safe_url(url: &str) -> Option<&str> {
    let (scheme, rest) = url.trim().split_once("://")?;
    let web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    (web && !rest.is_empty() && !rest.contains(|c: char| c.is_control() || c.is_whitespace()))
        .then_some(url.trim())
}

/// The name, else the words of the source, else that nobody could be told.
pub(crate) fn speaker_name<'a>(speaker: &'a Speaker<'_>) -> &'a str {
    speaker.name.as_deref().or(speaker.surface.as_deref()).unwrap_or("unknown speaker")
}

/// How sure it is that quotation and speaker are right, `0..=1`: the lesser of the two.
pub fn certainty(q: &Quotation<'_>) -> f32 {
    q.speakers.iter().map(|s| s.confidence).fold(q.confidence, f32::min)
}

/// Confidence in thousandths, as records have it.
pub(crate) fn thousandths(p: f32) -> u32 {
    (p.clamp(0.0, 1.0) * 1000.0).round() as u32
}

/// `92 %`, halves rounded up, as the scripts of the pages do.
pub(crate) fn percent(p: f32) -> String {
    format!("{} %", (thousandths(p) + 5) / 10)
}

pub(crate) fn decided(by: DecidedBy) -> &'static str {
    match by {
        DecidedBy::Name => "a name in the source",
        DecidedBy::Title => "a title that belongs to one person",
        DecidedBy::Pronoun => "a pronoun and the people at hand",
        DecidedBy::Nominal => "a description that fits",
        DecidedBy::CarriedOn => "no source: the speaker in hand goes on",
        DecidedBy::Alternation => "no source: speakers take turns",
        DecidedBy::Description => "the description itself; nobody is named",
        DecidedBy::Nothing => "nothing: the speaker is unknown",
    }
}

pub(crate) fn relation(relation: Relation) -> &'static str {
    match relation {
        Relation::Told => "told",
        Relation::Interview => "interviewed by",
        Relation::ReportedBy => "reported by",
        Relation::PostedOn => "posted on",
        Relation::PublishedIn => "published in",
        Relation::SaidAt => "said at",
        Relation::ObtainedBy => "obtained by",
    }
}

/// `None` for a person with a name, which needs no saying.
pub(crate) fn speaker_type(kind: SpeakerType) -> Option<&'static str> {
    match kind {
        SpeakerType::Person => None,
        SpeakerType::Organization => Some("organization"),
        SpeakerType::Outlet => Some("outlet"),
        SpeakerType::Document => Some("document"),
        SpeakerType::Group => Some("group, unnamed"),
        SpeakerType::Unnamed => Some("unnamed person"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_are_shown_and_line_breaks_kept() {
        assert_eq!(visible("a\u{0}b\r\n\tc\u{7F}\u{85}"), "a␀b\n\tc␡\u{FFFD}");
        assert!(matches!(visible("plain\ntext"), Cow::Borrowed(_)));
    }

    #[test]
    fn halves_are_rounded_up() {
        assert_eq!([0.0, 0.245, 0.2449, 0.995, 1.2].map(percent), ["0 %", "25 %", "25 %", "100 %", "100 %"]);
        assert_eq!(percent(0.2444), "24 %");
    }

    #[test]
    fn only_web_addresses_are_followed() {
        assert_eq!(safe_url(" https://example.com/a?b=c "), Some("https://example.com/a?b=c"));
        for bad in
            ["javascript:alert(1)", "data://text/html,x", "java\nscript://x", "https://", "//example.com"]
        {
            assert_eq!(safe_url(bad), None, "{bad}");
        }
    }
}
