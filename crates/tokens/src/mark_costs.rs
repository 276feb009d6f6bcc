//! What each reading of a quotation mark costs, by what stands beside it.

use crate::marks::{self, Facing, MarkChar};
use crate::{MarkStyle, Token, TokenKind};

/// What each reading of a mark costs. An error of the writer is about 15.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Costs {
    pub(crate) open: u8,
    pub(crate) close: u8,
    pub(crate) skip: u8,
}

/// A curly mark that faces the other way.
pub(crate) const WRONG_WAY: u8 = 14;

/// What stands beside a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    /// White space, or the edge of the paragraph.
    Space,
    Letter,
    Digit,
    /// `.`, `,`, `?` and the like.
    Stop,
    OpenBracket,
    CloseBracket,
    Dash,
}

/// The tokens of one paragraph and the text they stand in.
pub(crate) struct Paragraph<'a> {
    pub(crate) text: &'a str,
    pub(crate) tokens: &'a [Token],
    pub(crate) first: usize,
}

impl Paragraph<'_> {
    pub(crate) fn start(&self) -> u32 {
        self.tokens[self.first].span.start()
    }

    pub(crate) fn end(&self) -> u32 {
        self.tokens[self.tokens.len() - 1].span.end()
    }

    pub(crate) fn begins_with_double(&self) -> bool {
        let token = self.tokens[self.first];
        token.kind == TokenKind::QuoteMark
            && marks::at(self.text.as_bytes(), token.span.start() as usize)
                .is_some_and(|m| !matches!(m.style, MarkStyle::SingleCurly | MarkStyle::SingleStraight))
    }

    /// What stands before token `i`, looking past the marks it touches.
    fn before(&self, mut i: usize) -> Side {
        for _ in 0..4 {
            if i == self.first || self.tokens[i - 1].span.end() != self.tokens[i].span.start() {
                return Side::Space;
            }
            i -= 1;
            if self.tokens[i].kind != TokenKind::QuoteMark {
                break;
            }
        }
        let token = &self.tokens[i];
        let last = self.text.as_bytes()[token.span.end() as usize - 1];
        match token.kind {
            TokenKind::Number => Side::Digit,
            TokenKind::Word if last == b'.' => Side::Stop,
            TokenKind::Punct => self.punct(token),
            _ => Side::Letter,
        }
    }

    /// What stands after token `i`, looking past the marks it touches.
    fn after(&self, mut i: usize) -> Side {
        for _ in 0..4 {
            if i + 1 == self.tokens.len() || self.tokens[i + 1].span.start() != self.tokens[i].span.end() {
                return Side::Space;
            }
            i += 1;
            if self.tokens[i].kind != TokenKind::QuoteMark {
                break;
            }
        }
        let token = &self.tokens[i];
        match token.kind {
            TokenKind::Number => Side::Digit,
            TokenKind::Punct => self.punct(token),
            _ => Side::Letter,
        }
    }

    fn punct(&self, token: &Token) -> Side {
        let text = &self.text[token.span.range()];
        match text.as_bytes()[0] {
            b'(' | b'[' | b'{' => Side::OpenBracket,
            b')' | b']' | b'}' => Side::CloseBracket,
            b'-' | b'/' | b'_' | b'*' => Side::Dash,
            b'.' | b',' | b';' | b':' | b'?' | b'!' => Side::Stop,
            0xE2 if text.starts_with(['–', '—', '―', '‒', '‐', '‑']) => Side::Dash,
            _ => Side::Stop,
        }
    }

    pub(crate) fn costs(&self, i: usize, char: MarkChar) -> Costs {
        let (before, after) = (self.before(i), self.after(i));
        if matches!(char.style, MarkStyle::SingleCurly | MarkStyle::SingleStraight) {
            self.single_costs(i, char, before, after)
        } else {
            self.double_costs(i, char, before, after)
        }
    }

    fn double_costs(&self, i: usize, char: MarkChar, before: Side, after: Side) -> Costs {
        use Side::*;
        // An ellipsis begins a passage as a word does: "... and then".
        let begins = |side: Side| {
            matches!(side, Letter | Digit | OpenBracket) || side == Stop && self.begins_with_dots(i)
        };
        let mut open = match (before, after) {
            (Space | OpenBracket, Space) => 12,
            (Space | OpenBracket, side) if begins(side) => 0,
            (Space | OpenBracket, Dash) => 2,
            (Space | OpenBracket, _) => 8,
            (Dash, Space) => 15,
            (Dash, _) => 3,
            (Stop | CloseBracket, side) if begins(side) => 8,
            (Stop | CloseBracket, _) => 22,
            (_, Space) => 25,
            (_, _) => 14,
        };
        let mut close = match (before, after) {
            (Space, Letter | Digit) => 30,
            (Space, OpenBracket) => 20,
            (Space, _) => 10,
            (OpenBracket, _) => 25,
            (Dash, Letter | Digit) => 8,
            (Letter | Digit, Letter | Digit) => 6,
            (_, Letter | Digit | OpenBracket) => 4,
            (_, _) => 0,
        };
        let mut skip = if before == Digit && char.style == MarkStyle::Straight { 6 } else { 18 };
        match char.facing {
            Facing::Open => {
                open /= 2;
                close += WRONG_WAY;
                skip = 20;
            }
            Facing::Close => {
                close /= 2;
                open += WRONG_WAY;
                skip = 20;
            }
            Facing::Either => {}
        }
        Costs { open, close, skip }
    }

    fn begins_with_dots(&self, i: usize) -> bool {
        self.tokens.get(i + 1).is_some_and(|t| {
            let text = &self.text[t.span.range()];
            text.len() > 1 && (text.starts_with("..") || text.starts_with('…'))
        })
    }

    /// Single marks are mostly apostrophes, so leaving them alone is cheap, and cheapest where a plural possessive
    /// (`the dogs' owner`) or feet (`6'`) is likely.
    fn single_costs(&self, i: usize, char: MarkChar, before: Side, after: Side) -> Costs {
        use Side::*;
        let mut open = match (before, after) {
            // ‘ … and then’
            (Space, Space) if char.facing == Facing::Open => 6,
            (_, Space) => 25,
            (Space | OpenBracket, Letter | Digit | OpenBracket) => 0,
            (Space | OpenBracket, Stop) if self.begins_with_dots(i) => 0,
            (Space | OpenBracket, _) => 8,
            (Dash, _) => 3,
            (Stop | CloseBracket, Letter | Digit) => 10,
            (_, _) => 25,
        };
        let last = if i > self.first {
            self.text.as_bytes()[self.tokens[i].span.start() as usize - 1]
        } else {
            b' '
        };
        let plural = before == Letter && matches!(last, b's' | b'S');
        let mut close = match (before, after) {
            (Space | OpenBracket, _) => 25,
            (_, Letter | Digit) => 15,
            (Letter, Space) if plural => 5,
            (Letter | Digit, Space) => 2,
            (_, _) => 0,
        };
        let skip = match before {
            Letter if plural && after == Space => 3,
            Letter if plural => 6,
            Digit => 3,
            Letter => 8,
            _ if char.facing == Facing::Open => 9,
            _ => 8,
        };
        match char.facing {
            Facing::Open => close += WRONG_WAY,
            Facing::Close => open += WRONG_WAY,
            Facing::Either => {}
        }
        Costs { open, close, skip }
    }
}
