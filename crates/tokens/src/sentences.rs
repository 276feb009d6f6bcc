//! Where sentences end within a paragraph.

use dixit_text::Span;

use crate::abbreviations::{self, Abbreviation};
use crate::quotation::Mark;
use crate::{Case, Sentence, Token, TokenKind, lists};

/// Words that often begin a sentence and are hardly ever part of a name: after `U.S.` or `Inc.`, one of them tells
/// that a sentence ended.
static STARTERS: &[&str] = &lists::words::<{ lists::count("starter") }>("starter");

/// Verbs by which a quotation that ends in `?` or `!` goes on into its attribution: `“Why?” Doe asked.`
static REPORTING: &[&str] = &lists::words::<{ lists::count("reporting") }>("reporting");

/// Whether the word often begins a sentence and hardly ever a name.
pub(crate) fn is_starter(word: &[u8]) -> bool {
    word.len() <= 9 && STARTERS.iter().any(|s| s.as_bytes() == word)
}

/// What can stand at the end of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    No,
    /// `.`
    Stop,
    /// `?`, `!`
    Question,
    /// `...`
    Ellipsis,
    /// A word with a stop of its own.
    Abbreviation(Abbreviation),
    /// `___`, `***`: a sentence of its own.
    Rule,
}

/// Splits the paragraph of all tokens from `first` on. `marks` are its quotation marks.
pub(crate) fn split(text: &str, tokens: &[Token], first: usize, marks: &[Mark], out: &mut Vec<Sentence>) {
    let p = Paragraph { text, tokens, first, marks };
    let mut start = first;
    let mut i = first;
    let mut mark = 0;
    while i < tokens.len() {
        let end = p.end_at(i);
        if end == End::No {
            i += 1;
            continue;
        }
        if end == End::Rule {
            push(tokens, start, i, out);
            start = i;
            // A stop may follow the rule: `___.`
            i += if p.is_stop(i + 1) { 2 } else { 1 };
            push(tokens, start, i, out);
            start = i;
            continue;
        }
        while mark < marks.len() && (marks[mark].token as usize) <= i {
            mark += 1;
        }
        let (next, quoted) = p.closers(i + 1, mark);
        if next < tokens.len() && !p.is_enumerator(start, i) && p.ends(i, end, next, quoted) {
            push(tokens, start, next, out);
            start = next;
        }
        i = next.max(i + 1);
    }
    push(tokens, start, tokens.len(), out);
}

/// Most tokens of a sentence. What goes on longer without an end is a list, a table or no language at all; later stages look at what
/// stands together in a sentence, and take their time for it.
const LONGEST: usize = 400;

/// Adds a sentence; one that is too long in pieces, cut before a word with white space before it where there is one.
fn push(tokens: &[Token], mut start: usize, end: usize, out: &mut Vec<Sentence>) {
    while start < end {
        let spaced = |&i: &usize| tokens[i - 1].span.end() < tokens[i].span.start();
        let to = if end - start <= LONGEST {
            end
        } else {
            let latest = start + LONGEST;
            (start + LONGEST / 2..=latest).rev().find(spaced).unwrap_or(latest)
        };
        let span = Span::new(tokens[start].span.start(), tokens[to - 1].span.end());
        out.push(Sentence { span, tokens: start as u32..to as u32 });
        start = to;
    }
}

struct Paragraph<'a> {
    text: &'a str,
    tokens: &'a [Token],
    first: usize,
    marks: &'a [Mark],
}

impl Paragraph<'_> {
    fn bytes(&self, i: usize) -> &[u8] {
        &self.text.as_bytes()[self.tokens[i].span.range()]
    }

    /// Whether white space stands before token `i`.
    fn spaced(&self, i: usize) -> bool {
        i > self.first && self.tokens[i - 1].span.end() < self.tokens[i].span.start()
    }

    /// Whether token `i` is a single stop.
    fn is_stop(&self, i: usize) -> bool {
        i < self.tokens.len() && self.bytes(i) == b"."
    }

    /// Whether token `i` is an ellipsis.
    fn is_ellipsis(&self, i: usize) -> bool {
        let word = self.bytes(i);
        word.starts_with(b"..") || word.starts_with("…".as_bytes())
    }

    /// Whether token `i` touches no word, as in `s---` or `n****rs`.
    fn is_alone(&self, i: usize) -> bool {
        let touches = |k: usize| !matches!(self.tokens[k].kind, TokenKind::Punct | TokenKind::QuoteMark);
        let before = i > self.first && !self.spaced(i) && touches(i - 1);
        let after = i + 1 < self.tokens.len() && !self.spaced(i + 1) && touches(i + 1);
        !before && !after
    }

    /// Where a note ends that begins with token `i`: `[6]`, `[…]`.
    fn note(&self, i: usize) -> Option<usize> {
        let close = i + 2;
        let inner = close < self.tokens.len() && self.bytes(i) == b"[" && self.bytes(close) == b"]";
        (inner && (self.tokens[i + 1].kind == TokenKind::Number || self.is_ellipsis(i + 1))).then_some(close)
    }

    #[inline]
    fn end_at(&self, i: usize) -> End {
        let token = &self.tokens[i];
        match token.kind {
            TokenKind::Word => {
                if self.text.as_bytes()[token.span.end() as usize - 1] == b'.' {
                    self.abbreviation(i)
                } else {
                    End::No
                }
            }
            TokenKind::Punct | TokenKind::Symbol => {
                let word = self.bytes(i);
                match word[0] {
                    // `. . .` is an ellipsis too.
                    b'.' if word.len() == 1 && self.is_stop(i + 1) => End::Ellipsis,
                    b'.' if word.len() == 1 => End::Stop,
                    b'.' if word.iter().all(|c| *c == b'.') => End::Ellipsis,
                    b'.' | b'?' | b'!' => End::Question,
                    b'_' | b'*' | b'=' | b'~' if word.len() >= 3 && self.is_alone(i) => End::Rule,
                    b'-' if word.len() >= 4 && self.is_alone(i) => End::Rule,
                    0xE2 if word.starts_with("…".as_bytes()) => End::Ellipsis,
                    _ => End::No,
                }
            }
            _ => End::No,
        }
    }

    fn abbreviation(&self, i: usize) -> End {
        let word = self.bytes(i);
        let stem = &word[..word.len() - 1];
        if stem.len() == 1 || [&b"e.g"[..], b"i.e", b"p.s"].iter().any(|w| stem.eq_ignore_ascii_case(w)) {
            return End::Abbreviation(Abbreviation::Leads);
        }
        End::Abbreviation(abbreviations::lookup(stem, true).unwrap_or(Abbreviation::MayEnd))
    }

    /// Passes over what closes with the sentence, from token `i` on: quotation marks, brackets, further stops, notes. Returns
    /// the first token after it, and whether a quotation mark closed. `mark` is the first mark not before `i`.
    fn closers(&self, mut i: usize, mut mark: usize) -> (usize, bool) {
        let mut quoted = false;
        while i < self.tokens.len() {
            let token = &self.tokens[i];
            match token.kind {
                TokenKind::QuoteMark => {
                    while mark < self.marks.len() && (self.marks[mark].token as usize) < i {
                        mark += 1;
                    }
                    let opens = self.marks.get(mark).is_some_and(|m| m.token as usize == i && m.opens());
                    let loose = self.spaced(i) && i + 1 < self.tokens.len() && !self.spaced(i + 1);
                    if opens || loose {
                        break;
                    }
                    quoted = true;
                }
                TokenKind::Punct => match self.bytes(i) {
                    b")" | b"]" | b"}" => {}
                    [b'.' | b'?' | b'!', ..] if !self.spaced(i) => {}
                    b"." if self.is_stop(i - 1) || self.is_stop(i + 1) => {}
                    // An ellipsis that stands alone belongs to what came before.
                    _ if self.is_ellipsis(i) && (i + 1 == self.tokens.len() || self.spaced(i + 1)) => {}
                    b"[" => match self.note(i) {
                        Some(close) => i = close,
                        None => break,
                    },
                    _ => break,
                },
                _ => break,
            }
            i += 1;
        }
        (i, quoted)
    }

    /// Whether the sentence so far is but the number of an item: `1.`, `(A).`
    fn is_enumerator(&self, start: usize, i: usize) -> bool {
        i - start <= 2
            && self.tokens[start..i].iter().all(|t| t.kind != TokenKind::QuoteMark)
            && self.tokens[start..=i].iter().all(|t| match t.kind {
                TokenKind::Number => t.span.len() <= 3,
                TokenKind::Word => t.span.len() == 1 && t.case == Case::Upper,
                _ => true,
            })
            && self.tokens[start..=i].iter().any(|t| matches!(t.kind, TokenKind::Number | TokenKind::Word))
    }

    /// Whether a sentence ends with token `i`, of kind `end`, and the next begins with token `next`. `quoted` says whether
    /// a quotation closed between them.
    fn ends(&self, i: usize, end: End, next: usize, quoted: bool) -> bool {
        let spaced = self.spaced(next);
        let Some(word) = self.first_word(next) else {
            return spaced && !matches!(end, End::Abbreviation(_));
        };
        let case = self.tokens[word].case;
        let lower = case == Case::Lower;
        let begins = matches!(case, Case::Title | Case::Upper | Case::Mixed);
        // A comma or colon carries the sentence on; so does an address, after a stop that is not its own.
        if self.tokens[word].kind == TokenKind::Url
            || self.tokens[next].kind == TokenKind::Punct && !self.may_begin(next)
        {
            return false;
        }
        let closed = next > i + 1;
        match end {
            End::No | End::Rule => false,
            // Without white space only a capital after a word in lower case begins a sentence: `end.Next`.
            End::Stop | End::Question if !spaced => {
                begins && word == next && i > self.first && self.tokens[i - 1].case == Case::Lower
            }
            // `But ... the plan`: something was left out within the sentence.
            End::Ellipsis => spaced && begins && !(i > self.first && is_starter(self.bytes(i - 1))),
            // `“I will.” he said` is one sentence, and so is `(sic.) and`.
            End::Stop => !(lower && closed),
            // A name with a mark of its own goes on in lower case: `Jeb! was`.
            End::Question if lower => {
                let name = self.bytes(i) == b"!" && i > self.first && self.tokens[i - 1].case == Case::Title;
                !closed && !name
            }
            End::Question => !(quoted && self.attribution(word)),
            End::Abbreviation(_) if !spaced => false,
            End::Abbreviation(Abbreviation::Leads | Abbreviation::BeforeNumber) => quoted && begins,
            End::Abbreviation(Abbreviation::MayEnd) if closed => {
                begins && self.tokens[next].kind != TokenKind::Punct
            }
            // What a bracket or a dash begins goes on: `RENO, Nev. (AP)`, `S.C. — In`.
            End::Abbreviation(Abbreviation::MayEnd) => {
                self.tokens[next].kind != TokenKind::Punct
                    && begins
                    && (is_starter(self.bytes(word)) || self.bytes(i).eq_ignore_ascii_case(b"etc."))
            }
        }
    }

    /// Whether a sentence may begin with the punctuation of token `i`.
    fn may_begin(&self, i: usize) -> bool {
        let text = &self.text[self.tokens[i].span.range()];
        text.starts_with(['(', '[', '{', '-', '*', '.', '•', '—', '–', '¿', '¡', '·', '…'])
    }

    /// The first word or number from token `i` on, past opening marks and brackets.
    fn first_word(&self, i: usize) -> Option<usize> {
        (i..self.tokens.len().min(i + 5)).find(|&k| {
            !matches!(self.tokens[k].kind, TokenKind::QuoteMark | TokenKind::Punct | TokenKind::Symbol)
        })
    }

    /// Whether the words from token `i` on attribute what was just quoted: `Doe asked`, `he said`.
    fn attribution(&self, i: usize) -> bool {
        let mut k = i;
        while k < self.tokens.len().min(i + 6) {
            let token = &self.tokens[k];
            let word = self.bytes(k);
            if token.case == Case::Lower && REPORTING.iter().any(|v| v.as_bytes() == word) {
                return true;
            }
            // A pronoun in lower case would go on; with a capital it begins anew.
            if k == i && is_starter(word) && word != b"I" {
                return false;
            }
            if !matches!(token.case, Case::Title | Case::Upper) && !token.joined {
                return false;
            }
            k += 1;
        }
        false
    }
}
