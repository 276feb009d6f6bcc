//! Words at the edge of a content that say where it was said: programmes, platforms, occasions. They are no part of it.

use std::ops::Range;

use dixit_grammar::lexicon::{self, Class};
use dixit_models::outlets::{Outlets, Written};
use dixit_text::{Document, Span};
use dixit_tokens::Tokens;

use crate::{Quote, QuoteKind};

/// Words of such an end at most, and of its first phrase.
const LONGEST: u32 = 14;
const PHRASE: u32 = 7;

/// Bytes of the name of a programme at most, with its network.
const TITLE: usize = 80;

/// Nouns for what something is said at or in.
const SETTINGS: &str = "address appearance article call column commentary conference debate diatribe editorial email event \
                        forum hearing interview interviews letter meeting memo monologue note op-ed post posts rally \
                        speech statement stop tweet tweets";

/// Takes what says where it was said out of contents; tells whether it changed anything.
///
/// `broadcast of “The Long View”` is no quotation, `said on “The Long View”` quotes only what stands before, and
/// `called him “a disgrace” on The Long View` ends before the preposition.
pub(crate) fn set_off(doc: &Document, tokens: &Tokens, quotes: &mut Vec<Quote>, outlets: &Outlets) -> bool {
    let n = quotes.len();
    let title = |span: Span| {
        let text = doc.slice(span);
        let marked = || text.contains(['“', '"', '‘']) || text.contains("''");
        text.len() <= TITLE && marked() && is_name(text, outlets)
    };
    let mut changed = false;
    quotes.retain(|q| !q.content.iter().all(|&c| title(c)));
    for quote in quotes.iter_mut() {
        let pieces = quote.content.len();
        if pieces > 1 {
            quote.content.retain(|c| !title(*c));
        }
        let end = end_before_setting(doc, tokens, quote, outlets);
        if let (Some(end), Some(piece)) = (end, quote.content.last_mut()) {
            *piece = Span::new(piece.start(), end);
            changed = true;
        }
        changed |= quote.content.len() < pieces;
    }
    changed | (quotes.len() < n)
}

/// Whether a text is the name of an outlet and nothing else, but for marks and whose it is: `CNN’s “State of the Union.”`
fn is_name(text: &str, outlets: &Outlets) -> bool {
    let filler = |between: &str| {
        let mut words = between.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        words.all(|w| matches!(w, "s" | "the" | "The"))
    };
    let mut at = 0;
    for found in outlets.find(text) {
        // One word that is also a common one is what somebody said: `“Time.”`
        let name = &text[found.start..found.end];
        if found.written == Written::Ambiguous && !name.contains(' ') || found.start < at {
            continue;
        }
        if !filler(&text[at..found.start]) {
            return false;
        }
        at = found.end;
    }
    at > 0 && filler(&text[at..])
}

/// Where a judgement ends before the words that say where it was passed: `[the mayor as a “disgrace”] Friday on The Long View`.
///
/// A clause keeps its end: `said that the mayor lost on The Long View`.
fn end_before_setting(doc: &Document, tokens: &Tokens, quote: &Quote, outlets: &Outlets) -> Option<u32> {
    let (&cue, &piece) = (quote.cue.last()?, quote.content.last()?);
    if quote.kind == QuoteKind::Direct || quote.content.len() > 1 || piece.start() < cue.end() {
        return None;
    }
    let words = Words { doc, tokens, piece, range: tokens.tokens_in(piece) };
    let first = words.range.start + 1;
    let from = words.range.end.saturating_sub(LONGEST).max(first);
    let mut end = (from..words.range.end).find(|&i| words.is_setting(i, outlets))?;
    let clause = Class::THAT | Class::WH | Class::SUBJECT_PRONOUN | Class::SUBORDINATOR | Class::TO;
    let finite = || words.range.clone().any(|i| words.class(i).is(Class::AUXILIARY));
    if words.class(words.range.start).is(clause) || finite() {
        return None;
    }
    while end > first && (words.class(end - 1).is(Class::TIME) || words.text(end - 1) == "while") {
        end -= 1;
    }
    Some(tokens.tokens()[end as usize - 1].span.end())
}

/// The words of a content.
struct Words<'a> {
    doc: &'a Document,
    tokens: &'a Tokens,
    piece: Span,
    range: Range<u32>,
}

impl Words<'_> {
    fn text(&self, i: u32) -> &str {
        self.tokens.tokens().get(i as usize).map_or("", |t| self.doc.slice(t.span))
    }

    fn class(&self, i: u32) -> Class {
        lexicon::class(self.text(i))
    }

    /// Whether the words from preposition `i` to the end say where something was said, and nothing else: `on Twitter`,
    /// `during the debate Monday night`, `in a speech in Flint, Mich`.
    fn is_setting(&self, i: u32, outlets: &Outlets) -> bool {
        let preposition = self.text(i);
        if !matches!(preposition, "on" | "in" | "at" | "during") {
            return false;
        }
        let phrase = || {
            let near = i + 1..self.range.end.min(i + 1 + PHRASE);
            // `an on-air speech`
            near.take_while(|&i| !self.class(i).is(Class::PREPOSITION) || self.text(i + 1) == "-")
        };
        let is_noun = |&i: &u32| SETTINGS.split(' ').any(|noun| noun.eq_ignore_ascii_case(self.text(i)));
        if let Some(head) = phrase().find(is_noun) {
            // `his words at the debate`: what is definite may tell which words. `in a speech` and `in tweets` do not.
            let any = matches!(self.text(i + 1), "a" | "an" | "his" | "her" | "their" | "its");
            let definite = self.class(i + 1).is(Class::DETERMINER | Class::POSSESSIVE) && !any;
            let own = preposition != "on" && !definite && (any || self.text(head).ends_with('s'));
            return (own || preposition == "during")
                && (head + 1..self.range.end).all(|i| self.is_time_or_place(i));
        }
        let tail = self.doc.slice(Span::new(self.tokens.tokens()[i as usize].span.end(), self.piece.end()));
        let tail = tail.trim_end_matches(|c: char| !c.is_alphanumeric());
        let show = || matches!(tail.rsplit(char::is_whitespace).next(), Some("show" | "Show" | "podcast"));
        phrase().last() == Some(self.range.end - 1)
            && (preposition == "on" && show()
                || outlets.find(tail).any(|f| f.end == tail.len() && f.written != Written::Ambiguous))
    }

    fn is_time_or_place(&self, i: u32) -> bool {
        let small = Class::TIME | Class::PREPOSITION | Class::DETERMINER;
        let text = self.text(i);
        text.starts_with(char::is_uppercase) || self.class(i).is(small) || matches!(text, "," | ".")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks what is left of the contents of a quotation, with `; ` between; the cue is `blasted`.
    #[track_caller]
    fn check(text: &str, content: &[&str], expected: &str) {
        let doc = Document::new("t", text).unwrap();
        let tokens = dixit_tokens::tokenize(text);
        let span = |words: &str| {
            let start = text.find(words).unwrap() as u32;
            Span::new(start, start + words.len() as u32)
        };
        let mut quotes = vec![Quote {
            content: content.iter().map(|c| span(c)).collect(),
            cue: [span("blasted")].into_iter().collect(),
            source: [span("Ruiz")].into_iter().collect(),
            kind: QuoteKind::Mixed,
            parent: None,
            score: 0.9,
        }];
        set_off(&doc, &tokens, &mut quotes, Outlets::builtin());
        let left: Vec<_> = quotes.iter().flat_map(|q| &q.content).map(|&c| doc.slice(c)).collect();
        assert_eq!(left.join("; "), expected, "{text}");
    }

    /// A content that goes to the end of the sentence.
    #[track_caller]
    fn ends(content: &str, expected: &str) {
        check(&format!("Ruiz blasted {content}."), &[content], expected);
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
        check(
            "“The toll is unfair,” Ruiz blasted on CNN’s “State of the Union.”",
            &["“The toll is unfair,”", "CNN’s “State of the Union.”"],
            "“The toll is unfair,”",
        );
        check("Ruiz blasted “Fox News Sunday.”", &["“Fox News Sunday.”"], "");
        check("Ruiz blasted “Time.”", &["“Time.”"], "“Time.”");
    }
}
