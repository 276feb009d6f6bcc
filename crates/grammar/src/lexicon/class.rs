use bitflags::bitflags;

bitflags! {
    /// Classes of a word: a set, since a word may be of several. `models/words/words.tsv` has the words of each, by these
    /// names in lower case with hyphens; the classes of marks and of writing are given to tokens by whoever reads them.
    ///
    /// The trained models of quotations know the first 25 bits by their places: add classes behind, never between.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct Class: u64 {
        /// a, the, some, many.
        const DETERMINER = 1;
        /// he, she, they, I, we, it, you, who.
        const SUBJECT_PRONOUN = 1 << 1;
        /// him, them, me, us, himself.
        const OBJECT_PRONOUN = 1 << 2;
        /// his, her, their; the clitic 's.
        const POSSESSIVE = 1 << 3;
        /// Forms of be, have and do, and modals.
        const AUXILIARY = 1 << 4;
        /// not, n't, also, then, later; of the open class, words in -ly.
        const ADVERB = 1 << 5;
        /// of, in, on, at.
        const PREPOSITION = 1 << 6;
        /// and, or, but.
        const CONJUNCTION = 1 << 7;
        /// because, although, when, if.
        const SUBORDINATOR = 1 << 8;
        /// how, what, why, whether, which, who.
        const WH = 1 << 9;
        /// that.
        const THAT = 1 << 10;
        /// to.
        const TO = 1 << 11;
        /// Written with a capital letter first.
        const CAPITAL = 1 << 12;
        /// Monday, yesterday, last, earlier.
        const TIME = 1 << 13;
        /// A comma.
        const COMMA = 1 << 14;
        /// . ? ! …
        const STOP = 1 << 15;
        /// A colon.
        const COLON = 1 << 16;
        /// A semicolon.
        const SEMICOLON = 1 << 17;
        /// A dash or hyphen.
        const DASH = 1 << 18;
        /// ( ) [ ]
        const BRACKET = 1 << 19;
        /// A quotation mark, or a passage between two of them read as one item.
        const QUOTED = 1 << 20;
        /// Another mark or sign.
        const MARK = 1 << 21;
        /// A number, or the sign of a currency.
        const NUMBER = 1 << 22;
        /// A reporting verb in -ing.
        const PARTICIPLE = 1 << 23;
        /// and, &.
        const AND = 1 << 24;

        /// Goes before a name: Mr., Sen.
        const TITLE = 1 << 25;
        /// Tells that a person is a man: Mr., chairman.
        const MASCULINE = 1 << 26;
        /// Tells that a person is a woman: Ms., spokeswoman.
        const FEMININE = 1 << 27;
        /// A noun for one person: spokesman, secretary.
        const PERSON = 1 << 28;
        /// A plural or collective noun for people: officials.
        const GROUP = 1 << 29;
        /// A common noun for one organization: ministry.
        const BODY = 1 << 30;
        /// A common noun for something written or recorded: report.
        const DOCUMENT = 1 << 31;
        /// Ends the name of an organization, or is one: Committee.
        const ORG_WORD = 1 << 32;
        /// A country, state or city.
        const PLACE = 1 << 33;
        /// A nationality, religion or party.
        const DEMONYM = 1 << 34;
        /// A month, day or feast.
        const CALENDAR = 1 << 35;
        /// Opens a sentence in capitals without being a name.
        const STARTER = 1 << 36;
        /// Joins the parts of an organization's name: of, the, for, &.
        const CONNECTOR = 1 << 37;
        /// Lower-case part of a person's name: de, van.
        const PARTICLE = 1 << 38;
        /// After a person's name: Jr.
        const SUFFIX = 1 << 39;
        /// A verb of speaking.
        const SAY = 1 << 40;
        /// A given name; the table of given names tells.
        const GIVEN = 1 << 41;
        /// Opens a description of a person: the, a, his.
        const ARTICLE = 1 << 42;
        /// Goes before the noun of a role: former, deputy, campaign.
        const MODIFIER = 1 << 43;
        /// Goes before the name of a month: in, since, last, early.
        const BEFORE_DATE = 1 << 44;
        /// Second half of an adjective with a hyphen: -led, -era.
        const COMPOUND = 1 << 45;
        /// Stays in lower case in a headline that has capitals: of, the.
        const SMALL = 1 << 46;
        /// A common noun for an outlet: newspaper.
        const OUTLET_NOUN = 1 << 47;
        /// What something is said at or in: interview, rally, statement.
        const OCCASION = 1 << 48;
        /// Says that something is not so: denied, rejected.
        const DENIAL = 1 << 49;
        /// Says that one will not say or do something: declined, refused.
        const REFUSAL = 1 << 50;
        /// not, never, no.
        const NEGATION = 1 << 51;
        /// An honour or degree after a person's name: OBE.
        const POSTNOMINAL = 1 << 52;
    }
}

impl Class {
    /// Those of function words, marks and writing, which the models of quotations were trained on.
    pub const SYNTAX: Class = Class::from_bits_retain((1 << 25) - 1);

    /// Whether the two sets share a class.
    #[inline]
    pub const fn is(self, other: Self) -> bool {
        self.intersects(other)
    }

    /// As [`is`](Self::is).
    #[doc(hidden)]
    #[inline]
    pub const fn any(self, other: Self) -> bool {
        self.intersects(other)
    }

    /// As [`union`](Self::union).
    #[doc(hidden)]
    #[inline]
    pub const fn or(self, other: Self) -> Self {
        self.union(other)
    }

    /// The class of a name in the tables: `subject-pronoun`.
    pub(super) fn parse(name: &str) -> Option<Self> {
        let lower = name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        lower.then(|| Self::from_name(&name.to_ascii_uppercase().replace('-', "_"))).flatten()
    }

    /// The class of a punctuation mark or sign.
    pub fn of_mark(mark: &str) -> Self {
        match mark {
            "," => Self::COMMA,
            ":" => Self::COLON,
            ";" => Self::SEMICOLON,
            "(" | ")" | "[" | "]" => Self::BRACKET,
            "–" | "—" | "―" | "--" | "---" | "-" => Self::DASH,
            "&" => Self::AND | Self::CONJUNCTION,
            "$" | "£" | "€" | "%" => Self::NUMBER,
            _ if mark.starts_with(['.', '?', '!', '…']) => Self::STOP,
            _ => Self::MARK,
        }
    }
}
