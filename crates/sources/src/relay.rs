//! Counts over articles: how many quotations come through each outlet, and who relays whom.

use std::collections::BTreeMap;

use dixit_models::outlets::{OutletId, Outlets};
use dixit_text::{Document, Span};

use crate::{Chain, Relation, Sources, ViaKind};

/// The counts of one outlet or platform.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Relayed {
    /// The outlet in the registry, where it is known.
    pub outlet: Option<OutletId>,
    /// Quotations that came through it, each counted once.
    pub quotations: u64,
    /// Of these, the ones whose link was carried on from another quotation.
    pub carried: u64,
    /// Quotations in which it speaks itself.
    pub speaks: u64,
    /// Articles in which it relays or speaks.
    pub articles: u64,
    /// The quotations that came through it, by relation.
    pub relations: BTreeMap<Relation, u64>,
}

/// Counts over articles; adding and merging give the same in any order.
///
/// ```
/// use dixit_models::outlets::Outlets;
/// use dixit_sources::{Relays, Sources};
/// use dixit_text::Document;
///
/// let doc = Document::new("a1", "Nothing is quoted here.").unwrap();
/// let mut relays = Relays::default();
/// relays.add(&doc, &Sources::default(), Outlets::builtin());
/// assert_eq!(relays.articles, 1);
/// assert!(relays.outlets.is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Relays {
    /// Articles counted.
    pub articles: u64,
    /// Quotations counted.
    pub quotations: u64,
    /// Quotations with a link to an outlet or platform.
    pub relayed: u64,
    /// Outlets and platforms by name.
    pub outlets: BTreeMap<String, Relayed>,
    /// Number of quotations that passed from the first name to the second. The last of a chain is the article's publisher, where
    /// the article names one.
    pub edges: BTreeMap<(String, String), u64>,
}

impl Relays {
    /// Counts one article.
    pub fn add(&mut self, doc: &Document, sources: &Sources, outlets: &Outlets) {
        self.articles += 1;
        self.quotations += sources.chains.len() as u64;
        let known = sources.article.publisher.map(|id| outlets.get(id).name.clone());
        let publisher = known.or_else(|| doc.publisher.clone());
        let mut seen: Vec<String> = Vec::new();
        for chain in &sources.chains {
            self.add_chain(doc, chain, publisher.as_deref(), outlets, &mut seen);
        }
        seen.sort_unstable();
        seen.dedup();
        for name in seen {
            self.outlets.entry(name).or_default().articles += 1;
        }
    }

    fn add_chain(
        &mut self,
        doc: &Document,
        chain: &Chain,
        publisher: Option<&str>,
        outlets: &Outlets,
        seen: &mut Vec<String>,
    ) {
        let mut path: Vec<String> = Vec::new();
        if let Some(speaker) = &chain.outlet_speaker {
            let name = name_of(doc, speaker.name, speaker.outlet, outlets);
            let entry = self.outlets.entry(name.clone()).or_default();
            entry.speaks += 1;
            entry.outlet = speaker.outlet;
            path.push(name);
        }
        let relays = chain.via.iter().filter(|v| matches!(v.kind, ViaKind::Outlet | ViaKind::Platform));
        let mut any = false;
        for via in relays {
            any = true;
            let name = name_of(doc, via.name, via.outlet, outlets);
            let entry = self.outlets.entry(name.clone()).or_default();
            entry.outlet = via.outlet;
            entry.quotations += 1;
            entry.carried += u64::from(via.carried);
            *entry.relations.entry(via.relation).or_default() += 1;
            if path.last() != Some(&name) {
                path.push(name);
            }
        }
        self.relayed += u64::from(any);
        seen.extend(path.iter().cloned());
        if let Some(publisher) = publisher
            && !path.is_empty()
            && path.last().is_some_and(|last| last != publisher)
        {
            path.push(publisher.to_owned());
        }
        for pair in path.windows(2) {
            *self.edges.entry((pair[0].clone(), pair[1].clone())).or_default() += 1;
        }
    }

    /// Adds the counts of other articles.
    pub fn merge(&mut self, other: Relays) {
        self.articles += other.articles;
        self.quotations += other.quotations;
        self.relayed += other.relayed;
        for (name, counts) in other.outlets {
            let entry = self.outlets.entry(name).or_default();
            entry.outlet = entry.outlet.or(counts.outlet);
            entry.quotations += counts.quotations;
            entry.carried += counts.carried;
            entry.speaks += counts.speaks;
            entry.articles += counts.articles;
            for (relation, n) in counts.relations {
                *entry.relations.entry(relation).or_default() += n;
            }
        }
        for (edge, n) in other.edges {
            *self.edges.entry(edge).or_default() += n;
        }
    }

    /// Outlets and platforms, those behind most quotations first.
    pub fn ranked(&self) -> Vec<(&str, &Relayed)> {
        let mut list: Vec<(&str, &Relayed)> =
            self.outlets.iter().map(|(name, r)| (name.as_str(), r)).collect();
        // The map gives names in order, and the sort keeps it among equals.
        list.sort_by_key(|(_, r)| std::cmp::Reverse((r.quotations, r.speaks)));
        list
    }
}

fn name_of(doc: &Document, span: Span, outlet: Option<OutletId>, outlets: &Outlets) -> String {
    match outlet {
        Some(id) => outlets.get(id).name.clone(),
        None => doc.slice(span).split_whitespace().collect::<Vec<_>>().join(" "),
    }
}
