//! Features of a link among the other links of its article: another one in between, a surer one of the same kind.

use std::ops::Range;

use dixit_learn::{Valued, hash};
use dixit_text::Span;
use rustc_hash::FxHashMap;

use crate::features::{LOOK, Sink};
use crate::{Via, ViaKind};

/// A link with what the first model says of it.
#[derive(Clone, Debug)]
pub(crate) struct Scored {
    quote: usize,
    evidence: Span,
    kind: ViaKind,
    carried: bool,
    p: f32,
    /// Byte at which the quotation is announced.
    at: u32,
}

impl Scored {
    pub(crate) fn new(quote: usize, via: &Via, at: u32, p: f32) -> Self {
        Self { quote, evidence: via.evidence, kind: via.kind, carried: via.carried, p, at }
    }
}

/// The first model's confidence in the links around each.
pub(crate) struct Company<'l> {
    links: &'l [Scored],
    /// By link, where those of its quotation begin and end.
    chain: Vec<Range<usize>>,
    /// By evidence, how sure it is where the text ties it to a quotation, at best.
    tied: FxHashMap<Span, f32>,
    /// Of links that the text ties to a quotation: where the evidence starts, and how sure the first model is at best.
    said: Vec<(u32, f32)>,
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
        let mut said: Vec<(u32, f32)> = links
            .iter()
            .filter(|l| !l.carried && l.kind != ViaKind::Document)
            .map(|l| (l.evidence.start(), l.p))
            .collect();
        said.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        said.dedup_by_key(|s| s.0);
        Self { links, chain, tied, said, before }
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
        // Another one told of in between, which may have taken its place.
        let (low, high) = (link.evidence.end().min(link.at), link.evidence.start().max(link.at));
        let from = self.said.partition_point(|s| s.0 < low);
        let between = self.said[from..].iter().take(LOOK).take_while(|s| s.0 < high);
        let next = level(between.map(|s| s.1).max_by(f32::total_cmp));
        let (own, rival, other) = (level(Some(link.p)), best(true), best(false));
        let mut sink = Sink { out, kind: link.kind as u64 * 2 + u64::from(link.carried), region: 0 };
        let odds = (link.p.clamp(1e-4, 0.9999) / (1.0 - link.p.clamp(1e-4, 0.9999))).ln();
        sink.out.push((hash::feature(60, 0), odds));
        sink.kind(61, own);
        sink.kind(62, tied);
        sink.kind(63, level(self.before[i]));
        sink.kind(64, rival);
        sink.kind(65, other);
        sink.kind(68, next);
        sink.kind(69, hash::pair(tied.min(11) / 2, next.min(11) / 2));
        sink.kind(66, hash::pair(own / 2, tied.min(11) / 2));
        sink.kind(67, hash::pair(own / 2, rival.min(11) / 2));
    }
}
