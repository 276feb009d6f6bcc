use dixit_entities::EntityId;
use dixit_models::people::{People, PersonId};
use dixit_text::{Document, Span};
use smallvec::SmallVec;

/// What a speaker is.
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

/// How the source names the speaker.
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

/// What settled who the speaker is.
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
    /// The words that name the speaker best: the entity's fullest name, or the description as it stands.
    pub name: Span,
    /// What the speaker is.
    pub kind: SpeakerType,
    /// Title or role as the article states it.
    pub role: Option<Span>,
    /// The body the speaker belongs to or speaks for, as the article states it.
    pub affiliation: Option<Span>,
    /// Who this is in the registry of people: one person, or several where nothing settles which.
    pub people: SmallVec<[PersonId; 1]>,
    /// Whether this is whoever wrote the article, by the name the document's metadata give: the text does not name
    /// him, and `name` is the word that stands for him (`I`).
    pub author: bool,
}

impl Speaker {
    /// A speaker whom no entity of the article is: `kind` by the words `name`.
    pub(super) fn unlinked(name: Span, kind: SpeakerType) -> Self {
        Speaker {
            entity: None,
            name,
            kind,
            role: None,
            affiliation: None,
            people: SmallVec::new(),
            author: false,
        }
    }

    /// The fullest name known: the article's, or the registry's where the article has only a surname and the
    /// registry knows one person by it.
    pub fn full_name<'a>(&self, doc: &'a Document, people: &'a People) -> &'a str {
        if let Some(author) = doc.author.as_deref().filter(|_| self.author) {
            return author;
        }
        let name = doc.slice(self.name);
        match self.people[..] {
            [person] if self.kind == SpeakerType::Person && !name.contains(' ') => &people.get(person).name,
            _ => name,
        }
    }
}

/// Who speaks one quotation.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    /// The speakers; several where they speak jointly, none where nobody could be told.
    pub speakers: Vec<Speaker>,
    /// How the source names the speaker.
    pub mention: MentionKind,
    /// What settled it.
    pub decided_by: DecidedBy,
    /// Calibrated probability that the speaker is right, `0.0..=1.0`.
    pub score: f32,
}
