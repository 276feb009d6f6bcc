//! Exports of annotation tools: the same two attributions out of each.

use dixit_eval::read::{self, Options};

const TEXT: &str = "“The quay stays,” said Ada Okoye. “🙂 Good,” he said.";

fn check(file: &str) {
    let articles =
        read::gold("export.json", file, &Options::default()).unwrap_or_else(|e| panic!("{file}\n{e}"));
    assert_eq!(articles.len(), 1, "{file}");
    let words = |spans: &[(u32, u32)]| -> String {
        let piece =
            |&(a, b): &(u32, u32)| TEXT.chars().skip(a as usize).take((b - a) as usize).collect::<String>();
        spans.iter().map(piece).collect()
    };
    let got: Vec<[String; 3]> = articles[0]
        .gold
        .attributions
        .iter()
        .map(|a| [words(&a.content), words(&a.cue), words(&a.source)])
        .collect();
    assert_eq!(got, [["“The quay stays,”", "said", "Ada Okoye"], ["“🙂 Good,”", "said", "he"]], "{file}");
}

#[test]
fn spans_with_labels_are_attributions() {
    // In characters: content, cue, source of each.
    check(&format!(
        r#"{{"id": 1, "text": "{TEXT}", "entities": [{{"id": 0, "start_offset": 0, "end_offset": 17, "label": "CONTENT"}},
        {{"id": 1, "start_offset": 18, "end_offset": 22, "label": "CUE"}}, {{"id": 2, "start_offset": 23, "end_offset": 32, "label": "SOURCE"}},
        {{"id": 3, "start_offset": 34, "end_offset": 43, "label": "Quote"}}, {{"id": 4, "start_offset": 44, "end_offset": 46, "label": "Speaker"}},
        {{"id": 5, "start_offset": 47, "end_offset": 51, "label": "Verb"}}, {{"id": 6, "start_offset": 0, "end_offset": 3, "label": "OTHER"}}],
        "relations": [{{"id": 0, "from_id": 0, "to_id": 1, "type": "x"}}, {{"id": 1, "from_id": 1, "to_id": 2, "type": "y"}},
        {{"id": 2, "from_id": 4, "to_id": 3, "type": "x"}}, {{"id": 3, "from_id": 3, "to_id": 5, "type": "x"}}]}}"#
    ));
    check(&format!(
        r#"[{{"id": 7, "data": {{"text": "{TEXT}", "source": "x"}}, "annotations": [{{"result": [
        {{"id": "a", "type": "labels", "value": {{"start": 0, "end": 17, "labels": ["Content"]}}}},
        {{"id": "b", "type": "labels", "value": {{"start": 18, "end": 22, "labels": ["Cue"]}}}},
        {{"id": "c", "type": "labels", "value": {{"start": 23, "end": 32, "labels": ["Source"]}}}},
        {{"id": "d", "type": "labels", "value": {{"start": 34, "end": 43, "labels": ["Content"]}}}},
        {{"id": "e", "type": "labels", "value": {{"start": 44, "end": 46, "labels": ["Source"]}}}},
        {{"id": "f", "type": "labels", "value": {{"start": 47, "end": 51, "labels": ["Cue"]}}}},
        {{"type": "relation", "from_id": "a", "to_id": "b"}}, {{"type": "relation", "from_id": "a", "to_id": "c"}},
        {{"type": "relation", "from_id": "d", "to_id": "e"}}, {{"type": "relation", "from_id": "d", "to_id": "f"}}]}}]}}]"#
    ));
    let span = |start: u32, end: u32, label: &str| {
        format!(r#"{{"start": {start}, "end": {end}, "label": "{label}"}}"#)
    };
    let spans = [
        span(0, 17, "content"),
        span(18, 22, "cue"),
        span(23, 32, "source"),
        span(34, 43, "content"),
        span(44, 46, "source"),
        span(47, 51, "cue"),
    ];
    let relation = |head: usize, child: usize| {
        format!(r#"{{"head_span": {}, "child_span": {}, "label": "x"}}"#, spans[head], spans[child])
    };
    let relations = [relation(0, 1), relation(0, 2), relation(3, 4), relation(5, 3)];
    check(&format!(
        r#"{{"text": "{TEXT}", "_input_hash": 5, "spans": [{}], "relations": [{}]}}"#,
        spans.join(", "),
        relations.join(", ")
    ));
    // In UTF-16, where the smiling face counts for two.
    let structure = |id: u32, begin: u32, end: u32, label: &str| {
        format!(
            r#"{{"%ID": {id}, "%TYPE": "custom.Span", "@sofa": 9, "begin": {begin}, "end": {end}, "role": "{label}"}}"#
        )
    };
    let link = |from: u32, to: u32| {
        format!(
            r#"{{"%ID": {}, "%TYPE": "custom.Relation", "@sofa": 9, "begin": 0, "end": 0, "@Governor": {from}, "@Dependent": {to}}}"#,
            from * 10 + to
        )
    };
    check(&format!(
        r#"{{"%TYPES": {{}}, "%FEATURE_STRUCTURES": [{{"%ID": 9, "%TYPE": "uima.cas.Sofa", "sofaString": "{TEXT}"}},
        {{"%ID": 8, "%TYPE": "x.DocumentMetaData", "documentId": "d1"}}, {}]}}"#,
        [
            structure(1, 0, 17, "Content"),
            structure(2, 18, 22, "Cue"),
            structure(3, 23, 32, "Source"),
            structure(4, 34, 44, "Content"),
            structure(5, 45, 47, "Source"),
            structure(6, 48, 52, "Cue"),
            link(1, 2),
            link(1, 3),
            link(4, 5),
            link(6, 4),
        ]
        .join(", ")
    ));
}

#[test]
fn what_is_not_read_is_told() {
    for (file, want) in [("{\"words\": [1]}", "Label Studio"), ("#FORMAT=WebAnno TSV 3.3\n", "UIMA CAS JSON")]
    {
        let error = read::gold("x.json", file, &Options::default()).expect_err("no gold").to_string();
        assert!(error.contains(want), "{error}");
    }
}
