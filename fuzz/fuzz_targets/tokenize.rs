//! Tokenization keeps its promises on any text. The body is what `crates/tokens/tests/replay.rs` runs over kept inputs.

#![no_main]

#[path = "../../crates/tokens/tests/soundness/mod.rs"]
mod soundness;

libfuzzer_sys::fuzz_target!(|text: &str| soundness::check(text));
