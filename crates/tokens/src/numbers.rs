//! Numbers: grouped and decimal, times, dates, telephone numbers, and the units glued to them.

use crate::chars::{self, apostrophe, class, is_alnum, is_letter};
use crate::letters::word;
use crate::{Case, Token, TokenKind, addresses, lists};

/// Units that are words of their own though nothing parts them from the number: `39K`, `10am`.
static UNITS: &[&str] = &lists::words::<{ lists::count("unit") }>("unit");

/// Reads a number that starts at `start` and returns where it, or its unit, ends.
pub(crate) fn number(text: &str, start: usize, end: usize, emit: &mut impl FnMut(Token)) -> usize {
    let b = text.as_bytes();
    let digits =
        |at: usize| b[at.min(end)..end].iter().take(20).take_while(|c| class(**c) == chars::DIGIT).count();
    let mut at = start + (b[start] == b'.') as usize;
    let mut group = at;
    loop {
        while at < end && class(b[at]) == chars::DIGIT {
            at += 1;
        }
        if at == end {
            break;
        }
        let next = digits(at + 1);
        let inner = match b[at] {
            b'.' | b':' => next > 0,
            b',' => next == 3 && at - group <= 3,
            // Dates and fractions.
            b'/' => next > 0 && next <= 4 && at - group <= 4,
            // Telephone numbers and codes, but not ranges: `555-0100`, `212-555-0100`; `2004-2006`, `216-199` are ranges.
            b'-' => {
                next > at - group && next >= 3
                    || (next == 3 && b.get(at + 4) == Some(&b'-') && digits(at + 5) == 4)
            }
            _ => false,
        };
        if !inner {
            break;
        }
        at += 1;
        group = at;
    }
    if at < end && (is_letter(b[at]) || b[at] >= 0x80 && apostrophe(b, at) == 0) {
        let letters = b[at..end].iter().take(8).take_while(|c| is_letter(**c)).count();
        let unit = &b[at..at + letters];
        let half = matches!(unit, [b'a' | b'p' | b'A' | b'P']) && b[at + 1..end].first() == Some(&b'.');
        let ends = at + letters == end || !is_alnum(b[at + letters]) && b[at + letters] < 0x80;
        if half || ends && UNITS.iter().any(|u| u.as_bytes() == unit) {
            emit(Token::new(start, at, TokenKind::Number, Case::None));
            return at;
        }
        if letters > 0 || chars::is_word_char(chars::char_at(text, at)) {
            return word(text, start, at, end, emit);
        }
    }
    // `1990's`, and an address that begins with digits.
    if at < end
        && (apostrophe(b, at) > 0 && is_letter(*b.get(at + apostrophe(b, at)).unwrap_or(&b' '))
            || matches!(b[at], b'@' | b'_'))
    {
        return word(text, start, at, end, emit);
    }
    if at + 1 < end
        && b[at] == b'.'
        && is_letter(b[at + 1])
        && let Some(to) = addresses::dotted(b, start, at, end)
    {
        emit(Token::new(start, to, TokenKind::Url, Case::None));
        return to;
    }
    emit(Token::new(start, at, TokenKind::Number, Case::None));
    at
}
