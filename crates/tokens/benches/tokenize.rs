//! Tokenization in bytes a second, beside the words of `unicode-segmentation` on the same text.
//!
//! Reads the PolNeAR training articles from `../shared/data` (or `DIXIT_DATA`); without them, the article in
//! `tests/fixtures` over and over. Run with `cargo bench -p dixit-tokens`.

use std::hint::black_box;
use std::path::{Path, PathBuf};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dixit_text::Scratch;
use dixit_tokens::{Tokens, tokenize_into, words};
use unicode_segmentation::UnicodeSegmentation;

fn benches(c: &mut Criterion) {
    let (name, texts) = corpus();
    let mut group = c.benchmark_group(name);
    group.throughput(Throughput::Bytes(texts.iter().map(|t| t.len() as u64).sum()));
    let (mut scratch, mut layer) = (Scratch::default(), Tokens::default());
    group.bench_function("words, sentences, quotation structure", |b| {
        b.iter(|| {
            texts.iter().fold(0, |n, text| {
                tokenize_into(text, &mut scratch, &mut layer);
                n + black_box(&layer).tokens().len()
            })
        });
    });
    group.bench_function("words alone, without a layer", |b| {
        b.iter(|| texts.iter().map(|text| words(text).count()).sum::<usize>());
    });
    group.bench_function("words of unicode-segmentation", |b| {
        b.iter(|| texts.iter().map(|text| text.unicode_words().count()).sum::<usize>());
    });
    group.finish();
}

/// Articles to read, and what to call them.
fn corpus() -> (&'static str, Vec<String>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let data = std::env::var_os("DIXIT_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    if let Ok(lines) = std::fs::read_to_string(data.join("polnear/train.jsonl")) {
        let text = |line: &str| {
            serde_json::from_str::<serde_json::Value>(line).ok()?["text"].as_str().map(str::to_owned)
        };
        return ("polnear train", lines.lines().filter_map(text).collect());
    }
    let article = std::fs::read_to_string(root.join("tests/fixtures/us-china-trade-2025-12.txt"))
        .expect("the fixture is in the repository");
    ("fixture", vec![article; 500])
}

criterion_group!(all, benches);
criterion_main!(all);
