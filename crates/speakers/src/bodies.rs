//! The text's own nouns for bodies: `the retailer Dunmore`, `Dunmore, a retailer of tiles`, `the Utica consulate`.

use dixit_entities::lexicon::{WordClass, fold};
use dixit_entities::{EntityId, NameKind};
use dixit_text::Span;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::layers::Layers;
use crate::words::{self, Words, is_possessive};
use crate::work;

/// Words of an apposition that are read.
const LONGEST_APPOSITION: u32 = 10;

/// Words between a name and the noun of the phrase it opens: `Utica's foreign trade ministry`.
const LONGEST_PHRASE: u32 = 4;

/// Phrases with one head beyond these are not kept.
const MOST_PHRASES: usize = 8;

/// The sort of body that a name shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Sort {
    /// `Dunmore Holdings`
    Company,
    /// `Tile Council`, `High Court`
    Public,
    /// Nothing: `Dunmore`.
    #[default]
    Plain,
}

/// Nouns by which the text calls bodies, and phrases that name a body without being a name.
#[derive(Debug, Default)]
pub(crate) struct Bodies {
    /// The first place where each body is called by each noun.
    called: FxHashMap<(u32, u64), u32>,
    /// By the noun they turn on: the token of that noun, and the words. In the order of the text.
    phrases: FxHashMap<u64, SmallVec<[Phrase; 1]>>,
    /// The same, all of them, by token.
    all: Vec<Phrase>,
}

/// `the Utica consulate`: a name of a place or body, and a noun for a body after it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Phrase {
    /// The noun.
    pub token: u32,
    /// From the name to the noun.
    pub words: Span,
}

impl Bodies {
    /// Of the whole article.
    pub(crate) fn new(layers: &Layers) -> Self {
        let mut bodies = Bodies::default();
        for (m, mention) in layers.entities.mentions.iter().enumerate() {
            work::step();
            let id = layers.entities.entity_of[m];
            if layers.entities.entity(id).kind == NameKind::Person {
                continue;
            }
            let (start, end) = (mention.tokens.start, mention.tokens.end);
            // `the retailer Dunmore`
            if start > 0 && layers.is_word(start - 1) && !layers.is_capital(start - 1) {
                bodies.called.entry((id.0, fold(layers.text(start - 1)))).or_insert(start - 1);
            }
            if let Some(head) = apposed(layers, end) {
                bodies.called.entry((id.0, fold(layers.text(head)))).or_insert(head);
            }
            if let Some(phrase) = phrase(layers, start, end) {
                let alike = bodies.phrases.entry(fold(layers.text(phrase.token))).or_default();
                if alike.len() < MOST_PHRASES {
                    alike.push(phrase);
                }
                bodies.all.push(phrase);
            }
        }
        bodies
    }

    /// Whether the text calls the body by this noun.
    pub(crate) fn calls(&self, id: EntityId, noun: u64) -> bool {
        self.called.contains_key(&(id.0, noun))
    }

    /// Returns a noun that could replace the name of the body at a token: one it was called by before, or the last of its name.
    pub(crate) fn noun_for(&self, layers: &Layers, id: EntityId, token: u32) -> Option<u32> {
        let before = |(&(body, _), &at): (&(u32, u64), &u32)| (body == id.0 && at + 20 < token).then_some(at);
        let is_body =
            |at: u32| layers.class(at).any(WordClass::BODY) && !layers.class(at).any(WordClass::PERSON);
        #[allow(clippy::iter_over_hash_type)] // the first place is the same in any order
        let called = self.called.iter().filter_map(before).filter(|&at| is_body(at)).min();
        let mut name = layers.tokens.tokens_in(layers.entities.entity(id).name);
        called.or_else(|| name.rfind(|&at| is_body(at)))
    }

    /// The phrases with this noun before a token, the latest first.
    pub(crate) fn phrases(&self, noun: u64, before: u32) -> impl Iterator<Item = Phrase> + '_ {
        let all = self.phrases.get(&noun).map_or(&[][..], |p| &p[..]);
        all.iter().rev().filter(move |p| p.token < before).copied()
    }

    /// The latest phrase before a token, whatever its noun is.
    pub(crate) fn latest_phrase(&self, before: u32) -> Option<Phrase> {
        let n = self.all.partition_point(|p| p.token < before);
        n.checked_sub(1).map(|i| self.all[i])
    }
}

/// The noun of `, a retailer of tiles` or `is a retailer` after a name.
fn apposed(layers: &Layers, end: u32) -> Option<u32> {
    let last = layers.tokens.tokens().len() as u32;
    let link = end < last && matches!(layers.text(end), "," | "is" | "was" | "–" | "—" | "(");
    if !link || end + 2 >= last || !words::is(layers.text(end + 1), Words::INDEFINITE | Words::DEFINITE) {
        return None;
    }
    let range = end + 2..last.min(end + 2 + LONGEST_APPOSITION);
    let stop = |i: &u32| {
        !layers.is_word(*i) && layers.text(*i) != "-" || words::is(layers.text(*i), Words::HEAD_STOP)
    };
    let stop = range.clone().find(stop).unwrap_or(range.end);
    (stop > range.start).then(|| stop - 1)
}

/// The phrase that the name of tokens `start..end` opens.
fn phrase(layers: &Layers, start: u32, end: u32) -> Option<Phrase> {
    let last = layers.tokens.tokens().len() as u32;
    let from = if end < last && is_possessive(layers.text(end)) { end + 1 } else { end };
    let mut found = None;
    for i in from..last.min(from + LONGEST_PHRASE) {
        if !layers.is_word(i) || words::is(layers.text(i), Words::HEAD_STOP) {
            break;
        }
        let class = layers.class(i);
        if class.any(WordClass::BODY) && !class.any(WordClass::PERSON) && !layers.is_capital(i) {
            found = Some(i);
        } else if found.is_some() {
            // `the Utica consulate spokesman` is no consulate.
            found = found.filter(|_| !class.any(WordClass::PERSON | WordClass::GROUP | WordClass::DOCUMENT));
            break;
        }
    }
    found.map(|token| Phrase { token, words: layers.span(start, token + 1) })
}

/// Returns the sort of body that a name shows.
pub(crate) fn sort(layers: &Layers, id: EntityId) -> Sort {
    let name = layers.tokens.tokens_in(layers.entities.entity(id).name);
    let mut sort = Sort::Plain;
    for word in name.map(|i| (i, layers.text(i).trim_end_matches('.'))) {
        if words::is(word.1, Words::COMPANY) {
            return Sort::Company;
        }
        if layers.class(word.0).any(WordClass::BODY | WordClass::ORG_WORD) {
            sort = Sort::Public;
        }
    }
    sort
}

/// Whether a name is of initials, one of which is that of the noun: the fund in `IMF`.
pub(crate) fn has_initial(name: &str, noun: &str) -> bool {
    let initials = (2..=6).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_uppercase());
    let initial = noun.bytes().next().map(|b| b.to_ascii_uppercase());
    initials && initial.is_some_and(|b| name.as_bytes()[1..].contains(&b))
}
