//! Words at the edge of a content that say where it was said: programmes, platforms, occasions. They are no part of it.

use std::ops::Range;

use dixit_grammar::lexicon::Class;
use dixit_models::outlets::Written;
use dixit_text::{Scratch, Span};

use super::View;
use super::edit::Edit;
use crate::{Quote, QuoteKind};

/// Words of such an end at most, and of its first phrase.
const LONGEST: u32 = 14;
const PHRASE: u32 = 7;

/// Bytes of the name of a programme at most, with its network.
const TITLE: usize = 80;

/// Takes what says where it was said out of contents.
///
/// `broadcast of “The Long View”` is no quotation, `said on “The Long View”` quotes only the words before, and
/// `called him “a disgrace” on The Long View` ends before the preposition.
pub(super) fn edits(view: View<'_>, quotes: &[Quote], _: &mut Scratch) -> Vec<Edit> {
    let title = |span: Span| {
        let text = view.words.doc.slice(span);
        let marked = || text.contains(['“', '"', '‘']) || text.contains("''");
        text.len() <= TITLE && marked() && is_name(view, span)
    };
    let edit = |(i, quote): (usize, &Quote)| {
        let titles = quote.content.iter().filter(|&&c| title(c)).count();
        if titles == quote.content.len() {
            return Some(Edit::Remove(i));
        }
        let mut left = quote.clone();
        if titles > 0 {
            left.content.retain(|c| !title(*c));
        }
        let end = end_before_venue(view, &left);
        if let (Some(end), Some(piece)) = (end, left.content.last_mut()) {
            *piece = Span::new(piece.start(), end);
        }
        (titles > 0 || end.is_some()).then_some(Edit::Replace(i, left))
    };
    quotes.iter().enumerate().filter_map(edit).collect()
}

/// Whether a text is the name of an outlet and nothing else, but for marks and whose it is: `CNN’s “State of the Union.”`
fn is_name(view: View<'_>, span: Span) -> bool {
    let filler = |from: u32, to: u32| {
        let between = view.words.doc.slice(Span::new(from, to));
        let mut words = between.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        words.all(|w| matches!(w, "s" | "the" | "The"))
    };
    let mut at = span.start();
    for name in view.entities.outlets_in(span) {
        // One word that is also a common one is what somebody said: `“Time.”`
        let one_word = || !view.words.doc.slice(name.span).contains(' ');
        if name.written == Written::Ambiguous && one_word() || name.span.start() < at {
            continue;
        }
        if !filler(at, name.span.start()) {
            return false;
        }
        at = name.span.end();
    }
    at > span.start() && filler(at, span.end())
}

/// Returns the end of a judgement before the words that say where it was passed: `[the mayor as a “disgrace”] Friday on The Long View`.
///
/// A clause keeps its end: `said that the mayor lost on The Long View`.
fn end_before_venue(view: View<'_>, quote: &Quote) -> Option<u32> {
    let (&cue, &piece) = (quote.cue.last()?, quote.content.last()?);
    if quote.kind == QuoteKind::Direct || quote.content.len() > 1 || piece.start() < cue.end() {
        return None;
    }
    let words = Content { view, piece, range: view.words.tokens.tokens_in(piece) };
    let first = words.range.start + 1;
    let from = words.range.end.saturating_sub(LONGEST).max(first);
    let mut end = (from..words.range.end).find(|&i| words.is_venue(i))?;
    let clause = Class::THAT | Class::WH | Class::SUBJECT_PRONOUN | Class::SUBORDINATOR | Class::TO;
    let finite = || words.range.clone().any(|i| view.words.is(i, Class::AUXILIARY));
    if view.words.is(words.range.start, clause) || finite() {
        return None;
    }
    while end > first && (view.words.is(end - 1, Class::TIME) || view.words.text(end - 1) == "while") {
        end -= 1;
    }
    Some(view.words.tokens.tokens()[end as usize - 1].span.end())
}

/// The words of a content.
struct Content<'a> {
    view: View<'a>,
    piece: Span,
    range: Range<u32>,
}

impl Content<'_> {
    fn text(&self, i: u32) -> &str {
        self.view.words.text(i)
    }

    fn class(&self, i: u32) -> Class {
        self.view.words.class(i)
    }

    /// Whether the words from preposition `i` to the end say where something was said, and nothing else: `on Twitter`,
    /// `during the debate Monday night`, `in a speech in Flint, Mich`.
    fn is_venue(&self, i: u32) -> bool {
        let preposition = self.text(i);
        if !matches!(preposition, "on" | "in" | "at" | "during") {
            return false;
        }
        let phrase = || {
            let near = i + 1..self.range.end.min(i + 1 + PHRASE);
            // `an on-air speech`
            near.take_while(|&i| !self.class(i).is(Class::PREPOSITION) || self.text(i + 1) == "-")
        };
        let is_noun = |&i: &u32| self.class(i).is(Class::OCCASION);
        if let Some(head) = phrase().find(is_noun) {
            // `his words at the debate`: what is definite may tell which words. `in a speech` and `in tweets` do not.
            let any = matches!(self.text(i + 1), "a" | "an") || self.class(i + 1).is(Class::POSSESSIVE);
            let definite = self.class(i + 1).is(Class::DETERMINER | Class::POSSESSIVE) && !any;
            let own = preposition != "on" && !definite && (any || self.text(head).ends_with('s'));
            return (own || preposition == "during")
                && (head + 1..self.range.end).all(|i| self.is_time_or_place(i));
        }
        let start = self.view.words.tokens.tokens()[i as usize].span.end();
        let tail = self.view.words.doc.slice(Span::new(start, self.piece.end()));
        let tail = tail.trim_end_matches(|c: char| !c.is_alphanumeric());
        let show = || matches!(tail.rsplit(char::is_whitespace).next(), Some("show" | "Show" | "podcast"));
        let end = start + tail.len() as u32;
        let mut names = self.view.entities.outlets_in(Span::new(start, end));
        phrase().last() == Some(self.range.end - 1)
            && (preposition == "on" && show()
                || names.any(|name| name.span.end() == end && name.written != Written::Ambiguous))
    }

    fn is_time_or_place(&self, i: u32) -> bool {
        let small = Class::TIME | Class::PREPOSITION | Class::DETERMINER;
        let text = self.text(i);
        text.starts_with(char::is_uppercase) || self.class(i).is(small) || matches!(text, "," | ".")
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing;

    /// Checks where a content ends that goes to the end of the sentence.
    #[track_caller]
    fn ends(content: &str, expected: &str) {
        let rest = content.strip_prefix(expected).expect("the beginning of the content");
        testing::check(
            super::edits,
            &format!("{{s Ruiz}} {{q blasted}} {{c {content}}}."),
            &format!("{{s Ruiz}} {{q blasted}} {{c {expected}}}{rest}."),
        );
    }

    #[test]
    fn where_it_was_said_is_set_off() {
        ends("the mayor as a “disgrace” Friday on Fox News", "the mayor as a “disgrace”");
        ends("the toll in early-morning tweets", "the toll");
        ends("the toll during the debate Monday night in Flint, Mich", "the toll");
        ends("the toll in a speech", "the toll");
    }

    #[test]
    fn what_belongs_to_the_content_stays() {
        ends("his performance at the debate", "his performance at the debate");
        ends("that the mayor lost in a debate", "that the mayor lost in a debate");
        ends("the toll in a letter that nobody read", "the toll in a letter that nobody read");
        ends("the toll on the bridge", "the toll on the bridge");
    }

    #[test]
    fn a_programme_is_not_quoted() {
        testing::check(
            super::edits,
            "{c “The toll is unfair,”} {s Ruiz} {q blasted} on {c CNN’s “State of the Union.”}",
            "{c “The toll is unfair,”} {s Ruiz} {q blasted} on CNN’s “State of the Union.”",
        );
        testing::check(
            super::edits,
            "{s Ruiz} {q blasted} {c “Fox News Sunday.”}",
            "Ruiz blasted “Fox News Sunday.”",
        );
        testing::stays(super::edits, "{s Ruiz} {q blasted} {c “Time.”}");
    }
}
