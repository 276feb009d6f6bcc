//! Web and mail addresses, handles, tags and emoticons.

use crate::TokenKind;
use crate::chars::{self, class, is_alnum, is_letter};
use crate::lists;

/// Last labels of a host. Only those that are not English words, so that a missing space after a stop does not
/// make an address.
static HOSTS: &[&str] = &lists::words::<{ lists::count("host") }>("host");

/// The same of the name of a file.
static FILES: &[&str] = &lists::words::<{ lists::count("file") }>("file");

/// Returns whether a word is the name of a web host, by its last label.
///
/// ```
/// assert!(dixit_tokens::is_host("example.com"));
/// assert!(!dixit_tokens::is_host("report.pdf"));
/// ```
pub fn is_host(word: &str) -> bool {
    let last = |last: &str| HOSTS.iter().any(|l| last.eq_ignore_ascii_case(l));
    word.rsplit_once('.').is_some_and(|(name, label)| !name.is_empty() && last(label))
}

/// Longest address that is taken, in bytes, so that no text can make a look-ahead long.
const MAX_LEN: usize = 2048;
/// Longest host or file name, in bytes. Tighter, for this look-ahead happens at every stop inside a word.
const MAX_HOST: usize = 256;

/// Where an address ends that begins `start` and has its first stop at `at`: `example.com/page`, `a.b@c.org`.
pub(crate) fn dotted(b: &[u8], start: usize, at: usize, end: usize) -> Option<usize> {
    let url_limit = end.min(start + MAX_LEN);
    if b[start..at].eq_ignore_ascii_case(b"www") {
        return Some(url_end(b, at, url_limit));
    }
    let limit = end.min(start + MAX_HOST);
    let (mut i, mut label, mut labels, mut plain) = (at + 1, at + 1, 1, true);
    while i < limit && (is_alnum(b[i]) || matches!(b[i], b'.' | b'-' | b'_')) {
        if b[i] == b'.' {
            if i + 1 >= limit || !is_alnum(b[i + 1]) && b[i + 1] != b'.' {
                break;
            }
            label = i + 1;
            labels += 1;
        }
        plain &= class(b[i]) != chars::UPPER;
        i += 1;
    }
    if i < limit && b[i] == b'@' {
        return mail_end(b, i, url_limit);
    }
    let last = &b[label..i];
    let known = last.len() <= 5
        && (last.iter().all(|c| class(*c) != chars::UPPER)
            || last.iter().all(|c| class(*c) != chars::LOWER)
            || last == b"Com")
        && [HOSTS, FILES].iter().any(|labels| labels.iter().any(|l| last.eq_ignore_ascii_case(l.as_bytes())));
    // `alt.news.announce`: several labels in lower case.
    let group = labels >= 2
        && plain
        && at - start > 1
        && last.len() > 1
        && last.iter().all(|c| is_letter(*c))
        && !b[start..i].windows(2).any(|w| w == b"..");
    if !known && !group {
        return None;
    }
    Some(if i < limit && b[i] == b'/' { url_end(b, i, url_limit) } else { i })
}

/// Where an address ends that begins at `start` and shows itself at `at` by `@` or `://`.
pub(crate) fn from_middle(b: &[u8], start: usize, at: usize, end: usize) -> Option<usize> {
    let limit = end.min(start + MAX_LEN);
    if b[at] == b'@' {
        return mail_end(b, at, limit);
    }
    let scheme = &b[start..at];
    let known = [&b"http"[..], b"https", b"ftp"].iter().any(|s| scheme.eq_ignore_ascii_case(s));
    (known && b[at..limit].starts_with(b"://")).then(|| url_end(b, at + 3, limit))
}

/// Where a mail address ends whose `@` is at `at`; `None` without a host.
fn mail_end(b: &[u8], at: usize, limit: usize) -> Option<usize> {
    let mut i = at + 1;
    while i < limit
        && (is_alnum(b[i])
            || matches!(b[i], b'-' | b'_')
            || b[i] == b'.' && b.get(i + 1).is_some_and(|c| is_alnum(*c)))
    {
        i += 1;
    }
    (i > at + 1 && i <= limit).then_some(i)
}

/// Where a web address ends: at white space, a quotation mark or a bracket, less the punctuation of the sentence.
fn url_end(b: &[u8], from: usize, limit: usize) -> usize {
    let mut i = from;
    let mut open = 0usize;
    while i < limit {
        match b[i] {
            c if class(c) == chars::SPACE => break,
            b'"' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'`' | b'|' | b'\\' => break,
            b'(' => open += 1,
            b')' if open == 0 => break,
            b')' => open -= 1,
            0xE2 | 0xC2
                if b[i..].starts_with("”".as_bytes())
                    || b[i..].starts_with("’".as_bytes())
                    || b[i..].starts_with("…".as_bytes())
                    || b[i..].starts_with("\u{A0}".as_bytes())
                    || b[i..].starts_with("—".as_bytes())
                    || b[i..].starts_with("»".as_bytes()) =>
            {
                break;
            }
            _ => {}
        }
        i += 1;
    }
    // An ellipsis is part of an address cut short; other closing punctuation is not.
    if !b[from..i].ends_with(b"...") {
        while i > from && matches!(b[i - 1], b'.' | b',' | b';' | b':' | b'!' | b'?' | b'\'' | b'*') {
            i -= 1;
        }
    }
    // A cut by length must not fall into a character.
    while i < b.len() && i > from && b[i] & 0xC0 == 0x80 {
        i -= 1;
    }
    i
}

/// A `@handle` or `#tag` at `at`: what it is and where it ends.
pub(crate) fn handle_or_tag(text: &str, at: usize, end: usize) -> Option<(TokenKind, usize)> {
    let b = text.as_bytes();
    let mut i = at + 1;
    while i < end {
        let len = chars::alnum_len(text, i);
        if len == 0 && b[i] != b'_' {
            break;
        }
        i += len.max(1);
    }
    if i == at + 1 {
        return None;
    }
    if b[at] == b'@' {
        let host = mail_end(b, at, end.min(at + MAX_LEN)).filter(|to| b[at..*to].contains(&b'.'));
        return Some((TokenKind::Handle, host.unwrap_or(i)));
    }
    // `#1` is a number with its sign.
    let tag = b[at + 1..i].iter().any(|c| class(*c) != chars::DIGIT);
    tag.then_some((TokenKind::Hashtag, i))
}

/// Where an emoticon at `at` ends: `:)`, `;-(`, `:D`.
pub(crate) fn emoticon(b: &[u8], at: usize, end: usize) -> Option<usize> {
    if !matches!(b[at], b':' | b';') || at > 0 && is_alnum(b[at - 1]) {
        return None;
    }
    let mouth = at + 1 + (b.get(at + 1) == Some(&b'-')) as usize;
    let to = mouth + 1;
    let is_mouth = mouth < end && matches!(b[mouth], b')' | b'(' | b'D' | b'P' | b'p' | b'/' | b'|');
    (is_mouth && (to >= end || !is_alnum(b[to]) && b[to] != b'/')).then_some(to)
}
