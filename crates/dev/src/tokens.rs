//! Writes what the transformer engine reads of a text, for training in another language.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use dixit_bert::layout;
use dixit_entities::NameKind;
use dixit_entities::train::TaggedText;
use dixit_text::{OffsetMap, OffsetUnit, Span};
use dixit_tokens::tokenize;
use serde_json::{Value, json};

use crate::bio::{self, Layout};

/// Writes one JSON object a text to standard output. Offsets are Unicode characters.
///
/// `words` are the spans of the tokens; `case` and `place` have one character a token; `sentences` and `paragraphs` are
/// the tokens these begin with; `open` are the paragraphs read together with the next.
#[derive(Debug, Args)]
pub(crate) struct DumpArgs {
    /// Articles in the gold format (.jsonl), or names in two columns (.bio)
    files: Vec<PathBuf>,
    /// How the sentences of a .bio file belong together
    #[arg(long, value_enum, default_value_t = Texts::Datelines)]
    texts: Texts,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Texts {
    /// Newswire: a document begins with the headline before a dateline
    Datelines,
    /// Twelve sentences are a text
    Twelve,
    /// Every sentence is a text
    One,
}

pub(crate) fn dump(args: &DumpArgs) -> anyhow::Result<()> {
    let layout = match args.texts {
        Texts::Datelines => Layout::Datelines,
        Texts::Twelve => Layout::Runs(12),
        Texts::One => Layout::Runs(1),
    };
    for path in &args.files {
        match path.extension().and_then(|e| e.to_str()) {
            Some("bio") => bio::read(path, layout)?.iter().enumerate().for_each(|(i, t)| names(path, i, t)),
            Some("jsonl") => {
                let content = std::fs::read_to_string(path)
                    .with_context(|| format!("cannot read {}", path.display()))?;
                for line in content.lines() {
                    let mut article: Value = serde_json::from_str(line)?;
                    let text = article["text"].as_str().context("no text")?.to_owned();
                    add_tokens(&mut article, &text);
                    println!("{article}");
                }
            }
            _ => bail!("{}: neither .jsonl nor .bio", path.display()),
        }
    }
    Ok(())
}

fn names(path: &Path, index: usize, text: &TaggedText) {
    let map = OffsetMap::new(&text.text);
    let name = |(range, kind): &(_, NameKind)| {
        let span = text.span(range);
        let kind = match kind {
            NameKind::Person => "PER",
            NameKind::Organization => "ORG",
            NameKind::Location => "LOC",
            NameKind::Misc => "MISC",
        };
        let at = |byte| map.from_bytes(byte, OffsetUnit::Chars);
        json!([at(span.start()), at(span.end()), kind])
    };
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let names: Vec<Value> = text.names.iter().map(name).collect();
    let mut value = json!({ "id": format!("{stem}:{index}"), "text": text.text, "names": names });
    add_tokens(&mut value, &text.text);
    println!("{value}");
}

/// Adds what tokenization knows to an object.
fn add_tokens(object: &mut Value, text: &str) {
    let tokens = tokenize(text);
    let map = OffsetMap::new(text);
    let span = |s: Span| {
        let at = |byte| map.from_bytes(byte, OffsetUnit::Chars);
        json!([at(s.start()), at(s.end())])
    };
    object["words"] = tokens.tokens().iter().map(|t| span(t.span)).collect();
    let digit = |n: u8| char::from(b'0' + n);
    object["case"] = tokens.tokens().iter().map(|t| digit(layout::case(t.case))).collect::<String>().into();
    object["place"] = layout::places(&tokens).into_iter().map(digit).collect::<String>().into();
    object["sentences"] = tokens.sentences().iter().map(|s| s.tokens.start).collect();
    object["paragraphs"] = tokens.paragraphs().iter().map(|p| p.tokens.start).collect();
    let open = layout::open(&tokens, text).into_iter().enumerate();
    object["open"] = open.filter_map(|(p, open)| open.then_some(p)).collect();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_of_a_text() {
        let text = "Ann said:\n\n“NATO ‘fell’.\n\n“It’s over,” he said.";
        let mut object = json!({});
        add_tokens(&mut object, text);
        let at = |i: usize| {
            let span = object["words"][i].as_array().unwrap();
            let [start, end] = [0, 1].map(|j| span[j].as_u64().unwrap() as usize);
            text.chars().skip(start).take(end - start).collect::<String>()
        };
        let words: Vec<String> = (0..object["words"].as_array().unwrap().len()).map(at).collect();
        assert_eq!(words.join(" "), "Ann said : “ NATO ‘ fell ’ . “ It ’s over , ” he said .");
        assert_eq!(object["case"], "210030100021100110");
        assert_eq!(object["place"], "000124442122223000");
        assert_eq!(object["sentences"], json!([0, 3, 9]));
        assert_eq!(object["paragraphs"], json!([0, 3, 9]));
        assert_eq!(object["open"], json!([0, 1]));
    }
}
