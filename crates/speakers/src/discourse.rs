//! Mentions of persons and bodies in the order of the text, as far as the article has been read.

use std::cell::OnceCell;

use dixit_entities::lexicon::{self, fold};
use dixit_entities::{EntityId, Gender, NameKind};
use dixit_tokens::Tokens;

use crate::layers::Layers;
use crate::personal::Personal;
use crate::syntax::{Place, is_preposition};

/// One place in the text that speaks of a person: a name, or a pronoun once it is resolved.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Event {
    pub entity: EntityId,
    /// Byte offset.
    pub start: u32,
    /// Index of the first token.
    pub token: u32,
    pub sentence: u32,
    pub paragraph: u32,
    /// A pronoun rather than a name.
    pub pronoun: bool,
    /// Inside quotation marks: somebody else speaks of the person.
    pub quoted: bool,
    /// The first person named in its sentence, outside quotation marks.
    pub first: bool,
    /// A verb follows.
    pub verb: bool,
    /// A preposition or a verb comes before: an object.
    pub object: bool,
    /// `'s` follows.
    pub possessive: bool,
    /// Joined to another name by `and` or a comma.
    pub joint: bool,
    /// Inside brackets.
    pub bracketed: bool,
    /// Named as somebody's: `his wife Ana Ruiz`, `Vega's aide, Ana Ruiz`.
    pub owned: bool,
    /// The agent or companion of a verb: `by Ana Ruiz`, `with Ana Ruiz`.
    pub agent: bool,
    /// Opens its sentence, titles aside.
    pub opens: bool,
    /// Inside a relative clause: `whom Ana Ruiz met`.
    pub relative: bool,
    /// After a comma.
    pub comma: bool,
    /// A name of more than one word.
    pub full: bool,
    /// After `of`.
    pub of: bool,
    /// After another preposition.
    pub preposition: bool,
    /// After a verb.
    pub verb_before: bool,
    /// Does what an infinitive or participle after it says: `asked Ruiz to go`.
    pub infinitive: bool,
    /// `who` follows.
    pub who: bool,
    /// One of several in a list.
    pub listed: bool,
    /// A single word that is no given name.
    pub surname: bool,
    /// A comma follows.
    pub comma_after: bool,
}

impl Default for Event {
    /// No mention of anybody.
    fn default() -> Self {
        Event {
            entity: EntityId(u32::MAX),
            start: 0,
            token: 0,
            sentence: 0,
            paragraph: 0,
            pronoun: false,
            quoted: false,
            first: false,
            verb: false,
            object: false,
            possessive: false,
            joint: false,
            bracketed: false,
            owned: false,
            agent: false,
            opens: false,
            relative: false,
            comma: false,
            full: false,
            of: false,
            preposition: false,
            verb_before: false,
            infinitive: false,
            who: false,
            listed: false,
            surname: false,
            comma_after: false,
        }
    }
}

impl Event {
    /// Reads the words beside the half-open range `token..end`; the position in the text is left to the caller.
    fn between(place: &Place, entity: EntityId, token: u32, end: u32) -> Self {
        let before = place.word_before(token);
        Event {
            entity,
            start: 0,
            token,
            sentence: 0,
            paragraph: 0,
            pronoun: false,
            quoted: false,
            first: false,
            verb: place.verb_at(end),
            object: place.object_after(token),
            possessive: false,
            joint: false,
            bracketed: place.is_bracketed(token),
            owned: false,
            agent: false,
            opens: place.opens(token),
            relative: place.is_in_relative(token),
            comma: before == ",",
            full: false,
            of: before == "of",
            preposition: is_preposition(before),
            verb_before: place.verb_before(token),
            infinitive: place.infinitive_at(end),
            who: place.who_at(end),
            listed: false,
            surname: false,
            comma_after: place.is(end, ","),
        }
    }

    /// Reads the surroundings of `token`, as if it spoke of `entity`.
    pub(crate) fn at(layers: &Layers, token: u32, entity: EntityId) -> Self {
        let token = token.min(layers.tokens.tokens().len() as u32 - 1);
        let sentence = layers.sentence_of(token);
        let place = Place {
            doc: layers.doc,
            tokens: layers.tokens,
            sentence: &layers.tokens.sentences()[sentence as usize].tokens,
        };
        Event {
            start: layers.tokens.tokens()[token as usize].span.start(),
            sentence,
            paragraph: layers.paragraph_of(token),
            ..Event::between(&place, entity, token, token + 1)
        }
    }
}

/// The persons of the text in the order in which they are spoken of.
///
/// Names are known from the start; pronouns are added as the reading reaches them, each resolved with what comes
/// before it, so that a chain of "she … she … her" keeps its person at hand.
#[derive(Debug, Default)]
pub(crate) struct Discourse {
    /// Names of persons in the text, in order.
    names: Vec<Event>,
    /// Names and resolved pronouns up to where the reading is, in order.
    pub events: Vec<Event>,
    /// By entity, the evidence of the pronouns resolved so far that it is a woman (above 0) or a man (below).
    pub shown: Vec<f32>,
    /// By entity, the latest event read.
    latest: Vec<Option<Event>>,
    /// Names of bodies and places, in order; made when first asked for.
    bodies: OnceCell<Vec<Event>>,
    /// Names of `names` already in `events`.
    read_names: usize,
    /// Token the reading has reached.
    token: u32,
}

impl Discourse {
    pub(crate) fn new(layers: &Layers) -> Self {
        let names = events(layers, |kind| kind == NameKind::Person);
        let entities = layers.entities;
        Discourse {
            shown: vec![0.0; entities.entities.len()],
            latest: vec![None; entities.entities.len()],
            events: Vec::with_capacity(names.len() * 2),
            bodies: OnceCell::new(),
            names,
            read_names: 0,
            token: 0,
        }
    }

    /// The names of bodies and places.
    pub(crate) fn bodies(&self, layers: &Layers) -> &[Event] {
        self.bodies.get_or_init(|| events(layers, |kind| kind != NameKind::Person))
    }

    /// The latest mention read of a person.
    pub(crate) fn latest(&self, entity: EntityId) -> Option<Event> {
        self.latest[entity.0 as usize]
    }

    /// All names of persons, also those the reading has not reached.
    pub(crate) fn names(&self) -> &[Event] {
        &self.names
    }

    /// Reads one token on, if it begins before byte `to`: adds the names before it and returns its index.
    pub(crate) fn step(&mut self, tokens: &Tokens, to: u32) -> Option<u32> {
        let next =
            tokens.tokens().get(self.token as usize).map(|t| t.span.start()).filter(|&start| start < to);
        self.take_names(next.unwrap_or(to));
        next.map(|_| {
            self.token += 1;
            self.token - 1
        })
    }

    /// Events before byte `at`, the latest first.
    pub(crate) fn before(&self, at: u32) -> impl Iterator<Item = &Event> + Clone {
        let n = self.events.partition_point(|e| e.start < at);
        self.events[..n].iter().rev()
    }

    /// Adds a pronoun resolved with probability `p` to what was read, and the gender it shows.
    pub(crate) fn remember(
        &mut self,
        layers: &Layers,
        token: u32,
        entity: EntityId,
        personal: Personal,
        p: f32,
    ) {
        self.spoken_of(layers, token, entity, Some(personal));
        self.shown[entity.0 as usize] += match personal.gender {
            Gender::Feminine => p,
            Gender::Masculine => -p,
            Gender::Unknown => 0.0,
        };
    }

    /// Adds a word of the text that speaks of a person: a pronoun, or a name that no tagger saw.
    pub(crate) fn spoken_of(
        &mut self,
        layers: &Layers,
        token: u32,
        entity: EntityId,
        pronoun: Option<Personal>,
    ) {
        let start = layers.tokens.tokens()[token as usize].span.start();
        let sentence = layers.sentence_of(token);
        let first = !self.before(start).take(64).take_while(|e| e.sentence == sentence).any(|e| e.first);
        let event = Event {
            pronoun: pronoun.is_some(),
            first,
            possessive: pronoun.is_some_and(|p| p.possessive),
            ..Event::at(layers, token, entity)
        };
        let at = self.events.partition_point(|e| e.start < start);
        if self.events.get(at).is_none_or(|e| e.start != start) {
            self.events.insert(at, event);
            let latest = &mut self.latest[entity.0 as usize];
            if latest.is_none_or(|l| l.start < start) {
                *latest = Some(event);
            }
        }
    }

    fn take_names(&mut self, to: u32) {
        while let Some(name) = self.names.get(self.read_names).filter(|n| n.start < to) {
            self.events.push(*name);
            self.latest[name.entity.0 as usize] = Some(*name);
            self.read_names += 1;
        }
    }
}

/// Mentions of entities of the kinds asked for, in order.
fn events(layers: &Layers, wanted: fn(NameKind) -> bool) -> Vec<Event> {
    let Layers { doc, tokens, entities } = *layers;
    let mut names = Vec::with_capacity(entities.mentions.len());
    let quoted = Quoted::new(tokens);
    let (mut sentence, mut paragraph) = (0, 0);
    let mut first_in = u32::MAX;
    for (m, mention) in entities.mentions.iter().enumerate() {
        let entity = entities.entity_of[m];
        if !wanted(entities.entity(entity).kind) {
            continue;
        }
        let token = mention.tokens.start;
        while tokens.sentences()[sentence].tokens.end <= token {
            sentence += 1;
        }
        while tokens.paragraphs()[paragraph].tokens.end <= token {
            paragraph += 1;
        }
        let quoted = quoted.at(mention.span.start());
        let first = !quoted && first_in != sentence as u32;
        if first {
            first_in = sentence as u32;
        }
        let place = Place { doc, tokens, sentence: &tokens.sentences()[sentence].tokens };
        let end = mention.tokens.end;
        names.push(Event {
            start: mention.span.start(),
            sentence: sentence as u32,
            paragraph: paragraph as u32,
            quoted,
            first,
            verb: place.verb_at(end) || place.verb_after_apposition(end),
            possessive: place.possessive_at(end),
            joint: place.is_joint(token, end),
            owned: place.is_owned(token),
            agent: matches!(place.word_before(token), "by" | "with" | "alongside" | "including"),
            full: mention.tokens.len() > 1,
            listed: place.is_listed(token, end),
            surname: mention.tokens.len() == 1 && lexicon::percent_women(fold(place.text(token))).is_none(),
            ..Event::between(&place, entity, token, end)
        });
    }
    names
}

/// Tells whether a place is inside quotation marks.
pub(crate) struct Quoted<'a> {
    tokens: &'a Tokens,
}

impl<'a> Quoted<'a> {
    pub(crate) fn new(tokens: &'a Tokens) -> Self {
        Quoted { tokens }
    }

    /// Returns whether byte `at` is between quotation marks that hold more than a few words.
    pub(crate) fn at(&self, at: u32) -> bool {
        let quoted = self.tokens.quoted();
        let mut i = quoted.partition_point(|q| q.outer.start() <= at);
        // Passages nest at most a few deep, so the one that holds `at` is near.
        let mut looked = 0;
        while i > 0 && looked < 4 {
            i -= 1;
            looked += 1;
            if quoted[i].outer.end() > at {
                return quoted[i].inner.len() > 24;
            }
        }
        false
    }
}
