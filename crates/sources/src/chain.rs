use dixit_models::outlets::OutletId;
use dixit_text::Span;

/// What a link of the chain is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ViaKind {
    /// A newspaper, agency, broadcaster, magazine, site or programme.
    Outlet,
    /// Where anybody can post: X, Facebook.
    Platform,
    /// A rally, debate, press conference, summit, hearing.
    Event,
    /// A statement, report, e-mail, book, filing.
    Document,
}

/// How the words came through a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Relation {
    /// X told Reuters.
    Told,
    /// In an interview with CNBC.
    Interview,
    /// As reported by, according to.
    ReportedBy,
    /// Posted on X.
    PostedOn,
    /// Wrote in the Post; in a statement.
    PublishedIn,
    /// At a rally.
    SaidAt,
    /// In a memo obtained by Reuters.
    ObtainedBy,
}

/// One link of the chain between a speaker and the reader.
#[derive(Clone, Debug, PartialEq)]
pub struct Via {
    /// What it is.
    pub kind: ViaKind,
    /// How the words came through it.
    pub relation: Relation,
    /// The words that name it.
    pub name: Span,
    /// The words that say so: `as reported by Transport Topics`.
    pub evidence: Span,
    /// The outlet in the registry, where it is known.
    pub outlet: Option<OutletId>,
    /// Whether the link was said of an earlier quotation and carried on to this one.
    pub carried: bool,
}

/// When a quotation was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct When {
    /// The time expression.
    pub span: Span,
    /// The day it means, ISO 8601, as precisely as the text and the article's date allow: `2025-12-05`, `2025-12`.
    pub date: Option<String>,
}

/// Through whom one quotation is known, from the speaker outward.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chain {
    /// The links, the one nearest to the speaker first.
    pub via: Vec<Via>,
    /// When it was said.
    pub when: Option<When>,
}
