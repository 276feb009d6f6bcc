//! The labels of turns in interviews and transcripts, at the start of a paragraph: `BLITZER: …`, `ANA RUIZ, HOST: …`, `Q: …`.
//!
//! A paragraph without a label goes on with the turn before it.

use std::ops::Range;

use dixit_entities::lexicon::{WordClass, class, fold};
use dixit_entities::{EntityId, NameKind};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::layers::Layers;

/// Longest label, in tokens: `REP. ANA RUIZ (D-N.Y.), COMMITTEE CHAIR`.
const LONGEST: u32 = 14;

/// Fewest labels of a transcript; fewer may be headings or lists.
const FEWEST: usize = 3;

/// The label of one paragraph.
#[derive(Clone, Debug)]
pub(crate) struct Label {
    pub paragraph: u32,
    /// Its name, without what follows a comma.
    pub name: Range<u32>,
}

/// All labels of the article; none where it is no transcript.
pub(crate) fn labels(layers: &Layers) -> Vec<Label> {
    let paragraphs = layers.tokens.paragraphs();
    let found: Vec<Label> = paragraphs
        .iter()
        .enumerate()
        .filter_map(|(i, p)| Some(Label { paragraph: i as u32, name: label(layers, &p.tokens)? }))
        .collect();
    // Speakers come back; headings and the entries of a list do not.
    let mut seen = FxHashSet::default();
    let comes_back = !found.iter().all(|l| seen.insert(layers.text(l.name.end - 1)));
    if found.len() >= FEWEST && comes_back { found } else { Vec::new() }
}

/// The label at the start of a paragraph: words in capitals, or a name, before a colon.
fn label(layers: &Layers, paragraph: &Range<u32>) -> Option<Range<u32>> {
    let start = paragraph.start;
    let limit = paragraph.end.min(start + LONGEST);
    let colon = (start + 1..limit).find(|&i| is_colon(layers, i))?;
    let comma = (start..colon).find(|&i| matches!(layers.text(i), "," | "(")).unwrap_or(colon);
    let name = start..comma;
    let capital = |i: u32| layers.is_capital(i) || !layers.is_word(i);
    let shouted = |i: u32| !layers.text(i).contains(char::is_lowercase);
    let is_name = || {
        let mentions = layers.entities.mentions_in(layers.span(name.start, name.end));
        let m = layers.entities.mentions[mentions].last();
        m.is_some_and(|m| m.kind != NameKind::Location && m.tokens.end == name.end)
    };
    let fits = name.end > name.start
        && name.len() <= 5
        && name.clone().all(capital)
        && (name.clone().all(shouted) || is_name() || matches!(layers.text(start), "Question" | "Answer"));
    fits.then_some(name)
}

/// Whether a token is a colon.
pub(crate) fn is_colon(layers: &Layers, token: u32) -> bool {
    (token as usize) < layers.tokens.tokens().len() && layers.text(token) == ":"
}

/// The letters that the words of names begin with, small words aside: persons come before bodies, the first named before
/// others.
pub(crate) fn initials(layers: &Layers) -> FxHashMap<String, EntityId> {
    let mut out = FxHashMap::default();
    for person in [true, false] {
        for (i, e) in layers.entities.entities.iter().enumerate() {
            if (e.kind == NameKind::Person) == person {
                let letters = initials_of(layers.doc.slice(e.name));
                if letters.len() > 1 {
                    out.entry(letters).or_insert(EntityId(i as u32));
                }
            }
        }
    }
    out
}

/// The letters that the words of a name begin with, small ones aside.
pub(crate) fn initials_of(name: &str) -> String {
    let small = |w: &&str| {
        let class = class(fold(w));
        !class.any(WordClass::CONNECTOR) || class.any(WordClass::GIVEN)
    };
    name.split_whitespace().filter(small).filter_map(|w| w.chars().next()).collect()
}
