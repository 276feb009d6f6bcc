//! Decides which of the links in its sentence say how a quotation came to us.

use std::ops::{Deref, Range};

use dixit_entities::Entities;
use dixit_models::outlets::{OutletId, OutletKind, Outlets};
use dixit_quotes::QuoteKind;

use crate::item::{Item, distance, overlap};
use crate::journalist::Journalists;
use crate::link::{Form, Link};
use crate::mention::OutletMention;
use crate::passage::Passage;
use crate::phrase;
use crate::time::Time;
use crate::words::{Class, Words};
use crate::{Relation, Via, ViaKind};

/// The findings in a text before links are tied to quotations.
#[derive(Clone, Copy)]
pub(crate) struct Found<'a> {
    pub(crate) words: &'a Words<'a>,
    pub(crate) entities: &'a Entities,
    pub(crate) outlets: &'a Outlets,
    pub(crate) links: &'a [Link],
    pub(crate) times: &'a [Time],
    pub(crate) items: &'a [Item],
    pub(crate) passages: &'a [Passage],
    pub(crate) mentions: &'a [OutletMention],
    pub(crate) journalists: &'a Journalists<'a>,
}

/// The findings, indexed by sentence.
pub(crate) struct Context<'a> {
    found: Found<'a>,
    /// Indices of the items by the sentence they start in.
    by_sentence: Vec<(u32, u32)>,
    /// All contents, as disjoint runs of words in order.
    said: Vec<Range<u32>>,
}

impl<'a> Deref for Context<'a> {
    type Target = Found<'a>;

    fn deref(&self) -> &Found<'a> {
        &self.found
    }
}

/// Sentences an item covers at most: that of its source and that of its cue.
const MOST_SENTENCES: u32 = 2;

impl<'a> Context<'a> {
    pub(crate) fn new(found: Found<'a>) -> Self {
        let items = found.items;
        let mut by_sentence: Vec<(u32, u32)> =
            items.iter().enumerate().map(|(i, item)| (item.sentences.start, i as u32)).collect();
        by_sentence.sort_unstable();
        let mut pieces: Vec<Range<u32>> =
            items.iter().flat_map(|item| item.content.iter().cloned()).collect();
        pieces.sort_unstable_by_key(|r| (r.start, r.end));
        let mut said: Vec<Range<u32>> = Vec::with_capacity(pieces.len());
        for piece in pieces {
            match said.last_mut() {
                Some(last) if piece.start < last.end => last.end = last.end.max(piece.end),
                _ => said.push(piece),
            }
        }
        Self { found, by_sentence, said }
    }

    /// Returns whether these words are part of any content.
    ///
    /// What they hold themselves is a name with a verb or a title in it: `the music show The 411`.
    pub(crate) fn is_said(&self, words: &Range<u32>) -> bool {
        let i = self.said.partition_point(|r| r.end <= words.start);
        let mut overlapping = self.said[i..].iter().take_while(|r| r.start < words.end);
        overlapping.any(|r| r.start < words.start || words.end < r.end)
    }

    /// Returns whether word `i` is part of the name of an outlet.
    pub(crate) fn mention_at(&self, i: u32) -> bool {
        let n = self.mentions.partition_point(|m| m.tokens.end <= i);
        self.mentions.get(n).is_some_and(|m| m.tokens.start <= i)
    }

    /// Whether an outlet is one or a platform.
    pub(crate) fn kind_of(&self, outlet: Option<OutletId>) -> ViaKind {
        let platform = outlet.is_some_and(|id| self.outlets.get(id).kind == OutletKind::Platform);
        if platform { ViaKind::Platform } else { ViaKind::Outlet }
    }

    /// The items announced in these sentences.
    pub(crate) fn items_in<'s>(
        &'s self,
        sentences: &'s Range<u32>,
    ) -> impl Iterator<Item = (usize, &'a Item)> + 's {
        let from = self.by_sentence.partition_point(|(s, _)| s + MOST_SENTENCES <= sentences.start);
        self.by_sentence[from..]
            .iter()
            .take_while(|(s, _)| *s < sentences.end)
            .map(|&(_, i)| (i as usize, &self.items[i as usize]))
            .filter(|(_, item)| overlap(&item.sentences, sentences))
    }

    /// Returns the times wholly within these words.
    pub(crate) fn times_in(&self, words: &Range<u32>) -> impl Iterator<Item = &'a Time> {
        let end = words.end;
        let from = self.times.partition_point(|t| t.tokens.start < words.start);
        self.times[from..].iter().take_while(move |t| t.tokens.end <= end)
    }

    /// The words of the sentences in which a quotation is announced.
    pub(crate) fn announced(&self, item: &Item) -> Range<u32> {
        let list = self.words.tokens.sentences();
        match (
            list.get(item.sentences.start as usize),
            list.get((item.sentences.end as usize).wrapping_sub(1)),
        ) {
            (Some(first), Some(last)) => first.tokens.start..last.tokens.end,
            _ => 0..0,
        }
    }

    /// Items by the position of their cue: the order in which a reader learns of them.
    pub(crate) fn in_text_order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.items.len()).collect();
        order.sort_by_key(|&q| (self.items[q].sentences.start, self.items[q].cue.start, q));
        order
    }

    /// Links whose evidence starts in these sentences.
    pub(crate) fn links_in(&self, sentences: &Range<u32>) -> Range<usize> {
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
    pub(crate) fn explicit(&self, q: usize, used: &mut [bool]) -> Vec<Via> {
        dixit_text::deadline::check();
        let mut via: Vec<Via> = Vec::new();
        for l in self.links_in(&self.items[q].sentences) {
            let link = &self.links[l];
            if self.governs(link, q) {
                used[l] = true;
                via.push(as_via(link, false));
            }
        }
        via.extend(self.document_source(q).or_else(|| self.poll_of(q)));
        via.extend(self.document_in_cue(q));
        if via.iter().all(|v| v.kind == ViaKind::Document) {
            via.extend(self.publisher_of_document(q));
        }
        tidy(&mut via);
        via
    }

    /// The document that speaks for somebody: `A new ad from the campaign says`, `the letter`.
    fn document_source(&self, q: usize) -> Option<Via> {
        let item = &self.items[q];
        let words = self.words;
        let source = item.source.clone();
        if item.outlet.is_some() {
            return None;
        }
        // The head is the last noun before a preposition, a comma or a relative clause.
        let end = source
            .clone()
            .find(|&i| {
                i > source.start
                    && (words.is(i, Class::PREP)
                        || words.is_mark(i) && !words.one_of(i, &["-"])
                        || words.one_of(i, &["that", "which", "released", "published", "conducted"]))
            })
            .unwrap_or(source.end);
        let head = end.checked_sub(1).filter(|h| source.contains(h))?;
        let document = words.is(head, Class::DOCUMENT.or(Class::POLL))
            && (head > source.start || words.text(head).ends_with('s'));
        if document {
            return Some(self.document(source, false));
        }
        // `the ad's narrator`
        let speaks = words.one_of(head, &["narrator", "announcer", "voiceover", "author", "authors"]);
        let owner = head.checked_sub(2).filter(|&owner| source.contains(&owner))?;
        (speaks && words.is_possessive(head - 1) && words.is(owner, Class::DOCUMENT))
            .then(|| self.document(source.start..owner + 1, false))
    }

    /// The document that the cue makes: `filed a motion`, `put it in a lengthy exposé`.
    fn document_in_cue(&self, q: usize) -> Option<Via> {
        let (words, cue) = (self.words, &self.items[q].cue);
        let head = cue
            .clone()
            .skip(1)
            .find(|&i| words.is(i, Class::DOCUMENT) && !words.is(i + 1, Class::DOCUMENT))?;
        let start = phrase::start(words, head);
        let whole = start > cue.start && start < head && words.is(start, Class::DET);
        whole.then(|| self.document(start..head + 1, false))
    }

    /// The poll whose respondents speak: `The latest poll is out. … Another 19 percent said`.
    fn poll_of(&self, q: usize) -> Option<Via> {
        /// Words and paragraphs back to the poll at most.
        const BACK: (u32, u32) = (160, 3);
        let (item, words) = (&self.items[q], self.words);
        let respondents = item.source.clone().any(|i| words.one_of(i, &["percent", "%", "respondents"]));
        if !respondents {
            return None;
        }
        let at = item.source.start;
        let (_, last) = words.sentence(at);
        let paragraph = words.tokens.paragraph_of(at);
        let near = |&i: &u32| words.tokens.paragraph_of(i) + BACK.1 > paragraph;
        let poll = |&i: &u32| words.one_of(i, &["poll", "survey"]) && !item.says(&(i..i + 1));
        let behind = (item.source.end..last).find(poll);
        let head = behind.or_else(|| (at.saturating_sub(BACK.0)..at).rev().take_while(near).find(poll))?;
        Some(self.document(phrase::start(words, head)..head + 1, head < words.sentence(at).0))
    }

    /// A document that only its words name.
    fn document(&self, name: Range<u32>, carried: bool) -> Via {
        let name = self.words.cover(name.start, name.end);
        let (kind, relation) = (ViaKind::Document, Relation::PublishedIn);
        Via { kind, relation, name, evidence: name, outlet: None, carried, confidence: 1.0 }
    }

    /// The outlet of a document told of just before: `a Reuters survey of voter lists. The study found`.
    fn publisher_of_document(&self, q: usize) -> Option<Via> {
        let (item, words) = (&self.items[q], self.words);
        let source = item.source.clone();
        let work = Class::POLL.or(Class::STUDY);
        let definite = source.len() == 2
            && words.one_of(source.start, &["the", "that", "this"])
            && words.is(source.start + 1, work);
        if !definite || item.outlet.is_some() {
            return None;
        }
        // In the sentence before, or the one before that.
        let s = item.sentences.start;
        let range = self.links_in(&(s.saturating_sub(2)..s));
        let link = self.links[range].iter().rfind(|l| {
            let (first, end) = words.sentence(l.tokens.start);
            let told = matches!(l.relation, Relation::Told | Relation::Interview);
            l.kind == ViaKind::Outlet
                && !told
                && (first..end.min(l.tokens.end + 5)).any(|i| words.is(i, work.or(Class::ARTICLE)))
        })?;
        Some(Via { relation: Relation::PublishedIn, ..as_via(link, true) })
    }

    /// Whether a link in the sentence of quotation `q` says how that quotation came to us.
    fn governs(&self, link: &Link, q: usize) -> bool {
        let item = &self.items[q];
        let on_source = overlap(&link.tokens, &item.source);
        let relays = matches!(link.form, Form::Reports | Form::According);
        if on_source && link.kind == ViaKind::Outlet {
            // The outlet is the source. It relays somebody only if it is beside words in quotation marks:
            // “… ‘in-depth and constructive’, as Xinhua reported”. Otherwise it speaks itself.
            let as_form = link.form == Form::According
                || link.form == Form::Reports && self.words.one_of(link.tokens.start, &["as"]);
            let writes = item.cue.clone().any(|i| self.words.is(i, Class::WRITE));
            return match link.form {
                // `Dan McLaughlin at the National Review`, `NBC's Dante Chinni noted`.
                Form::Affiliation => {
                    item.outlet.is_none() && (writes || self.prints(link) && self.joins_name(link))
                }
                Form::Adverbial => item.outlet.is_none(),
                Form::Origin | Form::Asked => false,
                _ => as_form && item.kind != QuoteKind::Indirect,
            };
        }
        // `Ann Lee, who attended the session, said`: it tells who she is.
        let tells_who = on_source && matches!(link.kind, ViaKind::Event | ViaKind::Document);
        if tells_who || matches!(link.form, Form::Affiliation | Form::Origin | Form::Asked) {
            return false;
        }
        // `released it to The Post and others`: the verb is the cue, so what it released is counted as content.
        if link.relation == Relation::ObtainedBy && overlap(&link.tokens, &item.cue) {
            return true;
        }
        // Inside the words that are quoted it belongs to what they tell, not to how they came; but the end of a clause that
        // is told (“blasted her as ‘a disgrace’ on The Morning Hour”) and the object of telling (“unleashed a flurry of tweets”)
        // are counted with the content.
        if item.content.iter().any(|c| overlap(&link.tokens, c) && !self.at_edge(link, c, item.kind)) {
            return false;
        }
        let mut inside_another = false;
        for (other, o) in self.items_in(&item.sentences) {
            if other == q || o.is_within(&link.tokens) {
                continue;
            }
            // What the same speaker agreed to or went on to do (“agreed to an interview with”) is the frame of what follows.
            let object = o.key.same(item.key) && o.kind == QuoteKind::Indirect;
            let link_inside = !object && o.says(&link.tokens);
            let cue_inside = o.says(&item.cue);
            inside_another |= link_inside && !cue_inside;
            // A link of the outer statement is none of the one inside, unless the outer one is a relay.
            let relay_of_outer = overlap(&link.tokens, &o.source) || overlap(&link.tokens, &o.cue) && relays;
            inside_another |= cue_inside && !link_inside && !relay_of_outer && !relays;
            // Another's source that reports in its own right, unless that is told as a whole: `Reuters reports that it
            // rained, according to the weather office`.
            if overlap(&link.tokens, &o.source)
                && !item.says(&link.tokens)
                && link.form == Form::Reports
                && !cue_inside
                && !self.words.one_of(link.tokens.start, &["as"])
            {
                return false;
            }
        }
        let opens = link.tokens.start == self.words.sentence(link.tokens.start).0;
        !inside_another && (relays || opens || self.nearest(&link.tokens, q))
    }

    /// Returns whether a link is at the start or the end of a content piece that is no clause of its own.
    fn at_edge(&self, link: &Link, content: &Range<u32>, kind: QuoteKind) -> bool {
        if kind == QuoteKind::Direct || matches!(link.form, Form::Verb | Form::Made) {
            return false;
        }
        let words = self.words;
        let during = link.kind == ViaKind::Event && words.one_of(link.tokens.start, &["during"]);
        let outlet = matches!(link.kind, ViaKind::Outlet | ViaKind::Platform) || during;
        let clause = words.is(content.start, Class::CLAUSE);
        let ends = outlet && link.tokens.end + 1 >= content.end;
        let starts = link.tokens.start <= content.start + 3
            && !(content.start..link.tokens.end).any(|i| words.is_possessive(i));
        !clause && (ends || starts)
    }

    /// Whether an outlet publishes in writing.
    pub(crate) fn prints(&self, link: &Link) -> bool {
        let kind = link.outlet.map(|id| self.outlets.get(id).kind);
        matches!(kind, Some(OutletKind::Newspaper | OutletKind::Magazine | OutletKind::Site))
    }

    /// `Dan McLaughlin [at the National Review]`, `[Slate's] Ann Lee`: the outlet touches the name.
    pub(crate) fn joins_name(&self, link: &Link) -> bool {
        let words = self.words;
        let before = link.tokens.start.checked_sub(1).is_some_and(|b| words.is_capital(b));
        words.one_of(link.tokens.start, &["at"]) && before
            || words.is_possessive(link.tokens.end) && words.is_capital(link.tokens.end + 1)
    }

    /// Whether no quotation of another speaker in the sentence has its cue nearer to these words.
    fn nearest(&self, tokens: &Range<u32>, q: usize) -> bool {
        let item = &self.items[q];
        let mine = distance(tokens, &item.cue);
        self.items_in(&item.sentences).all(|(other, o)| {
            other == q || o.key.same(item.key) || o.says(tokens) || distance(tokens, &o.cue) >= mine
        })
    }
}

/// A link as part of a chain.
pub(crate) fn as_via(link: &Link, carried: bool) -> Via {
    Via {
        kind: link.kind,
        relation: link.relation,
        name: link.name,
        evidence: link.evidence,
        outlet: link.outlet,
        carried,
        confidence: 1.0,
    }
}

/// Orders links from the speaker outward and drops what repeats.
pub(crate) fn tidy(via: &mut Vec<Via>) {
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
