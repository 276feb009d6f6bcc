//! Reads names in two columns, token and BIO tag, into texts.

use std::path::Path;

use anyhow::{Context, bail};
use dixit_entities::NameKind;
use dixit_entities::train::TaggedText;
use dixit_text::Span;
use dixit_tokens::{Case, Token, TokenKind};

/// How the sentences of a file belong together.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Layout {
    /// Newswire: a document begins with the headline before a dateline (`LONDON 1996-08-30`).
    Datelines,
    /// Sentences of long documents whose borders are lost: this many make a text.
    Runs(usize),
}

type Column = (String, Option<(bool, NameKind)>);

/// The texts of a file.
pub(crate) fn read(path: &Path, layout: Layout) -> anyhow::Result<Vec<TaggedText>> {
    let file = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut sentences: Vec<Vec<Column>> = vec![Vec::new()];
    for (i, line) in file.lines().enumerate() {
        if line.trim().is_empty() {
            sentences.push(Vec::new());
            continue;
        }
        let Some((token, tag)) = line.split_once('\t') else {
            bail!("{}:{}: not two columns", path.display(), i + 1)
        };
        let name = match tag.split_once('-') {
            None if tag == "O" => None,
            Some((b @ ("B" | "I"), kind)) => {
                Some((b == "B", kind_of(kind).with_context(|| format!("kind `{kind}`"))?))
            }
            _ => bail!("{}:{}: `{tag}` is not a BIO tag", path.display(), i + 1),
        };
        sentences.last_mut().expect("one at least").push((token.to_owned(), name));
    }
    sentences.retain(|s| !s.is_empty());
    Ok(group(&sentences, layout).into_iter().map(text).collect())
}

fn kind_of(kind: &str) -> Option<NameKind> {
    match kind {
        "PER" => Some(NameKind::Person),
        "ORG" => Some(NameKind::Organization),
        "LOC" => Some(NameKind::Location),
        "MISC" => Some(NameKind::Misc),
        _ => None,
    }
}

fn group(sentences: &[Vec<Column>], layout: Layout) -> Vec<&[Vec<Column>]> {
    let mut starts = match layout {
        Layout::Runs(n) => (0..sentences.len()).step_by(n).collect(),
        Layout::Datelines => {
            let dateline = |s: &[Column]| {
                s.len() <= 6
                    && s.last().is_some_and(|(t, _)| {
                        t.len() == 10 && t.starts_with("199") && t.as_bytes()[4] == b'-'
                    })
            };
            let capitals = |s: &[Column]| {
                let letters = || s.iter().flat_map(|(t, _)| t.chars()).filter(|c| c.is_alphabetic());
                letters().filter(|c| c.is_uppercase()).count() * 10 >= letters().count() * 7
            };
            let mut starts = vec![0];
            for i in (0..sentences.len()).filter(|&i| dateline(&sentences[i])) {
                // Back over the byline to the headline.
                let headline = (i.saturating_sub(3)..i).rev().find(|&j| capitals(&sentences[j]));
                let start = headline.unwrap_or(i);
                if starts.last() < Some(&start) {
                    starts.push(start);
                }
            }
            starts
        }
    };
    starts.push(sentences.len());
    starts.windows(2).map(|w| &sentences[w[0]..w[1]]).collect()
}

/// Writes tokens as people do, sentences as paragraphs.
fn text(sentences: &[Vec<Column>]) -> TaggedText {
    let mut out = TaggedText::default();
    for sentence in sentences {
        if !out.text.is_empty() {
            out.text.push_str("\n\n");
        }
        let first = out.tokens.len() as u32;
        let (mut open, mut glue) = (false, true);
        for (i, (token, name)) in sentence.iter().enumerate() {
            let quote = matches!(token.as_str(), "\"" | "''" | "``");
            let closes =
                matches!(token.as_str(), "." | "," | ";" | ":" | "?" | "!" | ")" | "]" | "%" | "n't" | "'")
                    || (token.starts_with('\'') && token.len() > 1 && !quote)
                    || (quote && open);
            if !(glue || closes) {
                out.text.push(' ');
            }
            glue = matches!(token.as_str(), "(" | "[" | "$") || (quote && !open);
            open ^= quote;
            let start = out.text.len() as u32;
            out.text.push_str(token);
            out.tokens.push(Token {
                span: Span::new(start, out.text.len() as u32),
                kind: TokenKind::Word,
                case: Case::None,
                joined: false,
            });
            let at = first + i as u32;
            match (name, out.names.last_mut()) {
                (Some((false, kind)), Some((range, last)))
                    if range.end == at && at > first && last == kind =>
                {
                    range.end += 1
                }
                (Some((_, kind)), _) => out.names.push((at..at + 1, *kind)),
                (None, _) => {}
            }
        }
        out.sentences.push(first..out.tokens.len() as u32);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_reads_as_written() {
        let column = |t: &str, name| (t.to_owned(), name);
        let per = NameKind::Person;
        let sentence: Vec<Column> = vec![
            column("``", None),
            column("No", None),
            column(",", None),
            column("''", None),
            column("Ann", Some((true, per))),
            column("Lee", Some((false, per))),
            column("'s", None),
            column("aide", None),
            column("(", None),
            column("Bo", Some((true, per))),
            column(")", None),
        ];
        let text = text(&[sentence.clone(), sentence]);
        assert_eq!(text.text, "``No,'' Ann Lee's aide (Bo)\n\n``No,'' Ann Lee's aide (Bo)");
        let names: Vec<&str> = text.names.iter().map(|(n, _)| &text.text[text.span(n).range()]).collect();
        assert_eq!(names, ["Ann Lee", "Bo", "Ann Lee", "Bo"]);
    }
}
