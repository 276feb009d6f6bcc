//! The commands of README, of docs/ and of the help texts.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::harness::{ARTICLE, Dir, fixture};

/// What is not run but only read: servers, what asks for a graphics card, a model of 46 MB or another program, and commands given one
/// article to learn from.
const ONLY_READ: [&str; 6] = ["dixit serve", "--engine bert", "--engine auto", "cuda", "kafkacat", "| "];

/// Lines of shell blocks that begin with the program, without their comments.
fn commands(page: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut in_shell = false;
    for line in page.lines() {
        match line.strip_prefix("```") {
            Some(language) => in_shell = language == "sh",
            None if in_shell && line.starts_with("dixit ") => {
                lines.push(line.split(" #").next().unwrap_or(line).trim().to_owned());
            }
            None => {}
        }
    }
    lines
}

/// Runs a line as a shell would, with the program first on the path.
fn shell(dir: &Path, line: &str) -> (bool, String) {
    let program = Path::new(env!("CARGO_BIN_EXE_dixit")).parent().unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    let output = Command::new("sh")
        .args(["-c", line])
        .current_dir(dir)
        .env("PATH", format!("{}:{path}", program.display()))
        .stdin(Stdio::null())
        .output()
        .expect("there is a shell");
    let said = String::from_utf8_lossy(&output.stderr);
    // 1: some figure fell below its floor, or an article failed.
    (matches!(output.status.code(), Some(0 | 1)) && !said.contains("panicked"), said.into_owned())
}

/// A folder with the files that commands speak of.
fn desk() -> Dir {
    let dir = Dir::new();
    let gold: Vec<String> = ["council-budget", "court-fraud", "chef-row"]
        .map(|name| fs::read_to_string(fixture(&format!("{name}.gold.json"))).unwrap())
        .to_vec();
    let lines: String = gold
        .iter()
        .map(|json| format!("{}\n", serde_json::from_str::<serde_json::Value>(json).unwrap()))
        .collect();
    for name in [
        "gold.jsonl",
        "more.jsonl",
        "dev.jsonl",
        "before.jsonl",
        "after.jsonl",
        "other-tool.jsonl",
        "ann.jsonl",
        "bob.jsonl",
    ] {
        dir.file(name, &lines);
    }
    for folder in [
        "annotated",
        "articles/gold/ann",
        "articles/gold/bob",
        "corrected/gold/ann",
        "to-correct",
        "tests/fixtures",
    ] {
        for (i, json) in gold.iter().enumerate() {
            dir.file(&format!("{folder}/{i}.gold.json"), json);
        }
    }
    dir.file("article.txt", ARTICLE).file("articles/a.txt", ARTICLE).file("articles/b.txt", ARTICLE);
    dir.file(
        "news.jsonl",
        serde_json::json!({"id": "n1", "text": ARTICLE, "date": "2026-03-04"}).to_string() + "\n",
    );
    let bio = "-DOCSTART- O\n\nAnn\tB-PER\nlaughed\tO\n\n-DOCSTART- O\n\nBo\tB-PER\nwept\tO\n\n";
    for name in ["names.bio", "train.bio", "dev.bio"] {
        dir.file(name, bio.repeat(10));
    }
    let floors =
        fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/eval/fixtures.floors")).unwrap();
    dir.file("tests/eval/polnear-dev.floors", floors);
    for line in [
        "dixit run articles/a.txt --with-text -q -o quotes.jsonl",
        "dixit run news.jsonl --with-text -q -o quotes.sqlite",
        "dixit eval init articles/a.txt -o corpus --format brat; cd corpus; for n in ann bob; do cp a.ann a_$n.ann; done; rm a.ann",
        "cp quotes.jsonl part1.jsonl; dixit run news.jsonl -q -o part2.jsonl",
        "dixit train quotes gold.jsonl -q --held-out 0 -o mine.model",
        "dixit train names names.bio -q --held-out 0 -o names.model",
        "dixit train speakers gold.jsonl -q --held-out 0 -o who.model",
        "cp who.model speakers.model; cp mine.model quotes.model; dixit train sources gold.jsonl -q --held-out 0 -o sources.model",
    ] {
        let (done, said) = shell(dir.path(), line);
        assert!(done, "{line}: {said}");
    }
    let response = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<article><p>“It rains,” said Ada Okoye.</p></article>";
    let warc = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/b\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{response}\r\n\r\n",
        response.len()
    );
    dir.file("news.warc", warc);
    assert!(shell(dir.path(), "gzip news.warc && mkdir -p news && cp news.warc.gz news/").0);
    dir
}

/// What a command would write is out of the way, unless it goes on with it.
fn clear(dir: &Path, line: &str) {
    let words: Vec<&str> = line.split_whitespace().collect();
    for pair in
        words.windows(2).filter(|pair| matches!(pair[0], "-o" | "--output") && !line.contains("--resume"))
    {
        let _ = fs::remove_file(dir.join(pair[1]));
        let _ = fs::remove_dir_all(dir.join(pair[1]));
    }
}

fn pages() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let docs = fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let mut pages: Vec<PathBuf> = docs.filter(|p| p.extension().is_some_and(|e| e == "md")).collect();
    pages.push(root.join("README.md"));
    pages.sort();
    pages
}

#[test]
#[cfg(unix)]
fn the_commands_of_the_pages_do_what_they_say() {
    let mut ran = 0;
    for page in pages() {
        let commands = commands(&fs::read_to_string(&page).unwrap());
        let name = page.file_name().unwrap().to_string_lossy();
        if commands.is_empty() {
            continue;
        }
        let dir = desk();
        for line in commands {
            if ONLY_READ.iter().any(|word| line.contains(word)) {
                let flags = line.split(['|', '>', '&']).next().unwrap();
                let (done, said) = shell(dir.path(), &format!("{flags} --help"));
                assert!(done, "{name}: {line}: {said}");
            } else {
                clear(dir.path(), &line);
                let (done, said) = shell(dir.path(), &line);
                assert!(done, "{name}: {line}: {said}");
                ran += 1;
            }
        }
    }
    assert!(ran > 30, "{ran} commands");
}

#[test]
#[cfg(unix)]
fn the_examples_of_the_help_texts_can_be_read() {
    let dir = Dir::new();
    let list = dir.dixit(&["--help"]).exit(0).out;
    let commands =
        list.lines().skip_while(|l| !l.starts_with("Commands:")).skip(1).take_while(|l| l.starts_with("  "));
    let mut read = 0;
    let names: Vec<String> = commands
        .filter(|l| !l.starts_with("   "))
        .filter_map(|l| Some(l.split_whitespace().next()?.to_owned()))
        .filter(|name| name != "help")
        .collect();
    let parts = [
        ("train", "quotes"),
        ("train", "speakers"),
        ("train", "sources"),
        ("train", "names"),
        ("eval", "init"),
        ("eval", "agree"),
    ];
    let all = names.iter().map(|name| vec![name.as_str()]).chain(parts.map(|(a, b)| vec![a, b]));
    for words in all {
        let help = dir.dixit(&[words.as_slice(), &["--help"]].concat()).exit(0).out;
        let examples = help.lines().skip_while(|l| *l != "Examples:").map(str::trim);
        for line in examples.filter(|l| l.starts_with("dixit ")) {
            for command in line.split(" #").next().unwrap().split(" && ").filter(|c| c.starts_with("dixit "))
            {
                let flags = command.split(" | ").next().unwrap().split(" > ").next().unwrap();
                let (done, said) = shell(dir.path(), &format!("{flags} --help"));
                assert!(done, "{words:?}: {line}: {said}");
                read += 1;
            }
        }
    }
    assert!(read > 30, "{read} examples");
}
