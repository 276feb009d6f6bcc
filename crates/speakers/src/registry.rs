//! Ties the persons of an article to the registry of people.

use std::cell::OnceCell;
use std::sync::LazyLock;

use dixit_entities::lexicon::{self, WordClass, fold};
use dixit_entities::{Entity, Gender, NameKind};
use dixit_models::people::{People, Person, PersonGender, PersonId};
use dixit_models::speakers::PLACES;
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use crate::layers::Layers;
use crate::title::{is_small, office};

/// The people a name may refer to: mostly one or none.
pub(crate) type Candidates = SmallVec<[PersonId; 1]>;

/// For each entity the person it is; several where nothing settles which, none where the registry has nobody.
pub(crate) fn link(layers: &Layers, people: &People) -> Vec<Candidates> {
    let linker = Linker { layers, people, persons: OnceCell::new(), setting: OnceCell::new() };
    layers.entities.entities.iter().map(|e| linker.link(e)).collect()
}

struct Linker<'a> {
    layers: &'a Layers<'a>,
    people: &'a People,
    /// Names of persons as the article has them, in full or one word; made when first asked for.
    persons: OnceCell<FxHashSet<u64>>,
    /// Words of the places, bodies and peoples the article names; made when first asked for.
    setting: OnceCell<FxHashSet<u64>>,
}

impl Linker<'_> {
    fn link(&self, entity: &Entity) -> Candidates {
        if entity.kind != NameKind::Person {
            return Candidates::new();
        }
        let name = self.layers.doc.slice(entity.name);
        let exact = self.people.find(name);
        let full = name.contains(' ');
        let found = if full { exact } else { self.people.find_surname(name) };
        let agrees = |id: &PersonId| {
            !matches!(
                (entity.gender, self.people.get(*id).gender),
                (Gender::Masculine, Some(PersonGender::Feminine))
                    | (Gender::Feminine, Some(PersonGender::Masculine))
            )
        };
        let mut candidates: Candidates = found.iter().copied().filter(agrees).collect();
        if !full {
            // A bare surname is nobody of the registry unless the article speaks for it.
            candidates.retain(|id| exact.contains(id) || self.is_supported(entity, self.people.get(*id)));
        }
        if candidates.len() <= 1 {
            return candidates;
        }
        let score = |id: PersonId| {
            let person = self.people.get(id);
            4 * u32::from(self.bears_title_of(entity, person))
                + 4 * u32::from(!full && self.given_name_is_near(person))
                + 2 * u32::from(self.is_in_office(person))
                + u32::from(!full && person.prominent)
        };
        let best = candidates.iter().map(|&id| score(id)).max().unwrap_or(0);
        candidates.retain(|&mut id| score(id) == best);
        candidates
    }

    /// Whether the article itself points from a bare surname to this person: by an office, by the given name, or, for
    /// someone much in the news, by the day or by the places and bodies it speaks of.
    fn is_supported(&self, entity: &Entity, person: &Person) -> bool {
        if self.bears_title_of(entity, person) || self.given_name_is_near(person) {
            return true;
        }
        person.prominent
            && !self.bears_another_office(entity)
            && (self.is_in_office(person) || self.is_in_the_setting_of(person))
    }

    /// Whether the article gives the entity an office that the person holds: `President Obama`.
    fn bears_title_of(&self, entity: &Entity, person: &Person) -> bool {
        self.role_words(entity).any(|word| {
            word.len() > 2
                && !is_small(word)
                && !matches!(word, "Mr." | "Ms." | "Mrs." | "US" | "U.S.")
                && person.roles.iter().any(|r| r.title.split(' ').any(|w| office(w) == office(word)))
        })
    }

    /// Whether the article gives the entity an office with a title, as it does not give to somebody known by the surname
    /// alone: `Undersecretary Lai`, `Dr. Powell`.
    fn bears_another_office(&self, entity: &Entity) -> bool {
        self.role_words(entity).any(|word| {
            let class = lexicon::class(fold(word));
            class.any(WordClass::TITLE | WordClass::PERSON)
                && word.starts_with(char::is_uppercase)
                && !matches!(word.trim_end_matches('.'), "Mr" | "Ms" | "Mrs" | "Miss")
        })
    }

    fn role_words(&self, entity: &Entity) -> impl Iterator<Item = &str> {
        let words = |&role| {
            let range = self.layers.tokens.tokens_in(role);
            &self.layers.tokens.tokens()[range.start as usize..range.end as usize]
        };
        entity.roles.iter().flat_map(words).map(|t| self.layers.doc.slice(t.span))
    }

    /// Whether the article names the person by the given name alone elsewhere.
    fn given_name_is_near(&self, person: &Person) -> bool {
        let persons = self.persons.get_or_init(|| {
            let persons = self.layers.entities.entities.iter().filter(|e| e.kind == NameKind::Person);
            persons.map(|e| fold(self.layers.doc.slice(e.name))).collect()
        });
        let given = |name: &str| fold(name.split(' ').next().unwrap_or_default());
        person.names().map(given).any(|g| persons.contains(&g))
    }

    /// Whether a dated office of the person lasts on the day of the article.
    fn is_in_office(&self, person: &Person) -> bool {
        let Some(date) = self.layers.doc.date.as_deref() else { return false };
        person.roles.iter().any(|r| {
            r.from.as_deref().is_some_and(|from| from <= date) && r.to.as_deref().is_none_or(|to| date <= to)
        })
    }

    /// Whether the article names a place, body or people that belongs to an office of the person: `Taiwan` for the
    /// president of Taiwan.
    fn is_in_the_setting_of(&self, person: &Person) -> bool {
        let setting = self.setting.get_or_init(|| {
            let others = self.layers.entities.mentions.iter().filter(|m| m.kind != NameKind::Person);
            let tokens = others
                .flat_map(|m| &self.layers.tokens.tokens()[m.tokens.start as usize..m.tokens.end as usize]);
            tokens.map(|t| place(self.layers.doc.slice(t.span))).collect()
        });
        let titles = person.roles.iter().map(|r| r.title.as_str());
        let words = titles.chain(person.region.as_deref()).chain(person.party.as_deref());
        words.flat_map(|t| t.split(' ')).any(|word| {
            word.starts_with(char::is_uppercase)
                && !lexicon::class(fold(word)).any(WordClass::TITLE | WordClass::PERSON)
                && setting.contains(&place(word))
        })
    }
}

/// One hash for the several names of a place, its people and parties: `US` and `American`.
fn place(name: &str) -> u64 {
    static NAMES: LazyLock<FxHashMap<&str, u64>> = LazyLock::new(|| {
        let rows = PLACES.lines().filter(|l| !l.starts_with('#'));
        let pairs = rows.flat_map(|row| {
            let first = fold(row.split(',').next().unwrap_or_default());
            row.split(',').map(move |name| (name, first))
        });
        pairs.collect()
    });
    NAMES.get(name).copied().unwrap_or_else(|| fold(name))
}
