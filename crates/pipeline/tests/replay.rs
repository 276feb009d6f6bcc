//! Every text that once broke the analysis, and hostile ones written by hand, read again. New crash files of the fuzzer belong
//! into `fuzz/crashes/analyze` or `fuzz/crashes/analyze_learned`.

mod soundness;

use std::fs;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use dixit_pipeline::Analyzer;
use dixit_quotes::RuleQuoteTagger;

/// Each way of finding quotations.
static ANALYZERS: LazyLock<[Analyzer; 2]> = LazyLock::new(|| {
    let rules = Analyzer::builder().quote_tagger(Arc::new(RuleQuoteTagger::default()));
    [Analyzer::fast(), rules.build()]
});

fn check(text: &str) {
    ANALYZERS.iter().for_each(|analyzer| soundness::check(analyzer, text));
}

#[test]
fn kept_texts() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for folder in
        ["fuzz/crashes/analyze", "fuzz/crashes/analyze_learned", "fuzz/crashes/tokenize", "tests/fixtures"]
    {
        let Ok(files) = fs::read_dir(root.join(folder)) else { continue };
        for file in files.filter_map(Result::ok).filter(|f| f.path().extension().is_none_or(|e| e == "txt")) {
            if let Ok(bytes) = fs::read(file.path()) {
                check(&String::from_utf8_lossy(&bytes));
            }
        }
    }
}

#[test]
fn hostile_texts() {
    for text in [
        "",
        "”",
        "““““““““",
        "said said said said",
        "“” said.",
        "“a” “b” “c”, X said “d”",
        "He said: “\u{202E}abc” 👩‍👩‍👧‍👦",
        "\u{0}\u{1}“\u{7F}”, said \u{FEFF}Ada",
        "A: B: C: “D”",
        "“Yes,” said.\n\n\n\n“No,” said.",
    ] {
        check(text);
        check(&text.repeat(50));
        check(&format!("{text}\n\n").repeat(20));
    }
}

/// A little of what the fuzzer does, in every run of the tests: an article with pieces moved, cut out and doubled.
/// DIXIT_ROUNDS makes it more.
#[test]
fn good_texts_that_were_damaged() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/us-china-trade-2025-12.txt");
    let article: Vec<char> = fs::read_to_string(path).expect("the fixture is there").chars().collect();
    let mut state = 7u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below.max(1)
    };
    let marks = ['“', '”', '"', '‘', '’', '\'', '\n', ':', '.', ',', '—', '[', '\u{200F}', '😀', 'İ'];
    let rounds = std::env::var("DIXIT_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(200);
    for _ in 0..rounds {
        let from = random(article.len());
        let mut text: Vec<char> = article.iter().copied().skip(from).take(1500).collect();
        for _ in 0..=random(12) {
            let at = random(text.len());
            let end = (at + random(60)).min(text.len());
            match random(4) {
                0 => text.insert(at, marks[random(marks.len())]),
                1 => drop(text.drain(at..end)),
                2 => text.extend_from_within(at..end),
                _ => text.rotate_left(at),
            }
        }
        check(&text.iter().collect::<String>());
    }
}
