//! What is answered.

use serde_json::{Value, json};

use crate::harness::{ARTICLE, Running, obedient, usual};

fn names(record: &Value) -> Vec<&str> {
    let quotations = record["quotations"].as_array().expect("a record");
    quotations.iter().filter_map(|q| q["speakers"][0]["name"].as_str()).collect()
}

#[test]
fn one_article_in_each_form_gives_a_record() {
    let server = Running::start(usual());
    let plain = server.post("text/plain", ARTICLE).status(200).json();
    assert_eq!(names(&plain), ["Ada Okoye", "Ada Okoye"]);
    assert_eq!(plain["schema"], "dixit-record/1");
    assert_eq!(plain["article"]["text"], ARTICLE);
    assert_eq!(plain["article"]["id"], "article");

    let article = json!({"id": "a7", "title": "A bridge", "body": ARTICLE, "date": "2026-03-02"});
    let record = server.post("application/json; charset=utf-8", article.to_string()).status(200).json();
    assert_eq!(record["article"]["id"], "a7");
    assert_eq!(record["article"]["title"], "A bridge");
    assert_eq!(record["quotations"], {
        // With the day of publication, Monday is a day.
        let mut quotations = plain["quotations"].clone();
        quotations[0]["when"]["date"] = record["quotations"][0]["when"]["date"].clone();
        quotations
    });

    let paragraphs: String = ARTICLE.split("\n\n").map(|p| format!("<p>{p}</p>")).collect();
    let filler = "<p>The council met twice that week, and the ferry went on as it had for years before.</p>";
    let page = format!(
        "<!doctype html><html><head><title>A bridge</title></head><body><article><h1>A bridge</h1>{paragraphs}{filler}</article></body></html>"
    );
    let html = server.post("text/html", page).status(200).json();
    assert_eq!(names(&html), ["Ada Okoye", "Ada Okoye"]);
    let markdown = server.post("text/markdown", format!("# A bridge\n\n{ARTICLE}")).status(200).json();
    assert_eq!(names(&markdown), ["Ada Okoye", "Ada Okoye"]);

    let bare =
        server.post_to("/v1/attribute?text=false", "Content-Type: text/plain", ARTICLE).status(200).json();
    assert_eq!(bare["article"].get("text"), None);
    assert_eq!(bare["quotations"], plain["quotations"]);
}

#[test]
fn many_articles_are_answered_in_their_order_and_each_fails_alone() {
    let server = Running::start(obedient());
    let said = |i: usize| json!({"id": i.to_string(), "text": format!("“Yes, {i},” she said.")});
    let mut articles: Vec<Value> = (0..40).map(said).collect();
    articles[3] = json!({"id": "3", "text": "PANIC"});
    articles[5] = json!({"id": "5", "text": "STUCK"});
    articles[7] = json!({"id": "7", "headline": "Nothing to read"});
    articles[9] = json!({"id": "9", "text": "  \n "});
    articles[11] = json!(17);
    let check = |answers: &[Value]| {
        assert_eq!(answers.len(), 40);
        for (i, answer) in answers.iter().enumerate() {
            let kind = match i {
                3 => "panic",
                5 => "time_limit",
                7 => "no_text",
                9 => "empty",
                11 => "json",
                _ => {
                    assert_eq!(answer["article"]["id"], i.to_string());
                    assert_eq!(answer["quotations"].as_array().unwrap().len(), 1, "{answer}");
                    continue;
                }
            };
            assert_eq!(answer["error"]["kind"], kind, "{answer}");
            assert_eq!(answer["article"], format!("article:{}", i + 1));
        }
    };
    let array = server.post("application/json", Value::from(articles.clone()).to_string()).status(200).json();
    check(array.as_array().unwrap());
    // An envelope, as interfaces send their articles.
    let envelope = json!({"status": "ok", "articles": articles[..2]});
    let answers = server.post("application/json", envelope.to_string()).status(200).json();
    assert_eq!(answers.as_array().unwrap().len(), 2);
    let one = server.post("application/json", json!([said(1)]).to_string()).status(200).json();
    assert_eq!(one.as_array().unwrap().len(), 1, "an array is answered with an array");

    let lines: Vec<String> = articles.iter().map(Value::to_string).collect();
    let answer = server.post("application/x-ndjson", lines.join("\n")).status(200);
    assert!(answer.head.contains("content-type: application/x-ndjson"), "{}", answer.head);
    let answers: Vec<Value> = answer.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    check(&answers);
    // A line that is no JSON is its own affair.
    let answer =
        server.post("application/jsonl", format!("{}\n{{broken\n\n{}\n", lines[0], lines[1])).status(200);
    let answers: Vec<Value> = answer.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), 3);
    assert_eq!(answers[1]["error"]["kind"], "json");
    assert_eq!(answers[2]["article"]["id"], "1");

    assert_eq!(server.post("application/json", "[]").status(200).body, "[]\n");
    assert_eq!(server.post("application/x-ndjson", "\n").status(200).body, "");
}

#[test]
fn a_lone_article_without_a_record_says_why() {
    let server = Running::start(obedient());
    for (text, kind) in [("PANIC", "panic"), ("STUCK", "time_limit"), (" ", "empty"), ("", "empty")] {
        assert_eq!(server.post("text/plain", text).status(422).kind(), kind, "{text:?}");
    }
    let german = "Der Bürgermeister sagte am Montag, dass die Brücke erst im kommenden Jahr wieder geöffnet werden könne, \
                  weil das Geld nicht gereicht habe und niemand mehr bereit sei, für die Arbeiten zu bezahlen.";
    assert_eq!(server.post("text/plain", german).status(422).kind(), "language");
    assert_eq!(server.post("application/json", "{}").status(422).kind(), "no_text");
    assert_eq!(server.post("text/plain", ARTICLE).status(200).json()["article"]["id"], "article");
}

#[test]
fn what_cannot_be_read_is_refused() {
    let server = Running::start(obedient());
    for body in
        ["", "{", "[{\"text\": \"a\"}", "{\"text\": \"a\"} x", "17", "\"text\"", "\u{feff}{}x", "null"]
    {
        assert_eq!(server.post("application/json", body).status(400).kind(), "json", "{body:?}");
    }
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    assert_eq!(server.post("application/json", &deep).status(200).body, "[]\n", "there is no article in it");
    let within = format!("{{\"text\": \"“Yes,” she said.\", \"more\": {deep}}}");
    assert!([200, 422].contains(&server.post("application/json", within).status));
    assert_eq!(server.post("application/pdf", "x").status(415).kind(), "media_type");
    assert_eq!(server.post_to("/v1/attribute", "Accept: */*", "x").status(415).kind(), "media_type");
    let packed = "Content-Type: text/plain\r\nContent-Encoding: gzip";
    assert_eq!(server.post_to("/v1/attribute", packed, "x").status(415).kind(), "media_type");
    let wrong = server.post_to("/v1/attribute?txt=1", "Content-Type: text/plain", "x");
    assert_eq!(wrong.status(400).kind(), "query");
    assert_eq!(server.get("/v1/attribute").status(405).kind(), "method");
    assert_eq!(server.get("/v1/nothing").status(404).kind(), "path");
    assert_eq!(server.get("/../../etc/passwd").status(404).kind(), "path");
}

#[test]
fn hostile_text_comes_back_as_text() {
    let server = Running::start(usual());
    let hostile = "“</script><script>alert(1)</script>\u{0}\u{1b}[31m\u{202e}\u{feff}” said <img src=x onerror=alert(2)> \\\" Ada Okoye.\r\n";
    let record = server.post("text/plain", hostile).status(200).json();
    assert_eq!(record["article"]["text"], hostile.to_owned());
    let lone = server.post("application/json", r#"{"text": "\ud800 he said.", "id": "\u0000<b>"}"#);
    assert!([200, 400, 422].contains(&lone.status), "{}", lone.body);
    let page =
        server.post_to("/v1/attribute", "Content-Type: text/plain\r\nAccept: text/html", hostile).status(200);
    assert!(page.head.contains("content-type: text/html"), "{}", page.head);
    assert!(!page.body.contains("<script>alert") && !page.body.contains("<img"), "{}", page.body);
    // Bytes that are no text in any encoding.
    let bytes: Vec<u8> = (0..=255).collect();
    let answer = server.post("text/plain", bytes);
    assert!([200, 422].contains(&answer.status), "{}", answer.body);
    server.post("text/plain", ARTICLE).status(200);
}

#[test]
fn the_page_and_the_papers_are_there() {
    let server = Running::start(usual());
    let page = server.get("/").status(200);
    assert!(page.body.contains("<textarea") && page.body.contains("Who said what"));
    assert!(page.head.contains("content-security-policy: default-src 'none'"), "{}", page.head);
    assert!(
        !page.body.contains("http://") && !page.body.contains("https://"),
        "nothing comes from elsewhere"
    );
    let shown =
        server.post_to("/v1/attribute", "Content-Type: text/plain\r\nAccept: text/html", ARTICLE).status(200);
    assert!(shown.body.contains("Ada Okoye") && shown.body.starts_with("<!DOCTYPE html>"));
    let several =
        server.post_to("/v1/attribute", "Content-Type: application/json\r\nAccept: text/html", "[]");
    assert_eq!(several.status(406).kind(), "accept");

    let health = server.get("/v1/health").status(200).json();
    assert_eq!((&health["status"], &health["engine"]), (&json!("ok"), &json!("fast")));

    let openapi = server.get("/v1/openapi.json").status(200).json();
    assert_eq!(openapi["openapi"], "3.1.0");
    assert_eq!(openapi["info"]["version"], env!("CARGO_PKG_VERSION"));
    for path in ["/v1/attribute", "/v1/health", "/v1/openapi.json", "/metrics"] {
        assert!(openapi["paths"].get(path).is_some(), "{path}");
    }
    assert!(openapi["components"]["schemas"]["Record"]["properties"]["quotations"].is_object());
    assert_eq!(missing_references(&openapi, &openapi), Vec::<String>::new());

    let metrics = server.get("/metrics").status(200);
    for line in [
        "dixit_articles_total 1",
        "dixit_requests_total{route=\"/v1/attribute\",status=\"200\"} 1",
        "dixit_requests_total{route=\"/v1/attribute\",status=\"406\"} 1",
        "dixit_analysis_threads 1",
        "dixit_request_duration_seconds_bucket{le=\"+Inf\"} 5",
        "dixit_quotations_total 2",
    ] {
        assert!(metrics.body.lines().any(|l| l == line), "{line} in {}", metrics.body);
    }
    let log = server.log.lock().unwrap();
    assert!(log.iter().any(|line| line.contains("127.0.0.1 POST /v1/attribute 200 ")), "{log:?}");
}

/// References within the document that lead nowhere, those of the record's own schema aside.
fn missing_references(value: &Value, document: &Value) -> Vec<String> {
    match value {
        Value::Object(map) if map.contains_key("$id") => Vec::new(),
        Value::Object(map) => {
            let reference = map.get("$ref").and_then(Value::as_str);
            let missing = reference.filter(|r| document.pointer(r.trim_start_matches('#')).is_none());
            let below = map.values().flat_map(|value| missing_references(value, document));
            missing.map(str::to_owned).into_iter().chain(below).collect()
        }
        Value::Array(values) => values.iter().flat_map(|value| missing_references(value, document)).collect(),
        _ => Vec::new(),
    }
}
