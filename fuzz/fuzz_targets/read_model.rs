//! Any bytes as a model file. The body is what `crates/learn/tests/any_bytes.rs` runs over kept inputs.

#![no_main]

#[path = "../../crates/learn/tests/soundness/mod.rs"]
mod soundness;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| soundness::check(bytes));
