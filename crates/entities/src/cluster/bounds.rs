//! The borders of names that taggers draw wrong: a closing mark before a name, and a surname that looks like a function word
//! (`He Lifeng`, `To Lam`, `An Zihao`).

use dixit_grammar::lexicon::{self, Class, cue};
use dixit_text::Document;
use dixit_tokens::{TokenKind, Tokens};

use crate::{Mention, NameKind};

/// Mends the borders of `mentions`, which are in order.
pub(super) fn mend(doc: &Document, tokens: &Tokens, mentions: &mut [Mention]) {
    for i in 0..mentions.len() {
        without_marks(tokens, &mut mentions[i]);
        let free = i.checked_sub(1).map_or(0, |before| mentions[before].tokens.end);
        let m = &mut mentions[i];
        let short = m.kind == NameKind::Person && m.tokens.len() <= 3 && m.tokens.start > free;
        if short && is_surname(doc, tokens, m) {
            m.tokens.start -= 1;
            m.span = tokens.tokens()[m.tokens.start as usize].span.cover(m.span);
        }
    }
}

/// Takes quotation marks off the ends of a name.
fn without_marks(tokens: &Tokens, m: &mut Mention) {
    let is_mark = |i: u32| tokens.tokens()[i as usize].kind == TokenKind::QuoteMark;
    let (start, end) = (m.tokens.start, m.tokens.end);
    while m.tokens.len() > 1 && is_mark(m.tokens.start) {
        m.tokens.start += 1;
    }
    while m.tokens.len() > 1 && is_mark(m.tokens.end - 1) {
        m.tokens.end -= 1;
    }
    if (start, end) != (m.tokens.start, m.tokens.end) {
        let at = |i: u32| tokens.tokens()[i as usize].span;
        m.span = at(m.tokens.start).cover(at(m.tokens.end - 1));
    }
}

/// Whether the word before a name is its first part though it looks like a function word: a pronoun never stands before a
/// name, and the others do not where a verb of saying or a comma follows at once.
fn is_surname(doc: &Document, tokens: &Tokens, m: &Mention) -> bool {
    let text = |i: u32| tokens.tokens().get(i as usize).map_or("", |t| doc.slice(t.span));
    let word = text(m.tokens.start - 1);
    if word == "He" {
        return true;
    }
    if !matches!(word, "To" | "An" | "So" | "Per" | "Will") {
        return false;
    }
    let sentence = &tokens.sentences()[tokens.sentence_of(m.tokens.start - 1) as usize].tokens;
    if m.tokens.start - 1 > sentence.start
        && tokens.tokens()[m.tokens.start as usize - 2].kind == TokenKind::Word
    {
        return true;
    }
    let next = text(m.tokens.end);
    let says = cue(next).is_some() || lexicon::class(next).is(Class::SAY);
    // `So Jae-pil, an engineer`, `Will Tan and Ana Ruiz`, but `So Ana Ruiz, …`: the rest is one name, not a full one.
    let words = m.tokens.clone().filter(|&i| tokens.tokens()[i as usize].kind == TokenKind::Word).count();
    let one = words == 1 || text(m.tokens.start + 1) == "-";
    one && (says || matches!(next, "," | "and") && text(sentence.end - 1) != "?")
}
