//! Which articles have been before: by id, and by text.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{PoisonError, RwLock};

use dixit_text::Document;

/// Ids and texts of articles that have been before. Grows by some 100 bytes an article: two hashes of 16 bytes and their
/// room.
#[derive(Debug, Default)]
pub struct Seen {
    hashes: RwLock<HashSet<u128>>,
}

/// The key that an article shares with its duplicates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) id: u128,
    pub(super) text: u128,
}

impl Key {
    /// Texts are the same that differ in nothing but white space, punctuation and case: the agency's article with curly
    /// quotation marks here and straight ones there.
    pub(super) fn of(doc: &Document) -> Self {
        let letters = doc.text().chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
        Self { id: hash("id", doc.id.chars()), text: hash("text", letters) }
    }
}

/// 128 bits, so that even among a thousand million articles a false duplicate is not to be feared.
fn hash(what: &str, chars: impl Iterator<Item = char>) -> u128 {
    let [mut a, mut b] = [DefaultHasher::new(), DefaultHasher::new()];
    (0, what).hash(&mut a);
    (1, what).hash(&mut b);
    // In pieces: a hasher is slow on single characters.
    let mut piece = [0; 256];
    let mut len = 0;
    for c in chars {
        len += c.encode_utf8(&mut piece[len..]).len();
        if len > piece.len() - 4 {
            a.write(&piece[..len]);
            b.write(&piece[..len]);
            len = 0;
        }
    }
    a.write(&piece[..len]);
    b.write(&piece[..len]);
    u128::from(a.finish()) << 64 | u128::from(b.finish())
}

impl Seen {
    /// Whether an article with this id or this text has been written already.
    pub(super) fn has(&self, key: Key) -> bool {
        let hashes = self.hashes.read().unwrap_or_else(PoisonError::into_inner);
        hashes.contains(&key.id) || hashes.contains(&key.text)
    }

    /// Notes an article; `false` if one with its id or its text came before.
    pub(super) fn is_new(&self, key: Key) -> bool {
        let mut hashes = self.hashes.write().unwrap_or_else(PoisonError::into_inner);
        let (new_id, new_text) = (hashes.insert(key.id), hashes.insert(key.text));
        new_id && new_text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_is_known_by_its_id_or_its_letters() {
        let key = |id: &str, text: &str| Key::of(&Document::new(id, text).unwrap());
        let seen = Seen::default();
        assert!(seen.is_new(key("a", "“Yes,” she said.")));
        assert!(seen.has(key("b", "\"YES\" she  said")) && seen.has(key("a", "Other words.")));
        assert!(!seen.has(key("b", "“Yes,” he said.")));
        // An id is no text.
        assert!(seen.is_new(key("b", "a")) && seen.is_new(key("c", "b")));
        assert!(!seen.is_new(key("b", "d")) && !seen.is_new(key("e", "a.")));
    }
}
