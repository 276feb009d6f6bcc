//! Words, numbers and marks, by the conventions of Universal Dependencies English.

use dixit_text::Span;

use crate::chars::{self, char_at, class};
use crate::letters::word;
use crate::numbers::number;
use crate::{Case, Token, TokenKind};
use crate::{addresses, clitics, marks};

/// Reads tokens off `text` one by one, without allocating.
///
/// ```
/// let text = "Sen. Doe didn't go.";
/// let words: Vec<&str> = dixit_tokens::words(text).map(|t| &text[t.span.range()]).collect();
/// assert_eq!(words, ["Sen.", "Doe", "did", "n't", "go", "."]);
/// ```
///
/// Each line is read by itself, as if none were hard-wrapped. A single mark (`'`) that could be an apostrophe or a quotation mark is settled only by its paragraph, so here it is
/// always a [`TokenKind::QuoteMark`]; in the layer that [`tokenize`](crate::tokenize) builds it is settled.
pub fn words(text: &str) -> Words<'_> {
    Words { text, at: 0, line_end: 0, queue: Queue::default() }
}

/// Iterator over the tokens of a text, made by [`words`].
#[derive(Clone, Debug)]
pub struct Words<'t> {
    text: &'t str,
    at: usize,
    line_end: usize,
    queue: Queue,
}

impl Iterator for Words<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        while self.queue.is_empty() {
            let at = chars::skip_space(self.text, self.at, self.text.len());
            if at == self.text.len() {
                return None;
            }
            if at >= self.line_end {
                let rest = &self.text.as_bytes()[at..];
                self.line_end = memchr::memchr2(b'\n', b'\r', rest).map_or(self.text.len(), |i| at + i);
            }
            self.queue = Queue::default();
            let queue = &mut self.queue;
            self.at = scan(self.text, at, self.line_end, &mut |token| queue.push(token));
        }
        self.queue.pop()
    }
}

/// The few tokens one step of the scanner yields.
#[derive(Clone, Debug)]
struct Queue {
    tokens: [Token; MAX_TOKENS],
    first: u8,
    len: u8,
}

/// Most tokens of one step: a word and its clitics.
const MAX_TOKENS: usize = 4;

impl Default for Queue {
    fn default() -> Self {
        let none = Token { span: Span::new(0, 0), kind: TokenKind::Symbol, case: Case::None, joined: false };
        Self { tokens: [none; MAX_TOKENS], first: 0, len: 0 }
    }
}

impl Queue {
    fn is_empty(&self) -> bool {
        self.first == self.len
    }

    fn push(&mut self, token: Token) {
        self.tokens[self.len as usize] = token;
        self.len += 1;
    }

    fn pop(&mut self) -> Option<Token> {
        let token = *self.tokens[..self.len as usize].get(self.first as usize)?;
        self.first += 1;
        Some(token)
    }
}

/// Reads what stands at `at`, which is not white space, and returns where it ends.
#[inline]
pub(crate) fn scan(text: &str, at: usize, end: usize, emit: &mut impl FnMut(Token)) -> usize {
    let b = text.as_bytes();
    let one = |kind, len| Token::new(at, at + len, kind, Case::None);
    match class(b[at]) {
        chars::LOWER | chars::UPPER => return word(text, at, at, end, emit),
        chars::DIGIT => return number(text, at, end, emit),
        chars::APOS | chars::QUOTE | chars::TICK => {}
        chars::STOP => {
            // `.5` is a number where nothing stands before it.
            let alone = at == 0 || matches!(b[at - 1], b' ' | b'\n' | b'(' | b'$' | b'-');
            if alone && b[at] == b'.' && at + 1 < end && class(b[at + 1]) == chars::DIGIT {
                return number(text, at, end, emit);
            }
            let to = run(b, at, end, |c| class(c) == chars::STOP);
            emit(one(TokenKind::Punct, to - at));
            return to;
        }
        chars::RULE => {
            // A run of one sign is one token: a dash `--`, a rule `___`.
            let to = run(b, at, end, |c| c == b[at]);
            let kind = if matches!(b[at], b'=' | b'~') { TokenKind::Symbol } else { TokenKind::Punct };
            emit(one(kind, to - at));
            return to;
        }
        chars::SIGIL => {
            if let Some((kind, to)) = addresses::handle_or_tag(text, at, end) {
                emit(one(kind, to - at));
                return to;
            }
            emit(one(TokenKind::Symbol, 1));
            return at + 1;
        }
        chars::PUNCT => {
            if let Some(to) = addresses::emoticon(b, at, end) {
                emit(one(TokenKind::Symbol, to - at));
                return to;
            }
            let kind = if b[at] == b'&' { TokenKind::Symbol } else { TokenKind::Punct };
            emit(one(kind, 1));
            return at + 1;
        }
        chars::HIGH => {
            let c = char_at(text, at);
            let garbled = marks::mojibake_punct(b, at);
            if garbled > 0 {
                emit(one(TokenKind::Punct, garbled));
                return at + garbled;
            }
            if c.is_alphanumeric() && marks::at(b, at).is_none() {
                return word(text, at, at, end, emit);
            }
        }
        _ => {
            let mut to = at + 1;
            // `$$$` and `<<` are one token, and so is anything else that is repeated.
            while to < end && b[to] == b[at] {
                to += 1;
            }
            emit(one(TokenKind::Symbol, to - at));
            return to;
        }
    }
    mark(text, at, end, emit)
}

/// Where the bytes that are like the one at `at` end.
#[inline]
fn run(b: &[u8], at: usize, end: usize, like: impl Fn(u8) -> bool) -> usize {
    b[at + 1..end].iter().position(|&c| !like(c)).map_or(end, |n| at + 1 + n)
}

/// Reads what is neither a word nor a number nor one of the marks of ASCII that always stand alone: an apostrophe and what it
/// belongs to, a quotation mark, a symbol.
#[inline]
fn mark(text: &str, at: usize, end: usize, emit: &mut impl FnMut(Token)) -> usize {
    let b = text.as_bytes();
    let one = |kind, len| Token::new(at, at + len, kind, Case::None);
    if let Some(to) = clitics::possessive(text, at, end) {
        emit(Token { joined: true, case: Case::Lower, ..one(TokenKind::Word, to - at) });
        return to;
    }
    if let Some(to) = clitics::elision(text, at, end) {
        return word(text, at, to, end, emit);
    }
    if let Some(mark) = marks::at(b, at) {
        let len = mark.len as usize;
        emit(one(TokenKind::QuoteMark, len));
        return at + len;
    }
    let to = symbol(text, at, end);
    let c = char_at(text, at);
    let punct = matches!(c, '\u{2010}'..='\u{2027}' | '\u{2032}'..='\u{205E}' | '¡' | '¿' | '·' | '§' | '¶' | '\u{3001}'..='\u{3011}');
    emit(one(if punct { TokenKind::Punct } else { TokenKind::Symbol }, to - at));
    to
}

/// Where a symbol outside ASCII ends: a dash, an ellipsis, an emoji with all that is joined to it.
fn symbol(text: &str, at: usize, end: usize) -> usize {
    let c = char_at(text, at);
    let mut to = at + c.len_utf8();
    let pictograph =
        matches!(c, '\u{1F000}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}');
    let flag = |c: char| matches!(c, '\u{1F1E6}'..='\u{1F1FF}');
    let mut joined = false;
    let mut flags = flag(c) as u8;
    while to < end {
        let d = char_at(text, to);
        // Modifiers, variation selectors, joiners and the tags of a flag belong to the character before them.
        let extends = matches!(d, '\u{FE0E}' | '\u{FE0F}' | '\u{200D}' | '\u{20E3}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0020}'..='\u{E007F}')
            || matches!(d, '\u{300}'..='\u{36F}');
        let pair = flags == 1 && flag(d);
        // `…..` and `——` are one token, as `...` and `--` are.
        let repeats = d == c && !pictograph || (c == '…' && d == '.');
        if !(extends || joined && pictograph && d as u32 >= 0x2600 || pair || repeats) {
            break;
        }
        flags += pair as u8;
        joined = d == '\u{200D}';
        to += d.len_utf8();
    }
    to
}
