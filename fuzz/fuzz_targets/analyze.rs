//! The whole analysis keeps its promises on any text. The body is what `crates/pipeline/tests/replay.rs` runs over kept texts.

#![no_main]

#[path = "../../crates/pipeline/tests/soundness/mod.rs"]
mod soundness;

libfuzzer_sys::fuzz_target!(|text: &str| soundness::check(text));
