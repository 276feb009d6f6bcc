//! Which quotation marks open, which close, and which are no quotation marks at all.
//!
//! Within a paragraph the cheapest reading of its marks is found by dynamic programming (Viterbi, 1967) over what
//! passage one is in after each mark. Every reading of a mark has a cost by what stands beside it: a straight mark
//! after a space and before a letter opens for nothing, and closes only at a price. Errors in the text (a mark that
//! is missing, doubled or turned the wrong way) have a price too, so that they are repaired where that is cheapest,
//! and at the latest at the end of the paragraph.
//!
//! Double marks are read first; then single marks, apart for each stretch between double marks, since a single mark
//! inside a double passage cannot pair with one outside it.

use dixit_text::Span;

use crate::mark_costs::{Costs, Paragraph, WRONG_WAY};
use crate::marks::{self, Facing, MarkChar};
use crate::{MarkStyle, Quoted, Token, TokenKind};

/// What a mark was found to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Action {
    /// Nothing: an apostrophe, inches, a stray mark.
    #[default]
    Skip,
    Open,
    Close,
    /// Opens a passage although the one at hand was never closed.
    Reopen,
}

/// A mark of the paragraph at hand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    /// Index of its token.
    pub(crate) token: u32,
    pub(crate) action: Action,
    char: MarkChar,
    costs: Costs,
    /// Which double passage of the paragraph it stands in: 0 for none.
    container: u32,
}

impl Mark {
    /// Whether a passage begins with this mark.
    pub(crate) fn opens(&self) -> bool {
        matches!(self.action, Action::Open | Action::Reopen)
    }

    fn is_single(&self) -> bool {
        matches!(self.char.style, MarkStyle::SingleCurly | MarkStyle::SingleStraight)
    }
}

/// A passage not closed yet.
#[derive(Clone, Copy, Debug)]
struct Opened {
    outer: u32,
    inner: u32,
    style: MarkStyle,
    container: u32,
}

/// Buffers of [`pair`], and what it must know of the paragraph before.
#[derive(Debug, Default)]
pub(crate) struct Buffers {
    /// Tokens of the paragraph that are marks, in order; filled before [`pair`] is called.
    pub(crate) mark_tokens: Vec<u32>,
    /// The marks with what they do, in order.
    pub(crate) marks: Vec<Mark>,
    /// Index of the outermost passage that was left open at the end of the paragraph before.
    pub(crate) carried: Option<u32>,
    back: Vec<[Step; STATES]>,
    order: Vec<u32>,
    opened: Vec<Opened>,
    /// Where the text of each double passage ends, by container.
    container_ends: Vec<u32>,
    depths: Vec<u32>,
}

/// One way into a state: the state before, and what the mark does.
#[derive(Clone, Copy, Debug, Default)]
struct Step {
    from: u8,
    action: Action,
}

/// Passages one can be in: none; one in curly or other double marks; a low one („); guillemets; one inside another; one in straight
/// marks, and curly marks inside that. Single marks use the first two.
const OUT: usize = 0;
const IN: usize = 1;
const LOW: usize = 2;
const GUILLEMET: usize = 3;
const IN_IN: usize = 4;
const GUILLEMET_IN: usize = 5;
const IN_GUILLEMET: usize = 6;
const STRAIGHT: usize = 7;
const STRAIGHT_IN: usize = 8;
const STATES: usize = 9;

/// Marks read at once. A paragraph with more is read in pieces, so that memory stays bounded.
const WINDOW: usize = 1024;

const NEVER: u32 = u32::MAX / 2;
/// An opening mark where a passage is open that was never closed.
const REOPEN: u32 = 14;
/// Curly marks directly inside curly marks; straight inside straight, which nobody can read; and one kind inside the other.
const NESTED: u32 = 13;
const NESTED_STRAIGHT: u32 = 24;
const NESTED_OTHER: u32 = 4;
/// A mark that closes what another kind of mark opened.
const MISMATCH: u32 = 3;
/// A passage still open at the end of the paragraph; less where the paragraph begins with a mark, for then the
/// quotation may go on in the next paragraph.
const UNCLOSED: u32 = 10;
const UNCLOSED_FROM_START: u32 = 6;
const UNCLOSED_SINGLE: u32 = 12;
/// A paragraph that carries on a quotation without an opening mark of its own.
const CARRIED: u32 = 8;

/// Pairs the marks of the paragraph that begins with token `first` and goes to the end of `tokens`. Appends its passages
/// to `quoted`, and settles which tokens are apostrophes.
pub(crate) fn pair(
    text: &str,
    buffers: &mut Buffers,
    tokens: &mut [Token],
    first: usize,
    quoted: &mut Vec<Quoted>,
) {
    let carried = buffers.carried.take();
    buffers.marks.clear();
    if buffers.mark_tokens.is_empty() {
        return;
    }
    let base = quoted.len();
    let paragraph = Paragraph { text, tokens, first };
    for &token in &buffers.mark_tokens {
        let Some(char) = marks::at(text.as_bytes(), tokens[token as usize].span.start() as usize) else {
            continue;
        };
        let costs = paragraph.costs(token as usize, char);
        buffers.marks.push(Mark { token, action: Action::Skip, char, costs, container: 0 });
    }
    buffers.read_doubles(carried.is_some(), paragraph.begins_with_double());
    buffers.emit_doubles(&paragraph, quoted);
    buffers.read_singles(&paragraph, quoted);
    quoted[base..].sort_unstable_by_key(|q| (q.outer.start(), u32::MAX - q.outer.end()));
    buffers.set_depths(&mut quoted[base..]);
    let (start, end) = (paragraph.start(), paragraph.end());
    if let Some(q) = quoted.get_mut(base)
        && q.outer.start() == start
    {
        q.continues = carried;
    }
    buffers.carried =
        quoted[base..].iter().position(|q| !q.closed && q.outer.end() == end).map(|i| (base + i) as u32);
    settle_apostrophes(text, &buffers.marks, tokens);
}

impl Buffers {
    /// Finds the cheapest reading of the double marks.
    fn read_doubles(&mut self, carried: bool, from_start: bool) {
        self.order.clear();
        self.order.extend((0..self.marks.len() as u32).filter(|&i| !self.marks[i as usize].is_single()));
        let mut costs = [NEVER; STATES];
        costs[OUT] = 0;
        if carried {
            costs[IN] = CARRIED;
            costs[STRAIGHT] = CARRIED;
        }
        let unclosed = if from_start { UNCLOSED_FROM_START } else { UNCLOSED };
        self.opened.clear();
        let order = std::mem::take(&mut self.order);
        for (i, window) in order.chunks(WINDOW).enumerate() {
            let last = (i + 1) * WINDOW >= order.len();
            let start = self.read(window, costs, if last { unclosed } else { 0 }, &mut costs);
            if i == 0 && start != OUT {
                self.opened.push(Opened { outer: 0, inner: 0, style: MarkStyle::Straight, container: 0 });
            }
        }
        self.order = order;
    }

    /// Viterbi over `window`, from the states whose costs are `from`. Writes the actions of the best reading and returns the state
    /// it begins in; `to` becomes the costs of going on from the state it ends in.
    fn read(&mut self, window: &[u32], from: [u32; STATES], unclosed: u32, to: &mut [u32; STATES]) -> usize {
        let mut costs = from;
        self.back.clear();
        for &i in window {
            let mark = &self.marks[i as usize];
            let mut next = [NEVER; STATES];
            let mut back = [Step::default(); STATES];
            for (state, &cost) in costs.iter().enumerate() {
                if cost >= NEVER {
                    continue;
                }
                transitions(mark, state, |target, action, step| {
                    let cost = cost + step;
                    if cost < next[target] {
                        next[target] = cost;
                        back[target] = Step { from: state as u8, action };
                    }
                });
            }
            costs = next;
            self.back.push(back);
        }
        /// Passages open in each state.
        const OPEN: [u32; STATES] = [0, 1, 1, 1, 2, 2, 2, 1, 2];
        let end = (0..STATES).min_by_key(|&s| costs[s] + OPEN[s] * unclosed).unwrap_or(OUT);
        *to = [NEVER; STATES];
        to[end] = 0;
        let mut state = end;
        for (&i, back) in window.iter().zip(&self.back).rev() {
            let step = back[state];
            self.marks[i as usize].action = step.action;
            state = step.from as usize;
        }
        state
    }

    /// Writes the double passages, and notes in which of them each single mark stands.
    fn emit_doubles(&mut self, p: &Paragraph, quoted: &mut Vec<Quoted>) {
        self.container_ends.clear();
        self.container_ends.push(p.end());
        if let Some(carried) = self.opened.first_mut() {
            *carried =
                Opened { outer: p.start(), inner: p.start(), style: MarkStyle::Straight, container: 1 };
            self.container_ends.push(p.end());
        }
        for i in 0..self.marks.len() {
            let mark = self.marks[i];
            self.marks[i].container = self.opened.last().map_or(0, |o| o.container);
            if mark.is_single() {
                continue;
            }
            let span = p.tokens[mark.token as usize].span;
            if mark.action == Action::Close
                && let Some(o) = self.opened.pop()
            {
                self.container_ends[o.container as usize] = span.start();
                push(quoted, o, span.start(), Some(span.end()));
            }
            if mark.action == Action::Reopen
                && let Some(o) = self.opened.pop()
            {
                let end = p.tokens[mark.token as usize - 1].span.end();
                self.container_ends[o.container as usize] = end;
                push(quoted, o, end, None);
            }
            if mark.opens() {
                let container = self.container_ends.len() as u32;
                self.container_ends.push(p.end());
                self.opened.push(Opened {
                    outer: span.start(),
                    inner: span.end(),
                    style: mark.char.style,
                    container,
                });
            }
        }
        while let Some(o) = self.opened.pop() {
            push(quoted, o, p.end(), None);
        }
    }

    /// Reads the single marks of each stretch between double marks and writes their passages.
    fn read_singles(&mut self, p: &Paragraph, quoted: &mut Vec<Quoted>) {
        let mut order = std::mem::take(&mut self.order);
        order.clear();
        order.extend((0..self.marks.len() as u32).filter(|&i| self.marks[i as usize].is_single()));
        order.sort_unstable_by_key(|&i| (self.marks[i as usize].container, i));
        let mut rest = &order[..];
        while let Some(&head) = rest.first() {
            let container = self.marks[head as usize].container;
            let len = rest.iter().take_while(|&&i| self.marks[i as usize].container == container).count();
            let (group, others) = rest.split_at(len);
            rest = others;
            let mut costs = [NEVER; STATES];
            costs[OUT] = 0;
            let container_end = self.container_ends[container as usize];
            let windows = group.len().div_ceil(WINDOW);
            let from_start = self.marks[head as usize].token as usize == p.first
                && p.text[p.start() as usize..].starts_with('‘');
            let unclosed = if from_start { UNCLOSED_FROM_START } else { UNCLOSED_SINGLE };
            let mut opened: Option<Opened> = None;
            for (n, window) in group.chunks(WINDOW).enumerate() {
                self.read(window, costs, if n + 1 == windows { unclosed } else { 0 }, &mut costs);
                for &i in window {
                    let mark = self.marks[i as usize];
                    let span = p.tokens[mark.token as usize].span;
                    if mark.action == Action::Close
                        && let Some(o) = opened.take()
                    {
                        push(quoted, o, span.start(), Some(span.end()));
                    }
                    if mark.opens() {
                        if let Some(o) = opened.take() {
                            push(quoted, o, p.tokens[mark.token as usize - 1].span.end(), None);
                        }
                        opened = Some(Opened {
                            outer: span.start(),
                            inner: span.end(),
                            style: mark.char.style,
                            container: 0,
                        });
                    }
                }
            }
            if let Some(o) = opened {
                push(quoted, o, container_end, None);
            }
        }
        self.order = order;
    }

    fn set_depths(&mut self, quoted: &mut [Quoted]) {
        self.depths.clear();
        for q in quoted {
            while self.depths.last().is_some_and(|&end| end <= q.outer.start()) {
                self.depths.pop();
            }
            q.depth = self.depths.len().min(u8::MAX as usize) as u8;
            self.depths.push(q.outer.end());
        }
    }
}

/// Writes the passage `o` that ends at `inner_end`; `close` is the end of its closing mark. A pair of marks around nothing is no passage.
fn push(quoted: &mut Vec<Quoted>, o: Opened, inner_end: u32, close: Option<u32>) {
    if inner_end <= o.inner {
        return;
    }
    quoted.push(Quoted {
        outer: Span::new(o.outer, close.unwrap_or(inner_end)),
        inner: Span::new(o.inner, inner_end),
        depth: 0,
        style: o.style,
        closed: close.is_some(),
        continues: None,
    });
}

/// Calls `to(state, action, cost)` for all that `mark` may do in `state`.
fn transitions(mark: &Mark, state: usize, mut to: impl FnMut(usize, Action, u32)) {
    let Costs { open, close, skip } = mark.costs;
    let [open, close, skip] = [open, close, skip].map(u32::from);
    to(state, Action::Skip, skip);
    match mark.char.style {
        MarkStyle::SingleCurly | MarkStyle::SingleStraight => match state {
            OUT => to(IN, Action::Open, open),
            IN => {
                to(OUT, Action::Close, close);
                to(IN, Action::Reopen, open + REOPEN);
            }
            _ => {}
        },
        MarkStyle::Low => match state {
            OUT => to(LOW, Action::Open, open),
            IN | STRAIGHT => to(LOW, Action::Reopen, open + REOPEN),
            _ => {}
        },
        MarkStyle::Guillemet => match state {
            OUT => to(GUILLEMET, Action::Open, open),
            IN => to(IN_GUILLEMET, Action::Open, open),
            GUILLEMET => {
                to(OUT, Action::Close, close);
                to(GUILLEMET, Action::Reopen, open + REOPEN);
            }
            IN_GUILLEMET => to(IN, Action::Close, close),
            _ => {}
        },
        MarkStyle::Straight => match state {
            OUT => to(STRAIGHT, Action::Open, open),
            STRAIGHT => {
                to(OUT, Action::Close, close);
                to(STRAIGHT, Action::Reopen, open + REOPEN);
                to(STRAIGHT_IN, Action::Open, open + NESTED_STRAIGHT);
            }
            IN => {
                to(OUT, Action::Close, close + MISMATCH);
                to(STRAIGHT, Action::Reopen, open + REOPEN);
                to(IN_IN, Action::Open, open + NESTED_OTHER);
            }
            LOW => to(OUT, Action::Close, close),
            GUILLEMET => to(GUILLEMET_IN, Action::Open, open),
            IN_IN => to(IN, Action::Close, close),
            STRAIGHT_IN => to(STRAIGHT, Action::Close, close),
            GUILLEMET_IN => to(GUILLEMET, Action::Close, close),
            _ => {}
        },
        MarkStyle::Curly | MarkStyle::Doubled => match state {
            OUT => to(IN, Action::Open, open),
            IN => {
                to(OUT, Action::Close, close);
                to(IN, Action::Reopen, open + REOPEN);
                to(IN_IN, Action::Open, open + NESTED);
            }
            STRAIGHT => {
                to(OUT, Action::Close, close + MISMATCH);
                to(IN, Action::Reopen, open + REOPEN);
                to(STRAIGHT_IN, Action::Open, open + NESTED_OTHER);
            }
            // “ closes what „ opened.
            LOW if mark.char.facing == Facing::Open => {
                to(OUT, Action::Close, close.saturating_sub(WRONG_WAY.into()))
            }
            LOW => to(OUT, Action::Close, close),
            GUILLEMET => to(GUILLEMET_IN, Action::Open, open),
            IN_IN => to(IN, Action::Close, close),
            STRAIGHT_IN => to(STRAIGHT, Action::Close, close),
            GUILLEMET_IN => to(GUILLEMET, Action::Close, close),
            _ => {}
        },
    }
}

/// Marks that turned out not to be quotation marks get the kind they have.
fn settle_apostrophes(text: &str, marks: &[Mark], tokens: &mut [Token]) {
    for mark in marks {
        if mark.action != Action::Skip {
            continue;
        }
        let i = mark.token as usize;
        let touches_before = i > 0 && tokens[i - 1].span.end() == tokens[i].span.start();
        let touches_after = i + 1 < tokens.len() && tokens[i + 1].span.start() == tokens[i].span.end();
        let is_apostrophe = marks::at(text.as_bytes(), tokens[i].span.start() as usize)
            .is_some_and(|m| m.facing != Facing::Open);
        if touches_before && tokens[i - 1].kind == TokenKind::Number {
            // Feet and inches.
            tokens[i].kind = TokenKind::Symbol;
        } else if !mark.is_single() {
            continue;
        } else if is_apostrophe && touches_before && tokens[i - 1].kind == TokenKind::Word {
            // The possessive of a plural, or a letter left out: `dogs'`, `goin'`.
            tokens[i].kind = TokenKind::Word;
            tokens[i].joined = true;
        } else if touches_after && tokens[i + 1].kind == TokenKind::Word {
            tokens[i].kind = TokenKind::Word;
            tokens[i + 1].joined = true;
        } else {
            tokens[i].kind = TokenKind::Punct;
        }
    }
}
