//! The analysis with the trained tagger of quotations, as `analyze` does it with rules.

#![no_main]

use std::sync::{Arc, LazyLock};

use dixit_pipeline::Analyzer;
use dixit_quotes::LearnedQuoteTagger;

#[path = "../../crates/pipeline/tests/soundness/mod.rs"]
mod soundness;

static ANALYZER: LazyLock<Analyzer> =
    LazyLock::new(|| Analyzer::builder().quote_tagger(Arc::new(LearnedQuoteTagger::embedded())).build());

libfuzzer_sys::fuzz_target!(|text: &str| soundness::check(&ANALYZER, text));
