//! What the seam promises of every engine, on the fixtures, on texts made of troublesome pieces, and on long ones.

use dixit_entities::{EntityTagger, RuleTagger};
use dixit_quotes::{LearnedQuoteTagger, Quote, QuoteTagger, RuleQuoteTagger};
use dixit_text::{Document, Scratch};
use dixit_tokens::{Tokens, tokenize};
use proptest::prelude::*;

fn engines() -> [(&'static str, Box<dyn QuoteTagger>); 2] {
    [
        ("rules", Box::new(RuleQuoteTagger::default())),
        ("learned", Box::new(LearnedQuoteTagger::embedded().with_threshold(0.0))),
    ]
}

fn tag(engine: &dyn QuoteTagger, text: &str, scratch: &mut Scratch) -> (Document, Tokens, Vec<Quote>) {
    let doc = Document::new("a", text).unwrap();
    let tokens = tokenize(doc.text());
    let mentions = RuleTagger::default().tag(&doc, &tokens, scratch);
    let quotes = engine.tag(&doc, &tokens, &mentions, scratch);
    (doc, tokens, quotes)
}

/// Asserts the contract of [`QuoteTagger`] on one text; returns what was found.
fn check(name: &str, engine: &dyn QuoteTagger, text: &str, scratch: &mut Scratch) -> Vec<Quote> {
    let (_, tokens, quotes) = tag(engine, text, scratch);
    let (_, _, fresh) = tag(engine, text, &mut Scratch::default());
    assert_eq!(quotes, fresh, "{name}: what was tagged before changes {text:?}");
    let starts: Vec<u32> = tokens.tokens().iter().map(|t| t.span.start()).collect();
    let ends: Vec<u32> = tokens.tokens().iter().map(|t| t.span.end()).collect();
    for (i, q) in quotes.iter().enumerate() {
        assert!(!q.content.is_empty(), "{name}: no content in {text:?}");
        assert!((0.0..=1.0).contains(&q.score), "{name}: score {}", q.score);
        for span in q.content.iter().chain(&q.cue).chain(&q.source) {
            let on_borders =
                starts.binary_search(&span.start()).is_ok() && ends.binary_search(&span.end()).is_ok();
            assert!(on_borders && !span.is_empty(), "{name}: {span:?} is not made of tokens of {text:?}");
        }
        for spans in [&q.content, &q.cue, &q.source] {
            assert!(spans.windows(2).all(|w| w[0].end() <= w[1].start()), "{name}: pieces out of order");
        }
        if let Some(parent) = q.parent {
            let outer = &quotes[parent as usize].content;
            let covered = q.content.iter().all(|c| outer.iter().any(|o| o.covers(*c)));
            assert!(covered && parent as usize != i, "{name}: parent of {q:?}");
        }
    }
    let key = |q: &Quote| (q.content[0].start(), std::cmp::Reverse(q.content[q.content.len() - 1].end()));
    assert!(quotes.is_sorted_by_key(key), "{name}: out of order in {text:?}");
    for (i, a) in quotes.iter().enumerate() {
        let same = |b: &Quote| (&a.content, &a.cue, &a.source) == (&b.content, &b.cue, &b.source);
        assert!(!quotes[..i].iter().any(same), "{name}: twice the same in {text:?}");
    }
    quotes
}

#[test]
fn fixtures() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures");
    let mut scratch = Scratch::default();
    let mut found = [0; 2];
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "json") {
            continue;
        }
        let article: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for (i, (name, engine)) in engines().iter().enumerate() {
            found[i] += check(name, engine.as_ref(), article["text"].as_str().unwrap(), &mut scratch).len();
        }
    }
    assert!(found.iter().all(|&n| n > 200), "quotations found: {found:?}");
}

#[test]
fn texts_without_an_end() {
    let said = "Ann Lee said the bridge was closed, and Bo Ray, who denied that, told her “no”. ";
    let colons = "He said:\n";
    let open = "“She said it again and again ";
    let nothing = "said said said “ ” ' ";
    let mut scratch = Scratch::default();
    for piece in [said, colons, open, nothing, &said.replace('.', " and")] {
        for (name, engine) in engines() {
            check(name, engine.as_ref(), &piece.repeat(20_000 / piece.len()), &mut scratch);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn troublesome_pieces(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..40)) {
        let text = pieces.concat();
        let mut scratch = Scratch::default();
        for (name, engine) in engines() {
            check(name, engine.as_ref(), &text, &mut scratch);
        }
    }
}

const PIECES: [&str; 36] = [
    " ",
    " ",
    " ",
    "\n\n",
    "\n",
    "\u{a0}",
    "\u{200b}",
    "\u{0}",
    "“",
    "”",
    "\"",
    "'",
    "’",
    "«",
    "»",
    "‘",
    "—",
    ": ",
    ", ",
    ". ",
    "? ",
    "... ",
    "[sic] ",
    "said",
    " he said",
    " Ann Lee",
    " Reuters",
    " told",
    " that ",
    "according to ",
    "the spokesman",
    " asked",
    "was",
    "é",
    "中文",
    "🙂",
];
