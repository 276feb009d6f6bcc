//! The facts about each token that both passes share, computed once a document.

use std::sync::LazyLock;

use dixit_entities::{Mention, NameKind};
use dixit_grammar::lexicon::{self, Class, Entry, Key};
use dixit_learn::{Table, hash};
use dixit_text::Document;
use dixit_tokens::{Quoted, TokenKind, Tokens};

use super::path;
use crate::Quote;

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
    /// Its contribution to the [`path`](super::path) between two words on either side of it.
    pub(super) step: u64,
    /// The lexicon's frames of this word as a cue, 0 where it is none.
    pub(super) cue: u64,
    /// Its clusters, see [`Word::cluster`].
    clusters: u32,
    /// Name kind: 0 none, then first token of a name of each kind, then inner tokens.
    pub(super) name: u64,
    /// Index of the outermost quoted passage that holds this token, or [`OUTSIDE`]. The marks count as inside.
    pub(super) quoted: u32,
    /// Position in the passage: 0 outside, 1 its opening mark, 2 inside, 3 its closing mark.
    pub(super) place: u8,
    /// One more than the index of the attribution whose cue the rules take this word for, 0 for none.
    pub(super) rule: u32,
    /// Index of the sentence.
    pub(super) sentence: u32,
    /// Whether the first pass proposed it as part of a cue.
    pub(super) taken: bool,
    /// Label of the first pass.
    pub(super) flat: u8,
    /// Certainty of the first pass about that label, `0..=3`.
    pub(super) sure: u8,
}

/// The granularity of clusters of similar words.
#[derive(Clone, Copy, Debug)]
pub(super) enum Grain {
    Coarse,
    Middle,
    Fine,
}

impl Word {
    pub(super) fn is(&self, class: Class) -> bool {
        self.class & class.bits() != 0
    }

    /// The cluster of word vectors it belongs to; 0 where unknown.
    pub(super) fn cluster(&self, grain: Grain) -> u64 {
        u64::from(match grain {
            Grain::Coarse => self.clusters & 0xff,
            Grain::Middle => self.clusters >> 8 & 0x3ff,
            Grain::Fine => self.clusters >> 18,
        })
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
    let clusters = Clusters::get();
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
        let (word, suffix) = match hash::ascii_lower(text.as_bytes()) {
            Some(word) => (word, hash::ascii_lower(suffix(text.as_bytes())).unwrap_or_default()),
            None => {
                lower.clear();
                // Curly apostrophes count as straight ones.
                lower.extend(
                    text.chars().flat_map(char::to_lowercase).map(|c| if c == '’' { '\'' } else { c }),
                );
                (hash::bytes(lower.as_bytes()), hash::bytes(suffix(lower.as_bytes())))
            }
        };
        let word = match token.kind {
            TokenKind::Number => hash::bytes(b"0"),
            TokenKind::QuoteMark => hash::bytes(b"\""),
            _ => word,
        };
        clusters.0.prefetch(word);
        let known = match token.kind {
            TokenKind::Word => lexicon::entry(Key::from_hash(word)),
            _ => Entry::default(),
        };
        let class = class(token.kind, text, known.class & Class::SYNTAX);
        words.push(Word {
            word,
            suffix,
            class: class.bits(),
            step: path::step(class, place),
            cue: known.cue.map_or(0, |c| u64::from(c.frames.bits()) << 2 | c.class as u64 | 1 << 20),
            clusters: 0,
            name: 0,
            rule: 0,
            quoted,
            place,
            sentence: sentence as u32,
            taken: false,
            flat: 0,
            sure: 0,
        });
    }
    words.iter_mut().for_each(|w| w.clusters = clusters.of(w.word));
    for (i, quote) in rules.iter().enumerate() {
        for &cue in &quote.cue {
            let range = tokens.tokens_in(cue);
            words[range.start as usize..range.end as usize].iter_mut().for_each(|w| w.rule = i as u32 + 1);
        }
    }
    read_names(mentions, words);
}

/// Marks the words of names: a kind for the first, and four more for the rest.
fn read_names(mentions: &[Mention], words: &mut [Word]) {
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

/// The last three bytes.
fn suffix(word: &[u8]) -> &[u8] {
    &word[word.len().saturating_sub(3)..]
}

/// Clusters of word vectors, as [`dixit_entities::word_clusters`] packs them.
struct Clusters(Table<'static>);

impl Clusters {
    fn get() -> &'static Self {
        static CLUSTERS: LazyLock<Clusters> = LazyLock::new(|| Clusters(dixit_entities::word_clusters()));
        &CLUSTERS
    }

    /// By the hash of the lower-case word.
    fn of(&self, word: u64) -> u32 {
        self.0.get(word).map_or(0, |r| u32::from_le_bytes([r[0], r[1], r[2], r[3]]))
    }
}

/// The clusters of a word, by the hash of its lower-case form: the coarse ones in the lowest 8 bits, then 10 bits, then the fine ones.
pub(crate) fn clusters(word: u64) -> u32 {
    Clusters::get().of(word)
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

fn class(kind: TokenKind, text: &str, known: Class) -> Class {
    match kind {
        TokenKind::Word => {
            if text.starts_with(char::is_uppercase) {
                known | Class::CAPITAL
            } else {
                known
            }
        }
        TokenKind::Number => Class::NUMBER,
        TokenKind::Url | TokenKind::Handle | TokenKind::Hashtag => Class::CAPITAL,
        TokenKind::QuoteMark => Class::QUOTED,
        TokenKind::Punct | TokenKind::Symbol => Class::of_mark(text),
    }
}
