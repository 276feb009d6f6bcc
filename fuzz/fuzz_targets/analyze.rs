//! The whole analysis keeps its promises on any text. The body is what `crates/pipeline/tests/replay.rs` runs over kept texts.

#![no_main]

use std::sync::LazyLock;

use dixit_pipeline::Analyzer;

#[path = "../../crates/pipeline/tests/soundness/mod.rs"]
mod soundness;

static ANALYZER: LazyLock<Analyzer> = LazyLock::new(Analyzer::fast);

libfuzzer_sys::fuzz_target!(|text: &str| soundness::check(&ANALYZER, text));
