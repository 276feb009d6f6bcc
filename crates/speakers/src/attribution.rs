use dixit_entities::EntityId;
use dixit_models::people::{People, PersonId};
use dixit_text::{Document, Span};
use smallvec::SmallVec;

use crate::calibration::Ground;
use crate::words::{self, Words};

/// The type of a speaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SpeakerType {
    /// A person with a name.
    Person,
    /// A body: ministry, company, campaign, a country standing for its government.
    Organization,
    /// A news outlet speaking for itself.
    Outlet,
    /// A report, poll, statement or law.
    Document,
    /// Several unnamed people: both sides, critics.
    Group,
    /// One unnamed person: a senior official.
    Unnamed,
}

/// The form in which the source names the speaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MentionKind {
    /// `Bessent`, `US Treasury Secretary Scott Bessent`.
    Name,
    /// `the Treasury secretary`.
    Title,
    /// `he`, `they`, `I`.
    Pronoun,
    /// `the candidate`, `both sides`.
    Nominal,
    /// There is no source.
    None,
}

/// The evidence that settled who the speaker is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DecidedBy {
    /// A name in the source itself.
    Name,
    /// A title or role that belongs to one named entity.
    Title,
    /// A pronoun's agreement and the people at hand.
    Pronoun,
    /// A description that fits an entity: the candidate.
    Nominal,
    /// No source: the speaker in hand went on speaking.
    CarriedOn,
    /// No source: speakers take turns, or a transcript names them.
    Alternation,
    /// The description itself; nobody is named.
    Description,
    /// Nothing: the speaker is unknown.
    Nothing,
}

/// One speaker of a quotation.
#[derive(Clone, Debug, PartialEq)]
pub struct Speaker {
    /// The entity, where the speaker has a name in this article.
    pub entity: Option<EntityId>,
    /// The words that name the speaker best: the entity's fullest name, or the description as it is.
    pub name: Span,
    /// The type of speaker.
    pub kind: SpeakerType,
    /// Title or role as the article states it.
    pub role: Option<Span>,
    /// The body the speaker belongs to or speaks for, as the article states it.
    pub affiliation: Option<Span>,
    /// The entry in the registry of people: one person, or several if nothing settles which.
    pub people: SmallVec<[PersonId; 1]>,
    /// The part of the document's metadata that names the speaker, if only they do; `name` is then the word in the text
    /// that refers to him: `I`, `Q`.
    pub credit: Option<Credit>,
}

/// A part of a document's metadata that names somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Credit {
    /// [`Document::author`].
    Author,
    /// [`Document::publisher`].
    Publisher,
}

impl Credit {
    /// The name it gives.
    pub fn name(self, doc: &Document) -> Option<&str> {
        match self {
            Credit::Author => doc.author.as_deref(),
            Credit::Publisher => doc.publisher.as_deref(),
        }
    }
}

impl Speaker {
    /// A speaker whom no entity of the article is: `kind` by the words `name`.
    pub(crate) fn unlinked(name: Span, kind: SpeakerType) -> Self {
        Speaker {
            entity: None,
            name,
            kind,
            role: None,
            affiliation: None,
            people: SmallVec::new(),
            credit: None,
        }
    }

    /// Whether the words of the name are a name rather than a description or a pronoun: `Ana Ruiz`, `the Utica council`, not `a
    /// clerk` or `the company`.
    pub fn is_named(&self, mention: MentionKind, doc: &Document) -> bool {
        if self.credit.is_some() || self.entity.is_some() || self.is_collective(doc) {
            return self.kind != SpeakerType::Unnamed || self.credit.is_some();
        }
        match self.kind {
            SpeakerType::Unnamed => false,
            SpeakerType::Organization | SpeakerType::Outlet | SpeakerType::Document => {
                let name = doc.slice(self.name);
                let own = || name.contains(char::is_uppercase) || words::is(name, Words::STANDING);
                mention == MentionKind::Name
                    || mention != MentionKind::Pronoun && (self.kind == SpeakerType::Document || own())
            }
            SpeakerType::Person | SpeakerType::Group => mention == MentionKind::Name,
        }
    }

    /// Whether this is a group that has no other name than the words that gather its parties: `both sides`.
    pub fn is_collective(&self, doc: &Document) -> bool {
        let words = doc.slice(self.name).to_lowercase();
        self.kind == SpeakerType::Group
            && matches!(
                &*words,
                "both sides" | "two sides" | "both parties" | "both countries" | "two countries"
            )
    }

    /// The fullest name known: the article's, or the registry's where the article has only a surname or a handle and
    /// the registry knows one person by it, or that of the metadata.
    pub fn full_name<'a>(&self, doc: &'a Document, people: &'a People) -> &'a str {
        if let Some(name) = self.credit.and_then(|c| c.name(doc)) {
            return name;
        }
        let name = doc.slice(self.name);
        match self.people[..] {
            [person] if self.kind == SpeakerType::Person && !name.contains(' ') => &people.get(person).name,
            _ => name,
        }
    }
}

/// The speakers of one quotation.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    /// The speakers; several where they speak jointly, none where nobody could be told.
    pub speakers: Vec<Speaker>,
    /// The form in which the source names the speaker.
    pub mention: MentionKind,
    /// The evidence that settled it.
    pub decided_by: DecidedBy,
    /// Calibrated probability that the speaker is right, `0.0..=1.0`.
    pub score: f32,
    /// The origin of the score: the ground, and the probability of the speaker before calibration.
    pub(crate) ground: (Ground, f32),
}
