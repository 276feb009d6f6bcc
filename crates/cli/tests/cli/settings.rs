//! `dixit.toml`, `dixit config`, and progress for machines.

use serde_json::Value;

use crate::harness::{ARTICLE, Dir, ids};

#[test]
fn a_file_says_what_the_command_line_does_not() {
    let dir = Dir::new();
    let line = |id: &str| serde_json::json!({"id": id, "prose": ARTICLE}).to_string() + "\n";
    dir.file("in.jsonl", line("a") + &line("a"));
    let settings =
        "paths = [\"in.jsonl\"]\nmap = \"text=prose\"\ndedup = true\nquiet = true\nmin_confidence = 0.1\n";
    dir.file("dixit.toml", settings);
    assert_eq!(dir.dixit(&["run"]).exit(0).ids(), ["a"]);
    // What is said on the command line holds, as a whole.
    let ran = dir.dixit(&["run", "-o", "-", "--no-dedup"]).exit(0);
    assert_eq!(ran.ids(), ["a", "a"]);
    // Where output goes is not for a file that just lies there to say.
    dir.file("writing.toml", format!("{settings}output = [\"a.jsonl\", \"gold:b\"]\n"));
    dir.dixit(&["run", "--config", "writing.toml"]).exit(0);
    assert_eq!(ids(&dir.read("a.jsonl")), ["a"]);
    assert_eq!(dir.read("b").lines().count(), 1);
    for (key, value) in [("output", "[\"in.jsonl\"]"), ("failed", "\"in.jsonl\""), ("stats", "\"in.jsonl\"")]
    {
        dir.file("dixit.toml", format!("{key} = {value}\n"));
        dir.dixit(&["run", "in.jsonl"]).exit(2).says(&["dixit.toml:1", key, "--config"]);
    }
    dir.file("dixit.toml", settings);
    dir.dixit(&["run", "in.jsonl", "--no-config"]).exit(1).says(&["no field `text`"]);
    dir.file("other.toml", "map = \"text=title\"\n");
    dir.dixit(&["run", "in.jsonl", "--config", "other.toml"]).exit(1).says(&["no field `title`"]);

    let shown = dir.dixit(&["config", "--config", "writing.toml", "--with-text", "-j", "3"]).exit(0).out;
    let line =
        |key: &str| shown.lines().find(|l| l.starts_with(key)).unwrap_or_else(|| panic!("{key} in\n{shown}"));
    assert!(
        line("map =").contains("\"text=prose\"") && line("map =").ends_with("# writing.toml:2"),
        "{shown}"
    );
    assert!(line("jobs = 3").ends_with("# command line"));
    assert!(line("with-text = true").ends_with("# command line"));
    assert!(line("max-size = 64").ends_with("# default"));
    assert!(line("output = [\"a.jsonl\", \"gold:b\"]").ends_with("# writing.toml:6"));
    // What is shown can be used.
    dir.file("shown.toml", &shown);
    dir.dixit(&["run", "--config", "shown.toml", "-o", "c.jsonl"]).exit(0);
    assert_eq!(ids(&dir.read("c.jsonl")), ["a"]);
}

#[test]
fn a_wrong_file_of_settings_is_told_by_its_line() {
    let dir = Dir::new();
    dir.file("a.txt", ARTICLE);
    for (text, words) in [
        ("\njbos = 3", &["dixit.toml:2", "`jbos` is no setting", "jobs"][..]),
        ("dedup = 3", &["dixit.toml:1", "true or false"]),
        ("jobs = [1, 2]", &["one value"]),
        ("jobs = ", &["dixit.toml is not right"]),
        ("jobs = \"many\"", &["many"]),
    ] {
        dir.file("dixit.toml", text);
        dir.dixit(&["run", "a.txt"]).exit(2).says(words);
    }
    // Other commands have nothing to do with it.
    dir.dixit(&["show", "a.txt"]).exit(0);
    dir.dixit(&["run", "a.txt", "--config", "gone.toml"]).exit(2).says(&["gone.toml"]);
}

#[test]
fn progress_is_json_for_machines() {
    let dir = Dir::new();
    dir.file("in.jsonl", format!("broken\n{}", serde_json::json!({"id": "a", "text": ARTICLE})));
    let ran = dir.dixit(&["run", "in.jsonl", "--progress", "json"]).exit(1);
    let lines: Vec<Value> = ran.err.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!((&lines[0]["type"], &lines[0]["name"]), (&"incident".into(), &"in.jsonl:1".into()));
    let last = lines.last().unwrap();
    assert_eq!(
        (&last["type"], &last["articles"], &last["failed"]),
        (&"summary".into(), &1.into(), &1.into())
    );
    assert_eq!(last["incidents"], serde_json::json!({"json": 1}));
    if cfg!(target_os = "linux") {
        assert!(last["memory_bytes"].as_u64().unwrap() > 1_000_000);
    }
}
