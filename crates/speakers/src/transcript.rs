//! Interviews and transcripts: a label at the start of a paragraph says who speaks it.
//!
//! `BLITZER: …`, `ANA RUIZ, HOST: …`, `Q: …`, `AR: …` for Ana Ruiz. A paragraph without a label goes on with the turn
//! before it.

use std::ops::Range;

use dixit_entities::lexicon::{WordClass, class, fold};
use dixit_entities::{EntityId, NameKind};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::attribution::{Attribution, Credit, DecidedBy, MentionKind, Speaker, SpeakerType};
use crate::calibration::Ground;
use crate::context::Context;
use crate::speaker::{self, attribution};
use crate::title;
use crate::words::{self, Words};
use dixit_quotes::Quote;

/// Longest label, in tokens: `REP. ANA RUIZ (D-N.Y.), COMMITTEE CHAIR`.
const LONGEST: u32 = 14;

/// So many labels make a transcript; fewer may be headings or lists.
const FEWEST: usize = 3;

/// Whether the source of `quote` is a label of a turn that no name in it explains: initials, `Q`, `A`.
pub(crate) fn labelled(cx: &Context, quote: &Quote) -> Option<Attribution> {
    let source = quote.source.first()?;
    let range = cx.tokens.tokens_in(*source);
    let paragraph = cx.tokens.paragraphs().get(cx.paragraph_of(range.start) as usize)?;
    if range.len() > 2 || paragraph.tokens.start != range.start || !is_colon(cx, range.end) {
        return None;
    }
    let letters = cx.doc.slice(*source).trim_end_matches(['.', ':']);
    let short = (1..=3).contains(&letters.len()) && letters.bytes().all(|b| b.is_ascii_uppercase());
    (short || matches!(letters, "Question" | "Answer")).then(|| voice(cx, range, letters, MentionKind::Name))
}

/// Who has the turn in which `quote` stands, where the article is a transcript.
pub(crate) fn turn(cx: &Context, token: u32) -> Option<Attribution> {
    let labels = cx.turns();
    let here = cx.paragraph_of(token);
    let at = labels.partition_point(|l| l.paragraph <= here).checked_sub(1)?;
    let label = &labels[at];
    let text = cx.doc.slice(cx.span(label.name.start, label.name.end)).trim_end_matches(['.', ':']);
    let mut a = voice(cx, label.name.clone(), text, MentionKind::None);
    if label.paragraph != here {
        a.decided_by = DecidedBy::CarriedOn;
    }
    Some(a)
}

/// The label of one paragraph.
#[derive(Clone, Debug)]
pub(crate) struct Label {
    pub paragraph: u32,
    /// Its name, without what follows a comma.
    pub name: Range<u32>,
}

/// All labels of the article; none where it is no transcript.
pub(crate) fn labels(cx: &Context) -> Vec<Label> {
    let paragraphs = cx.tokens.paragraphs();
    let found: Vec<Label> = paragraphs
        .iter()
        .enumerate()
        .filter_map(|(i, p)| Some(Label { paragraph: i as u32, name: label(cx, &p.tokens)? }))
        .collect();
    // Speakers come back; headings and the entries of a list do not.
    let mut seen = FxHashSet::default();
    let comes_back = !found.iter().all(|l| seen.insert(cx.text(l.name.end - 1)));
    if found.len() >= FEWEST && comes_back { found } else { Vec::new() }
}

/// The label at the start of a paragraph: words in capitals, or a name, before a colon.
fn label(cx: &Context, paragraph: &Range<u32>) -> Option<Range<u32>> {
    let start = paragraph.start;
    let limit = paragraph.end.min(start + LONGEST);
    let colon = (start + 1..limit).find(|&i| is_colon(cx, i))?;
    let comma = (start..colon).find(|&i| matches!(cx.text(i), "," | "(")).unwrap_or(colon);
    let name = start..comma;
    let capital = |i: u32| cx.is_capital(i) || !cx.is_word(i);
    let shouted = |i: u32| !cx.text(i).contains(char::is_lowercase);
    let is_name = || {
        let mentions = cx.entities.mentions_in(cx.span(name.start, name.end));
        let m = cx.entities.mentions[mentions].last();
        m.is_some_and(|m| m.kind != NameKind::Location && m.tokens.end == name.end)
    };
    let fits = name.end > name.start
        && name.len() <= 5
        && name.clone().all(capital)
        && (name.clone().all(shouted) || is_name() || matches!(cx.text(start), "Question" | "Answer"));
    fits.then_some(name)
}

fn is_colon(cx: &Context, token: u32) -> bool {
    (token as usize) < cx.tokens.tokens().len() && cx.text(token) == ":"
}

/// Who a label stands for.
fn voice(cx: &Context, name: Range<u32>, text: &str, mention: MentionKind) -> Attribution {
    let entity = |e: EntityId, ground| {
        attribution(cx, [speaker::of_entity(cx, e, None)], mention, DecidedBy::Alternation, (ground, 0.5))
    };
    let span = cx.span(name.start, name.end);
    let nobody = || {
        let nobody = Speaker::unlinked(span, SpeakerType::Unnamed);
        attribution(cx, [nobody], mention, DecidedBy::Nothing, (Ground::Unexplained, 0.5))
    };
    if words::is(text, Words::ASKS) {
        return by_credit(cx, span, Credit::Author, mention);
    }
    if words::is(text, Words::ANSWERS) {
        return cx.interviewed().map_or_else(nobody, |e| entity(e, Ground::Initials));
    }
    let named = &cx.entities.entity_of[cx.entities.mentions_in(span)];
    let person = |e: &EntityId| cx.entities.entity(*e).kind == NameKind::Person;
    if let Some(e) = named.iter().copied().rfind(person) {
        return entity(e, Ground::Label);
    }
    if let Some(e) = cx.initials().get(text).copied().or_else(|| bearer(cx, name)) {
        return entity(e, Ground::Initials);
    }
    let publisher = cx.doc.publisher.as_deref().unwrap_or_default();
    if text.len() > 1 && initials_of(publisher) == text {
        return by_credit(cx, span, Credit::Publisher, mention);
    }
    named.last().map_or_else(nobody, |&e| entity(e, Ground::Label))
}

/// Who has the surname or the office that ends a label: `MR. VEGA`, `THE PRESIDENT`; of several the one named most.
fn bearer(cx: &Context, label: Range<u32>) -> Option<EntityId> {
    let last = label.clone().rev().find(|&i| cx.is_word(i))?;
    if let Some(e) = cx.surnames().shouted(cx, cx.text(last)) {
        return Some(e);
    }
    let named = |e: &EntityId| (cx.entities.entity(*e).mentions.len(), std::cmp::Reverse(e.0));
    let here = cx.tokens.tokens()[last as usize].span.start();
    let office = title::office(cx.text(last));
    cx.class(last)
        .any(WordClass::PERSON | WordClass::TITLE)
        .then(|| cx.roles().bearers(office, here).max_by_key(named))?
}

/// A speaker whom the document's metadata name; the label alone where they do not.
fn by_credit(cx: &Context, label: dixit_text::Span, credit: Credit, mention: MentionKind) -> Attribution {
    match speaker::credited(cx, label, credit) {
        Some(speaker) => attribution(cx, [speaker], mention, DecidedBy::Alternation, (Ground::Initials, 0.5)),
        None => {
            let nobody = Speaker::unlinked(label, SpeakerType::Unnamed);
            attribution(cx, [nobody], mention, DecidedBy::Description, (Ground::Unexplained, 0.5))
        }
    }
}

/// The person the article names most: who is interviewed.
pub(crate) fn main_person(cx: &Context) -> Option<EntityId> {
    let author = cx.author();
    let persons = cx.entities.entities.iter().enumerate().filter(|(_, e)| e.kind == NameKind::Person);
    persons
        .map(|(i, e)| (EntityId(i as u32), e.mentions.len()))
        .filter(|&(id, _)| Some(id) != author && cx.doc.slice(cx.entities.entity(id).name).len() > 1)
        .max_by_key(|&(id, n)| (n, std::cmp::Reverse(id)))
        .map(|(id, _)| id)
}

/// The letters that the words of names begin with, small words aside: persons come before bodies, the first named before
/// others.
pub(crate) fn initials(cx: &Context) -> FxHashMap<String, EntityId> {
    let mut out = FxHashMap::default();
    for person in [true, false] {
        for (i, e) in cx.entities.entities.iter().enumerate() {
            if (e.kind == NameKind::Person) == person {
                let letters = initials_of(cx.doc.slice(e.name));
                if letters.len() > 1 {
                    out.entry(letters).or_insert(EntityId(i as u32));
                }
            }
        }
    }
    out
}

/// The letters that the words of a name begin with, small ones aside.
fn initials_of(name: &str) -> String {
    let small = |w: &&str| {
        let class = class(fold(w));
        !class.any(WordClass::CONNECTOR) || class.any(WordClass::GIVEN)
    };
    name.split_whitespace().filter(small).filter_map(|w| w.chars().next()).collect()
}
