//! Ties the persons of an article to the registry of people.

use dixit_entities::{Entities, Entity, Gender, NameKind};
use dixit_models::people::{People, Person, PersonGender, PersonId};
use dixit_text::Document;
use dixit_tokens::Tokens;
use smallvec::SmallVec;

use super::office::{is_small, office};

/// For each entity the person it is; several where nothing settles which, none where the registry has nobody.
pub(super) fn link(
    doc: &Document,
    tokens: &Tokens,
    entities: &Entities,
    people: &People,
) -> Vec<SmallVec<[PersonId; 1]>> {
    let linker = Linker { doc, tokens, entities, people };
    entities.entities.iter().map(|e| linker.link(e)).collect()
}

struct Linker<'a> {
    doc: &'a Document,
    tokens: &'a Tokens,
    entities: &'a Entities,
    people: &'a People,
}

impl Linker<'_> {
    fn link(&self, entity: &Entity) -> SmallVec<[PersonId; 1]> {
        if entity.kind != NameKind::Person {
            return SmallVec::new();
        }
        let name = self.doc.slice(entity.name);
        let full = name.contains(' ');
        let found = if full { self.people.find(name) } else { self.people.find_surname(name) };
        let agrees = |id: &PersonId| {
            !matches!(
                (entity.gender, self.people.get(*id).gender),
                (Gender::Masculine, Some(PersonGender::Feminine))
                    | (Gender::Feminine, Some(PersonGender::Masculine))
            )
        };
        let candidates: SmallVec<[PersonId; 1]> = found.iter().copied().filter(agrees).collect();
        if candidates.is_empty() || full && candidates.len() == 1 {
            return candidates;
        }
        let score = |id: PersonId| {
            let person = self.people.get(id);
            let mut score = 0;
            if self.bears_title_of(entity, person) {
                score += 4;
            }
            if !full && self.given_name_is_near(person) {
                score += 4;
            }
            if !full && person.prominent {
                score += 1;
            }
            if self.in_office(person) {
                score += 2;
            }
            score
        };
        let best = candidates.iter().map(|&id| score(id)).max().unwrap_or(0);
        // A bare surname is nobody of the registry unless something speaks for it.
        if !full && best < 1 {
            return SmallVec::new();
        }
        candidates.into_iter().filter(|&id| score(id) == best).collect()
    }

    /// Whether the article gives the entity an office that the person holds: `President Obama`.
    fn bears_title_of(&self, entity: &Entity, person: &Person) -> bool {
        entity.roles.iter().any(|&role| {
            let range = self.tokens.tokens_in(role);
            self.tokens.tokens()[range.start as usize..range.end as usize].iter().any(|t| {
                let word = self.doc.slice(t.span);
                word.len() > 2
                    && !is_small(word)
                    && !matches!(word, "Mr." | "Ms." | "Mrs." | "US" | "U.S.")
                    && person.roles.iter().any(|r| r.title.split(' ').any(|w| office(w) == office(word)))
            })
        })
    }

    /// Whether the article names the person by the given name alone elsewhere.
    fn given_name_is_near(&self, person: &Person) -> bool {
        let given = |name: &str| name.split(' ').next().unwrap_or_default().to_owned();
        person.names().map(given).any(|g| {
            self.entities
                .entities
                .iter()
                .any(|e| e.kind == NameKind::Person && self.doc.slice(e.name).eq_ignore_ascii_case(&g))
        })
    }

    /// Whether a role of the person lasts on the day of the article, or has no dates and the article none.
    fn in_office(&self, person: &Person) -> bool {
        let Some(date) = self.doc.date.as_deref() else { return false };
        person.roles.iter().any(|r| {
            r.title.contains("President")
                && r.from.as_deref().is_some_and(|from| from <= date)
                && r.to.as_deref().is_none_or(|to| date <= to)
        })
    }
}
