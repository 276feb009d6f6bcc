//! What classes, ids and roles of elements tell of what is in them, by the word lists of Mozilla's Readability.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind, MatchKind};

/// What an element's names say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Names {
    /// Points for or against an article, as Readability counts them: -25, 0 or 25.
    pub(super) weight: i8,
    /// Named as articles seldom are, and not also as they are.
    pub(super) unlikely: bool,
    /// By its role no part of an article.
    pub(super) outside: bool,
    /// Buttons to share the article, its date, captions: no part of it where they are short.
    pub(super) trimming: bool,
    /// Who wrote the article.
    pub(super) byline: bool,
}

const UNLIKELY: u8 = 1;
const LIKELY: u8 = 2;
const POSITIVE: u8 = 4;
const NEGATIVE: u8 = 8;
const OUTSIDE: u8 = 16;
const TRIMMING: u8 = 32;
const BYLINE: u8 = 64;

/// Parts of names and what each says. Names stand between spaces.
const PARTS: &[(&str, u8)] = &[
    ("-ad-", UNLIKELY | NEGATIVE),
    ("ad-break", UNLIKELY),
    ("agegate", UNLIKELY),
    ("ai2html", UNLIKELY),
    ("banner", UNLIKELY | NEGATIVE),
    ("breadcrumb", UNLIKELY),
    ("combx", UNLIKELY | NEGATIVE),
    ("comment", UNLIKELY | NEGATIVE),
    ("community", UNLIKELY),
    ("cookie", UNLIKELY | NEGATIVE),
    ("cover-wrap", UNLIKELY),
    ("disqus", UNLIKELY),
    ("extra", UNLIKELY),
    ("footer", UNLIKELY | NEGATIVE),
    ("gdpr", UNLIKELY | NEGATIVE),
    ("header", UNLIKELY),
    ("legends", UNLIKELY),
    ("menu", UNLIKELY),
    ("most-read", UNLIKELY | NEGATIVE),
    ("newsletter", UNLIKELY | NEGATIVE),
    ("pager", UNLIKELY),
    ("pagination", UNLIKELY),
    ("popup", UNLIKELY),
    ("read-more", UNLIKELY | NEGATIVE),
    ("recommend", UNLIKELY | NEGATIVE),
    ("related", UNLIKELY | NEGATIVE),
    ("remark", UNLIKELY),
    ("replies", UNLIKELY),
    ("shoutbox", UNLIKELY | NEGATIVE),
    ("sidebar", UNLIKELY | NEGATIVE),
    ("skyscraper", UNLIKELY | NEGATIVE),
    ("social", UNLIKELY),
    ("sponsor", UNLIKELY | NEGATIVE),
    ("subscribe", UNLIKELY | NEGATIVE),
    ("supplemental", UNLIKELY),
    ("trending", UNLIKELY | NEGATIVE),
    (" rss", UNLIKELY),
    ("article", LIKELY | POSITIVE),
    ("body", LIKELY | POSITIVE),
    ("column", LIKELY),
    ("content", LIKELY | POSITIVE),
    ("main", LIKELY | POSITIVE),
    ("blog", POSITIVE),
    ("entry", POSITIVE),
    ("page", POSITIVE),
    ("post", POSITIVE),
    ("story", POSITIVE),
    ("text", POSITIVE),
    ("com-", NEGATIVE),
    ("contact", NEGATIVE),
    ("hidden", NEGATIVE),
    (" hid ", NEGATIVE),
    ("masthead", NEGATIVE),
    ("media", NEGATIVE),
    ("meta", NEGATIVE),
    ("outbrain", NEGATIVE),
    ("promo", NEGATIVE),
    ("scroll", NEGATIVE),
    ("share", NEGATIVE | TRIMMING),
    ("shopping", NEGATIVE),
    ("taboola", NEGATIVE),
    ("tags", NEGATIVE),
    ("widget", NEGATIVE),
    (" navigation ", OUTSIDE),
    (" complementary ", OUTSIDE),
    (" menubar ", OUTSIDE),
    (" dialog ", OUTSIDE),
    (" alertdialog ", OUTSIDE),
    (" alert ", OUTSIDE),
    ("byline", BYLINE),
    ("author", BYLINE),
    ("writtenby", BYLINE),
    ("caption", TRIMMING),
    ("dateline", TRIMMING),
    ("timestamp", TRIMMING),
];

static AUTOMATON: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasickBuilder::new()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::Standard)
        .kind(Some(AhoCorasickKind::DFA))
        .build(PARTS.iter().map(|(part, _)| part))
        .expect("the parts are few")
});

/// What `names` say: classes, ids and roles, each between spaces.
pub(super) fn of(names: &[u8]) -> Names {
    if names.is_empty() {
        return Names::default();
    }
    let says = AUTOMATON.find_overlapping_iter(names).fold(0, |says, found| says | PARTS[found.pattern()].1);
    let has = |what| says & what != 0;
    Names {
        weight: i8::from(has(POSITIVE)) * 25 - i8::from(has(NEGATIVE)) * 25,
        unlikely: has(UNLIKELY) && !has(LIKELY),
        outside: has(OUTSIDE),
        trimming: has(TRIMMING),
        byline: has(BYLINE),
    }
}
