//! What the seam promises of every engine, on the fixtures, on texts made of troublesome pieces, and on long ones.

use dixit_entities::{EntityTagger, RuleTagger};
use dixit_quotes::{Quote, QuoteTagger};
use dixit_text::{Document, Scratch};
use dixit_tokens::{Tokens, tokenize};
use proptest::prelude::*;

fn tag(engine: &dyn QuoteTagger, text: &str, scratch: &mut Scratch) -> (Document, Tokens, Vec<Quote>) {
    let doc = Document::new("a", text).unwrap();
    let tokens = tokenize(doc.text());
    let mentions = RuleTagger::default().tag(&doc, &tokens, scratch);
    let quotes = engine.tag(&doc, &tokens, &mentions, scratch);
    (doc, tokens, quotes)
}

/// Asserts the contract of [`QuoteTagger`] on one text; returns what was found.
pub(crate) fn check(name: &str, engine: &dyn QuoteTagger, text: &str, scratch: &mut Scratch) -> Vec<Quote> {
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

/// Asserts it on the fixtures; returns how many quotations were found.
pub(crate) fn fixtures(name: &str, engine: &dyn QuoteTagger) -> usize {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures");
    let mut scratch = Scratch::default();
    let mut found = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "json") {
            continue;
        }
        let article: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        found += check(name, engine, article["text"].as_str().unwrap(), &mut scratch).len();
    }
    found
}

/// Asserts it on long texts that never come to an end.
pub(crate) fn texts_without_an_end(name: &str, engine: &dyn QuoteTagger) {
    let said = "Ann Lee said the bridge was closed, and Bo Ray, who denied that, told her “no”. ";
    let colons = "He said:\n";
    let open = "“She said it again and again ";
    let nothing = "said said said “ ” ' ";
    let mut scratch = Scratch::default();
    for piece in [said, colons, open, nothing, &said.replace('.', " and")] {
        check(name, engine, &piece.repeat(20_000 / piece.len()), &mut scratch);
    }
}

/// Texts made of troublesome pieces.
pub(crate) fn troublesome() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&PIECES[..]), 0..40).prop_map(|pieces| pieces.concat())
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
