//! `dixit parse`, and `dixit eval` on trees.

use crate::harness::Dir;

const TEXT: &str = "The mayor said the bridge won’t open. Nobody complained.";

#[test]
fn conllu_has_tags_lemmas_and_trees() {
    let dir = Dir::new();
    let out = dir.dixit_reading(TEXT.as_bytes(), &["parse", "-"]).exit(0).out;
    let said = out.lines().find(|line| line.contains("\tsaid\t")).unwrap();
    assert!(said.starts_with("3\tsaid\tsay\tVERB\tVBD\t_\t0\troot\t_\t"), "{said}");
    assert!(out.contains("2\tmayor\tmayor\tNOUN\tNN\t_\t3\tnsubj\t"), "{out}");
    assert!(out.contains("6-7\twon’t\t"), "{out}");
    // Each sentence counts from its own first word.
    assert!(out.contains("\n1\tNobody\tnobody\tPRON\tNN\t_\t2\tnsubj\t"), "{out}");
}

#[test]
fn jsonl_has_phrases_and_clauses() {
    let dir = Dir::new();
    dir.file("a.txt", TEXT);
    let out = dir.dixit(&["parse", "a.txt", "--format", "jsonl"]).exit(0).out;
    let layer: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(layer["words"][2]["span"], serde_json::json!([10, 14]));
    assert_eq!(layer["phrases"][0], serde_json::json!({"tokens": [0, 2], "head": 1, "full": [0, 2]}));
    assert_eq!((&layer["clauses"][0]["verb"], &layer["clauses"][0]["subject"]), (&2.into(), &1.into()));
    assert_eq!(layer["clauses"][1]["kind"], "complement");
    assert_eq!(layer["clauses"][1]["parent"], 0);
}

#[test]
fn a_picture_is_for_people() {
    let dir = Dir::new();
    dir.file("a.txt", TEXT);
    let out = dir.dixit(&["parse", "a.txt", "--format", "picture"]).exit(0).out;
    assert!(out.contains("[The mayor] said [the bridge]"), "{out}");
    assert!(out.contains("  said main  subject The mayor  complement open\n    open complement"), "{out}");
}

#[test]
fn trees_are_measured() {
    let dir = Dir::new();
    let gold = dir.dixit_reading(TEXT.as_bytes(), &["parse", "-"]).exit(0).out;
    dir.file("gold.conllu", &gold);
    let out = dir.dixit(&["eval", "gold.conllu", "--json"]).exit(0).out;
    let figures: serde_json::Value = serde_json::from_str(&out).unwrap();
    for measure in ["words", "upos", "lemmas", "las", "phrases"] {
        assert_eq!(figures["words_given"][measure]["f1"], 1.0, "{measure}");
        assert_eq!(figures["from_text"][measure]["f1"], 1.0, "{measure}");
    }
    dir.file("other.conllu", gold.replace("\tVERB\t", "\tNOUN\t"));
    let out = dir.dixit(&["eval", "gold.conllu", "--pred", "other.conllu"]).exit(0).out;
    assert!(out.contains("predictions"), "{out}");
    dir.file("broken.conllu", "1\tx\n");
    dir.dixit(&["eval", "broken.conllu"]).exit(2).says(&["broken.conllu", "line 1"]);
}
