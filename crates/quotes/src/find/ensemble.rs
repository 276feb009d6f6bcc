use std::collections::BTreeMap;
use std::sync::Arc;

use dixit_entities::Mention;
use dixit_text::{Document, Scratch, Span};
use dixit_tokens::Tokens;

use super::{Quote, QuoteKind, QuoteTagger};
use crate::normalize;

/// Direct quotations of the second tagger that are at least this certain come before all else, and those of the second figure after.
const DIRECT: [f32; 2] = [0.6, 0.35];
/// What the first tagger's probability counts; the second's counts the rest.
const FIRST: f32 = 0.6;
/// Quotations less probable than this by both together are left out; of those with quotation marks in part, of which both are rarely sure,
/// the second figure.
const LEAST: [f32; 2] = [0.38, 0.2];
/// Slope and intercept by which the log-odds of that mean become those of how often it is right: pooled opinions are more certain than their
/// mean (Ranjan & Gneiting, 2010). Fitted on both dev sets.
const CALIBRATION: [f32; 2] = [1.1, 0.47];

/// Two taggers that make up for each other: one that understands the sentence, and one that knows quotation marks.
///
/// The transformer reads indirect speech best; [`LearnedQuoteTagger`](crate::LearnedQuoteTagger), whose features hold what
/// rules make of quotation marks, reads direct speech best. So direct quotations of which the second tagger is sure come first. All others
/// get the weighted mean of both probabilities (a linear opinion pool; Stone, 1961), where one who has nothing like it says 0, and those
/// that go together stay, the most probable first. These figures were chosen on PolNeAR dev and world dev, among some thirty sets of them.
pub struct Ensemble {
    first: Arc<dyn QuoteTagger>,
    second: Arc<dyn QuoteTagger>,
}

impl Ensemble {
    /// Taggers should give all quotations of at least this probability.
    pub const FLOOR: f32 = 0.03;

    /// The two together. Both should give all they consider, from [`FLOOR`](Self::FLOOR) on, with calibrated scores.
    pub fn new(first: Arc<dyn QuoteTagger>, second: Arc<dyn QuoteTagger>) -> Self {
        Self { first, second }
    }

    /// What two taggers find in one text, joined; in no order.
    pub fn join(first: &[Quote], second: &[Quote]) -> Vec<Quote> {
        let mut pooled = pool(first, second, FIRST, true);
        pooled.extend(pool(second, first, 1.0 - FIRST, false));
        let direct = second.iter().filter(|q| q.kind == QuoteKind::Direct && q.score >= DIRECT[1]).cloned();
        let (mut all, mut last): (Vec<Quote>, Vec<Quote>) = direct.partition(|q| q.score >= DIRECT[0]);
        for part in [&mut pooled, &mut last] {
            part.sort_by(|a, b| b.score.total_cmp(&a.score));
            all.append(part);
        }
        let mut kept = Placed::default();
        for quote in &all {
            if !kept.around(quote).any(|k| clash(k, quote)) {
                kept.insert(quote);
            }
        }
        kept.quotes.into_values().cloned().collect()
    }
}

/// What one tagger finds with the probability of both; where both find it, only if asked for.
fn pool(ours: &[Quote], theirs: &[Quote], weight: f32, shared: bool) -> Vec<Quote> {
    let mut placed = Placed::default();
    theirs.iter().for_each(|quote| placed.insert(quote));
    let pooled = |quote: &Quote| {
        let same = placed.around(quote).filter(|other| agree(quote, other)).map(|other| other.score);
        let other = same.max_by(f32::total_cmp);
        let mean = weight * quote.score + (1.0 - weight) * other.unwrap_or_default();
        let likely = mean >= LEAST[usize::from(quote.kind == QuoteKind::Mixed)];
        (likely && (shared || other.is_none())).then(|| Quote { score: calibrated(mean), ..quote.clone() })
    };
    ours.iter().filter_map(pooled).collect()
}

/// Quotations by their first byte, so that those near another are found without a look at all.
#[derive(Default)]
struct Placed<'q> {
    quotes: BTreeMap<(u32, usize), &'q Quote>,
    /// Bytes of the longest, from the first to the last.
    longest: u32,
}

impl<'q> Placed<'q> {
    fn insert(&mut self, quote: &'q Quote) {
        let Some(all) = quote.spans().reduce(Span::cover) else { return };
        self.longest = self.longest.max(all.len());
        self.quotes.insert((all.start(), self.quotes.len()), quote);
    }

    /// All that may share a byte with `quote`, and some more.
    fn around(&self, quote: &Quote) -> impl Iterator<Item = &'q Quote> {
        let all = quote.spans().reduce(Span::cover).unwrap_or_default();
        let near = (all.start().saturating_sub(self.longest), 0)..(all.end(), 0);
        self.quotes.range(near).map(|(_, quote)| *quote)
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
        each.map(|((doc, tokens, _), (first, second))| normalize(doc, tokens, Self::join(&first, &second)))
            .collect()
    }
}

/// Whether two quotations cannot both be right: they share content or cue, or the cue of one is in the other's content.
fn clash(a: &Quote, b: &Quote) -> bool {
    let share = |a: &[Span], b: &[Span]| a.iter().any(|x| b.iter().any(|y| x.overlaps(*y)));
    share(&a.content, &b.content)
        || share(&a.cue, &b.cue)
        || share(&a.content, &b.cue)
        || share(&a.cue, &b.content)
}

/// A mean of both as how often it is right.
fn calibrated(p: f32) -> f32 {
    let p = p.clamp(1e-4, 1.0 - 1e-4);
    let odds = CALIBRATION[0] * (p / (1.0 - p)).ln() + CALIBRATION[1];
    1.0 / (1.0 + (-odds).exp())
}

/// Whether two quotations are the same but for their borders: contents that share half their bytes, and sources that overlap or are both
/// missing.
fn agree(a: &Quote, b: &Quote) -> bool {
    let shared = |a: &[Span], b: &[Span]| -> u32 {
        let pairs = a.iter().flat_map(|x| b.iter().map(move |y| (x, y)));
        pairs.map(|(x, y)| x.end().min(y.end()).saturating_sub(x.start().max(y.start()))).sum()
    };
    let bytes = |spans: &[Span]| spans.iter().map(|s| s.len()).sum::<u32>();
    let both = shared(&a.content, &b.content);
    2 * both >= bytes(&a.content) + bytes(&b.content) - both
        && (shared(&a.source, &b.source) > 0 || a.source.is_empty() && b.source.is_empty())
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
    fn what_both_find_needs_less_than_what_one_finds() {
        let first = |score| Found(vec![("that the bridge held", "thought", score)]);
        let second = |score| Found(vec![("the bridge held", "thought", score)]);
        let neither = || Found(vec![]);
        assert_eq!(contents(first(0.5), second(0.3)), ["that the bridge held"]);
        assert!(contents(first(0.5), neither()).is_empty());
        assert_eq!(contents(first(0.7), neither()), ["that the bridge held"]);
        assert_eq!(contents(neither(), second(0.97)), ["the bridge held"]);
        assert!(contents(neither(), second(0.9)).is_empty());
    }
}
