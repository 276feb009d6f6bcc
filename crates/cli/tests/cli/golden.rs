//! The whole way from a text to what the user sees, as files a person can review. After a change that is meant,
//! write them anew with `INSTA_UPDATE=always cargo test -p dixit-cli golden`, and read the difference.

use crate::harness::{ARTICLE, Dir};

#[test]
fn show() {
    let dir = Dir::new();
    dir.file("bridge.txt", ARTICLE);
    insta::assert_snapshot!("show", dir.dixit(&["show", "bridge.txt"]).exit(0).out);
}

#[test]
fn gold() {
    let dir = Dir::new();
    dir.file("bridge.txt", ARTICLE);
    let line = dir.dixit(&["run", "bridge.txt", "--format", "gold", "-q"]).exit(0).out;
    let value: serde_json::Value = serde_json::from_str(&line).unwrap();
    let chars: Vec<char> = ARTICLE.chars().collect();
    let words = |spans: &serde_json::Value| -> String {
        let spans: Vec<[usize; 2]> = serde_json::from_value(spans.clone()).unwrap();
        let piece = |[start, end]: &[usize; 2]| chars[*start..*end].iter().collect::<String>();
        spans.iter().map(piece).collect::<Vec<_>>().join(" … ")
    };
    // One quotation a block, words instead of offsets, so that a difference reads as language.
    let blocks: Vec<String> = value["attributions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| {
            format!(
                "{} {} by {}\n  source  {}\n  cue     {}\n  content {}\n  via     {}",
                a["id"].as_str().unwrap(),
                a["kind"].as_str().unwrap(),
                a["speaker"],
                words(&a["source"]),
                words(&a["cue"]),
                words(&a["content"]),
                a["via"],
            )
        })
        .collect();
    insta::assert_snapshot!("gold", blocks.join("\n\n"));
}
