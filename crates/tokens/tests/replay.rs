//! Every input that once broke tokenization, and the texts in the repository, read again. New crash files of the fuzzer
//! belong into `fuzz/crashes/tokenize`.

use crate::soundness;

use std::fs;
use std::path::Path;

#[test]
fn kept_inputs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut read = 0;
    for folder in ["fuzz/crashes/tokenize", "fuzz/corpus/tokenize", "tests/fixtures"] {
        let Ok(files) = fs::read_dir(root.join(folder)) else { continue };
        for file in files.filter_map(Result::ok).filter(|f| f.path().is_file()) {
            let bytes = fs::read(file.path()).expect("a kept input can be read");
            soundness::check(&String::from_utf8_lossy(&bytes));
            read += 1;
        }
    }
    assert!(read > 0, "there are kept inputs");
}
