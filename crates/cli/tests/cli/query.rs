//! `dixit query` and `dixit report`: what a run wrote, asked and shown.

use serde_json::json;

use crate::harness::{ARTICLE, Dir};

fn database() -> Dir {
    let dir = Dir::new();
    let article = |id: &str, publisher: &str, date: &str, text: &str| {
        let text = serde_json::Value::from(text);
        format!(
            "{{\"id\": \"{id}\", \"publisher\": \"{publisher}\", \"date\": \"{date}\", \"text\": {text}}}\n"
        )
    };
    let lines = [
        article("a1", "Bay Herald", "2026-03-03", ARTICLE),
        article(
            "a2",
            "Coast Weekly",
            "2026-04-02",
            "“The ferries will run on Sundays,” Ada Okoye told Northern Wire.",
        ),
    ];
    dir.file("news.jsonl", lines.concat());
    dir.dixit(&["run", "news.jsonl", "-q", "--with-text", "-o", "quotes.sqlite"]).exit(0);
    dir
}

/// The texts that answer.
#[track_caller]
fn texts(dir: &Dir, args: &[&str]) -> Vec<String> {
    let all = [&["query", "quotes.sqlite", "--format", "json"], args].concat();
    let list: Vec<serde_json::Value> = serde_json::from_str(&dir.dixit(&all).exit(0).out).unwrap();
    list.iter().map(|q| q["text"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn conditions_hold_together() {
    let dir = database();
    let all = texts(&dir, &[]);
    let ferries = ["“The ferries will run on Sundays,”"];
    assert!(all.len() > 3, "{all:?}");
    for args in [
        &["FERRIES"][..],
        &["sundays", "ferr*"],
        &["\"run on sundays\""],
        &["ferries", "OR", "zeppelins"],
        &["--publisher", "coast"],
        &["--outlet", "northern wire"],
        &["--via", "Northern"],
        &["--from", "2026-04"],
        &["--from", "2026-03-04", "--to", "2026"],
        &["--speaker", "okoye", "ferries", "--kind", "direct"],
    ] {
        assert_eq!(texts(&dir, args), ferries, "{args:?}");
    }
    for args in [
        &["zeppelins"][..],
        &["\"sundays run\""],
        &["--speaker", "%"],
        &["--from", "2027"],
        &["ferries", "NOT", "run"],
    ] {
        assert_eq!(texts(&dir, args), [""; 0], "{args:?}");
    }
    assert_eq!(texts(&dir, &["--order", "newest", "--limit", "1"]), ferries);
    let (march, okoye) = (texts(&dir, &["--to", "2026-03"]), texts(&dir, &["--speaker", "Ada Okoye"]));
    assert_eq!(march.len() + 1, all.len());
    assert!(okoye.len() > 1 && okoye.len() < all.len());
}

#[test]
fn answers_come_as_table_csv_and_counts() {
    let dir = database();
    let all = texts(&dir, &[]).len();
    let table = dir.dixit(&["query", "quotes.sqlite", "--limit", "1"]).exit(0).out;
    assert!(table.contains(&format!("1 of {all} quotations")), "{table}");
    let one = dir.dixit(&["query", "quotes.sqlite", "ferries"]).exit(0).out;
    assert!(one.ends_with("\n1 quotation\n"), "{one}");
    let csv = dir.dixit(&["query", "quotes.sqlite", "--format", "csv"]).exit(0).out;
    let rows = csv::Reader::from_reader(csv.as_bytes()).into_records().map(Result::unwrap).count();
    assert_eq!(rows, all);
    let counts =
        dir.dixit(&["query", "quotes.sqlite", "--count-by", "publisher", "--format", "csv"]).exit(0).out;
    assert_eq!(counts, format!("name,quotations\nBay Herald,{}\nCoast Weekly,1\n", all - 1));
    let months = dir.dixit(&["query", "quotes.sqlite", "--count-by", "month"]).exit(0).out;
    assert!(months.contains("2026-03") && months.contains("2026-04"), "{months}");
}

#[test]
fn what_cannot_be_asked_is_said() {
    let dir = database();
    dir.file("text.sqlite", "no database");
    dir.file("empty.sqlite", "");
    dir.dixit(&["run", "news.jsonl", "-q", "-o", "quotes.jsonl"]).exit(0);
    for (args, says) in [
        (&["gone.sqlite"][..], &["gone.sqlite", "no such file", "dixit run ARTICLES -o gone.sqlite"][..]),
        (&["text.sqlite"], &["text.sqlite", "not a database", "dixit run"]),
        (&["empty.sqlite"], &["empty.sqlite", "not a database", "dixit run"]),
        (&["quotes.jsonl"], &["quotes.jsonl", "not a database", "dixit run"]),
        (&["."], &[".: ", "dixit run"]),
        (&["quotes.sqlite", "(ferries"], &["quotes.sqlite", "cannot be searched for", "combine words as in"]),
        (&["quotes.sqlite", "ferries", "AND"], &["cannot be searched for"]),
        (&["quotes.sqlite", "--from", "yesterday"], &["2025-12-05"]),
    ] {
        for format in ["table", "json", "csv"] {
            let ran = dir.dixit(&[&["query"], args, &["--format", format]].concat()).exit(2).says(says);
            assert_eq!(ran.out, "", "{args:?} as {format}: nothing stands before an error");
        }
    }
    let none = |format| dir.dixit(&["query", "quotes.sqlite", "zeppelins", "--format", format]).exit(0).out;
    assert_eq!(none("json"), "[]\n");
    assert_eq!(none("csv").lines().count(), 1);
    assert_eq!(none("table"), "No quotation answers.\n");
}

#[test]
fn a_report_shows_what_articles_disagree_on() {
    let dir = Dir::new();
    let article = |id: &str, who: &str| json!({"id": id, "publisher": format!("The {id}"), "text": format!("“The old bridge over the river will open in May,” {who} said on Monday.")});
    let lines =
        [article("Herald", "Ada Okoye"), article("Gazette", "Tomás Brandt"), article("Post", "Ada Okoye")];
    dir.file("news.jsonl", lines.map(|line| format!("{line}\n")).concat());
    dir.dixit(&["run", "news.jsonl", "-q", "-o", "quotes.jsonl"]).exit(0);
    dir.dixit(&["report", "quotes.jsonl", "-o", "plain.html"]).exit(0);
    assert!(!dir.read("plain.html").contains("Told otherwise"));
    dir.dixit(&["report", "quotes.jsonl", "--compare", "-o", "report.html"]).exit(0);
    let page = dir.read("report.html");
    for words in [
        "Told otherwise",
        "1 passage",
        "3 quotations in 3 articles",
        "The Herald (Herald), The Post (Post)",
        "The Gazette (Gazette)",
    ] {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
fn a_report_counts_what_the_database_holds() {
    let dir = database();
    let all = texts(&dir, &[]).len();
    dir.dixit(&["report", "quotes.sqlite", "--title", "The <bridge>", "-o", "report.html"]).exit(0);
    let page = dir.read("report.html");
    assert!(page.contains("<h1 dir=\"auto\">The &lt;bridge&gt;</h1>"));
    assert!(page.contains(&format!("data-figure=\"quotations\">{all}</span>")), "{all}");
    assert!(page.contains("The ferries will run on Sundays"));
}
