//! `dixit tokenize`.

use crate::harness::Dir;

const TEXT: &str = "“We won’t go,” Doe said. Nobody did.\n\nÇa va.";

#[test]
fn jsonl_counts_in_the_unit_asked_for() {
    let dir = Dir::new();
    dir.file("a.txt", TEXT);
    let out = dir.dixit(&["tokenize", "a.txt"]).exit(0).out;
    let layer: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(layer["offsets"], "chars");
    assert_eq!(layer["sentences"], serde_json::json!([[0, 24], [25, 36], [38, 44]]));
    assert_eq!(layer["paragraphs"], serde_json::json!([[0, 36], [38, 44]]));
    let quoted = serde_json::json!([{"outer": [0, 14], "inner": [1, 13], "depth": 0, "style": "curly", "closed": true}]);
    assert_eq!(layer["quoted"], quoted);
    // What is written is one token; its parts are words.
    assert_eq!(layer["words"].as_array().unwrap().len(), layer["tokens"].as_array().unwrap().len() + 1);
    let bytes = dir.dixit(&["tokenize", "a.txt", "--offsets", "bytes"]).exit(0).out;
    let bytes: serde_json::Value = serde_json::from_str(&bytes).unwrap();
    assert_eq!(bytes["paragraphs"][1][1], TEXT.len());
}

#[test]
fn lines_and_conllu_are_for_people_and_parsers() {
    let dir = Dir::new();
    let lines = dir.dixit_reading(TEXT.as_bytes(), &["tokenize", "-", "--format", "lines"]).exit(0).out;
    assert_eq!(lines, "“ We wo n’t go , ” Doe said .\nNobody did .\n\nÇa va .\n\n");
    let conllu = dir.dixit_reading(TEXT.as_bytes(), &["tokenize", "-", "--format", "conllu"]).exit(0).out;
    assert!(
        conllu.contains("# newpar\n# sent_id = 1\n# text = “We won’t go,” Doe said.\n1\t“\t"),
        "{conllu}"
    );
    assert!(conllu.contains("3-4\twon’t\t_\t_\t_\t_\t_\t_\t_\tTokenRange=4:9\n3\two\t"), "{conllu}");
    assert!(conllu.contains("5\tgo\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No|TokenRange=10:12\n"), "{conllu}");
}

#[test]
fn what_cannot_be_read_is_named() {
    let dir = Dir::new();
    dir.file("two.jsonl", "{\"id\": \"a\"}\n{\"id\": \"b\", \"text\": \"Yes.\"}\n");
    let ran = dir.dixit(&["tokenize", "two.jsonl"]).exit(1).says(&["two.jsonl:1", "text"]);
    assert!(ran.out.starts_with("{\"id\":\"b\""), "{}", ran.out);
}
