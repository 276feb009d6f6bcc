//! Ties links and times to quotations, and carries them on through a passage.

use std::ops::Range;

use dixit_entities::{Entities, NameKind};
use dixit_models::outlets::{OutletKind, Outlets};
use dixit_quotes::{Attribution, Quote, QuoteKind};

use crate::link::{Form, Link};
use crate::mention::OutletMention;
use crate::time::Time;
use crate::words::{Class, Words};
use crate::{Chain, OutletSpeaker, Relation, Via, ViaKind};

/// Who speaks, as far as it matters for carrying on: two quotations of one key have the same speaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    Entity(u32),
    /// A hash of the last word of a name that is no entity.
    Name(u64),
    Outlet(u32),
    Nobody,
}

/// What a quotation looks like in words, worked out once.
struct Item {
    /// Sentences in which its cue and source stand.
    sentences: Range<u32>,
    /// Words of its cue; of its source where it has none.
    cue: Range<u32>,
    source: Range<u32>,
    content: Vec<Range<u32>>,
    key: Key,
    paragraph: u32,
    outlet: Option<OutletSpeaker>,
}

/// What is known of the passage a speaker is quoted from.
#[derive(Clone, Debug)]
struct Live {
    key: Key,
    via: Vec<Via>,
    /// Where it was last said or carried on.
    paragraph: u32,
    /// The word after which a new time breaks it.
    token: u32,
    /// Index of the last quotation it was given to.
    quote: usize,
}

pub(crate) struct Attacher<'a> {
    words: &'a Words<'a>,
    entities: &'a Entities,
    quotes: &'a [Quote],
    outlets: &'a Outlets,
    mentions: &'a [OutletMention],
    links: &'a [Link],
    times: &'a [Time],
    items: Vec<Item>,
}

impl<'a> Attacher<'a> {
    #[allow(clippy::too_many_arguments)]
    pub(crate) fn new(
        words: &'a Words<'a>,
        entities: &'a Entities,
        quotes: &'a [Quote],
        attributions: &[Attribution],
        outlets: &'a Outlets,
        mentions: &'a [OutletMention],
        links: &'a [Link],
        times: &'a [Time],
    ) -> Self {
        let mut attacher =
            Self { words, entities, quotes, outlets, mentions, links, times, items: Vec::new() };
        for (i, quote) in quotes.iter().enumerate() {
            let item = attacher.item(quote, attributions.get(i));
            attacher.items.push(item);
        }
        attacher
    }

    fn token_range(&self, spans: &[dixit_text::Span]) -> Range<u32> {
        match (spans.first(), spans.last()) {
            (Some(first), Some(last)) => self.words.tokens.tokens_in(first.cover(*last)),
            _ => 0..0,
        }
    }

    fn item(&self, quote: &Quote, attribution: Option<&Attribution>) -> Item {
        let source = self.token_range(&quote.source);
        let cue = self.token_range(&quote.cue);
        let content: Vec<Range<u32>> =
            quote.content.iter().map(|&s| self.words.tokens.tokens_in(s)).collect();
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
        let key = match &outlet {
            Some(OutletSpeaker { outlet: Some(id), .. }) => Key::Outlet(id.0),
            _ => self.key(&source, attribution),
        };
        Item { sentences, cue, source, content, key, paragraph, outlet }
    }

    fn key(&self, source: &Range<u32>, attribution: Option<&Attribution>) -> Key {
        let speaker = attribution.and_then(|a| a.speakers.first());
        if let Some(id) = speaker.and_then(|s| s.entity) {
            return Key::Entity(id.0);
        }
        let pronoun = source.len() == 1 && self.words.is(source.start, Class::PRONOUN);
        if pronoun || source.is_empty() {
            // Nobody resolved it: it goes on with whoever spoke before.
            return self.items.last().map_or(Key::Nobody, |item| item.key);
        }
        let last = source.clone().rev().find(|&i| self.words.is_capital(i)).unwrap_or(source.end - 1);
        let mut hash = 0xcbf2_9ce4_8422_2325u64;
        for byte in self.words.text(last).bytes() {
            hash = (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3);
        }
        Key::Name(hash)
    }

    /// The outlet that speaks, where the source is one: `The New York Post`, `a Times article`, `the newspaper`, `it`.
    fn outlet_speaker(&self, source: &Range<u32>) -> Option<OutletSpeaker> {
        let words = self.words;
        if source.is_empty() {
            return None;
        }
        let speaker = |m: &OutletMention| OutletSpeaker { name: m.span, outlet: m.outlet };
        let is_outlet =
            |m: &&OutletMention| m.outlet.is_none_or(|id| self.outlets.get(id).kind != OutletKind::Platform);
        let mut named =
            self.mentions.iter().filter(|m| source.start <= m.tokens.start && m.tokens.end <= source.end);
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
        let before = |m: &&OutletMention| m.tokens.end <= source.start;
        let last_outlet = || self.mentions.iter().filter(before).filter(is_outlet).next_back();
        let last_speaker = || self.items.last().and_then(|item| item.outlet.clone());
        let definite = words.one_of(source.start, &["the", "its"]) && source.len() == 2;
        if definite && words.is(head, Class::OUTLET_NOUN) && !words.is_capital(head) {
            return last_outlet().map(speaker);
        }
        if definite
            && words.is(head, Class::ARTICLE)
            && !words.is(head, Class::POLL)
            && words.one_of(head, &["article", "story", "piece", "editorial", "op-ed", "column"])
        {
            return last_speaker();
        }
        if source.len() == 1 && words.one_of(head, &["it", "they"]) {
            return last_speaker();
        }
        let media = words
            .one_of(head, &["media", "outlets", "newspapers", "papers", "publications", "broadcasters"])
            || (source.clone())
                .any(|i| words.one_of(i, &["media"]) && words.one_of(i + 1, &["outlets", "reports"]));
        media.then(|| OutletSpeaker { name: words.cover(source.start, source.end), outlet: None })
    }

    /// The chain of every quotation.
    pub(crate) fn chains(&self) -> Vec<Chain> {
        let mut chains: Vec<Chain> = Vec::with_capacity(self.items.len());
        let mut live: Vec<Live> = Vec::new();
        let mut used = vec![false; self.links.len()];
        let order = self.in_text_order();
        chains.resize(self.items.len(), Chain::default());
        let mut sentence = 0;
        for q in order {
            let item = &self.items[q];
            // What sentences without a quotation said of speakers on the way here.
            while sentence < item.sentences.start {
                self.introduce(sentence, &mut live);
                sentence += 1;
            }
            sentence = sentence.max(item.sentences.end);
            let via = self.explicit(q, &mut used);
            chains[q].via =
                if via.is_empty() { self.carried(q, &mut live) } else { self.keep(q, via, &mut live) };
            chains[q].outlet_speaker = item.outlet.clone();
        }
        self.said_afterwards(&mut chains, &used);
        crate::when::add_times(self.words, self.entities, self.times, &self.views(), &mut chains);
        chains
    }

    /// Quotations by where their cue stands: the order in which a reader learns of them.
    fn in_text_order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.items.len()).collect();
        order.sort_by_key(|&q| (self.items[q].sentences.start, self.items[q].cue.start, q));
        order
    }

    fn views(&self) -> Vec<crate::when::View<'_>> {
        self.items
            .iter()
            .map(|item| crate::when::View {
                sentences: item.sentences.clone(),
                cue: item.cue.clone(),
                source: item.source.clone(),
                content: &item.content,
                key: match item.key {
                    Key::Entity(id) => u64::from(id) << 2 | 1,
                    Key::Name(hash) => hash << 2 | 2,
                    Key::Outlet(id) => u64::from(id) << 2 | 3,
                    Key::Nobody => 0,
                },
                entity: match item.key {
                    Key::Entity(id) => Some(id),
                    _ => None,
                },
                paragraph: item.paragraph,
                is_outlet: item.outlet.is_some(),
            })
            .collect()
    }

    /// Links whose evidence starts in these sentences.
    fn links_in(&self, sentences: &Range<u32>) -> Range<usize> {
        let list = self.words.tokens.sentences();
        let (Some(first), Some(last)) =
            (list.get(sentences.start as usize), list.get((sentences.end as usize).wrapping_sub(1)))
        else {
            return 0..0;
        };
        let (start, end) = (first.tokens.start, last.tokens.end);
        self.links.partition_point(|l| l.tokens.start < start)
            ..self.links.partition_point(|l| l.tokens.start < end)
    }

    /// The links that the text itself ties to quotation `q`.
    fn explicit(&self, q: usize, used: &mut [bool]) -> Vec<Via> {
        let mut via: Vec<Via> = Vec::new();
        for l in self.links_in(&self.items[q].sentences) {
            let link = &self.links[l];
            if self.governs(link, q) {
                used[l] = true;
                via.push(as_via(link, false));
            }
        }
        tidy(&mut via);
        via
    }

    /// Whether a link in the sentence of quotation `q` says how that quotation came to us.
    fn governs(&self, link: &Link, q: usize) -> bool {
        let item = &self.items[q];
        let quote = &self.quotes[q];
        let on_source = overlap(&link.tokens, &item.source);
        let relays = matches!(link.form, Form::Reports | Form::According);
        if on_source && link.kind == ViaKind::Outlet {
            // The outlet is the source. It relays somebody only where it stands beside words in quotation marks:
            // “… ‘in-depth and constructive’, as Xinhua reported”. Otherwise it speaks itself.
            let as_form = link.form == Form::According
                || link.form == Form::Reports && self.words.one_of(link.tokens.start, &["as"]);
            let writes = item.cue.clone().any(|i| self.words.is(i, Class::WRITE));
            return match link.form {
                _ if item.outlet.is_none() => {
                    link.form == Form::Affiliation && writes || link.form == Form::Adverbial
                }
                Form::Adverbial => link.relation == Relation::PublishedIn && false,
                _ => as_form && quote.kind != QuoteKind::Indirect,
            };
        }
        if link.form == Form::Affiliation {
            return false;
        }
        // Inside the words that are quoted it belongs to what they tell, not to how they came.
        if item.content.iter().any(|c| overlap(&link.tokens, c)) {
            return false;
        }
        let mut inside_another = false;
        for (other, o) in self.items.iter().enumerate() {
            if other == q || !overlap_sentences(&o.sentences, &item.sentences) {
                continue;
            }
            let link_inside = o.content.iter().any(|c| overlap(&link.tokens, c));
            let cue_inside = o.content.iter().any(|c| overlap(&item.cue, c));
            inside_another |= link_inside && !cue_inside;
            // What says how the outer statement came does not say it of the one inside, unless the outer one is a relay.
            let relay_of_outer = overlap(&link.tokens, &o.source) || overlap(&link.tokens, &o.cue) && relays;
            inside_another |= cue_inside && !link_inside && !relay_of_outer && !relays;
            // Another's source that reports in its own right.
            if overlap(&link.tokens, &o.source)
                && link.form == Form::Reports
                && !cue_inside
                && !self.words.one_of(link.tokens.start, &["as"])
            {
                return false;
            }
        }
        !inside_another && (relays || self.nearest(&link.tokens, q))
    }

    /// Whether no quotation of another speaker in the sentence has its cue nearer to these words.
    fn nearest(&self, tokens: &Range<u32>, q: usize) -> bool {
        let item = &self.items[q];
        let mine = distance(tokens, &item.cue);
        self.items.iter().enumerate().all(|(other, o)| {
            other == q
                || o.key == item.key
                || !overlap_sentences(&o.sentences, &item.sentences)
                || o.content.iter().any(|c| overlap(tokens, c))
                || distance(tokens, &o.cue) >= mine
        })
    }

    /// Remembers what the text says of this quotation for the ones that follow.
    fn keep(&self, q: usize, via: Vec<Via>, live: &mut Vec<Live>) -> Vec<Via> {
        let item = &self.items[q];
        live.retain(|l| l.key != item.key);
        if item.key != Key::Nobody {
            live.push(Live {
                key: item.key,
                via: via.clone(),
                paragraph: item.paragraph,
                token: item.cue.end,
                quote: q,
            });
        }
        via
    }

    /// The links that go on from an earlier quotation of the same speaker.
    fn carried(&self, q: usize, live: &mut Vec<Live>) -> Vec<Via> {
        let item = &self.items[q];
        if item.outlet.is_some() {
            return Vec::new();
        }
        let Some(state) = live.iter_mut().find(|l| l.key == item.key) else { return Vec::new() };
        let gap = item.paragraph.saturating_sub(state.paragraph);
        let broken = self.breaks(state.token, item.cue.start);
        let pronoun = item.source.is_empty()
            || item.source.len() == 1 && self.words.is(item.source.start, Class::PRONOUN);
        let via: Vec<Via> = state
            .via
            .iter()
            .filter(|via| {
                !broken
                    && match via.relation {
                        Relation::Interview | Relation::Told | Relation::SaidAt => gap <= 3,
                        Relation::PostedOn | Relation::PublishedIn => gap <= 1 || gap <= 2 && pronoun,
                        Relation::ReportedBy | Relation::ObtainedBy => gap == 0 || gap <= 1 && pronoun,
                    }
            })
            .map(|via| Via { carried: true, ..via.clone() })
            .collect();
        if via.is_empty() {
            live.retain(|l| l.key != item.key);
        } else {
            state.paragraph = item.paragraph;
            state.token = item.cue.end;
            state.quote = q;
        }
        via
    }

    /// Whether something between two words ends a passage: another time, or a rule between sections.
    fn breaks(&self, from: u32, to: u32) -> bool {
        if to <= from {
            return false;
        }
        let section = self.words.tokens.paragraphs().iter().any(|p| {
            p.tokens.start >= from
                && p.tokens.end <= to
                && p.tokens
                    .clone()
                    .all(|i| self.words.is_mark(i) || self.words.text(i).chars().all(|c| !c.is_alphabetic()))
        });
        let time = self.times.iter().any(|t| {
            t.tokens.start >= from
                && t.tokens.end <= to
                && !t.background
                && !t.points_back
                && t.date.is_some()
                && !self.items.iter().any(|item| item.content.iter().any(|c| overlap(&t.tokens, c)))
        });
        section || time
    }

    /// A sentence without a quotation that says where its subject speaks: `Obama issued a statement on Monday.`
    fn introduce(&self, sentence: u32, live: &mut Vec<Live>) {
        let links: Vec<&Link> = self.links[self.links_in(&(sentence..sentence + 1))]
            .iter()
            .filter(|l| matches!(l.form, Form::Adverbial | Form::Made | Form::Verb))
            .filter(|l| !self.items.iter().any(|item| item.content.iter().any(|c| overlap(&l.tokens, c))))
            .collect();
        if links.is_empty() {
            return;
        }
        let s = &self.words.tokens.sentences()[sentence as usize];
        let person = self
            .entities
            .mentions_in(s.span)
            .find(|&m| self.entities.mentions[m].kind == NameKind::Person)
            .and_then(|m| self.entities.entity_of.get(m));
        let Some(id) = person else { return };
        let mut via: Vec<Via> = links.into_iter().map(|l| as_via(l, true)).collect();
        tidy(&mut via);
        let key = Key::Entity(id.0);
        live.retain(|l| l.key != key);
        live.push(Live {
            key,
            via,
            paragraph: self.words.tokens.paragraph_of(s.tokens.start),
            token: s.tokens.end,
            quote: usize::MAX,
        });
    }

    /// A sentence right after a statement that says where it was made: `This move, revealed during an event …`.
    fn said_afterwards(&self, chains: &mut [Chain], used: &[bool]) {
        let words = self.words;
        for (l, link) in self.links.iter().enumerate() {
            if used[l] || !matches!(link.form, Form::Adverbial) {
                continue;
            }
            let (first, _) = words.sentence(link.tokens.start);
            let takes_up = (first..link.tokens.start)
                .find(|&i| words.is(i, Class::SAID_THING) && i > 0 && words.is(i - 1, Class::DEMONSTRATIVE));
            let Some(noun) = takes_up else { continue };
            let opens = noun == first + 1;
            let made = (noun.saturating_sub(2)..link.tokens.start)
                .any(|i| words.is(i, Class::BRING.or(Class::MAKE)));
            if !made || !(opens || words.is(noun.saturating_sub(2), Class::MAKE)) {
                continue;
            }
            // The statement is the last one before that sentence, and the speaker's others in its paragraph.
            let before = |q: &usize| self.items[*q].cue.start < first;
            let Some(last) = self.in_text_order().into_iter().filter(before).next_back() else { continue };
            let paragraph = words.tokens.paragraph_of(first);
            let item = &self.items[last];
            if paragraph - item.paragraph.min(paragraph) > 1 {
                continue;
            }
            let (key, from) = (item.key, item.paragraph);
            for q in 0..self.items.len() {
                let item = &self.items[q];
                if item.key == key && item.paragraph == from && before(&q) && chains[q].via.is_empty() {
                    chains[q].via.push(as_via(link, q != last));
                }
            }
        }
    }
}

fn overlap(a: &Range<u32>, b: &Range<u32>) -> bool {
    a.start < b.end && b.start < a.end
}

fn overlap_sentences(a: &Range<u32>, b: &Range<u32>) -> bool {
    overlap(a, b)
}

/// Words between two ranges; 0 where they touch.
fn distance(a: &Range<u32>, b: &Range<u32>) -> u32 {
    if a.start >= b.end { a.start - b.end } else { b.start.saturating_sub(a.end) }
}

fn as_via(link: &Link, carried: bool) -> Via {
    Via {
        kind: link.kind,
        relation: link.relation,
        name: link.name,
        evidence: link.evidence,
        outlet: link.outlet,
        carried,
    }
}

/// Orders links from the speaker outward and drops what repeats.
fn tidy(via: &mut Vec<Via>) {
    let rank = |via: &Via| match via.relation {
        Relation::SaidAt | Relation::PostedOn | Relation::Told | Relation::Interview => 0,
        Relation::PublishedIn => 1,
        Relation::ObtainedBy => 2,
        Relation::ReportedBy => 3,
    };
    via.sort_by_key(rank);
    let mut kept: Vec<Via> = Vec::with_capacity(via.len());
    for link in via.drain(..) {
        let repeats = kept.iter().any(|k| {
            k.outlet.is_some() && k.outlet == link.outlet
                || k.name == link.name
                || k.evidence.covers(link.evidence) && link.outlet.is_none()
        });
        if !repeats {
            kept.push(link);
        }
    }
    *via = kept;
}
