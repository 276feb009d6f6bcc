//! Quotations as ranges of words: their positions, their speakers, and outlets that speak for themselves.

use std::ops::Range;

use dixit_entities::{Entities, NameKind};
use dixit_models::outlets::{OutletKind, Outlets};
use dixit_quotes::{Quote, QuoteKind};
use dixit_speakers::Attribution;

use crate::OutletSpeaker;
use crate::mention::OutletMention;
use crate::words::{Class, Words};

/// The speaker, as far as it matters for carrying on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) entity: Option<u32>,
    /// A hash of the last word of the name in the source; 0 where it is a pronoun or nothing.
    name: u64,
    outlet: Option<u32>,
}

impl Key {
    /// The key of a person whom no source names here.
    pub(crate) fn of_person(words: &Words, entities: &Entities, mention: usize) -> Option<Self> {
        let id = entities.entity_of.get(mention)?;
        let named = words.tokens.tokens_in(entities.mentions[mention].span);
        Some(Key { entity: Some(id.0), name: name_hash(words, named.end.checked_sub(1)?), outlet: None })
    }

    /// Whether an entity or an outlet is behind it.
    pub(crate) fn is_known(self) -> bool {
        self.entity.is_some() || self.outlet.is_some()
    }

    /// Both ways of knowing one speaker together.
    pub(crate) fn with(self, other: Key) -> Self {
        let name = if self.name == 0 { other.name } else { self.name };
        Key { entity: self.entity.or(other.entity), name, outlet: self.outlet.or(other.outlet) }
    }

    /// Whether the two are one speaker, by what is known of either.
    pub(crate) fn same(self, other: Key) -> bool {
        let outlet = self.outlet.is_some() || other.outlet.is_some();
        if outlet {
            return self.outlet == other.outlet;
        }
        self.entity.is_some() && self.entity == other.entity || self.name != 0 && self.name == other.name
    }
}

/// FNV-1a of a word in lower case: small, and the same on every machine.
fn name_hash(words: &Words, i: u32) -> u64 {
    words.text(i).bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3)
    })
}

/// A quotation as ranges of words, worked out once.
#[derive(Debug)]
pub(crate) struct Item {
    /// Half-open range of the sentences of its cue and source.
    pub(crate) sentences: Range<u32>,
    /// Words of its cue, or of its source if it has no cue.
    pub(crate) cue: Range<u32>,
    pub(crate) source: Range<u32>,
    pub(crate) content: Vec<Range<u32>>,
    pub(crate) kind: QuoteKind,
    pub(crate) key: Key,
    pub(crate) paragraph: u32,
    /// The outlet, where the speaker is one.
    pub(crate) outlet: Option<OutletSpeaker>,
}

impl Item {
    /// Returns whether these words overlap its content.
    pub(crate) fn says(&self, words: &Range<u32>) -> bool {
        self.content.iter().any(|c| overlap(words, c))
    }

    /// Returns whether all of it is within these words.
    pub(crate) fn is_within(&self, words: &Range<u32>) -> bool {
        let mut parts = self.content.iter().chain([&self.cue]);
        parts.all(|part| words.start <= part.start && part.end <= words.end)
    }

    /// Whether its source is a pronoun or missing.
    pub(crate) fn is_anonymous(&self, words: &Words) -> bool {
        self.source.is_empty() || self.source.len() == 1 && words.is(self.source.start, Class::PRONOUN)
    }
}

/// Whether two runs of words share one.
pub(crate) fn overlap(a: &Range<u32>, b: &Range<u32>) -> bool {
    a.start < b.end && b.start < a.end
}

/// Words between two runs; 0 where they touch.
pub(crate) fn distance(a: &Range<u32>, b: &Range<u32>) -> u32 {
    if a.start >= b.end { a.start - b.end } else { b.start.saturating_sub(a.end) }
}

/// Reads all quotations.
pub(crate) fn read(
    words: &Words,
    entities: &Entities,
    quotes: &[Quote],
    attributions: &[Attribution],
    outlets: &Outlets,
    mentions: &[OutletMention],
) -> Vec<Item> {
    let mut reader = Reader { words, entities, outlets, mentions, items: Vec::with_capacity(quotes.len()) };
    for (i, quote) in quotes.iter().enumerate() {
        let item = reader.item(quote, attributions.get(i));
        reader.items.push(item);
    }
    reader.items
}

struct Reader<'a> {
    words: &'a Words<'a>,
    entities: &'a Entities,
    outlets: &'a Outlets,
    mentions: &'a [OutletMention],
    items: Vec<Item>,
}

impl Reader<'_> {
    fn token_range(&self, spans: &[dixit_text::Span]) -> Range<u32> {
        match (spans.first(), spans.last()) {
            (Some(first), Some(last)) => self.words.tokens.tokens_in(first.cover(*last)),
            _ => 0..0,
        }
    }

    fn item(&self, quote: &Quote, attribution: Option<&Attribution>) -> Item {
        let cue = self.token_range(&quote.cue);
        let source = self.speaker(self.token_range(&quote.source), &cue);
        let mut content: Vec<Range<u32>> =
            quote.content.iter().map(|&s| self.words.tokens.tokens_in(s)).collect();
        if content.len() > 1 {
            // The name of a programme is in quotation marks without being quoted: said on “State of the Union.”
            content.retain(|c| !self.is_name(c) && !self.is_occasion(c));
        }
        let cue = if !cue.is_empty() {
            cue
        } else if !source.is_empty() {
            source.clone()
        } else {
            content.first().map_or(0..0, |c| c.start..c.start + 1)
        };
        let frame = if source.is_empty() {
            cue.clone()
        } else {
            cue.start.min(source.start)..cue.end.max(source.end)
        };
        let n = self.words.len();
        let (sentences, paragraph) = if frame.start < n {
            let first = self.words.tokens.sentence_of(frame.start);
            let last = self.words.tokens.sentence_of(frame.end.clamp(frame.start + 1, n) - 1);
            // A source far from its cue (the last paragraph's) does not make the text between them its frame.
            let first =
                if last - first > 1 { self.words.tokens.sentence_of(cue.start.min(n - 1)) } else { first };
            (first..last.max(first) + 1, self.words.tokens.paragraph_of(cue.start.min(n - 1)))
        } else {
            (0..0, 0)
        };
        let outlet = self.outlet_speaker(&source);
        let subject = (source.is_empty() && !quote.cue.is_empty()).then(|| self.subject(&cue)).flatten();
        let key = subject.unwrap_or_else(|| self.key(&source, &cue, attribution, outlet.as_ref()));
        Item { sentences, cue, source, content, kind: quote.kind, key, paragraph, outlet }
    }

    /// The source, unless it is who was told: Ann Lee told [The Post].
    fn speaker(&self, source: Range<u32>, cue: &Range<u32>) -> Range<u32> {
        let told = !cue.is_empty() && self.words.is(cue.end - 1, Class::TELL) && source.start >= cue.end;
        if told && self.is_name(&source) { source.end..source.end } else { source }
    }

    /// Returns the person named right before the cue of a quotation without a source: `Sen. Ann Lee (R-Ohio) told`.
    fn subject(&self, cue: &Range<u32>) -> Option<Key> {
        /// Words between the name and the cue: a party, an age, a short role.
        const APART: u32 = 8;
        let words = self.words;
        if cue.is_empty() || cue.start >= words.len() {
            return None;
        }
        let (first, _) = words.sentence(cue.start);
        let near = cue.start.saturating_sub(APART).max(first);
        if near == cue.start {
            return None;
        }
        let before = words.cover(near, cue.start);
        let mut mentions = self.entities.mentions_in(before).rev();
        // `(R-Ohio)` is no name, whatever it was taken for.
        let mention = mentions.find(|&m| {
            let mention = &self.entities.mentions[m];
            let start = words.tokens.tokens_in(mention.span).start;
            let bracket = start > 0 && words.one_of(start - 1, &["("]);
            mention.kind == NameKind::Person && mention.span.len() > 1 && !bracket
        })?;
        Key::of_person(words, self.entities, mention)
    }

    /// Returns whether the last quotation is in the paragraph of these words.
    fn same_paragraph(&self, cue: &Range<u32>) -> bool {
        self.items.last().is_some_and(|item| {
            cue.start < self.words.len() && item.paragraph == self.words.tokens.paragraph_of(cue.start)
        })
    }

    /// Whether these words are the name of an outlet and nothing else.
    fn is_name(&self, range: &Range<u32>) -> bool {
        let n = self.mentions.partition_point(|m| m.tokens.end <= range.start);
        self.mentions.get(n).is_some_and(|m| {
            range
                .clone()
                .all(|i| m.tokens.contains(&i) || self.words.is_mark(i) || self.words.is(i, Class::DET))
        })
    }

    /// Whether these words say on which programme: `On Tuesday’s episode of “The Long View,”`
    fn is_occasion(&self, range: &Range<u32>) -> bool {
        let words = self.words;
        let n = self.mentions.partition_point(|m| m.tokens.end <= range.start);
        words.is(range.start, Class::PREP)
            && range.len() <= 16
            && self.mentions.get(n).is_some_and(|m| (m.tokens.end..range.end).all(|i| words.is_mark(i)))
    }

    fn key(
        &self,
        source: &Range<u32>,
        cue: &Range<u32>,
        attribution: Option<&Attribution>,
        outlet: Option<&OutletSpeaker>,
    ) -> Key {
        let words = self.words;
        let entity = attribution.and_then(|a| a.speakers.first()).and_then(|s| s.entity).map(|id| id.0);
        let outlet = outlet.and_then(|o| o.outlet).map(|id| id.0);
        let before = || self.items.last().map(|item| item.key).unwrap_or_default();
        let pronoun = source.len() == 1 && words.is(source.start, Class::PRONOUN);
        // `he added` and `one of them said` go on with whoever spoke.
        let part = source.len() >= 2
            && words.one_of(source.start, &["one", "another", "both", "some"])
            && words.one_of(source.end - 1, &["them"])
            || source.len() == 2 && words.one_of(source.end - 1, &["other", "others"]);
        if part || pronoun && words.is(cue.end.saturating_sub(1), Class::CONTINUE) && self.same_paragraph(cue)
        {
            return before();
        }
        if pronoun || source.is_empty() {
            // If it was not resolved, whoever spoke before goes on.
            return if entity.is_some() || outlet.is_some() {
                Key { entity, name: 0, outlet }
            } else {
                before()
            };
        }
        // The name ends where an apposition begins: `Dean, a medical doctor,`.
        let end =
            source.clone().find(|&i| i > source.start && words.one_of(i, &[",", "("])).unwrap_or(source.end);
        let last = (source.start..end).rev().find(|&i| words.is_capital(i));
        let name = last.map_or(0, |last| name_hash(words, last));
        Key { entity, name, outlet }
    }

    /// The outlet that speaks, where the source is one: `The New York Post`, `a Times article`, `the newspaper`, `it`.
    fn outlet_speaker(&self, source: &Range<u32>) -> Option<OutletSpeaker> {
        let words = self.words;
        let last_speaker = || self.items.last().and_then(|item| item.outlet.clone());
        if source.is_empty() {
            return None;
        }
        let speaker = |m: &OutletMention| OutletSpeaker { name: m.span, outlet: m.outlet };
        let is_outlet =
            |m: &&OutletMention| m.outlet.is_none_or(|id| self.outlets.get(id).kind != OutletKind::Platform);
        let first = self.mentions.partition_point(|m| m.tokens.start < source.start);
        let mut named = self.mentions[first..].iter().take_while(|m| m.tokens.end <= source.end);
        if let Some(mention) = named.find(is_outlet) {
            let filler = Class::DET.or(Class::OUTLET_NOUN).or(Class::ARTICLE).or(Class::CONJ);
            let before = (source.start..mention.tokens.start).all(|i| {
                words.is(i, filler.or(Class::PREP))
                    || words.is_mark(i)
                    || words.one_of(i, &["new", "recent", "latest", "conservative", "liberal"])
            });
            let mut rest = mention.tokens.end..source.end;
            let and = words.is(rest.start, Class::CONJ);
            let after = and
                || rest.all(|i| {
                    words.is(i, filler)
                        || words.is_mark(i)
                        || words.is_possessive(i) && words.is(i + 1, Class::ARTICLE)
                });
            return (before && after).then(|| speaker(mention));
        }
        let head = source.end - 1;
        let until = self.mentions.partition_point(|m| m.tokens.end <= source.start);
        let last_outlet = || self.mentions[..until].iter().rfind(is_outlet);
        let definite = words.one_of(source.start, &["the", "its"]) && source.len() == 2;
        if definite && words.is(head, Class::OUTLET_NOUN) && !words.is_capital(head) {
            return last_outlet().map(speaker);
        }
        if definite
            && words.is(head, Class::ARTICLE)
            && !words.is(head, Class::POLL)
            && words.is(head, Class::PIECE)
        {
            return last_speaker().or_else(|| last_outlet().map(speaker));
        }
        if source.len() == 1 && words.one_of(head, &["it", "they"]) {
            return last_speaker();
        }
        let media = words.is(head, Class::OUTLETS)
            || (source.clone())
                .any(|i| words.one_of(i, &["media"]) && words.one_of(i + 1, &["outlets", "reports"]));
        media.then(|| OutletSpeaker { name: words.cover(source.start, source.end), outlet: None })
    }
}
