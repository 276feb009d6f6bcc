//! Frames that leave no doubt, where the engine saw none: `told The Post that`, `according to Reuters`, `In a new poll,`.

use std::ops::Range;

use dixit_grammar::Words;
use dixit_grammar::lexicon::Class;
use dixit_text::{Scratch, Span, SpanSet};

use super::View;
use super::edit::Edit;
use super::unclaimed_speech::claim;
use crate::Quote;
use crate::find::rules::{Inner, of_sentence};

/// Words that name a poll in `In a Morning Herald poll last month,`, with what follows up to the comma.
const POLL: u32 = 20;

/// Adds the quotation of each such frame that no quotation holds.
pub(super) fn edits(view: View<'_>, quotes: &[Quote], scratch: &mut Scratch) -> Vec<Edit> {
    let Words { doc, tokens } = view.words;
    let mut found = Vec::new();
    let taken: SpanSet = quotes.iter().flat_map(Quote::spans).collect();
    let cues: SpanSet = quotes.iter().flat_map(|q| q.cue.iter().copied()).collect();
    for sentence in tokens.sentences() {
        let words = &tokens.tokens()[sentence.tokens.start as usize..sentence.tokens.end as usize];
        let untouched = !taken.touches(sentence.span);
        if words.iter().any(|t| matches!(doc.slice(t.span), "told" | "according" | "According")) {
            let quoted = tokens.quoted_in(sentence.span);
            let free = |cue: Span| !cues.touches(cue) && !quoted.iter().any(|q| q.outer.covers(cue));
            let read = of_sentence(doc, tokens, sentence.span, scratch).into_iter();
            let sure = read.filter(|inner| free(inner.cue) && is_sure(view.words, inner, untouched));
            found.extend(sure.map(|inner| claim(inner.content, inner.cue, inner.source)));
        } else if untouched {
            found.extend(of_poll(view.words, sentence.tokens.clone()));
        }
    }
    found.into_iter().map(Edit::Add).collect()
}

/// Whether what the rules read is surely said: `told The Post that …`; `…, Ann Lee told The Post`; `according to Ann Lee`.
fn is_sure(words: Words<'_>, inner: &Inner, untouched: bool) -> bool {
    let doc = words.doc;
    let cue = doc.slice(inner.cue);
    let Some(&content) = inner.content.first() else { return false };
    let before = content.end() <= inner.cue.start();
    cue.eq_ignore_ascii_case("according to")
        || cue.ends_with("told") && (before || untouched && doc.slice(content).starts_with("that "))
}

/// `[In] [a Morning Herald poll last month], [the mayor led by five points]`.
fn of_poll(words: Words<'_>, sentence: Range<u32>) -> Option<Quote> {
    let text = |i: u32| words.text(i);
    let start = sentence.start + 1;
    if text(sentence.start) != "In" || !words.is(start, Class::DETERMINER | Class::POSSESSIVE) {
        return None;
    }
    let comma = |from: u32| (from..sentence.end.min(from + POLL)).find(|&i| text(i) == ",");
    let mut end = comma(start)?;
    if !(start..end).any(|i| matches!(text(i), "poll" | "survey")) {
        return None;
    }
    // `In the poll, conducted in May, …`
    if matches!(text(end + 1), "conducted" | "released" | "published" | "taken") {
        end = comma(end + 1)?;
    }
    let last = (end + 1..sentence.end).rev().find(|&i| text(i).contains(char::is_alphanumeric))?;
    let content = words.span(end + 1..last + 1)?.into();
    Some(claim(content, words.span(sentence.start..start)?, words.span(start..end)?))
}

#[cfg(test)]
mod tests {
    use super::super::testing;

    #[track_caller]
    fn check(marked: &str, expected: &str) {
        testing::check(super::edits, marked, expected);
    }

    #[track_caller]
    fn stays(marked: &str) {
        testing::stays(super::edits, marked);
    }

    #[test]
    fn told() {
        check(
            "Ben Okoye told The Post that the bridge would stay closed.",
            "{s Ben Okoye} {q told} The Post {c that the bridge would stay closed}.",
        );
        check(
            "The mayor could be convinced, Sen. Ana Ruiz (R-Ohio) told The Post on Monday.",
            "{c The mayor could be convinced}, {s Sen. Ana Ruiz (R-Ohio)} {q told} The Post on Monday.",
        );
        stays("{s Ben Okoye} {q told} The Post that {c the bridge} would stay closed.");
    }

    #[test]
    fn according_to() {
        check(
            "The bridge is safe, according to the county.",
            "{c The bridge is safe}, {q according to} {s the county}.",
        );
        stays("{c The bridge} is safe, {q according to} {s the county}.");
        // Words within quotation marks belong to that quotation.
        stays("{c “It is old. The bridge is safe, according to the county,”} {s he} {q said}.");
    }

    #[test]
    fn polls() {
        check(
            "In the latest Herald poll, conducted in May, the mayor led by five points.",
            "{q In} {s the latest Herald poll, conducted in May}, {c the mayor led by five points}.",
        );
        stays("In the latest Herald poll, {s 40 percent} {q said} {c no}.");
        stays("In the old bridge house, the mayor led a tour.");
    }
}
