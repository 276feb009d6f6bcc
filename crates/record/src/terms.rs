//! The closed vocabularies of the record: every word that a field of fixed values can have.

use serde::{Deserialize, Serialize};

/// Declares an enum of the record, its words in the output, and the enum of an earlier stage it mirrors.
///
/// The stages' own types stay free of serialization, so that a rename there cannot change the output.
macro_rules! terms {
    ($(#[$meta:meta])* $name:ident from $source:path { $($(#[$vmeta:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$vmeta])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word used in the output.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl From<$source> for $name {
            fn from(value: $source) -> Self {
                use $source as Source;
                match value { $(Source::$variant => Self::$variant,)+ }
            }
        }
    };
}

terms! {
    /// The unit in which every offset of a record is counted.
    Offsets from dixit_text::OffsetUnit {
        /// UTF-8 bytes.
        Bytes = "bytes",
        /// Unicode scalar values, as Python counts: the default.
        Chars = "chars",
        /// UTF-16 code units, as JavaScript and Java count.
        Utf16 = "utf16",
    }
}

terms! {
    /// How much of a quotation is between quotation marks.
    Kind from dixit_quotes::QuoteKind {
        /// All of it.
        Direct = "direct",
        /// Part of it.
        Mixed = "mixed",
        /// None of it.
        Indirect = "indirect",
    }
}

terms! {
    /// Whether the words were expressed or only ascribed.
    Act from dixit_quotes::Act {
        /// Expressed: said, wrote, asked, warned, promised, announced.
        Statement = "statement",
        /// Only ascribed: believes, wants, hopes, plans.
        Attitude = "attitude",
        /// Neither: somebody did something, or would not speak.
        Neither = "none",
    }
}

/// Quotations in records from before there were acts count as statements.
impl Default for Act {
    fn default() -> Self {
        Self::Statement
    }
}

/// Which acts are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Acts {
    /// Statements only.
    Statements,
    /// All, attitudes and quotations that are neither included.
    #[default]
    All,
}

impl Acts {
    /// Whether a quotation of this act is wanted.
    pub fn has(self, act: Act) -> bool {
        self == Self::All || act == Act::Statement
    }
}

terms! {
    /// Whether the source stands by the words.
    Polarity from dixit_quotes::Polarity {
        /// It says that it is so.
        Affirmed = "affirmed",
        /// It says that it is not so: `denied that`.
        Denied = "denied",
        /// It will not say or do it: `declined to comment`.
        Refused = "refused",
    }
}

/// Quotations in records from before there was polarity count as affirmed.
impl Default for Polarity {
    fn default() -> Self {
        Self::Affirmed
    }
}

terms! {
    /// The kind of a speaker.
    SpeakerType from dixit_speakers::SpeakerType {
        /// A person with a name.
        Person = "person",
        /// A body: ministry, company, campaign, a country standing for its government.
        Organization = "organization",
        /// A news outlet speaking for itself.
        Outlet = "outlet",
        /// A report, poll, statement or law.
        Document = "document",
        /// Several unnamed people: both sides, critics.
        Group = "group",
        /// One unnamed person: a senior official.
        Unnamed = "unnamed",
    }
}

terms! {
    /// How the words that announce the quotation refer to the speaker.
    MentionKind from dixit_speakers::MentionKind {
        /// By name: `Bessent`.
        Name = "name",
        /// By title: `the Treasury secretary`.
        Title = "title",
        /// By pronoun: `he`.
        Pronoun = "pronoun",
        /// By description: `both sides`.
        Nominal = "nominal",
        /// Not at all.
        None = "none",
    }
}

terms! {
    /// The evidence that settled who the speaker is.
    DecidedBy from dixit_speakers::DecidedBy {
        /// A name in the source itself.
        Name = "name",
        /// A title or role that belongs to one named entity.
        Title = "title",
        /// A pronoun's agreement and the people at hand.
        Pronoun = "pronoun",
        /// A description that fits an entity.
        Nominal = "nominal",
        /// No source: the speaker in hand went on speaking.
        CarriedOn = "carried_on",
        /// No source: speakers take turns, or a transcript names them.
        Alternation = "alternation",
        /// The description itself; nobody is named.
        Description = "description",
        /// Nothing: the speaker is unknown.
        Nothing = "nothing",
    }
}

terms! {
    /// The kind of a link in the chain between speaker and reader.
    ViaKind from dixit_sources::ViaKind {
        /// A newspaper, agency, broadcaster, magazine, site or programme.
        Outlet = "outlet",
        /// Where anybody can post.
        Platform = "platform",
        /// A rally, debate, press conference, summit, hearing.
        Event = "event",
        /// A statement, report, e-mail, book, filing.
        Document = "document",
    }
}

terms! {
    /// How the words came through a link.
    Relation from dixit_sources::Relation {
        /// X told Reuters.
        Told = "told",
        /// In an interview with CNBC.
        Interview = "interview",
        /// As reported by; according to.
        ReportedBy = "reported_by",
        /// Posted on X.
        PostedOn = "posted_on",
        /// Wrote in the Post; in a statement.
        PublishedIn = "published_in",
        /// At a rally.
        SaidAt = "said_at",
        /// In a memo obtained by Reuters.
        ObtainedBy = "obtained_by",
    }
}
