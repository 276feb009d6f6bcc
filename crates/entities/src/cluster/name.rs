use dixit_grammar::lexicon::{self, Class, Key};
use dixit_text::Document;
use dixit_tokens::{TokenKind, Tokens};
use smallvec::SmallVec;

use crate::Mention;

/// One word of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NameWord {
    pub key: Key,
    /// First letter, in upper case.
    pub letter: char,
    /// A capital with or without a full stop: `J.`
    pub initial: bool,
    /// Length in bytes.
    pub len: u8,
}

/// A name as clustering compares it: its words without articles, punctuation and `Jr.`
#[derive(Clone, Debug, Default)]
pub(super) struct Name {
    pub words: SmallVec<[NameWord; 4]>,
    /// Index of the family name among `words`: the last, or the one before `Chi-wah` in `Bernard Lai Chi-wah`.
    family: usize,
    /// [`Key`] of `Jr.`, `III` and the like, full stop aside.
    pub suffix: Option<Key>,
    /// Written in capitals only, and at least two of them.
    pub capitals: bool,
}

impl Name {
    pub(super) fn new(doc: &Document, tokens: &Tokens, mention: &Mention) -> Self {
        let mut name = Name { capitals: true, ..Name::default() };
        let mut letters = 0;
        let mut hyphen_at = None;
        for token in &tokens.tokens()[mention.tokens.start as usize..mention.tokens.end as usize] {
            let text = doc.slice(token.span);
            if text == "-" {
                hyphen_at = Some(name.words.len());
            }
            if !matches!(token.kind, TokenKind::Word | TokenKind::Number) || matches!(text, "'s" | "’s" | "s")
            {
                continue;
            }
            if name.words.is_empty() && text.eq_ignore_ascii_case("the") {
                continue;
            }
            let word = Key::of(text);
            if !name.words.is_empty() && lexicon::entry(word).class.is(Class::SUFFIX) {
                name.suffix = Some(Key::of(text.trim_end_matches('.')));
                continue;
            }
            letters += text.chars().filter(|c| c.is_alphabetic()).count();
            name.capitals &= !text.chars().any(char::is_lowercase);
            let first = text.chars().next().unwrap_or_default();
            name.words.push(NameWord {
                key: word,
                letter: first.to_uppercase().next().unwrap_or(first),
                initial: first.is_uppercase() && text[first.len_utf8()..].trim_end_matches('.').is_empty(),
                len: text.len().min(255) as u8,
            });
        }
        name.capitals &= letters >= 2;
        // A hyphen before a last word in lower case joins the two halves of a Chinese or Korean given name, which
        // follows the family name.
        let n = name.words.len();
        name.family = match hyphen_at {
            Some(at) if n >= 3 && at + 1 == n && Self::ends_in_lower_case(doc, tokens, mention) => n - 3,
            _ => n.saturating_sub(1),
        };
        name
    }

    fn ends_in_lower_case(doc: &Document, tokens: &Tokens, mention: &Mention) -> bool {
        let last = &tokens.tokens()[mention.tokens.end as usize - 1];
        doc.slice(last.span).starts_with(char::is_lowercase)
    }

    /// The family name, or the only word.
    pub(super) fn family(&self) -> NameWord {
        self.words[self.family]
    }

    /// Whether the family name comes first, as in `Han Mi-rae`.
    pub(super) fn is_family_first(&self) -> bool {
        self.family == 0 && self.words.len() > 1
    }

    pub(super) fn keys(&self) -> impl DoubleEndedIterator<Item = Key> + ExactSizeIterator + '_ {
        self.words.iter().map(|w| w.key)
    }
}
