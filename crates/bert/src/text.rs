//! A text as the network reads it: sub-words, shapes, blocks and windows.

use std::ops::Range;

use dixit_text::Document;
use dixit_tokens::Tokens;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use tokenizers::Tokenizer;

use crate::LoadError;
use crate::config::{CASES, Config, PLACES};
use crate::layout;

/// Sub-words of a word.
type Pieces = SmallVec<[u32; 4]>;

/// Words whose sub-words a worker remembers.
const REMEMBERED: usize = 1 << 16;
/// Longest word that is remembered, in bytes.
const LONGEST_REMEMBERED: usize = 32;

/// Prose has over four bytes a sub-word, Chinese three. Where there are fewer than this there are marks, single letters and digits, in
/// which nobody speaks, and which take the network many times as long as prose of that length.
const FEWEST_BYTES: usize = 2;
/// So many sub-words of that kind are read in a text all the same.
const MOST_DENSE: usize = 1024;

/// Sub-words of words met before.
pub(crate) type Memory = FxHashMap<Box<str>, Pieces>;

/// Turns words into sub-words.
pub(crate) struct Reader {
    tokenizer: Tokenizer,
    longest: usize,
    unknown: u32,
    /// Before and after the sub-words of a window.
    begin: u32,
    end: u32,
}

/// A text.
pub(crate) struct Text {
    pieces: Vec<u32>,
    /// Where the sub-words of each word begin in `pieces`, and at last where they end.
    at: Vec<usize>,
    shapes: Vec<u8>,
    /// Where each word begins in the text.
    bytes: Vec<u32>,
    /// Number of the sentence of each word.
    pub(crate) sentence: Vec<u32>,
    blocks: Vec<Range<usize>>,
}

/// Whole blocks of one text, short enough for the encoder.
pub(crate) struct Window {
    /// Number of the text.
    pub(crate) text: usize,
    /// Words of the text.
    pub(crate) words: Range<usize>,
    /// Of them, those that are read together.
    pub(crate) blocks: Vec<Range<usize>>,
    /// Sub-words, with a special one before and after.
    pub(crate) ids: Vec<u32>,
    /// Shape of each sub-word: its token type.
    pub(crate) shapes: Vec<u8>,
    /// First sub-word of each word.
    pub(crate) first: Vec<u32>,
}

impl Reader {
    pub(crate) fn new(tokenizer: Tokenizer, config: &Config) -> Result<Self, String> {
        let id = |token: &str| tokenizer.token_to_id(token).ok_or_else(|| format!("it has no {token}"));
        if tokenizer.get_vocab_size(true) > config.vocab_size {
            return Err("it has more tokens than the network".to_owned());
        }
        let (unknown, begin, end) = (id("[UNK]")?, id("[CLS]")?, id("[SEP]")?);
        Ok(Self { longest: config.dixit.longest_word, unknown, begin, end, tokenizer })
    }

    pub(crate) fn read(path: &std::path::Path, config: &Config) -> Result<Self, LoadError> {
        let malformed = |what: String| LoadError::Malformed { path: path.to_owned(), what };
        let bytes =
            std::fs::read(path).map_err(|source| LoadError::Read { path: path.to_owned(), source })?;
        let tokenizer = Tokenizer::from_bytes(bytes).map_err(|e| malformed(e.to_string()))?;
        Self::new(tokenizer, config).map_err(malformed)
    }

    /// The sub-words of a word; the encoder reads all quotation marks as straight ones.
    fn pieces(&self, word: &str) -> Pieces {
        let straight = |c| match c {
            '“' | '”' | '„' | '‟' | '«' | '»' => '"',
            '‘' | '’' | '‚' | '‛' => '\'',
            c => c,
        };
        let word: String = word.chars().map(straight).collect();
        // Word pieces fail on nothing; if they did, the word would be unknown.
        let ids = self.tokenizer.encode_fast(word, false).map(|e| e.get_ids().to_vec()).unwrap_or_default();
        match ids.is_empty() {
            true => Pieces::from_slice(&[self.unknown]),
            false => Pieces::from_slice(&ids[..ids.len().min(self.longest)]),
        }
    }

    /// Reads a text.
    pub(crate) fn text(&self, doc: &Document, tokens: &Tokens, config: &Config, memory: &mut Memory) -> Text {
        let n = tokens.tokens().len();
        let (mut pieces, mut at) = (Vec::with_capacity(n + n / 2), Vec::with_capacity(n + 1));
        for token in tokens.tokens() {
            at.push(pieces.len());
            let word = doc.slice(token.span);
            if let Some(known) = memory.get(word) {
                pieces.extend_from_slice(known);
                continue;
            }
            let new = self.pieces(word);
            pieces.extend_from_slice(&new);
            if word.len() <= LONGEST_REMEMBERED {
                if memory.len() >= REMEMBERED {
                    memory.clear();
                }
                memory.insert(word.into(), new);
            }
        }
        at.push(pieces.len());
        let mut starts = vec![0; n];
        let mut sentence = vec![0; n];
        for (number, s) in tokens.sentences().iter().enumerate() {
            starts[s.tokens.start as usize] = 1;
            sentence[s.tokens.start as usize..s.tokens.end as usize].fill(number as u32);
        }
        tokens.paragraphs().iter().for_each(|p| starts[p.tokens.start as usize] = 2);
        let shape = |(token, (place, start)): (&dixit_tokens::Token, (u8, u8))| {
            (start * PLACES as u8 + place) * CASES as u8 + layout::case(token.case)
        };
        let marks = layout::places(tokens).into_iter().zip(starts);
        let shapes = tokens.tokens().iter().zip(marks).map(shape).collect();
        let blocks = blocks(tokens, &layout::open(tokens, doc.text()), config.dixit.longest_block);
        let bytes = tokens.tokens().iter().map(|t| t.span.start()).collect();
        Text { pieces, at, shapes, bytes, sentence, blocks }
    }

    /// Cuts a text into windows; `number` is that of the text.
    pub(crate) fn windows(&self, text: &Text, number: usize, config: &Config) -> Vec<Window> {
        let room = config.dixit.window - 2;
        let (mut windows, mut blocks, mut used) = (Vec::new(), Vec::new(), 0);
        let mut dense = 0;
        for block in text.split(config.dixit.longest_window - 2) {
            let size = text.at[block.end] - text.at[block.start];
            if text.is_dense(&block) {
                dense += size;
                if dense > MOST_DENSE {
                    // A window is of neighbours.
                    if !blocks.is_empty() {
                        windows.push(self.window(text, number, std::mem::take(&mut blocks)));
                        used = 0;
                    }
                    continue;
                }
            }
            // A window is of neighbours, also where blocks between them are left out.
            let apart = blocks.last().is_some_and(|last: &Range<usize>| last.end != block.start);
            if !blocks.is_empty() && (apart || used + size > room) {
                windows.push(self.window(text, number, std::mem::take(&mut blocks)));
                used = 0;
            }
            used += size;
            blocks.push(block);
        }
        if !blocks.is_empty() {
            windows.push(self.window(text, number, blocks));
        }
        windows
    }

    fn window(&self, text: &Text, number: usize, blocks: Vec<Range<usize>>) -> Window {
        let words = blocks[0].start..blocks[blocks.len() - 1].end;
        let (from, to) = (text.at[words.start], text.at[words.end]);
        let mut ids = vec![self.begin];
        ids.extend_from_slice(&text.pieces[from..to]);
        ids.push(self.end);
        let mut shapes = vec![0];
        for w in words.clone() {
            shapes.extend(std::iter::repeat_n(text.shapes[w], text.at[w + 1] - text.at[w]));
        }
        shapes.push(0);
        let first = text.at[words.clone()].iter().map(|a| (a - from + 1) as u32).collect();
        Window { text: number, words, blocks, ids, shapes, first }
    }
}

/// Paragraphs, joined with those they are read together with, as words.
pub(crate) fn blocks(tokens: &Tokens, open: &[bool], longest: usize) -> Vec<Range<usize>> {
    let mut blocks: Vec<Range<usize>> = Vec::new();
    for (p, paragraph) in tokens.paragraphs().iter().enumerate() {
        let words = paragraph.tokens.start as usize..paragraph.tokens.end as usize;
        match blocks.last_mut() {
            Some(last) if open[p - 1] && words.end - last.start <= longest => last.end = words.end,
            _ => blocks.push(words),
        }
    }
    blocks.retain(|b| !b.is_empty());
    blocks
}

impl Text {
    /// Leaves out the blocks that are not wanted.
    pub(crate) fn keep(&mut self, mut wanted: impl FnMut(&Range<usize>) -> bool) {
        self.blocks.retain(|block| wanted(block));
    }

    /// Whether a block has more sub-words than prose of its length could have.
    fn is_dense(&self, block: &Range<usize>) -> bool {
        let bytes = self.bytes[block.end - 1] - self.bytes[block.start];
        (bytes as usize) < FEWEST_BYTES * (self.at[block.end] - self.at[block.start] - 1)
    }

    /// Blocks of at most `limit` sub-words: longer ones are cut before the sentence that would overrun, or before the word
    /// where the sentence is as long.
    fn split(&self, limit: usize) -> Vec<Range<usize>> {
        let mut out = Vec::new();
        for block in &self.blocks {
            let (mut start, mut sentence) = (block.start, block.start);
            let mut word = block.start;
            while word < block.end {
                if word > block.start && self.sentence[word] != self.sentence[word - 1] {
                    sentence = word;
                }
                if self.at[word + 1] - self.at[start] > limit {
                    let cut = if sentence > start { sentence } else { word };
                    out.push(start..cut);
                    (start, word) = (cut, cut);
                    continue;
                }
                word += 1;
            }
            out.push(start..block.end);
        }
        out
    }
}
