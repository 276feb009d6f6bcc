//! `dixit serve` as a program: what it says, what it answers from its worker processes, how it ends.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::Duration;

use crate::harness::{ARTICLE, Dir};

struct Serving {
    child: Child,
    said: BufReader<ChildStderr>,
    address: String,
}

impl Serving {
    fn start(dir: &Dir, args: &[&str]) -> Self {
        let all: Vec<&str> = ["serve", "--port", "0"].iter().chain(args).copied().collect();
        let mut command = dir.command(&all);
        let mut child = command.env_remove("DIXIT_TOKEN").stderr(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("dixit: serving on http://").expect(&line);
        let address = address.split('/').next().unwrap().to_owned();
        Self { child, said, address }
    }

    fn post(&self, body: &str) -> String {
        ask(&self.address, "POST /v1/attribute", body).unwrap()
    }

    /// Sends a signal, and gives the exit code and what was said.
    fn end(mut self, signal: &str) -> (Option<i32>, String) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        let code = self.child.wait().unwrap().code();
        let mut said = String::new();
        self.said.read_to_string(&mut said).unwrap();
        (code, said)
    }
}

fn ask(address: &str, what: &str, body: &str) -> io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    let head = format!(
        "{what} HTTP/1.1\r\nHost: {address}\r\nContent-Type: text/plain\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

#[test]
#[cfg(unix)]
fn articles_are_answered_until_a_signal_ends_it() {
    let dir = Dir::new();
    for workers in ["processes", "threads"] {
        let serving = Serving::start(&dir, &["--workers", workers, "--jobs", "1", "--offsets", "utf16"]);
        let answer = serving.post(ARTICLE);
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        let record: serde_json::Value =
            serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap();
        assert_eq!(record["quotations"][0]["speakers"][0]["name"], "Ada Okoye");
        assert_eq!(record["offsets"], "utf16");
        let (code, said) = serving.end(if workers == "threads" { "-INT" } else { "-TERM" });
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("127.0.0.1 POST /v1/attribute 200 "), "{said}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_worker_that_is_killed_costs_nothing() {
    let dir = Dir::new();
    let serving = Serving::start(&dir, &["--workers", "processes", "--jobs", "1", "--quiet"]);
    for _ in 0..2 {
        assert!(serving.post(ARTICLE).starts_with("HTTP/1.1 200 "));
        let parent = serving.child.id().to_string();
        assert!(Command::new("pkill").args(["-KILL", "-P", &parent]).status().unwrap().success());
    }
    assert!(serving.post(ARTICLE).starts_with("HTTP/1.1 200 "));
    let (code, said) = serving.end("-TERM");
    assert_eq!((code, said.as_str()), (Some(0), ""));
}

#[test]
fn others_than_this_machine_need_a_token() {
    let dir = Dir::new();
    dir.dixit(&["serve", "--host", "0.0.0.0", "--port", "0"]).exit(2).says(&["--token", "DIXIT_TOKEN"]);
    dir.dixit(&["serve", "--review", "nowhere", "--port", "0"]).exit(2).says(&["nowhere"]);
    dir.file("a.txt", ARTICLE);
    let offsets = ["serve", "--review", ".", "--port", "0", "--offsets", "bytes"];
    dir.dixit(&offsets).exit(2).says(&["--offsets"]);
}

#[test]
fn the_page_to_correct_holds_all_that_was_found() {
    let dir = Dir::new();
    dir.file("a.txt", ARTICLE);
    dir.dixit(&["show", "a.txt", "--html", "--edit", "-o", "correct.html"]).exit(0);
    let page = dir.read("correct.html");
    assert!(
        page.contains("\"offsets\":\"chars\"") && page.contains("Ada Okoye") && page.contains("id=\"data\"")
    );
    dir.dixit(&["show", "a.txt", "--edit"]).exit(2).says(&["--html"]);
}

#[test]
#[cfg(unix)]
fn killed_while_saving_it_leaves_whole_gold_with_all_but_the_last_correction() {
    let dir = Dir::new();
    dir.file("articles/a.txt", ARTICLE);
    let (mut last, text) = (0, serde_json::to_string(ARTICLE).unwrap());
    for round in 1..=5 {
        let serving = Serving::start(&dir, &["--review", "articles", "--quiet", "--workers", "threads"]);
        let (address, text) = (serving.address.clone(), text.clone());
        let saving = std::thread::spawn(move || {
            let (mut version, mut saved) = (last, last);
            loop {
                version += 1;
                let gold = format!(
                    r#"{{"id": "a.txt", "text": {text}, "attributions": [], "review": {{"version": {version}}}}}"#
                );
                match ask(&address, "PUT /review/articles/0?annotator=ann", &gold) {
                    Ok(answer) if answer.starts_with("HTTP/1.1 200 ") => saved = version,
                    Ok(answer) if !answer.is_empty() => panic!("{answer}"),
                    _ => return saved,
                }
            }
        });
        std::thread::sleep(Duration::from_millis(60 * round + 20));
        serving.end("-KILL");
        last = saving.join().unwrap();
        if last > 0 {
            let gold: serde_json::Value =
                serde_json::from_str(&dir.read("articles/gold/ann/a.gold.json")).unwrap();
            let there = gold["review"]["version"].as_u64().unwrap();
            assert!(there == last || there == last + 1, "{there} is there, {last} was saved");
            last = there;
        }
    }
    assert!(last > 0, "something was saved");
    // What an end in the middle leaves behind is in nobody's way.
    dir.dixit(&["eval", "articles/gold/ann"]).exit(0);
}
