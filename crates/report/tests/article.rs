//! The page of an article: everything is there, and nothing an article says becomes markup.

use dixit_record::Record;
use dixit_report::{ArticleOptions, NoText, article_page};
use dom_query::Document;
use serde_json::{Value, json};

/// A quotation with places in characters.
fn quotation(id: &str, text: &str, content: Value, name: Option<&str>, confidence: f64) -> Value {
    json!({
        "id": id, "kind": "direct", "text": text, "cue_text": "said", "content": content, "cue": [], "source": [],
        "sentence": [0, 1], "parent": null, "confidence": confidence,
        "speakers": [{"name": name, "surface": "He", "type": if name.is_some() { "person" } else { "unnamed" },
            "mention": "pronoun", "role": "mayor", "affiliation": null, "registry_id": null, "confidence": 0.9,
            "decided_by": "pronoun"}],
        "via": [{"name": "Harbourton Gazette", "kind": "outlet", "relation": "told", "outlet_id": null,
            "span": [0, 1], "carried": false}],
        "when": {"text": "on Monday", "date": "2026-03-02", "span": [0, 1]},
    })
}

fn record(title: &str, text: Option<&str>, quotations: &[Value]) -> Value {
    let mut article = json!({
        "id": "a1", "title": title, "publisher": title, "date": "2026-03-02", "url": "javascript:alert(1)",
        "author": title, "language": "en", "dateline": null, "republished_from": null,
    });
    if let Some(text) = text {
        article["text"] = json!(text);
    }
    json!({
        "schema": "dixit-record/1", "offsets": "chars", "engine": {"name": "fast", "version": "0", "models": []},
        "article": article, "quotations": quotations,
    })
}

fn page(record: &Value) -> Document {
    let line = record.to_string();
    let record: Record<'_> = serde_json::from_str(&line).unwrap();
    Document::from(article_page(&record, &ArticleOptions::default()).unwrap())
}

/// Text of the article on the page, without the numbers of quotations.
fn shown_text(page: &Document) -> String {
    page.select(".text .n").remove();
    page.select(".text p").iter().map(|p| p.text().to_string()).collect()
}

#[test]
fn quotations_are_marked_where_they_stand() {
    let text = "“Yes,” he said, “it é is.”\n\nNo more.";
    let q1 = quotation("q1", "“Yes,” “it é is.”", json!([[0, 6], [16, 26]]), Some("Ada Okoye"), 0.9);
    let q2 = quotation("q2", "it é", json!([[17, 21]]), None, 0.2);
    let page = page(&record("A bridge", Some(text), &[q1, q2]));
    let of = |n: &str| -> Vec<String> {
        let all = page.select(".text [data-q]");
        let holds = |e: &&dom_query::Selection<'_>| {
            e.attr("data-q").is_some_and(|v| v.split(' ').any(|one| one == n))
        };
        let all: Vec<_> = all.iter().collect();
        all.iter().filter(holds).map(|e| e.text().to_string()).collect()
    };
    assert_eq!(of("1").concat(), "“Yes,”“it é is.”");
    assert_eq!(of("2"), ["it é"]);
    // The innermost is named first; the doubtful one says so.
    assert_eq!(page.select(".text [data-q='2 1']").length(), 1);
    assert_eq!(page.select(".text .q.low").length(), 1);
    assert_eq!(page.select("#n2").text().to_string().trim(), "2?");
    assert_eq!(page.select("#n1").attr("aria-label").unwrap().to_string(), "Quotation 1, Ada Okoye");
    let card = page.select("#d1").text().to_string();
    for word in [
        "Ada Okoye",
        "mayor",
        "told",
        "Harbourton Gazette",
        "on Monday",
        "2026-03-02",
        "90 %",
        "a pronoun",
        "said",
    ] {
        assert!(card.contains(word), "{word} is missing from {card}");
    }
    assert_eq!(page.select(".speakers li").length(), 2);
    assert_eq!(shown_text(&page).replace('\n', ""), text.replace('\n', ""));
}

#[test]
fn the_legend_counts_speakers_and_offers_what_is_to_check() {
    let text = "one two three four";
    let words = |n: usize, surface: &str, name: Option<&str>, confidence: f64| {
        let mut q = quotation(&format!("q{n}"), "x", json!([[n, n + 1]]), name, confidence);
        q["speakers"][0]["surface"] = json!(surface);
        q
    };
    let list = [
        words(0, "Both sides", None, 0.2),
        words(1, "both sides", None, 0.9),
        words(2, "Okoye", Some("Ada Okoye"), 0.9),
        words(3, "Okoye", Some("Ada Okoye"), 0.5),
    ];
    let shown = page(&record("T", Some(text), &list));
    let rows: Vec<String> =
        shown.select(".speakers li").iter().map(|li| li.text().split_whitespace().collect()).collect();
    assert_eq!(rows, ["AdaOkoye2", "Bothsides2"], "named first; a capital makes nobody else");
    let choices: Vec<String> = shown.select(".which label").iter().map(|l| l.text().to_string()).collect();
    assert_eq!(choices, ["All 4", "Likely right 3", "To check 1"]);
    // Nothing to choose where all are alike.
    assert_eq!(page(&record("T", Some(text), &list[2..])).select(".which").length(), 0);
}

#[test]
fn hostile_text_is_only_text() {
    let long = "x".repeat(100_000);
    let hostile = format!(
        "<script>alert(1)</script></style><img src=x onerror=alert(1)> ]]> --> \u{0}\u{1}\u{7f} \u{202e}kcab \" ' & &amp; {long}"
    );
    let shown = hostile.replace('\u{0}', "␀").replace('\u{1}', "␁").replace('\u{7f}', "␡");
    let harmless = "w".repeat(hostile.chars().count());
    let [evil, tame] = [&hostile, &harmless].map(|text| {
        let end = text.chars().count();
        let q = quotation("q1", text, json!([[0, end]]), Some(text), 0.9);
        page(&record(text, Some(text), &[q]))
    });
    let names = |page: &Document| -> Vec<String> {
        page.select("*").iter().map(|e| e.nodes()[0].node_name().unwrap().to_string()).collect()
    };
    assert_eq!(names(&evil), names(&tame), "the same elements, whatever the text");
    assert_eq!(evil.select("[onerror], img, a[href^=javascript]").length(), 0);
    assert_eq!(evil.select("h1").text().to_string(), shown);
    assert_eq!(shown_text(&evil), shown);
}

#[test]
fn wrong_places_and_missing_text_do_no_harm() {
    let q = quotation("q1", "gone", json!([[5, 900], [3, 1]]), Some("Ada Okoye"), 0.9);
    let shown = page(&record("T", Some("Short."), std::slice::from_ref(&q)));
    assert_eq!(shown.select(".text [data-q]").length(), 0);
    assert!(shown.select("#d1").text().contains("gone"));
    let line = record("T", None, &[q]).to_string();
    let without: Record<'_> = serde_json::from_str(&line).unwrap();
    assert_eq!(article_page(&without, &ArticleOptions::default()), Err(NoText));
}
