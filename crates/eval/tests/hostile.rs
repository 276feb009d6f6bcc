//! No input makes a reader or a measure panic: files that were right, with bytes changed, dropped and doubled.

use dixit_eval::read::{self, Options};
use dixit_eval::{bio, brat, mistakes, rows, score};
use dixit_text::OffsetUnit;
use proptest::prelude::*;

const TEXT: &str = "“Été,” said Zoë. 😀 “No,” Bob Roe told Ann.\n\n“It rains”";
const GOLD: &str = r#"{"id": "a", "text": "“Été,” said Zoë. 😀 “No,” Bob Roe told Ann.\n\n“It rains”", "attributions":
    [{"id": "q1", "content": [[0, 6], [44, 54]], "cue": [[7, 11]], "source": [[12, 15]], "speaker": "Zoë", "parent": "q2",
    "via": [{"name": "X", "kind": "platform", "relation": "told"}]}, {"id": "q2", "content": [[19, 24]]}],
    "names": [[12, 15, "PER"]], "tokens": [[0, 1]], "sentences": [[0, 16]]}"#;
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
        let gold = read::gold("g", GOLD, &Options::default()).unwrap();
        for unit in [OffsetUnit::Chars, OffsetUnit::Bytes, OffsetUnit::Utf16] {
            let options = Options { unit, id: Some("a"), text: Some(TEXT) };
            for content in [GOLD, CITRON, GENDER_GAP] {
                let content = edited(content, &edits);
                if let Ok((pred, _)) = read::predictions("p", &content, &gold, &options) {
                    score(&gold[0], pred.get("a"));
                    mistakes(&gold[0], pred.get("a"));
                    rows(&gold[0], pred.get("a"));
                }
                for article in read::gold("g", &content, &options).unwrap_or_default() {
                    score(&article, Some(&gold[0].gold));
                    mistakes(&article, Some(&gold[0].gold));
                }
            }
            if let Ok(annotation) = brat::read("b", &edited(BRAT, &edits), TEXT, unit) {
                brat::write(TEXT, &annotation);
            }
        }
        let _ = bio::read("n", &edited(BIO, &edits));
    }
}
