//! From the text of a quotation to what is compared: words without case and punctuation, and gaps.

use std::hash::Hasher as _;
use std::ops::Range;

use rustc_hash::FxHasher;

/// A quotation as it is compared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Words {
    /// A hash of each word, lower case, without apostrophes.
    pub words: Vec<u32>,
    /// Before which words (index, ascending, up to the number of words) something is left out or replaced.
    pub gaps: Vec<u32>,
}

impl Words {
    /// Reads the words of `text`.
    ///
    /// An ellipsis is a gap, and so is a bracketed edit with the words inside it (`[the president] said`), since an
    /// editor wrote these. Brackets within a word mark only a letter and are read over (`[T]he`).
    ///
    /// ```
    /// use dixit_cluster::words::Words;
    ///
    /// let a = Words::of("“The bridge – it’s open,”");
    /// assert_eq!(a, Words::of("[t]he bridge... its open").without_gaps());
    /// assert_eq!(Words::of("… [He] opens … the bridge").gaps, [0, 1]);
    /// ```
    pub fn of(text: &str) -> Self {
        let mut out = Self::default();
        for piece in spans(text) {
            match piece {
                Piece::Word(range) => out.words.push(hash(&text[range])),
                Piece::Gap => {
                    let at = out.words.len() as u32;
                    if out.gaps.last() != Some(&at) {
                        out.gaps.push(at);
                    }
                }
            }
        }
        out
    }

    /// The same words, as if nothing were left out.
    pub fn without_gaps(self) -> Self {
        Self { gaps: Vec::new(), ..self }
    }

    /// Whether something is left out before word `i`.
    pub fn gap_before(&self, i: usize) -> bool {
        self.gaps.binary_search(&(i as u32)).is_ok()
    }
}

/// A word of a text, or that something is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Bytes of the word, apostrophes and brackets inside it included.
    Word(Range<usize>),
    /// An ellipsis or a bracketed edit.
    Gap,
}

/// The words and gaps of `text`, in order.
pub fn spans(text: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut chars = text.char_indices().peekable();
    let mut before = ' ';
    while let Some((at, c)) = chars.next() {
        match c {
            '…' => out.push(Piece::Gap),
            // Two or more stops, with spaces between or not.
            '.' if dots(&text[at..]) > 1 => {
                let end = at + dots(&text[at..]);
                while chars.next_if(|&(i, _)| i < end).is_some() {}
                out.push(Piece::Gap);
            }
            '[' => match edit(text, at, before) {
                Some(end) => {
                    while chars.next_if(|&(i, _)| i < end).is_some() {}
                    out.push(Piece::Gap);
                }
                None => {
                    // A letter of a word: the word goes on behind the bracket.
                    let end = word_end(text, at);
                    if end > at + 1 {
                        while chars.next_if(|&(i, _)| i < end).is_some() {}
                        out.push(Piece::Word(at..end));
                    }
                }
            },
            c if c.is_alphanumeric() => {
                let end = word_end(text, at);
                while chars.next_if(|&(i, _)| i < end).is_some() {}
                out.push(Piece::Word(at..end));
                before = 'w';
                continue;
            }
            _ => {}
        }
        before = c;
    }
    out
}

/// Length of a run of stops that stand for something left out, or 0.
fn dots(text: &str) -> usize {
    let mut end = 0;
    let mut n = 0;
    let mut rest = text;
    while let Some(after) = rest.strip_prefix('.') {
        n += 1;
        end = text.len() - after.len();
        rest = after.strip_prefix(' ').filter(|r| r.starts_with('.')).unwrap_or(after);
    }
    if n > 1 { end } else { 0 }
}

/// The end of a bracketed edit that begins at `at`; `None` where the bracket only marks letters of a word.
fn edit(text: &str, at: usize, before: char) -> Option<usize> {
    let inside = &text[at + 1..];
    // An edit is a few words; a bracket that is not closed is none.
    let close = inside.bytes().take(200).position(|b| b == b']')?;
    let after = inside[close + 1..].chars().next();
    let letters = inside[..close].chars().all(char::is_alphanumeric);
    let in_word = before == 'w' || after.is_some_and(char::is_alphanumeric);
    (!(letters && in_word)).then_some(at + close + 2)
}

/// The end of the word that begins at `at`: letters, digits, and what stands between them without parting them.
fn word_end(text: &str, at: usize) -> usize {
    let mut end = at;
    let mut chars = text[at..].char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let inner = matches!(c, '\'' | '’' | '[' | ']');
        let goes_on = chars.peek().is_some_and(|&(_, next)| next.is_alphanumeric());
        if c.is_alphanumeric() {
            end = at + i + c.len_utf8();
        } else if !(inner && goes_on) {
            break;
        }
    }
    // `word[s]`: the closing bracket ends it.
    end
}

/// A hash of the letters and digits of a word, whatever their case.
fn hash(word: &str) -> u32 {
    let mut hasher = FxHasher::default();
    for c in word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase) {
        hasher.write_u32(c as u32);
    }
    (hasher.finish() >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<&str> {
        let shown = |p: Piece| if let Piece::Word(r) = p { &text[r] } else { "_" };
        spans(text).into_iter().map(shown).collect()
    }

    #[test]
    fn words_and_gaps() {
        assert_eq!(shown("“Don’t wait,” he said."), ["Don’t", "wait", "he", "said"]);
        assert_eq!(shown("We … go . . . on.. now."), ["We", "_", "go", "_", "on", "_", "now"]);
        assert_eq!(shown("[The mayor] told [them]."), ["_", "told", "_"]);
        assert_eq!(shown("[T]he plan[s] 600,000"), ["[T]he", "plan[s", "600", "000"]);
        assert_eq!(shown("a [b never closed"), ["a", "[b", "never", "closed"]);
        assert_eq!(Words::of("[T]he plan[s]"), Words::of("the plans"));
        assert_eq!(Words::of(""), Words::default());
    }
}
