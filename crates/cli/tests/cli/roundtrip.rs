//! What a run writes can be read by a run: the same texts come out again.

use serde_json::{Value, json};

use crate::harness::{ARTICLE, Dir};

/// Articles with what the forms of output have to tell from their own marks.
fn articles() -> Vec<Value> {
    let texts = [
        ARTICLE.to_owned(),
        "\"It will, we hope, rain; or snow | hail,\" said Ada Okoye. 'So be it,' she added.".to_owned(),
        "“A \\ path, a \\\" mark and 50 % of #3,” Tomás Brandt said.\r\n\r\n“日本 & <b>, 😀,” he added, “and 1 < 2.”".to_owned(),
    ];
    let article = |(at, text): (usize, &String)| json!({"id": format!("a{at}"), "title": "The \"bridge\", at last", "publisher": "Harbourton Gazette", "date": "2025-12-05", "url": "https://x.example/b?a=1&b=2", "author": "Ida Brandt", "text": text});
    texts.iter().enumerate().map(article).collect()
}

fn values(lines: &str) -> Vec<Value> {
    lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn every_output_that_has_the_texts_is_an_input() {
    let dir = Dir::new();
    dir.file("in.jsonl", articles().iter().map(|a| a.to_string() + "\n").collect::<String>());
    dir.dixit(&[
        "run",
        "in.jsonl",
        "--with-text",
        "-o",
        "q.jsonl",
        "-o",
        "gold:gold.jsonl",
        "-o",
        "q.jsonl.zst",
    ])
    .exit(0);
    let first = dir.read("q.jsonl");
    // Records: all they say of the article, and the same analysis.
    for name in ["q.jsonl", "q.jsonl.zst"] {
        assert_eq!(dir.dixit(&["run", name, "--with-text", "-q"]).exit(0).out, first, "{name}");
    }
    // Gold: id and text.
    let again = values(&dir.dixit(&["run", "gold.jsonl", "--with-text", "-q"]).exit(0).out);
    let texts = |records: &[Value]| {
        records.iter().map(|r| [r["article"]["id"].clone(), r["article"]["text"].clone()]).collect::<Vec<_>>()
    };
    let want: Vec<_> = articles().iter().map(|a| [a["id"].clone(), a["text"].clone()]).collect();
    assert_eq!((texts(&again), texts(&values(&first))), (want.clone(), want));
}

#[test]
fn every_table_of_quotations_is_an_input() {
    let dir = Dir::new();
    dir.file("in.jsonl", articles().iter().map(|a| a.to_string() + "\n").collect::<String>());
    let outputs = ["q.csv", "q.tsv", "q.parquet", "quotations:qq.jsonl", "quotebank:qb.jsonl"];
    let args: Vec<&str> = ["run", "in.jsonl", "-o", "q.jsonl"]
        .into_iter()
        .chain(outputs.iter().flat_map(|o| ["-o", o]))
        .collect();
    dir.dixit(&args).exit(0);
    let records = values(&dir.read("q.jsonl"));
    let quotations: Vec<&Value> =
        records.iter().flat_map(|r| r["quotations"].as_array().expect("a list")).collect();
    assert!(quotations.len() >= 6, "{}", quotations.len());
    let all: Vec<&str> = quotations.iter().map(|q| q["text"].as_str().expect("words")).collect();
    for (name, map) in
        [("q.csv", ""), ("q.tsv", ""), ("q.parquet", ""), ("qq.jsonl", "text=text|quotation.text")]
    {
        let again = values(
            &dir.dixit(&["run", name, "--map", map, "--with-text", "--any-language", "-q"]).exit(0).out,
        );
        let texts: Vec<&str> = again.iter().map(|r| r["article"]["text"].as_str().expect("a text")).collect();
        // A cell of TSV has no line breaks.
        let want: Vec<String> = all
            .iter()
            .map(|t| if name == "q.tsv" { t.replace(['\r', '\n', '\t'], " ") } else { (*t).to_owned() })
            .collect();
        assert_eq!(texts, want, "{name}");
        assert!(
            again.iter().all(|r| r["article"]["title"] == "The \"bridge\", at last"
                && r["article"]["date"] == "2025-12-05"),
            "{name}: {}",
            again[0]["article"]
        );
    }
}
