//! Each step of decoding beside what training wrote down: `example.jsonl` in the folder of the model.

use std::ops::Range;

use dixit_text::{Document, OffsetMap, OffsetUnit, Scratch};
use dixit_tokens::tokenize;
use serde_json::Value;

use crate::backend::{self, BackendKind, Options, Precision};
use crate::config::{Config, NAME_LABELS, ROLE_LABELS};
use crate::files::WEIGHTS;
use crate::names::names;
use crate::roles::{Candidate, RoleHead};
use crate::text::{Memory, Reader, Window};
use crate::weights::Weights;

/// Backends with how far their scores may be off.
fn backends() -> Vec<(Options, f32)> {
    let options = |backend, precision| Options { backend: Some(backend), precision, ..Options::default() };
    let mut all = Vec::new();
    if cfg!(feature = "rten") {
        all.push((options(BackendKind::Rten, Some(Precision::Single)), 0.01));
        all.push((options(BackendKind::Rten, Some(Precision::Int8)), 1.0));
    }
    if cfg!(feature = "torch") {
        all.push((options(BackendKind::Torch, None), 0.01));
    }
    all
}

fn numbers(value: &Value) -> Vec<usize> {
    value.as_array().unwrap().iter().map(|n| n.as_u64().unwrap() as usize).collect()
}

fn ranges(value: &Value) -> Vec<Range<usize>> {
    value.as_array().unwrap().iter().map(numbers).map(|r| r[0]..r[1]).collect()
}

fn range(value: &Value) -> Range<usize> {
    let r = numbers(value);
    r[0]..r[1]
}

#[test]
fn each_step_is_as_in_training() {
    let folder = crate::model_folder().unwrap();
    let config = Config::read(&folder.join("config.json")).unwrap();
    let reader = Reader::read(&folder.join("tokenizer.json"), &config).unwrap();
    let weights = Weights::read(&folder.join(WEIGHTS)).unwrap();
    let tensors = weights.tensors().unwrap();
    let roles = RoleHead::new(&config, &tensors).unwrap();
    let examples = std::fs::read_to_string(folder.join("example.jsonl")).unwrap();
    for (options, tolerance) in backends() {
        let backend = backend::open(&options, &config, &tensors).unwrap();
        for line in examples.lines() {
            let expected: Value = serde_json::from_str(line).unwrap();
            let text = expected["text"].as_str().unwrap();
            let (doc, tokens) = (Document::new("a", text).unwrap(), tokenize(text));
            let map = OffsetMap::new(text);
            let chars = |byte| map.from_bytes(byte, OffsetUnit::Chars) as usize;
            let words: Vec<_> =
                tokens.tokens().iter().map(|t| chars(t.span.start())..chars(t.span.end())).collect();
            assert_eq!(words, ranges(&expected["words"]));

            let read = reader.text(&doc, &tokens, &config, &mut Memory::default());
            let windows = reader.windows(&read, 0, &config);
            let expected_windows = expected["windows"].as_array().unwrap();
            assert_eq!(windows.len(), expected_windows.len());
            let scores = backend.scores(&windows, &mut Scratch::default());
            let mut rows = scores.chunks_exact(config.outputs());
            let (mut found_names, mut candidates, mut chosen) = (Vec::new(), Vec::new(), Vec::new());
            for (window, expected) in windows.iter().zip(expected_windows) {
                same_window(window, expected);
                let rows: Vec<&[f32]> = rows.by_ref().take(window.words.len()).collect();
                for (row, expected) in rows.iter().zip(expected["scores"].as_array().unwrap()) {
                    let expected: Vec<f32> =
                        expected.as_array().unwrap().iter().map(|x| x.as_f64().unwrap() as f32).collect();
                    let row = &row[..NAME_LABELS + ROLE_LABELS];
                    let off = row.iter().zip(&expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
                    assert!(off < tolerance && expected.len() == row.len(), "{options:?}: off by {off}");
                }
                let start = window.words.start;
                for name in names(rows.len(), |w| rows[w]) {
                    found_names.push((start + name.words.start, start + name.words.end, name.kind));
                }
                for block in &window.blocks {
                    candidates.extend(roles.candidates(block, &read.sentence, |w| rows[w - start]));
                }
                chosen.extend(roles.quotations(window, &read.sentence, |w| rows[w - start]));
            }

            let expected_names: Vec<_> = expected["names"].as_array().unwrap().iter().map(name).collect();
            assert_eq!(found_names, expected_names, "{options:?}");

            let cues = |c: &[Candidate]| c.iter().map(|c| c.cue.clone()).collect::<Vec<_>>();
            let mut chosen = cues(&chosen);
            chosen.sort_by_key(|c| c.start);
            let mut expected_chosen = ranges(&expected["chosen"]);
            expected_chosen.sort_by_key(|c| c.start);
            assert_eq!(chosen, expected_chosen, "{options:?}");

            // Of those that are not hopeless, all that is said of them.
            for expected in expected["candidates"].as_array().unwrap() {
                let (cue, score) = (range(&expected["cue"]), expected["score"].as_f64().unwrap() as f32);
                if score < 0.3 {
                    continue;
                }
                // Two seeds may lead to one cue.
                let (sources, contents) = (ranges(&expected["sources"]), ranges(&expected["contents"]));
                let same = |c: &&Candidate| {
                    (&c.cue, &c.sources, &c.contents) == (&cue, &sources, &contents)
                        && (c.score - score).abs() < 0.2 * tolerance
                };
                assert!(candidates.iter().any(|c| same(&c)), "{options:?}: {expected} of {candidates:?}");
            }
        }
    }
}

fn same_window(window: &Window, expected: &Value) {
    let as_usize = |numbers: &[u32]| numbers.iter().map(|&n| n as usize).collect::<Vec<_>>();
    assert_eq!(as_usize(&window.ids), numbers(&expected["input_ids"]));
    assert_eq!(as_usize(&window.first), numbers(&expected["first"]));
    let shapes: Vec<u32> = window.shapes.iter().map(|&s| s.into()).collect();
    assert_eq!(as_usize(&shapes), numbers(&expected["token_type_ids"]));
    assert_eq!(window.blocks, ranges(&expected["blocks"]));
}

fn name(value: &Value) -> (usize, usize, dixit_entities::NameKind) {
    use dixit_entities::NameKind::{Location, Misc, Organization, Person};
    let kinds = [("PER", Person), ("ORG", Organization), ("LOC", Location), ("MISC", Misc)];
    let kind = kinds.iter().find(|(name, _)| *name == value[2]).unwrap().1;
    (value[0].as_u64().unwrap() as usize, value[1].as_u64().unwrap() as usize, kind)
}
