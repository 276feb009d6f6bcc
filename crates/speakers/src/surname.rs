//! Names that no tagger saw: a lone word that is somebody's surname or given name, or is wrong by a letter.

use dixit_entities::lexicon::fold;
use dixit_entities::{EntityId, NameKind, one_letter_apart};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::layers::Layers;

/// At most this many names that begin alike are compared.
const MOST_ALIKE: usize = 48;

/// The persons of an article by the words of their names.
#[derive(Debug, Default)]
pub(crate) struct Surnames {
    /// By the first or last word of a name; nobody where two share it.
    whole: FxHashMap<u64, Option<EntityId>>,
    /// By the first two bytes of a surname.
    alike: FxHashMap<[u8; 2], SmallVec<[EntityId; 2]>>,
}

impl Surnames {
    /// Of all persons of the article.
    pub(crate) fn new(layers: &Layers) -> Self {
        let mut names = Surnames::default();
        for (i, entity) in layers.entities.entities.iter().enumerate() {
            if entity.kind != NameKind::Person {
                continue;
            }
            let id = EntityId(i as u32);
            let (first, last) = ends(layers.doc.slice(entity.name));
            for word in [first, last] {
                let whose = names.whole.entry(fold(word)).or_insert(Some(id));
                if *whose != Some(id) {
                    *whose = None;
                }
            }
            if let [a, b, ..] = *last.as_bytes() {
                names.alike.entry([a, b]).or_default().push(id);
            }
        }
        names
    }

    /// Returns the person whose name has `word` as a part, in the same case.
    pub(crate) fn bearer(&self, layers: &Layers, word: &str) -> Option<EntityId> {
        let id = (*self.whole.get(&fold(word))?)?;
        let (first, last) = ends(layers.doc.slice(layers.entities.entity(id).name));
        (first == word || last == word).then_some(id)
    }

    /// Returns the person whose name has `word` as a part, in any case: `VEGA`.
    pub(crate) fn shouted(&self, layers: &Layers, word: &str) -> Option<EntityId> {
        let id = (*self.whole.get(&fold(word))?)?;
        ends(layers.doc.slice(layers.entities.entity(id).name)).1.eq_ignore_ascii_case(word).then_some(id)
    }

    /// Returns the person whose surname differs from `word` by one letter: `Bernsten` of Harold Bernstein.
    pub(crate) fn misspelt(&self, layers: &Layers, word: &str) -> Option<EntityId> {
        let [a, b, ..] = *word.as_bytes() else { return None };
        let alike = self.alike.get(&[a, b])?;
        let meant = |id: &&EntityId| {
            one_letter_apart(ends(layers.doc.slice(layers.entities.entity(**id).name)).1, word)
        };
        alike.iter().take(MOST_ALIKE).find(meant).copied()
    }
}

/// The first and last word of a name.
pub(crate) fn ends(name: &str) -> (&str, &str) {
    (name.split(' ').next().unwrap_or_default(), name.rsplit(' ').next().unwrap_or_default())
}
