//! Writes what the transformer engine reads of a text, for training in another language.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use dixit_entities::NameKind;
use dixit_entities::train::TaggedText;
use dixit_text::{OffsetMap, OffsetUnit, Span};
use dixit_tokens::{Case, Quoted, Tokens, tokenize};
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
    object["case"] = tokens.tokens().iter().map(|t| case(t.case)).collect::<String>().into();
    object["place"] = places(&tokens).into();
    object["sentences"] = tokens.sentences().iter().map(|s| s.tokens.start).collect();
    object["paragraphs"] = tokens.paragraphs().iter().map(|p| p.tokens.start).collect();
    object["open"] = open(&tokens, text).into();
}

/// none, lower, title, upper, mixed
fn case(case: Case) -> char {
    match case {
        Case::None => '0',
        Case::Lower => '1',
        Case::Title => '2',
        Case::Upper => '3',
        Case::Mixed => '4',
    }
}

/// Of each token: 0 outside quotation marks, 1 an opening mark, 2 inside, 3 a closing mark, 4 in a passage within a
/// passage, its marks included.
fn places(tokens: &Tokens) -> String {
    let mut places = vec![b'0'; tokens.tokens().len()];
    for Quoted { outer, inner, depth, .. } in tokens.quoted() {
        let range = tokens.tokens_in(*outer);
        for t in range {
            let at = tokens.tokens()[t as usize].span;
            places[t as usize] = match depth {
                0 if at.end() <= inner.start() => b'1',
                0 if at.start() >= inner.end() => b'3',
                0 => b'2',
                _ => b'4',
            };
        }
    }
    String::from_utf8(places).expect("digits")
}

/// Paragraphs whose last token is a colon, or whose quotation the next carries on.
fn open(tokens: &Tokens, text: &str) -> Vec<usize> {
    let paragraphs = tokens.paragraphs();
    let last = |p: usize| paragraphs[p].tokens.end.checked_sub(1).map(|t| tokens.tokens()[t as usize].span);
    let colon = |p: usize| last(p).is_some_and(|s| &text[s.range()] == ":");
    let carried = |p: usize| {
        let here = paragraphs[p + 1].span;
        let mut quoted = tokens.quoted().iter().filter(|q| here.covers(q.outer));
        quoted.any(|q| {
            q.continues.is_some_and(|c| paragraphs[p].span.covers(tokens.quoted()[c as usize].outer))
        })
    };
    (0..paragraphs.len().saturating_sub(1)).filter(|&p| colon(p) || carried(p)).collect()
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
