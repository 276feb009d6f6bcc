use dixit_grammar::Words;
use dixit_grammar::lexicon::Key;
use dixit_models::people::People;
use dixit_text::Document;
use dixit_tokens::Tokens;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::name::Name;
use crate::{Entities, Entity, EntityId, Gender, Mention, NameKind, OutletName};

/// At most this many entities are compared for one word, the latest first: keeps a directory of a hundred thousand
/// Smiths linear.
const LOOK_BACK: usize = 48;

/// A cluster in the making.
#[derive(Debug)]
pub(super) struct Cluster {
    pub kind: NameKind,
    /// Index of the mention with the fullest name.
    pub fullest: usize,
    pub mentions: Vec<u32>,
    /// Mentions by full name, in order: who has many is prominent.
    pub full_mentions: SmallVec<[u32; 4]>,
    pub gender: Gender,
}

pub(super) struct Builder<'a> {
    pub doc: &'a Document,
    pub tokens: &'a Tokens,
    pub mentions: Vec<Mention>,
    /// Names of outlets in the text.
    pub outlets: Vec<OutletName>,
    /// The registry that tells which person holds which office.
    pub people: &'a People,
    pub names: Vec<Name>,
    pub clusters: Vec<Cluster>,
    /// Gender by which titles speak of a bare surname.
    pub titled: FxHashMap<Key, Gender>,
    cluster_of: Vec<Option<u32>>,
    /// Clusters by a word of their names (persons: surname, given name; bodies: each word) or by acronym.
    by_word: FxHashMap<(Key, Index), SmallVec<[u32; 2]>>,
}

/// The relation of a word to the cluster it finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Index {
    /// Last word of a person's full name.
    Surname,
    /// First word of a person's full name.
    GivenName,
    /// The first three letters of a surname, to find misspellings.
    Letters,
    /// First or last word of a body's name.
    BodyWord,
    /// Initials of a body's name.
    Acronym,
    /// A whole name.
    Whole,
}

impl<'a> Builder<'a> {
    pub(super) fn new(
        words: Words<'a>,
        mentions: Vec<Mention>,
        outlets: Vec<OutletName>,
        people: &'a People,
    ) -> Self {
        let Words { doc, tokens } = words;
        Builder {
            doc,
            tokens,
            names: mentions.iter().map(|m| Name::new(doc, tokens, m)).collect(),
            clusters: Vec::new(),
            titled: FxHashMap::default(),
            cluster_of: vec![None; mentions.len()],
            mentions,
            outlets,
            people,
            by_word: FxHashMap::default(),
        }
    }

    /// The clusters filed under `word`, the latest first.
    pub(super) fn find(&self, word: Key, index: Index) -> impl Iterator<Item = usize> + '_ {
        let list = self.by_word.get(&(word, index)).map_or(&[][..], |l| &l[..]);
        list.iter().rev().take(LOOK_BACK).map(|&c| c as usize)
    }

    pub(super) fn file(&mut self, word: Key, index: Index, cluster: usize) {
        let list = self.by_word.entry((word, index)).or_default();
        if list.last() != Some(&(cluster as u32))
            && !list.iter().rev().take(LOOK_BACK).any(|&c| c as usize == cluster)
        {
            list.push(cluster as u32);
        }
    }

    pub(super) fn open(&mut self, kind: NameKind, mention: usize) -> usize {
        self.clusters.push(Cluster {
            kind,
            fullest: mention,
            mentions: Vec::new(),
            full_mentions: SmallVec::new(),
            gender: Gender::Unknown,
        });
        self.clusters.len() - 1
    }

    pub(super) fn add(&mut self, mention: usize, cluster: usize) {
        self.cluster_of[mention] = Some(cluster as u32);
        let key =
            |m: usize| (self.names[m].words.len(), self.names[m].suffix.is_some(), !self.names[m].capitals);
        let c = &mut self.clusters[cluster];
        c.mentions.push(mention as u32);
        if key(mention) > key(c.fullest) {
            c.fullest = mention;
        }
    }

    /// The index of the sentence that holds a mention.
    pub(super) fn sentence(&self, mention: usize) -> u32 {
        self.tokens.sentence_of(self.mentions[mention].tokens.start)
    }

    /// Sorts clusters by first mention. A name nothing has claimed is an entity of its own.
    pub(super) fn finish(mut self) -> Entities {
        for m in 0..self.mentions.len() {
            if self.cluster_of[m].is_none() {
                let c = self.open(self.mentions[m].kind, m);
                self.add(m, c);
            }
        }
        let mut new_id = vec![u32::MAX; self.clusters.len()];
        let mut order = Vec::with_capacity(self.clusters.len());
        let mut entity_of = Vec::with_capacity(self.mentions.len());
        for c in self.cluster_of.iter().map(|c| c.expect("every mention has a cluster") as usize) {
            if new_id[c] == u32::MAX {
                new_id[c] = order.len() as u32;
                order.push(c);
            }
            entity_of.push(EntityId(new_id[c]));
        }
        let entities = order
            .into_iter()
            .map(|c| {
                let cluster = &mut self.clusters[c];
                cluster.mentions.sort_unstable();
                Entity {
                    kind: cluster.kind,
                    name: self.mentions[cluster.fullest].span,
                    mentions: std::mem::take(&mut cluster.mentions),
                    roles: Vec::new(),
                    gender: cluster.gender,
                }
            })
            .collect();
        Entities { mentions: self.mentions, entity_of, entities, outlets: self.outlets }
    }
}
