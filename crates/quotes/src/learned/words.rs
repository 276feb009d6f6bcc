//! What both passes know of each token, computed once a document.

use dixit_entities::{Mention, NameKind};
use dixit_learn::hash;
use dixit_text::Document;
use dixit_tokens::{Quoted, TokenKind, Tokens};

use crate::Quote;
use crate::lexicon::{self, Class};

/// Not inside quotation marks.
pub(super) const OUTSIDE: u32 = u32::MAX;

/// One token as the feature templates read it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    /// Hash of the lower-case word.
    pub(super) word: u64,
    /// Hash of its last three bytes.
    pub(super) suffix: u64,
    /// Closed classes and marks; 0 for an open-class word in lower case.
    pub(super) class: u64,
    /// Letters and digits by kind, runs folded: `Xx`, `d`, `x-x`.
    pub(super) shape: u64,
    /// The lexicon's frames of this word as a cue, 0 where it is none.
    pub(super) cue: u64,
    /// Name kind: 0 none, then first token of a name of each kind, then inner tokens.
    pub(super) name: u64,
    /// Index of the outermost quoted passage this token stands in, or [`OUTSIDE`]. The marks count as inside.
    pub(super) quoted: u32,
    /// Where in the passage: 0 outside, 1 its opening mark, 2 inside, 3 its closing mark.
    pub(super) place: u8,
    /// One more than the index of the attribution whose cue the rules take this word for, 0 for none.
    pub(super) rule: u32,
    /// Index of the sentence.
    pub(super) sentence: u32,
    /// Whether the first pass took it for part of a cue.
    pub(super) taken: bool,
}

impl Word {
    pub(super) fn is(&self, class: Class) -> bool {
        self.class & u64::from(class.0) != 0
    }
}

/// Fills `words` with one entry a token. `rules` is what the rules find in the document.
pub(super) fn read(
    doc: &Document,
    tokens: &Tokens,
    mentions: &[Mention],
    rules: &[Quote],
    words: &mut Vec<Word>,
) {
    words.clear();
    let mut lower = String::new();
    let mut outer = tokens.quoted().iter().enumerate().filter(|(_, q)| q.depth == 0).peekable();
    let mut sentence = 0;
    for (t, token) in tokens.tokens().iter().enumerate() {
        while tokens.sentences()[sentence].tokens.end <= t as u32 {
            sentence += 1;
        }
        let at = token.span;
        while outer.next_if(|(_, q)| q.outer.end() <= at.start()).is_some() {}
        let (quoted, place) = match outer.peek() {
            Some((i, q)) if q.outer.start() <= at.start() => (*i as u32, place(q, at.start(), at.end())),
            _ => (OUTSIDE, 0),
        };
        let text = doc.slice(at);
        lower.clear();
        if text.is_ascii() {
            lower.push_str(text);
            lower.make_ascii_lowercase();
        } else {
            // Curly apostrophes count as straight ones.
            lower.extend(text.chars().flat_map(char::to_lowercase).map(|c| if c == '’' { '\'' } else { c }));
        }
        let class = class(token.kind, text, &lower);
        let word = match token.kind {
            TokenKind::Number => hash::bytes(b"0"),
            TokenKind::QuoteMark => hash::bytes(b"\""),
            _ => hash::bytes(lower.as_bytes()),
        };
        let tail = lower.len().saturating_sub(3);
        words.push(Word {
            word,
            suffix: hash::bytes(&lower.as_bytes()[tail..]),
            class: u64::from(class.0),
            shape: shape(text),
            cue: lexicon::cue(&lower)
                .map_or(0, |c| u64::from(c.frames.bits()) << 2 | c.class as u64 | 1 << 20),
            name: 0,
            rule: 0,
            quoted,
            place,
            sentence: sentence as u32,
            taken: false,
        });
    }
    for (i, quote) in rules.iter().enumerate() {
        for &cue in &quote.cue {
            let range = tokens.tokens_in(cue);
            words[range.start as usize..range.end as usize].iter_mut().for_each(|w| w.rule = i as u32 + 1);
        }
    }
    for mention in mentions {
        let kind = match mention.kind {
            NameKind::Person => 1,
            NameKind::Organization => 2,
            NameKind::Location => 3,
            NameKind::Misc => 4,
        };
        for t in mention.tokens.clone() {
            words[t as usize].name = if t == mention.tokens.start { kind } else { kind + 4 };
        }
    }
}

fn place(q: &Quoted, start: u32, end: u32) -> u8 {
    if end <= q.inner.start() {
        1
    } else if start >= q.inner.end() {
        3
    } else {
        2
    }
}

fn class(kind: TokenKind, text: &str, lower: &str) -> Class {
    match kind {
        TokenKind::Word => {
            let class = lexicon::class(lower);
            if text.starts_with(char::is_uppercase) { class.or(Class::CAPITAL) } else { class }
        }
        TokenKind::Number => Class::NUMBER,
        TokenKind::Url | TokenKind::Handle | TokenKind::Hashtag => Class::CAPITAL,
        TokenKind::QuoteMark => Class::QUOTED,
        TokenKind::Punct | TokenKind::Symbol => lexicon::punctuation(text),
    }
}

fn shape(text: &str) -> u64 {
    let mut shape = 0u64;
    let mut last = 0;
    for c in text.chars().take(12) {
        let k = if c.is_lowercase() {
            1
        } else if c.is_uppercase() {
            2
        } else if c.is_ascii_digit() {
            3
        } else if c == '-' {
            4
        } else if c == '.' {
            5
        } else {
            6
        };
        if k != last {
            shape = shape << 3 | k;
            last = k;
        }
    }
    shape
}
