//! Clitics and word parts of English: `n't`, `'s`, `gon na`, `'em`, `non-`.

use crate::chars::{self, apostrophe, class};
use crate::{Case, Token, TokenKind, lists};

/// Letters after the apostrophe of a clitic, without the `t` of `n't`.
static CLITICS: &[&str] = &lists::words::<{ lists::count("clitic") }>("clitic");

/// Two words written as one, the second from the fourth letter on.
static RUN_TOGETHER: &[&str] = &lists::words::<{ lists::count("run-together") }>("run-together");

/// Words that begin with an apostrophe for letters left out; in capitals they would be quoted.
static ELISIONS: &[&str] = &lists::words::<{ lists::count("elision") }>("elision");

/// Splits a word that holds an apostrophe into the word and its clitics and emits them.
pub(crate) fn split(text: &str, start: usize, end: usize, case: Case, emit: &mut impl FnMut(Token)) {
    let b = text.as_bytes();
    // Borders from the last clitic to the first: `I'd` `'ve` has two.
    let mut cuts = [end; 3];
    let mut n = 0;
    let mut to = end;
    while n < 2 {
        let Some(cut) = clitic(b, start, to) else { break };
        n += 1;
        cuts[n] = cut;
        to = cut;
    }
    emit(Token::new(start, to, TokenKind::Word, case));
    for i in (1..=n).rev() {
        let clitic_case = if case == Case::Upper { Case::Upper } else { Case::Lower };
        let span_end = cuts[i - 1];
        emit(Token { joined: true, ..Token::new(cuts[i], span_end, TokenKind::Word, clitic_case) });
    }
}

/// Where the clitic begins that the word `start..end` ends with.
fn clitic(b: &[u8], start: usize, end: usize) -> Option<usize> {
    let word = &b[start..end];
    // Letters after the last apostrophe.
    let tail = word.iter().rev().take_while(|c| chars::is_letter(**c)).count();
    let apos =
        (1..=8.min(word.len() - tail)).rev().find(|&n| apostrophe(word, word.len() - tail - n) == n)?;
    let at = end - tail - apos;
    let mut lower = [0u8; 2];
    if tail == 0 || tail > 2 || at == start {
        return None;
    }
    lower[..tail].copy_from_slice(&b[end - tail..end]);
    lower.make_ascii_lowercase();
    match &lower[..tail] {
        // `n't`: the n belongs to the clitic, unless the word is nothing else.
        b"t" => (at > start + 1 && matches!(b[at - 1], b'n' | b'N')).then(|| at - 1),
        tail => CLITICS.iter().any(|c| c.as_bytes() == tail).then_some(at),
    }
}

/// Where the second word begins in two words written as one: `gon|na`.
pub(crate) fn run_together(word: &[u8]) -> Option<usize> {
    let mut lower = [0u8; 6];
    let lower = &mut lower[..word.len()];
    lower.copy_from_slice(word);
    lower.make_ascii_lowercase();
    RUN_TOGETHER.iter().any(|w| w.as_bytes() == &*lower).then_some(3)
}

/// Where a possessive `'s` at `at` ends that follows what is no plain word: `U.S.'s`, `@doe's`, `example.com's`.
pub(crate) fn possessive(text: &str, at: usize, end: usize) -> Option<usize> {
    let b = text.as_bytes();
    let s = at + apostrophe(b, at);
    let follows = at > 0
        && (chars::is_alnum(b[at - 1]) || matches!(b[at - 1], b'.' | b')') || text[..at].ends_with('”'));
    let is_s = s > at
        && s < end
        && matches!(b[s], b's' | b'S')
        && (s + 1 == end || chars::alnum_len(text, s + 1) == 0);
    (follows && is_s).then_some(s + 1)
}

/// Where a word ends that begins with an apostrophe for letters left out: `'em`, `'90s`, `'n'`.
pub(crate) fn elision(text: &str, at: usize, end: usize) -> Option<usize> {
    let b = text.as_bytes();
    let mark = match apostrophe(b, at) {
        // An opening mark is a common slip of word processors here: ‘90s.
        0 if b[at..].starts_with("‘".as_bytes()) => 3,
        n => n,
    };
    if mark == 0 || at > 0 && chars::is_alnum(b[at - 1]) {
        return None;
    }
    let rest = &b[(at + mark).min(end)..end];
    let len = rest.iter().take(6).take_while(|c| chars::is_alnum(**c)).count();
    let word = &rest[..len];
    let after = at + mark + len;
    if len >= 2 && word[..2].iter().all(|c| class(*c) == chars::DIGIT) {
        // '90s and '08, but not '90-day plan'.
        return (len == 2 && rest.get(2) != Some(&b'-') || &word[2..] == b"s").then_some(after);
    }
    if word == b"n" {
        return Some(after + apostrophe(b, after.min(end)));
    }
    ELISIONS.iter().any(|e| e.as_bytes() == word).then_some(after)
}

/// Prefixes that a hyphen does not part from their word, after the guidelines of the English Web Treebank.
static PREFIXES: &[&str] = &lists::words::<{ lists::count("prefix") }>("prefix");

/// Suffixes that a hyphen does not part from their word.
static SUFFIXES: &[&str] = &lists::words::<{ lists::count("suffix") }>("suffix");

/// Whether the letters before a hyphen are a prefix.
pub(crate) fn is_prefix(word: &[u8]) -> bool {
    word.len() <= 7 && PREFIXES.iter().any(|p| word.eq_ignore_ascii_case(p.as_bytes()))
}

/// Whether the word that begins `rest` is a suffix.
pub(crate) fn is_suffix(rest: &[u8]) -> bool {
    let len = rest.iter().take(8).take_while(|c| chars::is_alnum(**c)).count();
    SUFFIXES.iter().any(|s| rest[..len].eq_ignore_ascii_case(s.as_bytes()))
}
