//! Second attributions inside a content: `said it was over and warned against a repeat`.

use std::borrow::Cow;

use dixit_grammar::lexicon::{self, Class};
use dixit_text::{Scratch, Span};

use super::View;
use super::edit::Edit;
use crate::Quote;
use crate::find::rules::{announced, second_verb};

/// Makes each second attribution in a content one of its own.
///
/// A second verb has the source of the first, as writers mean it far more often than not (`said it was over and warned
/// against a repeat`); a second clause has its own (`said it was over, and when asked again, the mayor replied, “Never.”`).
pub(super) fn edits(view: View<'_>, quotes: &[Quote], scratch: &mut Scratch) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (i, quote) in quotes.iter().enumerate() {
        // The first part takes the place of the whole. What was split off may hold another verb.
        let mut place = Some(i);
        let mut rest = Cow::Borrowed(quote);
        while let Some((end, second)) =
            second_predicate(view, &rest, scratch).or_else(|| second_clause(view, &rest, scratch))
        {
            let mut first = rest.into_owned();
            if let Some(piece) = first.content.last_mut() {
                *piece = Span::new(piece.start(), end);
            }
            edits.push(
                place.take().map_or_else(|| Edit::Add(first.clone()), |i| Edit::Replace(i, first.clone())),
            );
            rest = Cow::Owned(second);
        }
        if place.is_none() {
            edits.push(Edit::Add(rest.into_owned()));
        }
    }
    edits
}

/// Returns the end of the content before a second verb, and the attribution that the verb announces.
fn second_predicate(view: View<'_>, quote: &Quote, scratch: &mut Scratch) -> Option<(u32, Quote)> {
    let (doc, tokens) = (view.words.doc, view.words.tokens);
    let (&cue, &piece) = (quote.cue.last()?, quote.content.last()?);
    if cue.end() > piece.start() {
        return None;
    }
    let range = tokens.tokens_in(piece);
    let text = |i: u32| view.words.text(i);
    let sentence = view.words.sentence(range.start).end;
    let present = is_present(doc.slice(cue));
    let mut i = range.start + 2;
    while i + 2 < range.end.min(sentence) {
        let here = tokens.tokens()[i as usize].span;
        let start = here.start();
        if let Some(passage) = tokens.quoted_in(here).iter().find(|q| q.outer.contains(start)) {
            i = tokens.tokens_in(passage.outer).end.max(i + 1);
            continue;
        }
        let verb = i + 1 + u32::from(view.words.is(i + 1, Class::ADVERB));
        if matches!(text(i), "and" | "but")
            && is_finite(text(verb), present)
            && lexicon::cue(text(verb)).is_some()
        {
            let found = second_verb(doc, tokens, Span::new(start, piece.end()), scratch);
            if let Some((cue, content)) = found {
                let end = if text(i - 1) == "," { i - 1 } else { i };
                let second = Quote { content, cue: cue.into(), ..quote.clone() };
                return Some((tokens.tokens()[end as usize - 1].span.end(), second));
            }
        }
        i += 1;
    }
    None
}

/// Returns the end of the content before a clause in which somebody else is quoted, and that attribution.
fn second_clause(view: View<'_>, quote: &Quote, scratch: &mut Scratch) -> Option<(u32, Quote)> {
    const JOINTS: [&str; 6] = [", and ", ", but ", "; ", " – ", " — ", " ― "];
    let (doc, tokens) = (view.words.doc, view.words.tokens);
    /// Words that such a source has at most.
    const SOURCE: usize = 10;
    let &piece = quote.content.last()?;
    let passages = tokens.quoted_in(piece).iter().filter(|q| q.depth == 0);
    let passage_at = |start: u32| passages.clone().any(|q| q.outer.start() == start);
    let holds_passage = || passages.clone().any(|q| piece.covers(q.outer));
    if passage_at(piece.start()) || !holds_passage() {
        return None;
    }
    let (end, source, cue, content) = announced(doc, tokens, piece, scratch).find_map(|(cue, content)| {
        let said = content.first()?.start();
        // `replied, “…”`
        let comma = cue.end() <= said && doc.slice(Span::new(cue.end(), said)).trim() == ",";
        if !comma || !passage_at(said) {
            return None;
        }
        let before = doc.slice(Span::new(piece.start(), cue.start()));
        let (joint, behind) = JOINTS.iter().filter_map(|j| Some((before.rfind(j)?, j.len()))).max()?;
        // The source follows the joint, or a clause between commas.
        let from = before[joint + behind..].rfind(", ").map_or(0, |comma| comma + 2) + joint + behind;
        let source = before[from..].trim_end();
        let whole = !source.is_empty() && source.split(' ').count() <= SOURCE;
        let offset = |at: usize| piece.start() + at as u32;
        let span = Span::new(offset(from), offset(from + source.len()));
        whole.then_some((offset(joint), span, cue, content))
    })?;
    let (cue, source) = (cue.into(), source.into());
    Some((end, Quote { content, cue, source, ..quote.clone() }))
}

/// Whether a cue is in the present: `says`.
fn is_present(cue: &str) -> bool {
    let verb = cue.split(' ').find(|w| lexicon::cue(w).is_some()).unwrap_or(cue);
    verb.ends_with('s')
}

/// Whether a verb is finite in that tense: `warned`, `warns`.
fn is_finite(verb: &str, present: bool) -> bool {
    if present {
        verb.ends_with('s')
    } else {
        verb.ends_with("ed") || matches!(verb, "said" | "told" | "wrote")
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing;

    #[track_caller]
    fn check(marked: &str, expected: &str) {
        testing::check(super::edits, marked, expected);
    }

    #[test]
    fn a_second_verb_announces_its_own() {
        check(
            "{s Ruiz} {q said} {c the bridge was “a scandal” and warned that it would fall}.",
            "{s1 {s2 Ruiz}} {q1 said} {c1 the bridge was “a scandal”} and {q2 warned} {c2 that it would fall}.",
        );
        check(
            "{s Ruiz} {q praised} {c the crew, but urged the mayor to “think again” and said the toll was too high}.",
            "{s1 {s2 {s3 Ruiz}}} {q1 praised} {c1 the crew}, but {q2 urged} the mayor {c2 to “think again”} and {q3 said} \
             {c3 the toll was too high}.",
        );
    }

    #[test]
    fn a_second_clause_has_its_own_source() {
        check(
            "{s Ruiz} {q said} {c the toll was fair, and when asked about the night, the mayor replied, “It is dark.”}",
            "{s1 Ruiz} {q1 said} {c1 the toll was fair}, and when asked about the night, {s2 the mayor} {q2 replied}, \
             {c2 “It is dark.”}",
        );
        check(
            "{s Ruiz} {q said} {c it was over, but when pressed, a 34-year-old mother of three replied, “Never.”}",
            "{s1 Ruiz} {q1 said} {c1 it was over}, but when pressed, {s2 a 34-year-old mother of three} {q2 replied}, \
             {c2 “Never.”}",
        );
        testing::stays(super::edits, "{s Ruiz} {q said} {c that the mayor replied, “It is dark.”}");
    }

    #[test]
    fn what_is_said_to_be_done_stays() {
        // Another tense, within quotation marks, and no verb of saying.
        let same = |marked| testing::stays(super::edits, marked);
        same("{s Ruiz} {q says} {c the crew left and warned nobody}.");
        same("{s Ruiz} {q says} {c “he came and says no to all.”}");
        same("{s Ruiz} {q says} {c the crew sings and dances all night}.");
    }
}
