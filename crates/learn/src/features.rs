/// The features of a sequence, item by item (token by token): hashes in one flat list.
///
/// ```
/// use dixit_learn::{Features, hash};
///
/// let mut features = Features::default();
/// for word in ["she", "said"] {
///     features.push(hash::feature(0, hash::bytes(word.as_bytes())));
///     features.push(hash::feature(1, word.len() as u64));
///     features.end_item();
/// }
/// assert_eq!(features.len(), 2);
/// assert_eq!(features.item(1).len(), 2);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Features {
    ids: Vec<u64>,
    /// End of each item in `ids`.
    ends: Vec<u32>,
}

impl Features {
    /// Adds a feature to the item in hand.
    #[inline]
    pub fn push(&mut self, id: u64) {
        self.ids.push(id);
    }

    /// Adds several features to the item in hand: one by one they would take longer.
    #[inline]
    pub fn push_all<const N: usize>(&mut self, ids: [u64; N]) {
        self.ids.extend_from_slice(&ids);
    }

    /// Closes the item in hand; what is pushed next belongs to the next one.
    #[inline]
    pub fn end_item(&mut self) {
        self.ends.push(self.ids.len() as u32);
    }

    /// Number of closed items.
    #[inline]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether no item has been closed.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The features of item `i`.
    ///
    /// # Panics
    /// If there is no such item.
    #[inline]
    pub fn item(&self, i: usize) -> &[u64] {
        let start = if i == 0 { 0 } else { self.ends[i - 1] as usize };
        &self.ids[start..self.ends[i] as usize]
    }

    /// The features of all items, one after another.
    pub(crate) fn ids(&self) -> &[u64] {
        &self.ids
    }

    /// The features of each item in order.
    pub fn items(&self) -> impl Iterator<Item = &[u64]> {
        (0..self.len()).map(|i| self.item(i))
    }

    /// Empties the list and keeps its memory.
    #[inline]
    pub fn clear(&mut self) {
        self.ids.clear();
        self.ends.clear();
    }
}
