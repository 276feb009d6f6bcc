//! Features of a link by itself: the words in and beside it, its position relative to cue and content, and who speaks in between.

use std::ops::Range;

use dixit_entities::NameKind;
use dixit_learn::{Valued, hash};
use dixit_tokens::is_host;

use crate::candidates::asks;
use crate::govern::Context;
use crate::item::{Item, Key, overlap};
use crate::link::{Form, Link};
use crate::words::Class;
use crate::{Chain, Via};

/// Number of words to the left of a name that are searched for its verb.
const TRIGGER: u32 = 7;
/// Quotations looked at between a link and its quotation.
pub(crate) const LOOK: usize = 32;

/// The position of a link relative to its quotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Region {
    Source,
    Cue,
    Content,
    Before,
    After,
    Later,
    Earlier,
}

/// Reads features of links.
pub(crate) struct Reader<'a> {
    context: &'a Context<'a>,
    /// Quotations in the order of the text, and the place of each in that order.
    order: Vec<usize>,
    rank: Vec<usize>,
    /// The evidence of all links that are not carried, sorted.
    said: Vec<u32>,
}

/// Collects features, each alone and together with the kind of link.
pub(crate) struct Sink<'o> {
    pub(crate) out: &'o mut Vec<Valued>,
    pub(crate) kind: u64,
    pub(crate) region: u64,
}

impl Sink<'_> {
    fn alone(&mut self, template: u32, value: u64) {
        self.out.push((hash::feature(template, value), 1.0));
    }

    /// By kind of link too.
    pub(crate) fn kind(&mut self, template: u32, value: u64) {
        self.alone(template, value);
        self.alone(template + 100, hash::pair(value, self.kind));
    }

    /// By kind of link and by region too.
    fn place(&mut self, template: u32, value: u64) {
        self.kind(template, value);
        self.alone(template + 200, hash::pair(value, self.region));
        self.alone(template + 300, hash::pair(value, hash::pair(self.region, self.kind)));
    }
}

/// Returns how many of these bounds a number exceeds.
fn bin(n: u32, bounds: &[u32]) -> u64 {
    bounds.iter().filter(|&&b| n > b).count() as u64
}

impl<'a> Reader<'a> {
    pub(crate) fn new(context: &'a Context<'a>, chains: &[Chain]) -> Self {
        let order = context.in_text_order();
        let mut rank = vec![0; order.len()];
        for (r, &q) in order.iter().enumerate() {
            rank[q] = r;
        }
        let own = chains.iter().flat_map(|c| &c.via).filter(|v| !v.carried);
        let mut said: Vec<u32> = own.map(|v| v.evidence.start()).collect();
        said.sort_unstable();
        Self { context, order, rank, said }
    }

    /// The features of link `i` of quotation `q`.
    pub(crate) fn read(&self, q: usize, via: &[Via], i: usize, out: &mut Vec<Valued>) {
        out.clear();
        let (link, item) = (&via[i], &self.context.items[q]);
        let tokens = self.context.words.tokens;
        let mut name = tokens.tokens_in(link.name);
        let evidence = tokens.tokens_in(link.evidence);
        // For a name given elsewhere, the words that refer to it count.
        if name.is_empty() || !overlap(&name, &evidence) {
            name = evidence.clone();
        }
        if name.is_empty() {
            return;
        }
        let region = self.region(&name, item);
        let form = self.form(link).map_or(Form::Wide, |l| l.form);
        let kind = link.kind as u64 * 2 + u64::from(link.carried);
        let naming = self.naming(link, &name);
        let mut sink = Sink { out, kind, region: region as u64 };
        let form = form as u64;
        sink.place(1, link.relation as u64);
        sink.place(2, form);
        sink.place(3, hash::pair(form, link.relation as u64));
        sink.place(4, 0);
        // The kind that the name is taken for.
        let words = self.context.words;
        let taken = self.context.entities.mentions_in(words.cover(name.start, name.end)).next();
        let taken = taken.map_or(0, |m| 1 + self.context.entities.mentions[m].kind as u64);
        sink.place(28, taken);
        sink.place(29, hash::pair(taken, hash::pair(naming, link.relation as u64)));
        // Whether the rules tie it to the quotation.
        let ruled = u64::from(link.confidence > 0.0);
        sink.place(5, ruled);
        sink.place(7, naming);
        sink.place(8, hash::pair(naming, link.relation as u64));
        sink.place(9, hash::pair(naming, ruled));
        // Whether other quotations share the link.
        sink.kind(6, self.sharing(link.evidence.start()).min(3));
        self.words_of(&name, &evidence, &mut sink);
        self.asked(&name, q, &mut sink);
        self.surroundings(&name, item, &mut sink);
        self.between(&name, q, region, &mut sink);
        if matches!(region, Region::Later | Region::Earlier) {
            self.carried_on(&name, q, &mut sink);
        } else {
            self.within(&name, q, region, &mut sink);
        }
    }

    /// How a link names what it leads to: by a name of the registry, by somebody or something that stands for it, by a name
    /// of the shape of one, by an address, by another name, by a noun.
    fn naming(&self, link: &Via, name: &Range<u32>) -> u64 {
        let words = self.context.words;
        let head = name.end - 1;
        if !link.name.overlaps(link.evidence) {
            1
        } else if link.outlet.is_some() {
            0
        } else if self.context.mention_at(head) {
            2
        } else if is_host(words.text(head)) {
            3
        } else if words.is_capital(head) {
            4
        } else {
            5
        }
    }

    /// Returns the byte at which a quotation is announced.
    pub(crate) fn announced_at(&self, q: usize) -> u32 {
        self.context.words.span(self.context.items[q].cue.start).start()
    }

    fn region(&self, name: &Range<u32>, item: &Item) -> Region {
        let words = self.context.words;
        let head = name.end - 1;
        let head = head..head + 1;
        let sentence = words.tokens.sentence_of(head.start);
        if overlap(&head, &item.source) {
            Region::Source
        } else if overlap(&head, &item.cue) {
            Region::Cue
        } else if item.says(&head) {
            Region::Content
        } else if item.sentences.contains(&sentence) {
            if head.start < item.cue.start { Region::Before } else { Region::After }
        } else if sentence < item.sentences.start {
            Region::Later
        } else {
            Region::Earlier
        }
    }

    /// The link as the rules found it, where they found it by its words.
    fn form(&self, via: &Via) -> Option<&Link> {
        let tokens = self.context.words.tokens;
        let evidence = tokens.tokens_in(via.evidence);
        if evidence.is_empty() {
            return None;
        }
        let sentence = tokens.sentence_of(evidence.start);
        let range = self.context.links_in(&(sentence..sentence + 1));
        self.context.links[range].iter().find(|l| l.evidence == via.evidence && l.kind == via.kind)
    }

    /// Counts the quotations that have a link of their own starting here.
    fn sharing(&self, start: u32) -> u64 {
        let from = self.said.partition_point(|&s| s < start);
        self.said[from..].iter().take_while(|&&s| s == start).count() as u64
    }

    fn hash(&self, i: u32) -> u64 {
        let word = self.context.words.text(i).as_bytes();
        hash::ascii_lower(word).unwrap_or_else(|| hash::bytes(word))
    }

    /// The words of the link and those beside it, with their classes.
    fn words_of(&self, name: &Range<u32>, evidence: &Range<u32>, sink: &mut Sink<'_>) {
        let words = self.context.words;
        let (first, last) = words.sentence(name.start);
        let head = (name.clone())
            .rev()
            .find(|&i| words.is(i, Class::EVENT.or(Class::DOCUMENT).or(Class::INTERVIEW)))
            .unwrap_or(name.end - 1);
        let word = |i: Option<u32>| match i {
            Some(i) if first <= i && i < last => self.hash(i),
            _ => 0,
        };
        let before = (first..name.start).rev().find(|&i| !words.is_mark(i) || words.one_of(i, &[",", ":"]));
        let after = (name.end..last).find(|&i| !words.is_mark(i) || words.one_of(i, &[",", ".", ":"]));
        sink.kind(10, self.hash(head));
        sink.kind(11, word(before));
        sink.kind(12, hash::pair(word(before.and_then(|b| b.checked_sub(1))), word(before)));
        sink.kind(13, word(after));
        sink.kind(14, hash::pair(word(after), word(after.map(|a| a + 1))));
        sink.kind(15, self.hash(evidence.start));
        sink.kind(16, self.hash(name.start));
        sink.kind(17, u64::from(words.is_capital(head)));
        sink.kind(18, name.len().min(5) as u64);
        for (template, i) in [(20, Some(head)), (21, before), (22, after), (23, Some(name.start))] {
            let Some(i) = i else { continue };
            words.class(i).bits().for_each(|bit| sink.kind(template, bit));
        }
        if let Some(b) = before.and_then(|b| b.checked_sub(1)).filter(|&b| b >= first) {
            words.class(b).bits().for_each(|bit| sink.kind(24, hash::pair(bit, word(before))));
        }
        // The network of a programme that is named next: `ABC's “This Week”`.
        let owner = (name.end..name.end + 3).find(|&i| !words.is_mark(i) && !words.is_possessive(i));
        let programme = words.is_possessive(name.end) && owner.is_some_and(|i| words.is_capital(i));
        let known = owner.is_some_and(|i| self.context.mention_at(i));
        sink.kind(27, u64::from(programme) + u64::from(known));
        sink.place(25, bin(name.start.saturating_sub(first), &[0, 1, 2, 4]));
        sink.place(26, bin(last.saturating_sub(name.end), &[0, 1, 2, 4, 8]));
    }

    /// The word beside the link that asks for one, and whose cue it is.
    fn asked(&self, name: &Range<u32>, q: usize, sink: &mut Sink<'_>) {
        let words = self.context.words;
        let Some((at, relation)) = asks(words, name) else {
            sink.place(70, 0);
            return;
        };
        let sentence = words.tokens.sentence_of(at);
        let one = at..at + 1;
        let whose = if overlap(&self.context.items[q].cue, &one) {
            1
        } else if self.context.items_in(&(sentence..sentence + 1)).any(|(_, item)| overlap(&item.cue, &one)) {
            2
        } else {
            0
        };
        let inside = u64::from(self.context.items[q].says(&one));
        let speaks = self
            .context
            .items_in(&(sentence..sentence + 1))
            .any(|(x, item)| x != q && overlap(&item.source, name));
        let side = u64::from(at >= name.end);
        let far = bin(crate::item::distance(name, &one), &[0, 1, 3]);
        let relation = relation as u64 + 1;
        let how = whose * 4 + inside * 2 + side;
        sink.place(70, relation);
        sink.place(71, how);
        sink.place(72, hash::pair(relation, how));
        sink.place(73, hash::pair(self.hash(at), how));
        sink.place(75, hash::pair(relation, hash::pair(how, u64::from(speaks))));
        sink.place(74, hash::pair(hash::pair(relation, how), far));
    }

    /// Adds who speaks, and the positions of quotation and link.
    fn surroundings(&self, name: &Range<u32>, item: &Item, sink: &mut Sink<'_>) {
        let words = self.context.words;
        let head = name.end - 1;
        let cue = item.cue.start.min(words.len().saturating_sub(1));
        let sentences = words.tokens.sentence_of(cue).abs_diff(words.tokens.sentence_of(head));
        let paragraphs = item.paragraph.abs_diff(words.tokens.paragraph_of(head));
        sink.place(30, bin(sentences, &[0, 1, 2, 3, 5, 8]));
        sink.place(31, bin(paragraphs, &[0, 1, 2, 3, 5]));
        sink.place(32, item.kind as u64);
        sink.place(33, u64::from(item.is_anonymous(words)) + u64::from(item.source.is_empty()));
        sink.place(34, u64::from(item.outlet.is_some()));
        let paragraph = &words.tokens.paragraphs()[item.paragraph as usize].tokens;
        sink.place(35, bin(item.cue.start.saturating_sub(paragraph.start), &[0, 3, 10, 30]));
        // Another link in the sentence that announces the quotation, which may be its own.
        let own = &self.context.links[self.context.links_in(&item.sentences)];
        let other = own.iter().filter(|l| !overlap(&l.tokens, name)).count() as u32;
        sink.place(36, bin(other, &[0, 1]));
        let (first, last) = words.sentence(head);
        let people = self.context.entities.mentions_in(words.cover(first, last)).count() as u32;
        sink.place(37, bin(people, &[0, 1, 2]));
    }

    /// Adds who else is quoted between link and quotation, and who is quoted first at the link.
    fn between(&self, name: &Range<u32>, q: usize, region: Region, sink: &mut Sink<'_>) {
        let (items, words) = (self.context.items, self.context.words);
        let (item, head) = (&items[q], name.end - 1);
        let (low, high) = (head.min(item.cue.start), head.max(item.cue.start));
        let (mut all, mut others) = (0, 0);
        let here = self.rank[q];
        let near = self.order[here.saturating_sub(LOOK)..(here + LOOK).min(self.order.len())].iter();
        for &x in near.filter(|&&x| x != q && low < items[x].cue.start && items[x].cue.start < high) {
            all += 1;
            others += u32::from(!items[x].key.same(item.key));
        }
        sink.place(40, bin(all, &[0, 1, 2, 4, 8]));
        sink.place(41, bin(others, &[0, 1, 2]));
        let (first, _) = words.sentence(head);
        let at = self.order.partition_point(|&x| items[x].cue.start < first);
        let same = |x: Option<&usize>| x.map_or(2, |&x| u64::from(items[x].key.same(item.key)));
        let next = self.order.get(at);
        let previous = at.checked_sub(1).and_then(|at| self.order.get(at));
        sink.place(42, same(next) * 2 + u64::from(next == Some(&q)));
        sink.place(43, same(previous) * 2 + u64::from(previous == Some(&q)));
        if matches!(region, Region::Later | Region::Earlier) {
            sink.place(44, hash::pair(same(next), bin(others, &[0])));
        }
    }

    /// What between a link and a quotation elsewhere, and in how the quotation is announced, speaks for or against it.
    fn carried_on(&self, name: &Range<u32>, q: usize, sink: &mut Sink<'_>) {
        let (context, words) = (self.context, self.context.words);
        let item = &context.items[q];
        let (low, high) = (name.end.min(item.cue.start), (name.end - 1).max(item.cue.start));
        let sentence = |i: u32| words.tokens.sentence_of(i.min(words.len() - 1));
        let (from, to) = (sentence(low) + 1, sentence(high));
        // Sentences in which nobody is quoted: the writer goes on to something else.
        let silent = (from..to.max(from).min(from + 12))
            .filter(|s| {
                context.items_in(&(*s..s + 1)).next().is_none()
                    && !context.is_said(&{
                        let tokens = &words.tokens.sentences()[*s as usize].tokens;
                        tokens.start..tokens.start + 1
                    })
            })
            .count() as u32;
        sink.place(80, bin(silent, &[0, 1, 2, 4]));
        // Whether the speaker also speaks, or is named, in the sentence of the link.
        let there = words.tokens.sentence_of(name.start);
        let owner =
            context.items_in(&(there..there + 1)).map(|(_, i)| 1 + u64::from(i.key.same(item.key))).max();
        let (first, last) = words.sentence(name.start);
        let mut people = context
            .entities
            .mentions_in(words.cover(first, last))
            .filter(|&m| context.entities.mentions[m].kind == NameKind::Person)
            .filter_map(|m| Key::of_person(words, context.entities, m))
            .take(4)
            .map(|key| 1 + u64::from(key.same(item.key)));
        let subject = people.next().unwrap_or(0);
        let named = people.max().unwrap_or(0);
        let owner = owner.unwrap_or(0);
        sink.place(90, owner);
        sink.place(91, subject);
        sink.place(92, hash::pair(owner, subject));
        sink.place(93, hash::pair(subject, named));
        let at = self.order.partition_point(|&x| context.items[x].cue.start < name.start);
        let steps = self.rank[q] as i64 - at as i64;
        sink.place(94, (steps.clamp(-4, 6) + 4) as u64);
        sink.place(95, hash::pair((steps.clamp(-4, 6) + 4) as u64, hash::pair(owner, subject)));
        let own = context.announced(item);
        let mut times = context.times_in(&own).filter(|t| !item.says(&t.tokens));
        let time = times.next().map_or(0, |t| 1 + u64::from(t.points_back) + 2 * u64::from(t.background));
        sink.place(81, time);
        let between = low..high.max(low);
        let moved = context.times_in(&between).filter(|t| t.date.is_some() && !context.is_said(&t.tokens));
        sink.place(82, bin(moved.count() as u32, &[0, 1]));
        if let Some(cue) = item.cue.end.checked_sub(1) {
            sink.kind(83, self.hash(cue));
            sink.kind(84, self.hash(item.cue.start));
        }
        let mut had = item.cue.clone().chain(item.cue.start.saturating_sub(2)..item.cue.start);
        sink.place(85, u64::from(had.any(|i| words.is(i, Class::HAD) || words.one_of(i, &["has", "have"]))));
        let source = match item.source.len() {
            _ if item.is_anonymous(words) => 0,
            n => u64::from(words.is_capital(item.source.end.saturating_sub(1))) * 4 + (n as u64).min(3),
        };
        sink.place(86, source);
        // Another link of the rules in the announcement.
        let links = &context.links[context.links_in(&item.sentences)];
        let other = links.iter().map(|l| 1 + l.kind as u64).max().unwrap_or(0);
        sink.place(87, other);
        sink.place(88, hash::pair(source, bin(silent, &[0, 2])));
        // A credit under a picture, a heading: a paragraph of few words.
        let paragraph = &words.tokens.paragraphs()[words.tokens.paragraph_of(name.start) as usize].tokens;
        sink.place(89, bin(paragraph.len() as u32, &[6, 15, 30]));
    }

    /// Adds how a link in the quotation's own sentence relates to cue, content and other quotations.
    fn within(&self, name: &Range<u32>, q: usize, region: Region, sink: &mut Sink<'_>) {
        let (context, words) = (self.context, self.context.words);
        let item = &context.items[q];
        if let Some(cue) = item.cue.end.checked_sub(1) {
            sink.kind(50, self.hash(cue));
            sink.kind(51, self.hash(item.cue.start));
        }
        let head = name.end - 1..name.end;
        let (mut inside, mut cue_inside, mut nearer) = (0, false, false);
        let distance = |i: &Item| crate::item::distance(name, &i.cue);
        for (_, other) in context.items_in(&item.sentences).filter(|(x, _)| *x != q) {
            inside += u32::from(other.says(&head));
            cue_inside |= other.says(&item.cue) && other.says(&head);
            nearer |= !other.key.same(item.key) && distance(other) < distance(item);
        }
        sink.place(52, u64::from(inside.min(2)) * 4 + u64::from(cue_inside) * 2 + u64::from(nearer));
        sink.place(53, bin(distance(item), &[0, 1, 3, 6, 12, 25]));
        sink.place(54, self.trigger(name, q));
        let gap =
            if item.cue.end <= name.start { item.cue.end..name.start } else { name.end..item.cue.start };
        let gap = gap.start..gap.end.min(gap.start + 60);
        let marks = gap.clone().filter(|&i| words.one_of(i, &[",", ";", ":", "—", "–"])).count() as u32;
        let verbs = gap.filter(|&i| words.is(i, Class::TELL.or(Class::REPORT).or(Class::HAD))).count() as u32;
        sink.place(55, bin(marks, &[0, 1, 2]) * 4 + bin(verbs, &[0, 1]));
        if region == Region::Content
            && let Some(piece) = item.content.iter().find(|c| overlap(c, &head))
        {
            sink.kind(56, bin(piece.end - head.end, &[0, 1, 2, 5]));
            sink.kind(57, bin(head.start - piece.start, &[0, 1, 3, 6]));
        }
        if region == Region::Source {
            let rest = item.source.clone().filter(|i| !name.contains(i) && !words.is(*i, Class::DET));
            sink.kind(58, rest.count().min(4) as u64 * 2 + u64::from(name.end >= item.source.end));
        }
    }

    /// Whether the words before a name, up to a mark, are the cue of this quotation or of another one.
    fn trigger(&self, name: &Range<u32>, q: usize) -> u64 {
        let words = self.context.words;
        let (first, _) = words.sentence(name.start);
        let sentence = words.tokens.sentence_of(name.start);
        let sentences = sentence..sentence + 1;
        for i in (first.max(name.start.saturating_sub(TRIGGER))..name.start).rev() {
            if words.one_of(i, &[",", ";", ":", "."]) {
                break;
            }
            let at = i..i + 1;
            if overlap(&self.context.items[q].cue, &at) {
                return 1;
            }
            if self.context.items_in(&sentences).any(|(_, item)| overlap(&item.cue, &at)) {
                return 2;
            }
        }
        0
    }
}
