//! What the rules and the repairs make of the gold articles, as marked text: a change of a rule shows in its words.
//!
//! `DIXIT_BLESS=1 cargo test -p dixit-quotes --test golden` writes the files of `tests/golden` anew: read the difference.

use std::fs;
use std::path::Path;

use dixit_entities::{EntityTagger, RuleTagger, cluster};
use dixit_grammar::Words;
use dixit_models::outlets::Outlets;
use dixit_quotes::{Quote, QuoteTagger, Repairs, RuleQuoteTagger, View, repair};
use dixit_testing::{Parts, mark};
use dixit_text::{Document, Scratch};

fn marked(text: &str, scratch: &mut Scratch) -> String {
    let doc = Document::new("a", text).unwrap();
    let tokens = dixit_tokens::tokenize(text);
    let mentions = RuleTagger::default().tag(&doc, &tokens, scratch);
    let quotes = RuleQuoteTagger::default().tag(&doc, &tokens, &mentions, scratch);
    let entities = cluster(&doc, &tokens, mentions);
    let words = Words { doc: &doc, tokens: &tokens };
    let view = View { words, entities: &entities, outlets: Outlets::builtin() };
    let parts =
        |q: &Quote| Parts { content: q.content.to_vec(), cue: q.cue.to_vec(), source: q.source.to_vec() };
    let parts: Vec<Parts> = repair(view, quotes, Repairs::all(), scratch).iter().map(parts).collect();
    mark(text, &parts).trim_end().to_owned() + "\n"
}

#[test]
fn gold_articles_read_by_rules() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let bless = std::env::var_os("DIXIT_BLESS").is_some();
    let (mut scratch, mut wrong) = (Scratch::default(), Vec::new());
    for entry in fs::read_dir(root.join("../../tests/fixtures")).unwrap() {
        let path = entry.unwrap().path();
        let Some(name) = path.file_name().and_then(|n| n.to_str()?.strip_suffix(".gold.json")) else {
            continue;
        };
        let article: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let now = marked(article["text"].as_str().unwrap(), &mut scratch);
        let golden = root.join("tests/golden").join(name).with_extension("txt");
        if bless {
            fs::write(&golden, &now).unwrap();
            continue;
        }
        let before = fs::read_to_string(&golden).unwrap_or_default();
        let changed = before.lines().zip(now.lines()).find(|(a, b)| a != b);
        if before != now {
            wrong.push(format!("{name}: {changed:?}"));
        }
    }
    wrong.sort();
    assert!(wrong.is_empty(), "not as in tests/golden:\n{}", wrong.join("\n"));
}
