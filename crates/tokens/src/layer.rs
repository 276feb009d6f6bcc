use std::ops::Range;

use dixit_text::Span;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Letters, possibly with digits, inner stops and apostrophes; also the clitics `n't`, `'s`, `'ll` and the
    /// apostrophe of a plural possessive. A compound is three tokens (`well`, `-`, `known`), a prefix is none (`non-smoker`).
    Word,
    /// A number with its separators: `2025`, `1,200.5`, `10:30`.
    Number,
    /// A web or e-mail address.
    Url,
    /// `@USTradeRep`.
    Handle,
    /// `#Brexit`.
    Hashtag,
    /// A quotation mark of any style, opening or closing. Apostrophes are never this.
    QuoteMark,
    /// Other punctuation.
    Punct,
    /// Currency, emoji and all else.
    Symbol,
}

/// How a token is capitalized.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Case {
    /// No letter with case in it: numbers, punctuation, scripts without case; addresses and tags too.
    None,
    /// `senator`
    Lower,
    /// `Senator`, `McConnell`: a capital first, and lower case after.
    Title,
    /// `NATO`, `U.S.`, `I`.
    Upper,
    /// `iPhone`
    Mixed,
}

/// A word, number or mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands, in bytes.
    pub span: Span,
    /// What it is made of.
    pub kind: TokenKind,
    /// How it is capitalized.
    pub case: Case,
    /// Whether this word and the one before it are written as one: `n't` in `don't`, `'s`, `na` in `gonna`.
    /// Universal Dependencies calls what is written a token (`don't`) and its parts words (`do`, `n't`); this
    /// layer's tokens are the words, and a joined word belongs to the same written token as the one before it.
    pub joined: bool,
}

/// A sentence: a run of tokens and the bytes from the first to the last of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// From the start of the first token to the end of the last.
    pub span: Span,
    /// Indices into [`Tokens::tokens`].
    pub tokens: Range<u32>,
}

/// A paragraph: a run of sentences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// From the start of the first token to the end of the last.
    pub span: Span,
    /// Indices into [`Tokens::sentences`].
    pub sentences: Range<u32>,
    /// Indices into [`Tokens::tokens`].
    pub tokens: Range<u32>,
}

/// The kind of quotation mark a quoted passage is set in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MarkStyle {
    /// “…”
    Curly,
    /// "…"
    Straight,
    /// ‘…’
    SingleCurly,
    /// '…'
    SingleStraight,
    /// «…» or »…«
    Guillemet,
    /// „…“
    Low,
    /// ``…''
    Doubled,
}

/// A passage between a pair of quotation marks, within one paragraph.
///
/// A quotation that runs over paragraphs, each with an opening mark, is one `Quoted` a paragraph, tied
/// together by [`Quoted::continues`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quoted {
    /// The passage with its marks.
    pub outer: Span,
    /// The passage without its marks.
    pub inner: Span,
    /// 0 for an outermost passage, 1 for one inside it, and so on.
    pub depth: u8,
    /// The marks.
    pub style: MarkStyle,
    /// Whether the closing mark stands in the text. Where it does not, the passage was closed at the end of
    /// its paragraph, or earlier where another mark showed that it must have ended.
    pub closed: bool,
    /// Index in [`Tokens::quoted`] of the passage in an earlier paragraph that this one carries on.
    pub continues: Option<u32>,
}

/// The layer of tokens: everything tokenization knows about a text.
///
/// All lists are sorted by start. Tokens are disjoint; every token belongs to exactly one sentence and every
/// sentence to exactly one paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tokens {
    pub(crate) tokens: Vec<Token>,
    pub(crate) sentences: Vec<Sentence>,
    pub(crate) paragraphs: Vec<Paragraph>,
    pub(crate) quoted: Vec<Quoted>,
}

impl Tokens {
    /// Words, numbers and marks in order.
    #[inline]
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Sentences in order.
    #[inline]
    pub fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// Paragraphs in order.
    #[inline]
    pub fn paragraphs(&self) -> &[Paragraph] {
        &self.paragraphs
    }

    /// Passages between quotation marks, by where they open; an outer one before the ones inside it.
    #[inline]
    pub fn quoted(&self) -> &[Quoted] {
        &self.quoted
    }

    /// Passages from the outermost one that opens last before `span` up to the last one that opens in it: all that share a
    /// byte with `span` are among them.
    pub fn quoted_in(&self, span: Span) -> &[Quoted] {
        let first = self.quoted.partition_point(|q| q.outer.start() < span.start());
        let end = first + self.quoted[first..].partition_point(|q| q.outer.start() < span.end());
        let first = self.quoted[..first].iter().rposition(|q| q.depth == 0).unwrap_or(first);
        &self.quoted[first..end]
    }

    /// Indices of the tokens that share a byte with `span`.
    pub fn tokens_in(&self, span: Span) -> Range<u32> {
        let start = self.tokens.partition_point(|t| t.span.end() <= span.start());
        let len = self.tokens[start..].partition_point(|t| t.span.start() < span.end());
        start as u32..(start + len) as u32
    }

    /// Index of the sentence that holds token `token`.
    ///
    /// # Panics
    /// If there is no such token.
    pub fn sentence_of(&self, token: u32) -> u32 {
        assert!((token as usize) < self.tokens.len(), "no token {token}");
        self.sentences.partition_point(|s| s.tokens.end <= token) as u32
    }

    /// Index of the paragraph that holds token `token`.
    ///
    /// # Panics
    /// If there is no such token.
    pub fn paragraph_of(&self, token: u32) -> u32 {
        assert!((token as usize) < self.tokens.len(), "no token {token}");
        self.paragraphs.partition_point(|p| p.tokens.end <= token) as u32
    }

    /// Empties the layer and keeps its memory.
    pub fn clear(&mut self) {
        self.tokens.clear();
        self.sentences.clear();
        self.paragraphs.clear();
        self.quoted.clear();
    }
}
