//! Borders that a clause cannot have, mended whatever engine drew them.

use dixit_grammar::Words;
use dixit_grammar::lexicon::Class;
use dixit_text::Span;

use crate::Quote;

/// Mends one quotation.
pub(super) fn mend(words: Words<'_>, quote: &mut Quote) {
    let clause = Clause { words };
    clause.give_back_source(quote);
    clause.whole_passages(quote);
    clause.complete(quote);
    clause.cut_days(quote);
    clause.cut_commas(quote);
}

struct Clause<'a> {
    words: Words<'a>,
}

impl Clause<'_> {
    /// `The bridge held, noted Ann Lee.`: a name between the cue and the end of the sentence is who noted it.
    fn give_back_source(&self, quote: &mut Quote) {
        /// Longest such name in tokens: a title, an outlet and a name.
        const NAME: usize = 8;
        let (Some(&cue), Some(&name)) = (quote.cue.last(), quote.content.last()) else { return };
        let words = self.words.tokens.tokens_in(name);
        let inverted = quote.source.is_empty()
            && quote.content.len() > 1
            && quote.content[0].end() <= cue.start()
            && words.start == self.words.tokens.tokens_in(cue).end
            && words.len() <= NAME;
        let all_name = || {
            let capital = |i: u32| self.words.text(i).starts_with(char::is_uppercase);
            let joins =
                |i: u32| matches!(self.words.text(i), "'s" | "’s" | "'" | "’" | "." | "of" | "the" | "-");
            capital(words.end - 1) && words.clone().all(|i| capital(i) || joins(i))
        };
        if inverted && all_name() && self.ends_sentence(words.end) {
            quote.content.pop();
            quote.source.push(name);
        }
    }

    /// `“I agree with [her,”] he said`: if the frame is outside a passage, half of it is all of it.
    fn whole_passages(&self, quote: &mut Quote) {
        for n in 0..quote.content.len() {
            let piece = quote.content[n];
            let half = self.words.tokens.quoted_in(piece).iter().find(|q| {
                let starts = piece.start() <= q.inner.start() && q.inner.contains(piece.end());
                let ends = q.inner.end() <= piece.end() && q.inner.start() < piece.start();
                q.depth == 0 && q.closed && q.outer.overlaps(piece) && (starts || ends)
            });
            let Some(passage) = half.map(|q| q.outer) else { continue };
            let alone = quote.spans().filter(|s| s.overlaps(passage)).count() == 1;
            if alone {
                quote.content[n] = piece.cover(passage);
            }
        }
    }

    /// `why a rule [is cited]`: a clause that breaks off before its verb goes on to the end of the sentence.
    fn complete(&self, quote: &mut Quote) {
        let Some(&content) = quote.content.last() else { return };
        let words = self.words.tokens.tokens_in(content);
        let behind = quote.cue.last().is_some_and(|cue| cue.end() <= content.start());
        let opens = self.words.is(words.start, Class::THAT | Class::WH | Class::SUBORDINATOR);
        let broken =
            words.len() > 1 && self.words.is(words.end, Class::AUXILIARY) && !self.ends_sentence(words.end);
        if !(behind && opens && broken) {
            return;
        }
        let sentence = &self.words.tokens.sentences()[self.words.tokens.sentence_of(words.start) as usize];
        if words.end >= sentence.tokens.end {
            return;
        }
        let last = (words.end..sentence.tokens.end).rev().find(|&i| !self.words.is_mark(i));
        if let (Some(last), Some(piece)) = (last, quote.content.last_mut()) {
            *piece = Span::new(content.start(), self.words.tokens.tokens()[last as usize].span.end());
        }
    }

    /// `[Ann Lee, a builder,] said`: the comma that ends an apposition is not of the source.
    fn cut_commas(&self, quote: &mut Quote) {
        for piece in quote.source.iter_mut() {
            let words = self.words.tokens.tokens_in(*piece);
            let Some(last) =
                words.end.checked_sub(1).filter(|i| words.len() > 1 && self.words.text(*i) == ",")
            else {
                continue;
            };
            let end = self.words.tokens.tokens()[last as usize - 1].span.end();
            *piece = Span::new(piece.start(), end);
        }
    }

    /// `said [Ann Lee, a builder, on Monday]`: behind a comma, a day or a time is not of the source.
    fn cut_days(&self, quote: &mut Quote) {
        let Some(piece) = quote.source.last_mut() else { return };
        let words = self.words.tokens.tokens_in(*piece);
        let Some(comma) = words.clone().rev().find(|&i| self.words.text(i) == ",") else { return };
        let day = |i: u32| self.words.is(i, Class::CALENDAR);
        let filler = |i: u32| {
            self.words.is(i, Class::TIME)
                || matches!(self.words.text(i), "on" | "in" | "late" | "early" | "earlier")
        };
        let mut tail = comma + 1..words.end;
        if comma > words.start && tail.clone().any(day) && tail.all(|i| day(i) || filler(i)) {
            *piece = Span::new(piece.start(), self.words.tokens.tokens()[comma as usize - 1].span.end());
        }
    }

    /// Returns whether there are only marks between token `i` and the end of its sentence.
    fn ends_sentence(&self, i: u32) -> bool {
        let Some(before) = i.checked_sub(1) else { return false };
        let sentence = &self.words.tokens.sentences()[self.words.tokens.sentence_of(before) as usize];
        (i..sentence.tokens.end).all(|i| self.words.is_mark(i))
    }
}

#[cfg(test)]
mod tests {
    use dixit_grammar::Words;
    use dixit_testing::{mark, read};
    use dixit_text::Document;

    use super::super::testing::{parts, quote};
    use super::mend;

    /// Checks how the borders of a marked quotation are mended.
    #[track_caller]
    fn check(marked: &str, expected: &str) {
        let (text, quotes) = read(marked);
        let doc = Document::new("a", text.as_str()).unwrap();
        let tokens = dixit_tokens::tokenize(&text);
        let mut quote = quote(&quotes[0]);
        mend(Words { doc: &doc, tokens: &tokens }, &mut quote);
        assert_eq!(mark(&text, &[parts(&quote)]), expected);
    }

    #[test]
    fn a_name_behind_the_cue_is_the_source() {
        check(
            "{c The bridge will hold}, {q noted} {c NBC’s Ann Lee}.",
            "{c The bridge will hold}, {q noted} {s NBC’s Ann Lee}.",
        );
        let same = "{c The bridge will hold}, {q noted} {c in June 2024}.";
        check(same, same);
    }

    #[test]
    fn a_source_ends_before_its_comma() {
        check(
            "{s Ann Lee, a builder,} {q said} {c the toll is due}.",
            "{s Ann Lee, a builder}, {q said} {c the toll is due}.",
        );
    }

    #[test]
    fn a_source_ends_before_its_day() {
        check(
            "{c The toll is due}, {q said} {s Ann Lee, a builder, on Monday}.",
            "{c The toll is due}, {q said} {s Ann Lee, a builder}, on Monday.",
        );
        check(
            "{c The toll is due}, {q said} {s Ann Lee, late Monday night}.",
            "{c The toll is due}, {q said} {s Ann Lee}, late Monday night.",
        );
        let same = "{s Ann Lee, who left on Monday}, {q said} {c the toll is due}.";
        check(same, same);
    }

    #[test]
    fn half_a_passage_is_all_of_it() {
        check(
            "“I think it is over. They do not agree {c with it,”} {s Ann Lee} {q said}.",
            "{c “I think it is over. They do not agree with it,”} {s Ann Lee} {q said}.",
        );
        // Not if the frame is inside.
        let same = "“{s I} {q told} them {c it was over,”} Ann Lee said.";
        check(same, same);
    }

    #[test]
    fn a_clause_has_its_verb() {
        check(
            "{s He} {q could not explain} {c why a toll} is due at night.",
            "{s He} {q could not explain} {c why a toll is due at night}.",
        );
        let same = "What {s she} {q called} {c a toll} is due at night.";
        check(same, same);
    }
}
