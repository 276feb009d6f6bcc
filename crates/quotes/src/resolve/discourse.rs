use dixit_entities::lexicon::{self, WordClass, fold};
use dixit_entities::{Entities, EntityId, Gender, NameKind};
use dixit_text::Document;
use dixit_tokens::{TokenKind, Tokens};

use super::pronoun::{self, Personal};
use super::scene::{Scene, is_possessive};

/// One place in the text that speaks of a person: a name, or a pronoun once it is resolved.
#[derive(Clone, Copy, Debug)]
pub(super) struct Event {
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
    /// A preposition stands before, or a verb: an object.
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
}

/// The persons of the text in the order in which they are spoken of.
///
/// Names are known from the start; pronouns are added as the reading reaches them, each resolved with what stands
/// before it, so that a chain of "she … she … her" keeps its person at hand.
#[derive(Debug, Default)]
pub(super) struct Discourse {
    /// Names of persons in the text, in order.
    names: Vec<Event>,
    /// Names and resolved pronouns up to where the reading is, in order.
    pub events: Vec<Event>,
    /// Gender shown by pronouns resolved so far, by entity.
    pub gender: Vec<Gender>,
    /// Names of `names` already in `events`.
    read_names: usize,
    /// Token the reading has reached.
    token: u32,
}

impl Discourse {
    pub(super) fn new(doc: &Document, tokens: &Tokens, entities: &Entities) -> Self {
        let mut names = Vec::with_capacity(entities.mentions.len());
        let quoted = Quoted::new(tokens);
        let (mut sentence, mut paragraph) = (0, 0);
        let mut first_in = u32::MAX;
        for (m, mention) in entities.mentions.iter().enumerate() {
            let entity = entities.entity_of[m];
            if entities.entity(entity).kind != NameKind::Person {
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
            names.push(Event {
                entity,
                start: mention.span.start(),
                token,
                sentence: sentence as u32,
                paragraph: paragraph as u32,
                pronoun: false,
                quoted,
                first,
                verb: place.verb_at(mention.tokens.end),
                object: place.object_after(token),
                possessive: place.possessive_at(mention.tokens.end),
                joint: place.is_joint(token, mention.tokens.end),
                bracketed: place.is_bracketed(token),
                owned: place.is_owned(token),
                agent: matches!(place.word_before(token), "by" | "with" | "alongside" | "including"),
                opens: place.opens(token),
                relative: place.is_in_relative(token),
                comma: place.word_before(token) == ",",
                full: mention.tokens.len() > 1,
            });
        }
        Discourse {
            gender: vec![Gender::Unknown; entities.entities.len()],
            events: Vec::with_capacity(names.len() * 2),
            names,
            read_names: 0,
            token: 0,
        }
    }

    /// All names of persons, also those the reading has not reached.
    pub(super) fn names(&self) -> &[Event] {
        &self.names
    }

    /// Reads on to byte `to`: adds names, and resolves the pronouns outside quotation marks on the way.
    pub(super) fn advance(scene: &mut Scene, to: u32) {
        let tokens = scene.tokens;
        let quoted = Quoted::new(tokens);
        while let Some(token) = tokens.tokens().get(scene.discourse.token as usize) {
            if token.span.start() >= to {
                break;
            }
            let at = scene.discourse.token;
            scene.discourse.token += 1;
            scene.discourse.take_names(token.span.start());
            if token.kind != TokenKind::Word || token.span.len() > 7 {
                continue;
            }
            let Some(personal) = Personal::at(scene, at) else { continue };
            // A source's pronoun was resolved with its quotation.
            let known =
                scene.events_before(token.span.end()).next().is_some_and(|e| e.start == token.span.start());
            if known || quoted.at(token.span.start()) {
                continue;
            }
            if let Some((entity, _)) = pronoun::best(scene, at, personal, None) {
                scene.remember(at, entity, personal);
            }
        }
        scene.discourse.take_names(to);
    }

    fn take_names(&mut self, to: u32) {
        while let Some(name) = self.names.get(self.read_names).filter(|n| n.start < to) {
            self.events.push(*name);
            self.read_names += 1;
        }
    }
}

impl Scene<'_> {
    /// Adds a resolved pronoun to what was read, and the gender it shows.
    pub(super) fn remember(&mut self, token: u32, entity: EntityId, personal: Personal) {
        self.spoken_of(token, entity, Some(personal));
        if self.gender(entity) == Gender::Unknown {
            self.discourse.gender[entity.0 as usize] = personal.gender;
        }
    }

    /// Adds a word of the text that speaks of a person: a pronoun, or a name that no tagger saw.
    pub(super) fn spoken_of(&mut self, token: u32, entity: EntityId, pronoun: Option<Personal>) {
        let start = self.tokens.tokens()[token as usize].span.start();
        let sentence = self.sentence_of(token);
        let place = Place {
            doc: self.doc,
            tokens: self.tokens,
            sentence: &self.tokens.sentences()[sentence as usize].tokens,
        };
        let first = !self.events_before(start).take_while(|e| e.sentence == sentence).any(|e| e.first);
        let event = Event {
            entity,
            start,
            token,
            sentence,
            paragraph: self.paragraph_of(token),
            pronoun: pronoun.is_some(),
            quoted: false,
            first,
            verb: place.verb_at(token + 1),
            object: place.object_after(token),
            possessive: pronoun.is_some_and(|p| p.possessive),
            joint: false,
            bracketed: place.is_bracketed(token),
            owned: false,
            agent: false,
            opens: place.opens(token),
            relative: place.is_in_relative(token),
            comma: place.word_before(token) == ",",
            full: false,
        };
        let at = self.discourse.events.partition_point(|e| e.start < start);
        if self.discourse.events.get(at).is_none_or(|e| e.start != start) {
            self.discourse.events.insert(at, event);
        }
    }
}

/// A sentence, to look around in.
struct Place<'a> {
    doc: &'a Document,
    tokens: &'a Tokens,
    sentence: &'a std::ops::Range<u32>,
}

impl Place<'_> {
    fn text(&self, token: u32) -> &str {
        self.doc.slice(self.tokens.tokens()[token as usize].span)
    }

    fn possessive_at(&self, token: u32) -> bool {
        token < self.sentence.end && is_possessive(self.text(token))
    }

    /// The first token left of `token` that is no title, as far as the sentence goes.
    fn before_titles(&self, token: u32) -> Option<u32> {
        (self.sentence.start..token).rev().find(|&i| {
            let class = lexicon::class(fold(self.text(i)));
            self.text(i) != "." && !class.any(WordClass::TITLE | WordClass::PERSON)
        })
    }

    /// The word before `token` and its titles; empty at the start of the sentence.
    fn word_before(&self, token: u32) -> &str {
        self.before_titles(token).map_or("", |i| self.text(i))
    }

    fn opens(&self, token: u32) -> bool {
        self.before_titles(token)
            .is_none_or(|i| i == self.sentence.start && self.text(i).chars().all(|c| !c.is_alphanumeric()))
    }

    fn is_capital(&self, token: u32) -> bool {
        token < self.sentence.end && self.text(token).starts_with(char::is_uppercase)
    }

    fn is_joint(&self, token: u32, end: u32) -> bool {
        let and = |i: u32| i < self.sentence.end && matches!(self.text(i), "and" | "&" | "or");
        let after = and(end) && self.is_capital(end + 1);
        let before = token > self.sentence.start + 1 && and(token - 1) && self.is_capital(token - 2);
        before || after
    }

    fn is_bracketed(&self, token: u32) -> bool {
        let from = token.saturating_sub(12).max(self.sentence.start);
        (from..token).rev().find(|&i| matches!(self.text(i), "(" | ")")).is_some_and(|i| self.text(i) == "(")
    }

    /// Whether a noun for a person with its owner stands before: `his wife`, `Vega's aide,`.
    fn is_owned(&self, token: u32) -> bool {
        let from = token.saturating_sub(5).max(self.sentence.start);
        let noun = (from..token).rev().find(|&i| lexicon::class(fold(self.text(i))).any(WordClass::PERSON));
        noun.is_some_and(|n| {
            token - n <= 2
                && (from..n).any(|i| {
                    is_possessive(self.text(i))
                        || matches!(self.text(i), "his" | "her" | "their" | "His" | "Her" | "Their" | "whose")
                })
        })
    }

    fn is_in_relative(&self, token: u32) -> bool {
        let from = token.saturating_sub(3).max(self.sentence.start);
        (from..token).any(|i| matches!(self.text(i), "who" | "whom" | "which" | "whose" | "where" | "that"))
    }

    /// Whether a verb stands at `token`, by a list of auxiliaries, verbs of speaking and endings.
    fn verb_at(&self, token: u32) -> bool {
        if token >= self.sentence.end {
            return false;
        }
        let word = self.text(token);
        matches!(
            word,
            "is" | "was"
                | "are"
                | "were"
                | "has"
                | "had"
                | "have"
                | "will"
                | "would"
                | "can"
                | "could"
                | "may"
                | "might"
                | "should"
                | "must"
                | "did"
                | "does"
                | "do"
                | "also"
                | "who"
                | "then"
                | "went"
                | "came"
                | "took"
                | "made"
                | "got"
                | "gave"
                | "won"
                | "lost"
                | "ran"
                | "led"
                | "held"
                | "left"
                | "met"
                | "became"
                | "began"
                | "never"
                | "now"
                | "wrote"
                | "grew"
                | "taught"
                | "fell"
                | "found"
                | "brought"
                | "sent"
                | "fought"
                | "knew"
                | "drew"
                | "sang"
                | "saw"
                | "spent"
                | "stood"
                | "thought"
                | "wins"
                | "finds"
                | "tries"
                | "decides"
                | "goes"
                | "gets"
                | "takes"
                | "comes"
                | "makes"
                | "gives"
                | "leaves"
                | "meets"
                | "becomes"
                | "returns"
                | "falls"
                | "sees"
                | "begins"
                | "runs"
                | "lives"
                | "plays"
                | "kept"
                | "bought"
                | "built"
                | "sold"
        ) || lexicon::class(fold(word)).any(WordClass::SAY)
            || word.len() > 3 && word.ends_with("ed") && word.starts_with(char::is_lowercase)
    }

    /// Whether a preposition or a verb stands before `token`, passing over titles.
    fn object_after(&self, token: u32) -> bool {
        let mut i = token;
        while i > self.sentence.start && token - i < 4 {
            i -= 1;
            let word = self.text(i);
            let class = lexicon::class(fold(word));
            if word == "." || class.any(WordClass::TITLE | WordClass::PERSON) {
                continue;
            }
            return matches!(
                word,
                "of" | "for"
                    | "to"
                    | "by"
                    | "with"
                    | "from"
                    | "against"
                    | "about"
                    | "on"
                    | "in"
                    | "at"
                    | "over"
                    | "between"
                    | "like"
                    | "toward"
                    | "towards"
                    | "under"
                    | "behind"
                    | "and"
                    | "or"
                    | "than"
                    | "without"
                    | "around"
            ) || class.any(WordClass::SAY)
                || word.len() > 3
                    && (word.ends_with("ed") || word.ends_with("ing"))
                    && word.starts_with(char::is_lowercase);
        }
        false
    }
}

/// Answers whether a place stands inside quotation marks, for places in ascending order.
pub(super) struct Quoted<'a> {
    tokens: &'a Tokens,
}

impl<'a> Quoted<'a> {
    pub(super) fn new(tokens: &'a Tokens) -> Self {
        Quoted { tokens }
    }

    /// Whether byte `at` lies between quotation marks that hold more than a few words.
    pub(super) fn at(&self, at: u32) -> bool {
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
