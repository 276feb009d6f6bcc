//! Figures that must not fall, on UD English GUM and EWT and on PolNeAR. Skipped where `../shared/data` (or `DIXIT_DATA`) is absent.

#![allow(clippy::print_stderr)]

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use dixit_text::{OffsetMap, OffsetUnit, Span};
use dixit_tokens::{Tokens, tokenize};
use serde_json::Value;

/// Articles of a file of data, or `None` where it is absent.
fn articles(file: &str) -> Option<Vec<Value>> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let path = std::env::var_os("DIXIT_DATA").map_or(beside, PathBuf::from).join(file);
    let Ok(lines) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: {} is absent; DIXIT_DATA names the folder of data", path.display());
        return None;
    };
    Some(lines.lines().map(|l| serde_json::from_str(l).expect("a line of JSON")).collect())
}

/// Span F1 in per cent, as `tools/score_tokens.py` computes it.
#[derive(Default)]
struct F1 {
    right: usize,
    gold: usize,
    found: usize,
}

impl F1 {
    fn add(&mut self, gold: &Value, found: Vec<(u32, u32)>) {
        let pairs = gold.as_array().expect("a list of spans");
        let gold: HashSet<(u32, u32)> = pairs.iter().map(pair).collect();
        let found: HashSet<(u32, u32)> = found.into_iter().collect();
        self.right += gold.intersection(&found).count();
        self.gold += gold.len();
        self.found += found.len();
    }

    fn percent(&self) -> f64 {
        200.0 * self.right as f64 / (self.gold + self.found) as f64
    }
}

fn pair(span: &Value) -> (u32, u32) {
    let at = |i: usize| span[i].as_u64().expect("an offset") as u32;
    (at(0), at(1))
}

/// F1 of tokens and sentences over a file.
fn token_figures(file: &str) -> Option<(f64, f64)> {
    let (mut tokens, mut sentences) = (F1::default(), F1::default());
    for article in articles(file)? {
        let text = article["text"].as_str().expect("a text");
        let map = OffsetMap::new(text);
        let chars = |s: Span| {
            (map.from_bytes(s.start(), OffsetUnit::Chars), map.from_bytes(s.end(), OffsetUnit::Chars))
        };
        let layer = tokenize(text);
        // The gold counts what is written: don't is one token.
        let written = layer.tokens().chunk_by(|_, next| next.joined);
        tokens
            .add(&article["tokens"], written.map(|t| chars(t[0].span.cover(t[t.len() - 1].span))).collect());
        sentences.add(&article["sentences"], layer.sentences().iter().map(|s| chars(s.span)).collect());
    }
    Some((tokens.percent(), sentences.percent()))
}

#[test]
fn tokens_and_sentences() {
    for (file, token_floor, sentence_floor) in
        [("tokens/gum-dev.jsonl", 99.5, 95.0), ("tokens/ewt-dev.jsonl", 99.0, 84.5)]
    {
        let Some((tokens, sentences)) = token_figures(file) else { return };
        assert!(tokens >= token_floor, "{file}: token F1 {tokens:.2} is below {token_floor}");
        assert!(sentences >= sentence_floor, "{file}: sentence F1 {sentences:.2} is below {sentence_floor}");
    }
}

/// Direct quotations as people marked them stand in passages between quotation marks, whether the marks are curly or straight.
#[test]
fn direct_quotations_stand_between_marks() {
    let Some(articles) = articles("polnear/train.jsonl") else { return };
    for straight in [false, true] {
        let (mut inside, mut all) = (0, 0);
        for article in &articles {
            let original = article["text"].as_str().expect("a text");
            let text = if straight { straighten(original) } else { original.to_owned() };
            let layer = tokenize(&text);
            let map = OffsetMap::new(&text);
            let direct =
                article["attributions"].as_array().expect("a list").iter().filter(|a| a["kind"] == "direct");
            for piece in direct.flat_map(|a| a["content"].as_array().expect("a list")) {
                let (start, end) = pair(piece);
                let byte = |at| map.to_bytes(at, OffsetUnit::Chars).expect("an offset of the text");
                all += 1;
                inside += is_inside(&text, &layer, byte(start) as usize, byte(end) as usize) as usize;
            }
        }
        let percent = 100.0 * inside as f64 / all as f64;
        assert!(
            percent >= 98.0,
            "{percent:.2}% of {all} direct contents stand between marks (straight: {straight})"
        );
    }
}

fn straighten(text: &str) -> String {
    text.replace(['“', '”'], "\"").replace(['‘', '’'], "'")
}

/// Whether the letters and digits of `start..end` all stand in one passage between marks.
fn is_inside(text: &str, layer: &Tokens, start: usize, end: usize) -> bool {
    let piece = &text[start..end];
    let (Some(first), Some(last)) = (piece.find(char::is_alphanumeric), piece.rfind(char::is_alphanumeric))
    else {
        return true;
    };
    let letters = Span::new((start + first) as u32, (start + last + 1) as u32);
    layer.quoted().iter().any(|q| q.inner.covers(letters))
}
