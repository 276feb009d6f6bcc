//! Every text that once broke the analysis, and hostile ones written by hand, read again. New crash files of the fuzzer belong
//! into `fuzz/crashes/analyze`.

mod soundness;

use std::fs;
use std::path::Path;

#[test]
fn kept_texts() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for folder in ["fuzz/crashes/analyze", "fuzz/crashes/tokenize", "tests/fixtures"] {
        let Ok(files) = fs::read_dir(root.join(folder)) else { continue };
        for file in files.filter_map(Result::ok).filter(|f| f.path().extension().is_none_or(|e| e == "txt")) {
            if let Ok(bytes) = fs::read(file.path()) {
                soundness::check(&String::from_utf8_lossy(&bytes));
            }
        }
    }
}

#[test]
fn hostile_texts() {
    for text in [
        "",
        "”",
        "““““““““",
        "said said said said",
        "“” said.",
        "“a” “b” “c”, X said “d”",
        "He said: “\u{202E}abc” 👩‍👩‍👧‍👦",
        "\u{0}\u{1}“\u{7F}”, said \u{FEFF}Ada",
        "A: B: C: “D”",
        "“Yes,” said.\n\n\n\n“No,” said.",
    ] {
        soundness::check(text);
        soundness::check(&text.repeat(50));
        soundness::check(&format!("{text}\n\n").repeat(20));
    }
}
