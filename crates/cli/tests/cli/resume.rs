//! A run that was stopped goes on, and nobody can tell from its output.
#![cfg(unix)]

use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::harness::{ARTICLE, Dir, ids, records_in};

/// A corpus that keeps the program busy for a while.
fn corpus(dir: &Dir) {
    let line = |i: usize| {
        let text = if i % 40 == 3 { " ".to_owned() } else { ARTICLE.repeat(20) };
        serde_json::json!({"id": format!("a{i}"), "text": text}).to_string() + "\n"
    };
    dir.file("in/1.jsonl", (0..700).map(line).collect::<String>());
    dir.file("in/2.jsonl", format!("broken\n{}", (700..1400).map(line).collect::<String>()));
}

const ARGS: [&str; 5] = ["run", "in", "-q", "--checkpoint", "0"];

/// Starts a run and ends it by a signal once it has come some way.
fn interrupt(dir: &Dir, output: &str, extra: &[&str], signal: &str, after: Duration) -> Child {
    let mut child = dir
        .command(&[&ARGS[..], &["-j", "2", "-o", output], extra].concat())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let started = Instant::now();
    let checkpoint = dir.path().join(format!("{output}.progress"));
    while !checkpoint.exists()
        && started.elapsed() < Duration::from_secs(60)
        && child.try_wait().unwrap().is_none()
    {
        std::thread::sleep(Duration::from_millis(1));
    }
    std::thread::sleep(after);
    Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    child
}

fn unpacked(dir: &Dir, name: &str) -> String {
    let bytes = std::fs::read(dir.path().join(name)).unwrap();
    let mut text = String::new();
    match name.rsplit_once('.').unwrap().1 {
        "gz" => flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_string(&mut text).map(drop).unwrap(),
        "zst" => zstd::Decoder::new(&bytes[..]).unwrap().read_to_string(&mut text).map(drop).unwrap(),
        _ => text = String::from_utf8(bytes).unwrap(),
    }
    text
}

#[test]
fn killed_runs_go_on_without_a_record_lost_or_doubled() {
    let dir = Dir::new();
    corpus(&dir);
    dir.dixit(&[&ARGS[..], &["-o", "whole.jsonl"]].concat()).exit(1);
    let whole = dir.read("whole.jsonl");
    assert_eq!(ids(&whole).len(), 1365);
    for (i, output) in ["a.jsonl", "b.jsonl.gz", "c.jsonl.zst"].into_iter().enumerate() {
        for round in 0..3 {
            let after = Duration::from_millis(7 * (i + round) as u64);
            interrupt(&dir, output, &["--resume"], "-KILL", after).wait().unwrap();
        }
        let ended = dir.dixit(&[&ARGS[..], &["-o", output, "--resume"]].concat());
        // 1 for the broken line, unless it came before the last kill; 0 where a round had already ended the run.
        assert!(matches!(ended.code, Some(0 | 1)), "{ended:?}");
        assert!(unpacked(&dir, output) == whole, "{output} is not as it would be without the kills");
        assert!(!dir.names().iter().any(|n| n.starts_with(output) && n != output), "{:?}", dir.names());
    }
}

#[test]
fn killed_runs_with_several_outputs_go_on_in_step() {
    let dir = Dir::new();
    corpus(&dir);
    let outputs = |name: &str| ["jsonl", "sqlite", "csv.gz"].map(|s| format!("{name}.{s}"));
    let files = |name: &str| -> Vec<String> {
        outputs(name)
            .into_iter()
            .flat_map(|f| ["-o".to_owned(), f])
            .chain(["--failed".to_owned(), format!("{name}.failed")])
            .collect()
    };
    let (whole, cut) = (files("whole"), files("cut"));
    let [whole, cut] = [&whole, &cut].map(|args| args.iter().map(String::as_str).collect::<Vec<_>>());
    dir.dixit(&[&ARGS[..], &whole].concat()).exit(1);
    for round in 0..4 {
        // The first of the outputs is named by the function itself.
        let mut killed = interrupt(
            &dir,
            "cut.jsonl",
            &[&["--resume"], &cut[2..]].concat(),
            "-KILL",
            Duration::from_millis(round * 9),
        );
        killed.wait().unwrap();
    }
    let ended = dir.dixit(&[&ARGS[..], &cut, &["--resume"]].concat());
    assert!(matches!(ended.code, Some(0 | 1)), "{ended:?}");
    for name in ["jsonl", "failed"] {
        assert_eq!(dir.read(&format!("cut.{name}")), dir.read(&format!("whole.{name}")), "{name}");
    }
    assert_eq!(unpacked(&dir, "cut.csv.gz"), unpacked(&dir, "whole.csv.gz"));
    let records = |name: &str| records_in(&dir.path().join(name));
    assert_eq!(records("cut.sqlite"), dir.read("whole.jsonl").lines().collect::<Vec<_>>());
    assert_eq!(records("cut.sqlite"), records("whole.sqlite"));
    assert!(
        !dir.names().iter().any(|n| n.ends_with(".partial") || n.ends_with("progress")),
        "{:?}",
        dir.names()
    );
}

/// A kill between completing the outputs and naming them leaves a checkpoint that says so.
#[test]
fn a_kill_while_outputs_are_named_loses_nothing() {
    let dir = Dir::new();
    corpus(&dir);
    let at = |name: &str| dir.path().join(name);
    let run = [&ARGS[..], &["-o", "q.parquet", "-o", "q.jsonl", "--resume"]].concat();
    let mut child = dir.command(&run).stderr(Stdio::null()).spawn().unwrap();
    while !at("q.jsonl.partial").exists() && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(1));
    }
    std::thread::sleep(Duration::from_millis(300));
    Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    if child.wait().unwrap().code() != Some(130) {
        // On a very fast machine the run may have ended before the signal.
        return;
    }
    let mut checkpoint: serde_json::Value = serde_json::from_str(&dir.read("q.parquet.progress")).unwrap();
    assert!(matches!(dir.dixit(&run).code, Some(0 | 1)));
    let whole = ["q.parquet", "q.jsonl"].map(|name| std::fs::read(at(name)).unwrap());
    assert_eq!(ids(&dir.read("q.jsonl")).len(), 1365);

    // As it is when all are complete and none is named yet.
    std::fs::rename(at("q.jsonl"), at("q.jsonl.partial")).unwrap();
    std::fs::rename(at("q.parquet"), at("q.parquet.joined")).unwrap();
    std::fs::write(at("q.parquet.partial"), b"parts").unwrap();
    checkpoint["complete"] = true.into();
    std::fs::write(at("q.parquet.progress"), checkpoint.to_string()).unwrap();
    dir.dixit(&run).exit(0);
    assert!(whole == ["q.parquet", "q.jsonl"].map(|name| std::fs::read(at(name)).unwrap()));
    assert_eq!(dir.names(), ["in", "q.jsonl", "q.parquet"]);
}

#[test]
fn a_signal_stops_in_good_order() {
    let dir = Dir::new();
    corpus(&dir);
    let ended = interrupt(&dir, "out.jsonl", &[], "-TERM", Duration::ZERO).wait().unwrap();
    if ended.code() != Some(130) {
        // On a very fast machine the run may have ended before the signal.
        assert_eq!(ended.code(), Some(1));
        return;
    }
    assert!(!dir.path().join("out.jsonl").exists());
    // Nothing half-written: each line is a record.
    assert!(!ids(&dir.read("out.jsonl.partial")).is_empty());
    // Another run's settings, or another input, would give a file of two halves.
    let resume = [&ARGS[..], &["-o", "out.jsonl", "--resume"]].concat();
    dir.dixit(&[&resume[..], &["--with-text"]].concat()).exit(2).says(&["other settings"]);
    std::fs::rename(dir.path().join("in/1.jsonl"), dir.path().join("in/0.jsonl")).unwrap();
    dir.dixit(&resume).exit(2).says(&["input has changed"]);
    std::fs::rename(dir.path().join("in/0.jsonl"), dir.path().join("in/1.jsonl")).unwrap();
    assert!(matches!(dir.dixit(&resume).code, Some(0 | 1)));
    assert_eq!(ids(&dir.read("out.jsonl")).len(), 1365);
    // Once complete there is nothing to do.
    dir.dixit(&["run", "in", "-o", "out.jsonl", "--resume"]).exit(0).says(&["is complete"]);
}

#[test]
fn resuming_what_cannot_be_resumed_is_wrong_usage() {
    let dir = Dir::new();
    dir.file("a.txt", ARTICLE);
    dir.dixit(&["run", "a.txt", "--resume"]).exit(2).says(&["-o FILE"]);
    dir.dixit(&["run", "-", "--resume", "-o", "out.jsonl"]).exit(2).says(&["standard input"]);
    dir.dixit(&["run", "a.txt", "--resume", "-o", "out.jsonl"]).exit(0).says(&["starting afresh"]);
    assert_eq!(ids(&dir.read("out.jsonl")), ["a.txt"]);
}

#[test]
fn an_output_that_is_removed_meanwhile_is_told() {
    for name in ["q.jsonl", "q.sqlite"] {
        let dir = Dir::new();
        let mut child = dir
            .command(&["run", "-", "-q", "-o", name])
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let partial = dir.path().join(format!("{name}.partial"));
        while !partial.exists() && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::fs::remove_file(&partial).unwrap();
        // The input ends only here, so the output cannot have been complete.
        child.stdin.take().unwrap().write_all(ARTICLE.as_bytes()).unwrap();
        let ended = child.wait_with_output().unwrap();
        let said = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(2), "{said}");
        assert!(said.contains(name), "{said}");
        assert!(dir.names().iter().all(|n| n != name), "{:?}", dir.names());
    }
}
