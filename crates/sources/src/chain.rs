use std::borrow::Cow;

use dixit_models::outlets::{OutletId, Outlets};
use dixit_text::{Document, Span};

/// The kind of a link of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ViaKind {
    /// A newspaper, agency, broadcaster, magazine, site or programme.
    Outlet,
    /// A place where anybody can post: X, Facebook, the speaker's own website.
    Platform,
    /// A rally, debate, press conference, summit, hearing; an interview where nobody says with whom.
    Event,
    /// A statement, report, e-mail, book, filing.
    Document,
}

impl ViaKind {
    /// The word for it in records and gold files: `outlet`.
    pub fn as_str(self) -> &'static str {
        match self {
            ViaKind::Outlet => "outlet",
            ViaKind::Platform => "platform",
            ViaKind::Event => "event",
            ViaKind::Document => "document",
        }
    }
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
    /// At a rally; on Fox News Sunday.
    SaidAt,
    /// In a memo obtained by Reuters.
    ObtainedBy,
}

impl Relation {
    /// The word for it in records and gold files: `reported_by`.
    pub fn as_str(self) -> &'static str {
        match self {
            Relation::Told => "told",
            Relation::Interview => "interview",
            Relation::ReportedBy => "reported_by",
            Relation::PostedOn => "posted_on",
            Relation::PublishedIn => "published_in",
            Relation::SaidAt => "said_at",
            Relation::ObtainedBy => "obtained_by",
        }
    }
}

/// One link of the chain between a speaker and the reader.
#[derive(Clone, Debug, PartialEq)]
pub struct Via {
    /// The kind of link.
    pub kind: ViaKind,
    /// How the words came through it.
    pub relation: Relation,
    /// The words that name it best in this article. Where only a verb does (`tweeted`), that verb; then
    /// [`outlet`](Self::outlet) has the name.
    pub name: Span,
    /// The words that say so: `as reported by Transport Topics`.
    pub evidence: Span,
    /// The outlet in the registry, where it is known.
    pub outlet: Option<OutletId>,
    /// Whether the link was said of another quotation, or of the passage, and carried on to this one.
    pub carried: bool,
    /// Calibrated probability that the quotation came through it, `0.0..=1.0`.
    pub confidence: f32,
}

impl Via {
    /// The usual name of the outlet where it is known, or else the words that name it.
    pub fn label<'a>(&self, doc: &'a Document, outlets: &'a Outlets) -> &'a str {
        self.outlet.map_or_else(|| doc.slice(self.name), |id| outlets.get(id).name.as_str())
    }

    /// The article's name for it, in full. `None` where only a verb or a common noun refers to it: `tweeted`, `the newspaper`.
    pub fn called<'d>(&self, doc: &'d Document) -> Option<&'d str> {
        let words = doc.slice(self.name);
        (self.outlet.is_none() || words.contains(|c: char| c.is_uppercase() || c == '.')).then_some(words)
    }
}

/// When a quotation was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct When {
    /// The time expression, without a preposition: `December 5, 2025`, `at the time`.
    pub span: Span,
    /// The occasion that an expression like `at the time` points back to: `Busan summit`.
    pub anchor: Option<Span>,
    /// The day it means, ISO 8601, as precisely as the text and the article's date allow: `2025-12-05`, `2025-W49`,
    /// `2025-12`, `2025`.
    pub date: Option<String>,
    /// Whether the time was said of another statement and carried on to this one.
    pub carried: bool,
}

impl When {
    /// The expression in words, with what it points back to: `at the time of the Busan summit`.
    pub fn text<'d>(&self, doc: &'d Document) -> Cow<'d, str> {
        let words = doc.slice(self.span);
        match self.anchor {
            Some(anchor) => Cow::Owned(format!("{words} of the {}", doc.slice(anchor))),
            None => Cow::Borrowed(words),
        }
    }
}

/// An outlet that speaks for itself, or in its own voice of others: `Xinhua said in a commentary`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutletSpeaker {
    /// The words that name it best in this article.
    pub name: Span,
    /// The outlet in the registry, where it is known.
    pub outlet: Option<OutletId>,
}

impl OutletSpeaker {
    /// The usual name of the outlet where it is known, or else the words that name it.
    pub fn label<'a>(&self, doc: &'a Document, outlets: &'a Outlets) -> &'a str {
        self.outlet.map_or_else(|| doc.slice(self.name), |id| outlets.get(id).name.as_str())
    }
}

/// Through whom one quotation is known, from the speaker outward.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chain {
    /// The links, the one nearest to the speaker first.
    pub via: Vec<Via>,
    /// When it was said.
    pub when: Option<When>,
    /// The outlet, where the speaker is one.
    pub outlet_speaker: Option<OutletSpeaker>,
}
