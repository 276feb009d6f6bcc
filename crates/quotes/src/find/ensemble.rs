use std::sync::Arc;

use dixit_entities::Mention;
use dixit_text::{Document, Scratch, Span};
use dixit_tokens::Tokens;

use super::{Quote, QuoteKind, QuoteTagger};
use crate::normalize;

/// Direct quotations of the second tagger that are at least this certain come before what the first found.
const DIRECT: f32 = 0.6;
/// The second tagger's other findings fill gaps if they are direct, or at least this certain.
const FILLS: f32 = 0.5;

/// Two taggers that make up for each other: one that understands the sentence, and one that knows quotation marks.
///
/// The transformer reads indirect speech best; [`LearnedQuoteTagger`](crate::LearnedQuoteTagger), whose features hold what
/// rules make of quotation marks, reads direct speech best. So quotations that the second tagger finds between quotation
/// marks, and is sure of, come first; then those of the first that clash with none of them; then what else the second
/// finds. Both figures were chosen on PolNeAR dev, where 0.5 to 0.8 make little difference.
pub struct Ensemble {
    first: Arc<dyn QuoteTagger>,
    second: Arc<dyn QuoteTagger>,
}

impl Ensemble {
    /// The two together; the scores of `second` must be calibrated.
    pub fn new(first: Arc<dyn QuoteTagger>, second: Arc<dyn QuoteTagger>) -> Self {
        Self { first, second }
    }
}

impl QuoteTagger for Ensemble {
    fn tag(
        &self,
        doc: &Document,
        tokens: &Tokens,
        mentions: &[Mention],
        scratch: &mut Scratch,
    ) -> Vec<Quote> {
        self.tag_batch(&[(doc, tokens, mentions)], scratch).pop().unwrap_or_default()
    }

    fn tag_batch(
        &self,
        batch: &[(&Document, &Tokens, &[Mention])],
        scratch: &mut Scratch,
    ) -> Vec<Vec<Quote>> {
        let first = self.first.tag_batch(batch, scratch);
        let second = self.second.tag_batch(batch, scratch);
        let each = batch.iter().zip(first.into_iter().zip(second));
        each.map(|((doc, tokens, _), (first, second))| normalize(doc, tokens, together(first, second)))
            .collect()
    }
}

/// Returns the compatible findings of both. Quotations of one tagger never clash with each other, however they are nested.
fn together(first: Vec<Quote>, second: Vec<Quote>) -> Vec<Quote> {
    let (mut kept, fills): (Vec<Quote>, Vec<Quote>) =
        second.into_iter().partition(|q| q.kind == QuoteKind::Direct && q.score >= DIRECT);
    let fills = fills.into_iter().filter(|q| q.kind == QuoteKind::Direct || q.score >= FILLS).collect();
    for more in [first, fills] {
        let before = kept.len();
        for quote in more {
            if !kept[..before].iter().any(|k| clash(k, &quote)) {
                kept.push(quote);
            }
        }
    }
    kept
}

/// Whether two quotations cannot both be right: they share content or cue, or the cue of one is in the other's content.
fn clash(a: &Quote, b: &Quote) -> bool {
    let share = |a: &[Span], b: &[Span]| a.iter().any(|x| b.iter().any(|y| x.overlaps(*y)));
    share(&a.content, &b.content)
        || share(&a.cue, &b.cue)
        || share(&a.content, &b.cue)
        || share(&a.cue, &b.content)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Finds what it was told, in the words of the text.
    struct Found(Vec<(&'static str, &'static str, f32)>);

    impl QuoteTagger for Found {
        fn tag(&self, doc: &Document, tokens: &Tokens, _: &[Mention], _: &mut Scratch) -> Vec<Quote> {
            let span = |words: &str| {
                let start = doc.text().find(words).unwrap() as u32;
                Span::new(start, start + words.len() as u32)
            };
            let quote = |&(content, cue, score): &(&str, &str, f32)| Quote {
                content: [span(content)].into_iter().collect(),
                cue: [span(cue)].into_iter().collect(),
                source: Default::default(),
                kind: QuoteKind::Indirect,
                parent: None,
                score,
            };
            normalize(doc, tokens, self.0.iter().map(quote).collect())
        }
    }

    fn contents(first: Found, second: Found) -> Vec<String> {
        const TEXT: &str = "“It will rain,” said Ada. Ben thought that the bridge held. Cleo hopes for sun.";
        let doc = Document::new("a", TEXT).unwrap();
        let tokens = dixit_tokens::tokenize(TEXT);
        let ensemble = Ensemble::new(Arc::new(first), Arc::new(second));
        let quotes = ensemble.tag(&doc, &tokens, &[], &mut Scratch::default());
        quotes.iter().map(|q| doc.slice(q.content[0]).to_owned()).collect()
    }

    #[test]
    fn quotation_marks_are_read_by_the_second() {
        let first = || Found(vec![("“It will rain,” said Ada. Ben", "thought", 0.9)]);
        let second = |score| Found(vec![("“It will rain,”", "said", score)]);
        assert_eq!(contents(first(), second(0.7)), ["“It will rain,”"]);
        assert_eq!(contents(first(), second(0.4)), ["“It will rain,” said Ada. Ben"]);
        assert_eq!(contents(Found(vec![]), second(0.4)), ["“It will rain,”"]);
    }

    #[test]
    fn the_second_fills_gaps_where_it_is_sure() {
        let first = || Found(vec![("that the bridge held", "thought", 0.9)]);
        let second = |score| Found(vec![("the bridge", "thought", score), ("for sun", "hopes", score)]);
        assert_eq!(contents(first(), second(0.5)), ["that the bridge held", "for sun"]);
        assert_eq!(contents(first(), second(0.4)), ["that the bridge held"]);
    }
}
