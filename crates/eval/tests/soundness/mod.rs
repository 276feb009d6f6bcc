//! What the readers of gold and predictions promise of any text: an error, or articles that can be scored.

use dixit_eval::read::{self, Options};
use dixit_eval::{bio, brat, mistakes, rows, score};
use dixit_text::OffsetUnit;

const TEXT: &str = "“Été,” said Zoë. 😀 “No,” Bob Roe told Ann.\n\n“It rains”";
/// Gold with all that there may be in it.
pub(crate) const GOLD: &str = r#"{"id": "a", "text": "“Été,” said Zoë. 😀 “No,” Bob Roe told Ann.\n\n“It rains”", "attributions":
    [{"id": "q1", "content": [[0, 6], [44, 54]], "cue": [[7, 11]], "source": [[12, 15]], "speaker": "Zoë", "parent": "q2",
    "via": [{"name": "X", "kind": "platform", "relation": "told"}]}, {"id": "q2", "content": [[19, 24]]}],
    "names": [[12, 15, "PER"]], "tokens": [[0, 1]], "sentences": [[0, 16]]}"#;

/// Reads `content` in every format, and scores what comes of it.
pub(crate) fn check(content: &str) {
    let gold = read::gold("g", GOLD, &Options::default()).expect("is right");
    for unit in [OffsetUnit::Chars, OffsetUnit::Bytes, OffsetUnit::Utf16] {
        let options = Options { unit, id: Some("a"), text: Some(TEXT) };
        if let Ok((pred, _)) = read::predictions("p", content, &gold, &options) {
            score(&gold[0], pred.get("a"));
            mistakes(&gold[0], pred.get("a"));
            rows(&gold[0], pred.get("a"));
        }
        for article in read::gold("g", content, &options).unwrap_or_default() {
            score(&article, Some(&gold[0].gold));
            mistakes(&article, Some(&gold[0].gold));
        }
        if let Ok(annotation) = brat::read("b", content, TEXT, unit) {
            brat::write(TEXT, &annotation);
        }
    }
    let _ = bio::read("n", content);
}
