//! Training of the model of acts.

use dixit_learn::ContainerBuilder;
use dixit_learn::train::{LinearConfig, LinearData, train_linear};
use dixit_text::Document;
use dixit_tokens::Tokens;

use super::{Act, features};
use crate::Quote;

/// Chosen by cross-validation over articles.
const CONFIG: LinearConfig = LinearConfig {
    epochs: 15,
    rate: 0.05,
    l1: 0.1,
    l2: 3.0,
    min_count: 2,
    most_common: 1.0,
    runs: 1,
    seed: 1,
};

/// A quotation whose act is known.
#[derive(Clone, Debug)]
pub struct Judged<'a> {
    /// The article.
    pub doc: &'a Document,
    /// Its tokens.
    pub tokens: &'a Tokens,
    /// One of its quotations.
    pub quote: &'a Quote,
    /// The right act.
    pub act: Act,
    /// Its weight; 1.0 for an ordinary quotation.
    pub weight: f32,
}

/// Trains the model of acts and packs it into a model file.
pub fn train_acts(examples: &[Judged<'_>]) -> Vec<u8> {
    let mut data = LinearData::new(Act::NAMES.map(String::from).to_vec());
    let mut features = Vec::new();
    for e in examples {
        features::read(e.doc, e.tokens, e.quote, &mut features);
        data.push(&features, e.act as u8, e.weight);
    }
    let model = train_linear(&data, &CONFIG, &mut |_| {});
    let mut builder = ContainerBuilder::default();
    model.write(&mut builder, "acts");
    builder.finish()
}
