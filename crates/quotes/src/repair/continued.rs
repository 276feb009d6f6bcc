//! Quotations that run over several paragraphs, each of which opens with a mark and only the last of which closes.

use dixit_text::{Scratch, Span, Spans};

use super::View;
use super::edit::Edit;
use crate::Quote;

/// Gives the paragraphs of a quotation that no attribution holds to the one that holds another of them, the one before
/// rather than the one behind.
pub(super) fn edits(view: View<'_>, quotes: &[Quote], _: &mut Scratch) -> Vec<Edit> {
    let passages = view.words.tokens.quoted();
    if passages.iter().all(|p| p.continues.is_none()) {
        return Vec::new();
    }
    // The quotation that holds each passage.
    let mut holders: Vec<Option<usize>> = vec![None; passages.len()];
    for (q, quote) in quotes.iter().enumerate() {
        for &piece in &quote.content {
            let end = passages.partition_point(|p| p.outer.start() < piece.end());
            let near = (0..end).rev().filter(|&p| passages[p].depth == 0);
            for p in near.take_while(|&p| passages[p].outer.end() > piece.start()) {
                holders[p].get_or_insert(q);
            }
        }
    }
    let mut joined: Vec<(usize, Span)> = Vec::new();
    let mut join = |p: usize, q: Option<usize>, holders: &mut Vec<Option<usize>>| {
        if let (None, Some(q)) = (holders[p], q) {
            holders[p] = Some(q);
            joined.push((q, passages[p].outer));
        }
    };
    for (p, passage) in passages.iter().enumerate() {
        if let Some(before) = passage.continues {
            join(p, holders[before as usize], &mut holders);
        }
    }
    for (p, passage) in passages.iter().enumerate().rev() {
        if let Some(before) = passage.continues {
            join(before as usize, holders[p], &mut holders);
        }
    }
    joined.sort_by_key(|(q, _)| *q);
    let groups = joined.chunk_by(|a, b| a.0 == b.0);
    groups.map(|group| Edit::Replace(group[0].0, with(&quotes[group[0].0], group))).collect()
}

/// The quotation with more pieces, in the order of the text.
fn with(quote: &Quote, pieces: &[(usize, Span)]) -> Quote {
    let mut content: Spans = quote.content.iter().copied().chain(pieces.iter().map(|p| p.1)).collect();
    content.sort_by_key(|c| c.start());
    Quote { content, ..quote.clone() }
}

#[cfg(test)]
mod tests {
    use super::super::testing;

    #[track_caller]
    fn check(marked: &str, expected: &str) {
        testing::check(super::edits, marked, expected);
    }

    #[test]
    fn the_paragraphs_of_a_quotation_go_together() {
        check(
            "{c “The old ferries have come back,”} {s Ruiz} {q said}. {c “The new ones stay away.}\n\n“Last year all ran.\n\n“I ask for patience.”",
            "{c “The old ferries have come back,”} {s Ruiz} {q said}. {c “The new ones stay away.}\n\n{c “Last year all ran.}\n\n{c “I ask for patience.”}",
        );
        check(
            "{s Ruiz} {q said}: {c “The new ones stay away.}\n\n“Last year all ran.\n\n“I ask for patience.”",
            "{s Ruiz} {q said}: {c “The new ones stay away.}\n\n{c “Last year all ran.}\n\n{c “I ask for patience.”}",
        );
        check(
            "“The new ones stay away.\n\n“Last year all ran.\n\n{c “I ask for patience,”} {s Ruiz} {q said}.",
            "{c “The new ones stay away.}\n\n{c “Last year all ran.}\n\n{c “I ask for patience,”} {s Ruiz} {q said}.",
        );
    }

    #[test]
    fn a_closed_one_does_not_go_on() {
        testing::stays(
            super::edits,
            "{c “The new ones stay away,”} {s Ruiz} {q said}.\n\n“Last year all ran.”",
        );
    }
}
