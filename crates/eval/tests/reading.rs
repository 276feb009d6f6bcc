//! What the reader takes and what it says of what it cannot take.

use dixit_eval::{Article, read};

const TEXT: &str = "“Été,” said Zoë.";

fn article(fields: &str) -> String {
    format!(r#"{{"id": "a", "text": "{TEXT}", {fields}}}"#)
}

fn gold(content: &str) -> Result<Vec<Article>, String> {
    read::gold("g.jsonl", content, &read::Options::default()).map_err(|e| e.to_string())
}

fn check_error(content: &str, expected: &str) {
    assert_eq!(gold(content).unwrap_err(), expected);
}

#[test]
fn one_object_an_array_and_lines_are_the_same() {
    let one = article(r#""attributions": [{"id": "q", "content": [[1, 4]]}]"#);
    let two = one.replace(r#""id": "a""#, r#""id": "b""#);
    let read = gold(&one).unwrap();
    assert_eq!(read[0].gold.attributions[0].content, [(1, 4)]);
    assert_eq!(gold(&format!("\u{feff}{one}\r\n\n")).unwrap(), read);
    assert_eq!(gold(&one.replace(", ", ",\n ")).unwrap(), read);
    assert_eq!(gold(&format!("[{one}]")).unwrap(), read);
    let pair = gold(&format!("{one}\n{two}\n")).unwrap();
    assert_eq!((pair.len(), &pair[1].id[..]), (2, "b"));
    assert_eq!(gold(&format!("[{one},\n{two}]")).unwrap(), pair);
    assert_eq!(gold(&format!("{}\n{two}", one.replace(", ", ",\n "))).unwrap(), pair);
}

#[test]
fn units_are_converted() {
    for (unit, spans) in [("bytes", "[[3, 8]]"), ("utf16", "[[1, 4]]"), ("chars", "[[1, 4]]")] {
        let line =
            article(&format!(r#""offsets": "{unit}", "attributions": [{{"id": "q", "content": {spans}}}]"#));
        assert_eq!(gold(&line).unwrap()[0].gold.attributions[0].content, [(1, 4)], "{unit}");
    }
}

#[test]
fn faults_of_gold_are_named_with_their_place() {
    let with = |spans: &str| article(&format!(r#""attributions": [{{"id": "q", "content": {spans}}}]"#));
    check_error("", "g.jsonl: holds no article");
    check_error(
        &with("[[1, 99]]"),
        "g.jsonl:1: article a, attribution q, content: 1..99 ends past the text, which has 16 chars",
    );
    check_error(
        &format!("{}\n{}", with("[[1, 4]]"), with("[[1, 4]]")),
        "g.jsonl:2: article a is there twice",
    );
    check_error(&with("[]"), "g.jsonl:1: article a, attribution q: the content holds no letter or digit");
    assert!(gold(&with("[[4, 1]]")).unwrap_err().contains("4..1 is backwards"));
    assert!(gold(&with("[[-1, 4]]")).unwrap_err().contains("-1..4 starts before the text"));
    check_error(r#"{"id": "a"}"#, "g.jsonl:1: article a has no \"text\"");
    check_error(
        &article(r#""attributions": [{"id": "q", "content": [[1, 4]], "mention": "nickname"}]"#),
        "g.jsonl:1: article a, attribution q: unknown mention \"nickname\"",
    );
    check_error(
        &article(r#""attributions": [{"id": "q", "content": [[1, 4]], "parent": "r", "confidence": 1.5}]"#),
        "g.jsonl:1: article a, attribution q: confidence 1.5 is not from 0 to 1\n\
         g.jsonl:1: article a, attribution q: its parent \"r\" is no other attribution",
    );
    check_error(
        &article(
            r#""attributions": [{"id": "q", "content": [[1, 4]], "via": [{"name": "X", "relation": "said_on"}]}]"#,
        ),
        "g.jsonl:1: article a, attribution q: unknown relation \"said_on\" in via",
    );
    let good = with("[[1, 4]]");
    assert!(gold(&format!("{good}\n{{\"id\": 3}}\n")).unwrap_err().starts_with("g.jsonl:2: invalid type"));
    let cut = article(r#""offsets": "bytes", "attributions": [{"id": "q", "content": [[1, 4]]}]"#);
    assert!(gold(&cut).unwrap_err().contains("1..4 cuts a character, counted in bytes"));
}

#[test]
fn the_unit_is_guessed_and_named() {
    let bytes =
        r#""attributions": [{"id": "q", "content": [[3, 8]], "cue": [[13, 17]], "source": [[18, 22]]}]"#;
    let error = gold(&article(bytes)).unwrap_err();
    assert!(error.starts_with("g.jsonl: the spans fit words when counted in bytes, not in chars"), "{error}");
}

#[test]
fn faulty_predictions_are_kept_as_far_as_they_go() {
    let gold = gold(&article(r#""attributions": []"#)).unwrap();
    let pred = r#"{"id": "a", "attributions": [{"content": [[1, 99], [3, 2]]}]}
        {"id": "b", "attributions": []}
        {nonsense"#;
    let (pred, problems) = read::predictions("p", pred, &gold, &read::Options::default()).unwrap();
    assert_eq!(pred["a"].attributions[0].content, [(1, 16)]);
    let problems: Vec<_> = problems.iter().map(ToString::to_string).collect();
    assert!(problems.iter().any(|p| p == "p:2: no gold article has the id b; left out"), "{problems:?}");
    assert!(problems.iter().any(|p| p.starts_with("p:3: key must be a string")), "{problems:?}");
    assert_eq!(problems.len(), 4, "{problems:?}");
    let broken_first = "{nonsense\n{\"id\": \"a\", \"attributions\": []}\n{\"id\": \"\\ud800\"}";
    let (pred, problems) = read::predictions("p", broken_first, &gold, &read::Options::default()).unwrap();
    assert_eq!((pred.len(), problems.len()), (1, 2), "{problems:?}");
    assert!(read::predictions("p", "{nonsense", &gold, &read::Options::default()).is_err());
}

#[test]
fn speakers_from_their_own_file() {
    let mut gold = gold(&article(r#""attributions": [{"id": "q", "content": [[1, 4]]}]"#)).unwrap();
    let line = r#"{"id": "a", "attribution": "q", "kind": "direct", "speaker": "Zoë", "type": "person", "mention": "name", "quoted_speech": true, "via": [{"name": "X", "kind": "platform", "relation": "posted_on", "evidence": [0, 3], "near": false}]}"#;
    read::speakers("s", line, &mut gold).unwrap();
    let a = &gold[0].gold.attributions[0];
    assert_eq!((&a.speakers[..], a.via.len(), a.via[0].near), (&["Zoë".to_owned()][..], 1, false));
    let error = read::speakers("s", &line.replace("\"q\"", "\"r\""), &mut gold).unwrap_err();
    assert_eq!(error.to_string(), "s:1: no gold attribution r in an article a");
}
