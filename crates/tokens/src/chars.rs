//! What single bytes and characters are, looked up rather than reasoned about.

/// Classes of ASCII bytes; every byte above 0x7F is [`HIGH`].
pub(crate) const SPACE: u8 = 0;
pub(crate) const LOWER: u8 = 1;
pub(crate) const UPPER: u8 = 2;
pub(crate) const DIGIT: u8 = 3;
/// Punctuation that always stands alone.
pub(crate) const PUNCT: u8 = 4;
/// Currency, operators, control characters.
pub(crate) const SYMBOL: u8 = 5;
/// `'`
pub(crate) const APOS: u8 = 6;
/// `"`
pub(crate) const QUOTE: u8 = 7;
/// `` ` ``
pub(crate) const TICK: u8 = 8;
/// `.`, `?`, `!`
pub(crate) const STOP: u8 = 9;
/// `-`, `_`, `*`, `=`, `~`: runs of them draw a rule and are one token.
pub(crate) const RULE: u8 = 10;
/// `@`, `#`
pub(crate) const SIGIL: u8 = 11;
/// First or later byte of a character outside ASCII.
pub(crate) const HIGH: u8 = 12;

static CLASS: [u8; 256] = {
    let mut t = [HIGH; 256];
    let mut b = 0usize;
    while b < 128 {
        t[b] = match b as u8 {
            b' ' | b'\t' | b'\n' | b'\r' | 0x0B | 0x0C => SPACE,
            b'a'..=b'z' => LOWER,
            b'A'..=b'Z' => UPPER,
            b'0'..=b'9' => DIGIT,
            b'\'' => APOS,
            b'"' => QUOTE,
            b'`' => TICK,
            b'.' | b'?' | b'!' => STOP,
            b'-' | b'_' | b'*' | b'=' | b'~' => RULE,
            b'@' | b'#' => SIGIL,
            b',' | b';' | b':' | b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'/' | b'\\' | b'&' => PUNCT,
            _ => SYMBOL,
        };
        b += 1;
    }
    t
};

/// The class of a byte.
#[inline]
pub(crate) fn class(b: u8) -> u8 {
    CLASS[b as usize]
}

/// Whether the byte is an ASCII letter or digit.
#[inline]
pub(crate) fn is_alnum(b: u8) -> bool {
    matches!(class(b), LOWER..=DIGIT)
}

/// Whether the byte is an ASCII letter.
#[inline]
pub(crate) fn is_letter(b: u8) -> bool {
    matches!(class(b), LOWER..=UPPER)
}

/// The character that starts at byte `at`, which must be a character's first byte.
#[inline]
pub(crate) fn char_at(text: &str, at: usize) -> char {
    text[at..].chars().next().expect("a character starts here")
}

/// Whether `c` belongs inside a word wherever it stands: letters, digits, marks, joiners, soft hyphens.
#[inline]
pub(crate) fn is_word_char(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(c, '\u{300}'..='\u{36F}' | '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}')
}

/// Whether `c` is one of the invisible characters that carry no text of their own.
#[inline]
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}')
}

/// Length in bytes of an apostrophe (`'`, `’`, `ʼ`, or `’` read in the wrong encoding: `â€™`) at byte `at`; 0 for none.
#[inline]
pub(crate) fn apostrophe(b: &[u8], at: usize) -> usize {
    match b.get(at) {
        Some(b'\'') => 1,
        Some(0xE2) if b[at..].starts_with("’".as_bytes()) => 3,
        Some(0xCA) if b[at..].starts_with("ʼ".as_bytes()) => 2,
        Some(0xC3) if b[at..].starts_with("â€™".as_bytes()) => 8,
        _ => 0,
    }
}

/// Length in bytes of a letter or digit at byte `at`, of any script; 0 for none.
#[inline]
pub(crate) fn alnum_len(text: &str, at: usize) -> usize {
    match text.as_bytes().get(at) {
        Some(&b) if b < 0x80 => is_alnum(b) as usize,
        Some(_) => {
            let c = char_at(text, at);
            if c.is_alphanumeric() && !text.as_bytes()[at..].starts_with("â€".as_bytes()) {
                c.len_utf8()
            } else {
                0
            }
        }
        None => 0,
    }
}

/// Passes over white space and characters that carry no text, up to `end`.
#[inline]
pub(crate) fn skip_space(text: &str, mut at: usize, end: usize) -> usize {
    let b = text.as_bytes();
    while at < end {
        match class(b[at]) {
            SPACE => at += 1,
            HIGH => {
                let c = char_at(text, at);
                if !c.is_whitespace() && !is_invisible(c) {
                    break;
                }
                at += c.len_utf8();
            }
            _ => break,
        }
    }
    at
}
