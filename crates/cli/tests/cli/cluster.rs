//! `dixit cluster`.

use crate::harness::Dir;

/// Three papers on one statement: one has another word, one another speaker.
fn corpus() -> Dir {
    let dir = Dir::new();
    let article = |id: &str, publisher: &str, date: &str, text: &str| {
        format!(
            "{{\"id\": \"{id}\", \"publisher\": \"{publisher}\", \"date\": \"{date}\", \"text\": \"{text}\"}}\n"
        )
    };
    let said = "“The harbour bridge was neglected for thirty years and nobody dared to close it,”";
    let lines = [
        article("a1", "Bay Herald", "2026-03-03", &format!("{said} Ada Okoye said.")),
        article(
            "a2",
            "Coast Weekly",
            "2026-03-02",
            &format!("{} Ada Okoye said.", said.replace("neglected", "forgotten")),
        ),
        article("a3", "Northern Wire", "2026-03-04", &format!("{said} Tomás Brandt said.")),
        article(
            "a4",
            "Northern Wire",
            "2026-03-04",
            "“Ferries will run on Sundays as they always have,” Ada Okoye said.",
        ),
    ];
    dir.file("news.jsonl", lines.concat());
    dir.dixit(&["run", "news.jsonl", "-q", "-o", "quotes.jsonl.gz"]).exit(0);
    dir
}

#[test]
fn the_table_says_who_has_what() {
    let ran = corpus().dixit(&["cluster", "quotes.jsonl.gz"]).exit(0);
    for words in [
        "4 quotations in 4 articles; 1 group of 3 quotations; 1 disagree on the speaker, 1 on words",
        "2026-03-02 Coast Week",
        "2 Ada Okoye: Bay Herald (a1), Coast Weekly (a2)",
        "1 Tomás Brandt: Northern Wire (a3)",
        "neglected → forgotten: Coast Weekly (a2)",
    ] {
        assert!(ran.out.contains(words), "no `{words}` in\n{}", ran.out);
    }
}

#[test]
fn groups_are_data_too() {
    let dir = corpus();
    let ran = dir.dixit(&["cluster", "quotes.jsonl.gz", "--format", "jsonl"]).exit(0);
    let group: serde_json::Value = serde_json::from_str(ran.out.trim()).unwrap();
    assert_eq!(group["articles"], 3);
    assert_eq!(group["speaker"], "Ada Okoye");
    assert_eq!(group["disagree"]["words"], true);
    assert_eq!(group["first_seen"]["article"], "a2");
    assert_eq!(group["variants"][1]["changes"][0]["to"], "forgotten");
    let rows = dir.dixit(&["cluster", "quotes.jsonl.gz", "--format", "csv"]).exit(0).out;
    assert_eq!(rows.lines().count(), 4, "{rows}");
    dir.dixit(&["cluster", "quotes.jsonl.gz", "--only", "words", "--min-articles", "4", "--format", "csv"])
        .exit(0);
}

#[test]
fn a_database_is_read_like_the_lines() {
    let dir = corpus();
    dir.dixit(&["run", "news.jsonl", "-q", "-o", "quotes.sqlite"]).exit(0);
    let [lines, tables] = ["quotes.jsonl.gz", "quotes.sqlite"]
        .map(|file| dir.dixit(&["cluster", file, "--format", "jsonl"]).exit(0).out);
    assert!(!lines.is_empty() && lines == tables);
}

#[test]
fn what_is_no_record_is_named_and_passed_over() {
    let dir = corpus();
    let ran = dir.dixit(&["cluster", "news.jsonl", "quotes.jsonl.gz"]);
    ran.exit(1).says(&["news.jsonl:1", "not a record", "dixit run"]);
    dir.file("quotes.sqlite", "nothing");
    dir.dixit(&["cluster", "quotes.sqlite"]).exit(1).says(&["quotes.sqlite", "not a record"]);
}
