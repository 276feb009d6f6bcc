use std::ops::Range;

use dixit_grammar::lexicon::{self, Class};
use dixit_tokens::{Case, Token, TokenKind};

use crate::NameKind;

/// A name without what the sets to train on do not always leave out: titles before a person (`Mr.`, `President`), words in
/// lower case before the first capital, and marks and honours after a person (`Bobby Scott!`, `Jane Bell OBE`): for taggers. `name` counts tokens, and keeps one at least.
pub fn trim_name(kind: NameKind, text: &str, tokens: &[Token], mut name: Range<usize>) -> Range<usize> {
    while name.len() > 1 {
        let token = tokens[name.start];
        let word = &text[token.span.range()];
        let class = lexicon::class(word);
        let title = kind == NameKind::Person && class.is(Class::TITLE | Class::PERSON);
        let small = token.case == Case::Lower
            && word.len() > 3
            && !class.is(Class::PARTICLE)
            && tokens[name.start + 1..name.end].iter().any(|t| matches!(t.case, Case::Title | Case::Upper));
        if !(title || small) {
            break;
        }
        name.start += 1;
    }
    let is_mark = |t: &Token| matches!(t.kind, TokenKind::Punct | TokenKind::QuoteMark | TokenKind::Symbol);
    let is_honour =
        |t: &Token| t.case == Case::Upper && lexicon::class(&text[t.span.range()]).is(Class::POSTNOMINAL);
    let is_after = |t: &Token| is_mark(t) || is_honour(t);
    while kind == NameKind::Person && name.len() > 1 && is_after(&tokens[name.end - 1]) {
        name.end -= 1;
    }
    name
}
