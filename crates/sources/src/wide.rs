//! Proposes each candidate for quotations, for the model of [`crate::confidence`] to judge: those of its sentence;
//! if there are none, the next one and the one before. From there, the quotations by which the same speaker goes on.

use crate::candidates::candidates;
use crate::govern::{Context, as_via, tidy};
use crate::{Chain, Via, ViaKind};

/// Paragraphs, and quotations, over which a speaker goes on.
const REACH: (u32, usize) = (1, 6);
/// The same where what was said came through an outlet.
const RELAY_REACH: (u32, usize) = (2, 8);
/// Quotations before a link that may sum up what it tells of.
const BEFORE: usize = 3;

/// Adds wide proposals to the chains.
pub(crate) fn propose(context: &Context, chains: &mut [Chain]) {
    let order = context.in_text_order();
    let words = context.words;
    for link in &candidates(context) {
        let tokens = words.tokens;
        let relays = matches!(link.kind, ViaKind::Outlet | ViaKind::Platform);
        let sentence = tokens.sentence_of(link.tokens.start);
        let paragraph = tokens.paragraph_of(link.tokens.start);
        let mut targets: Vec<usize> = context.items_in(&(sentence..sentence + 1)).map(|(q, _)| q).collect();
        targets.iter().for_each(|&q| add(&mut chains[q], as_via(link, false)));
        let after = order.partition_point(|&q| context.items[q].sentences.start <= sentence);
        if targets.is_empty() {
            targets.extend(order.get(after).filter(|&&q| context.items[q].paragraph <= paragraph + 1));
            targets.iter().for_each(|&q| add(&mut chains[q], as_via(link, true)));
        }
        let mut last = targets.iter().map(|&q| context.items[q].paragraph).max().unwrap_or(paragraph);
        let reach = if relays { RELAY_REACH } else { REACH };
        for &q in order[after..].iter().take(reach.1) {
            let item = &context.items[q];
            let same = targets.iter().any(|&t| t != q && context.items[t].key.same(item.key));
            let near = relays && (item.is_anonymous(words) || item.paragraph <= paragraph + 1);
            if (same || near && !targets.contains(&q)) && item.paragraph <= last + reach.0 {
                add(&mut chains[q], as_via(link, true));
                last = last.max(item.paragraph);
            }
        }
        for &q in order[..after].iter().rev().filter(|q| relays && !targets.contains(q)).take(BEFORE) {
            if context.items[q].paragraph + 1 < paragraph {
                break;
            }
            add(&mut chains[q], as_via(link, true));
        }
    }
    chains.iter_mut().for_each(|chain| tidy(&mut chain.via));
}

/// Adds a link unless the chain has one of its kind from the same words, or one of the same outlet that is nearer: links
/// come in the order of the text, and what the text ties to the quotation itself goes before what is carried on.
fn add(chain: &mut Chain, via: Via) {
    let relay = |kind| matches!(kind, ViaKind::Outlet | ViaKind::Platform);
    let kin = |v: &Via| v.kind == via.kind || relay(v.kind) && relay(via.kind);
    let words = |v: &Via| v.evidence.overlaps(via.evidence) || v.name.overlaps(via.name);
    if chain.via.iter().any(|v| kin(v) && words(v) && (v.outlet == via.outlet || !v.carried)) {
        return;
    }
    let same = chain.via.iter().position(|v| kin(v) && v.outlet.is_some() && v.outlet == via.outlet);
    let via = Via { confidence: 0.0, ..via };
    match same {
        Some(i) if chain.via[i].carried && (!via.carried || chain.via[i].confidence == 0.0) => {
            chain.via[i] = via
        }
        Some(_) => {}
        None => chain.via.push(via),
    }
}
