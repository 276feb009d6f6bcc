//! No input makes a reader or a measure panic: files that were right, with bytes changed, dropped and doubled.

use crate::soundness;

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use soundness::GOLD;

const CITRON: &str = r#"{"id": "a", "quotes": [{"cue": {"start": 7, "end": 11, "text": "said"}, "sources": [], "contents":
    [{"start": 0, "end": 6}], "coreferences": [[{"text": "Zoë"}]]}]}"#;
const GENDER_GAP: &str =
    r#"[{"speaker": "Zoë", "speaker_index": "(12,15)", "quote": "Été", "quote_index": "(0,6)", "verb": ""}]"#;
const BRAT: &str = "T1\tContent 0 6;44 54\tx\nT2\tSource 12 15\tZoë\nE1\tAttribution:T1 Content:T1 Source:T2\n\
    #1\tAnnotatorNotes E1\tspeaker: Zoë | via: told outlet X | parent: E1";
const BIO: &str = "-DOCSTART- O\n\nZoë B-PER\nRoe I-PER\n\nKelmouth B-LOC\n";

/// A change at a place: what is there dropped, doubled, or overwritten by a byte.
type Edit = (usize, u8, u8);

fn edited(content: &str, edits: &[Edit]) -> String {
    let mut bytes = content.as_bytes().to_vec();
    for &(at, what, byte) in edits {
        let at = at % bytes.len().max(1);
        match what % 4 {
            0 if !bytes.is_empty() => drop(bytes.remove(at)),
            1 => bytes.extend_from_within(at..),
            2 => bytes.insert(at, b'0' + byte % 10),
            _ if !bytes.is_empty() => bytes[at] = byte,
            _ => {}
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn nothing_panics(edits in prop::collection::vec((0..1000usize, any::<u8>(), any::<u8>()), 0..6)) {
        for content in [GOLD, CITRON, GENDER_GAP, BRAT, BIO] {
            soundness::check(&edited(content, &edits));
        }
    }
}

/// New crash files of the fuzzer belong into `fuzz/crashes/read_gold`.
#[test]
fn kept_inputs() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/crashes/read_gold");
    for file in fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
        soundness::check(&fs::read_to_string(file.path()).expect("a kept input can be read"));
    }
}
