//! The figures are those of the Python tools the project is measured with, to the second decimal.
//!
//! Runs the tools themselves, so needs python3, `../shared/tools` and `../shared/data`; says so and passes where one is missing.

#![allow(clippy::print_stderr)] // a skipped test says why

use std::path::{Path, PathBuf};
use std::process::Command;

use dixit_eval::{Article, evaluate, figures_json, read};
use serde_json::Value;

/// The folders of data and tools beside the workspace; `DIXIT_DATA` may name the data.
fn shared() -> Option<(PathBuf, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3)?.join("shared");
    let data = std::env::var_os("DIXIT_DATA").map_or(root.join("data"), PathBuf::from);
    let tools = root.join("tools");
    let python = Command::new("python3").arg("--version").output().is_ok_and(|o| o.status.success());
    if !python || !data.join("polnear/dev.jsonl").exists() || !tools.join("score.py").exists() {
        eprintln!("skipped: needs python3, ../shared/data (or DIXIT_DATA) and ../shared/tools");
        return None;
    }
    Some((data, tools))
}

fn python(script: &Path, args: &[&Path]) -> String {
    let output =
        Command::new("python3").env("PYTHONDONTWRITEBYTECODE", "1").arg(script).args(args).output().unwrap();
    assert!(output.status.success(), "{}: {}", script.display(), String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn read_file(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

fn gold(path: &Path) -> Vec<Article> {
    read::gold("gold", &read_file(path), &read::Options::default()).unwrap()
}

fn ours(gold: &[Article], pred: &Path) -> Value {
    let (pred, _) = read::predictions("pred", &read_file(pred), gold, &read::Options::default()).unwrap();
    figures_json(&evaluate(gold, &pred), &[])
}

/// Our key and field for each figure of `score.py`.
const QUOTATIONS: &[(&str, &str)] = &[
    ("source spans exact", "source_spans"),
    ("cue spans exact", "cue_spans"),
    ("content spans exact", "content_spans"),
    ("content strict", "content_strict"),
    ("content soft", "content_soft"),
    ("content IoU>=.5", "content_iou"),
    ("joint lenient", "joint_lenient"),
    ("joint strict", "joint_strict"),
    ("direct content strict", "direct_strict"),
    ("direct joint lenient", "direct_joint_lenient"),
    ("direct joint strict", "direct_joint_strict"),
];

/// Our key and field for each figure of `score_speakers.py`.
const SPEAKERS: &[(&str, &str, &str)] = &[
    ("found", "speaker_found", "rate"),
    ("right", "speaker_right", "rate"),
    ("full", "speaker_full", "rate"),
    ("of_named", "speaker_of_named", "rate"),
    ("m_name", "speaker_name", "rate"),
    ("m_title", "speaker_title", "rate"),
    ("m_pronoun", "speaker_pronoun", "rate"),
    ("m_nominal", "speaker_nominal", "rate"),
    ("m_none", "speaker_none", "rate"),
];

/// Our key and the name of each group of links in `score_sources.py`. Documents and outlets hold both kinds.
const CHAINS: &[(&str, &str)] = &[("via", "outlets"), ("via_event", "events"), ("via_document", "documents")];

/// Predictions that exercise the scorers, made from the gold and its records.
const PREDICTIONS: [&str; 3] = ["perturbed", "heuristic", "broken"];

fn make_predictions(gold: &Path, records: &Path, out: &Path) {
    python(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/make_predictions.py"), &[gold, records, out]);
}

#[test]
fn quotations_agree_with_the_python_tool() {
    let Some((data, tools)) = shared() else { return };
    // `world` has gold on the border, which counts neither way.
    for corpus in ["polnear", "world"] {
        let dir = tempfile::tempdir().unwrap();
        let [dev, records] = ["dev.jsonl", "dev.sources.jsonl"].map(|f| data.join(corpus).join(f));
        make_predictions(&dev, &records, dir.path());
        let gold = gold(&dev);
        for name in PREDICTIONS {
            let pred = dir.path().join(format!("{name}.jsonl"));
            let ours = ours(&gold, &pred);
            let theirs: Value =
                serde_json::from_str(&python(&tools.join("score.py"), &[&dev, &pred, Path::new("--json")]))
                    .unwrap();
            check_quotations(&format!("{corpus} {name}"), &ours, &theirs);
        }
    }
}

fn check_quotations(name: &str, ours: &Value, theirs: &Value) {
    let figure = |key: &str, field: &str| ours["figures"][key][field].as_f64().unwrap_or(0.0);
    assert_eq!(ours["gold"], theirs["gold"], "{name}");
    assert_eq!(ours["pred"], theirs["pred"], "{name}");
    for (label, key) in QUOTATIONS {
        for field in ["p", "r", "f1"] {
            assert_eq!(figure(key, field), theirs[label][field].as_f64().unwrap(), "{name}: {label} {field}");
        }
    }
    let cue = theirs["cue (of matched) %"].as_f64().unwrap();
    assert_eq!(figure("cue_of_matched", "rate"), cue, "{name}: cue");
    for kind in ["direct", "mixed", "indirect"] {
        let theirs = theirs["joint recall by kind %"][kind].as_f64().unwrap();
        assert_eq!(figure(&format!("joint_recall_{kind}"), "rate"), theirs, "{name}: recall {kind}");
    }
}

#[test]
fn speakers_agree_with_the_python_tool() {
    let Some((data, tools)) = shared() else { return };
    let dir = tempfile::tempdir().unwrap();
    let [dev, records] = ["dev.jsonl", "dev.speakers.jsonl"].map(|f| data.join("polnear").join(f));
    make_predictions(&dev, &records, dir.path());
    let mut gold = gold(&dev);
    read::speakers("speakers", &read_file(&records), &mut gold).unwrap();
    for name in PREDICTIONS {
        let pred = dir.path().join(format!("{name}.jsonl"));
        let ours = ours(&gold, &pred);
        let tool = tools.join("score_speakers.py");
        let theirs: Value =
            serde_json::from_str(&python(&tool, &[&dev, &records, &pred, Path::new("--json")])).unwrap();
        for (label, key, field) in SPEAKERS {
            let ours = ours["figures"][key][field].as_f64().unwrap_or(0.0);
            assert_eq!(ours, theirs[label].as_f64().unwrap(), "{name}: {label}");
        }
    }
}

#[test]
fn chains_and_acts_agree_with_the_python_tool() {
    let Some((data, tools)) = shared() else { return };
    for corpus in ["polnear", "world"] {
        let dir = tempfile::tempdir().unwrap();
        let [dev, records] = ["dev.jsonl", "dev.sources.jsonl"].map(|f| data.join(corpus).join(f));
        make_predictions(&dev, &records, dir.path());
        let mut gold = gold(&dev);
        read::speakers("sources", &read_file(&records), &mut gold).unwrap();
        for name in PREDICTIONS {
            let pred = dir.path().join(format!("{name}.jsonl"));
            let ours = ours(&gold, &pred);
            let tool = tools.join("score_sources.py");
            let theirs: Value =
                serde_json::from_str(&python(&tool, &[&dev, &records, &pred, Path::new("--json")])).unwrap();
            check_chains(&format!("{corpus} {name}"), &ours, &theirs);
        }
    }
}

/// The tool rounds to one decimal.
fn check_chains(name: &str, ours: &Value, theirs: &Value) {
    let agree = |what: &str, key: &str, field: &str, theirs: &Value| {
        let ours = ours["figures"][key][field].as_f64().unwrap_or(0.0);
        let theirs = theirs.as_f64().unwrap_or_else(|| panic!("{name}: {what}: {theirs}"));
        assert!((ours - theirs).abs() <= 0.0501, "{name}: {what}: {ours}, not {theirs}");
    };
    for (key, label) in CHAINS {
        agree(label, key, "p", &theirs[label]["P"]);
        agree(label, key, "r", &theirs[label]["R"]);
    }
    let statements = 100.0 - theirs["spurious"].as_f64().unwrap();
    agree("spurious", "matched_statement", "rate", &Value::from(statements));
    agree("relation", "via_relation", "rate", &theirs["relation"]);
    agree("speakers right", "speaker_right", "rate", &theirs["speakers"]["right"]);
    agree("speakers of named", "speaker_of_named", "rate", &theirs["speakers"]["of_named"]);
    if !theirs["act"].is_null() {
        agree("act", "act", "rate", &theirs["act"]["accuracy"]);
        agree("statement", "act_statement", "p", &theirs["act"]["statement_P"]);
        agree("statement", "act_statement", "r", &theirs["act"]["statement_R"]);
    }
}

#[test]
fn agrees_with_the_python_tool_on_tokens() {
    let Some((data, tools)) = shared() else { return };
    let dir = tempfile::tempdir().unwrap();
    let (gum, pred) = (data.join("tokens/gum-dev.jsonl"), dir.path().join("pred.jsonl"));
    // Words between spaces and sentences up to full stops, with the white space left on.
    let crude = dir.path().join("crude.py");
    let script = "import json,re,sys\n\
        out = open(sys.argv[2], 'w')\n\
        for d in map(json.loads, open(sys.argv[1])):\n\
        \x20   span = lambda p: [list(m.span()) for m in re.finditer(p, d['text'])]\n\
        \x20   print(json.dumps({'id': d['id'], 'tokens': span(r'\\w+|[^\\w\\s]'), 'sentences': span(r'[^.?!]+[.?!]*')}), file=out)\n";
    std::fs::write(&crude, script).unwrap();
    python(&crude, &[&gum, &pred]);
    let ours = ours(&gold(&gum), &pred);
    let theirs = python(&tools.join("score_tokens.py"), &[&gum, &pred]);
    for line in theirs.lines() {
        let words: Vec<_> = line.split_whitespace().collect();
        for (field, at) in [("p", 2), ("r", 4), ("f1", 6)] {
            let theirs: f64 = words[at].parse().unwrap();
            assert!(theirs > 20.0, "{line}: the crude prediction should hit something");
            assert_eq!(ours["figures"][words[0]][field].as_f64(), Some(theirs), "{line}");
        }
    }
}
