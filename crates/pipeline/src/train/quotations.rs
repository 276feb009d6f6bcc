use dixit_entities::{EntityTagger as _, LearnedTagger};
use dixit_quotes::{Example, LearnedQuoteTagger};
use dixit_text::Scratch;
use dixit_tokens::tokenize;

use super::Gold;

/// Trains the tagger of quotations; `base` is trained further. Gives the bytes of a model file.
///
/// Names come from the embedded tagger, as where the model is used. `log` is told how it goes.
pub fn train_quotations(
    gold: &[Gold<'_>],
    base: Option<&LearnedQuoteTagger>,
    seed: u64,
    log: &(dyn Fn(String) + Sync),
) -> Vec<u8> {
    let (names, mut scratch) = (LearnedTagger::embedded(), Scratch::default());
    let example = |article: &Gold<'_>| {
        let tokens = tokenize(article.doc.text());
        let mentions = names.tag(&article.doc, &tokens, &mut scratch);
        let border = (0..article.quotes.len()).filter(|&i| article.attributions[i].border).collect();
        Example {
            doc: article.doc.clone(),
            tokens,
            mentions,
            quotes: article.quotes.clone(),
            border,
            weight: 1,
        }
    };
    let examples: Vec<Example> = gold.iter().map(example).collect();
    dixit_quotes::train(&examples, base, seed, log)
}
