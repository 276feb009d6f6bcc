//! Quotations that are signed instead of announced: `“The pier comes first.” — Ana Ruiz, harbour master`.

use std::ops::Range;

use dixit_grammar::Words;
use dixit_grammar::lexicon::{self, Class};
use dixit_text::{Scratch, Span, SpanSet, Spans};
use dixit_tokens::TokenKind;

use super::View;
use super::edit::Edit;
use crate::{Quote, QuoteKind};

/// Longest signature, in tokens.
const LONGEST: u32 = 24;

/// Longest name in it, in tokens.
const NAME: u32 = 8;

/// Probability that the signer said it.
const SCORE: f32 = 0.9;

/// Gives a paragraph that is a quoted passage, a dash and a name to who is named, unless an engine knows another speaker.
pub(super) fn edits(view: View<'_>, quotes: &[Quote], _: &mut Scratch) -> Vec<Edit> {
    let text = Text(view.words);
    let tokens = view.words.tokens;
    let passages = tokens.quoted().iter().filter(|q| q.depth == 0 && q.closed && q.continues.is_none());
    let signed: Vec<(Span, Span)> =
        passages.filter_map(|q| Some((q.outer, text.signature(q.outer)?))).collect();
    if signed.is_empty() {
        return Vec::new();
    }
    let taken: SpanSet = quotes.iter().flat_map(Quote::spans).collect();
    let mut edits = Vec::new();
    for (passage, source) in signed {
        if !taken.touches(passage.cover(source)) {
            edits.push(Edit::Add(quote(passage, source)));
            continue;
        }
        let touching = |q: &Quote| q.spans().any(|s| s.overlaps(passage.cover(source)));
        let mut held = quotes.iter().enumerate().filter(|(_, q)| touching(q));
        if let (Some((i, q)), None) = (held.next(), held.next())
            && q.cue.is_empty()
            && q.source.is_empty()
        {
            edits.push(Edit::Replace(i, quote(passage, source)));
        }
    }
    edits
}

fn quote(content: Span, source: Span) -> Quote {
    Quote {
        content: content.into(),
        cue: Spans::new(),
        source: source.into(),
        kind: QuoteKind::Direct,
        parent: None,
        score: SCORE,
    }
}

struct Text<'a>(Words<'a>);

impl Text<'_> {
    /// Returns the signer of a passage that opens its paragraph: the name behind the dash, with its description up to a bracket or the end.
    fn signature(&self, passage: Span) -> Option<Span> {
        let (all, inside) = (self.0.tokens.tokens(), self.0.tokens.tokens_in(passage));
        let paragraph = &self.0.tokens.paragraphs()[self.0.tokens.paragraph_of(inside.start) as usize].tokens;
        let (dash, name) = (inside.end, inside.end + 1);
        let signed = paragraph.start == inside.start
            && name < paragraph.end
            && paragraph.end - name <= LONGEST
            && is_dash(self.0.text(dash))
            // A sentence that follows the passage ends as sentences do.
            && !matches!(self.0.text(paragraph.end - 1), "." | "!" | "?");
        if !signed {
            return None;
        }
        let last = self.name(name..paragraph.end)?;
        let mut end = last + 1;
        if self.0.text(end) == "," {
            let role = end + 1..paragraph.end;
            end = role.clone().find(|&i| matches!(self.0.text(i), "," | "(" | ";")).unwrap_or(role.end);
        }
        Some(all[name as usize].span.cover(all[end as usize - 1].span))
    }

    /// The last token of a name that begins a range: words with capitals, and particles between them.
    fn name(&self, range: Range<u32>) -> Option<u32> {
        let is_capital = |i: u32| {
            let token = self.0.tokens.tokens()[i as usize];
            token.kind == TokenKind::Word && self.0.is_capital(i)
        };
        let within = |i: u32| {
            matches!(self.0.text(i), "." | "-" | "’" | "'")
                || lexicon::class(self.0.text(i)).is(Class::PARTICLE)
        };
        let run = range.clone().take_while(|&i| is_capital(i) || within(i)).take(NAME as usize);
        run.filter(|&i| is_capital(i)).last().filter(|_| is_capital(range.start))
    }
}

fn is_dash(word: &str) -> bool {
    matches!(word, "—" | "–" | "-" | "--" | "―")
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
    fn who_signs_has_said_it() {
        check("Rain.\n\n“It comes down.” — Ana Ruiz", "Rain.\n\n{c “It comes down.”} — {s Ana Ruiz}");
        check(
            "“It comes down.” – Ana de la Cruz, harbour master\n\nRain.",
            "{c “It comes down.”} – {s Ana de la Cruz, harbour master}\n\nRain.",
        );
        check(
            "\"It comes down.\" -- Ana Ruiz (@anaruiz) on Twitter, May 6, 2025",
            "{c \"It comes down.\"} -- {s Ana Ruiz} (@anaruiz) on Twitter, May 6, 2025",
        );
        check("{c “It comes down.”} — Ana Ruiz", "{c “It comes down.”} — {s Ana Ruiz}");
    }

    #[test]
    fn a_dash_within_a_sentence_signs_nothing() {
        stays("“It comes down.” — Ana Ruiz then left the hall.");
        stays("She read “It comes down” — Ana Ruiz, a poem");
        stays("“It comes down.” — so they told us");
        stays("{c “It comes down,”} — {s Ana Ruiz} {q said}");
    }
}
