//! Words that begin with a letter: inner hyphens, stops and apostrophes, and where such a word ends.

use dixit_text::Span;

use crate::chars::{self, alnum_len, apostrophe, char_at, class, is_alnum, is_letter, is_word_char};
use crate::{Case, Token, TokenKind, abbreviations, addresses, clitics, marks};

/// What a stop after a letter is.
enum Stop {
    /// Not part of the word: it ends a sentence.
    Outside,
    /// The last character of the word: `Sen.`
    Last,
    /// Inside the word: `U.S`
    Inner,
    /// Inside an address that ends at this byte.
    Address(usize),
}

/// Reads a word from `start`, of which everything up to `at` is known to belong to it, and returns where it ends.
#[inline]
pub(crate) fn word(
    text: &str,
    start: usize,
    mut at: usize,
    end: usize,
    emit: &mut impl FnMut(Token),
) -> usize {
    let b = text.as_bytes();
    // One bit for each class of byte in the word.
    let mut seen = 0u32;
    let mut last_apostrophe = None;
    loop {
        while at < end && is_alnum(b[at]) {
            seen |= 1 << class(b[at]);
            at += 1;
        }
        if at == end {
            break;
        }
        match b[at] {
            b' ' | b',' => break,
            b'.' => match stop(text, start, at, end) {
                Stop::Outside => break,
                Stop::Last => {
                    at += 1;
                    break;
                }
                Stop::Inner => at += 1,
                Stop::Address(to) => {
                    emit(Token::new(start, to, TokenKind::Url, Case::None));
                    return to;
                }
            },
            b'-' | b'_' | b'&' | b'/' if joins(b, start, at, end) => at += 1,
            b'@' | b':' => {
                let Some(to) = addresses::from_middle(b, start, at, end) else { break };
                emit(Token::new(start, to, TokenKind::Url, Case::None));
                return to;
            }
            b'\'' | 0x80.. => {
                let apostrophe = apostrophe(b, at);
                let next = if apostrophe > 0 { alnum_len(text, at + apostrophe) } else { 0 };
                if next > 0 && at > start && at + apostrophe < end {
                    // An apostrophe between letters is part of the word, or begins a clitic.
                    last_apostrophe = Some(at);
                    at += apostrophe;
                } else if marks::at(b, at).is_some() || marks::mojibake_punct(b, at) > 0 {
                    break;
                } else {
                    let c = char_at(text, at);
                    if !is_word_char(c) {
                        break;
                    }
                    seen |=
                        (c.is_uppercase() as u32) << chars::UPPER | (c.is_lowercase() as u32) << chars::LOWER;
                    at += c.len_utf8();
                }
            }
            _ => break,
        }
    }
    let case = case(text, start, seen);
    match last_apostrophe {
        Some(_) => clitics::split(text, start, at, case, emit),
        None if matches!(at - start, 5..=6) && clitics::run_together(&b[start..at]).is_some() => {
            let cut = start + clitics::run_together(&b[start..at]).unwrap_or(0);
            emit(Token::new(start, cut, TokenKind::Word, case));
            emit(Token { joined: true, ..Token::new(cut, at, TokenKind::Word, Case::Lower) });
        }
        None => emit(Token::new(start, at, TokenKind::Word, case)),
    }
    at
}

fn case(text: &str, start: usize, seen: u32) -> Case {
    const LOWER: u32 = 1 << chars::LOWER;
    const UPPER: u32 = 1 << chars::UPPER;
    let first = text.as_bytes()[start];
    match seen & (LOWER | UPPER) {
        0 => Case::None,
        LOWER => Case::Lower,
        UPPER => Case::Upper,
        _ if first < 0x80 && class(first) == chars::UPPER => Case::Title,
        _ if first >= 0x80 && char_at(text, start).is_uppercase() => Case::Title,
        _ => Case::Mixed,
    }
}

/// Whether the sign at `at` holds the letters around it together in one word.
fn joins(b: &[u8], start: usize, at: usize, end: usize) -> bool {
    if at + 1 >= end || at == start {
        return false;
    }
    let (before, next) = (&b[start..at], b[at + 1]);
    match b[at] {
        // Compounds are three words: `well`, `-`, `known`. Prefixes and suffixes are not words.
        b'-' => is_letter(next) && (clitics::is_prefix(before) || clitics::is_suffix(&b[at + 1..end])),
        b'_' => is_alnum(next),
        // AT&T, Q&A.
        b'&' => class(next) == chars::UPPER && before.iter().all(|&c| class(c) == chars::UPPER),
        // b/c, w/o, n/a, c/o; other slashes part words.
        b'/' => {
            let alone = at + 2 >= end || !is_alnum(b[at + 2]);
            alone
                && matches!(
                    (before, next.to_ascii_lowercase()),
                    ([b'b' | b'B'], b'c')
                        | ([b'w' | b'W'], b'o')
                        | ([b'n' | b'N'], b'a')
                        | ([b'c' | b'C'], b'o')
                )
        }
        _ => false,
    }
}

/// Settles the stop at `at` after the letters from `start`.
fn stop(text: &str, start: usize, at: usize, end: usize) -> Stop {
    let b = text.as_bytes();
    // The part since the last inner stop or hyphen: `S` in `U.S`.
    let part = b[start..at].iter().rposition(|c| matches!(c, b'.' | b'-')).map_or(start, |i| start + i + 1);
    let dotted = part > start && b[part - 1] == b'.';
    let next = if at + 1 < end { b[at + 1] } else { b' ' };
    if is_alnum(next) || next >= 0x80 && alnum_len(text, at + 1) > 0 {
        if let Some(to) = addresses::dotted(b, start, at, end) {
            return Stop::Address(to);
        }
        let next_part = b[at + 1..end].iter().take(5).take_while(|c| is_letter(**c)).count();
        return match at - part {
            // U.S., a.m., J.K.; but `J.Smith` is two words.
            1 if next_part == 1 => Stop::Inner,
            1 if next_part <= 4 && b[at + 1 + next_part..].first() == Some(&b'.') && dotted => Stop::Inner,
            1 => Stop::Last,
            // Ph.D., Lt.Gov.
            2 if next_part == 1 && class(next) == chars::UPPER => Stop::Inner,
            _ if abbreviations::lookup(&b[part..at], class(next) == chars::DIGIT).is_some() => Stop::Last,
            _ => Stop::Outside,
        };
    }
    // `U.S...` and `etc...`: the stops are an ellipsis.
    if next == b'.' && at + 2 < end && b[at + 2] == b'.' {
        return Stop::Outside;
    }
    if dotted && at - part <= 2 {
        return Stop::Last;
    }
    let follow = crate::chars::skip_space(text, at + 1, end);
    let next_word = if follow < end { b[follow] } else { b' ' };
    if at - part == 1 && at - start == 1 {
        return if initial(b, start, at, follow, end) { Stop::Last } else { Stop::Outside };
    }
    match abbreviations::lookup(&b[part..at], class(next_word) == chars::DIGIT) {
        Some(_) => Stop::Last,
        // A stop before a comma ends no sentence: `Assoc.,`.
        None if matches!(next, b',' | b';') => Stop::Last,
        None => Stop::Outside,
    }
}

/// Whether a single letter with a stop is somebody's initial: `John F. Doe`; not `Plan B. The next …`.
fn initial(b: &[u8], start: usize, at: usize, follow: usize, end: usize) -> bool {
    if class(b[start]) == chars::LOWER {
        // c. 1850, p. 12; and `v.` between the parties of a case.
        return follow < end && (class(b[follow]) == chars::DIGIT || b[start] == b'v');
    }
    if class(b[start]) != chars::UPPER || follow == at + 1 {
        return matches!(b.get(at + 1), Some(b',' | b';'));
    }
    // `Charles G. and David H. Doe`: a stop before lower case ends no sentence.
    if follow < end && class(b[follow]) == chars::LOWER {
        return true;
    }
    if follow >= end || class(b[follow]) != chars::UPPER {
        return false;
    }
    // `I.` is a pronoun unless other initials stand beside it.
    if b[start] == b'I' && !matches!(b[..start], [.., b'.', b' '] | [.., b'.']) {
        return false;
    }
    let len = b[follow..end].iter().take(16).take_while(|c| is_letter(**c)).count();
    !crate::sentences::is_starter(&b[follow..follow + len])
}

impl Token {
    /// A token of its own, not joined to the one before.
    pub(crate) fn new(start: usize, end: usize, kind: TokenKind, case: Case) -> Self {
        Self { span: Span::new(start as u32, end as u32), kind, case, joined: false }
    }
}
