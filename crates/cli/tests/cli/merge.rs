//! `dixit merge`.

use crate::harness::{ARTICLE, Dir, ids};

fn corpus(dir: &Dir) {
    let line = |i: usize| serde_json::json!({"id": format!("a{i}"), "text": ARTICLE}).to_string() + "\n";
    dir.file("in.jsonl", (0..20).map(line).collect::<String>());
}

#[test]
fn shards_are_joined() {
    let dir = Dir::new();
    corpus(&dir);
    dir.dixit(&["run", "in.jsonl", "-o", "whole.jsonl", "-q"]).exit(0);
    dir.dixit(&["run", "in.jsonl", "--shard", "1/2", "-o", "1.jsonl.gz", "-q"]).exit(0);
    dir.dixit(&["run", "in.jsonl", "--shard", "2/2", "-o", "2.sqlite", "-q"]).exit(0);
    dir.dixit(&["merge", "1.jsonl.gz", "2.sqlite", "-o", "all.jsonl", "-o", "all.sqlite"]).exit(0);
    let sorted = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&dir.read("all.jsonl")), sorted(&dir.read("whole.jsonl")));
    let again = dir.dixit(&["merge", "all.sqlite"]).exit(0).out;
    assert!(again == dir.read("all.jsonl"));
    let twice = dir.dixit(&["merge", "all.jsonl", "whole.jsonl", "--dedup"]).exit(0).out;
    assert!(twice == dir.read("all.jsonl"));
}

#[test]
fn records_can_be_written_in_another_format() {
    let dir = Dir::new();
    corpus(&dir);
    for format in ["csv", "gold", "quotebank", "jsonld", "annotation", "gqg", "quotebank-articles"] {
        let direct = dir.dixit(&["run", "in.jsonl", "-q", "--with-text", "--format", format]).exit(0).out;
        dir.dixit(&["run", "in.jsonl", "-q", "--with-text", "-o", "r.jsonl"]).exit(0);
        let later = dir.dixit(&["merge", "r.jsonl", "--format", format]).exit(0).out;
        assert!(direct == later, "{format}\n{direct}\n{later}");
    }
}

#[test]
fn what_cannot_be_joined_is_told() {
    let dir = Dir::new();
    corpus(&dir);
    dir.dixit(&["run", "in.jsonl", "-o", "chars.jsonl", "-q"]).exit(0);
    dir.dixit(&["run", "in.jsonl", "-o", "bytes.jsonl", "-q", "--offsets", "bytes"]).exit(0);
    dir.dixit(&["merge", "chars.jsonl", "bytes.jsonl", "-o", "x.jsonl"])
        .exit(2)
        .says(&["bytes.jsonl", "offsets in bytes"]);
    dir.dixit(&["merge", "bytes.jsonl", "--format", "gold"]).exit(2).says(&["bytes", "chars"]);
    dir.dixit(&["merge", "in.jsonl"]).exit(2).says(&["in.jsonl:1", "not a record"]);
    dir.dixit(&["merge", "gone.jsonl"]).exit(2).says(&["gone.jsonl", "no such file"]);
    dir.dixit(&["merge", "chars.jsonl", "-o", "chars.jsonl"]).exit(2).says(&["read and written"]);
    assert_eq!(ids(&dir.read("chars.jsonl")).len(), 20);
    assert!(!dir.names().iter().any(|n| n.starts_with('x')), "{:?}", dir.names());
}
