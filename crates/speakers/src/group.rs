//! The several people or bodies that `both`, `both sides`, `the two companies` or `they` mean.

use dixit_entities::lexicon::WordClass;
use dixit_entities::{EntityId, NameKind};
use smallvec::{SmallVec, smallvec};

use crate::attribution::{Attribution, DecidedBy, MentionKind};
use crate::calibration::Ground;
use crate::context::Context;
use crate::discourse::Quoted;
use crate::source_phrase::Description;
use crate::speaker::{self, attribution};
use crate::words::{self, Words};

/// Number of sentences back in which the parties may have been named.
const LOOK_BACK: u32 = 2;

/// Most tokens between two names that are joined: `Ana Ruiz and her deputy, Carlos Vega`.
const LONGEST_JOINT: u32 = 8;

pub(crate) type Parties = SmallVec<[EntityId; 3]>;

/// Whether a noun phrase means all parties to something: `both sides`, `the two countries`, `both`.
pub(crate) fn is_all_parties(cx: &Context, start: u32, end: u32) -> bool {
    let word = |i: u32| cx.text(i);
    let start = if matches!(word(start), "the" | "The") && start + 1 < end { start + 1 } else { start };
    let two = matches!(word(start), "both" | "Both" | "two" | "Two");
    two && (start + 1 == end
        || start + 2 == end
            && (cx.class(start + 1).any(WordClass::GROUP) || words::is(word(start + 1), Words::PARTIES)))
}

/// The members of `both sides` or `the two companies`, where the article names them shortly before.
pub(crate) fn named(cx: &Context, d: &Description) -> Option<Attribution> {
    if !is_all_parties(cx, d.start, d.end) {
        return None;
    }
    let joint = |members: &[EntityId]| {
        let speakers = members.iter().map(|&e| speaker::of_entity(cx, e, None));
        attribution(cx, speakers, MentionKind::Nominal, DecidedBy::Nominal, (Ground::Parties, 0.5))
    };
    let head = cx.text(d.head);
    if words::is(head, Words::MEMBERS)
        && let Some(members) = of_meeting(cx, d.start)
    {
        return Some(joint(&members));
    }
    let kind = match head {
        "companies" => NameKind::Organization,
        "countries" | "nations" | "governments" => NameKind::Location,
        "both" | "Both" | "men" | "women" | "leaders" => NameKind::Person,
        _ => return None,
    };
    joined(cx, d.start, kind).map(|pair| joint(&pair))
}

/// Those who met or talked with each other in the sentences before `token`: `Ruiz held talks with Vega and Brown`.
///
/// The latest sentence that tells of a meeting counts, and in it the first.
pub(crate) fn of_meeting(cx: &Context, token: u32) -> Option<Parties> {
    let here = cx.sentence_of(token);
    (here.saturating_sub(LOOK_BACK)..here).rev().find_map(|s| {
        let sentence = &cx.tokens.sentences()[s as usize].tokens;
        let met = sentence.clone().find(|&i| words::is(cx.text(i), Words::MEETING))?;
        let with = (met..sentence.end.min(met + 5)).find(|&i| cx.text(i) == "with")?;
        let persons = |from: u32, to: u32| {
            let range = cx.entities.mentions_in(cx.span(from, to));
            range.filter(|&m| is_kind(cx, m, NameKind::Person))
        };
        let mut parties: Parties = smallvec![];
        let mut add = |m: usize| {
            let e = cx.entities.entity_of[m];
            if !parties.contains(&e) {
                parties.push(e);
            }
        };
        if met == sentence.start {
            return None;
        }
        persons(sentence.start, met).for_each(&mut add);
        let before = sentence.start < met && persons(sentence.start, met).next().is_some();
        // The first name after `with`, and those joined to it.
        let mut end = with + 1;
        for m in persons(with + 1, sentence.end) {
            let mention = &cx.entities.mentions[m];
            if end > with + 1 && !is_joint(cx, end, mention.tokens.start) {
                break;
            }
            add(m);
            end = mention.tokens.end;
        }
        (before && end > with + 1 && parties.len() > 1).then_some(parties)
    })
}

/// The two names of one kind last joined by `and` before `token`: `Parcelway and Quickfoot`.
pub(crate) fn joined(cx: &Context, token: u32, kind: NameKind) -> Option<[EntityId; 2]> {
    let here = cx.sentence_of(token);
    let mentions = &cx.entities.mentions;
    let n = mentions.partition_point(|m| m.tokens.end <= token);
    let of_kind: SmallVec<[usize; 8]> = (0..n).rev().filter(|&m| is_kind(cx, m, kind)).take(7).collect();
    let quoted = Quoted::new(cx.tokens);
    for pair in of_kind.windows(2) {
        let (a, b) = (pair[1], pair[0]);
        if here - cx.sentence_of(mentions[a].tokens.start) > LOOK_BACK {
            break;
        }
        let ids = [cx.entities.entity_of[a], cx.entities.entity_of[b]];
        let (end, start) = (mentions[a].tokens.end, mentions[b].tokens.start);
        let and = (end..start).any(|i| matches!(cx.text(i), "and" | "&"));
        if ids[0] != ids[1] && and && is_joint(cx, end, start) && !quoted.at(mentions[a].span.start()) {
            return Some(ids);
        }
    }
    None
}

fn is_kind(cx: &Context, m: usize, kind: NameKind) -> bool {
    cx.entities.entity(cx.entities.entity_of[m]).kind == kind
}

/// Returns whether there are only titles, commas and `and` between two names.
fn is_joint(cx: &Context, end: u32, start: u32) -> bool {
    start.saturating_sub(end) <= LONGEST_JOINT
        && (end..start).any(|i| matches!(cx.text(i), "and" | "&" | ","))
        && !(end..start).any(|i| cx.class(i).any(WordClass::SAY) || matches!(cx.text(i), "." | ";" | "who"))
}
