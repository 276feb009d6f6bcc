//! What a run writes: formats, several at once, duplicates, the list of failures.

use serde_json::Value;

use crate::harness::{ARTICLE, Dir, ids, records_in};

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// One article with everything an input can say of it.
fn article() -> String {
    serde_json::json!({"id": "a1", "title": "The bridge", "publisher": "Harbourton Gazette", "date": "2025-12-05",
        "url": "https://gazette.example/bridge", "author": "N. N.", "language": "en", "text": ARTICLE})
    .to_string()
}

/// The output of one format.
fn written(format: &str) -> String {
    let dir = Dir::new();
    dir.dixit_reading(article().as_bytes(), &["run", "-", "--format", format, "-q"]).exit(0).out
}

#[test]
fn several_outputs_say_what_each_would_alone() {
    let dir = Dir::new();
    dir.file("in.jsonl", article() + "\n{\"id\": \"a2\", \"text\": \"Nothing was said.\"}\nbroken\n");
    let args = [
        "run",
        "in.jsonl",
        "-q",
        "-o",
        "a.jsonl",
        "-o",
        "gold:gold.txt",
        "-o",
        "a.csv.gz",
        "-o",
        "b.tsv",
        "-o",
        "a.sqlite",
    ];
    dir.dixit(&args).exit(1);
    for (name, alone) in [("a.jsonl", "jsonl"), ("gold.txt", "gold"), ("b.tsv", "tsv")] {
        let alone = dir.dixit(&["run", "in.jsonl", "-q", "--format", alone]).exit(1).out;
        assert_eq!(dir.read(name), alone, "{name}");
    }
    let records = records_in(&dir.path().join("a.sqlite"));
    assert_eq!(records, dir.read("a.jsonl").lines().collect::<Vec<_>>());
    assert_eq!(dir.names(), ["a.csv.gz", "a.jsonl", "a.sqlite", "b.tsv", "gold.txt", "in.jsonl"]);

    dir.dixit(&["run", "in.jsonl", "-o", "x", "-o", "x"]).exit(2).says(&["two outputs", "x"]);
    dir.dixit(&["run", "in.jsonl", "--format", "sqlite"]).exit(2).says(&["-o FILE"]);
    dir.dixit(&["run", "in.jsonl", "-o", "x.jsonl", "-o", "gold:y", "--offsets", "bytes"])
        .exit(2)
        .says(&["counts chars"]);
    assert!(!dir.names().iter().any(|n| n.starts_with('x') || n.starts_with('y')), "{:?}", dir.names());
}

#[test]
fn quotations_have_a_line_each() {
    let records = lines(&written("jsonl"));
    let quotations = lines(&written("quotations"));
    let want = records[0]["quotations"].as_array().unwrap();
    assert!(want.len() >= 3 && quotations.len() == want.len());
    for (line, want) in quotations.iter().zip(want) {
        assert_eq!((&line["quotation"], &line["article"]), (want, &records[0]["article"]));
    }
}

#[test]
fn tabs_and_line_breaks_do_not_tear_a_tsv() {
    let dir = Dir::new();
    let text = "“It\tis late,” said Ada Okoye.";
    let out = dir.dixit_reading(text.as_bytes(), &["run", "-", "--format", "tsv", "-q"]).exit(0).out;
    let rows: Vec<Vec<&str>> = out.lines().map(|l| l.split('\t').collect()).collect();
    assert_eq!((rows.len(), rows[0].len()), (2, rows[1].len()), "{out}");
    let at = rows[0].iter().position(|&h| h == "text").unwrap();
    assert_eq!(rows[1][at], "“It is late,”");
}

#[test]
fn gqg_shows_the_words_around_direct_quotations() {
    let line = &lines(&written("gqg"))[0];
    assert_eq!((&line["url"], &line["lang"]), (&"https://gazette.example/bridge".into(), &"ENGLISH".into()));
    let quotes = line["quotes"].as_array().unwrap();
    assert_eq!(quotes[0]["quote"], "The bridge will open in May,");
    assert!(quotes[0]["post"].as_str().unwrap().starts_with(" Ada Okoye, mayor"), "{quotes:?}");
    for q in quotes {
        let whole = ["pre", "quote", "post"].map(|k| q[k].as_str().unwrap());
        let at = ARTICLE.find(whole[1]).unwrap();
        assert!(ARTICLE[..at].trim_end_matches(['“', '”']).ends_with(whole[0]), "{whole:?}");
    }
}

#[test]
fn quotebank_has_a_speaker_and_its_probability_as_words() {
    let quotes = lines(&written("quotebank"));
    let first = &quotes[0];
    assert_eq!(first["quotation"], "The bridge will open in May,");
    assert_eq!((&first["speaker"], &first["quoteID"]), (&"Ada Okoye".into(), &"a1-q1".into()));
    assert!(first["probas"][0][1].as_str().unwrap().parse::<f64>().is_ok());
    let article = &lines(&written("quotebank-articles"))[0];
    let chars: Vec<char> = ARTICLE.chars().collect();
    assert_eq!(article["articleLength"], chars.len());
    for q in article["quotations"].as_array().unwrap() {
        let at = q["quotationOffset"].as_u64().unwrap() as usize;
        let left: String = chars[..at].iter().collect();
        assert!(left.ends_with(q["leftContext"].as_str().unwrap()));
        let first_word = q["quotation"].as_str().unwrap().split(' ').next().unwrap();
        assert!(chars[at + 1..].iter().collect::<String>().starts_with(first_word));
    }
}

#[test]
fn linked_data_names_people_and_places() {
    let article = &lines(&written("jsonld"))[0];
    assert_eq!((&article["@type"], &article["headline"]), (&"NewsArticle".into(), &"The bridge".into()));
    let part = &article["hasPart"][0];
    assert_eq!((&part["@type"], &part["creator"]["name"]), (&"Quotation".into(), &"Ada Okoye".into()));
    let annotations = lines(&written("annotation"));
    let chars: Vec<char> = ARTICLE.chars().collect();
    for a in &annotations {
        for target in a["target"].as_array().unwrap() {
            let [place, words] = [&target["selector"][0], &target["selector"][1]];
            let [start, end] = ["start", "end"].map(|k| place[k].as_u64().unwrap() as usize);
            assert_eq!(words["exact"], chars[start..end].iter().collect::<String>());
        }
    }
    assert!(annotations.len() >= 3);
}

#[test]
fn duplicates_are_passed_over_and_counted() {
    let dir = Dir::new();
    let line = |id: &str, text: &str| serde_json::json!({"id": id, "text": text}).to_string() + "\n";
    dir.file(
        "in/1.jsonl",
        line("a", ARTICLE) + &line("b", "“Yes,” she said.") + &line("a", "“Other,” he said."),
    );
    dir.file(
        "in/2.jsonl",
        line("c", &ARTICLE.replace('“', "\"").replace('\n', " \n")) + &line("d", "“No,” she said."),
    );
    let ran = dir
        .dixit(&["run", "in", "--dedup", "--stats", "stats.json"])
        .exit(0)
        .says(&["2 skipped (2 duplicate)"]);
    assert_eq!(ran.ids(), ["a", "b", "d"]);
    let stats: Value = serde_json::from_str(&dir.read("stats.json")).unwrap();
    assert_eq!((&stats["skipped"], &stats["incidents"]["duplicate"]), (&2.into(), &2.into()));
    assert_eq!(dir.dixit(&["run", "in"]).exit(0).ids(), ["a", "b", "a", "c", "d"]);
}

#[test]
fn failed_inputs_are_listed() {
    let dir = Dir::new();
    dir.file("in.jsonl", article() + "\nbroken\n{\"id\": 1}\n");
    dir.dixit(&["run", "in.jsonl", "gone.txt", "-o", "out.jsonl", "--failed", "failed.jsonl"]).exit(1);
    let failed = lines(&dir.read("failed.jsonl"));
    let told: Vec<_> =
        failed.iter().map(|f| (f["name"].as_str().unwrap(), f["kind"].as_str().unwrap())).collect();
    assert_eq!(told, [("in.jsonl:2", "json"), ("in.jsonl:3", "no_text"), ("gone.txt", "not_found")]);
    assert_eq!(ids(&dir.read("out.jsonl")), ["a1"]);
}

#[test]
fn without_order_nothing_is_lost() {
    let dir = Dir::new();
    let line = |i: usize| serde_json::json!({"id": i.to_string(), "text": ARTICLE}).to_string();
    dir.file("in.jsonl", (0..300).map(line).collect::<Vec<_>>().join("\n"));
    let mut got: Vec<u32> = dir
        .dixit(&["run", "in.jsonl", "--unordered", "-j", "3"])
        .exit(0)
        .ids()
        .iter()
        .map(|i| i.parse().unwrap())
        .collect();
    got.sort_unstable();
    assert_eq!(got, (0..300).collect::<Vec<_>>());
    dir.dixit(&["run", "in.jsonl", "--unordered", "--resume", "-o", "x.jsonl"])
        .exit(2)
        .says(&["--unordered"]);
}
