//! The lexicon of cues: verbs that announce a quotation, and closed-class words.

use std::sync::LazyLock;

use dixit_learn::hash;
use rustc_hash::FxHashMap;

/// What follows a cue that announces something; the letters of `data/cues.tsv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct Frames(u16);

impl Frames {
    pub(crate) const THAT: Frames = Frames(1);
    pub(crate) const QUOTE: Frames = Frames(1 << 1);
    pub(crate) const COLON: Frames = Frames(1 << 2);
    pub(crate) const COMMA: Frames = Frames(1 << 3);
    pub(crate) const END: Frames = Frames(1 << 4);
    pub(crate) const NOUN: Frames = Frames(1 << 5);
    pub(crate) const WH: Frames = Frames(1 << 6);
    pub(crate) const INFINITIVE: Frames = Frames(1 << 7);
    pub(crate) const PREPOSITION: Frames = Frames(1 << 8);

    pub(crate) const fn has(self, other: Frames) -> bool {
        self.0 & other.0 != 0
    }

    /// The set as a number.
    pub(crate) const fn bits(self) -> u16 {
        self.0
    }

    fn parse(letters: &str) -> Option<Frames> {
        letters.chars().try_fold(Frames(0), |f, c| {
            let bit = match c {
                'T' => Frames::THAT,
                'Q' => Frames::QUOTE,
                'C' => Frames::COLON,
                'K' => Frames::COMMA,
                'E' => Frames::END,
                'N' => Frames::NOUN,
                'W' => Frames::WH,
                'I' => Frames::INFINITIVE,
                'P' => Frames::PREPOSITION,
                _ => return None,
            };
            Some(Frames(f.0 | bit.0))
        })
    }
}

/// How a cue takes its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CueClass {
    /// The clause is what is said.
    Say,
    /// An addressee stands before the clause.
    Tell,
    /// Its object is what is judged.
    Judge,
    /// Its infinitive is what is promised, refused or sought.
    Act,
}

/// One form of a reporting verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cue {
    pub(crate) frames: Frames,
    pub(crate) class: CueClass,
}

/// Closed-class words and word shapes, as a set of bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct Class(pub(crate) u32);

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $bit:expr;)*) => {
        impl Class {
            $($(#[$doc])* pub(crate) const $name: Class = Class(1 << $bit);)*
        }
    };
}

classes! {
    /// a, the, some, many
    DETERMINER = 0;
    /// he, she, they, I, we, it, you, who
    SUBJECT_PRONOUN = 1;
    /// him, them, me, us, himself
    OBJECT_PRONOUN = 2;
    /// his, her, their; the clitic 's
    POSSESSIVE = 3;
    /// forms of be, have, do, and modals
    AUXILIARY = 4;
    /// not, n't, also, then, later, words in -ly
    ADVERB = 5;
    PREPOSITION = 6;
    /// and, or, but
    CONJUNCTION = 7;
    /// because, although, when, if
    SUBORDINATOR = 8;
    /// how, what, why, whether, which, who
    WH = 9;
    THAT = 10;
    TO = 11;
    /// Starts with a capital letter.
    CAPITAL = 12;
    /// Monday, yesterday, last, earlier
    TIME = 13;
    COMMA = 14;
    /// . ? !
    STOP = 15;
    COLON = 16;
    SEMICOLON = 17;
    DASH = 18;
    /// ( ) [ ]
    BRACKET = 19;
    /// A passage between quotation marks, as one item.
    QUOTED = 20;
    /// A stray quotation mark or other sign.
    MARK = 21;
    NUMBER = 22;
    /// A verb of the lexicon in -ing.
    PARTICIPLE = 23;
    /// and, alone
    AND = 24;
}

impl Class {
    pub(crate) const fn is(self, other: Class) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) const fn or(self, other: Class) -> Class {
        Class(self.0 | other.0)
    }
}

const WORDS: &[(Class, &str)] = &[
    (
        Class::DETERMINER,
        "a an the this these those some any no more many several most all both each every another two three four five six \
         other few",
    ),
    (Class::SUBJECT_PRONOUN, "he she they we i it you who"),
    (
        Class::OBJECT_PRONOUN,
        "him them me us himself herself themselves itself myself yourself everyone reporters there",
    ),
    (Class::POSSESSIVE, "his her their my our your its 's ’s"),
    (
        Class::AUXILIARY,
        "am is are was were be been being has have had do does did will would can could shall should may might must 've \
         ’ve 'd ’d 'll ’ll 're ’re 'm ’m",
    ),
    (
        Class::ADVERB,
        "not n't n’t also then now later even still just already once ever never often always again so too instead \
         however meanwhile first further simply thus yet soon all both",
    ),
    (
        Class::PREPOSITION,
        "of in on at for with by from about against over into through during under between among amid without within \
         across toward towards upon onto off out up down near outside inside behind beyond despite besides like",
    ),
    (Class::CONJUNCTION, "and or but nor & yet"),
    (Class::AND, "and &"),
    (
        Class::SUBORDINATOR,
        "because although though while when if since after before as unless until whereas where once than",
    ),
    (Class::WH, "how what why whether which who whom whose when where if"),
    (Class::THAT, "that"),
    (Class::TO, "to"),
    (
        Class::TIME,
        "monday tuesday wednesday thursday friday saturday sunday yesterday today tonight tomorrow last earlier later \
         recently ago week month year morning afternoon evening night jan. feb. march april may june july aug. sept. \
         oct. nov. dec. january february august september october november december",
    ),
];

/// What is known of a lower-case form: nothing, of most.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Entry {
    pub(crate) class: Class,
    pub(crate) cue: Option<Cue>,
}

/// By the [hash](hash::bytes) of the form.
static ENTRIES: LazyLock<FxHashMap<u64, Entry>> = LazyLock::new(|| {
    let mut map: FxHashMap<&str, Entry> = FxHashMap::default();
    for (class, words) in WORDS {
        for word in words.split_whitespace() {
            let entry = map.entry(word).or_default();
            entry.class = entry.class.or(*class);
        }
    }
    parse_cues(include_str!("../data/cues.tsv"), &mut map)
        .expect("data/cues.tsv is tested to be well formed");
    map.into_iter().map(|(form, entry)| (hash::bytes(form.as_bytes()), entry)).collect()
});

/// Puts the cues into `map`.
fn parse_cues<'t>(tsv: &'t str, map: &mut FxHashMap<&'t str, Entry>) -> Result<(), String> {
    for (i, line) in tsv.lines().enumerate().filter(|(_, l)| !l.starts_with('#') && !l.is_empty()) {
        let bad = || format!("cues.tsv:{}: expected form, frames and class", i + 1);
        let mut fields = line.split('\t');
        let (Some(form), Some(frames), Some(class), None) =
            (fields.next(), fields.next(), fields.next(), fields.next())
        else {
            return Err(bad());
        };
        let frames = Frames::parse(frames).ok_or_else(bad)?;
        let class = match class {
            "say" => CueClass::Say,
            "tell" => CueClass::Tell,
            "judge" => CueClass::Judge,
            "act" => CueClass::Act,
            _ => return Err(bad()),
        };
        if map.entry(form).or_default().cue.replace(Cue { frames, class }).is_some() {
            return Err(format!("cues.tsv:{}: {form:?} stands twice", i + 1));
        }
    }
    Ok(())
}

/// Classes and cue of a lower-case form: one word, or a verb and its particle.
pub(crate) fn entry(form: &str) -> Entry {
    entry_of(hash::bytes(form.as_bytes()))
}

/// The same by the [hash](hash::bytes) of the form.
pub(crate) fn entry_of(form: u64) -> Entry {
    ENTRIES.get(&form).copied().unwrap_or_default()
}

/// The cue with this lower-case form: one word, or a verb and its particle.
pub(crate) fn cue(form: &str) -> Option<Cue> {
    entry(form).cue
}

/// The classes of a lower-case word, or none for an open-class word.
pub(crate) fn class(word: &str) -> Class {
    entry(word).class
}

/// The class of a punctuation mark or sign.
pub(crate) fn punctuation(text: &str) -> Class {
    match text {
        "," => Class::COMMA,
        ":" => Class::COLON,
        ";" => Class::SEMICOLON,
        "(" | ")" | "[" | "]" => Class::BRACKET,
        "–" | "—" | "―" | "--" | "---" | "-" => Class::DASH,
        "&" => Class::AND.or(Class::CONJUNCTION),
        "$" | "£" | "€" | "%" => Class::NUMBER,
        _ if text.starts_with(['.', '?', '!', '…']) => Class::STOP,
        _ => Class::MARK,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lexicon_is_well_formed() {
        let mut cues = FxHashMap::default();
        parse_cues(include_str!("../data/cues.tsv"), &mut cues).unwrap();
        assert!(cues.len() > 400);
        assert!(cue("said").unwrap().frames.has(Frames::THAT));
        assert_eq!(cue("told").unwrap().class, CueClass::Tell);
    }

    #[test]
    fn a_bad_line_is_named() {
        let error = |tsv| parse_cues(tsv, &mut FxHashMap::default()).unwrap_err();
        assert_eq!(error("said\tT"), "cues.tsv:1: expected form, frames and class");
        assert_eq!(error("a\tT\tsay\na\tT\tsay"), "cues.tsv:2: \"a\" stands twice");
    }

    #[test]
    fn a_word_may_be_of_several_classes() {
        assert!(class("who").is(Class::WH) && class("who").is(Class::SUBJECT_PRONOUN));
        assert_eq!(class("senator"), Class::default());
    }
}
