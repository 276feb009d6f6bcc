//! The transformer engine keeps the contracts of both seams, with every backend this was built with.
#![cfg(any(feature = "rten", feature = "torch"))]

#[path = "../../quotes/tests/suite/mod.rs"]
mod suite;

use std::sync::LazyLock;

use dixit_bert::{BackendKind, Engine, Options, Precision, model_folder};
use dixit_entities::EntityTagger;
use dixit_quotes::QuoteTagger;
use dixit_text::{Document, Scratch};
use dixit_tokens::{Tokens, tokenize};
use proptest::prelude::*;

static ENGINES: LazyLock<Vec<Engine>> = LazyLock::new(|| {
    let folder = model_folder().unwrap();
    let open = |backend, precision| {
        // A low threshold, so that there is much to be wrong.
        let options =
            Options { backend: Some(backend), precision, threshold: Some(0.1), ..Options::default() };
        Engine::open(&folder, &options).unwrap()
    };
    let mut engines = Vec::new();
    if cfg!(feature = "rten") {
        engines.push(open(BackendKind::Rten, None));
        engines.push(open(BackendKind::Rten, Some(Precision::Single)));
    }
    if cfg!(feature = "torch") {
        engines.push(open(BackendKind::Torch, None));
    }
    engines
});

/// Asserts the contract of the seam of names; returns how many were found.
fn check_names(engine: &Engine, text: &str, scratch: &mut Scratch) -> usize {
    let (doc, tokens) = (Document::new("a", text).unwrap(), tokenize(text));
    let mentions = EntityTagger::tag(engine, &doc, &tokens, scratch);
    let fresh = EntityTagger::tag(engine, &doc, &tokens, &mut Scratch::default());
    assert_eq!(mentions, fresh, "what was tagged before changes {text:?}");
    for m in &mentions {
        assert!(!m.tokens.is_empty() && tokens.tokens_in(m.span) == m.tokens, "{m:?} in {text:?}");
        let (first, last) = (m.tokens.start, m.tokens.end - 1);
        assert_eq!(m.span.start(), tokens.tokens()[first as usize].span.start(), "{text:?}");
        assert_eq!(m.span.end(), tokens.tokens()[last as usize].span.end(), "{text:?}");
        assert_eq!(tokens.sentence_of(first), tokens.sentence_of(last), "two sentences in {text:?}");
        assert!((0.0..=1.0).contains(&m.score), "{m:?}");
    }
    assert!(mentions.windows(2).all(|m| m[0].span.end() <= m[1].span.start()), "out of order in {text:?}");
    mentions.len()
}

#[test]
fn fixtures() {
    let found: Vec<usize> = ENGINES.iter().map(|e| suite::fixtures(e.version(), e)).collect();
    assert!(found.iter().all(|&n| n > 200), "quotations found: {found:?}");
}

#[test]
fn texts_without_an_end() {
    // One suffices: backends differ in nothing that is asked here.
    let engine = &ENGINES[0];
    suite::texts_without_an_end(engine.version(), engine);
    let mut scratch = Scratch::default();
    check_names(engine, &"Ann Lee Bo Ray ".repeat(500), &mut scratch);
    assert!(check_names(engine, &"Ann Lee met Bo Ray in Ohio.\n\n".repeat(300), &mut scratch) > 600);
}

#[test]
fn what_is_no_prose_takes_no_longer_than_prose() {
    let sub_words = |text: &str| -> usize {
        let (doc, tokens) = (Document::new("a", text).unwrap(), tokenize(text));
        ENGINES[0].inputs(&doc, &tokens).iter().map(|window| window.ids.len()).sum()
    };
    let prose = sub_words(&"Ann Lee met Bo Ray in Ohio, she said. ".repeat(1000));
    for piece in ["(", ", ", "1", "1 ", "“", "\"", "a", "a,", "(a) "] {
        let text = piece.repeat(38_000 / piece.len());
        assert!(sub_words(&text) <= 2 * prose, "{piece:?}");
        // It takes nothing from the words around it.
        let around = format!("Ann Lee spoke.\n\n{text}\n\nShe said that Bo Ray left.");
        assert!(sub_words(&around) >= 10, "{piece:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn troublesome_pieces(text in suite::troublesome()) {
        let mut scratch = Scratch::default();
        for engine in ENGINES.iter() {
            suite::check(engine.version(), engine, &text, &mut scratch);
            check_names(engine, &text, &mut scratch);
        }
    }
}

const TEXTS: [&str; 4] = [
    "“The bridge is safe,” said Maria Keller, the mayor. Bo Ray of Reuters wrote that she was wrong.",
    "",
    "Nothing is said in Ohio.",
    "Officials said on Monday that the port would stay closed.\n\nThe union called the plan “a mistake”.",
];

#[test]
fn many_documents_at_once_are_as_one_by_one() {
    for engine in ENGINES.iter() {
        let docs: Vec<(Document, Tokens)> =
            TEXTS.iter().map(|t| (Document::new("a", *t).unwrap(), tokenize(t))).collect();
        let batch: Vec<_> = docs.iter().map(|(d, t)| (d, t)).collect();
        let mut scratch = Scratch::default();
        let names = EntityTagger::tag_batch(engine, &batch, &mut scratch);
        let batch: Vec<_> = docs.iter().zip(&names).map(|((d, t), n)| (d, t, n.as_slice())).collect();
        let quotes = QuoteTagger::tag_batch(engine, &batch, &mut scratch);
        for (i, (doc, tokens)) in docs.iter().enumerate() {
            let alone = EntityTagger::tag(engine, doc, tokens, &mut scratch);
            let spans =
                |m: &[dixit_entities::Mention]| m.iter().map(|m| (m.span, m.kind)).collect::<Vec<_>>();
            assert_eq!(spans(&names[i]), spans(&alone), "{}", engine.version());
            let alone = QuoteTagger::tag(engine, doc, tokens, &alone, &mut Scratch::default());
            let spans = |q: &[dixit_quotes::Quote]| {
                q.iter().map(|q| (q.content.clone(), q.cue.clone(), q.source.clone())).collect::<Vec<_>>()
            };
            assert_eq!(spans(&quotes[i]), spans(&alone), "{}", engine.version());
        }
        assert!(names[0].len() == 3 && quotes[0].len() == 2, "{names:?} {quotes:?}");
    }
}

#[test]
fn the_other_seam_does_not_read_again() {
    // Not for the sake of time alone: a second reading would double the cost of the engine.
    let (doc, tokens) = (Document::new("a", TEXTS[0].repeat(40)).unwrap(), tokenize(&TEXTS[0].repeat(40)));
    for engine in ENGINES.iter() {
        let mut scratch = Scratch::default();
        let begun = std::time::Instant::now();
        let names = EntityTagger::tag(engine, &doc, &tokens, &mut scratch);
        let first = begun.elapsed();
        let begun = std::time::Instant::now();
        let quotes = QuoteTagger::tag(engine, &doc, &tokens, &names, &mut scratch);
        let second = begun.elapsed();
        assert!(second * 4 < first, "{}: {first:?}, then {second:?}", engine.version());
        assert!(!quotes.is_empty());
    }
}
