use std::sync::Arc;

use dixit_eval::{Attribution, Fit, same_name};
use dixit_speakers::Model;
use dixit_speakers::train::{Article, Calibration, Known, Network, calibrate, train, train_further};
use dixit_text::Scratch;

use super::{GivenQuotes, Gold};
use crate::{Analysis, Analyzer};

/// How often weights are trained from nothing, each time on pronouns resolved with those before.
const ROUNDS: usize = 2;
/// Parts that articles are cut into: the calibration is fitted to what models say of articles they have not seen.
const FOLDS: usize = 5;

/// Trains what says who speaks, and how sure that is; `base` is trained further.
pub fn train_speakers(gold: &[Gold<'_>], base: Option<&Model>, seed: u64) -> Model {
    let analyzer = Analyzer::fast().with_given_quotes(Arc::new(GivenQuotes::new(gold)));
    let mut scratch = Scratch::default();
    let read = |article: &Gold<'_>| {
        let known: Vec<Option<Known>> = article.attributions.iter().map(|a| known(a)).collect();
        (analyzer.analyze(&article.doc, &mut scratch), known)
    };
    let read: Vec<(Analysis, Vec<Option<Known>>)> = gold.iter().map(read).collect();
    let view = |i: usize| Article {
        doc: &gold[i].doc,
        tokens: &read[i].0.tokens,
        entities: &read[i].0.entities,
        quotes: &gold[i].quotes,
        known: &read[i].1,
        same: |a, b| same_name(a, b) != Fit::No,
    };
    let network = |with: &dyn Fn(usize) -> bool| {
        let examples = |model: &Model| {
            (0..gold.len()).filter(|&i| with(i)).flat_map(|i| view(i).examples(model)).collect::<Vec<_>>()
        };
        match base {
            Some(base) => train_further(&base.network, &examples(base), seed),
            None => (0..ROUNDS).fold(Network::ZERO, |network, _| {
                train(&examples(&Model { network, calibration: Calibration::identity() }), seed)
            }),
        }
    };
    let identity = Calibration::identity();
    let before = base.map_or(&identity, |base| &base.calibration);
    let truths = (0..FOLDS).flat_map(|fold| {
        let held_out = Model { network: network(&|i| i % FOLDS != fold), calibration: identity.clone() };
        let unseen = (0..gold.len()).filter(move |i| i % FOLDS == fold);
        unseen.flat_map(|i| view(i).truths(&held_out)).collect::<Vec<_>>()
    });
    let calibration = calibrate(&truths.collect::<Vec<_>>(), before);
    Model { network: network(&|_| true), calibration }
}

/// Who speaks, where somebody looked.
fn known(gold: &Attribution) -> Option<Known> {
    if !gold.resolved || gold.speakers.is_empty() {
        return None;
    }
    let named =
        gold.speaker_type.as_deref().is_none_or(|t| matches!(t, "person" | "organization" | "outlet"));
    Some(Known::new(gold.speakers.iter().cloned(), named))
}
