//! Every input that once broke the reading of a registry, read again. New crash files of the fuzzer belong into
//! `fuzz/crashes/read_registry`.

mod soundness;

use std::fs;
use std::path::Path;

#[test]
fn kept_inputs() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/crashes/read_registry");
    for file in fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
        soundness::check(&fs::read_to_string(file.path()).expect("a kept input can be read"));
    }
}

#[test]
fn hostile_inputs() {
    for text in [
        "",
        "\t",
        "\t\t\t\t\t\t\n",
        "{",
        "{}",
        "[[person]]",
        "name = 1",
        "{\"name\": \"\"}",
        "\u{0}",
        "[[person]]\nname = \"\"",
    ] {
        soundness::check(text);
        soundness::check(&text.repeat(100));
        soundness::check(&format!("{text}\n").repeat(100));
    }
}
