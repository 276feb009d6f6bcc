//! How each word hangs on its head.

use dixit_learn::{Container, Kernel, ModelError};

use crate::features::{one, places, sum, three, two};
use crate::parse::{Node, State};
use crate::relation::Relation;
use crate::tag::Tag;
use crate::tagger::best;
use crate::tree::NONE;

/// Lanes of the weights: a relation each.
pub(crate) const LANES: usize = 64;
/// Sections of the weights and of what may be.
pub(crate) const WEIGHTS: &str = "relations";
const ALLOWED: &str = "rel.allowed";

/// Features of an arc.
pub(crate) const FEATURES: usize = 26;
/// Pairs of tags, either way round; the root has a tag of its own.
pub(crate) const PAIRS: usize = 2 * 64 * 64;

/// Names relations: one decision an arc, among those that a pair of tags was seen with.
#[derive(Clone, Debug)]
pub(crate) struct Labeller {
    weights: Kernel<'static, LANES>,
    /// By [`pair`], the relations that may be, a bit each.
    allowed: Vec<u64>,
}

/// Index of the tags of a word and its head.
pub(crate) fn pair(word: u32, head: u32, tag: Tag, tag_of_head: Option<Tag>) -> usize {
    let head_tag = tag_of_head.map_or(63, |t| usize::from(t.index()));
    (usize::from(tag.index()) * 64 + head_tag) * 2 + usize::from(head > word)
}

impl Labeller {
    pub(crate) fn read(container: &Container<'_>) -> Result<Self, ModelError> {
        let masks = container.section(ALLOWED)?.as_chunks::<8>().0;
        let all = (1u64 << Relation::ALL.len()) - 1;
        // Where nothing was seen, anything may be.
        let allowed: Vec<u64> = masks
            .iter()
            .map(|m| match u64::from_le_bytes(*m) & all {
                0 => all,
                mask => mask,
            })
            .collect();
        if allowed.len() != PAIRS {
            return Err(ModelError::Malformed {
                section: ALLOWED.to_owned(),
                what: "another number of pairs",
            });
        }
        Ok(Self { weights: Kernel::read(container, WEIGHTS)?.into_owned(), allowed })
    }

    #[cfg(feature = "train")]
    pub(crate) fn write(builder: &mut dixit_learn::ContainerBuilder, allowed: &[u64]) {
        builder.section(ALLOWED, allowed.iter().flat_map(|m| m.to_le_bytes()).collect());
    }

    /// Appends the relation of each word of a parsed sentence to `out`.
    pub(crate) fn label(&self, state: &State, tags: &[Tag], out: &mut Vec<Relation>) {
        for word in 0..state.len() {
            let head = state.heads[word as usize];
            let mask = self.allowed[pair(word, head, tags[word as usize], tags.get(head as usize).copied())];
            let relation = match mask.is_power_of_two() {
                true => mask.trailing_zeros() as u8,
                false => {
                    let places = places(&self.weights, &features(state, word));
                    best(mask, |relation| sum(&self.weights, &places, relation))
                }
            };
            out.push(Relation::from_index(relation));
        }
    }
}

/// Features of the arc to a word.
#[inline(always)]
pub(crate) fn features(state: &State, word: u32) -> [u64; FEATURES] {
    let head = state.heads[word as usize];
    let (w, h) = (state.node(word), state.node(head));
    let side = u64::from(head > word);
    let distance = u64::from(head.abs_diff(word).min(8)) << 1 | side;
    let of = |i: u32| state.children[i as usize];
    let node = |i: u32| -> &Node { state.node(i) };
    let (first, last) = (node(of(word).first), node(of(word).last));
    let (head_first, head_last) = (of(head).first, of(head).last);
    let (hf, hl) = (node(head_first), node(head_last));
    let outermost = u64::from(head_first == word) | u64::from(head_last == word) << 1;
    let (before, after) = (node(word.wrapping_sub(1)), node(word + 1));
    let above = match state.heads.get(head as usize) {
        Some(&above) if above != NONE => node(above).tag,
        _ => 200,
    };
    let tags = h.tag << 8 | w.tag;
    let counts = u64::from(of(head).left.min(3)) << 2 | u64::from(of(head).right.min(3));
    [
        one(0, tags << 1 | side),
        two(1, tags, distance),
        one(2, w.word),
        one(3, h.word),
        two(4, w.word, h.tag << 1 | side),
        two(5, h.word, w.tag << 1 | side),
        two(6, w.word, h.word),
        two(7, first.word, tags),
        two(8, first.tag << 8 | last.tag, tags),
        two(9, first.word, h.word),
        two(10, hf.word, tags << 1 | side),
        two(11, hf.tag << 8 | hl.tag, tags << 1 | side),
        two(12, before.tag << 8 | after.tag, tags),
        two(13, before.word, w.tag),
        two(14, after.word, w.tag),
        two(15, above, tags << 1 | side),
        one(16, (w.brown[1] << 16 | h.brown[1]) << 1 | side),
        two(17, w.brown[1], h.tag << 1 | side),
        two(18, counts, tags << 1 | side),
        two(19, outermost, tags),
        two(20, before.word, tags),
        two(21, last.word, tags),
        three(22, first.word, w.word, side),
        two(23, h.word, side << 8 | w.brown[0]),
        two(24, node(head.wrapping_sub(1)).word, tags << 1 | side),
        two(25, distance << 8 | after.tag, w.tag << 8 | first.tag),
    ]
}
