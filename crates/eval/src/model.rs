use rustc_hash::FxHashMap;

/// A piece of a span: start and end in Unicode characters, half open, `start <= end <=` length of the text.
pub type CharSpan = (u32, u32);

/// An article with its gold annotation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Article {
    /// Identifier, unique in a corpus.
    pub id: String,
    /// Headline, where known.
    pub title: Option<String>,
    /// Who published it, where known.
    pub publisher: Option<String>,
    /// Publication date as the gold gives it.
    pub date: Option<String>,
    /// The text the spans count in.
    pub text: String,
    /// What people say about it.
    pub gold: Annotation,
}

/// What is said about one article, by people or by a program.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Annotation {
    /// Quotations with their source and cue.
    pub attributions: Vec<Attribution>,
    /// Words, where annotated.
    pub tokens: Option<Vec<CharSpan>>,
    /// Sentences, where annotated.
    pub sentences: Option<Vec<CharSpan>>,
    /// Names and their type (`PER`, `ORG`, `LOC`, `MISC`), where annotated.
    pub names: Option<Vec<(CharSpan, String)>>,
}

/// What the article states of something: `None` where nobody looked, empty where it states nothing, else all forms that
/// are right.
pub type Stated = Option<Vec<String>>;

/// One attribution. A span list holds the pieces of a span that may be discontinuous.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attribution {
    /// Identifier, unique in an article.
    pub id: String,
    /// What is said.
    pub content: Vec<CharSpan>,
    /// The words that name who says it.
    pub source: Vec<CharSpan>,
    /// The words that announce it.
    pub cue: Vec<CharSpan>,
    /// The kind the annotation states. Measures of quotations count the marks themselves; those of speakers go by this.
    pub kind: Option<Kind>,
    /// Who speaks: canonical names, several where they speak jointly; empty where unnamed or unknown.
    pub speakers: Vec<String>,
    /// Whether somebody looked for the speaker and the chain: only then do `speakers` and `via` count as gold.
    pub resolved: bool,
    /// How the source names the speaker.
    pub mention: Option<Mention>,
    /// `person`, `organization`, `outlet`, `document`, `group` or `unnamed`.
    pub speaker_type: Option<String>,
    /// Whether these are words somebody said or wrote, rather than a thought or a finding.
    pub speech: bool,
    /// Whether it is a statement, an attitude or neither, where somebody looked.
    pub act: Option<Act>,
    /// Valid, but a careful second reader might leave it out: counts neither way, found or not.
    pub border: bool,
    /// Title or role of the speaker.
    pub role: Stated,
    /// The body the speaker belongs to.
    pub affiliation: Stated,
    /// When it was said: a date (`2025-12-05`, `2025-12`), or the words where the text gives no date.
    pub when: Stated,
    /// Identifier of the attribution this one stands in.
    pub parent: Option<String>,
    /// Through whom it is known, from the speaker outward.
    pub via: Vec<Via>,
    /// How sure the program is, `0.0..=1.0`.
    pub confidence: Option<f64>,
    /// How sure it is of the speakers, `0.0..=1.0`.
    pub speaker_confidence: Option<f64>,
}

/// What an attribution reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// Something said, written, asked, announced.
    Statement,
    /// Something only ascribed: believed, wanted, hoped.
    Attitude,
    /// Neither: an act of policy, a plain fact, words that were refused.
    None,
}

/// One link of the chain between a speaker and the reader.
#[derive(Clone, Debug, PartialEq)]
pub struct Via {
    /// Name of the outlet, platform, event or document.
    pub name: String,
    /// What it is.
    pub kind: ViaKind,
    /// `told`, `interview`, `reported_by`, `posted_on`, `published_in`, `said_at` or `obtained_by`.
    pub relation: Option<String>,
    /// Whether the words that say so stand near the quotation; a gold link whose evidence is far away is optional.
    pub near: bool,
}

/// What a link of the chain is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ViaKind {
    /// A newspaper, agency, broadcaster, magazine, site or programme.
    Outlet,
    /// Where anybody can post.
    Platform,
    /// A rally, debate, press conference, summit.
    Event,
    /// A statement, report, e-mail, book.
    Document,
}

/// How the source names the speaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mention {
    /// `Bessent`.
    Name,
    /// `the Treasury secretary`.
    Title,
    /// `he`.
    Pronoun,
    /// `the candidate`.
    Nominal,
    /// There is no source.
    None,
}

/// How much of a content stands between quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// More than 95 % of its letters and digits.
    Direct,
    /// More than 5 %.
    Mixed,
    /// Less.
    Indirect,
}

impl ViaKind {
    /// The kind of this name in the gold format.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "outlet" => Self::Outlet,
            "platform" => Self::Platform,
            "event" => Self::Event,
            "document" => Self::Document,
            _ => return None,
        })
    }

    /// Its name in the gold format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Outlet => "outlet",
            Self::Platform => "platform",
            Self::Event => "event",
            Self::Document => "document",
        }
    }
}

impl Act {
    /// The act of this name in the gold format.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "statement" => Self::Statement,
            "attitude" => Self::Attitude,
            "none" => Self::None,
            _ => return None,
        })
    }

    /// Its name in the gold format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Statement => "statement",
            Self::Attitude => "attitude",
            Self::None => "none",
        }
    }
}

impl Mention {
    /// The mention of this name in the gold format.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "name" => Self::Name,
            "title" => Self::Title,
            "pronoun" => Self::Pronoun,
            "nominal" => Self::Nominal,
            "none" => Self::None,
            _ => return None,
        })
    }

    /// Its name in the gold format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Title => "title",
            Self::Pronoun => "pronoun",
            Self::Nominal => "nominal",
            Self::None => "none",
        }
    }
}

impl Kind {
    /// The kind of this name in the gold format.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "direct" => Self::Direct,
            "mixed" => Self::Mixed,
            "indirect" => Self::Indirect,
            _ => return None,
        })
    }

    /// Its name in the gold format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Mixed => "mixed",
            Self::Indirect => "indirect",
        }
    }
}

/// Annotations by article id, as a prediction file holds them.
pub type Predictions = FxHashMap<String, Annotation>;
