//! Bad input: a clear message, the rest of the run unharmed, never a panic.

use crate::harness::{ARTICLE, Dir, Ran};

/// A folder with one good article beside which something bad can be put.
fn beside_good() -> Dir {
    let dir = Dir::new();
    dir.file("in/good.txt", ARTICLE);
    dir
}

#[track_caller]
fn good_is_there(ran: Ran) -> Ran {
    assert!(ran.ids().iter().any(|id| id.ends_with("good.txt")), "{ran:#?}");
    ran
}

#[test]
fn empty_files_are_passed_over() {
    let dir = beside_good();
    dir.file("in/empty.txt", "").file("in/blank.txt", " \n\t\n").file("in/lines.jsonl", "\n\n");
    let ran = good_is_there(dir.dixit(&["run", "in"]).exit(0));
    let ran =
        ran.says(&["empty.txt", "is empty"]).says(&["blank.txt", "is empty"]).says(&["2 skipped (2 empty)"]);
    assert_eq!(ran.ids().len(), 1);
    dir.dixit(&["show", "in/empty.txt"]).exit(1).says(&["empty.txt", "is empty"]);
}

#[test]
fn a_paragraph_of_20_megabytes_is_one_article() {
    let dir = Dir::new();
    let sentence =
        "“The bridge will open in May,” Ada Okoye said, and it’s the builder’s word that “nothing” moves. ";
    dir.file("long.txt", sentence.repeat(20_000_000 / sentence.len() + 1));
    // The machine may be busy with other tests.
    let ran = dir
        .dixit(&["run", "long.txt", "-o", "out.jsonl", "--time-limit", "0", "--max-memory", "0"])
        .exit(0)
        .says(&["1 article,"]);
    assert!(ran.out.is_empty());
    assert_eq!(crate::harness::ids(&dir.read("out.jsonl")), ["long.txt"]);
}

#[test]
fn articles_above_the_limit_fail_alone() {
    let dir = beside_good();
    let long = "a ".repeat(600_000);
    dir.file("in/long.txt", &long);
    dir.file(
        "in/lines.jsonl",
        format!("{{\"text\": \"{long}\"}}\n{{\"id\": \"after good.txt\", \"text\": \"Yes.\"}}\n"),
    );
    let ran = good_is_there(dir.dixit(&["run", "in", "--max-size", "1"]).exit(1));
    let ran = ran.says(&["long.txt", "1 MB", "--max-size"]).says(&["lines.jsonl:1", "--max-size"]);
    assert_eq!(ran.ids(), ["in/good.txt", "after good.txt"]);
}

#[test]
fn binary_junk_is_named() {
    let dir = beside_good();
    let mut state = 1u32;
    let junk: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    })
    .take(100_000)
    .collect();
    dir.file("in/junk.txt", &junk).file("in/junk.jsonl", &junk).file("in/zero.txt", [0; 5000]);
    dir.file("in/paper.txt", "%PDF-1.7\n%\u{1}\u{2}");
    let ran = good_is_there(dir.dixit(&["run", "in"]).exit(1));
    ran.says(&["junk.txt", "not text"])
        .says(&["junk.jsonl:", "JSON"])
        .says(&["zero.txt", "binary data"])
        .says(&["paper.txt", "PDF", "pdftotext"]);
    dir.dixit(&["show", "in/junk.txt"]).exit(1).says(&["junk.txt", "not text"]);
}

#[test]
fn half_surrogate_pairs_are_replaced() {
    let dir = Dir::new();
    let line = r#"{"id": "a", "text": "“Yes \ud83d,” she said. \ud83d\ude00 “No \\ud83d,” he said."}"#;
    let ran = dir.dixit_reading(line.as_bytes(), &["run", "-", "--with-text"]).exit(0);
    let ran = ran.says(&["stdin:1", "1 half surrogate pair", "U+FFFD"]);
    let record: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(record["article"]["text"], "“Yes \u{FFFD},” she said. 😀 “No \\ud83d,” he said.");
}

#[test]
fn carriage_returns_and_byte_order_marks_do_no_harm() {
    let dir = Dir::new();
    let places = |text: &str| {
        let ran = dir.dixit_reading(text.as_bytes(), &["run", "-", "--format", "gold"]).exit(0);
        let line: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        let attributions = line["attributions"].as_array().unwrap().clone();
        attributions.into_iter().map(|a| (a["kind"].clone(), a["content"].clone())).collect::<Vec<_>>()
    };
    let plain = places(ARTICLE);
    assert!(!plain.is_empty());
    assert_eq!(places(&format!("\u{FEFF}{ARTICLE}")), plain);

    // The same quotations, and offsets count the carriage returns, which are part of the text.
    let dos = ARTICLE.replace('\n', "\r\n");
    let texts = |text: &str, places: &[(serde_json::Value, serde_json::Value)]| -> Vec<String> {
        let chars: Vec<char> = text.chars().collect();
        let at = |v: &serde_json::Value| v.as_u64().unwrap() as usize;
        places
            .iter()
            .flat_map(|(_, c)| c.as_array().unwrap())
            .map(|p| chars[at(&p[0])..at(&p[1])].iter().collect())
            .collect()
    };
    assert_eq!(texts(&dos, &places(&dos)), texts(ARTICLE, &plain));

    let line = format!("\u{FEFF}{}\r\n", r#"{"id": "a", "text": "“Yes,” she said."}"#);
    dir.file("dos.jsonl", line);
    assert_eq!(dir.dixit(&["run", "dos.jsonl"]).exit(0).ids(), ["a"]);
}

#[test]
fn what_is_not_there_is_named_and_the_rest_is_read() {
    let dir = beside_good();
    let ran = good_is_there(dir.dixit(&["run", "nowhere", "in", "gone.txt"]).exit(1));
    ran.says(&["nowhere", "no such file or folder"]).says(&["gone.txt", "no such file"]).says(&["2 failed"]);
    dir.dixit(&["show", "gone.txt"]).exit(1).says(&["gone.txt", "no such file"]);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_read() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let dir = beside_good();
    let at = |name: &str| dir.path().join("in").join(name);
    symlink("nowhere", at("dangling.txt")).unwrap();
    symlink(".", at("loop")).unwrap();
    std::fs::create_dir(at("folder.txt")).unwrap();
    dir.file("in/secret.txt", ARTICLE).file("in/closed/inside.txt", ARTICLE);
    for name in ["secret.txt", "closed"] {
        std::fs::set_permissions(at(name), std::fs::Permissions::from_mode(0o000)).unwrap();
    }
    let ran = good_is_there(dir.dixit(&["run", "in"]).exit(1));
    let ran =
        ran.says(&["dangling.txt", "a link to a file that is not there"]).says(&["loop", "link leads back"]);
    // Permissions do not bind root, under whom tests may run.
    if std::fs::File::open(at("secret.txt")).is_err() {
        ran.says(&["secret.txt", "ermission denied"]).says(&["closed", "ermission denied"]);
    }
    std::fs::set_permissions(at("closed"), std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn broken_utf8_loses_only_what_is_broken() {
    let dir = beside_good();
    let mut broken = ARTICLE.as_bytes().to_vec();
    broken.insert(ARTICLE.find("Ada").unwrap(), 0xFF);
    dir.file("in/broken.txt", broken);
    dir.file("in/old.txt", b"\x93It\x92s a caf\xe9,\x94 she said of the caf\xe9.");
    dir.file("in/lines.jsonl", b"{\"id\": \"l\", \"text\": \"Yes \xff and no.\"}\n");
    let ran = good_is_there(dir.dixit(&["run", "in", "--with-text"]).exit(0));
    let ran = ran
        .says(&["broken.txt", "not all UTF-8", "1 broken place"])
        .says(&["old.txt", "read as windows-1252"])
        .says(&["lines.jsonl:1", "1 broken place"]);
    assert_eq!(ran.ids(), ["in/broken.txt", "in/good.txt", "l", "in/old.txt"]);
    assert!(ran.out.contains("“It’s a café,” she said"));
    assert!(ran.out.contains("Yes \u{FFFD} and no."));
}

#[test]
fn a_broken_line_costs_that_line() {
    let dir = Dir::new();
    let good = |id| format!(r#"{{"id": "{id}", "text": "“Yes,” she said."}}"#);
    let lines = [
        good("a"),
        r#"{"id": "b", "text": "cut sho"#.to_owned(),
        r#"{"id": "c", "prose": "elsewhere"}"#.to_owned(),
        r#"["no", "object"]"#.to_owned(),
        r#"{"id": "e", "text": "two"} {"id": "f"}"#.to_owned(),
        String::new(),
        good("z"),
    ];
    dir.file("mixed.jsonl", lines.join("\n"));
    let ran = dir.dixit(&["run", "mixed.jsonl"]).exit(1);
    let ran = ran
        .says(&["mixed.jsonl:2", "not valid JSON"])
        .says(&["mixed.jsonl:3", "no field `text`", "`prose`", "--map text="])
        .says(&["mixed.jsonl:4", "not valid JSON"])
        .says(&["mixed.jsonl:5", "not valid JSON"])
        .says(&["4 failed"]);
    assert_eq!(ran.ids(), ["a", "z"]);
}
