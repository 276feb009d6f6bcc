//! The words of a document with the classes that tell a source, a place or a time.

use std::sync::{LazyLock, OnceLock};

use dixit_text::{Document, Span};
use dixit_tokens::{TokenKind, Tokens};
use rustc_hash::FxHashMap;

/// A set of word classes; `data/words.tsv` lists the words of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Class(u128);

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $word:literal;)*) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        #[repr(u32)]
        enum Bit { $($name),* }
        impl Class {
            $($(#[$doc])* pub(crate) const $name: Class = Class(1 << Bit::$name as u32);)*
            /// Each class with its name in the table.
            const ALL: &[(&str, Class)] = &[$(($word, Class::$name)),*];
        }
    };
}

classes! {
    /// Heads a phrase for an occasion: `rally`.
    EVENT = "event";
    /// Heads a phrase for something written or recorded: `statement`.
    DOCUMENT = "document";
    /// A message on Twitter.
    POST = "post";
    /// To send one.
    TWEET = "tweetverb";
    /// Follows the name of a platform: a Facebook `post`.
    POST_NOUN = "postnoun";
    /// Verbs of posting.
    POST_VERB = "postverb";
    /// `interview` and its forms.
    INTERVIEW = "interview";
    /// `told` and its forms.
    TELL = "tell";
    /// Goes with `to` or `with` and the name of an outlet: `confirmed to`.
    SPEAK_TO = "speakto";
    /// Verbs and nouns for an outlet that relays something.
    REPORT = "report";
    /// Participles before `by` and an outlet that relays.
    RELAYED = "relaynoun";
    /// Verbs of writing.
    WRITE = "write";
    /// Verbs of publishing.
    PUBLISH = "publish";
    /// Participles before `by` and an outlet that was handed something.
    OBTAIN = "obtain";
    /// Goes with `on` or `of` and the name of a programme.
    BROADCAST = "broadcast";
    /// Common nouns for an outlet.
    OUTLET_NOUN = "outletnoun";
    /// People who work for one.
    JOURNALIST = "journalist";
    /// Pieces that an outlet publishes.
    ARTICLE = "article";
    /// Counts that an outlet makes: `poll`.
    POLL = "poll";
    /// Words that names of outlets are made of, and that go before them.
    OUTLET_NAME = "outletname";
    /// Documents that an outlet can get hold of, and what is recorded.
    RECORDING = "recording";
    /// Verbs of a document: `shows`.
    SHOW = "show";
    /// Forms of `be`.
    BE = "be";
    /// Those told at an occasion: told the `panel`.
    VENUE = "venue";
    /// Heads of phrases for an outlet or platform that has no name.
    UNNAMED = "unnamed";
    /// Findings that are published.
    STUDY = "study";
    /// Verbs of going on speaking.
    CONTINUE = "continue";
    /// Outlets at large.
    MEDIA = "media";
    /// Determiners.
    DET = "det";
    /// Prepositions.
    PREP = "prep";
    /// Prepositions that open a place, an occasion or a document.
    FRAME_PREP = "frameprep";
    /// Verbs that bring about an occasion or a document.
    MAKE = "make";
    /// Participles and verbs that place a statement: remarks `made` at a rally.
    BRING = "bring";
    /// Nouns that take up what was said: this `move`.
    SAID_THING = "said-thing";
    /// Occasions at which people talk to each other.
    CONVERSE = "converse";
    /// Determiners that point back.
    DEMONSTRATIVE = "demonstrative";
    /// Days of the week.
    WEEKDAY = "weekday";
    /// Months, also abbreviated.
    MONTH = "month";
    /// Parts of the day.
    DAYPART = "daypart";
    /// Units of time.
    UNIT = "unit";
    /// `last`, `next`, `earlier`.
    RELATIVE = "relative";
    /// May refer back to a time given before.
    BACK = "back";
    /// `ago`.
    AGO = "ago";
    /// `today`, `yesterday`.
    TODAY = "today";
    /// Small numbers in words.
    NUMBER = "number";
    /// `had`, which sets a clause before the time of the story.
    HAD = "had";
    /// Personal pronouns.
    PRONOUN = "pronoun";
    /// Negations.
    NEGATIVE = "negative";
    /// Conjunctions.
    CONJ = "conj";
    /// Verbs of speaking in public.
    SPEAK = "speak";
    /// Other words for an occasion, or for those who are there.
    OCCASION = "occasion";
    /// Other words for a document.
    WRITING = "writing";
    /// Comes before `in` or `by` and the outlet that first published an article.
    REPUBLISHED = "republished";
    /// An article's words for itself: this `story`.
    SELF = "self";
    /// Opens a clause of its own.
    CLAUSE = "clause";
    /// Articles that speak for their outlet.
    PIECE = "piece";
    /// Outlets at large, as speakers.
    OUTLETS = "outlets";
    /// Shows in the middle of a name that it is an outlet's.
    IN_NAME = "inname";
    /// Nouns for an outlet with its name behind them, or before them in quotation marks.
    TITLED = "titled";
    /// Things that only outlets do or have: the name before is an outlet's.
    OUTLET_SIGN = "outletsign";
    /// Between somebody who was told and the outlet: told Ana Ruiz `of`.
    OF_TOLD = "oftold";
    /// Between an interview and the outlet.
    INTERVIEW_PREP = "interviewprep";
    /// Between the name of an outlet and its verb.
    BEFORE_VERB = "beforeverb";
    /// Ends a noun phrase to its right, beside verbs of other classes.
    PHRASE_STOP = "phrasestop";
    /// Goes on a noun phrase with its place, time or company.
    PHRASE_PREP = "phraseprep";
    /// Possessives: what has an owner of its own is another phrase.
    OWNER = "owner";
    /// Acts performed with a document: `releasing` a report.
    ACT = "act";
    /// Occasions that things are said in, beside at.
    TALK = "talk";
    /// Works with a title.
    WORK = "work";
    /// Small words within a title.
    TITLE_JOINS = "titlejoins";
    /// Parts of an occasion.
    PART = "part";
    /// Without an article these are no documents: in `order`.
    LOOSE = "loose";
    /// Before a number that is a year.
    YEAR_PREP = "yearprep";
    /// Before a month that could be another word: in `May`.
    MONTH_PREP = "monthprep";
    /// Months that are other words, or abbreviations of names too.
    DOUBTFUL_MONTH = "doubtfulmonth";
    /// Numbers from one to ten, in order; `a` is one, too.
    COUNT = "count";
    /// Nouns for an agency.
    AGENCY_NOUN = "agencynoun";
    /// Nouns for a newspaper.
    NEWSPAPER_NOUN = "newspapernoun";
    /// Nouns for a magazine.
    MAGAZINE_NOUN = "magazinenoun";
    /// Nouns for a broadcaster.
    BROADCASTER_NOUN = "broadcasternoun";
    /// Nouns for a programme.
    PROGRAMME_NOUN = "programmenoun";
    /// Nouns for a site.
    SITE_NOUN = "sitenoun";
    /// Comes before `media`: the `state` media.
    MEDIA_KIND = "mediakind";
    /// Ties a time to the noun before: a poll `released` on Friday.
    TIED = "tied";
}

impl Class {
    /// Whether the two sets share a class.
    #[inline]
    pub(crate) fn any(self, other: Class) -> bool {
        self.0 & other.0 != 0
    }

    /// The number of each class in the set that the trained weights know; those behind [`Class::WRITING`] are asked by name alone.
    pub(crate) fn bits(self) -> impl Iterator<Item = u64> {
        (0..=Bit::WRITING as u32).filter(move |bit| self.0 >> bit & 1 == 1).map(u64::from)
    }

    /// Both sets together.
    #[inline]
    pub(crate) const fn or(self, other: Class) -> Class {
        Class(self.0 | other.0)
    }
}

/// Longest word of the table in bytes; longer ones belong to no class.
const LONGEST: usize = 16;

/// A word in lower case as one number: its bytes, the first one lowest, zeros behind. Comparing two is one instruction,
/// where comparing strings is a call.
type Packed = u128;

/// Packs the bytes from `start` to `end` of `text`; `None` where they are more than [`LONGEST`].
#[inline]
fn pack(text: &[u8], start: usize, end: usize) -> Option<Packed> {
    let length = end - start;
    if length > LONGEST || length == 0 {
        return None;
    }
    let mut bytes = match text.get(start..start + LONGEST) {
        // All sixteen bytes at once, those past the word shifted out.
        Some(window) => {
            let window: [u8; LONGEST] = window.try_into().ok()?;
            let unused = 8 * (LONGEST - length) as u32;
            ((Packed::from_le_bytes(window) << unused) >> unused).to_le_bytes()
        }
        None => {
            let mut bytes = [0u8; LONGEST];
            bytes[..length].copy_from_slice(&text[start..end]);
            bytes
        }
    };
    bytes.make_ascii_lowercase();
    Some(Packed::from_le_bytes(bytes))
}

/// The rows of the table: the name of a class, and its words.
fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = include_str!("../data/words.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t'))
}

fn table() -> &'static FxHashMap<Packed, Class> {
    static TABLE: OnceLock<FxHashMap<Packed, Class>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table: FxHashMap<Packed, Class> = FxHashMap::default();
        for (name, words) in rows() {
            let class = Class::ALL.iter().find(|(n, _)| *n == name).map_or(Class(0), |(_, class)| *class);
            for word in words.split(' ').filter_map(|word| pack(word.as_bytes(), 0, word.len())) {
                let set = table.entry(word).or_default();
                *set = set.or(class);
            }
        }
        table
    })
}

/// The words of a class in the order of the table, where that order says something: days of the week, months, numbers.
fn in_order(class: &str) -> Box<[&'static str]> {
    let words = rows().find(|(name, _)| *name == class).map_or("", |(_, words)| words);
    words.split(' ').collect()
}

/// Returns the number of a day of the week, Monday being 0.
pub(crate) fn weekday_number(word: &str) -> Option<usize> {
    static DAYS: LazyLock<Box<[&str]>> = LazyLock::new(|| in_order("weekday"));
    DAYS.iter().position(|day| day.eq_ignore_ascii_case(word))
}

/// Returns the number of a month, written in full or cut after three letters or more, January being 0.
pub(crate) fn month_number(word: &str) -> Option<usize> {
    static MONTHS: LazyLock<Box<[&str]>> = LazyLock::new(|| in_order("month"));
    let begins = word.get(..3)?;
    MONTHS.iter().position(|month| month[..3].eq_ignore_ascii_case(begins))
}

/// Reads a number in words, up to ten; `a` is one.
pub(crate) fn count(word: &str) -> Option<usize> {
    static COUNTS: LazyLock<Box<[&str]>> = LazyLock::new(|| in_order("count"));
    COUNTS.iter().position(|count| count.eq_ignore_ascii_case(word)).map(|n| n.max(1))
}

/// The words of one document with their classes.
pub(crate) struct Words<'d> {
    /// The document.
    pub(crate) doc: &'d Document,
    /// Its tokens.
    pub(crate) tokens: &'d Tokens,
    classes: Vec<Class>,
}

impl<'d> Words<'d> {
    pub(crate) fn new(doc: &'d Document, tokens: &'d Tokens) -> Self {
        let table = table();
        let text = doc.text().as_bytes();
        let class = |token: &dixit_tokens::Token| {
            if token.kind != TokenKind::Word {
                return Class::default();
            }
            let word = token.span.range();
            let packed = pack(text, word.start, word.end);
            packed.and_then(|packed| table.get(&packed)).copied().unwrap_or_default()
        };
        Self { doc, tokens, classes: tokens.tokens().iter().map(class).collect() }
    }

    /// Number of words.
    pub(crate) fn len(&self) -> u32 {
        self.classes.len() as u32
    }

    /// Returns the classes of word `i`, empty if there is no such word.
    #[inline]
    pub(crate) fn class(&self, i: u32) -> Class {
        self.classes.get(i as usize).copied().unwrap_or_default()
    }

    /// Whether word `i` is in one of these classes.
    #[inline]
    pub(crate) fn is(&self, i: u32, class: Class) -> bool {
        self.class(i).any(class)
    }

    /// Returns word `i` as it is in the text, empty if there is no such word.
    #[inline]
    pub(crate) fn text(&self, i: u32) -> &'d str {
        self.tokens.tokens().get(i as usize).map_or("", |t| self.doc.slice(t.span))
    }

    /// Whether word `i` is one of these, which are in lower case.
    pub(crate) fn one_of(&self, i: u32, words: &[&str]) -> bool {
        let text = self.text(i);
        words.iter().any(|word| word.eq_ignore_ascii_case(text))
    }

    /// Returns the kind of word `i`.
    pub(crate) fn kind(&self, i: u32) -> Option<TokenKind> {
        self.tokens.tokens().get(i as usize).map(|t| t.kind)
    }

    /// Whether word `i` is punctuation or a quotation mark.
    pub(crate) fn is_mark(&self, i: u32) -> bool {
        matches!(self.kind(i), None | Some(TokenKind::Punct | TokenKind::QuoteMark))
    }

    /// Whether word `i` starts with a capital letter.
    pub(crate) fn is_capital(&self, i: u32) -> bool {
        self.text(i).chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether word `i` is a possessive `'s`.
    pub(crate) fn is_possessive(&self, i: u32) -> bool {
        matches!(self.text(i), "'s" | "’s" | "'" | "’")
    }

    /// Returns the span of word `i`, or an empty span at the end if there is no such word.
    pub(crate) fn span(&self, i: u32) -> Span {
        let end = self.doc.text().len() as u32;
        self.tokens.tokens().get(i as usize).map_or(Span::new(end, end), |t| t.span)
    }

    /// Returns the span of the half-open range of words `from..to`, which holds one at least.
    pub(crate) fn cover(&self, from: u32, to: u32) -> Span {
        self.span(from).cover(self.span(to.max(from + 1) - 1))
    }

    /// Returns the sentence of word `i` as a half-open range: its first word, and the one past its last.
    pub(crate) fn sentence(&self, i: u32) -> (u32, u32) {
        let sentence = &self.tokens.sentences()[self.tokens.sentence_of(i) as usize];
        (sentence.tokens.start, sentence.tokens.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_names_known_classes_and_short_words() {
        assert_eq!(
            rows().count(),
            include_str!("../data/words.tsv").matches('\t').count(),
            "a class, a tab, its words"
        );
        for (name, words) in rows() {
            assert!(Class::ALL.iter().any(|(n, _)| *n == name), "unknown class {name}");
            for word in words.split(' ') {
                assert!(
                    !word.is_empty() && word.len() <= LONGEST && word == word.to_lowercase(),
                    "{name}: “{word}”"
                );
            }
        }
    }

    #[test]
    fn the_order_of_days_months_and_numbers_says_which() {
        assert_eq!(weekday_number("Monday"), Some(0));
        assert_eq!(weekday_number("sunday"), Some(6));
        for (word, month) in
            [("January", 0), ("Dec.", 11), ("sept", 8), ("May", 4), ("of", 12), ("often", 12)]
        {
            assert_eq!(month_number(word), Some(month).filter(|m| *m < 12), "{word}");
        }
        assert_eq!(["a", "one", "ten", "few"].map(count), [Some(1), Some(1), Some(10), None]);
    }
}
