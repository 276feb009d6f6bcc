//! Passages that came through one outlet as a whole: block quotations from an article, letters under the name of a platform.

use std::ops::Range;

use dixit_models::outlets::{OutletKind, Outlets};

use crate::journalist::Journalists;
use crate::link::{Form, Link};
use crate::mention::OutletMention;
use crate::words::{Class, Words};
use crate::{Relation, Via, ViaKind};

/// A run of words, and what holds for all that is quoted in it.
#[derive(Debug)]
pub(crate) struct Passage {
    pub(crate) tokens: Range<u32>,
    pub(crate) via: Via,
}

/// Words a heading has at most.
const HEADING: usize = 4;
/// Number of words before the colon that are searched for the outlet.
const LEAD: u32 = 40;

/// Finds the passages of an article, in order; none overlap.
pub(crate) fn find_passages(
    words: &Words,
    outlets: &Outlets,
    mentions: &[OutletMention],
    links: &[Link],
    journalists: &Journalists,
) -> Vec<Passage> {
    let paragraphs = words.tokens.paragraphs();
    let mut passages: Vec<Passage> = Vec::new();
    let mut p = 0;
    while p < paragraphs.len() {
        let here = &paragraphs[p].tokens;
        let (mut next, mut via) = (p + 1, None);
        if let Some(platform) = heading(words, outlets, mentions, here) {
            while paragraphs.get(next).is_some_and(|p| !is_heading(words, &p.tokens)) {
                next += 1;
            }
            via = Some(platform);
        } else if paragraphs.get(p + 1).is_some_and(|next| opens_quoted(words, next.tokens.start)) {
            via = relay(words, outlets, mentions, links, journalists, here, passages.last());
            while via.is_some()
                && paragraphs.get(next).is_some_and(|p| {
                    opens_quoted(words, p.tokens.start) && !words.one_of(p.tokens.end - 1, &[":"])
                })
            {
                next += 1;
            }
        }
        if let Some(via) = via
            && next > p + 1
        {
            passages.push(Passage { tokens: here.end..paragraphs[next - 1].tokens.end, via });
        }
        // The paragraph that ends one passage may open the next.
        p = next.max(p + 1);
    }
    passages
}

fn opens_quoted(words: &Words, i: u32) -> bool {
    words.one_of(i, &["“", "\"", "''", "``"])
}

/// `TWITTER.` above the letters of readers.
fn heading(
    words: &Words,
    outlets: &Outlets,
    mentions: &[OutletMention],
    paragraph: &Range<u32>,
) -> Option<Via> {
    if paragraph.len() > HEADING {
        return None;
    }
    let n = mentions.partition_point(|m| m.tokens.start < paragraph.start);
    let mention = mentions.get(n).filter(|m| m.tokens.end <= paragraph.end)?;
    let platform = mention.outlet.is_some_and(|id| outlets.get(id).kind == OutletKind::Platform);
    let alone = paragraph.clone().all(|i| mention.tokens.contains(&i) || words.is_mark(i));
    (platform && alone).then(|| relayed(ViaKind::Platform, Relation::PostedOn, mention))
}

/// Whether a paragraph is a heading: a few words in capitals.
fn is_heading(words: &Words, paragraph: &Range<u32>) -> bool {
    paragraph.len() <= HEADING + 4
        && paragraph.clone().any(|i| words.text(i).len() > 3)
        && paragraph.clone().all(|i| words.text(i).chars().all(|c| !c.is_lowercase()))
}

fn relayed(kind: ViaKind, relation: Relation, mention: &OutletMention) -> Via {
    let (name, evidence) = (mention.span, mention.span);
    Via { kind, relation, name, evidence, outlet: mention.outlet, carried: true, confidence: 1.0 }
}

/// Through whom the quoted paragraphs came that this paragraph leads up to: `The Post reports:`, `McCrummen writes:`, `the
/// article goes on:`.
fn relay(
    words: &Words,
    outlets: &Outlets,
    mentions: &[OutletMention],
    links: &[Link],
    journalists: &Journalists,
    paragraph: &Range<u32>,
    before: Option<&Passage>,
) -> Option<Via> {
    let end = paragraph.end;
    let colon = words.one_of(end - 1, &[":"]);
    let (first, _) = words.sentence(end - 1);
    let first = first.max(end.saturating_sub(LEAD));
    let definite = |i: u32| words.one_of(i, &["the", "its", "their"]);
    let article = (first + 1..end)
        .find(|&i| words.is(i, Class::ARTICLE) && definite(i - 1) && !words.one_of(i, &["interview"]));
    if !colon {
        // `The article closes with a clear hint.`
        let opens = article.is_some_and(|i| i == first + 1);
        return opens.then(|| last_relay(mentions, outlets, first, before)).flatten();
    }
    let from = links.partition_point(|l| l.tokens.start < first);
    let here = || links[from..].iter().take_while(|l| l.tokens.start < end);
    // Somebody speaks to an outlet there; the paragraphs are what is told.
    if here().any(|l| {
        matches!(l.relation, Relation::Told | Relation::Interview | Relation::SaidAt | Relation::PostedOn)
    }) {
        return None;
    }
    if let Some(link) =
        here().find(|l| l.kind == ViaKind::Outlet && matches!(l.form, Form::Reports | Form::According))
    {
        let relation = Relation::ReportedBy;
        return Some(Via {
            kind: link.kind,
            relation,
            name: link.name,
            evidence: link.evidence,
            outlet: link.outlet,
            carried: true,
            confidence: 1.0,
        });
    }
    let reports = |i: u32| {
        words.is(i, Class::REPORT.or(Class::WRITE)) || words.is_mark(i) || words.one_of(i, &["continues"])
    };
    let journalist = (first..end)
        .filter(|&i| words.is_capital(i) && reports(i + 1))
        .find_map(|i| journalists.outlet_of(words, i));
    if let Some(n) = journalist {
        let evidence = words.cover(first, end);
        return Some(Via { evidence, ..relayed(ViaKind::Outlet, Relation::ReportedBy, &mentions[n]) });
    }
    let recorded = || {
        (first..end).any(|i| {
            words.one_of(i, &["recorded", "described", "detailed", "recounted"])
                && words.is(i - u32::from(i > 0), Class::BE)
        })
    };
    if article.is_some() || before.is_some_and(|b| b.tokens.end + 1 >= paragraph.start) && recorded() {
        return last_relay(mentions, outlets, first, before);
    }
    None
}

/// Returns the outlet of the article under discussion: the last passage's outlet, or else the last one named.
fn last_relay(
    mentions: &[OutletMention],
    outlets: &Outlets,
    before: u32,
    passage: Option<&Passage>,
) -> Option<Via> {
    if let Some(passage) = passage {
        return (passage.via.kind == ViaKind::Outlet).then(|| passage.via.clone());
    }
    let until = mentions.partition_point(|m| m.tokens.end <= before);
    let outlet = |m: &&OutletMention| m.outlet.is_none_or(|id| outlets.get(id).kind != OutletKind::Platform);
    let mention = mentions[..until].iter().rfind(outlet)?;
    Some(relayed(ViaKind::Outlet, Relation::ReportedBy, mention))
}

/// Returns the link that holds for everything quoted at word `i`.
pub(crate) fn passage_of(passages: &[Passage], i: u32) -> Option<&Passage> {
    let n = passages.partition_point(|p| p.tokens.end <= i);
    passages.get(n).filter(|p| p.tokens.start <= i)
}
