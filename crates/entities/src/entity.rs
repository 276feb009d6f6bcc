use dixit_models::outlets::{OutletId, Written};
use dixit_text::{Document, Span};

use crate::{Mention, NameKind, OutletName};

/// Index into [`Entities::entities`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntityId(pub u32);

/// Grammatical gender of a person, as far as the text or a first name tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Gender {
    /// he, him, his, Mr.
    Masculine,
    /// she, her, Ms., Mrs.
    Feminine,
    /// Nothing tells.
    #[default]
    Unknown,
}

/// One person or body: all mentions in a document that name it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entity {
    /// Its kind.
    pub kind: NameKind,
    /// Its fullest name in the text: `Scott Bessent`.
    pub name: Span,
    /// Indices into [`Entities::mentions`], sorted.
    pub mentions: Vec<u32>,
    /// Titles and appositions bound to the name: `US Treasury Secretary`, `a spokesman for the ministry`.
    pub roles: Vec<Span>,
    /// Grammatical gender.
    pub gender: Gender,
}

/// The layer of entities: the names of a document and who they are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entities {
    /// All names, sorted by start, disjoint.
    pub mentions: Vec<Mention>,
    /// The entity of each mention: same length as `mentions`.
    pub entity_of: Vec<EntityId>,
    /// Persons and bodies, by first mention.
    pub entities: Vec<Entity>,
    /// The names of outlets in the text, whether a tagger found them or not, sorted by start.
    pub outlets: Vec<OutletName>,
}

impl Entities {
    /// The entity with this id.
    #[inline]
    pub fn entity(&self, id: EntityId) -> &Entity {
        &self.entities[id.0 as usize]
    }

    /// The fullest name of an entity, as the text spells it.
    pub fn name<'d>(&self, id: EntityId, doc: &'d Document) -> &'d str {
        doc.slice(self.entity(id).name)
    }

    /// The names of outlets that lie within `span`, in order.
    pub fn outlets_in(&self, span: Span) -> impl DoubleEndedIterator<Item = &OutletName> {
        let start = self.outlets.partition_point(|o| o.span.start() < span.start());
        let len = self.outlets[start..].partition_point(|o| o.span.start() < span.end());
        self.outlets[start..start + len].iter().filter(move |o| o.span.end() <= span.end())
    }

    /// The outlet that a mention names by a name which means nothing else.
    pub fn outlet_of(&self, mention: usize) -> Option<OutletId> {
        outlet_at(&self.outlets, self.mentions[mention].span)
    }

    /// Indices of the mentions that share a byte with `span`.
    pub fn mentions_in(&self, span: Span) -> std::ops::Range<usize> {
        let start = self.mentions.partition_point(|m| m.span.end() <= span.start());
        let len = self.mentions[start..].partition_point(|m| m.span.start() < span.end());
        start..start + len
    }
}

/// The outlet whose name, which means nothing else, is exactly `span`.
pub(crate) fn outlet_at(outlets: &[OutletName], span: Span) -> Option<OutletId> {
    let start = outlets.partition_point(|o| o.span.start() < span.start());
    let mut here = outlets[start..].iter().take_while(|o| o.span.start() == span.start());
    here.find(|o| o.span == span && o.written == Written::Name)?.candidates.first().copied()
}
