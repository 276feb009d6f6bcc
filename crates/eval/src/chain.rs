//! Chains of sources: which links are the same, and what is counted of them, word for word as `score_sources.py` has it.

use std::collections::{BTreeSet, HashSet};

use crate::alignment::Alignment;
use crate::words::{ALIASES, GENERIC, OUTLET_WORDS, SMALL_WORDS};
use crate::{Act, Annotation, Article, Attribution, Counts, Measure, Tally, Via, ViaKind};

/// Counts the links of statements: outlets and platforms together and apart, events, documents, and each relation.
pub(crate) fn count_chains(counts: &mut Counts, alignment: &Alignment<'_>) {
    for (g, found) in alignment.gold.iter().zip(alignment.pred_of_gold()) {
        if !counts_chain(g.attribution) {
            continue;
        }
        let specific = |links: &'_ [Via]| -> Vec<Via> {
            links.iter().filter(|v| !is_generic(&v.name)).cloned().collect()
        };
        let gold = specific(&g.attribution.via);
        let pred = specific(found.map_or(&[][..], |j| &alignment.pred[j].attribution.via));
        count_links(counts.tally_mut(Measure::Via), &gold, &pred, |v| is_relay(v.kind));
        for kind in [ViaKind::Outlet, ViaKind::Platform, ViaKind::Event, ViaKind::Document] {
            count_links(counts.tally_mut(Measure::via_of(kind)), &gold, &pred, |v| v.kind == kind);
        }
        for v in gold.iter().filter(|v| is_relay(v.kind)) {
            if let Some(found) = pred.iter().find(|p| is_relay(p.kind) && same_link(v, p)) {
                let same = relation_class(v) == relation_class(found);
                counts.rate(Measure::ViaRelation, same);
            }
        }
        let relations: BTreeSet<&str> =
            gold.iter().chain(&pred).filter_map(|v| v.relation.as_deref()).collect();
        for relation in relations {
            if let Some(measure) = Measure::via_by(relation) {
                let of = |v: &Via| v.relation.as_deref() == Some(relation);
                count_links(counts.tally_mut(measure), &gold, &pred, of);
            }
        }
    }
}

/// What gold says of a predicted link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JudgedLink {
    /// The predicted attribution, by index.
    pub attribution: usize,
    /// Its link, by index.
    pub link: usize,
    /// Whether gold has it.
    pub right: bool,
}

/// Judges the predicted links of an article that count for precision: those of quotations matched to a gold statement.
pub fn judged_links(article: &Article, pred: &Annotation) -> Vec<JudgedLink> {
    let alignment = Alignment::new(&article.text, &article.gold.attributions, &pred.attributions);
    let mut judged = Vec::new();
    for &(g, p) in &alignment.pairs {
        let (gold, found) = (alignment.gold[g].attribution, alignment.pred[p].attribution);
        let index = pred.attributions.iter().position(|a| std::ptr::eq(a, found));
        let Some(attribution) = index.filter(|_| counts_chain(gold)) else { continue };
        for (link, via) in found.via.iter().enumerate().filter(|(_, v)| !is_generic(&v.name)) {
            let right = gold.via.iter().any(|g| same_link(g, via));
            judged.push(JudgedLink { attribution, link, right });
        }
    }
    judged
}

/// Whether the chain of a gold attribution counts: somebody looked for it, and it is a statement as far as anybody says.
fn counts_chain(gold: &Attribution) -> bool {
    gold.resolved && gold.act.is_none_or(|act| act == Act::Statement)
}

fn is_relay(kind: ViaKind) -> bool {
    matches!(kind, ViaKind::Outlet | ViaKind::Platform)
}

/// Counts the links of one attribution that `of` lets through. Gold links without near evidence cost no recall.
fn count_links(tally: &mut Tally, gold: &[Via], pred: &[Via], of: impl Fn(&Via) -> bool) {
    let gold: Vec<&Via> = gold.iter().filter(|v| of(v)).collect();
    let pred: Vec<&Via> = pred.iter().filter(|v| of(v)).collect();
    for g in gold.iter().filter(|g| g.near) {
        tally.gold += 1.0;
        tally.hits_gold += f64::from(u8::from(pred.iter().any(|p| same_link(g, p))));
    }
    for p in &pred {
        tally.pred += 1.0;
        tally.hits_pred += f64::from(u8::from(gold.iter().any(|g| same_link(g, p))));
    }
}

/// Whether two links name the same thing: outlets and platforms by name, events and documents, which are described rather
/// than named, by a word that both hold.
pub(crate) fn same_link(gold: &Via, pred: &Via) -> bool {
    match (is_relay(gold.kind), is_relay(pred.kind)) {
        (true, true) => same_outlet(&outlet(&gold.name), &outlet(&pred.name)),
        (false, false) => {
            gold.kind == pred.kind && !content_words(&gold.name).is_disjoint(&content_words(&pred.name))
        }
        _ => false,
    }
}

/// Relations that count as one: what was told in an interview, what was published where somebody obtained it.
fn relation_class(link: &Via) -> Option<u8> {
    Some(match link.relation.as_deref()? {
        "told" | "interview" | "said_at" => 1,
        "reported_by" => 2,
        "posted_on" => 3,
        "published_in" | "obtained_by" => 4,
        _ => return None,
    })
}

/// Whether the name stands for the press as a whole.
fn is_generic(name: &str) -> bool {
    GENERIC.contains(outlet(name).as_str())
}

/// Whether one name, in the form of [`outlet`], holds the other as whole words.
fn same_outlet(a: &str, b: &str) -> bool {
    let holds = |a: &str, b: &str| format!(" {a} ").contains(&format!(" {b} "));
    !a.is_empty() && !b.is_empty() && (holds(a, b) || holds(b, a))
}

/// The name of an outlet in the form in which outlets are compared: lower-cased words, those left out that say what it is,
/// one form for all aliases.
fn outlet(name: &str) -> String {
    let name = name.to_lowercase().replace('’', "'").replace('-', " ").replace('.', "");
    let is_letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '&' | '\'');
    let all: Vec<&str> = name
        .split(|c: char| !is_letter(c))
        .filter(|w| !w.is_empty())
        .map(|w| w.strip_suffix("'s").unwrap_or_else(|| w.trim_matches('\'')))
        .collect();
    let kept: Vec<&str> =
        all.iter().copied().filter(|w| !w.is_empty() && !OUTLET_WORDS.contains(w)).collect();
    let joined = if kept.is_empty() { all.join(" ") } else { kept.join(" ") };
    let name = ALIASES.get(joined.as_str()).map_or(joined.as_str(), |name| name);
    let mut words = name.split(|c: char| !c.is_ascii_alphanumeric());
    if words.any(|w| w == "tweet" || w == "tweets") { "twitter".to_owned() } else { name.to_owned() }
}

fn content_words(name: &str) -> HashSet<String> {
    let name = name.to_lowercase();
    let words = name.split(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit()));
    words.filter(|w| !w.is_empty() && !SMALL_WORDS.contains(w)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlets_agree_by_alias_and_by_whole_words() {
        let check = |a, b, same| assert_eq!(same_outlet(&outlet(a), &outlet(b)), same, "{a} ~ {b}");
        check("Xinhua", "Xinhua News Agency", true);
        check("AP", "The Associated Press", true);
        check("a series of tweets", "X", true);
        check("The Harbour Times’s website", "Harbour Times", true);
        check("Harbour Time", "Harbour Times", false);
        check("", "Harbour Times", false);
    }

    #[test]
    fn the_press_as_a_whole_is_no_outlet() {
        assert!(is_generic("the media") && is_generic("Reporters") && !is_generic("Media Today"));
    }

    #[test]
    fn events_and_documents_agree_by_a_content_word() {
        let link = |kind, name: &str| Via { name: name.into(), kind, relation: None, near: true };
        let speech = link(ViaKind::Event, "a speech on Monday");
        assert!(same_link(&speech, &link(ViaKind::Event, "her Harbour speech")));
        assert!(!same_link(&speech, &link(ViaKind::Event, "the rally on Monday")));
        assert!(!same_link(&speech, &link(ViaKind::Document, "a speech")));
    }
}
