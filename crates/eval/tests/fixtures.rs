//! The gold articles of the repository are well formed.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use dixit_eval::{Article, CharSpan, read};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_owned()
}

fn fixtures() -> Vec<(Article, serde_json::Value)> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(root().join("tests/fixtures"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.to_string_lossy().ends_with(".gold.json"))
        .collect();
    paths.sort();
    let read = |path: &PathBuf| {
        let content = std::fs::read_to_string(path).unwrap();
        let mut articles = read::gold(&path.display().to_string(), &content, &read::Options::default())
            .unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(articles.len(), 1, "{}", path.display());
        (articles.remove(0), serde_json::from_str(&content).unwrap())
    };
    paths.iter().map(read).collect()
}

/// What is wrong with the edges of a span.
fn fault(chars: &[char], (start, end): CharSpan) -> Option<&'static str> {
    let (start, end) = (start as usize, end as usize);
    let inside_word =
        |i: usize| i > 0 && i < chars.len() && chars[i - 1].is_alphanumeric() && chars[i].is_alphanumeric();
    if inside_word(start) || inside_word(end) {
        return Some("cuts a word");
    }
    (chars[start].is_whitespace() || chars[end - 1].is_whitespace()).then_some("has white space at an edge")
}

#[test]
fn there_are_enough_articles_of_the_right_length() {
    let fixtures = fixtures();
    assert!(fixtures.len() >= 21, "{}", fixtures.len());
    for (article, _) in fixtures.iter().filter(|(a, _)| a.id != "us-china-trade-2025-12") {
        let words = article.text.split_whitespace().count();
        assert!((200..=700).contains(&words), "{}: {words} words", article.id);
    }
    let retold = fixtures.iter().filter(|(a, _)| a.id.starts_with("trade-")).count();
    assert!(retold >= 5, "{retold}");
}

#[test]
fn spans_end_at_word_borders() {
    for (article, _) in fixtures() {
        let chars: Vec<char> = article.text.chars().collect();
        for a in &article.gold.attributions {
            for &span in a.content.iter().chain(&a.source).chain(&a.cue) {
                let text: String = chars[span.0 as usize..span.1 as usize].iter().collect();
                assert_eq!(fault(&chars, span), None, "{} {}: {text:?}", article.id, a.id);
            }
        }
    }
}

#[test]
fn names_stand_in_the_text_and_parents_hold_their_children() {
    for (article, json) in fixtures() {
        // Labels of transcripts are in capitals; a description may be put in another order.
        let text = article.text.to_lowercase();
        let spans: HashMap<&str, &Vec<CharSpan>> =
            article.gold.attributions.iter().map(|a| (a.id.as_str(), &a.content)).collect();
        for (a, raw) in article.gold.attributions.iter().zip(json["attributions"].as_array().unwrap()) {
            let place = format!("{} {}", article.id, a.id);
            let publisher = article.publisher.clone().unwrap_or_default();
            for name in a.speakers.iter().chain(a.via.iter().map(|v| &v.name)) {
                // The canonical name may be longer than any form in the text: Xinhua News Agency.
                let words: Vec<_> =
                    name.split(' ').filter(|w| !["a", "an", "the", "The"].contains(w)).collect();
                let ends = [words[0], words[words.len() - 1]];
                let there = ends.iter().any(|w| text.contains(&w.to_lowercase())) || *name == publisher;
                assert!(there, "{place}: {name:?} is not in the text");
            }
            assert_eq!(a.speakers.is_empty(), raw["speakers"].as_array().unwrap().is_empty(), "{place}");
            if let Some(parent) = raw.get("parent").and_then(|p| p.as_str()) {
                let outer = spans.get(parent).unwrap_or_else(|| panic!("{place}: no parent {parent}"));
                for piece in &a.content {
                    assert!(
                        outer.iter().any(|o| o.0 <= piece.0 && piece.1 <= o.1),
                        "{place}: outside {parent}"
                    );
                }
            }
        }
    }
}

/// The words between quotation marks, double or single, passage by passage.
fn quoted_passages(text: &str) -> Vec<String> {
    let mut passages = Vec::new();
    for (open, close) in [('“', '”'), ('‘', '’')] {
        for rest in text.split(open).skip(1) {
            // An apostrophe looks like a closing single mark, but a letter follows it.
            let end = rest
                .char_indices()
                .find(|&(i, c)| c == close && !rest[i + c.len_utf8()..].starts_with(char::is_alphanumeric));
            passages.push(words(&rest[..end.map_or(rest.len(), |(i, _)| i)]));
        }
    }
    passages
}

/// The words in lower case with a space around each.
fn words(text: &str) -> String {
    let text = text.to_lowercase();
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .fold(" ".to_owned(), |s, w| s + w + " ")
}

#[test]
fn real_people_say_only_what_the_real_article_quotes() {
    let fixtures = fixtures();
    let seed = words(&fixtures.iter().find(|(a, _)| a.id == "us-china-trade-2025-12").unwrap().0.text);
    for (article, _) in fixtures.iter().filter(|(a, _)| a.id.starts_with("trade-")) {
        let passages = quoted_passages(&article.text);
        assert!(passages.len() >= 4, "{}: {passages:?}", article.id);
        // One or two words in marks are scare quotes.
        for passage in passages.iter().filter(|p| p.split_whitespace().count() > 2) {
            assert!(seed.contains(passage.as_str()), "{}: invented:{passage}", article.id);
        }
    }
}

#[test]
fn gold_is_what_the_marked_text_gives() {
    let script = root().join("scripts/build-fixtures");
    let Ok(output) = Command::new("python3").arg(script).arg("--check").output() else { return };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
