//! The cascade keeps the contract of its seam, and its budget decides who reads.
#![cfg(feature = "rten")]

#[path = "../../quotes/tests/suite/mod.rs"]
#[allow(dead_code, reason = "the engine's tests use the rest")]
mod suite;

use std::sync::{Arc, LazyLock};

use dixit_bert::{Cascade, Engine, Options, model_folder};
use dixit_entities::{EntityTagger, LearnedTagger};
use dixit_quotes::{Ensemble, LearnedQuoteTagger, Quote, QuoteTagger};
use dixit_text::{Document, Scratch};

static ENGINE: LazyLock<Arc<Engine>> = LazyLock::new(|| {
    let options = Options { threshold: Some(Ensemble::FLOOR), ..Options::default() };
    Arc::new(Engine::open(&model_folder().unwrap(), &options).unwrap())
});

/// The quotations of each fixture.
fn of_fixtures(tagger: &dyn QuoteTagger) -> Vec<Vec<Quote>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "json"));
    paths.sort();
    assert!(paths.len() > 10, "{paths:?}");
    let (names, mut scratch) = (LearnedTagger::embedded(), Scratch::default());
    let read = |path| {
        let article: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let doc = Document::new("a", article["text"].as_str().unwrap()).unwrap();
        let tokens = dixit_tokens::tokenize(doc.text());
        let mentions = names.tag(&doc, &tokens, &mut scratch);
        tagger.tag(&doc, &tokens, &mentions, &mut scratch)
    };
    paths.into_iter().map(read).collect()
}

#[test]
fn it_keeps_the_contract() {
    let cascade = Cascade::new(Arc::clone(&ENGINE), LearnedQuoteTagger::embedded(), 0.3);
    assert!(suite::fixtures("cascade", &cascade) > 200);
    suite::texts_without_an_end("cascade", &cascade);
}

#[test]
fn without_a_budget_it_is_the_embedded_tagger_and_with_all_of_it_the_ensemble() {
    let embedded = LearnedQuoteTagger::embedded();
    let considered = embedded.clone().with_threshold(Ensemble::FLOOR);
    let ensemble = Ensemble::new(Arc::clone(&ENGINE) as _, Arc::new(considered));
    let (fast, both) = (of_fixtures(&embedded), of_fixtures(&ensemble));
    assert_ne!(fast, both);
    assert_eq!(of_fixtures(&Cascade::new(Arc::clone(&ENGINE), LearnedQuoteTagger::embedded(), 0.0)), fast);
    assert_eq!(of_fixtures(&Cascade::new(Arc::clone(&ENGINE), LearnedQuoteTagger::embedded(), 1.0)), both);
}
