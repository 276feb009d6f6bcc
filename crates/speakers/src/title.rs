//! Titles: the several names of one office, and who bears it by the article or by the registry.

use std::sync::LazyLock;

use dixit_entities::lexicon::fold;
use dixit_entities::{EntityId, NameKind};
use dixit_models::people::{People, PersonId};
use dixit_models::speakers::OFFICES;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::facts::RoleFit;
use crate::layers::Layers;
use crate::words::{self, Words};
use crate::work;

/// Roles of one person beyond these say nothing new.
const MOST_ROLES: usize = 12;

/// At most this many bearers of an office named before the words that ask for one are compared, the latest first named
/// of them, and as many after: a list of a hundred thousand mayors stays linear.
const MOST_BEARERS: usize = 6;

/// Whether a word of a title says nothing about the office.
pub(crate) fn is_small(word: &str) -> bool {
    words::is(word, Words::SMALL)
}

/// One hash for the several names of an office: `Sen.` and `senator`.
pub(crate) fn office(word: &str) -> u64 {
    static NAMES: LazyLock<FxHashMap<u64, u64>> = LazyLock::new(|| {
        let rows = OFFICES.lines().filter(|l| !l.starts_with('#'));
        let pairs = rows.flat_map(|row| {
            let first = fold(row.split(',').next().unwrap_or_default());
            row.split(',').map(move |name| (fold(name), first))
        });
        pairs.collect()
    });
    let word = fold(word.trim_end_matches('.'));
    *NAMES.get(&word).unwrap_or(&word)
}

/// The words of a role.
#[derive(Debug)]
struct Role {
    words: SmallVec<[u64; 6]>,
    /// Known from the registry of people, not from the article.
    registered: bool,
}

/// The roles of all persons.
#[derive(Debug, Default)]
pub(crate) struct Roles {
    /// By entity.
    of: Vec<SmallVec<[Role; 1]>>,
    /// By a word of a role, in the order in which they are first named.
    bearers: FxHashMap<u64, SmallVec<[(u32, EntityId); 2]>>,
}

impl Roles {
    /// The roles of all persons of the article; `links` says who each entity is among `people`.
    pub(crate) fn new(layers: &Layers, people: &People, links: &[SmallVec<[PersonId; 1]>]) -> Self {
        let mut roles = Roles::default();
        for (i, entity) in layers.entities.entities.iter().enumerate() {
            let mut own: SmallVec<[Role; 1]> = SmallVec::new();
            if entity.kind == NameKind::Person {
                for &role in entity.roles.iter().take(MOST_ROLES) {
                    let tokens = layers
                        .tokens
                        .tokens_in(role)
                        .filter(|&t| layers.is_word(t) && !is_small(layers.text(t)));
                    own.push(Role {
                        words: tokens.map(|t| office(layers.text(t))).collect(),
                        registered: false,
                    });
                }
                if let [person] = links[i][..] {
                    own.extend(registered(people, person));
                }
            }
            let id = EntityId(i as u32);
            let first =
                entity.mentions.first().map_or(0, |&m| layers.entities.mentions[m as usize].span.start());
            for &word in own.iter().flat_map(|role| &role.words) {
                let bearers = roles.bearers.entry(word).or_default();
                if bearers.last().is_none_or(|(_, last)| *last != id) {
                    bearers.push((first, id));
                }
            }
            roles.of.push(own);
        }
        #[allow(clippy::iter_over_hash_type)] // each is sorted by itself
        for bearers in roles.bearers.values_mut() {
            bearers.sort_unstable_by_key(|&(first, id)| (first, id.0));
        }
        roles
    }

    /// Whether somebody has a role with this word.
    pub(crate) fn holds(&self, word: u64) -> bool {
        self.bearers.contains_key(&word)
    }

    /// Persons with this word in a role, first named around byte `here`.
    pub(crate) fn bearers(&self, word: u64, here: u32) -> impl Iterator<Item = EntityId> + '_ {
        let all = self.bearers.get(&word).map_or(&[][..], |b| &b[..]);
        let n = all.partition_point(|(first, _)| *first < here);
        let near = n.saturating_sub(MOST_BEARERS)..all.len().min(n + MOST_BEARERS);
        all[near].iter().map(|(_, id)| *id)
    }

    /// Whether the roles of a person hold all of these words; where there are none, they do.
    pub(crate) fn have(&self, id: EntityId, words: &[u64]) -> bool {
        words.iter().all(|w| self.of[id.0 as usize].iter().any(|role| role.words.contains(w)))
    }

    /// Returns how well the best role of a person fits a noun phrase with this head and these words.
    pub(crate) fn fit(&self, id: EntityId, head: u64, words: &[u64]) -> RoleFit {
        let roles = &self.of[id.0 as usize];
        roles.iter().for_each(|_| work::step());
        let fit = |role: &Role| {
            let shared = words.iter().filter(|w| role.words.contains(w)).count() as u8;
            RoleFit {
                any: true,
                has_head: true,
                shared,
                missing: words.len() as u8 - shared,
                registered: role.registered,
                ..RoleFit::default()
            }
        };
        let with_head = roles.iter().filter(|r| r.words.contains(&head)).map(fit);
        with_head
            .max_by_key(|f| (f.shared, !f.registered))
            .unwrap_or(RoleFit { any: roles.iter().any(|r| !r.registered), ..RoleFit::default() })
    }
}

/// The roles of a person of the registry, each with region and party.
fn registered(people: &People, person: PersonId) -> impl Iterator<Item = Role> {
    let person = people.get(person);
    let region = person.region.as_deref().unwrap_or("");
    let party = person.party.as_deref().unwrap_or("");
    person.roles.iter().take(MOST_ROLES).map(move |role| {
        let words = role.title.split(' ').chain(region.split(' ')).chain([party]);
        let words = words.filter(|w| !w.is_empty() && !is_small(w)).map(office).collect();
        Role { words, registered: true }
    })
}
