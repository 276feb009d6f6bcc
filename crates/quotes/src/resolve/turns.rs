//! Interviews and transcripts: a label at the start of a paragraph says who speaks it.
//!
//! `BLITZER: …`, `ANA RUIZ, HOST: …`, `Q: …`, `AR: …` for Ana Ruiz. A paragraph without a label goes on with the turn
//! before it.

use std::ops::Range;

use dixit_entities::lexicon::WordClass;
use dixit_entities::{EntityId, NameKind};

use super::scene::Scene;
use super::speaker::{self, attribution};
use super::types::{Attribution, Credit, DecidedBy, MentionKind, Speaker, SpeakerType};
use crate::Quote;

/// Longest label, in tokens: `REP. ANA RUIZ (D-N.Y.), COMMITTEE CHAIR`.
const LONGEST: u32 = 14;

/// So many labels make a transcript; fewer may be headings or lists.
const FEWEST: usize = 3;

/// Whether the source of `quote` is a label of a turn that no name in it explains: initials, `Q`, `A`.
pub(super) fn labelled(scene: &Scene, quote: &Quote) -> Option<Attribution> {
    let source = quote.source.first()?;
    let range = scene.tokens.tokens_in(*source);
    let paragraph = scene.tokens.paragraphs().get(scene.paragraph_of(range.start) as usize)?;
    if range.len() > 2 || paragraph.tokens.start != range.start || !is_colon(scene, range.end) {
        return None;
    }
    let letters = scene.doc.slice(*source).trim_end_matches(['.', ':']);
    let short = (1..=3).contains(&letters.len()) && letters.bytes().all(|b| b.is_ascii_uppercase());
    (short || matches!(letters, "Question" | "Answer"))
        .then(|| voice(scene, range, letters, MentionKind::Name))
}

/// Who has the turn in which `quote` stands, where the article is a transcript.
pub(super) fn turn(scene: &Scene, token: u32) -> Option<Attribution> {
    let labels = scene.turns();
    let here = scene.paragraph_of(token);
    let at = labels.partition_point(|l| l.paragraph <= here).checked_sub(1)?;
    let label = &labels[at];
    let text = scene.doc.slice(scene.span(label.name.start, label.name.end)).trim_end_matches(['.', ':']);
    let mut a = voice(scene, label.name.clone(), text, MentionKind::None);
    if label.paragraph != here {
        a.decided_by = DecidedBy::CarriedOn;
        a.score *= 0.9;
    }
    Some(a)
}

/// The label of one paragraph.
#[derive(Clone, Debug)]
pub(super) struct Label {
    pub paragraph: u32,
    /// Its name, without what follows a comma.
    pub name: Range<u32>,
}

/// All labels of the article; none where it is no transcript.
pub(super) fn labels(scene: &Scene) -> Vec<Label> {
    let paragraphs = scene.tokens.paragraphs();
    let found: Vec<Label> = paragraphs
        .iter()
        .enumerate()
        .filter_map(|(i, p)| Some(Label { paragraph: i as u32, name: label(scene, &p.tokens)? }))
        .collect();
    // Speakers come back; headings and the entries of a list do not.
    let last_word = |l: &Label| scene.text(l.name.end - 1);
    let comes_back =
        found.iter().enumerate().any(|(i, l)| found[..i].iter().any(|o| last_word(o) == last_word(l)));
    if found.len() >= FEWEST && comes_back { found } else { Vec::new() }
}

/// The label at the start of a paragraph: words in capitals, or a name, before a colon.
fn label(scene: &Scene, paragraph: &Range<u32>) -> Option<Range<u32>> {
    let start = paragraph.start;
    let limit = paragraph.end.min(start + LONGEST);
    let colon = (start + 1..limit).find(|&i| is_colon(scene, i))?;
    let comma = (start..colon).find(|&i| matches!(scene.text(i), "," | "(")).unwrap_or(colon);
    let name = start..comma;
    let capital = |i: u32| scene.is_capital(i) || !scene.is_word(i);
    let shouted = |i: u32| !scene.text(i).contains(char::is_lowercase);
    let is_name = || {
        let mentions = scene.entities.mentions_in(scene.span(name.start, name.end));
        let m = scene.entities.mentions[mentions].last();
        m.is_some_and(|m| m.kind == NameKind::Person && m.tokens.end == name.end)
    };
    let fits = name.end > name.start
        && name.len() <= 5
        && name.clone().all(capital)
        && (name.clone().all(shouted) || is_name() || matches!(scene.text(start), "Question" | "Answer"));
    fits.then_some(name)
}

fn is_colon(scene: &Scene, token: u32) -> bool {
    (token as usize) < scene.tokens.tokens().len() && scene.text(token) == ":"
}

/// Who a label stands for.
fn voice(scene: &Scene, name: Range<u32>, text: &str, mention: MentionKind) -> Attribution {
    let decided = DecidedBy::Alternation;
    let entity =
        |e: EntityId, score| attribution([speaker::of_entity(scene, e, None)], mention, decided, score);
    let span = scene.span(name.start, name.end);
    let mentions = scene.entities.mentions_in(span);
    let person = |e: &EntityId| scene.entities.entity(*e).kind == NameKind::Person;
    if !matches!(text, "Q" | "A")
        && let Some(e) = scene.entities.entity_of[mentions].iter().copied().rfind(person)
    {
        return entity(e, 0.95);
    }
    match text {
        "A" | "Answer" => {
            if let Some(e) = main_person(scene) {
                return entity(e, 0.6);
            }
        }
        "Q" | "Question" => return by_credit(scene, span, Credit::Author, mention),
        initials => {
            if let Some(e) = bearer(scene, initials) {
                return entity(e, 0.9);
            }
            let publisher = scene.doc.publisher.as_deref().unwrap_or_default();
            if has_initials(publisher, initials) {
                return by_credit(scene, span, Credit::Publisher, mention);
            }
        }
    }
    attribution([Speaker::unlinked(span, SpeakerType::Unnamed)], mention, DecidedBy::Nothing, 0.3)
}

/// A speaker whom the document's metadata name; the label alone where they do not.
fn by_credit(scene: &Scene, label: dixit_text::Span, credit: Credit, mention: MentionKind) -> Attribution {
    match speaker::credited(scene, label, credit) {
        Some(speaker) => attribution([speaker], mention, DecidedBy::Alternation, 0.7),
        None => attribution(
            [Speaker::unlinked(label, SpeakerType::Unnamed)],
            mention,
            DecidedBy::Description,
            0.5,
        ),
    }
}

/// The person the article names most: who is interviewed.
fn main_person(scene: &Scene) -> Option<EntityId> {
    let author = scene.author();
    let persons = scene.entities.entities.iter().enumerate().filter(|(_, e)| e.kind == NameKind::Person);
    persons
        .map(|(i, e)| (EntityId(i as u32), e.mentions.len()))
        .filter(|&(id, _)| Some(id) != author && scene.doc.slice(scene.entities.entity(id).name).len() > 1)
        .max_by_key(|&(id, n)| (n, std::cmp::Reverse(id)))
        .map(|(id, _)| id)
}

/// The person, or else the body, whose initials these are.
fn bearer(scene: &Scene, initials: &str) -> Option<EntityId> {
    if initials.len() < 2 {
        return None;
    }
    let of_kind = |person: bool| {
        scene.entities.entities.iter().position(|e| {
            (e.kind == NameKind::Person) == person && has_initials(scene.doc.slice(e.name), initials)
        })
    };
    of_kind(true).or_else(|| of_kind(false)).map(|i| EntityId(i as u32))
}

/// Whether the words of `name`, small ones aside, begin with the letters `initials`.
fn has_initials(name: &str, initials: &str) -> bool {
    let small = |w: &&str| {
        let class = dixit_entities::lexicon::class(dixit_entities::lexicon::fold(w));
        !class.any(WordClass::CONNECTOR) || class.any(WordClass::GIVEN)
    };
    let words: Vec<&str> = name.split_whitespace().filter(small).collect();
    words.len() > 1
        && words.len() == initials.len()
        && words.iter().zip(initials.chars()).all(|(w, c)| w.starts_with(c))
}
