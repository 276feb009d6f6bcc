//! Any text as gold, predictions, brat or BIO. The body is what `crates/eval/tests/hostile.rs` runs over kept inputs.

#![no_main]

#[path = "../../crates/eval/tests/soundness/mod.rs"]
mod soundness;

libfuzzer_sys::fuzz_target!(|content: &str| soundness::check(content));
