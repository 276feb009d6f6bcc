//! The engines of this crate keep the contract of the seam.

mod suite;

use dixit_quotes::{LearnedQuoteTagger, QuoteTagger, RuleQuoteTagger};
use dixit_text::Scratch;
use proptest::prelude::*;

fn engines() -> [(&'static str, Box<dyn QuoteTagger>); 2] {
    [
        ("rules", Box::new(RuleQuoteTagger::default())),
        ("learned", Box::new(LearnedQuoteTagger::embedded().with_threshold(0.0))),
    ]
}

#[test]
fn fixtures() {
    let found = engines().map(|(name, engine)| suite::fixtures(name, engine.as_ref()));
    assert!(found.iter().all(|&n| n > 200), "quotations found: {found:?}");
}

#[test]
fn texts_without_an_end() {
    engines().iter().for_each(|(name, engine)| suite::texts_without_an_end(name, engine.as_ref()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn troublesome_pieces(text in suite::troublesome()) {
        let mut scratch = Scratch::default();
        for (name, engine) in engines() {
            suite::check(name, engine.as_ref(), &text, &mut scratch);
        }
    }
}
