//! People in the news: names, aliases, handles, roles.
//!
//! The registry is two tables in `models/people`; their card explains the fields. [`People::builtin`] is both;
//! [`People::parse`] reads a user's file, [`People::with`] puts it on top.
//!
//! ```
//! use dixit_models::people::People;
//!
//! let people = People::builtin();
//! let found = people.find("bernie sanders");
//! assert_eq!(people.get(found[0]).region.as_deref(), Some("Vermont"));
//! ```

mod load;

use std::collections::HashMap;
use std::sync::LazyLock;

pub use load::{Format, PeopleError, Problem};

/// Index into [`People`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PersonId(pub u32);

/// An office or function, with its dates where the data give them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// As news put it: `US Senator`, `President of the United States`.
    pub title: String,
    /// First day, ISO 8601, as exact as known.
    pub from: Option<String>,
    /// Last day, ISO 8601, as exact as known.
    pub to: Option<String>,
}

/// Gender of a person, as the data state it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonGender {
    /// he
    Masculine,
    /// she
    Feminine,
}

/// One person of the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Usual full name.
    pub name: String,
    /// Other full names.
    pub aliases: Vec<String>,
    /// Accounts, with `@`.
    pub handles: Vec<String>,
    /// Gender, where stated.
    pub gender: Option<PersonGender>,
    /// Party.
    pub party: Option<String>,
    /// State or country of office.
    pub region: Option<String>,
    /// Wikidata id, only where the data give one.
    pub wikidata: Option<String>,
    /// Offices, the latest last.
    pub roles: Vec<Role>,
    /// So much in the news that the bare surname may be enough: presidents, heads of government, candidates.
    pub prominent: bool,
}

impl Person {
    /// Adds the names and roles of another line about the same person.
    fn add(&mut self, other: Person) {
        self.aliases.extend(other.aliases);
        self.handles.extend(other.handles);
        // The offices of the data keep their place at the end.
        self.roles.splice(0..0, other.roles);
        self.prominent = true;
    }

    /// All full names: the usual one first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.aliases.iter().map(String::as_str))
    }
}

/// The registry of people.
#[derive(Clone, Debug, Default)]
pub struct People {
    persons: Vec<Person>,
    /// By [`key`] of a full name, by surname, by handle.
    names: HashMap<String, Vec<PersonId>>,
    surnames: HashMap<String, Vec<PersonId>>,
}

static BUILTIN: LazyLock<People> = LazyLock::new(|| {
    let read = |file, text| load::read(file, text, Format::Jsonl).expect("a test reads the shipped tables");
    let mut persons = read("us-politicians.jsonl", include_str!("../../people/us-politicians.jsonl"));
    for person in &mut persons {
        person.prominent = person.roles.iter().any(|r| r.title.contains("President"));
    }
    let mut officials = read("officials.jsonl", include_str!("../../people/officials.jsonl"));
    for official in officials.drain(..) {
        // A line by hand may add to the one person of that name in the data.
        match persons.iter_mut().filter(|p| p.name == official.name).collect::<Vec<_>>()[..] {
            [ref mut person] => person.add(official),
            _ => persons.push(Person { prominent: true, ..official }),
        }
    }
    People::from_persons(persons)
});

impl People {
    /// The registry this crate ships.
    pub fn builtin() -> &'static People {
        &BUILTIN
    }

    /// Reads a registry. `file` names it in errors; the format is told by [`Format::of`] a path.
    ///
    /// # Errors
    /// [`PeopleError`] with every problem and its line: broken syntax, unknown or missing fields, an id that is none, a date
    /// that is none or runs backwards, a handle without `@`, the same person twice.
    pub fn parse(file: &str, text: &str, format: Format) -> Result<People, PeopleError> {
        let mut persons = load::read(file, text, format)?;
        // Who is listed by hand is meant to be found.
        for person in &mut persons {
            person.prominent = true;
        }
        Ok(People::from_persons(persons))
    }

    /// This registry with another on top: a person of the same name there replaces one here, unless both have
    /// ids that differ.
    pub fn with(&self, top: &People) -> People {
        let mut by_name: HashMap<&str, Vec<&Person>> = HashMap::new();
        for person in &top.persons {
            by_name.entry(&person.name).or_default().push(person);
        }
        let same =
            |p: &Person, t: &Person| t.wikidata.is_none() || p.wikidata.is_none() || t.wikidata == p.wikidata;
        let replaced =
            |p: &Person| by_name.get(p.name.as_str()).is_some_and(|list| list.iter().any(|t| same(p, t)));
        let kept = self.persons.iter().filter(|p| !replaced(p)).cloned();
        People::from_persons(kept.chain(top.persons.iter().cloned()).collect())
    }

    fn from_persons(persons: Vec<Person>) -> People {
        let mut people = People { persons, ..People::default() };
        for (i, person) in people.persons.iter().enumerate() {
            let id = PersonId(i as u32);
            for name in person.names().chain(person.handles.iter().map(String::as_str)) {
                file(&mut people.names, key(name), id);
                if let Some(short) = without_middle(name) {
                    file(&mut people.names, key(&short), id);
                }
                if let Some(surname) = surname(name) {
                    file(&mut people.surnames, key(surname), id);
                }
            }
        }
        people
    }

    /// The person with this id.
    pub fn get(&self, id: PersonId) -> &Person {
        &self.persons[id.0 as usize]
    }

    /// All persons, in the order of the tables.
    pub fn iter(&self) -> impl Iterator<Item = (PersonId, &Person)> {
        self.persons.iter().enumerate().map(|(i, p)| (PersonId(i as u32), p))
    }

    /// Number of persons.
    pub fn len(&self) -> usize {
        self.persons.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.persons.is_empty()
    }

    /// Everybody with this full name, alias or handle; case, full stops and middle names aside.
    pub fn find(&self, name: &str) -> &[PersonId] {
        let found = self.names.get(&key(name)).map_or(&[][..], Vec::as_slice);
        if !found.is_empty() {
            return found;
        }
        without_middle(name).and_then(|short| self.names.get(&key(&short))).map_or(&[][..], Vec::as_slice)
    }

    /// Everybody with this surname, case aside.
    pub fn find_surname(&self, surname: &str) -> &[PersonId] {
        self.surnames.get(&key(surname)).map_or(&[][..], Vec::as_slice)
    }
}

fn file(index: &mut HashMap<String, Vec<PersonId>>, key: String, id: PersonId) {
    let list = index.entry(key).or_default();
    // Ids come in order, so that one that is there is the last. A common surname has thousands.
    if list.last() != Some(&id) {
        list.push(id);
    }
}

/// A name for comparing: lower case, no full stops, straight apostrophes, single spaces.
fn key(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for word in name.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        for c in word.chars().filter(|c| !matches!(c, '.' | ',' | '"' | '“' | '”')) {
            out.extend(if c == '’' { '\'' } else { c }.to_lowercase());
        }
    }
    out
}

/// Suffixes that belong to a name's end without being its surname.
const SUFFIXES: [&str; 6] = ["jr", "jr.", "sr.", "ii", "iii", "iv"];

fn is_suffix(word: &str) -> bool {
    SUFFIXES.contains(&word.to_lowercase().as_str())
}

/// First and last name of a name with more between: `Elijah Cummings` of `Elijah E. Cummings`.
fn without_middle(name: &str) -> Option<String> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let initial = |w: &&str| w.trim_end_matches('.').chars().count() == 1;
    if words.len() < 3 || !words[1..words.len() - 1].iter().any(initial) {
        return None;
    }
    let kept = words.iter().enumerate().filter(|(i, w)| *i == 0 || *i + 1 == words.len() || !initial(w));
    Some(kept.map(|(_, w)| *w).collect::<Vec<_>>().join(" "))
}

fn surname(name: &str) -> Option<&str> {
    let mut words = name.split_whitespace().filter(|w| !is_suffix(w));
    let first = words.next()?;
    match (words.next_back(), first.starts_with('@')) {
        (Some(last), false) => Some(last),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_tables_are_read() {
        let people = People::builtin();
        assert!(people.len() > 600);
        // Ids come from the data alone: nobody in the table by hand has one.
        let by_hand = include_str!("../../people/officials.jsonl");
        assert!(!by_hand.contains("wikidata") && !by_hand.contains("\"from\""));
    }

    #[test]
    fn names_are_found_by_alias_handle_and_surname() {
        let people = People::builtin();
        let name = |id: &PersonId| people.get(*id).name.as_str();
        assert_eq!(people.find("@ustraderep").iter().map(name).collect::<Vec<_>>(), ["Jamieson Greer"]);
        assert_eq!(people.find("John Kerry"), people.find("John F. Kerry"));
        assert_eq!(people.find("George Bush").len(), 2);
        assert!(people.find_surname("OBAMA").len() > 1);
        assert!(people.find("Nobody Atall").is_empty());
    }

    #[test]
    fn a_users_file_goes_on_top() {
        let text = "{\"name\": \"Barack Obama\", \"roles\": [{\"title\": \"Author\"}]}\n";
        let mine = People::parse("mine.jsonl", text, Format::Jsonl).unwrap();
        let people = People::builtin().with(&mine);
        assert_eq!(people.len(), People::builtin().len());
        assert_eq!(people.get(people.find("Barack Obama")[0]).roles[0].title, "Author");
    }
}
