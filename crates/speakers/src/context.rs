//! The state in which an article's quotations are settled: its layers, its links to the registry, and what was said so far.

use std::cell::{OnceCell, RefCell};
use std::ops::Deref;

use dixit_entities::lexicon::{self, WordClass, fold};
use dixit_entities::{Entity, EntityId, Gender, NameKind};
use dixit_models::outlets::Outlets;
use dixit_models::people::{People, PersonGender};
use dixit_quotes::Quote;
use dixit_text::Span;
use rustc_hash::FxHashMap;

use crate::attribution::Attribution;
use crate::bodies::Bodies;
use crate::case::Case;
use crate::discourse::Discourse;
use crate::layers::Layers;
use crate::model::Model;
use crate::registry;
use crate::surname::Surnames;
use crate::title::Roles;
use crate::turns::{self, Label};

/// Number of paragraphs from the top that may hold a byline.
const BYLINE_WITHIN: usize = 6;

/// A speaker as later quotations remember him.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spoken {
    /// Index of the quotation.
    pub quote: u32,
    /// Byte where the quotation is tied into the text.
    pub anchor: u32,
    /// Sentence of the anchor.
    pub sentence: u32,
    /// Paragraph of the anchor.
    pub paragraph: u32,
    /// The only or first speaker, where it has a name.
    pub entity: Option<EntityId>,
    pub person: bool,
    /// Whether the words were a question.
    pub question: bool,
}

/// The layers, the quotations settled so far, and the mentions read so far.
pub(crate) struct Context<'a> {
    pub layers: Layers<'a>,
    pub history: Vec<Spoken>,
    pub discourse: Discourse,
    pub people: &'a People,
    /// The people of the registry that each entity may be.
    pub links: Vec<registry::Candidates>,
    /// By entity, the gender that a single name suggests.
    guesses: Vec<Gender>,
    /// The surname that may be a namesake's too, by entity: see [`Context::shared_surname`].
    surnames: Vec<Option<&'a str>>,
    pub model: &'a Model,
    /// The quotation that is being settled.
    pub asking: u32,
    /// The questions put to the ranker, if training wants to know.
    pub cases: Option<RefCell<Vec<Case>>>,
    turns: OnceCell<Vec<Label>>,
    author: OnceCell<Option<EntityId>>,
    interviewed: OnceCell<Option<EntityId>>,
    initials: OnceCell<FxHashMap<String, EntityId>>,
    roles: OnceCell<Roles>,
    names: OnceCell<Surnames>,
    bodies: OnceCell<Bodies>,
}

impl<'a> Deref for Context<'a> {
    type Target = Layers<'a>;

    fn deref(&self) -> &Layers<'a> {
        &self.layers
    }
}

impl<'a> Context<'a> {
    pub(crate) fn new(layers: Layers<'a>, people: &'a People, model: &'a Model) -> Self {
        let Layers { doc, entities, .. } = layers;
        let discourse = Discourse::new(&layers);
        let links = registry::link(&layers, people);
        let guesses = entities.entities.iter().map(|e| guess(doc.slice(e.name), e, people)).collect();
        let each = entities.entities.iter().zip(&links);
        let surnames = each.map(|(e, links)| lone_surname(&layers, e, links)).collect();
        Context {
            layers,
            history: Vec::new(),
            discourse,
            people,
            links,
            guesses,
            surnames,
            model,
            asking: 0,
            cases: None,
            turns: OnceCell::new(),
            author: OnceCell::new(),
            interviewed: OnceCell::new(),
            initials: OnceCell::new(),
            roles: OnceCell::new(),
            names: OnceCell::new(),
            bodies: OnceCell::new(),
        }
    }

    /// The labels of turns; none where the article is no transcript.
    pub(crate) fn turns(&self) -> &[Label] {
        self.turns.get_or_init(|| turns::labels(self))
    }

    /// Returns the roles of all persons.
    pub(crate) fn roles(&self) -> &Roles {
        self.roles.get_or_init(|| Roles::new(self, self.people, &self.links))
    }

    /// Returns the text's nouns for bodies.
    pub(crate) fn bodies(&self) -> &Bodies {
        self.bodies.get_or_init(|| Bodies::new(self))
    }

    /// The persons by the words of their names.
    pub(crate) fn surnames(&self) -> &Surnames {
        self.names.get_or_init(|| Surnames::new(self))
    }

    /// Whether the name of an entity is an outlet's.
    pub(crate) fn is_outlet(&self, entity: EntityId) -> bool {
        let name = self.doc.slice(self.entities.entity(entity).name);
        Outlets::builtin().find(name).next().is_some_and(|f| f.start == 0 && f.end == name.len())
    }

    /// Returns the author of the article, if the text names him too: in a byline or elsewhere.
    pub(crate) fn author(&self) -> Option<EntityId> {
        *self.author.get_or_init(|| self.find_author())
    }

    fn find_author(&self) -> Option<EntityId> {
        let person = |e: EntityId| (self.entities.entity(e).kind == NameKind::Person).then_some(e);
        if let Some(author) = self.doc.author.as_deref() {
            let same = |e: &dixit_entities::Entity| {
                e.kind == NameKind::Person && self.doc.slice(e.name).eq_ignore_ascii_case(author)
            };
            return self.entities.entities.iter().position(same).map(|i| EntityId(i as u32));
        }
        // `By Ana Ruiz`, alone in one of the first paragraphs.
        let byline = self.tokens.paragraphs().iter().take(BYLINE_WITHIN).find_map(|p| {
            let (start, end) = (p.tokens.start, p.tokens.end);
            let by = end > start + 1 && end - start <= 12 && self.text(start).eq_ignore_ascii_case("by");
            by.then(|| self.entities.mentions_in(self.tokens.tokens()[start as usize + 1].span))
        })?;
        self.entities.entity_of[byline].first().copied().and_then(person)
    }

    /// Returns the person who answers in an interview: the one the article names most, the author aside.
    pub(crate) fn interviewed(&self) -> Option<EntityId> {
        *self.interviewed.get_or_init(|| self.find_interviewed())
    }

    fn find_interviewed(&self) -> Option<EntityId> {
        let author = self.author();
        let persons = self.entities.entities.iter().enumerate().filter(|(_, e)| e.kind == NameKind::Person);
        persons
            .map(|(i, e)| (EntityId(i as u32), e.mentions.len()))
            .filter(|&(id, _)| Some(id) != author && self.doc.slice(self.entities.entity(id).name).len() > 1)
            .max_by_key(|&(id, n)| (n, std::cmp::Reverse(id)))
            .map(|(id, _)| id)
    }

    /// Persons, and else bodies, by their initials.
    pub(crate) fn initials(&self) -> &FxHashMap<String, EntityId> {
        self.initials.get_or_init(|| turns::initials(self))
    }

    /// Remembers who spoke.
    pub(crate) fn spoke(&mut self, quote: &Quote, attribution: &Attribution, index: u32) {
        let anchor = self.anchor(quote);
        let token = self.token_at(anchor);
        let speaker = attribution.speakers.first();
        let entity = speaker.and_then(|s| s.entity);
        self.history.push(Spoken {
            quote: index,
            anchor,
            sentence: self.sentence_of(token),
            paragraph: self.paragraph_of(token),
            entity,
            person: entity.is_some_and(|e| self.entities.entity(e).kind == NameKind::Person),
            question: quote.content.last().is_some_and(|c| {
                self.doc.slice(*c).trim_end_matches(['”', '"', '’', '\'', ',']).ends_with('?')
            }),
        });
    }

    /// The gender of an entity: [what is known](Self::known_gender), or else what a single name lets guess.
    pub(crate) fn gender(&self, entity: EntityId) -> Gender {
        match self.known_gender(entity) {
            Gender::Unknown => self.guesses[entity.0 as usize],
            known => known,
        }
    }

    /// The gender of an entity, as the text or the registry says.
    pub(crate) fn known_gender(&self, entity: EntityId) -> Gender {
        match (self.entities.entity(entity).gender, &self.links[entity.0 as usize][..]) {
            (Gender::Unknown, [person]) => match self.people.get(*person).gender {
                Some(PersonGender::Masculine) => Gender::Masculine,
                Some(PersonGender::Feminine) => Gender::Feminine,
                None => Gender::Unknown,
            },
            (gender, _) => gender,
        }
    }

    /// The surname of a person of another gender that the text also uses alone: where `John Patey` is named, `Patey` may be
    /// his wife. `None` where more than the given name tells the gender, or the registry knows the person.
    pub(crate) fn shared_surname(&self, entity: EntityId, gender: Gender) -> Option<&'a str> {
        let own = self.entities.entity(entity).gender;
        let other = gender != Gender::Unknown && own != Gender::Unknown && own != gender;
        self.surnames[entity.0 as usize].filter(|_| other)
    }
}

/// The gender of somebody called by one name throughout, if nearly all who have it as a given name have that gender and
/// nobody in the registry has it as a surname. Only a guess: `Reagan` is a given name too.
fn guess(name: &str, entity: &Entity, people: &People) -> Gender {
    let alone = entity.kind == NameKind::Person && entity.roles.is_empty() && !name.contains(' ');
    if !alone || !people.find_surname(name).is_empty() {
        return Gender::Unknown;
    }
    match lexicon::percent_women(fold(name)) {
        Some(0..=2) => Gender::Masculine,
        Some(98..) => Gender::Feminine,
        _ => Gender::Unknown,
    }
}

/// The surname of a person that the text also uses alone. `None` where more than the given name tells the gender, or the registry
/// knows the person.
fn lone_surname<'a>(layers: &Layers<'a>, entity: &Entity, links: &registry::Candidates) -> Option<&'a str> {
    let Layers { doc, tokens, entities } = *layers;
    if entity.gender == Gender::Unknown || !links.is_empty() {
        return None;
    }
    let (_, surname) = doc.slice(entity.name).rsplit_once(' ')?;
    let gendered = |role: &Span| {
        let range = tokens.tokens_in(*role);
        let mut words = tokens.tokens()[range.start as usize..range.end as usize].iter();
        words.any(|t| lexicon::class(fold(doc.slice(t.span))).any(WordClass::MASCULINE | WordClass::FEMININE))
    };
    let alone = |&m: &u32| doc.slice(entities.mentions[m as usize].span) == surname;
    (!entity.roles.iter().any(gendered) && entity.mentions.iter().any(alone)).then_some(surname)
}
