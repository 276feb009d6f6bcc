//! Dependency trees, from left to right.

use dixit_learn::{Container, ModelError, Triples};

use crate::features::{one, three, two};
use crate::tag::Tag;
use crate::tree::NONE;

/// Section of the weights.
pub(crate) const WEIGHTS: &str = "arcs";
const SURE: &str = "arcs.sure";

/// What the parser sees of a word.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Node {
    /// Hash of the word where it is known, else of what it looks like.
    pub(crate) word: u64,
    /// The tag.
    pub(crate) tag: u64,
    /// Word and tag.
    pub(crate) both: u64,
    /// Where the word lies among Brown clusters: roughly, and closely.
    pub(crate) brown: [u64; 2],
}

impl Node {
    pub(crate) fn new(word: u64, tag: Tag, brown: u32) -> Self {
        let tag = u64::from(tag.index()) + 1;
        let brown = [4, 8].map(|bits: u32| u64::from(brown & ((1 << bits) - 1)) + 1);
        Self { word, tag, both: two(0, word, tag), brown }
    }

    const fn special(n: u64) -> Self {
        let word = one(1, n);
        Self { word, tag: n * 64, both: word, brown: [100 + n; 2] }
    }

    /// Where there is no word.
    const NOTHING: Self = Self::special(0);
    /// What the sentence as a whole hangs on; it stands behind the last word.
    const ROOT: Self = Self::special(1);
}

/// What the parser may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Action {
    /// Put the next word on the stack.
    Shift,
    /// Hang the top of the stack on the next word.
    Left,
    /// Hang the top of the stack on the one below it.
    Right,
}

impl Action {
    pub(crate) const ALL: [Self; 3] = [Self::Shift, Self::Left, Self::Right];
}

/// The children of a word that features look at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Children {
    pub(crate) first: u32,
    pub(crate) last: u32,
    pub(crate) left: u8,
    pub(crate) right: u8,
}

const CHILDLESS: Children = Children { first: NONE, last: NONE, left: 0, right: 0 };

/// A sentence half parsed: arc-hybrid (Kuhlmann, Gómez-Rodríguez and Satta, 2011), the root behind the last word.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    nodes: Vec<Node>,
    stack: Vec<u32>,
    /// The next word; the number of words for the root.
    next: u32,
    /// The head of each word; the number of words for the root, [`NONE`] before it is known.
    pub(crate) heads: Vec<u32>,
    pub(crate) children: Vec<Children>,
    /// First and last word below each, itself included; of words that have their head.
    pub(crate) reach: Vec<(u32, u32)>,
}

/// Features of a state.
pub(crate) const FEATURES: usize = 49;

impl State {
    /// Begins a sentence.
    pub(crate) fn begin(&mut self, nodes: impl Iterator<Item = Node>) {
        self.nodes.clear();
        self.nodes.extend(nodes);
        let n = self.nodes.len();
        self.nodes.push(Node::ROOT);
        self.stack.clear();
        self.next = 0;
        self.heads.clear();
        self.heads.resize(n, NONE);
        self.children.clear();
        self.children.resize(n + 1, CHILDLESS);
        self.reach.clear();
        self.reach.extend((0..=n as u32).map(|i| (i, i)));
    }

    /// Hangs each word where the right tree has it: an index from 1, 0 for the root.
    #[cfg(feature = "train")]
    pub(crate) fn set(&mut self, heads: &[Option<u32>]) {
        let n = self.len();
        for (child, head) in heads.iter().enumerate().filter_map(|(i, h)| Some((i as u32, (*h)?))) {
            let head = if head == 0 { n } else { head - 1 };
            self.heads[child as usize] = head;
            let of = &mut self.children[head as usize];
            if child < head {
                of.first = of.first.min(child);
                of.left = of.left.saturating_add(1);
            } else {
                of.last = child;
                of.right = of.right.saturating_add(1);
            }
        }
    }

    /// Number of words.
    pub(crate) fn len(&self) -> u32 {
        self.heads.len() as u32
    }

    pub(crate) fn node(&self, i: u32) -> &Node {
        self.nodes.get(i as usize).unwrap_or(&Node::NOTHING)
    }

    /// Whether all words have a head.
    pub(crate) fn done(&self) -> bool {
        self.next == self.len() && self.stack.is_empty()
    }

    /// The words on the stack, from the top.
    fn top(&self, k: usize) -> u32 {
        self.stack.len().checked_sub(k + 1).map_or(NONE, |i| self.stack[i])
    }

    /// The actions that may be done now. One word hangs on the root.
    pub(crate) fn allowed(&self) -> [bool; 3] {
        let (depth, end) = (self.stack.len(), self.next == self.len());
        [!end, depth > 0 && (!end || depth == 1), depth > 1]
    }

    /// Key of the state in [`Sure`].
    #[inline]
    pub(crate) fn key(&self) -> usize {
        let tag = |i: usize| self.nodes.get(i).map_or(0, |n| n.tag & 63) as usize;
        let top = self.stack.last().map_or(0, |&i| tag(i as usize));
        let next = self.next as usize;
        top << 12 | tag(next) << 6 | tag(next + 1)
    }

    /// Does an allowed action.
    pub(crate) fn act(&mut self, action: Action) {
        match action {
            Action::Shift => {
                self.stack.push(self.next);
                self.next += 1;
            }
            Action::Left => {
                if let Some(child) = self.stack.pop() {
                    self.heads[child as usize] = self.next;
                    let of = &mut self.children[self.next as usize];
                    of.first = of.first.min(child);
                    of.left = of.left.saturating_add(1);
                    let first = self.reach[child as usize].0;
                    let reach = &mut self.reach[self.next as usize];
                    reach.0 = reach.0.min(first);
                }
            }
            Action::Right => {
                if let (Some(child), Some(&head)) = (self.stack.pop(), self.stack.last()) {
                    self.heads[child as usize] = head;
                    let of = &mut self.children[head as usize];
                    of.last = child;
                    of.right = of.right.saturating_add(1);
                    self.reach[head as usize].1 = self.reach[child as usize].1;
                }
            }
        }
    }

    /// What speaks for one action or another.
    #[inline(always)]
    pub(crate) fn features(&self) -> [u64; FEATURES] {
        let [i0, i1, i2] = [0, 1, 2].map(|k| self.top(k));
        let [s0, s1, s2] = [i0, i1, i2].map(|i| self.node(i));
        let next = self.next as usize;
        let at = |k: usize| self.nodes.get(next + k).unwrap_or(&Node::NOTHING);
        let [b0, b1, b2] = [at(0), at(1), at(2)];
        let of = |i: u32| self.children.get(i as usize).unwrap_or(&CHILDLESS);
        let [of0, of1, ofb] = [of(i0), of(i1), of(self.next)];
        let tag = |i: u32| self.node(i).tag;
        let (s0l, s0r, s1r, b0l) = (tag(of0.first), tag(of0.last), tag(of1.last), tag(ofb.first));
        let far = |a: u32, b: u32| if a == NONE { 0 } else { u64::from((b - a).min(12)) };
        let (d0, d1) = (far(i0, self.next), if i0 == NONE { 0 } else { far(i1, i0) });
        let counts = u64::from(of0.left.min(3)) << 4 | u64::from(of0.right.min(3));
        let prev = self.node(self.next.wrapping_sub(1));
        let below = self.node(i0.wrapping_sub(1).min(NONE - 1));
        let after0 = self.node(i0.saturating_add(1));
        [
            one(0, s0.both),
            one(1, s0.tag),
            one(2, s0.word),
            one(3, s1.both),
            one(4, s1.tag << 8 | s0.tag),
            one(5, b0.both),
            two(6, b0.tag, b1.tag),
            one(7, b0.word),
            one(8, b1.both),
            one(9, b1.word),
            one(10, b2.tag << 8 | b1.tag),
            two(11, s0.both, b0.both),
            two(12, s0.both, b0.tag),
            two(13, s0.tag, b0.both),
            two(14, s0.word, b0.word),
            one(15, s0.tag << 8 | b0.tag),
            one(16, s1.tag << 16 | s0.tag << 8 | b0.tag),
            one(17, s0.tag << 16 | b0.tag << 8 | b1.tag),
            one(18, b0.tag << 16 | b1.tag << 8 | b2.tag),
            one(19, s2.tag << 16 | s1.tag << 8 | s0.tag),
            two(20, s1.both, s0.both),
            two(21, s1.both, s0.tag),
            two(22, s1.tag, s0.both),
            two(23, s1.word, s0.word),
            one(24, s0.tag << 16 | s0l << 8 | b0.tag),
            one(25, s0.tag << 16 | s0r << 8 | b0.tag),
            one(26, s0.tag << 16 | b0.tag << 8 | b0l),
            one(27, s1.tag << 16 | s1r << 8 | s0.tag),
            one(28, s1.tag << 16 | s0.tag << 8 | s0l),
            one(29, s1.tag << 16 | s0.tag << 8 | s0r),
            one(30, s0.tag << 16 | b0.tag << 8 | d0),
            two(31, s0.word, d0),
            two(32, b0.word, d0),
            one(33, s1.tag << 16 | s0.tag << 8 | d1),
            two(34, s0.tag << 8 | b0.tag, counts),
            two(35, s0.word, counts),
            three(36, s1.word, s0.tag, b0.tag),
            three(37, s0.word, b0.tag, b1.tag),
            three(38, s1.tag, s0.tag, b0.word),
            one(39, s0.brown[1] << 16 | b0.brown[1]),
            one(40, s1.brown[1] << 16 | s0.brown[1]),
            one(41, s0.brown[0] << 20 | b0.brown[0] << 12 | s1.brown[0]),
            one(42, s0.brown[1] << 16 | b0.tag << 8 | s1.tag),
            two(43, prev.both, s0.tag),
            two(44, s1.tag << 24 | s0.tag << 16 | b0.tag << 8 | b1.tag, u64::from(of1.right.min(2))),
            two(45, s1.both, b0.both),
            one(46, s0.tag << 32 | b0.tag << 24 | b1.tag << 16 | b2.tag << 8 | u64::from(d0 > 1)),
            two(47, after0.word, s0.tag << 8 | b0.tag),
            one(48, below.tag << 24 | s1.tag << 16 | s0.tag << 8 | b0.tag),
        ]
    }
}

/// What is nearly always done in a state, by [`State::key`]: two bits each, 0 where it depends.
#[derive(Clone, Debug)]
pub(crate) struct Sure(Vec<u8>);

impl Sure {
    /// Number of keys.
    pub(crate) const KEYS: usize = 1 << 18;

    pub(crate) fn read(container: &Container<'_>) -> Result<Self, ModelError> {
        let bytes = container.section(SURE)?;
        match bytes.len() == Self::KEYS / 4 {
            true => Ok(Self(bytes.to_vec())),
            false => {
                Err(ModelError::Malformed { section: SURE.to_owned(), what: "another number of states" })
            }
        }
    }

    #[inline]
    pub(crate) fn get(&self, key: usize) -> Option<Action> {
        let bits = self.0[key / 4] >> (key % 4 * 2) & 3;
        Action::ALL.get(usize::from(bits).wrapping_sub(1)).copied()
    }

    #[cfg(feature = "train")]
    pub(crate) fn new() -> Self {
        Self(vec![0; Self::KEYS / 4])
    }

    #[cfg(feature = "train")]
    pub(crate) fn set(&mut self, key: usize, action: Action) {
        self.0[key / 4] |= (action as u8 + 1) << (key % 4 * 2);
    }

    #[cfg(feature = "train")]
    pub(crate) fn write(&self, builder: &mut dixit_learn::ContainerBuilder) {
        builder.section(SURE, self.0.clone());
    }
}

/// The allowed action with the highest score.
#[inline(always)]
pub(crate) fn best(allowed: [bool; 3], scores: [i32; 3]) -> Action {
    let (mut best, mut most) = (Action::Shift, i32::MIN);
    for ((action, score), allowed) in Action::ALL.into_iter().zip(scores).zip(allowed) {
        if allowed && score > most {
            (best, most) = (action, score);
        }
    }
    best
}

/// Builds dependency trees: greedy decisions of a perceptron that was trained with a dynamic oracle (Goldberg and Nivre, 2013).
#[derive(Clone, Debug)]
pub(crate) struct Parser {
    weights: Triples<'static>,
    sure: Sure,
}

impl Parser {
    pub(crate) fn read(container: &Container<'_>) -> Result<Self, ModelError> {
        Ok(Self { weights: Triples::read(container, WEIGHTS)?.into_owned(), sure: Sure::read(container)? })
    }

    /// Finds the head of each word of a sentence that was begun.
    pub(crate) fn parse(&self, state: &mut State) {
        while !state.done() {
            let allowed = state.allowed();
            let action = match allowed {
                [true, false, false] => Action::Shift,
                [false, true, false] => Action::Left,
                [false, false, true] => Action::Right,
                _ => match self.sure.get(state.key()).filter(|a| allowed[*a as usize]) {
                    Some(action) => action,
                    None => best(allowed, self.weights.sum(&state.features())),
                },
            };
            state.act(action);
        }
    }
}

/// What an action costs: whether it makes an arc of the right tree impossible that was still possible.
#[cfg(feature = "train")]
pub(crate) mod oracle {
    use super::{Action, State};
    use crate::tree::NONE;

    /// The right tree of a sentence.
    pub(crate) struct Tree {
        /// As in [`State`]; [`NONE`] where it is not known.
        pub(crate) heads: Vec<u32>,
        /// The last child of each word.
        last: Vec<u32>,
    }

    impl Tree {
        pub(crate) fn new(heads: Vec<u32>) -> Self {
            let mut last = vec![0; heads.len() + 1];
            for (child, &head) in heads.iter().enumerate().filter(|(_, h)| **h != NONE) {
                last[head as usize] = child as u32 + 1;
            }
            Self { heads, last }
        }
    }

    /// Which actions cost nothing.
    pub(crate) fn free(state: &State, tree: &Tree) -> [bool; 3] {
        let (s0, s1, b0) = (state.top(0), state.top(1), state.next);
        let head = |i: u32| tree.heads.get(i as usize).copied().unwrap_or(NONE);
        // Whether the top of the stack would lose children that are to come.
        let bears = s0 != NONE && tree.last[s0 as usize] > b0;
        let of_top = head(s0);
        let ahead = of_top != NONE && of_top >= b0;
        let left = !bears && !(of_top != NONE && (of_top == s1 || of_top > b0));
        let right = !bears && !ahead;
        let of_next = head(b0);
        let below = of_next != s0 && of_next < b0 && state.heads[of_next as usize] == NONE;
        let loses = (0..b0.min(state.len())).any(|i| head(i) == b0 && state.heads[i as usize] == NONE);
        let shift = b0 < state.len() && !below && !loses;
        [shift, left, right]
    }

    /// The first free and allowed action, or any allowed one where none is free.
    pub(crate) fn some(free: [bool; 3], allowed: [bool; 3]) -> Option<Action> {
        Action::ALL.into_iter().find(|a| free[*a as usize] && allowed[*a as usize])
    }
}
