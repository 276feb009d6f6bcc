//! `dixit show`.

use crate::harness::{ARTICLE, Dir};

#[test]
fn colour_is_for_terminals_and_for_those_who_ask() {
    let dir = Dir::new();
    dir.file("a.txt", ARTICLE);
    let plain = dir.dixit(&["show", "a.txt"]).exit(0).out;
    let painted = dir.dixit(&["show", "a.txt", "--color", "always"]).exit(0).out;
    assert!(!plain.contains('\u{1b}') && painted.contains('\u{1b}'));
    // What the colours mean is told where there are any.
    let stripped = anstream::adapter::strip_str(&painted).to_string();
    let told = stripped.lines().find(|l| l.starts_with("quotation cue source")).unwrap();
    assert_eq!(told.ends_with("in doubt"), plain.contains("? is more likely wrong than right"));
    assert_eq!(stripped.replace(&format!("{told}\n\n"), ""), plain);
    // What is asked for by name outweighs the environment.
    let asked = dir.command(&["show", "a.txt", "--color", "always"]).env("NO_COLOR", "1").output().unwrap();
    assert_eq!(String::from_utf8(asked.stdout).unwrap(), painted);
    let auto = dir.command(&["show", "a.txt"]).env("NO_COLOR", "1").output().unwrap();
    assert_eq!(String::from_utf8(auto.stdout).unwrap(), plain);
}

#[test]
fn the_text_stands_above_and_the_table_below() {
    let dir = Dir::new();
    let ran = dir.dixit_reading(ARTICLE.as_bytes(), &["show", "-"]).exit(0);
    let (text, table) = ran.out.split_once("   speaker").unwrap();
    let words = |s: &str| s.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    // But for the numbers of the quotations the text is as it was.
    let mut bare = text.to_owned();
    for n in 1..=4 {
        assert_eq!(bare.matches(&format!("[{n}]")).count(), 1, "{text}");
        assert!(table.contains(&format!("\n{n}  ")), "{table}");
        bare = bare.replace(&format!("[{n}]"), "");
    }
    assert_eq!(words(&bare), words(ARTICLE));
    assert!(text.contains("[1]“The bridge") && table.contains("“The bridge will open in May,”"), "{table}");
    assert!(ran.out.lines().all(|line| line.chars().count() <= 100), "{}", ran.out);
}

#[test]
fn an_article_of_several_is_picked_by_id_or_number() {
    let dir = Dir::new();
    dir.file(
        "two.jsonl",
        "{\"id\": \"a\", \"title\": \"One\", \"text\": \"“Yes,” she said.\"}\n\
         {\"id\": \"b\", \"title\": \"Two\", \"text\": \"Nothing.\"}\n",
    );
    let first = dir.dixit(&["show", "two.jsonl"]).exit(0).says(&["several articles", "--article"]);
    assert!(first.out.starts_with("One\n"));
    for pick in ["b", "2"] {
        let second = dir.dixit(&["show", "two.jsonl", "--article", pick]).exit(0);
        assert!(second.out.starts_with("Two\n") && second.out.ends_with("No quotations found.\n"));
    }
    dir.dixit(&["show", "two.jsonl", "--article", "c"]).exit(1).says(&["no article `c`"]);
}

#[test]
fn a_page_is_written_to_a_file_or_to_standard_output() {
    let dir = Dir::new();
    dir.file("a.txt", ARTICLE);
    let page = dir.dixit(&["show", "a.txt", "--html"]).exit(0).out;
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("Ada Okoye"), "{page}");
    dir.dixit(&["show", "a.txt", "--html", "-o", "a.html"]).exit(0);
    assert_eq!(dir.read("a.html"), page);
    assert_eq!(dir.names(), ["a.html", "a.txt"]);
    dir.dixit(&["show", "a.txt", "-o", "a.html"]).exit(2).says(&["--html"]);
}

#[test]
fn a_text_cannot_steer_the_terminal() {
    let dir = Dir::new();
    let text =
        r#"{"title": "A \u001b]0;title\u0007", "text": "“Red \u001b[31m alert \u0007,” Ada Okoye said."}"#;
    dir.file("a.jsonl", text);
    let ran = dir.dixit(&["show", "a.jsonl"]).exit(0);
    assert!(ran.out.contains("␛[31m alert ␇"), "{}", ran.out);
    assert!(!ran.out.contains(|c: char| c.is_control() && c != '\n'), "{:?}", ran.out);
}
