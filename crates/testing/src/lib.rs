//! Marked text, the one notation of quotations in the tests of all crates and in `tests/fixtures/marked`.
//!
//! `{s Ruiz} {q said} {c it was over}` marks the source, the cue and the content of a quotation. Where there are several, a
//! number tells which a span is of (`{c2 …}`); marks may hold each other, and a part may be marked in several pieces.
//!
//! ```
//! use dixit_testing::{Parts, mark, read};
//!
//! let marked = "{s1 Ruiz} {q1 said} {c1 that {s2 he} {q2 heard} {c2 a bell}}.";
//! let (text, quotes) = read(marked);
//! assert_eq!(text, "Ruiz said that he heard a bell.");
//! assert_eq!(&text[quotes[1].content[0].range()], "a bell");
//! assert_eq!(mark(&text, &quotes), marked);
//! ```

use std::cmp::Reverse;
use std::collections::BTreeMap;

use dixit_text::Span;

/// The spans of one quotation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// What is said.
    pub content: Vec<Span>,
    /// What announces it.
    pub cue: Vec<Span>,
    /// Who says it.
    pub source: Vec<Span>,
}

/// Reads a marked text: the text without marks, and its quotations in the order of their numbers.
///
/// # Panics
/// If a mark is not `{c`, `{q` or `{s` with a number or none and a space, or does not close.
pub fn read(marked: &str) -> (String, Vec<Parts>) {
    let (mut text, mut open) = (String::new(), Vec::new());
    let mut quotes: BTreeMap<u32, Parts> = BTreeMap::new();
    let mut rest = marked;
    while let Some(at) = rest.find(['{', '}']) {
        text.push_str(&rest[..at]);
        let end = text.len() as u32;
        if rest[at..].starts_with('}') {
            let (part, number, start) = open.pop().unwrap_or_else(|| panic!("nothing is open at {rest:?}"));
            let quote = quotes.entry(number).or_default();
            let spans = match part {
                'c' => &mut quote.content,
                'q' => &mut quote.cue,
                's' => &mut quote.source,
                other => panic!("no part of a quotation: {other:?} in {marked:?}"),
            };
            spans.push(Span::new(start, end));
            rest = &rest[at + 1..];
        } else {
            let (mark, behind) = rest[at + 1..].split_once(' ').expect("a space ends a mark");
            let number = mark.get(1..).filter(|n| !n.is_empty()).map_or(0, |n| n.parse().expect("a number"));
            open.push((mark.chars().next().expect("a part"), number, end));
            rest = behind;
        }
    }
    assert!(open.is_empty(), "a mark does not close in {marked:?}");
    text.push_str(rest);
    (text, quotes.into_values().collect())
}

/// Marks quotations in their text; numbered from 1 where there are several. Of spans that cross, the one that begins first ends
/// where the other does.
pub fn mark(text: &str, quotes: &[Parts]) -> String {
    let mut marks = Vec::new();
    for (n, quote) in (1..).zip(quotes) {
        let number = if quotes.len() > 1 { format!("{n}") } else { String::new() };
        for (part, spans) in [("c", &quote.content), ("q", &quote.cue), ("s", &quote.source)] {
            marks.extend(spans.iter().map(|&span| (span, format!("{{{part}{number} "))));
        }
    }
    // The longest of those that begin at one place opens first.
    marks.sort_by_key(|(span, _)| (span.start(), Reverse(span.end())));
    let (mut out, mut at, mut open) = (String::new(), 0, Vec::new());
    let mut upto = |out: &mut String, end: u32| {
        let end = at.max(end as usize);
        out.push_str(&text[at..end]);
        at = end;
    };
    for (span, mark) in marks {
        while open.last().is_some_and(|&end| end <= span.start()) {
            upto(&mut out, open.pop().expect("one is open"));
            out.push('}');
        }
        upto(&mut out, span.start());
        out.push_str(&mark);
        open.push(span.end());
    }
    while let Some(end) = open.pop() {
        upto(&mut out, end);
        out.push('}');
    }
    upto(&mut out, text.len() as u32);
    out
}
