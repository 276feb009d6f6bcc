//! Any text as a user's table of outlets or file of people. The body is what `models/tests/replay.rs` runs over kept inputs.

#![no_main]

#[path = "../../models/tests/soundness/mod.rs"]
mod soundness;

libfuzzer_sys::fuzz_target!(|text: &str| soundness::check(text));
