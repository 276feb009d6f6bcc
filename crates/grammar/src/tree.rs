//! A sentence whose tree is known.

use crate::relation::Relation;
use crate::tag::Tag;

/// No token.
pub(crate) const NONE: u32 = u32::MAX;

/// A sentence whose tree is known, tokens counted from its first.
pub(crate) struct Tree<'a> {
    pub(crate) tags: &'a [Tag],
    pub(crate) relations: &'a [Relation],
    /// The head of each token; [`NONE`] for that of the sentence.
    pub(crate) heads: &'a [u32],
    /// First and last token below each.
    pub(crate) reach: &'a [(u32, u32)],
}
