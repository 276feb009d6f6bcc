//! Articles that are corrected.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use dixit_pipeline::quotes::RuleQuoteTagger;
use dixit_pipeline::{Analyzer, Document, Mention, Quote, QuoteTagger, Scratch, Tokens};
use dixit_serve::{Config, ReviewConfig, Server};
use serde_json::{Value, json};

use crate::harness::{ARTICLE, Answered, Running, usual};

fn config(folder: &Path) -> Config {
    let review = ReviewConfig { articles: folder.to_owned(), gold: folder.join("gold"), against: None };
    Config { review: Some(review), ..usual() }
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("bridge.txt", ARTICLE);
    write("quiet.txt", "The ferry went on as it had for years before, and the town was quiet.");
    // Nobody knows who says it.
    write("doubt.txt", "“The steel came late,” it was said.");
    write("empty.txt", "");
    write("old.gold.json", "{}");
    folder
}

fn put(server: &Running, path: &str, body: impl AsRef<[u8]>) -> Answered {
    let head = format!("PUT {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json", server.address);
    server.send(&head, body.as_ref()).answer()
}

fn ids(queue: &Value) -> Vec<&str> {
    queue.as_array().unwrap().iter().map(|article| article["id"].as_str().unwrap()).collect()
}

#[test]
fn what_is_in_doubt_comes_first_and_what_is_corrected_is_kept() {
    let folder = folder();
    let server = Running::start(config(folder.path()));
    server.get("/review").status(200);
    let queue = server.get("/review/queue?annotator=ann").status(200).json();
    let queue_ids = ids(&queue);
    assert!(queue_ids == ["doubt.txt", "bridge.txt", "quiet.txt"], "{queue}");
    let at = 1;
    let path = "/review/articles/1?annotator=ann";

    let opened = server.get(path).status(200).json();
    assert_eq!(opened["gold"], Value::Null);
    let article = &opened["record"]["article"];
    let gold = json!({
        "id": article["id"], "text": article["text"],
        "attributions": [{"id": "q1", "content": [[1, 28]], "cue": [], "source": [[31, 40]], "kind": "direct", "act": "statement",
            "polarity": "affirmed", "speaker": "Ada Okoye", "via": []}],
        "review": {"annotator": "ann", "complete": true, "states": {"q1": "changed"}, "wrong": []},
    });
    put(&server, path, gold.to_string()).status(200);
    assert_eq!(server.get(path).status(200).json()["gold"], gold);
    let file = folder.path().join("gold/ann/bridge.gold.json");
    assert_eq!(fs::read_to_string(&file).unwrap(), format!("{gold}\n"));
    let queue = server.get("/review/queue?annotator=ann").json();
    assert_eq!((&queue[at]["complete"], &queue[0]["complete"]), (&json!(true), &json!(false)));
    // Apart from what others do.
    let other = server.get("/review/articles/1?annotator=bob").status(200).json();
    assert_eq!(other["gold"], Value::Null);

    // What dixit eval would refuse is refused, and what was there stays.
    let mut beyond = gold.clone();
    beyond["attributions"][0]["content"] = json!([[1, 100_000]]);
    let mut stranger = gold.clone();
    stranger["text"] = json!("“The bridge will open in May,” said nobody.");
    let mut twice = gold.clone();
    twice["attributions"] = json!([gold["attributions"][0], gold["attributions"][0]]);
    for wrong in
        [beyond.to_string(), stranger.to_string(), twice.to_string(), "{".to_owned(), "[]".to_owned()]
    {
        assert_eq!(put(&server, path, &wrong).status(422).kind(), "gold", "{wrong}");
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), format!("{gold}\n"));

    // It is there after a new start, and gold is no article.
    drop(server);
    let server = Running::start(config(folder.path()));
    assert_eq!(server.get(path).status(200).json()["gold"], gold);
    assert_eq!(ids(&server.get("/review/queue?annotator=ann").json()).len(), 3);
}

#[test]
fn what_two_engines_read_otherwise_comes_first_where_there_are_two() {
    let folder = folder();
    // In doubt, and nothing for rules; nobody is in doubt of what is beside.
    let text = "Tomás Brandt, a builder, was of the opinion that nobody had paid for the ferry. “We wait,” Brandt said.";
    fs::write(folder.path().join("ferry.txt"), text).unwrap();
    let rules = Analyzer::builder().quote_tagger(Arc::new(RuleQuoteTagger::default())).build();
    let nobody = Analyzer::builder().quote_tagger(Arc::new(Nothing)).build();
    let queue = |against: Analyzer| {
        let mut config = config(folder.path());
        config.review.as_mut().unwrap().against = Some(against);
        Running::start(config).get("/review/queue?annotator=ann").status(200).json()
    };
    let figures = |queue: &Value| -> Vec<u64> {
        queue.as_array().unwrap().iter().map(|a| a["disagreements"].as_u64().unwrap()).collect()
    };
    // Whoever finds nothing disagrees on each quotation that is there.
    let found = queue(nobody);
    let all = figures(&found);
    assert!(all[0] >= 1 && all.is_sorted_by(|a, b| a >= b), "{found}");
    assert_eq!((ids(&found)[3], all[3]), ("quiet.txt", 0), "{found}");
    // Whoever finds the same, on none: then doubt decides.
    let same = queue(Analyzer::fast());
    assert_eq!(figures(&same), [0; 4]);
    assert_eq!(
        ids(&same)[0],
        ids(&Running::start(config(folder.path())).get("/review/queue?annotator=ann").json())[0]
    );
    assert!(figures(&queue(rules)).is_sorted_by(|a, b| a >= b));
}

/// Finds no quotation.
struct Nothing;

impl QuoteTagger for Nothing {
    fn tag(&self, _: &Document, _: &Tokens, _: &[Mention], _: &mut Scratch) -> Vec<Quote> {
        Vec::new()
    }
}

#[test]
fn names_lead_to_no_other_folder() {
    let folder = folder();
    let server = Running::start(config(folder.path()));
    for query in [
        "",
        "?annotator=",
        "?annotator=..",
        "?annotator=a%2Fb",
        "?annotator=%2e%2e",
        "?annotator=a%00",
        "?annotator=%ff",
        "?annotator=%",
        "?name=ann",
    ] {
        let answer = server.get(&format!("/review/queue{query}"));
        assert_eq!(answer.status(400).kind(), "annotator", "{query}");
    }
    assert_eq!(server.get("/review/articles/99?annotator=ann").status(404).kind(), "path");
    assert!(server.get("/review/articles/..%2f?annotator=ann").status >= 400);
    assert!(!folder.path().join("gold").exists(), "nothing is made by looking");
}

#[test]
fn a_page_of_another_site_saves_nothing() {
    let folder = folder();
    let server = Running::start(config(folder.path()));
    let head = format!(
        "PUT /review/articles/0?annotator=ann HTTP/1.1\r\nHost: {}\r\nOrigin: http://evil.example",
        server.address
    );
    assert_eq!(server.send(&head, b"{}").answer().status(403).kind(), "origin");
    let head = "GET /review/queue?annotator=ann HTTP/1.1\r\nHost: evil.example";
    assert_eq!(server.send(head, b"").answer().status(403).kind(), "origin");
}

#[test]
fn without_articles_there_is_no_review() {
    let empty = tempfile::tempdir().unwrap();
    let error = Server::bind(config(empty.path())).err().expect("there is nothing to correct");
    assert!(error.to_string().contains("corrected"), "{error}");
    let server = Running::start(usual());
    server.get("/review").status(404);
    server.get("/review/queue?annotator=ann").status(404);
}
