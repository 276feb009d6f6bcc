//! The page over a corpus: its figures agree with the records, and nothing a record says becomes markup.

use dixit_record::Record;
use dixit_report::{Corpus, Disputed, ReportOptions, Told, report_page};
use dom_query::Document;
use serde_json::{Value, json};

/// One quotation with the words of `text` at 0.
fn quotation(
    id: usize,
    kind: &str,
    text: &str,
    name: Option<&str>,
    via: &[(&str, &str)],
    confidence: f64,
) -> Value {
    let length = text.chars().count();
    let via: Vec<Value> = via
        .iter()
        .map(|(name, kind)| {
            json!({"name": name, "kind": kind, "relation": "told", "outlet_id": null, "span": [0, 1], "carried": false})
        })
        .collect();
    json!({
        "id": format!("q{id}"), "kind": kind, "text": text, "cue_text": "said", "content": [[0, length]], "cue": [],
        "source": [], "sentence": [0, length + 1], "parent": null, "confidence": confidence,
        "speakers": [{"name": name, "surface": "they", "type": if name.is_some() { "person" } else { "group" },
            "mention": "name", "role": "mayor", "affiliation": null, "registry_id": null, "candidates": [],
            "confidence": 0.9, "decided_by": "name"}],
        "via": via, "when": null,
    })
}

fn record(id: &str, publisher: &str, date: &str, text: &str, quotations: &[Value]) -> Value {
    json!({
        "schema": "dixit-record/1", "offsets": "chars", "engine": {"name": "fast", "version": "0", "models": []},
        "article": {"id": id, "title": id, "publisher": publisher, "date": date, "url": null, "author": null,
            "language": null, "dateline": null, "republished_from": null, "text": text},
        "quotations": quotations,
    })
}

#[test]
fn what_articles_disagree_on_stands_in_a_section_of_its_own() {
    let mut corpus = Corpus::default();
    let page = |corpus: &Corpus| Document::from(report_page(corpus, &ReportOptions::default()));
    assert!(page(&corpus).select("#disputed, nav a[href='#disputed']").is_empty());
    corpus.dispute(Vec::new());
    assert!(page(&corpus).select("#disputed .none").text().contains("No two articles"));
    let told =
        |what: &str, places: &str| Told { what: what.to_owned(), quotations: 2, places: places.to_owned() };
    corpus.dispute(vec![Disputed {
        words: "<b>The bridge is safe".to_owned(),
        quotations: 4,
        articles: 3,
        speakers: vec![told("Ada Okoye", "Bay Herald (a1, a2)"), told("Wen Li", "a3")],
        wordings: Vec::new(),
    }]);
    let page = page(&corpus);
    assert_eq!(page.select("nav a[href='#disputed']").text().as_ref(), "Told otherwise");
    let row = page.select("ol.disputed > li");
    assert_eq!(row.select(".text").text().as_ref(), "<b>The bridge is safe");
    assert_eq!(row.select(".line").text().as_ref(), "4 quotations in 3 articles");
    assert_eq!(row.select("ul li").length(), 2);
    assert!(row.text().contains("Bay Herald (a1, a2)") && !row.text().contains("In other words"));
}

/// Articles of three papers over forty days, with every kind of thing that is counted.
fn corpus() -> Vec<Value> {
    let people = [Some("Ada Okoye"), Some("Tomás Brandt"), Some("Ada Okoye"), None, Some("Wen Li")];
    let vias: [&[(&str, &str)]; 4] = [
        &[],
        &[("Bay Herald", "outlet")],
        &[("Chirrup", "platform"), ("Northern Wire", "outlet")],
        &[("a rally", "event"), ("Bay Herald", "outlet"), ("Bay Herald", "outlet")],
    ];
    (0..40_usize)
        .map(|i| {
            let text = format!("“Statement {i} is long,” é.");
            let said = |q: usize| {
                let kind = ["direct", "mixed", "indirect"][(i + q) % 3];
                let sure = if (i * 7 + q).is_multiple_of(5) { 0.2 } else { 0.8 };
                quotation(
                    q + 1,
                    kind,
                    &format!("“Statement {i} is long,”"),
                    people[(i + 2 * q) % 5],
                    vias[(i + q) % 4],
                    sure,
                )
            };
            let quotations: Vec<Value> = (0..i % 4).map(said).collect();
            let publisher = ["Bay Herald", "Coast Weekly", "The Lantern"][i % 3];
            let date = format!("2026-{:02}-{:02}T08:00:00Z", 1 + i / 28, 1 + i % 28);
            record(&format!("a{i}"), publisher, &date, &text, &quotations)
        })
        .collect()
}

fn page(records: &[Value], options: &ReportOptions) -> Document {
    let mut corpus = Corpus::default();
    for record in records {
        let line = record.to_string();
        let record: Record<'_> = serde_json::from_str(&line).unwrap();
        corpus.add(&record);
    }
    Document::from(report_page(&corpus, options))
}

/// What the page's script reads: the head, with the columns of all parts put together.
fn data_of(page: &Document) -> Value {
    let mut data: Value = serde_json::from_str(&page.select("#data").text()).unwrap();
    for part in page.select("script.part").iter() {
        let part: serde_json::Map<String, Value> = serde_json::from_str(&part.text()).unwrap();
        for (name, column) in part {
            match &mut data[&name] {
                Value::Array(all) => all.extend(column.as_array().unwrap().iter().cloned()),
                none => *none = column,
            }
        }
    }
    data
}

/// All quotations of the records, each with its record.
fn all(records: &[Value]) -> Vec<(&Value, &Value)> {
    records.iter().flat_map(|r| r["quotations"].as_array().unwrap().iter().map(move |q| (r, q))).collect()
}

fn has_via(q: &Value, kinds: &[&str]) -> bool {
    q["via"].as_array().unwrap().iter().any(|v| kinds.contains(&v["kind"].as_str().unwrap()))
}

#[test]
fn the_figures_agree_with_the_records() {
    let records = corpus();
    let page = page(&records, &ReportOptions::default());
    let all = all(&records);
    let count =
        |holds: &dyn Fn(&Value, &Value) -> bool| all.iter().filter(|(r, q)| holds(r, q)).count().to_string();
    let figure = |name: &str| page.select(&format!("[data-figure={name}]")).text().to_string();
    assert_eq!(figure("quotations"), all.len().to_string());
    assert_eq!(figure("articles"), "40");
    assert_eq!(figure("speakers"), "3");
    assert_eq!(figure("publishers"), "3");
    assert_eq!(figure("relayed"), count(&|_, q| has_via(q, &["outlet", "platform"])));
    assert_eq!(figure("low"), count(&|_, q| q["confidence"].as_f64().unwrap() < 0.5));
    // Each row of each ranking, by the name in it.
    let rows = |kind: &str| -> Vec<(String, String)> {
        let cells = page.select(&format!("td[data-count={kind}]"));
        cells
            .iter()
            .map(|cell| (cell.parent().select("th bdi").first().text().to_string(), cell.text().to_string()))
            .collect()
    };
    let speakers = rows("speaker");
    assert_eq!(speakers.len(), 3);
    for (name, n) in speakers {
        assert_eq!(n, count(&|_, q| q["speakers"][0]["name"] == name.as_str()), "{name}");
    }
    let publishers = rows("publisher");
    assert_eq!(publishers.len(), 3);
    for (name, n) in publishers {
        assert_eq!(n, count(&|r, _| r["article"]["publisher"] == name.as_str()), "{name}");
    }
    for (kind, names) in [("outlet", 2), ("platform", 1), ("event", 1), ("document", 0)] {
        let rows = rows(kind);
        assert_eq!(rows.len(), names, "{kind}");
        for (name, n) in rows {
            let through = |q: &Value| q["via"].as_array().unwrap().iter().any(|v| v["name"] == name.as_str());
            assert_eq!(n, count(&|_, q| through(q)), "{name}");
        }
    }
    // The bars of the time line hold every quotation, and each lies in the bar of its day.
    let bars = page.select("svg.time .bin");
    let mut sum = 0;
    for bar in bars.iter() {
        let (from, to) = (bar.attr("data-from").unwrap(), bar.attr("data-to").unwrap());
        let inside = |r: &Value| {
            let day = &r["article"]["date"].as_str().unwrap()[..10];
            *from <= *day && *day <= *to
        };
        let n = count(&|r, _| inside(r));
        let label = bar.attr("aria-label").unwrap();
        let plural = if n == "1" { "" } else { "s" };
        assert!(label.ends_with(&format!(": {n} quotation{plural}")), "{label}, not {n}");
        sum += n.parse::<usize>().unwrap();
    }
    assert_eq!(sum, all.len());
}

#[test]
fn who_relays_whom_follows_the_chain_to_the_publisher() {
    let via: &[(&str, &str)] = &[("Chirrup", "platform"), ("a rally", "event"), ("Northern Wire", "outlet")];
    let q = quotation(1, "direct", "“One two.”", Some("Ada Okoye"), via, 0.9);
    let own = quotation(2, "direct", "“One two.”", Some("Ada Okoye"), &[("bay herald", "outlet")], 0.9);
    let page = page(
        &[record("a", "Bay Herald", "2026-01-01", "“One two.” x", &[q, own])],
        &ReportOptions::default(),
    );
    let rows: Vec<String> = page
        .select("td[data-count=edge]")
        .iter()
        .map(|cell| {
            cell.parent().select("td").iter().map(|c| c.text().to_string()).collect::<Vec<_>>().join(" ")
        })
        .collect();
    assert_eq!(rows, ["Chirrup Northern Wire 1", "Northern Wire Bay Herald 1"]);
}

#[test]
fn the_quotations_of_the_page_are_those_of_the_records() {
    let records = corpus();
    let data = data_of(&page(&records, &ReportOptions::default()));
    let all = all(&records);
    assert_eq!((data["id"].as_array().unwrap().len(), &data["held"]), (all.len(), &json!(all.len())));
    for (i, (record, q)) in all.iter().enumerate() {
        assert_eq!(
            data["articles"][data["article"][i].as_u64().unwrap() as usize][0],
            record["article"]["id"]
        );
        let context: Vec<u16> = data["context"][i].as_str().unwrap().encode_utf16().collect();
        let [start, end] = [0, 1].map(|k| data["content"][i][0][k].as_u64().unwrap() as usize);
        assert_eq!(String::from_utf16(&context[start..end]).unwrap(), q["text"].as_str().unwrap());
    }
    let few = page(&records, &ReportOptions { most: 5, ..ReportOptions::default() });
    let data = data_of(&few);
    assert_eq!(data["id"].as_array().unwrap().len(), 5);
    assert_eq!(few.select("[data-figure=quotations]").text().to_string(), all.len().to_string());
    assert!(few.select(".note").text().contains("first 5 of"));
}

#[test]
fn parts_join_to_the_whole() {
    // More than one part: every quotation is in one of them, once, and finds its article.
    let many: Vec<Value> = (0..2_100)
        .map(|i| {
            let said = |q: usize| quotation(q, "direct", "“Yes.”", Some("Ada Okoye"), &[], 0.9);
            record(
                &format!("a{i}"),
                "Bay Herald",
                "2026-01-01",
                "“Yes.” x",
                &(1..=i % 3).map(said).collect::<Vec<_>>(),
            )
        })
        .collect();
    let page = page(&many, &ReportOptions::default());
    assert_eq!(page.select("script.part").length(), 2);
    // The first stands before the script, so that the list is there at once.
    let order: Vec<bool> = page.select("body > script").iter().map(|s| s.attr("type").is_some()).collect();
    assert_eq!(order, [true, true, false, true]);
    let data = data_of(&page);
    let all = all(&many);
    let columns: Vec<&str> = [
        "article", "id", "kind", "speaker", "sure", "context", "content", "via", "surface", "role", "cue",
        "when", "decided",
    ]
    .into();
    for name in columns {
        assert_eq!(data[name].as_array().unwrap().len(), all.len(), "{name}");
    }
    for (i, (record, q)) in all.iter().enumerate() {
        assert_eq!(data["id"][i], q["id"]);
        assert_eq!(
            data["articles"][data["article"][i].as_u64().unwrap() as usize][0],
            record["article"]["id"]
        );
    }
    let nothing = self::page(&[], &ReportOptions::default());
    assert_eq!(data_of(&nothing)["id"], json!([]));
}

#[test]
fn hostile_text_is_only_text() {
    let long = "x".repeat(100_000);
    let hostile = format!(
        "</script><script>alert(1)</script></style><!-- <img src=x onerror=alert(1)> \u{0}\u{1} \u{202e}kcab \" ' & {long}"
    );
    let shown = hostile.replace('\u{0}', "␀").replace('\u{1}', "␁");
    let [evil, tame] = [hostile.clone(), "w".repeat(hostile.chars().count())].map(|text| {
        let q = quotation(1, "direct", &text, Some(&text), &[(&text, "outlet")], 0.2);
        page(
            &[record(&text, &text, "2026-01-01", &format!("{text} "), &[q])],
            &ReportOptions { title: text, ..ReportOptions::default() },
        )
    });
    let names = |page: &Document| -> Vec<String> {
        page.select("*").iter().map(|e| e.nodes()[0].node_name().unwrap().to_string()).collect()
    };
    // A relay by the publisher itself is none, whatever it is called.
    assert_eq!(names(&evil), names(&tame), "the same elements, whatever the text");
    assert_eq!(evil.select("[onerror], img").length(), 0);
    let data = data_of(&evil);
    assert_eq!(data["speakers"][0], shown.as_str());
    assert_eq!(evil.select("h1").text().to_string(), shown);
}

#[test]
fn an_empty_corpus_has_a_page() {
    let page = page(&[], &ReportOptions::default());
    assert_eq!(page.select("[data-figure=quotations]").text().to_string(), "0");
    assert!(page.select("#time").text().contains("No article has a date"));
}
