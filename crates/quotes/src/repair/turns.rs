//! Transcripts and interviews: each turn is a quotation of its own, its label the source, without a cue.

use std::collections::HashSet;
use std::ops::Range;

use dixit_grammar::Words;
use dixit_grammar::lexicon::{self, Class};
use dixit_text::{Scratch, Span, SpanSet, Spans};
use dixit_tokens::TokenKind;

use super::View;
use super::edit::Edit;
use crate::{Quote, QuoteKind};

/// Longest label, in tokens: `REP. ANA RUIZ (D-N.Y.), COMMITTEE CHAIR`.
const LONGEST: u32 = 14;

/// Longest name in a label, in tokens.
const NAME: usize = 6;

/// Fewest labels of a transcript; fewer may be headings or lists.
const FEWEST: usize = 3;

/// One paragraph in so many at least bears a label, from the first to the last of them.
const SHARE: usize = 4;

/// Probability that a turn is its speaker's.
const SCORE: f32 = 0.9;

/// Makes the turns of a transcript quotations. What an engine found within a turn stays where somebody else speaks there; what
/// the speaker says of himself (`I think …`) is no quotation of its own.
pub(super) fn edits(view: View<'_>, quotes: &[Quote], _: &mut Scratch) -> Vec<Edit> {
    let text = Text(view.words);
    let labels = text.labels();
    let turns: Vec<(Span, Span)> = labels
        .iter()
        .enumerate()
        .filter_map(|(i, label)| {
            let end = labels.get(i + 1).map_or(view.words.tokens.paragraphs().len(), |next| next.paragraph);
            Some((text.span(&label.name), text.content(label, end)?))
        })
        .collect();
    let spoken: SpanSet = turns.iter().map(|&(source, content)| source.cover(content)).collect();
    let sources: SpanSet = turns.iter().map(|&(source, _)| source).collect();
    let own = |q: &Quote| q.spans().any(|s| spoken.touches(s)) && text.is_of_speaker(q, &sources);
    let gone = (0..quotes.len()).filter(|&i| own(&quotes[i])).map(Edit::Remove);
    let turns = turns.iter().map(|&(source, content)| {
        Edit::Add(Quote {
            content: content.into(),
            cue: Spans::new(),
            source: source.into(),
            kind: QuoteKind::Indirect,
            parent: None,
            score: SCORE,
        })
    });
    gone.chain(turns).collect()
}

/// The label of a turn.
#[derive(Clone, Debug)]
struct Label {
    paragraph: usize,
    /// Tokens of the name and what describes it.
    name: Range<u32>,
    /// The last token of the name alone: by it speakers come back.
    last: u32,
    /// First token of the turn's words.
    begin: u32,
}

struct Text<'a>(Words<'a>);

impl Text<'_> {
    fn is_word(&self, i: u32) -> bool {
        self.0.tokens.tokens().get(i as usize).is_some_and(|t| t.kind == TokenKind::Word)
    }

    fn span(&self, range: &Range<u32>) -> Span {
        let all = self.0.tokens.tokens();
        all[range.start as usize].span.cover(all[range.end as usize - 1].span)
    }

    /// All labels; none where the text is no transcript.
    fn labels(&self) -> Vec<Label> {
        let paragraphs = self.0.tokens.paragraphs();
        let labels: Vec<Label> =
            paragraphs.iter().enumerate().filter_map(|(i, p)| self.label(i, p.tokens.clone())).collect();
        let (Some(first), Some(last)) = (labels.first(), labels.last()) else { return Vec::new() };
        // Speakers take turns and come back; headings and the entries of a list do not.
        let names: HashSet<String> = labels.iter().map(|l| self.0.text(l.last).to_uppercase()).collect();
        let (comes_back, others) = (names.len() < labels.len(), names.len() > 1);
        let dense = SHARE * labels.len() > last.paragraph - first.paragraph;
        if labels.len() >= FEWEST && comes_back && others && dense { labels } else { Vec::new() }
    }

    /// The label at the start of a paragraph: a name in capitals or with capitals before a colon, or `Q` before a sentence.
    fn label(&self, paragraph: usize, range: Range<u32>) -> Option<Label> {
        let start = range.start;
        if matches!(self.0.text(start), "Q" | "A") && self.0.text(start + 1).starts_with(char::is_uppercase) {
            return Some(Label { paragraph, name: start..start + 1, last: start, begin: start + 1 });
        }
        let limit = range.end.min(start + LONGEST);
        let colon = (start + 1..limit).find(|&i| self.0.text(i) == ":")?;
        let end = (start..colon).find(|&i| matches!(self.0.text(i), "," | "(")).unwrap_or(colon);
        let capital = |i: u32| {
            let word = self.0.text(i);
            word.starts_with(char::is_uppercase)
                || matches!(word, "." | "-" | "’" | "'")
                || lexicon::class(word).is(Class::PARTICLE)
        };
        let fits =
            end > start && (end - start) as usize <= NAME && self.is_word(start) && (start..end).all(capital);
        let last = (start..end).rev().find(|&i| self.is_word(i))?;
        fits.then_some(Label { paragraph, name: start..colon, last, begin: colon + 1 })
    }

    /// The words of a turn that ends before paragraph `end`, without what is told of it between brackets.
    fn content(&self, label: &Label, end: usize) -> Option<Span> {
        let told = |p: &Range<u32>| {
            matches!(self.0.text(p.start), "(" | "[") && matches!(self.0.text(p.end - 1), ")" | "]")
        };
        let mut words: Option<Span> = None;
        for p in &self.0.tokens.paragraphs()[label.paragraph..end] {
            let range = p.tokens.start.max(label.begin)..p.tokens.end;
            if range.is_empty() {
                continue;
            }
            if told(&range) {
                break;
            }
            let span = self.span(&range);
            words = Some(words.map_or(span, |words| words.cover(span)));
        }
        words
    }

    /// Whether a quotation within a turn is only what its speaker says: the label is its source, or `I`, or there is none.
    fn is_of_speaker(&self, quote: &Quote, labels: &SpanSet) -> bool {
        let Some(source) = quote.source.first() else { return true };
        let range = self.0.tokens.tokens_in(*source);
        let own = Class::SUBJECT_PRONOUN;
        let pronoun = || {
            range.len() == 1
                && lexicon::class(self.0.text(range.start)).is(own)
                && !self.is_third(range.start)
        };
        pronoun() || labels.touches(*source)
    }

    fn is_third(&self, i: u32) -> bool {
        matches!(self.0.text(i).to_lowercase().as_str(), "he" | "she" | "they")
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing;

    #[track_caller]
    fn check(marked: &str, expected: &str) {
        testing::check(super::edits, marked, expected);
    }

    #[track_caller]
    fn stays(marked: &str) {
        testing::stays(super::edits, marked);
    }

    #[test]
    fn turns_are_whole() {
        check(
            "The Herald: Will the ferry run?\n\nAna Ruiz: We shall see. I hope so.\n\nBen Okoye: When?\n\nAna Ruiz: Soon.",
            "{s1 The Herald}: {c1 Will the ferry run?}\n\n{s2 Ana Ruiz}: {c2 We shall see. I hope so.}\n\n\
             {s3 Ben Okoye}: {c3 When?}\n\n{s4 Ana Ruiz}: {c4 Soon.}",
        );
        check(
            "MAYOR RUIZ: It is over.\n\nQ Is it?\n\nMAYOR RUIZ (by telephone): It is.\n\nAnd it stays so.\n\n(LAUGHTER)\n\nQ Oh.",
            "{s1 MAYOR RUIZ}: {c1 It is over.}\n\n{s2 Q} {c2 Is it?}\n\n{s3 MAYOR RUIZ (by telephone)}: \
             {c3 It is.\n\nAnd it stays so.}\n\n(LAUGHTER)\n\n{s4 Q} {c4 Oh.}",
        );
        check(
            "Ruiz runs a mill.\n\nQ: Will you hire?\n\nA: In May.\n\nQ: When?\n\nA: In May.",
            "Ruiz runs a mill.\n\n{s1 Q}: {c1 Will you hire?}\n\n{s2 A}: {c2 In May.}\n\n{s3 Q}: {c3 When?}\n\n{s4 A}: {c4 In May.}",
        );
        check(
            "ANA RUIZ, HOST:\n\nWelcome.\n\nBEN OKOYE, BYLINE: Thank you.\n\nRUIZ: So.",
            "{s1 ANA RUIZ, HOST}:\n\n{c1 Welcome.}\n\n{s2 BEN OKOYE, BYLINE}: {c2 Thank you.}\n\n{s3 RUIZ}: {c3 So.}",
        );
    }

    #[test]
    fn headings_and_lists_are_none() {
        stays("Monday: rain.\n\nTuesday: snow.\n\nWednesday: sun.");
        stays("Read more: The bridge.\n\nRuiz said no.\n\nRead more: The ferry.");
    }

    #[test]
    fn others_within_a_turn_stay() {
        check(
            "Ana Ruiz: {s1 The captain} {q1 said} {c1 the ferry was safe}. {s2 I} {q2 think} {c2 so.}\n\nBen Okoye: Oh.\n\nAna Ruiz: Yes.",
            "{s1 Ana Ruiz}: {c1 {s2 The captain} {q2 said} {c2 the ferry was safe}. I think so.}\n\n\
             {s3 Ben Okoye}: {c3 Oh.}\n\n{s4 Ana Ruiz}: {c4 Yes.}",
        );
    }
}
