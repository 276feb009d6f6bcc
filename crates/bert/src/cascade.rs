use std::ops::Range;
use std::sync::Arc;

use dixit_entities::Mention;
use dixit_quotes::{Ensemble, LearnedQuoteTagger, Quote, QuoteTagger, normalize};
use dixit_text::{Document, Scratch};
use dixit_tokens::Tokens;

use crate::Engine;

/// What share of the words of news lies in blocks of at least so much doubt a word: (share, doubt), by rising share. What
/// `dixit-dev doubts` prints of PolNeAR train and world train.
const SHARES: &[(f32, f32)] = &[
    (0.0, f32::INFINITY),
    (0.05, 0.0171),
    (0.10, 0.0136),
    (0.15, 0.0116),
    (0.20, 0.0101),
    (0.25, 0.0088),
    (0.30, 0.0077),
    (0.35, 0.0068),
    (0.40, 0.0059),
    (0.45, 0.0051),
    (0.50, 0.0042),
    (0.55, 0.0035),
    (0.60, 0.0028),
    (0.65, 0.0021),
    (0.70, 0.0016),
    (0.75, 0.0011),
    (0.80, 0.0007),
    (0.85, 0.0004),
    (0.90, 0.0002),
    (0.95, 0.0000),
    (1.00, 0.0000),
];

/// The embedded tagger reads everything, the transformer only what that is unsure of.
///
/// The doubt of a [block](Engine::blocks) is the expected number of attributions on which the embedded tagger is wrong: of each that it
/// considers, the probability of the less likely answer. Blocks of most doubt a word are read by the network, and there the two are
/// joined as in an [`Ensemble`]; elsewhere the embedded tagger's word stands. Whether a block is read depends on that block alone,
/// so an article with nothing in doubt costs nothing.
pub struct Cascade {
    fast: LearnedQuoteTagger,
    /// The same with all it considers. Asked for that, it finds other quotations among the certain ones too, since it then reads
    /// more cues; so that the default engine's word stands where the network does not read, both are asked.
    doubtful: LearnedQuoteTagger,
    transformer: Arc<Engine>,
    /// Blocks of at least so much doubt a word are read by the network.
    doubt: f32,
}

impl Cascade {
    /// A cascade in which `fast` reads everything, and the transformer, opened to give all from [`Ensemble::FLOOR`] on, a share of
    /// `budget`, `0.0..=1.0`, of the words of news articles: about that, where `fast` is the embedded tagger.
    pub fn new(transformer: Arc<Engine>, fast: LearnedQuoteTagger, budget: f32) -> Self {
        let doubtful = fast.clone().with_threshold(Ensemble::FLOOR);
        Self { fast, doubtful, transformer, doubt: doubt_at(budget) }
    }

    /// The [blocks](Engine::blocks) of a document with the doubt a word in each.
    pub fn doubts(
        &self,
        doc: &Document,
        tokens: &Tokens,
        mentions: &[Mention],
        scratch: &mut Scratch,
    ) -> Vec<(Range<usize>, f32)> {
        let considered = self.doubtful.tag(doc, tokens, mentions, scratch);
        doubts(self.transformer.blocks(doc, tokens), tokens, &considered)
    }
}

/// The least doubt a word of blocks that make up a share of `budget`.
fn doubt_at(budget: f32) -> f32 {
    let at = SHARES.partition_point(|&(share, _)| share < budget).clamp(1, SHARES.len() - 1);
    let ((low, most), (high, least)) = (SHARES[at - 1], SHARES[at]);
    if budget <= low {
        most
    } else if most.is_infinite() {
        least
    } else {
        most + (least - most) * (budget - low) / (high - low)
    }
}

/// Blocks with the doubt a word in each, given all that the embedded tagger considers.
fn doubts(blocks: Vec<Range<usize>>, tokens: &Tokens, considered: &[Quote]) -> Vec<(Range<usize>, f32)> {
    let mut blocks: Vec<(Range<usize>, f32)> = blocks.into_iter().map(|block| (block, 0.0)).collect();
    for quote in considered {
        if let Some((block, doubt)) = begins_in(quote, tokens, &blocks).map(|at| &mut blocks[at]) {
            *doubt += quote.score.min(1.0 - quote.score) / block.len() as f32;
        }
    }
    blocks
}

/// The number of the block in which a quotation's content begins.
fn begins_in(quote: &Quote, tokens: &Tokens, blocks: &[(Range<usize>, f32)]) -> Option<usize> {
    let word = tokens.tokens_in(*quote.content.first()?).start as usize;
    let at = blocks.partition_point(|(block, _)| block.end <= word);
    blocks.get(at).filter(|(block, _)| block.contains(&word)).map(|_| at)
}

impl QuoteTagger for Cascade {
    fn tag(
        &self,
        doc: &Document,
        tokens: &Tokens,
        mentions: &[Mention],
        scratch: &mut Scratch,
    ) -> Vec<Quote> {
        let mut quotes = self.fast.tag(doc, tokens, mentions, scratch);
        let mut considered = self.doubtful.tag(doc, tokens, mentions, scratch);
        let blocks = doubts(self.transformer.blocks(doc, tokens), tokens, &considered);
        let unsure = |at: usize| blocks[at].1 >= self.doubt;
        if !(0..blocks.len()).any(unsure) {
            return quotes;
        }
        let is_read = |quote: &Quote| begins_in(quote, tokens, &blocks).is_some_and(unsure);
        let wanted = |block: &Range<usize>| {
            blocks.binary_search_by_key(&block.start, |(b, _)| b.start).is_ok_and(unsure)
        };
        let read = self.transformer.tag_blocks(doc, tokens, wanted, scratch);
        quotes.retain(|quote| !is_read(quote));
        considered.retain(is_read);
        quotes.extend(Ensemble::join(&read, &considered));
        normalize(doc, tokens, quotes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_budget_reads_more() {
        assert!(doubt_at(0.0).is_infinite());
        assert_eq!(doubt_at(1.0), 0.0);
        let doubts: Vec<f32> = (1..=100).map(|share| doubt_at(share as f32 / 100.0)).collect();
        assert!(doubts.is_sorted_by(|a, b| a >= b), "{doubts:?}");
    }

    #[test]
    fn doubt_is_by_block_and_word() {
        let text = "“It will rain,” said Ada.\n\nBen hopes for sun.";
        let tokens = dixit_tokens::tokenize(text);
        let at = |words: &str| {
            let start = text.find(words).unwrap() as u32;
            dixit_text::Span::new(start, start + words.len() as u32)
        };
        let quote = |content: &str, score| Quote {
            content: [at(content)].into_iter().collect(),
            cue: Default::default(),
            source: Default::default(),
            kind: dixit_quotes::QuoteKind::Indirect,
            parent: None,
            score,
        };
        let words = tokens.tokens().len();
        let second = tokens.paragraphs()[1].tokens.start as usize;
        let blocks = vec![0..second, second..words];
        let considered = [quote("It will rain", 0.9), quote("for sun", 0.4), quote("sun", 0.2)];
        let expected = [0.1 / second as f32, 0.6 / (words - second) as f32];
        for ((_, doubt), expected) in doubts(blocks, &tokens, &considered).into_iter().zip(expected) {
            assert!((doubt - expected).abs() < 1e-6, "{doubt} {expected}");
        }
    }
}
