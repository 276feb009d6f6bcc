use std::ops::Range;

use dixit_text::{Document, Span};
use dixit_tokens::{TokenKind, Tokens};

use crate::lexicon::{self, Class};

/// The words of a document by their numbers, which are those of its tokens: how each is written, and its classes.
///
/// ```
/// use dixit_grammar::Words;
/// use dixit_grammar::lexicon::Class;
/// use dixit_text::Document;
///
/// let doc = Document::new("a", "The mayor said no.").unwrap();
/// let tokens = dixit_tokens::tokenize(doc.text());
/// let words = Words { doc: &doc, tokens: &tokens };
/// assert_eq!(words.text(1), "mayor");
/// assert!(words.is(1, Class::PERSON) && words.is_capital(0) && words.is_mark(4));
/// assert_eq!(words.text(5), "");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Words<'d> {
    /// The document.
    pub doc: &'d Document,
    /// Its tokens.
    pub tokens: &'d Tokens,
}

impl<'d> Words<'d> {
    /// Word `i` as the text has it; empty where there is no such word.
    #[inline]
    pub fn text(self, i: u32) -> &'d str {
        self.tokens.tokens().get(i as usize).map_or("", |t| self.doc.slice(t.span))
    }

    /// The classes of word `i`; none where there is no such word.
    #[inline]
    pub fn class(self, i: u32) -> Class {
        lexicon::class(self.text(i))
    }

    /// Whether word `i` is of one of these classes.
    #[inline]
    pub fn is(self, i: u32, class: Class) -> bool {
        self.class(i).is(class)
    }

    /// Whether word `i` begins with a capital letter.
    pub fn is_capital(self, i: u32) -> bool {
        self.text(i).starts_with(char::is_uppercase)
    }

    /// Whether word `i` is punctuation or a quotation mark, or there is no such word.
    pub fn is_mark(self, i: u32) -> bool {
        let token = self.tokens.tokens().get(i as usize);
        token.is_none_or(|t| matches!(t.kind, TokenKind::Punct | TokenKind::QuoteMark))
    }

    /// From the start of the first to the end of the last word of a half-open range; `None` of an empty one.
    pub fn span(self, words: Range<u32>) -> Option<Span> {
        let all = self.tokens.tokens().get(words.start as usize..words.end as usize)?;
        Some(all.first()?.span.cover(all.last()?.span))
    }

    /// The words of the sentence of word `i`, half-open.
    pub fn sentence(self, i: u32) -> Range<u32> {
        self.tokens.sentences()[self.tokens.sentence_of(i) as usize].tokens.clone()
    }
}
