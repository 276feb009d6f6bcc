//! A query for a speaker: a pronoun, a noun phrase, or a quotation without a source. `ask` reads it from the text.

use dixit_entities::lexicon::WordClass;
use dixit_entities::{EntityId, Gender};
use dixit_quotes::Quote;
use smallvec::SmallVec;

/// The kinds of words that the ranker finds a speaker for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// he, she
    Personal,
    /// they
    They,
    /// it, this
    It,
    /// `the minister`, `the ministry`
    Noun,
    /// A quotation without a source.
    Missing,
}

/// The definiteness of a noun phrase.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Pointing {
    /// the, this, his: somebody known.
    Definite,
    /// a, one, another, several: somebody new.
    Indefinite,
    /// No article: `Police`, `officials`.
    #[default]
    Bare,
}

/// The words that ask, and their surroundings.
pub(crate) struct Query<'q> {
    pub kind: Kind,
    pub token: u32,
    /// Byte offset of the token.
    pub start: u32,
    pub sentence: u32,
    pub paragraph: u32,
    pub quote: Option<&'q Quote>,
    /// Whether a quotation asks, not a pronoun of the text around.
    pub source: bool,
    pub gender: Gender,
    pub subject: bool,
    pub possessive: bool,
    pub object: bool,
    pub reflexive: bool,
    /// First word of its sentence, or second after a capital.
    pub opening: bool,
    /// First or second word of its sentence.
    pub opens: bool,
    /// Among the first three words.
    pub early: bool,
    /// Begins a clause.
    pub clause_subject: bool,
    /// `own` follows.
    pub owns_own: bool,
    /// Owns a noun for a person: `her sister`.
    pub owns_person: bool,
    /// Inside quotation marks.
    pub quoted: bool,
    /// The head of the noun phrase.
    pub head: u32,
    pub class: WordClass,
    pub pointing: Pointing,
    /// Words of the noun phrase, the several names of one office told as one.
    pub words: SmallVec<[u64; 8]>,
    /// Words of names among them.
    pub names: SmallVec<[u64; 4]>,
    pub owner: Option<EntityId>,
    /// `Ruiz's spokesman`, `his lawyer`
    pub noun_owned: bool,
    /// The noun phrase holds a name.
    pub noun_qualified: bool,
    /// A noun under which persons without a name speak: `official`, `source`.
    pub noun_generic: bool,
    /// newspaper, channel
    pub noun_medium: bool,
    /// A noun for a company: `retailer`.
    pub noun_trading: bool,
    /// Somebody's role holds the noun.
    pub noun_in_roles: bool,
    /// A name at hand holds the noun.
    pub noun_in_names: bool,
    /// The text calls a body at hand by the noun.
    pub noun_called: bool,
    /// Paragraphs since the quotation before; many where there is none.
    pub pause: u32,
    /// The quotation is all there is of its paragraph so far.
    pub alone: bool,
    /// The quotation before was a question.
    pub asked: bool,
    /// Two speakers have taken turns.
    pub in_turn: bool,
    pub direct: bool,
    /// There is no quotation before.
    pub first_words: bool,
}

impl Query<'_> {
    pub(crate) fn is_noun(&self) -> bool {
        self.kind == Kind::Noun
    }

    pub(crate) fn missing(&self) -> bool {
        self.kind == Kind::Missing
    }

    /// A noun for one person: `minister`.
    pub(crate) fn noun_person(&self) -> bool {
        self.is_noun() && (self.class.any(WordClass::PERSON) || !self.class.any(THING))
    }

    /// A noun for a body: `ministry`.
    pub(crate) fn noun_body(&self) -> bool {
        self.is_noun() && !self.noun_person() && self.class.any(WordClass::BODY)
    }

    /// A noun for something written: `report`.
    pub(crate) fn noun_document(&self) -> bool {
        self.is_noun() && !self.noun_person() && !self.noun_body() && self.class.any(WordClass::DOCUMENT)
    }

    /// Whether persons may be meant.
    pub(crate) fn wants_persons(&self) -> bool {
        match self.kind {
            Kind::Personal | Kind::Missing => true,
            Kind::Noun => self.noun_person(),
            Kind::They | Kind::It => false,
        }
    }

    /// Whether bodies and places may be meant.
    pub(crate) fn wants_bodies(&self) -> bool {
        match self.kind {
            Kind::They | Kind::It | Kind::Missing => true,
            Kind::Noun => !self.noun_person(),
            Kind::Personal => false,
        }
    }
}

/// Nouns for what is no person.
const THING: WordClass = WordClass::BODY.or(WordClass::DOCUMENT).or(WordClass::GROUP);
