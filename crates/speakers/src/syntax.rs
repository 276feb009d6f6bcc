//! The position of a name or pronoun in its sentence, by the words beside it.

use dixit_entities::lexicon::{self, WordClass, fold};
use dixit_text::Document;
use dixit_tokens::Tokens;

use crate::words::{self, Words, is_possessive};

/// A sentence, to look around in.
pub(crate) struct Place<'a> {
    pub doc: &'a Document,
    pub tokens: &'a Tokens,
    pub sentence: &'a std::ops::Range<u32>,
}

impl Place<'_> {
    pub(crate) fn text(&self, token: u32) -> &str {
        self.doc.slice(self.tokens.tokens()[token as usize].span)
    }

    pub(crate) fn possessive_at(&self, token: u32) -> bool {
        token < self.sentence.end && is_possessive(self.text(token))
    }

    /// The first token left of `token` that is no title, as far as the sentence goes.
    fn before_titles(&self, token: u32) -> Option<u32> {
        (self.sentence.start..token).rev().find(|&i| {
            let class = lexicon::class(fold(self.text(i)));
            self.text(i) != "." && !class.any(WordClass::TITLE | WordClass::PERSON)
        })
    }

    /// The word before `token` and its titles; empty at the start of the sentence.
    pub(crate) fn word_before(&self, token: u32) -> &str {
        self.before_titles(token).map_or("", |i| self.text(i))
    }

    pub(crate) fn opens(&self, token: u32) -> bool {
        self.before_titles(token)
            .is_none_or(|i| i == self.sentence.start && self.text(i).chars().all(|c| !c.is_alphanumeric()))
    }

    fn is_capital(&self, token: u32) -> bool {
        token < self.sentence.end && self.text(token).starts_with(char::is_uppercase)
    }

    pub(crate) fn is_joint(&self, token: u32, end: u32) -> bool {
        let and = |i: u32| i < self.sentence.end && matches!(self.text(i), "and" | "&" | "or");
        let after = and(end) && self.is_capital(end + 1);
        let before = token > self.sentence.start + 1 && and(token - 1) && self.is_capital(token - 2);
        before || after
    }

    pub(crate) fn is_bracketed(&self, token: u32) -> bool {
        let from = token.saturating_sub(12).max(self.sentence.start);
        (from..token).rev().find(|&i| matches!(self.text(i), "(" | ")")).is_some_and(|i| self.text(i) == "(")
    }

    /// Returns whether a noun for a person with its owner comes before: `his wife`, `Vega's aide,`.
    pub(crate) fn is_owned(&self, token: u32) -> bool {
        let from = token.saturating_sub(5).max(self.sentence.start);
        let noun = (from..token).rev().find(|&i| lexicon::class(fold(self.text(i))).any(WordClass::PERSON));
        noun.is_some_and(|n| {
            token - n <= 2
                && (from..n)
                    .any(|i| is_possessive(self.text(i)) || words::is(self.text(i), Words::POSSESSIVE))
        })
    }

    pub(crate) fn is_in_relative(&self, token: u32) -> bool {
        let from = token.saturating_sub(3).max(self.sentence.start);
        (from..token).any(|i| words::is(self.text(i), Words::RELATIVE))
    }

    /// `Ruiz, the mayor of Utica, said`
    pub(crate) fn verb_after_apposition(&self, end: u32) -> bool {
        let mut words = end + 1..(end + 14).min(self.sentence.end);
        let close = words.find(|&i| self.is(i, ","));
        self.is(end, ",") && close.is_some_and(|i| self.verb_at(i + 1) && !self.is(i + 1, "who"))
    }

    pub(crate) fn is(&self, token: u32, word: &str) -> bool {
        token < self.sentence.end && self.text(token) == word
    }

    pub(crate) fn who_at(&self, end: u32) -> bool {
        self.is(end, "who") || self.is(end, ",") && self.is(end + 1, "who")
    }

    pub(crate) fn is_listed(&self, token: u32, end: u32) -> bool {
        let link = |w: &str| matches!(w, "," | "and" | "&" | "or");
        let before = token > self.sentence.start + 1
            && link(self.text(token - 1))
            && (self.is_capital(token - 2) || self.text(token - 2) == ",");
        let after = end < self.sentence.end
            && link(self.text(end))
            && (self.is_capital(end + 1)
                || self.is(end, ",") && self.is(end + 1, "and") && self.is_capital(end + 2));
        before && after
    }

    pub(crate) fn infinitive_at(&self, end: u32) -> bool {
        end < self.sentence.end && {
            let word = self.text(end);
            let next = if end + 1 < self.sentence.end { self.text(end + 1) } else { "" };
            let verb = next.starts_with(char::is_lowercase)
                && !words::is(next, Words::POSSESSIVE.union(Words::DEFINITE))
                && !matches!(next, "a" | "an");
            word == "to" && verb
                || word.len() > 4 && word.ends_with("ing") && word.starts_with(char::is_lowercase)
        }
    }

    pub(crate) fn verb_before(&self, token: u32) -> bool {
        let Some(i) = self.before_titles(token) else { return false };
        is_verb(self.text(i))
            || i > self.sentence.start
                && self.text(i - 1) == "to"
                && self.text(i).starts_with(char::is_lowercase)
                && !is_preposition(self.text(i))
    }

    /// Returns whether there is a verb at `token`, adverbs skipped.
    pub(crate) fn verb_at(&self, token: u32) -> bool {
        let mut words = (token..self.sentence.end).map(|i| self.text(i));
        words
            .find(|w| !is_adverb(w))
            .is_some_and(|w| words::is(w, Words::AUXILIARY) || w == "who" || is_verb(w))
    }

    /// Returns whether there is a preposition or a verb before `token`, titles skipped.
    pub(crate) fn object_after(&self, token: u32) -> bool {
        let mut i = token;
        while i > self.sentence.start && token - i < 4 {
            i -= 1;
            let word = self.text(i);
            let class = lexicon::class(fold(word));
            if word == "." || class.any(WordClass::TITLE | WordClass::PERSON) {
                continue;
            }
            let participle = word.len() > 3 && word.ends_with("ing") && word.starts_with(char::is_lowercase);
            return matches!(word, "of" | "and" | "or")
                || is_preposition(word)
                || is_verb(word)
                || participle;
        }
        false
    }
}

pub(crate) fn is_preposition(word: &str) -> bool {
    word.starts_with(char::is_lowercase) && words::is(word, Words::PREPOSITION)
}

/// Returns whether a word may come between a subject and its verb.
fn is_adverb(word: &str) -> bool {
    word.starts_with(char::is_lowercase)
        && (words::is(word, Words::ADVERB) || word.len() > 4 && word.ends_with("ly"))
}

/// Whether a word is a finite verb with a meaning of its own, by lists and by its ending: `visits`, `confessed`.
fn is_verb(word: &str) -> bool {
    if !word.starts_with(|c: char| c.is_ascii_lowercase()) {
        return false;
    }
    let class = lexicon::class(fold(word));
    let own = words::of(word);
    if class.any(WordClass::SAY) || own.intersects(Words::IRREGULAR) {
        return true;
    }
    let noun = class.any(WordClass::GROUP | WordClass::PERSON | WordClass::BODY);
    let present = word.ends_with('s')
        && !["ss", "us", "is"].iter().any(|e| word.ends_with(e))
        && !own.intersects(Words::NO_VERB);
    !noun && word.len() > 3 && (present || word.ends_with("ed"))
}
