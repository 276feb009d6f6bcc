//! How sure each link is: a logistic regression over how it stands to its quotation, learned from records people made.
//!
//! Rules propose links; this weighs them. It reads the words in and beside the link, where it stands to cue and content, and
//! who else speaks between the two. What is less sure than [`LEAST`] is no link.

use std::ops::Range;
use std::sync::LazyLock;

use dixit_learn::{Container, LinearModel, ModelError, Valued, hash};
use dixit_text::Span;
use rustc_hash::FxHashMap;

use crate::govern::Context;
use crate::item::{Item, overlap};
use crate::link::{Form, Link};
use crate::words::Class;
use crate::{Chain, Via, ViaKind};

/// Links less probable than this are dropped: those that rules tie to a quotation, and those proposed by their head alone. By
/// cross-validation, where F1 is highest.
#[cfg_attr(not(feature = "train"), allow(unreachable_pub, reason = "the trainer exports it"))]
pub const LEAST: [f32; 2] = [0.16, 0.3];

/// Names of the models in their container: the first reads each link by itself, the second how sure the first is of the
/// others too.
pub(crate) const NAMES: [&str; 2] = ["alone", "together"];

/// Words to the left of a name among which its verb may stand.
const TRIGGER: u32 = 7;
/// Quotations looked at between a link and its quotation.
const LOOK: usize = 32;

/// The two models.
#[derive(Clone, Debug)]
pub(crate) struct Models<'a>(pub(crate) [LinearModel<'a>; 2]);

impl Models<'static> {
    /// Reads them from their file.
    pub(crate) fn read(file: &[u8]) -> Result<Self, ModelError> {
        let container = Container::parse(file)?;
        let one = |name| Ok(LinearModel::read(&container, name)?.into_owned());
        Ok(Self([one(NAMES[0])?, one(NAMES[1])?]))
    }

    /// Those that are part of the program.
    pub(crate) fn shipped() -> &'static Self {
        static MODELS: LazyLock<Models<'static>> = LazyLock::new(|| {
            Models::read(dixit_models::sources::LINKS).expect("the embedded models are sound")
        });
        &MODELS
    }
}

/// Gives each link its confidence and drops those that are too unsure.
pub(crate) fn judge(context: &Context, chains: &mut [Chain], models: &Models<'_>) {
    let Models([alone, together]) = models;
    let reader = Reader::new(context, chains);
    let mut links: Vec<Scored> = Vec::new();
    // What is read of each link by itself serves both models.
    let mut read: Vec<Vec<Valued>> = Vec::new();
    for (quote, chain) in chains.iter().enumerate() {
        for (i, via) in chain.via.iter().enumerate() {
            let mut features = Vec::new();
            reader.read(quote, &chain.via, i, &mut features);
            links.push(Scored::new(quote, via, alone.probabilities(&features)[0]));
            read.push(features);
        }
    }
    let company = Company::new(&links);
    let mut read = read.into_iter().enumerate();
    for chain in chains {
        for (via, (at, mut features)) in chain.via.iter_mut().zip(&mut read) {
            company.read(at, &mut features);
            via.confidence = together.probabilities(&features)[0];
        }
        chain.via.retain(|via| via.confidence >= LEAST[usize::from(reader.is_wide(via))]);
    }
}

/// A link with what the first model says of it.
#[derive(Clone, Debug)]
pub(crate) struct Scored {
    quote: usize,
    evidence: Span,
    kind: ViaKind,
    carried: bool,
    p: f32,
}

impl Scored {
    pub(crate) fn new(quote: usize, via: &Via, p: f32) -> Self {
        Self { quote, evidence: via.evidence, kind: via.kind, carried: via.carried, p }
    }
}

/// How sure the first model is of the links around each.
pub(crate) struct Company<'l> {
    links: &'l [Scored],
    /// By link, where those of its quotation begin and end.
    chain: Vec<Range<usize>>,
    /// By evidence, how sure it is where the text ties it to a quotation, at best.
    tied: FxHashMap<Span, f32>,
    /// By link, how sure the last one from the same words was.
    before: Vec<Option<f32>>,
}

impl<'l> Company<'l> {
    /// Links come in the order of their quotations.
    pub(crate) fn new(links: &'l [Scored]) -> Self {
        let mut chain = Vec::with_capacity(links.len());
        for same in links.chunk_by(|a, b| a.quote == b.quote) {
            let start = chain.len();
            chain.extend(std::iter::repeat_n(start..start + same.len(), same.len()));
        }
        let (mut tied, mut last) = (FxHashMap::default(), FxHashMap::default());
        let mut before = Vec::with_capacity(links.len());
        for link in links {
            if !link.carried {
                let best: &mut f32 = tied.entry(link.evidence).or_default();
                *best = best.max(link.p);
            }
            before.push(last.insert(link.evidence, link.p));
        }
        Self { links, chain, tied, before }
    }

    /// Adds features of link `i` to those it has by itself.
    pub(crate) fn read(&self, i: usize, out: &mut Vec<Valued>) {
        let link = &self.links[i];
        let level = |p: Option<f32>| p.map_or(99, |p| (p * 9.99) as u64);
        let tied = level(self.tied.get(&link.evidence).copied());
        let best = |same: bool| {
            let others =
                self.chain[i].clone().filter(|&j| j != i && (self.links[j].kind == link.kind) == same);
            level(others.map(|j| self.links[j].p).max_by(f32::total_cmp))
        };
        let (own, rival, other) = (level(Some(link.p)), best(true), best(false));
        let mut sink = Sink { out, kind: link.kind as u64 * 2 + u64::from(link.carried), region: 0 };
        let odds = (link.p.clamp(1e-4, 0.9999) / (1.0 - link.p.clamp(1e-4, 0.9999))).ln();
        sink.out.push((hash::feature(60, 0), odds));
        sink.kind(61, own);
        sink.kind(62, tied);
        sink.kind(63, level(self.before[i]));
        sink.kind(64, rival);
        sink.kind(65, other);
        sink.kind(66, hash::pair(own / 2, tied.min(11) / 2));
        sink.kind(67, hash::pair(own / 2, rival.min(11) / 2));
    }
}

/// Where a link stands to its quotation.
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
    /// Quotations in the order of the text, and where each stands in it.
    order: Vec<usize>,
    rank: Vec<usize>,
    /// The evidence of all links that are not carried, sorted.
    said: Vec<u32>,
}

/// Collects features, each alone and together with the kind of link.
struct Sink<'o> {
    out: &'o mut Vec<Valued>,
    kind: u64,
    region: u64,
}

impl Sink<'_> {
    fn alone(&mut self, template: u32, value: u64) {
        self.out.push((hash::feature(template, value), 1.0));
    }

    /// By kind of link too.
    fn kind(&mut self, template: u32, value: u64) {
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

/// How many of these bounds a number exceeds.
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
        if name.is_empty() {
            name = evidence.clone();
        }
        if name.is_empty() {
            return;
        }
        let region = self.region(&name, item);
        let form = self.form(link).map_or(Form::Wide, |l| l.form);
        let wide = u64::from(form == Form::Wide);
        let kind = link.kind as u64 * 4 + u64::from(link.carried) * 2 + wide;
        let mut sink = Sink { out, kind, region: region as u64 };
        let form = form as u64;
        sink.place(1, link.relation as u64);
        sink.place(2, form);
        sink.place(3, hash::pair(form, link.relation as u64));
        sink.place(4, 0);
        // Whether other quotations share the link.
        sink.kind(6, self.sharing(link.evidence.start()).min(3));
        self.words_of(&name, &evidence, &mut sink);
        self.surroundings(&name, item, &mut sink);
        self.between(&name, q, region, &mut sink);
        if !matches!(region, Region::Later | Region::Earlier) {
            self.within(&name, q, region, &mut sink);
        }
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

    /// Whether no rule found it, or none by its words alone.
    pub(crate) fn is_wide(&self, via: &Via) -> bool {
        self.form(via).is_none()
    }

    /// How many quotations have a link of their own that starts here.
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
        sink.place(25, bin(name.start - first, &[0, 1, 2, 4]));
        sink.place(26, bin(last - name.end, &[0, 1, 2, 4, 8]));
    }

    /// Who speaks, and where quotation and link stand.
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

    /// Who else is quoted between link and quotation, and who is quoted first at the link.
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

    /// How a link in the sentence of the quotation stands to cue, content and other quotations.
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
