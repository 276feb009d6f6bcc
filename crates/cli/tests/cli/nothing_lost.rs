//! Nothing is destroyed, and exit 0 means whole.

#![allow(clippy::print_stderr)] // a skipped test says why

use std::io::Write as _;

use crate::harness::{ARTICLE, Dir, ids};

fn lines(range: std::ops::Range<usize>) -> String {
    range.map(|i| serde_json::json!({"id": format!("a{i}"), "text": ARTICLE}).to_string() + "\n").collect()
}

fn corpus() -> Dir {
    let dir = Dir::new();
    dir.file("in.jsonl", lines(0..30)).file("in/a.txt", ARTICLE).file("in/b.txt", ARTICLE);
    dir
}

#[test]
fn an_output_that_is_an_input_is_refused() {
    let dir = corpus();
    dir.dixit(&["run", "in.jsonl", "-q", "-o", "r.jsonl"]).exit(0);
    let before: Vec<String> = ["in.jsonl", "in/a.txt", "r.jsonl"].map(|name| dir.read(name)).into();
    #[cfg(unix)]
    for (to, link) in [("in.jsonl", "link.jsonl"), ("in", "folder")] {
        std::os::unix::fs::symlink(to, dir.path().join(link)).unwrap();
    }
    let mut wrong = vec![
        vec!["run", "in.jsonl", "-o", "in.jsonl"],
        vec!["run", "in.jsonl", "-o", "./in/../in.jsonl"],
        vec!["run", "in.jsonl", "-o", "x.jsonl", "--failed", "in.jsonl"],
        vec!["run", "in.jsonl", "-o", "x.jsonl", "--stats", "in.jsonl"],
        vec!["run", "in", "--format", "jsonl", "-o", "in/a.txt"],
        vec!["run", "in/*.txt", "--format", "jsonl", "-o", "in/a.txt"],
        vec!["show", "in/a.txt", "--html", "-o", "in/a.txt"],
        vec!["tokenize", "in/a.txt", "-o", "in/a.txt"],
        vec!["report", "r.jsonl", "-o", "r.jsonl"],
        vec!["cluster", "r.jsonl", "-o", "./r.jsonl"],
        vec!["merge", "r.jsonl", "-o", "./r.jsonl"],
    ];
    #[cfg(unix)]
    wrong.extend([
        vec!["run", "link.jsonl", "-o", "in.jsonl"],
        vec!["run", "folder", "--format", "jsonl", "-o", "in/a.txt"],
    ]);
    for args in wrong {
        dir.dixit(&args).exit(2).says(&["is to be read and written"]);
    }
    dir.dixit(&["run", "in.jsonl", "-o", "x.jsonl", "-o", "./x.jsonl"]).exit(2).says(&["two outputs"]);
    dir.dixit(&["run", "in.jsonl", "-o", "x.jsonl", "--stats", "x.jsonl"]).exit(2).says(&["two outputs"]);
    let after: Vec<String> = ["in.jsonl", "in/a.txt", "r.jsonl"].map(|name| dir.read(name)).into();
    assert!(before == after);
}

#[test]
fn an_output_in_the_input_folder_is_not_read_next_time() {
    let dir = corpus();
    let run = [
        "run",
        "in",
        "-o",
        "in/q.csv",
        "-o",
        "in/q.jsonl.gz",
        "--failed",
        "in/failed",
        "--stats",
        "in/sums.json",
    ];
    for _ in 0..2 {
        dir.dixit(&run).exit(0).says(&["2 articles,"]);
    }
    assert_eq!(dir.dixit(&["run", "in"]).exit(0).ids(), ["in/a.txt", "in/b.txt"]);
    // Named, it is read.
    dir.dixit(&["run", "in/q.jsonl.gz"]).exit(1).says(&["no field `text`"]);
}

#[cfg(unix)]
#[test]
fn a_checkpoint_left_over_is_owned_or_refused() {
    let dir = Dir::new();
    dir.file("in.jsonl", lines(0..3000));
    let run = ["run", "in.jsonl", "-q", "--engine", "rules", "-o", "q.jsonl"];
    let progress = || dir.path().join("q.jsonl.progress").exists();
    let stopped = |when: &dyn Fn() -> bool, extra: &[&str]| {
        let mut child = dir.command(&[&run[..], extra].concat()).spawn().unwrap();
        while !when() && child.try_wait().unwrap().is_none() {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        child.kill().unwrap();
        child.wait().unwrap();
    };
    stopped(&progress, &["--checkpoint", "0"]);
    // Forgotten --resume would throw away what is done.
    dir.dixit(&run).exit(2).says(&["--resume", "--restart"]);
    // A fresh run that comes to no checkpoint of its own leaves none of another's.
    stopped(&|| !progress(), &["--restart", "--checkpoint", "1000"]);
    assert!(!progress());
    dir.dixit(&[&run[..], &["--resume"]].concat()).exit(0);
    assert_eq!(ids(&dir.read("q.jsonl")).len(), 3000);
    // A partial file that is not what the checkpoint speaks of.
    for damage in [&b""[..], b"{}\n", &[0; 100_000]] {
        let _ = std::fs::remove_file(dir.path().join("q.jsonl.progress"));
        stopped(&progress, &["--checkpoint", "0"]);
        dir.file("q.jsonl.partial", damage);
        dir.dixit(&[&run[..], &["--resume"]].concat()).exit(2).says(&["not what the run", "--restart"]);
        assert_eq!(std::fs::read(dir.path().join("q.jsonl.partial")).unwrap(), damage);
    }
}

#[cfg(unix)]
#[test]
fn another_input_or_other_settings_are_told() {
    let dir = Dir::new();
    dir.file("in.jsonl", lines(0..400)).file("mine.jsonl", "{\"name\": \"Ada Okoye\"}\n");
    let run = ["run", "in.jsonl", "--engine", "rules", "--people", "mine.jsonl", "-o", "q.jsonl"];
    let resume = |extra: &[&str]| dir.dixit(&[&run[..], &["--resume"], extra].concat());
    let original = dir.read("in.jsonl");
    let reversed: String = original.lines().rev().map(|line| format!("{line}\n")).collect();
    let changed = || {
        // The same lines in another order, one more in front, one edited, quite another.
        [reversed.clone(), lines(500..501) + &original, original.replacen("toll", "fee", 1), lines(600..1000)]
    };
    // Of a run that was stopped.
    let mut child =
        dir.command(&[&run[..], &["-q", "--checkpoint", "0", "-j", "1"]].concat()).spawn().unwrap();
    while !dir.path().join("q.jsonl.progress").exists() && child.try_wait().unwrap().is_none() {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    if !dir.path().join("q.jsonl").exists() {
        for other in changed() {
            dir.file("in.jsonl", other);
            resume(&[]).exit(2).says(&["input has changed"]);
        }
        dir.file("in.jsonl", &original);
        dir.file("mine.jsonl", "{\"name\": \"Ada Brandt\"}\n");
        resume(&[]).exit(2).says(&["other settings", "people was", "and is now"]);
        dir.file("mine.jsonl", "{\"name\": \"Ada Okoye\"}\n");
        resume(&["--with-text"]).exit(2).says(&["with-text was false and is now true"]);
    }
    resume(&[]).exit(0);
    assert_eq!(ids(&dir.read("q.jsonl")).len(), 400);
    // Of one that is complete.
    resume(&[]).exit(0).says(&["is complete"]);
    for other in changed() {
        dir.file("in.jsonl", other);
        resume(&[]).exit(2).says(&["another input", "--restart"]);
    }
    // Only its time is another.
    dir.file("in.jsonl", &original);
    resume(&[]).exit(0).says(&["is complete"]);
    resume(&["--engine", "fast"]).exit(2);
    resume(&["--offsets", "bytes"]).exit(2).says(&["offsets was \"chars\" and is now \"bytes\""]);
    resume(&["-o", "more.jsonl"]).exit(2).says(&["output was"]);
    dir.file("q.jsonl", "");
    resume(&[]).exit(2).says(&["q.jsonl", "--restart"]);
    dir.file("foreign.jsonl", "");
    dir.dixit(&["run", "in.jsonl", "-o", "foreign.jsonl", "--resume"]).exit(2).says(&["nothing tells"]);
}

#[test]
fn a_second_run_on_one_output_is_refused() {
    use std::process::Stdio;
    for name in ["q.jsonl", "q.jsonl.gz", "q.parquet", "q.sqlite"] {
        let dir = corpus();
        let mut first = dir.command(&["run", "-", "-q", "-o", name]).stdin(Stdio::piped()).spawn().unwrap();
        while !dir.path().join(format!("{name}.partial")).exists() {
            assert!(first.try_wait().unwrap().is_none());
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        dir.dixit(&["run", "in.jsonl", "-o", &format!("./{name}")]).exit(2).says(&["another run", name]);
        if name == "q.jsonl" {
            dir.file("r.jsonl", "");
            dir.dixit(&["merge", "r.jsonl", "-o", name]).exit(2).says(&["another run", name]);
        }
        first.stdin.take().unwrap().write_all(ARTICLE.as_bytes()).unwrap();
        assert!(first.wait().unwrap().success());
        assert!(dir.names().iter().any(|n| n == name) && !dir.names().iter().any(|n| n.ends_with(".lock")));
    }
}

#[cfg(unix)]
#[test]
fn an_output_beside_a_closed_pipe_is_whole() {
    use std::io::Read as _;
    use std::process::Stdio;
    let dir = Dir::new();
    dir.file("in.jsonl", lines(0..2000));
    let closing = |args: &[&str]| {
        let mut child = dir.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = [0; 10];
        child.stdout.take().unwrap().read_exact(&mut first).unwrap();
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        (child.wait().unwrap().code(), said)
    };
    let run = ["run", "in.jsonl", "-q", "--engine", "rules"];
    let (code, said) = closing(&[&run[..], &["-o", "q.jsonl", "-o", "csv:-"]].concat());
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("standard output was closed"), "{said}");
    assert_eq!(ids(&dir.read("q.jsonl")).len(), 2000);
    let (code, said) = closing(&["merge", "q.jsonl", "-o", "-", "-o", "m.sqlite"]);
    assert!(code == Some(0) && said.contains("standard output was closed"), "{said}");
    assert_eq!(crate::harness::records_in(&dir.path().join("m.sqlite")).len(), 2000);
    // Alone, it ends the run, and there is nothing to say.
    assert_eq!(closing(&run), (Some(0), String::new()));
}

#[test]
fn formats_that_are_none_are_told() {
    let dir = corpus();
    for name in ["cvs:out.csv", "out.xlsx", "out.json", "out.csv.bz2", "out.sqlite.gz"] {
        dir.dixit(&["run", "in.jsonl", "-o", name]).exit(2);
    }
    dir.dixit(&["run", "in.jsonl", "--format", "csv", "-o", "both.sqlite"]).exit(2).says(&["suffix"]);
    assert_eq!(dir.names(), ["in", "in.jsonl"]);
    dir.dixit(&["run", "in.jsonl", "-q", "-o", "nowhere/q.jsonl"]).exit(2).says(&["nowhere/q.jsonl"]);
    dir.dixit(&["run", "in.jsonl", "-q", "-o", "q.jsonl", "--stats", "nowhere/s.json"])
        .exit(2)
        .says(&["nowhere"]);
    assert_eq!(dir.names(), ["in", "in.jsonl"]);
    for jobs in ["0", "5000", "18446744073709551615", "many"] {
        dir.dixit(&["run", "in.jsonl", "-j", jobs]).exit(2).says(&["from 1 to 1024"]);
    }
}

#[test]
fn failures_of_one_kind_are_told_twenty_times() {
    let dir = Dir::new();
    dir.file("in.jsonl", lines(0..100));
    let ran = dir.dixit(&["run", "in.jsonl", "--map", "text=body", "--failed", "failed"]).exit(1);
    assert_eq!(ran.err.lines().filter(|line| line.contains("no field `body`")).count(), 20);
    ran.says(&["more of this kind"]).says(&["100 failed (100 no_text)"]);
    assert_eq!(dir.read("failed").lines().count(), 100);
}

#[cfg(unix)]
#[test]
fn names_may_be_of_any_bytes() {
    use std::os::unix::ffi::OsStrExt as _;
    let dir = Dir::new();
    let odd = std::ffi::OsStr::from_bytes(b"caf\xe9.txt");
    if std::fs::write(dir.path().join(odd), ARTICLE).is_err() {
        return;
    }
    let output = dir.command(&["run", "-q", "-o", "q.jsonl"]).arg(odd).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(ids(&dir.read("q.jsonl")).len(), 1);
    // What would steer the terminal, or forge a line, is shown as what it is.
    dir.file("evil\u{1b}]0;x\u{7}\nnext.txt", "");
    let ran = dir.dixit(&["run", "."]);
    assert!(
        !ran.err.contains(['\u{1b}', '\u{7}']) && !ran.err.lines().any(|l| l.starts_with("next")),
        "{}",
        ran.err
    );
}

#[cfg(target_os = "linux")]
#[test]
fn an_article_that_needs_too_much_memory_fails_alone() {
    let dir = Dir::new();
    dir.file("in/a.txt", ARTICLE).file("in/b.txt", ARTICLE.repeat(20_000)).file("in/c.txt", ARTICLE);
    let ran =
        dir.dixit(&["run", "in", "--max-memory", "50"]).exit(1).says(&["in/b.txt", "memory", "--max-memory"]);
    assert_eq!(ran.ids(), ["in/a.txt", "in/c.txt"]);
}

#[cfg(unix)]
#[test]
fn signals_are_heeded_while_the_input_waits() {
    use std::process::{Command, Stdio};
    let dir = Dir::new();
    let mut child = dir
        .command(&["run", "-", "--input", "jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(lines(0..1).as_bytes()).unwrap();
    // The article comes out though the input goes on.
    let mut line = String::new();
    let mut out = std::io::BufReader::new(child.stdout.take().unwrap());
    std::io::BufRead::read_line(&mut out, &mut line).unwrap();
    assert_eq!(ids(&line), ["a0"]);
    Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    drop(input);
}

/// No command speaks to anybody. Needs strace, which not every machine has or allows.
#[cfg(target_os = "linux")]
#[test]
fn the_network_is_left_alone() {
    let dir = corpus();
    let page = format!(
        "<html><body><article><p>{ARTICLE}</p><img src='https://x.example/a.png'></article></body></html>"
    );
    dir.file("in/page.html", page);
    dir.dixit(&["run", "in.jsonl", "-q", "--with-text", "-o", "q.jsonl", "-o", "q.sqlite"]).exit(0);
    for args in [
        &["run", "in", "-o", "r.jsonl"][..],
        &["show", "in/page.html", "--html"],
        &["report", "q.jsonl"],
        &["query", "q.sqlite", "toll"],
        &["sources", "in"],
    ] {
        let trace = dir.path().join("trace");
        let traced = std::process::Command::new("strace")
            .args(["-f", "-qq", "-e", "trace=socket,connect,sendto,recvfrom", "-o"])
            .arg(&trace)
            .arg(env!("CARGO_BIN_EXE_dixit"))
            .args(args)
            .current_dir(dir.path())
            .output();
        let Ok(traced) = traced.as_ref().map(|ran| String::from_utf8_lossy(&ran.stderr)) else {
            eprintln!("skipped, for want of strace");
            return;
        };
        if traced.contains("ptrace") {
            eprintln!("skipped, since strace is not allowed here");
            return;
        }
        let calls = std::fs::read_to_string(&trace).unwrap();
        let calls: Vec<&str> = calls.lines().filter(|line| line.contains('(')).collect();
        assert!(calls.is_empty(), "{args:?}: {calls:?}");
    }
}
