//! Any text as a user's table of outlets or file of people: an error that names the line, or a registry that can be asked.

#![no_main]

use dixit_models::outlets::Outlets;
use dixit_models::people::{Format, People};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = Outlets::parse(text, "fuzz");
    for format in [Format::Jsonl, Format::Toml] {
        let _ = People::parse("fuzz", text, format);
    }
});
