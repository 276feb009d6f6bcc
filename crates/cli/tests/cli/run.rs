//! `dixit run` on good input.

use std::process::Stdio;

use crate::harness::{ARTICLE, Dir, ids};

#[test]
fn folders_are_read_in_sorted_order_and_other_files_passed_over() {
    let dir = Dir::new();
    for name in ["in/b.txt", "in/a/z.txt", "in/a/README", "in/c.txt", "in/.hidden.txt", "in/.git/x.txt"] {
        dir.file(name, ARTICLE);
    }
    dir.file("in/photo.png", "no text").file("in/d.jsonl", r#"{"text": "Yes."}"#);
    let ran = dir.dixit(&["run", "in"]).exit(0).says(&["5 articles", "1 file of another kind skipped"]);
    assert_eq!(ran.ids(), ["in/a/README", "in/a/z.txt", "in/b.txt", "in/c.txt", "in/d.jsonl:1"]);
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let dir = Dir::new();
    let line = |i: usize| {
        let text = ARTICLE.repeat(1 + i % 7).replace("May", &format!("May {i}"));
        serde_json::json!({"id": format!("a{i}"), "text": if i % 50 == 7 { String::new() } else { text } })
            .to_string()
    };
    let lines: Vec<String> = (0..600).map(line).collect();
    dir.file("in.jsonl", lines.join("\n"));
    for format in ["jsonl", "csv", "gold"] {
        let outputs = ["1", "2", "7"].map(|jobs| {
            let ran = dir.dixit(&["run", "in.jsonl", "--format", format, "-j", jobs]).exit(0);
            // All but the summary, which tells the time.
            (ran.out, ran.err.lines().filter(|l| l.contains("note:")).map(str::to_owned).collect::<Vec<_>>())
        });
        assert!(outputs[0].0.len() > 100_000);
        assert!(outputs[0] == outputs[1] && outputs[0] == outputs[2], "{format} differs");
    }
}

#[test]
fn fields_can_be_named_otherwise() {
    let dir = Dir::new();
    let line =
        r#"{"uid": 7, "body": "“Yes,” she said.", "headline": "H", "author": [{"name": "A. B."}, "C. D."]}"#;
    let args = ["run", "-", "--map", "id=uid,text=body, title=headline"];
    let ran = dir.dixit_reading(line.as_bytes(), &args).exit(0);
    let record: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let article = &record["article"];
    assert_eq!(
        (&article["id"], &article["title"], &article["author"]),
        (&"7".into(), &"H".into(), &"A. B., C. D.".into())
    );
    dir.dixit(&["run", "x", "--map", "headline=title"]).exit(2).says(&["`headline` is no field"]);
}

#[test]
fn offsets_count_in_the_unit_asked_for_and_say_so() {
    let dir = Dir::new();
    let text = "It was 😀.\n\n“Yes,” said Ada Okoye.";
    for (unit, len) in [("chars", 1), ("bytes", 4), ("utf16", 2)] {
        let ran = dir.dixit_reading(text.as_bytes(), &["run", "-", "--offsets", unit]).exit(0);
        let record: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(record["offsets"], unit);
        assert_eq!(record["quotations"][0]["content"][0][0], 7 + len + 3, "{unit}");
    }
}

#[test]
fn csv_has_a_heading_and_a_line_a_quotation() {
    let dir = Dir::new();
    dir.file("a.txt", ARTICLE).file("b.txt", "Nobody says anything.");
    let ran = dir.dixit(&["run", "a.txt", "b.txt", "--format", "csv"]).exit(0);
    let mut rows = csv::Reader::from_reader(ran.out.as_bytes());
    let column = rows.headers().unwrap().iter().position(|h| h == "text").unwrap();
    let texts: Vec<String> = rows.records().map(|r| r.unwrap()[column].to_owned()).collect();
    assert!(texts.iter().any(|t| t == "“The bridge will open in May,”"), "{texts:?}");
}

#[test]
fn output_takes_its_name_when_it_is_complete() {
    let dir = Dir::new();
    dir.file("a.txt", ARTICLE).file("out.jsonl", "old");
    let ran = dir.dixit(&["run", "a.txt", "-o", "out.jsonl", "-q"]).exit(0);
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", ""));
    assert_eq!(ids(&dir.read("out.jsonl")), ["a.txt"]);
    assert_eq!(dir.names(), ["a.txt", "out.jsonl"]);

    dir.dixit(&["run", "a.txt", "-o", "nowhere/out.jsonl"])
        .exit(2)
        .says(&["nowhere/out.jsonl", "cannot write"]);
    dir.dixit(&["run", "a.txt", "-o", "."]).exit(2).says(&["is a folder"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_ends_the_run_with_a_message() {
    let dir = Dir::new();
    dir.file("a.txt", ARTICLE);
    dir.dixit(&["run", "a.txt", "-o", "/dev/full"]).exit(2).says(&["cannot write to /dev/full", "No space"]);
    assert!(std::path::Path::new("/dev/full").exists());
}

#[test]
fn a_closed_pipe_ends_the_run_quietly() {
    let dir = Dir::new();
    let line = serde_json::json!({ "text": ARTICLE }).to_string();
    dir.file("in.jsonl", format!("{line}\n").repeat(3000));
    let mut child = dir
        .command(&["run", "in.jsonl", "-q"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!((ended.status.code(), String::from_utf8(ended.stderr).unwrap().as_str()), (Some(0), ""));
}

#[test]
fn wrong_usage_is_2_and_says_what_is_wrong() {
    let dir = Dir::new();
    dir.file("a.txt", ARTICLE);
    dir.dixit(&[]).exit(2);
    dir.dixit(&["run", "a.txt", "--format", "xml"]).exit(2).says(&["xml"]);
    dir.dixit(&["run", "a.txt", "-j", "0"]).exit(2);
    dir.dixit(&["run", "a.txt", "--min-confidence", "2"]).exit(2).says(&["0 to 1"]);
    dir.dixit(&["run", "a.txt", "--engine", "slow"]).exit(2).says(&["slow"]);
    dir.dixit(&["--help"]).exit(0);
    dir.dixit(&["run", "--help"]).exit(0);
}
