//! `dixit serve` as a program: what it says, what it answers from its worker processes, how it ends.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, Command, Stdio};

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
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let head = format!(
            "POST /v1/attribute HTTP/1.1\r\nHost: {}\r\nContent-Type: text/plain\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.address,
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
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
