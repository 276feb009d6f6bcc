//! Writes the rule engine's quotations over articles as lines the scorers read.
use std::io::BufRead;

use dixit_quotes::{QuoteTagger, RuleQuoteTagger};
use dixit_text::{Document, OffsetMap, OffsetUnit, Scratch, Span};

fn main() {
    let path = std::env::args().nth(1).expect("usage: predict ARTICLES.jsonl");
    let file = std::io::BufReader::new(std::fs::File::open(path).unwrap());
    let mut scratch = Scratch::default();
    for line in file.lines() {
        let v: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let doc = Document::new(v["id"].as_str().unwrap(), v["text"].as_str().unwrap()).unwrap();
        let tokens = dixit_tokens::tokenize(doc.text());
        let quotes = RuleQuoteTagger::default().tag(&doc, &tokens, &[], &mut scratch);
        let map = OffsetMap::new(doc.text());
        let spans = |s: &[Span]| -> Vec<[u32; 2]> {
            s.iter()
                .map(|s| {
                    [map.from_bytes(s.start(), OffsetUnit::Chars), map.from_bytes(s.end(), OffsetUnit::Chars)]
                })
                .collect()
        };
        let atts: Vec<_> = quotes
            .iter()
            .map(|q| serde_json::json!({"content": spans(&q.content), "cue": spans(&q.cue), "source": spans(&q.source)}))
            .collect();
        println!("{}", serde_json::json!({"id": doc.id, "attributions": atts}));
    }
}
