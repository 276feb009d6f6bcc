//! Borders that a clause cannot have, mended whatever engine drew them.

use dixit_grammar::lexicon::{self, Class};
use dixit_text::{Document, Span};
use dixit_tokens::{TokenKind, Tokens};

use crate::Quote;

/// Mends one quotation.
pub(crate) fn mend(doc: &Document, tokens: &Tokens, quote: &mut Quote) {
    let clause = Clause { doc, tokens };
    clause.give_back_source(quote);
    clause.whole_passages(quote);
    clause.complete(quote);
    clause.cut_commas(quote);
}

struct Clause<'a> {
    doc: &'a Document,
    tokens: &'a Tokens,
}

impl Clause<'_> {
    /// `The bridge held, noted Ann Lee.`: a name between the cue and the end of the sentence is who noted it.
    fn give_back_source(&self, quote: &mut Quote) {
        /// Longest such name in tokens: a title, an outlet and a name.
        const NAME: usize = 8;
        let (Some(&cue), Some(&name)) = (quote.cue.last(), quote.content.last()) else { return };
        let words = self.tokens.tokens_in(name);
        let inverted = quote.source.is_empty()
            && quote.content.len() > 1
            && quote.content[0].end() <= cue.start()
            && words.start == self.tokens.tokens_in(cue).end
            && words.len() <= NAME;
        let all_name = || {
            let capital = |i: u32| self.text(i).starts_with(char::is_uppercase);
            let joins = |i: u32| matches!(self.text(i), "'s" | "’s" | "'" | "’" | "." | "of" | "the" | "-");
            capital(words.end - 1) && words.clone().all(|i| capital(i) || joins(i))
        };
        if inverted && all_name() && self.ends_sentence(words.end) {
            quote.content.pop();
            quote.source.push(name);
        }
    }

    /// `“I agree with [her,”] he said`: where the frame stands outside a passage, half of it is all of it.
    fn whole_passages(&self, quote: &mut Quote) {
        for n in 0..quote.content.len() {
            let piece = quote.content[n];
            let half = self.tokens.quoted_in(piece).iter().find(|q| {
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
        let words = self.tokens.tokens_in(content);
        let behind = quote.cue.last().is_some_and(|cue| cue.end() <= content.start());
        let opens = self.class(words.start, Class::THAT | Class::WH | Class::SUBORDINATOR);
        let broken =
            words.len() > 1 && self.class(words.end, Class::AUXILIARY) && !self.ends_sentence(words.end);
        if !(behind && opens && broken) {
            return;
        }
        let sentence = &self.tokens.sentences()[self.tokens.sentence_of(words.start) as usize];
        if words.end >= sentence.tokens.end {
            return;
        }
        let last = (words.end..sentence.tokens.end).rev().find(|&i| !self.is_mark(i));
        if let (Some(last), Some(piece)) = (last, quote.content.last_mut()) {
            *piece = Span::new(content.start(), self.tokens.tokens()[last as usize].span.end());
        }
    }

    /// `[Ann Lee, a builder,] said`: the comma that ends an apposition is not of the source.
    fn cut_commas(&self, quote: &mut Quote) {
        for piece in quote.source.iter_mut() {
            let words = self.tokens.tokens_in(*piece);
            let Some(last) = words.end.checked_sub(1).filter(|i| words.len() > 1 && self.text(*i) == ",")
            else {
                continue;
            };
            let end = self.tokens.tokens()[last as usize - 1].span.end();
            *piece = Span::new(piece.start(), end);
        }
    }

    fn text(&self, i: u32) -> &str {
        self.tokens.tokens().get(i as usize).map_or("", |t| self.doc.slice(t.span))
    }

    fn class(&self, i: u32, class: Class) -> bool {
        lexicon::class(self.text(i)).is(class)
    }

    fn is_mark(&self, i: u32) -> bool {
        let token = self.tokens.tokens().get(i as usize);
        token.is_none_or(|t| matches!(t.kind, TokenKind::Punct | TokenKind::QuoteMark))
    }

    /// Whether nothing but marks stands between token `i` and the end of its sentence.
    fn ends_sentence(&self, i: u32) -> bool {
        let Some(before) = i.checked_sub(1) else { return false };
        let sentence = &self.tokens.sentences()[self.tokens.sentence_of(before) as usize];
        (i..sentence.tokens.end).all(|i| self.is_mark(i))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::QuoteKind;

    /// A quotation by the words of its parts, mended.
    fn mended(text: &str, source: &[&str], cue: &str, content: &[&str]) -> (Vec<String>, Vec<String>) {
        let doc = Document::new("a", text).unwrap();
        let tokens = dixit_tokens::tokenize(text);
        let span = |words: &&str| {
            let start = text.find(words).unwrap() as u32;
            Span::new(start, start + words.len() as u32)
        };
        let mut quote = Quote {
            content: content.iter().map(span).collect(),
            cue: [cue].iter().map(span).collect(),
            source: source.iter().map(span).collect(),
            kind: QuoteKind::Indirect,
            parent: None,
            score: 1.0,
        };
        mend(&doc, &tokens, &mut quote);
        let words = |spans: &[Span]| spans.iter().map(|&s| doc.slice(s).to_owned()).collect();
        (words(&quote.source), words(&quote.content))
    }

    #[test]
    fn a_name_behind_the_cue_is_the_source() {
        let text = "The bridge will hold, noted NBC’s Ann Lee.";
        let (source, content) = mended(text, &[], "noted", &["The bridge will hold", "NBC’s Ann Lee"]);
        assert_eq!((source, content), (vec!["NBC’s Ann Lee".into()], vec!["The bridge will hold".into()]));
        let text = "The bridge will hold, noted in June 2024.";
        let (source, content) = mended(text, &[], "noted", &["The bridge will hold", "in June 2024"]);
        assert_eq!((source.len(), content.len()), (0, 2));
    }

    #[test]
    fn a_source_ends_before_its_comma() {
        let text = "Ann Lee, a builder, said the toll is due.";
        let (source, _) = mended(text, &["Ann Lee, a builder,"], "said", &["the toll is due"]);
        assert_eq!(source, ["Ann Lee, a builder"]);
    }

    #[test]
    fn half_a_passage_is_all_of_it() {
        let text = "“I think it is over. They do not agree with it,” Ann Lee said.";
        let (_, content) = mended(text, &["Ann Lee"], "said", &["with it,”"]);
        assert_eq!(content, ["“I think it is over. They do not agree with it,”"]);
        // Not where the frame stands inside.
        let text = "“I told them it was over,” Ann Lee said.";
        let (_, content) = mended(text, &["I"], "told", &["it was over,”"]);
        assert_eq!(content, ["it was over,”"]);
    }

    #[test]
    fn a_clause_has_its_verb() {
        let text = "He could not explain why a toll is due at night.";
        let (_, content) = mended(text, &["He"], "could not explain", &["why a toll"]);
        assert_eq!(content, ["why a toll is due at night"]);
        let text = "What she called a toll is due at night.";
        let (_, content) = mended(text, &["she"], "called", &["a toll"]);
        assert_eq!(content, ["a toll"]);
    }
}
