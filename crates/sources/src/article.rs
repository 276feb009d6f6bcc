//! An article's own statements about its origin: byline, dateline, credit line.

use dixit_models::outlets::{OutletId, OutletKind, Outlets};
use dixit_text::Span;

use crate::mention::OutletMention;
use crate::words::{Class, Words};

/// The article's own statements about its origin.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArticleSources {
    /// Who published it, where the registry knows the publisher or the host of the address that came with the article, or
    /// else the name behind the mark of copyright.
    pub publisher: Option<OutletId>,
    /// The agency of the dateline: `WASHINGTON (AP) —`.
    pub dateline: Option<(Span, Option<OutletId>)>,
    /// The byline, without `By`.
    pub byline: Option<Span>,
    /// The outlet that first published it: `This article first appeared in …`.
    pub republished_from: Option<(Span, Option<OutletId>)>,
    /// Agencies and outlets that are credited with a part: `Xinhua contributed to this report`.
    pub contributors: Vec<(Span, Option<OutletId>)>,
}

/// Number of paragraphs from the top that may hold a byline or dateline.
const HEAD: usize = 6;

pub(crate) fn article_sources(
    words: &Words,
    outlets: &Outlets,
    mentions: &[OutletMention],
) -> ArticleSources {
    let mut found = ArticleSources { publisher: publisher(words, outlets), ..ArticleSources::default() };
    let paragraphs = words.tokens.paragraphs();
    for paragraph in paragraphs.iter().take(HEAD) {
        let (start, end) = (paragraph.tokens.start, paragraph.tokens.end);
        if found.byline.is_none()
            && words.one_of(start, &["by"])
            && end - start <= 12
            && words.is_capital(start + 1)
        {
            let last = (start + 1..end).find(|&i| words.one_of(i, &[",", "|", "(", "/", "."])).unwrap_or(end);
            found.byline = Some(words.cover(start + 1, last));
        }
        if found.dateline.is_none() {
            found.dateline = dateline(words, outlets, mentions, start, end);
        }
    }
    for (i, paragraph) in paragraphs.iter().enumerate() {
        // Credits are at the top or at the bottom.
        if i >= HEAD && i + HEAD < paragraphs.len() {
            continue;
        }
        for mention in mentions.iter().filter(|m| paragraph.tokens.contains(&m.tokens.start)) {
            let credit = (mention.span, mention.outlet);
            if found.publisher.is_none() && is_copyright(words, mention) {
                found.publisher = mention.outlet;
            } else if is_republished(words, mention) {
                found.republished_from.get_or_insert(credit);
            } else if contributed(words, mention) && !found.contributors.contains(&credit) {
                found.contributors.push(credit);
            }
        }
    }
    found
}

/// The publisher by what came with the text: its name, or else the host of its address.
fn publisher(words: &Words, outlets: &Outlets) -> Option<OutletId> {
    let by_host = || {
        let url = words.doc.url.as_deref()?;
        let host = url.split_once("://").map_or(url, |(_, rest)| rest).split(['/', '?', '#', ':']).next()?;
        // `edition.cnn.com` is that of `cnn.com`.
        let mut host = host;
        loop {
            if let Some(id) = outlets.by_name(host) {
                return Some(id);
            }
            host = host.split_once('.').map(|(_, rest)| rest).filter(|rest| rest.contains('.'))?;
        }
    };
    words.doc.publisher.as_deref().and_then(|name| outlets.by_name(name)).or_else(by_host)
}

/// `© 2025 The Kelmouth Courier`, `Copyright 2025 by`.
fn is_copyright(words: &Words, mention: &OutletMention) -> bool {
    let start = mention.tokens.start;
    (start.saturating_sub(4)..start).any(|i| words.one_of(i, &["©", "copyright"]))
}

/// `WASHINGTON (AP) —`, `(Reuters) -`, `BEIJING, Dec. 5 (Xinhua) --`: an outlet in brackets before a dash, near the start.
fn dateline(
    words: &Words,
    outlets: &Outlets,
    mentions: &[OutletMention],
    start: u32,
    end: u32,
) -> Option<(Span, Option<OutletId>)> {
    let near = start..end.min(start + 14);
    let mention = mentions.iter().find(|m| near.contains(&m.tokens.start))?;
    let agency = mention.outlet.is_none_or(|id| outlets.get(id).kind != OutletKind::Platform);
    let before = mention.tokens.start.checked_sub(1)?;
    let after = mention.tokens.end;
    let in_brackets = words.one_of(before, &["("]) && words.one_of(after, &[")"]);
    let dash = words.one_of(after + 1, &["-", "–", "—", "--", "―", ":"]);
    (agency && in_brackets && dash).then_some((mention.span, mention.outlet))
}

/// `first appeared in`, `originally published by`, `republished from`, `courtesy of`.
fn is_republished(words: &Words, mention: &OutletMention) -> bool {
    let mut at = mention.tokens.start;
    if at > 0 && words.is(at - 1, Class::DET) {
        at -= 1;
    }
    let Some(prep) = at.checked_sub(1).filter(|&p| words.is(p, Class::PREP)) else { return false };
    let verb = prep.checked_sub(1).is_some_and(|v| words.is(v, Class::REPUBLISHED));
    let (first, _) = words.sentence(prep);
    let first_time = (first..prep)
        .any(|i| words.one_of(i, &["first", "originally", "republished", "reprinted", "syndicated"]));
    let this = (first..prep).any(|i| words.is(i, Class::SELF)) || prep - first <= 3;
    verb && first_time && this
}

/// `Xinhua contributed to this report`, `With reporting by Reuters`, `Source: Xinhua`.
fn contributed(words: &Words, mention: &OutletMention) -> bool {
    let (first, end) = words.sentence(mention.tokens.start);
    let says =
        (mention.tokens.end..end.min(mention.tokens.end + 4)).any(|i| words.one_of(i, &["contributed"]));
    let before = |n: u32, list: &[&str]| {
        mention.tokens.start >= first + n && words.one_of(mention.tokens.start - n, list)
    };
    // The length first: a sentence without end would be read from its start for each of its outlets.
    let with = end - first <= 25
        && before(1, &["by", "from", "the"])
        && (first..mention.tokens.start).any(|i| words.one_of(i, &["reporting", "contributions", "files"]));
    let source = before(1, &[":"]) && before(2, &["source", "sources", "credit"]);
    says || with || source
}
