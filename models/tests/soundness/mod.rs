//! What reading a user's registry promises of any text: an error, or a registry.

use dixit_models::outlets::Outlets;
use dixit_models::people::{Format, People};

/// Reads `text` as a table of outlets and as a file of people.
pub(crate) fn check(text: &str) {
    let _ = Outlets::parse(text, "fuzz");
    for format in [Format::Jsonl, Format::Toml] {
        let _ = People::parse("fuzz", text, format);
    }
}
