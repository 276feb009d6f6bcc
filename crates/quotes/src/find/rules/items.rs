//! The article as the rules read it: outer sentences of items.
//!
//! An item is a word, or a whole passage between quotation marks: the words inside the marks are no part
//! of the sentence around it. An outer sentence is a run of sentences joined by passages that cross their
//! borders, so that `“It is. It was,” she said.` is one.

use dixit_grammar::lexicon::{self, Class, Cue, Key};
use dixit_text::{Document, Span};
use dixit_tokens::{Quoted, TokenKind, Tokens};

/// A word or a quoted passage.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    pub(super) span: Span,
    pub(super) class: Class,
    /// The lexicon's entry for this word, or for this word and its particle.
    pub(super) cue: Option<Cue>,
    /// Whether the cue is two words, this and the next item.
    pub(super) two_words: bool,
}

impl Item {
    #[inline]
    pub(super) fn is(&self, class: Class) -> bool {
        self.class.is(class)
    }

    /// Whether the word may be part of a noun phrase: an open-class word, name or number.
    #[inline]
    pub(super) fn is_open(&self) -> bool {
        const OPEN: Class = Class::CAPITAL.union(Class::NUMBER).union(Class::TIME).union(Class::PARTICIPLE);
        OPEN.contains(self.class)
    }
}

/// A run of items, and its paragraph.
#[derive(Clone, Debug)]
pub(super) struct OuterSentence {
    pub(super) items: std::ops::Range<u32>,
    pub(super) paragraph: u32,
}

/// Items of a text and how they group; reused from article to article.
#[derive(Clone, Debug, Default)]
pub(super) struct Items {
    pub(super) items: Vec<Item>,
    pub(super) sentences: Vec<OuterSentence>,
}

impl Items {
    /// Reads the outer sentences of a document.
    pub(super) fn read(&mut self, doc: &Document, tokens: &Tokens) {
        self.items.clear();
        self.sentences.clear();
        let quoted = tokens.quoted();
        // Index of the next outermost passage.
        let mut q = 0;
        for (p, paragraph) in tokens.paragraphs().iter().enumerate() {
            let mut start = self.items.len() as u32;
            let mut skip_to = 0;
            for s in paragraph.sentences.clone() {
                let sentence = &tokens.sentences()[s as usize];
                for t in sentence.tokens.clone() {
                    let token = tokens.tokens()[t as usize];
                    if token.span.start() < skip_to {
                        continue;
                    }
                    while q < quoted.len()
                        && (quoted[q].outer.start() < token.span.start() || quoted[q].depth > 0)
                        && quoted[q].outer.start() <= token.span.start()
                    {
                        q += 1;
                    }
                    if q < quoted.len() && quoted[q].outer.start() == token.span.start() {
                        let span = quoted[q].outer;
                        self.items.push(Item { span, class: Class::QUOTED, cue: None, two_words: false });
                        skip_to = span.end();
                        q += 1;
                        continue;
                    }
                    let item = self.word(doc, token.span, token.kind);
                    self.items.push(item);
                }
                // A sentence that ends inside a passage goes on behind it.
                let end = self.items.len() as u32;
                if skip_to <= sentence.span.end() && start < end {
                    self.sentences.push(OuterSentence { items: start..end, paragraph: p as u32 });
                    start = end;
                }
            }
            let end = self.items.len() as u32;
            if start < end {
                self.sentences.push(OuterSentence { items: start..end, paragraph: p as u32 });
            }
        }
    }

    /// Reads the words and passages of one span as a single sentence.
    pub(super) fn read_span(&mut self, doc: &Document, tokens: &Tokens, span: Span) {
        self.items.clear();
        self.sentences.clear();
        let range = tokens.tokens_in(span);
        let mut skip_to = span.start();
        for token in &tokens.tokens()[range.start as usize..range.end as usize] {
            if token.span.start() < skip_to {
                continue;
            }
            let opens = |q: &&Quoted| q.depth == 0 && q.outer.start() == token.span.start();
            if let Some(passage) = tokens.quoted_in(token.span).iter().find(opens) {
                let span = passage.outer;
                self.items.push(Item { span, class: Class::QUOTED, cue: None, two_words: false });
                skip_to = span.end();
                continue;
            }
            let item = self.word(doc, token.span, token.kind);
            self.items.push(item);
        }
        let end = self.items.len() as u32;
        self.sentences.push(OuterSentence { items: 0..end, paragraph: 0 });
    }

    fn word(&mut self, doc: &Document, span: Span, kind: TokenKind) -> Item {
        let text = doc.slice(span);
        let mut item = Item { span, class: Class::default(), cue: None, two_words: false };
        match kind {
            TokenKind::Punct | TokenKind::Symbol | TokenKind::QuoteMark => {
                item.class = Class::of_mark(text);
                return item;
            }
            TokenKind::Number => {
                item.class = Class::NUMBER;
                return item;
            }
            TokenKind::Url | TokenKind::Handle | TokenKind::Hashtag => {
                item.class = Class::CAPITAL;
                return item;
            }
            TokenKind::Word => {}
        }
        let key = Key::of(text);
        let known = lexicon::entry(key);
        item.class = known.class & Class::SYNTAX;
        if text.starts_with(char::is_uppercase) {
            item.class |= Class::CAPITAL;
        }
        if Class::CAPITAL.contains(item.class) || text.eq_ignore_ascii_case("like") {
            item.cue = known.cue;
            if item.cue.is_some() && ends_in(text, b"ing") {
                item.class |= Class::PARTICIPLE;
            }
            if ends_in(text, b"ly") && text.len() > 4 && !item.is(Class::CAPITAL) {
                item.class |= Class::ADVERB;
            }
        }
        // A verb and its particle: the verb before decides, when its particle arrives.
        let particle =
            item.class.is(Class::PREPOSITION | Class::SUBORDINATOR) || text.eq_ignore_ascii_case("back");
        if particle && let Some(verb) = self.items.last_mut() {
            let v = doc.slice(verb.span);
            if verb.span.end() + 1 == span.start()
                && v.len() <= 12
                && v.is_ascii()
                && let Some(cue) = lexicon::entry(Key::of(v).then(key)).cue
            {
                verb.cue = Some(cue);
                verb.two_words = true;
                if ends_in(v, b"ing") {
                    verb.class |= Class::PARTICIPLE;
                }
            }
        }
        item
    }
}

/// Whether a word ends in `suffix`, which is in lower case.
fn ends_in(word: &str, suffix: &[u8]) -> bool {
    let word = word.as_bytes();
    word.len() >= suffix.len() && word[word.len() - suffix.len()..].eq_ignore_ascii_case(suffix)
}
