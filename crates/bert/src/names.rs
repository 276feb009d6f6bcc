//! From scores to names.

use std::ops::Range;

use dixit_entities::NameKind;

use crate::config::NAME_LABELS;
use crate::labels::{inside, may_follow, runs};

const KINDS: [NameKind; 4] = [NameKind::Person, NameKind::Organization, NameKind::Location, NameKind::Misc];

/// A name in words of the window.
#[derive(Debug, PartialEq)]
pub(crate) struct Name {
    pub(crate) words: Range<usize>,
    pub(crate) kind: NameKind,
    /// How likely all its labels are, and that it ends where it ends.
    pub(crate) score: f32,
}

/// The names of a window, by where they begin; `row` gives the scores of a word.
pub(crate) fn names<'a>(words: usize, row: impl Fn(usize) -> &'a [f32]) -> Vec<Name> {
    let logs: Vec<[f32; NAME_LABELS]> = (0..words).map(|w| log_softmax(row(w))).collect();
    let path = best_path(&logs);
    let mut names = Vec::new();
    for (role, kind) in KINDS.into_iter().enumerate() {
        for run in runs(&path, role as u8) {
            let sure: f32 = run.clone().map(|w| logs[w][path[w] as usize]).sum();
            let goes_on = logs.get(run.end).map_or(0.0, |next| next[inside(role as u8) as usize].exp());
            names.push(Name { words: run, kind, score: sure.exp() * (1.0 - goes_on) });
        }
    }
    names.sort_by_key(|n| n.words.start);
    names
}

fn log_softmax(scores: &[f32]) -> [f32; NAME_LABELS] {
    let mut out = [0.0; NAME_LABELS];
    out.copy_from_slice(&scores[..NAME_LABELS]);
    let most = out.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = out.iter().map(|x| (x - most).exp()).sum();
    out.map(|x| x - most - sum.ln())
}

/// The most likely labels, where an inside follows its own begin or inside.
fn best_path(logs: &[[f32; NAME_LABELS]]) -> Vec<u8> {
    let mut best = [f32::NEG_INFINITY; NAME_LABELS];
    let mut back: Vec<[u8; NAME_LABELS]> = Vec::with_capacity(logs.len());
    for (w, row) in logs.iter().enumerate() {
        let (mut next, mut from) = ([f32::NEG_INFINITY; NAME_LABELS], [0; NAME_LABELS]);
        for label in 0..NAME_LABELS as u8 {
            let i = label as usize;
            if w == 0 {
                next[i] = if may_follow(None, label) { row[i] } else { f32::NEG_INFINITY };
                continue;
            }
            for before in 0..NAME_LABELS as u8 {
                if may_follow(Some(before), label) && best[before as usize] > next[i] {
                    (next[i], from[i]) = (best[before as usize], before);
                }
            }
            next[i] += row[i];
        }
        best = next;
        back.push(from);
    }
    let last = (0..NAME_LABELS).fold(0, |a, b| if best[b] > best[a] { b } else { a });
    let mut path = vec![last as u8; logs.len()];
    for w in (1..logs.len()).rev() {
        path[w - 1] = back[w][path[w] as usize];
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(rows: &[[f32; NAME_LABELS]]) -> Vec<(Range<usize>, NameKind)> {
        names(rows.len(), |w| &rows[w]).into_iter().map(|n| (n.words, n.kind)).collect()
    }

    /// A word that is likely labelled `label`, and else `other`.
    fn word(label: usize, other: usize) -> [f32; NAME_LABELS] {
        let mut row = [0.0; NAME_LABELS];
        row[other] = 2.0;
        row[label] = 3.0;
        row
    }

    #[test]
    fn names_of_several_kinds() {
        let rows = [word(1, 0), word(2, 0), word(3, 0), word(0, 1), word(7, 0)];
        let kinds = [(0..2, NameKind::Person), (2..3, NameKind::Organization), (4..5, NameKind::Misc)];
        assert_eq!(found(&rows), kinds);
        assert_eq!(found(&[]), []);
    }

    #[test]
    fn an_inside_follows_its_own() {
        // Goes on with an organization, but a person begins more surely than an organization would.
        assert_eq!(found(&[word(1, 3), word(4, 2)]), [(0..2, NameKind::Person)]);
        assert_eq!(found(&[word(0, 0), word(2, 0)]), []);
    }
}
