//! The entries of the registries of outlets and people that a text names, looked up once per document.

use dixit_models::outlets::{OutletId, Outlets, Written};
use dixit_models::people::People;
use dixit_text::{Document, Span};

/// The registries that names are linked to.
#[derive(Clone, Copy, Debug)]
pub struct Registries<'a> {
    /// Outlets, agencies, platforms, programmes.
    pub outlets: &'a Outlets,
    /// People.
    pub people: &'a People,
}

impl Registries<'static> {
    /// Those that are built in.
    pub fn builtin() -> Self {
        Self { outlets: Outlets::builtin(), people: People::builtin() }
    }
}

/// A place where the text has a name of the registry of outlets, whatever it means there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutletName {
    /// The name as the text has it, without an article or a possessive.
    pub span: Span,
    /// The outlets that have it; never empty.
    pub candidates: Vec<OutletId>,
    /// How certain it is that the name means one of them.
    pub written: Written,
}

/// The names of outlets in a document, in order; some may overlap.
pub(crate) fn outlet_names(doc: &Document, outlets: &Outlets) -> Vec<OutletName> {
    let name = |found: dixit_models::outlets::Found<'_>| OutletName {
        span: Span::new(found.start as u32, found.end as u32),
        candidates: found.candidates.to_vec(),
        written: found.written,
    };
    outlets.find(doc.text()).map(name).collect()
}
