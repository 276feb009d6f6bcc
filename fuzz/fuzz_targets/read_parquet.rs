//! Reading keeps its promises on any bytes. The body is what `crates/ingest/tests/replay.rs` runs over kept inputs.

#![no_main]

#[path = "../../crates/ingest/tests/soundness/mod.rs"]
mod soundness;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| soundness::check(dixit_ingest::InputFormat::Parquet, bytes));
