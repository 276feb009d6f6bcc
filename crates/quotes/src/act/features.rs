//! The features of a quotation in the model of acts.

use std::ops::Range;

use dixit_grammar::lexicon::{self, Class, CueClass};
use dixit_learn::Valued;
use dixit_learn::hash::{self, feature, pair};
use dixit_text::Document;
use dixit_tokens::{TokenKind, Tokens};

use crate::Quote;

/// A word that is not there.
const EDGE: u64 = 0x5e;

/// Words before a cue among which a negation counts for it.
const BEFORE: u32 = 3;

/// Reads the features of one quotation into `out`.
pub(super) fn read(doc: &Document, tokens: &Tokens, quote: &Quote, out: &mut Vec<Valued>) {
    out.clear();
    let text = Text { doc, tokens };
    let mut template = 0;
    let mut add = |value: u64| {
        template += 1;
        out.push((feature(template, value), 1.0));
    };
    let kind = quote.kind as u64;
    let cue = quote.cue.first().map(|&c| tokens.tokens_in(c)).filter(|r| !r.is_empty());
    let content = quote.content.first().map(|&c| tokens.tokens_in(c)).filter(|r| !r.is_empty());
    let source = quote.source.first().map(|&c| tokens.tokens_in(c)).filter(|r| !r.is_empty());
    let first = content.as_ref().map_or(0, |c| c.start);
    let words: u32 = quote.content.iter().map(|&c| tokens.tokens_in(c).len() as u32).sum();
    let marks =
        content.as_ref().is_some_and(|c| tokens.tokens()[c.start as usize].kind == TokenKind::QuoteMark);
    let opening = text.word(first + u32::from(marks));
    let begins = pair(u64::from(marks), text.class(first + u32::from(marks)));
    add(kind);
    add(pair(kind, u64::from(cue.is_some()) << 1 | u64::from(source.is_some())));
    add(opening);
    add(begins);
    add(pair(opening, text.word(first + 1 + u32::from(marks))));
    add(u64::from(words.max(1).ilog2()));
    let who = source.as_ref().map_or(0, |s| text.who(s));
    add(who);
    add(source.as_ref().map_or(EDGE, |s| text.word(s.end - 1)));
    add(source.as_ref().map_or(EDGE, |s| text.word(s.start)));
    let Some(cue) = cue else { return };
    // The word that carries the meaning: the last one the lexicon knows as a cue, else the last.
    let head = cue.clone().rev().find(|&i| text.cue(i) != 0).unwrap_or(cue.end - 1);
    let verb = text.word(head);
    let order =
        u64::from(first < cue.start) << 1 | u64::from(source.as_ref().is_some_and(|s| s.start < cue.start));
    let whole = cue.clone().fold(0, |all, i| pair(all, text.word(i)));
    let not = u64::from(
        negated(doc, tokens, cue.start) || cue.clone().any(|i| text.class_of(i).is(Class::NEGATION)),
    );
    let after = text.word(cue.end);
    let before = text.word(cue.start.wrapping_sub(1));
    let modal = cue
        .clone()
        .filter(|&i| text.class_of(i).is(Class::AUXILIARY))
        .fold(0, |all, i| pair(all, text.word(i)));
    add(verb);
    add(whole);
    add(pair(verb, kind));
    add(pair(verb, begins));
    add(pair(verb, opening));
    add(pair(verb, not));
    add(pair(verb, who));
    add(pair(verb, order));
    add(not);
    add(text.stem(head));
    add(text.suffix(head));
    add(text.cue(head));
    add(pair(text.cue(head), begins));
    add(pair(text.cluster(head), 0));
    add(pair(text.cluster(head), kind));
    add(order);
    add(before);
    add(after);
    add(pair(verb, after));
    add(modal);
    add(pair(modal, text.stem(head)));
    add(text.class(cue.start.wrapping_sub(1)));
    cue.clone().for_each(|i| {
        out.push((feature(90, text.word(i)), 1.0));
        out.push((feature(91, text.stem(i)), 1.0));
    });
    for i in cue.start.saturating_sub(BEFORE)..cue.start {
        out.push((feature(92, text.word(i)), 1.0));
    }
}

/// Returns whether there is a negation right before a cue that begins with token `start`: `did not say`, `never said`.
pub(super) fn negated(doc: &Document, tokens: &Tokens, start: u32) -> bool {
    let text = Text { doc, tokens };
    let passable = Class::AUXILIARY.or(Class::ADVERB).or(Class::TO).or(Class::NEGATION);
    let near = (start.saturating_sub(BEFORE)..start).rev().take_while(|&i| text.class_of(i).is(passable));
    near.into_iter().any(|i| text.class_of(i).is(Class::NEGATION))
}

/// The words of a document, by index of their token; [`EDGE`] beyond it.
struct Text<'a> {
    doc: &'a Document,
    tokens: &'a Tokens,
}

impl Text<'_> {
    fn at(&self, i: u32) -> Option<&str> {
        self.tokens.tokens().get(i as usize).map(|t| self.doc.slice(t.span))
    }

    /// Returns the kind of a source: a pronoun, a name, anything else.
    fn who(&self, source: &Range<u32>) -> u64 {
        let class = self.class_of(source.start);
        match () {
            () if source.len() == 1 && class.is(Class::SUBJECT_PRONOUN) => 1,
            () if class.is(Class::CAPITAL) => 2,
            () => 3,
        }
    }

    fn word(&self, i: u32) -> u64 {
        self.at(i).map_or(EDGE, |w| hash::bytes(w.to_lowercase().as_bytes()))
    }

    /// The word without the endings of verbs, much shortened: forms of one verb meet.
    fn stem(&self, i: u32) -> u64 {
        let Some(word) = self.at(i) else { return EDGE };
        let word = word.to_lowercase();
        // Endings: names, not words of the language.
        let bare = ["ing", "ied", "ies", "ed", "es", "s", "d", "e", "y"]
            .iter()
            .find_map(|end| word.strip_suffix(end));
        hash::bytes(bare.filter(|b| b.len() > 2).unwrap_or(&word).as_bytes())
    }

    fn suffix(&self, i: u32) -> u64 {
        self.at(i).map_or(EDGE, |w| hash::bytes(&w.as_bytes()[w.len().saturating_sub(3)..]))
    }

    fn class_of(&self, i: u32) -> Class {
        let Some(word) = self.at(i) else { return Class::empty() };
        let known = lexicon::class(word);
        if word.starts_with(char::is_uppercase) { known | Class::CAPITAL } else { known }
    }

    fn class(&self, i: u32) -> u64 {
        (self.class_of(i) & Class::SYNTAX).bits()
    }

    fn cue(&self, i: u32) -> u64 {
        self.at(i).and_then(lexicon::cue).map_or(0, |c| match c.class {
            CueClass::Say => 1,
            CueClass::Tell => 2,
            CueClass::Judge => 3,
            CueClass::Act => 4,
        })
    }

    fn cluster(&self, i: u32) -> u64 {
        use crate::find::clusters;
        u64::from(clusters(self.word(i)) >> 18)
    }
}
