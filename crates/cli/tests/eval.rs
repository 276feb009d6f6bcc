//! `dixit eval` from the outside, and the accuracy that must not be lost.

#![allow(clippy::print_stderr)] // a skipped test says why

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_owned()
}

/// The folder of training data beside the workspace; `DIXIT_DATA` may name another.
fn data() -> Option<PathBuf> {
    let data = std::env::var_os("DIXIT_DATA").map_or(root().join("../shared/data"), PathBuf::from);
    if !data.join("polnear/dev.jsonl").exists() {
        eprintln!("skipped: needs ../shared/data or DIXIT_DATA");
        return None;
    }
    Some(data)
}

fn eval(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dixit")).current_dir(root()).arg("eval").args(args).output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// What is printed where the command ends with `code`.
fn check(args: &[&str], code: i32) -> String {
    let output = eval(args);
    assert_eq!(output.status.code(), Some(code), "{args:?}\n{}{}", stdout(&output), stderr(&output));
    stdout(&output) + &stderr(&output)
}

#[test]
fn fixtures_hold_their_floors() {
    check(&["tests/fixtures", "--floors", "tests/eval/fixtures.floors"], 0);
}

#[test]
fn polnear_dev_holds_its_floors() {
    let Some(data) = data() else { return };
    let dev = data.join("polnear/dev.jsonl");
    check(&[dev.to_str().unwrap(), "--floors", "tests/eval/polnear-dev.floors"], 0);
}

#[test]
fn world_dev_holds_its_floors() {
    let Some(data) = data() else { return };
    let dev = data.join("world/dev.jsonl");
    check(&[dev.to_str().unwrap(), "--floors", "tests/eval/world-dev.floors"], 0);
}

#[test]
fn a_fallen_figure_is_exit_status_1() {
    let dir = tempfile::tempdir().unwrap();
    let floors = dir.path().join("high.floors");
    fs::write(&floors, "joint_lenient.f1 = 100.01\ncontent_iou.p = 0\n").unwrap();
    let said = check(&["tests/fixtures", "--floors", floors.to_str().unwrap()], 1);
    assert!(said.lines().any(|l| l.starts_with("joint_lenient.f1") && l.ends_with("FELL")), "{said}");
    assert!(said.lines().any(|l| l.starts_with("content_iou.p") && l.ends_with("ok")), "{said}");
    fs::write(&floors, "joint.f1 = 3\n").unwrap();
    let said = check(&["tests/fixtures", "--floors", floors.to_str().unwrap()], 2);
    assert!(said.contains("line 1: no figure is called \"joint\""), "{said}");
}

#[test]
fn gold_against_itself_is_perfect() {
    let said = check(
        &["tests/fixtures/port-strike.gold.json", "--pred", "tests/fixtures/port-strike.gold.json", "--json"],
        0,
    );
    let figures: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(figures["articles"], 1);
    for key in ["joint_strict", "content_strict", "source_spans", "via"] {
        if let Some(figure) = figures["figures"].get(key) {
            assert_eq!(figure["f1"], 100.0, "{key}");
        }
    }
    assert_eq!(figures["figures"]["speaker_full"]["rate"], 100.0);
}

#[test]
fn given_quotes_are_the_golds_own() {
    let said = check(&["tests/fixtures", "--given-quotes", "--json"], 0);
    let figures: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(figures["figures"]["joint_strict"]["f1"], 100.0);
    assert_eq!(figures["figures"]["speaker_found"]["rate"], 100.0);
    assert!(figures["figures"]["speaker_right"]["rate"].as_f64().unwrap() > 50.0);
}

#[test]
fn what_init_writes_can_be_corrected_and_checked() {
    for (format, suffix) in [("gold", "gold.json"), ("brat", "ann")] {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().to_str().unwrap();
        let init = ["init", "tests/fixtures/us-china-trade-2025-12.txt", "-o", folder, "--format", format];
        assert!(check(&init, 0).starts_with("1 articles written"));
        let file = dir.path().join(format!("us-china-trade-2025-12.{suffix}"));
        assert!(check(&["check", folder], 0).contains("nothing wrong"));
        // The engine agrees with itself, except where the gold format cannot hold what it says.
        let said = check(&[folder, "--pred", folder, "--json"], 0);
        let figures: serde_json::Value = serde_json::from_str(&said).unwrap();
        assert_eq!(figures["figures"]["joint_strict"]["f1"], 100.0, "{format}");
        // A second run leaves corrections alone.
        fs::write(&file, "corrected").unwrap();
        assert!(check(&init, 0).contains("1 left as they were"));
        assert_eq!(fs::read_to_string(&file).unwrap(), "corrected");
        if format == "gold" {
            assert!(
                check(&["check", folder], 1).contains("us-china-trade-2025-12.gold.json:1: expected value")
            );
        }
    }
}

#[test]
fn annotators_of_a_brat_folder_are_compared() {
    let dir = tempfile::tempdir().unwrap();
    let (text, annotations) = (dir.path().join("text"), dir.path().join("attributions"));
    fs::create_dir_all(&text).unwrap();
    fs::create_dir_all(&annotations).unwrap();
    fs::write(text.join("a_1.txt"), "“It rains,” said Ann. “No,” said Bob.").unwrap();
    let one = "T1\tContent 0 11\tx\nT2\tSource 17 20\tx\nE1\tAttribution:T1 Content:T1 Source:T2\n";
    let two = "T3\tContent 22 27\tx\nT4\tSource 33 36\tx\nE2\tAttribution:T3 Content:T3 Source:T4\n";
    fs::write(annotations.join("a_1_kim.ann"), one).unwrap();
    fs::write(annotations.join("a_1_lee.ann"), format!("{one}{two}")).unwrap();
    let said = check(&["agree", dir.path().to_str().unwrap(), "--json"], 0);
    let figures: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(figures["figures"]["joint_lenient"]["p"], 50.0);
    assert_eq!(figures["figures"]["joint_lenient"]["r"], 100.0);
    assert_eq!((figures["gold"].as_u64(), figures["pred"].as_u64()), (Some(1), Some(2)));
}

#[test]
fn annotators_with_files_of_their_own_are_compared() {
    let both = ["agree", "tests/eval/two-annotators", "--json"];
    let figures: serde_json::Value = serde_json::from_str(&check(&both, 0)).unwrap();
    assert_eq!(figures["figures"]["joint_lenient"]["f1"], 75.0);
    // The same two as files of one article each.
    let dir = tempfile::tempdir().unwrap();
    let folder = root().join("tests/eval/two-annotators");
    for name in ["kim", "lee"] {
        fs::create_dir(dir.path().join(name)).unwrap();
        let ann = folder.join(format!("attributions/night-bus_{name}.ann"));
        fs::copy(ann, dir.path().join(name).join("night-bus.ann")).unwrap();
        fs::copy(folder.join("text/night-bus.txt"), dir.path().join(name).join("night-bus.txt")).unwrap();
    }
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let apart: serde_json::Value =
        serde_json::from_str(&check(&["agree", &path("kim"), &path("lee"), "--json"], 0)).unwrap();
    assert_eq!(apart, figures);
    assert!(check(&["agree", &path("kim")], 2).contains("no text has two annotations"));
}

/// Predictions made by `dixit run` in another folder: their ids are paths, and still find their gold.
#[test]
fn what_run_writes_is_scored_like_the_analysis_itself() {
    let dir = tempfile::tempdir().unwrap();
    let gold = "tests/fixtures/us-china-trade-2025-12.gold.json";
    let ours: serde_json::Value = serde_json::from_str(&check(&[gold, "--json"], 0)).unwrap();
    for (format, suffix, exact) in
        [("jsonl", "jsonl.zst", true), ("jsonl", "jsonl.gz", true), ("gold", "jsonl", false)]
    {
        let pred = dir.path().join(format!("pred.{suffix}"));
        let run = Command::new(env!("CARGO_BIN_EXE_dixit"))
            .current_dir(root().join("tests"))
            .args(["run", "fixtures/us-china-trade-2025-12.txt", "--quiet", "--format", format, "-o"])
            .arg(&pred)
            .output()
            .unwrap();
        assert!(run.status.success(), "{}", stderr(&run));
        let read: serde_json::Value =
            serde_json::from_str(&check(&[gold, "--json", "--pred", pred.to_str().unwrap()], 0)).unwrap();
        for key in ["joint_lenient", "content_strict", "speaker_right"] {
            assert_eq!(read["figures"][key], ours["figures"][key], "{format}: {key}");
        }
        // The gold has no date to reckon from, so the times need not be the same; roles are.
        if exact {
            assert_eq!(read["figures"]["role"], ours["figures"]["role"]);
        }
    }
}

#[test]
fn names_in_columns_are_scored_by_type_whatever_the_file_is_called() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, content: &str| {
        let path = dir.path().join(name);
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let gold = write("gold.bio", "Ann\tB-PER\nLee\tI-PER\nleft\tO\nKelmouth\tB-LOC\n");
    let pred = write("pred.bio", "Ann\tB-PER\nLee\tB-PER\nleft\tO\nKelmouth\tB-LOC\n");
    let figures: serde_json::Value =
        serde_json::from_str(&check(&[&gold, "--pred", &pred, "--json"], 0)).unwrap();
    let f1 = |key: &str| figures["figures"][key]["f1"].as_f64();
    assert_eq!((f1("names"), f1("names_per"), f1("names_loc")), (Some(40.0), Some(0.0), Some(100.0)));
    let other = write("other.bio", "Bob\tB-PER\n");
    assert!(check(&[&gold, "--pred", &other], 2).contains("none of its articles is in the gold"));
}

#[test]
fn runs_are_compared() {
    let dir = tempfile::tempdir().unwrap();
    let none = dir.path().join("none.jsonl");
    fs::write(&none, "{\"id\": \"port-strike\", \"attributions\": []}\n").unwrap();
    let gold = "tests/fixtures/port-strike.gold.json";
    let said = check(&["diff", none.to_str().unwrap(), gold, "--gold", gold], 0);
    assert!(said.contains("\n== better (12)\n"), "{said}");
    assert!(said.contains("port-strike q1: missed → right: “We did not want"), "{said}");
    assert!(said.contains("\n== worse (0)\n"), "{said}");
}

#[test]
fn a_missing_file_is_named() {
    let said = check(&["no/such.jsonl"], 2);
    assert!(said.starts_with("dixit: cannot read no/such.jsonl"), "{said}");
}
