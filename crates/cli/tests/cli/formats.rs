//! Formats of input beside plain text and JSONL, compression, and the sums of a run.

use std::io::{Read as _, Write as _};

use crate::harness::{ARTICLE, Dir, ids};

fn gz(text: &str) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(text.as_bytes()).unwrap();
    out.finish().unwrap()
}

fn line(id: &str) -> String {
    serde_json::json!({"id": id, "text": ARTICLE}).to_string() + "\n"
}

#[test]
fn packed_input_is_known_by_its_first_bytes() {
    let dir = Dir::new();
    dir.file("in/a.txt.gz", gz(ARTICLE));
    dir.file("in/b.jsonl.zst", zstd::encode_all(line("b").as_bytes(), 0).unwrap());
    dir.file("in/c.jsonl.gz", [gz(&line("c1")), gz(&line("c2"))].concat());
    dir.file("in/d.gz", gz(&line("d")));
    let ran = dir.dixit(&["run", "in"]).exit(0);
    assert_eq!(ran.ids(), ["in/a.txt.gz", "b", "c1", "c2", "d"]);
    let piped = dir.dixit_reading(&gz(&line("p")), &["run", "-"]).exit(0);
    assert_eq!(piped.ids(), ["p"]);
}

#[test]
fn what_precedes_a_corrupt_part_is_kept() {
    let dir = Dir::new();
    let mut packed = gz(&line("first"));
    let mut second = gz(&(0..200).map(|i| line(&i.to_string())).collect::<String>());
    let middle = second.len() / 2;
    second.truncate(middle);
    packed.extend(second);
    dir.file("in/cut.jsonl.gz", packed).file("in/good.txt", ARTICLE);
    let ran = dir.dixit(&["run", "in"]).exit(1).says(&["cut.jsonl.gz", "cannot be read"]);
    let got = ran.ids();
    assert_eq!((got.first().unwrap().as_str(), got.last().unwrap().as_str()), ("first", "in/good.txt"));
}

#[test]
fn output_is_packed_as_its_name_says() {
    let dir = Dir::new();
    dir.file("a.txt", ARTICLE);
    let plain = dir.dixit(&["run", "a.txt", "-q"]).exit(0).out;
    for name in ["out.jsonl.gz", "out.jsonl.zst"] {
        dir.dixit(&["run", "a.txt", "-o", name]).exit(0);
        let bytes = std::fs::read(dir.path().join(name)).unwrap();
        let mut text = String::new();
        match name.ends_with("gz") {
            true => {
                flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_string(&mut text).map(drop).unwrap()
            }
            false => text = String::from_utf8(zstd::decode_all(&bytes[..]).unwrap()).unwrap(),
        }
        assert_eq!(text, plain);
    }
    assert_eq!(dir.names(), ["a.txt", "out.jsonl.gz", "out.jsonl.zst"]);
}

#[test]
fn tables_give_an_article_a_row() {
    let dir = Dir::new();
    let quoted = ARTICLE.replace('"', "\"\"");
    dir.file("a.csv", format!("\u{FEFF}uid,prose,head\na1,\"{quoted}\",H\na2,,\na3,short\n"));
    dir.file("b.tsv", "id\ttext\nb1\t“Yes,” she said.\n");
    let ran = dir.dixit(&["run", "a.csv", "--map", "id=uid,text=prose,title=head"]).exit(0);
    let ran = ran.says(&["a.csv:3", "is empty"]);
    assert_eq!(ran.ids(), ["a1", "a3"]);
    let first: serde_json::Value = serde_json::from_str(ran.out.lines().next().unwrap()).unwrap();
    assert_eq!(first["article"]["title"], "H");
    assert_eq!(dir.dixit(&["run", "b.tsv"]).exit(0).ids(), ["b1"]);
    dir.dixit(&["run", "a.csv"]).exit(1).says(&["a.csv:2", "no field `text`", "`prose`"]);
}

#[test]
fn web_pages_give_their_main_text() {
    let dir = Dir::new();
    let paragraphs: String =
        ARTICLE.split("\n\n").map(|p| format!("<p>{p} {}</p>\n", "It was late. ".repeat(20))).collect();
    let page = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>The bridge</title>\
         <meta property=\"og:site_name\" content=\"Harbourton Gazette\"></head><body>\
         <nav><a href=\"/\">Home</a> <a href=\"/sport\">Sport</a></nav>\
         <article><h1>The bridge</h1>{paragraphs}</article>\
         <footer>“Subscribe now,” said the footer.</footer></body></html>"
    );
    dir.file("in/page.html", &page).file("in/empty.html", "<html><body><nav>Home</nav></body></html>");
    let ran = dir.dixit(&["run", "in", "--with-text"]).exit(0).says(&["empty.html", "without a main text"]);
    assert_eq!(ran.ids(), ["in/page.html"]);
    let record: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let article = &record["article"];
    assert_eq!(
        (&article["title"], &article["publisher"]),
        (&"The bridge".into(), &"Harbourton Gazette".into())
    );
    let text = article["text"].as_str().unwrap();
    assert!(
        text.contains("“The bridge will open in May,”")
            && !text.contains("footer")
            && !text.contains("Sport")
    );
    assert!(text.lines().filter(|l| !l.trim().is_empty()).count() >= 3, "paragraphs ran together: {text}");
    assert_eq!(dir.dixit_reading(page.as_bytes(), &["run", "-"]).exit(0).ids(), ["stdin"]);
}

#[test]
fn the_sums_of_a_run_are_written_as_json() {
    let dir = Dir::new();
    dir.file("a.jsonl", format!("{}not json\n{{\"text\": \" \"}}\n{}", line("a"), line("b")));
    dir.dixit(&["run", "a.jsonl", "gone.txt", "-o", "out.jsonl", "--stats", "stats.json"]).exit(1);
    let stats: serde_json::Value = serde_json::from_str(&dir.read("stats.json")).unwrap();
    let quotations: usize = dir
        .read("out.jsonl")
        .lines()
        .map(|l| {
            serde_json::from_str::<serde_json::Value>(l).unwrap()["quotations"].as_array().unwrap().len()
        })
        .sum();
    assert_eq!(stats["articles"], 2);
    assert_eq!((&stats["failed"], &stats["skipped"]), (&2.into(), &1.into()));
    assert_eq!(stats["incidents"], serde_json::json!({"json": 1, "empty": 1, "not_found": 1}));
    assert_eq!((&stats["quotations"], &stats["complete"]), (&quotations.into(), &true.into()));
    assert_eq!(ids(&dir.read("out.jsonl")), ["a", "b"]);
}
