//! What a run makes of inputs as newsrooms keep them: each kind that once lost something on the way from the file to the quotation.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::harness::{Dir, Ran};

const LINE: &str = "“Nobody asked us,” said Tilda Roake, the ice seller, on Monday.";

impl Ran {
    fn records(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).expect("a record")).collect()
    }

    /// The words and the speaker of each quotation.
    fn quoted(&self) -> Vec<[String; 2]> {
        let name = |q: &Value| q["speakers"][0]["name"].as_str().unwrap_or_default().to_owned();
        let quotations = |record: &Value| record["quotations"].as_array().expect("a list").clone();
        let all = self.records().iter().flat_map(quotations).collect::<Vec<_>>();
        all.iter().map(|q| [q["text"].as_str().expect("words").to_owned(), name(q)]).collect()
    }

    /// Fails unless each article has the quotation of [`LINE`], and there are `articles`.
    #[track_caller]
    fn all_say(self, articles: usize) -> Self {
        let want = ["“Nobody asked us,”".to_owned(), "Tilda Roake".to_owned()];
        let got: Vec<_> = self.quoted().into_iter().filter(|q| *q == want).collect();
        assert_eq!((got.len(), self.records().len()), (articles, articles), "{}\n{}", self.err, self.out);
        self
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Kind A: an input that would end the process costs itself, and `--resume` gets past it.
#[test]
fn a_page_of_many_attributes_ends_no_run() {
    let dir = Dir::new();
    let page = format!("<html><body><p {}>{LINE}</p></body></html>", "a=\"1\" ".repeat(60_000));
    dir.file("in/1.txt", LINE).file("in/2.html", page).file("in/3.txt", LINE);
    for resume in [&[][..], &["--resume"]] {
        let args = [&["run", "in", "-o", "q.jsonl"][..], resume].concat();
        let ran = dir.dixit(&args);
        assert!(matches!(ran.code, Some(0 | 1)), "{}", ran.err);
        let ids = crate::harness::ids(&dir.read("q.jsonl"));
        assert!(ids.contains(&"in/1.txt".to_owned()) && ids.contains(&"in/3.txt".to_owned()), "{ids:?}");
    }
}

/// Kind B: pages of all layouts, by the program as by the reader.
#[test]
fn pages_have_their_whole_text() {
    let dir = Dir::new();
    let pages = root().join("crates/ingest/tests/pages");
    let ran = dir.dixit(&["run", pages.to_str().expect("a name"), "--with-text", "--any-language"]);
    let mut read = 0;
    for record in
        ran.records().iter().filter(|r| r["article"]["id"].as_str().is_some_and(|id| id.ends_with(".html")))
    {
        let want = Path::new(record["article"]["id"].as_str().expect("a name")).with_extension("txt");
        let want = fs::read_to_string(&want).expect("each page has its text");
        let paragraphs = |text: &str| text.split("\n\n").map(|p| p.trim().to_owned()).collect::<Vec<_>>();
        assert_eq!(
            paragraphs(record["article"]["text"].as_str().expect("a text")),
            paragraphs(&want),
            "{}",
            record["article"]["id"]
        );
        read += 1;
    }
    assert!(read >= 20, "{read} pages");
}

/// Kind B: whose words a block quotation is stands in the text, and what JSON-LD says is text without markup.
#[test]
fn block_quotations_and_live_posts_keep_their_speakers() {
    let dir = Dir::new();
    let filler = "<p>The board of the harbour met on Monday, on Tuesday, and again in the night between the two, behind shut doors.</p>";
    dir.file(
        "block.html",
        format!("<html><body><article>{filler}<blockquote><p>Nobody asked us, and nobody will.</p><footer>— <cite>Tilda Roake</cite>, ice seller</footer></blockquote>{filler}</article></body></html>"),
    );
    let text =
        dir.dixit(&["run", "block.html", "--with-text"]).exit(0).records()[0]["article"]["text"].clone();
    assert!(
        text.as_str()
            .is_some_and(|t| t.contains("“Nobody asked us, and nobody will.” — Tilda Roake, ice seller")),
        "{text}"
    );
    let posts = json!({"@type": "LiveBlogPosting", "headline": "Quay: live", "datePublished": "2025-03-03T08:00:00Z", "liveBlogUpdate": [
        {"@type": "BlogPosting", "datePublished": "2025-03-03T10:15:00Z", "headline": "The board meets", "articleBody": format!("<p>{LINE}</p>")},
        {"@type": "BlogPosting", "datePublished": "2025-03-03T11:00:00Z", "headline": "The owners answer", "articleBody": "&ldquo;We did ask,&rdquo; Ansel Vey, who owns the quay, said after the meeting of the board &amp; the owners."},
    ]});
    dir.file("live.html", format!("<html><head><title>Quay: live</title><script type=\"application/ld+json\">{posts}</script></head><body><div id=app></div></body></html>"));
    let quoted = dir.dixit(&["run", "live.html"]).exit(0).quoted();
    let [first, second] = &quoted[..] else { panic!("{quoted:?}") };
    assert_eq!(*first, ["“Nobody asked us,”", "Tilda Roake"]);
    assert!(second[0].ends_with("“We did ask,”") && second[1] == "Ansel Vey", "{second:?}");
}

/// Kind C: what is in a table comes out of it, or is told of.
#[test]
fn tables_lose_nothing_in_silence() {
    let dir = Dir::new();
    let straight = LINE.replace(['“', '”'], "\"");
    dir.file("marks.tsv", format!("id\ttitle\ttext\n1\tQuay\t{straight}\n"));
    dir.file("escaped.csv", format!("id,title,text\n1,Quay,\"{}\"\n", straight.replace('"', "\\\"")));
    for name in ["marks.tsv", "escaped.csv"] {
        let quoted = dir.dixit(&["run", name]).exit(0).quoted();
        assert_eq!(quoted, [["\"Nobody asked us,\"", "Tilda Roake"]], "{name}");
    }
    dir.file("long.csv", "id,text,n\n1,It closes, said the board, and soon,3\n2,It rained all day.,4\n");
    let ran =
        dir.dixit(&["run", "long.csv", "--stats", "s.json"]).exit(0).says(&["long.csv:2", "5 cells", "3"]);
    ran.says(&["1 note (1 cells)"]);
    let stats: Value = serde_json::from_str(&dir.read("s.json")).expect("JSON");
    assert_eq!(stats["notes"], json!({"cells": 1}));
}

/// Kind O: line breaks and no-break spaces within a name are none of the name.
#[test]
fn names_come_out_in_one_line() {
    let dir = Dir::new();
    dir.file("nbsp.txt", LINE.replace(' ', "\u{a0}"));
    assert_eq!(dir.dixit(&["run", "nbsp.txt"]).exit(0).quoted()[0][1], "Tilda Roake");
    // As agencies wrap: indented paragraphs, names over two lines.
    dir.file(
        "wrapped.txt",
        "    KELMOUTH, March 9 - The quay will close for a week and a\n\
         half, the harbour master said on Tuesday, and no boat may\nleave before the storm.\n    \
         \"We have asked all of the owners, and not one of them\nhas gone to sea against our word,\" harbour master Tilda\n\
         Roake told a meeting of the owners.\n    \
         Nobody else spoke at the meeting, which ended late in\nthe evening of the same day.\n",
    );
    let quoted = dir.dixit(&["run", "wrapped.txt"]).exit(0).quoted();
    assert!(
        quoted.iter().any(|q| q[0].starts_with("\"We have asked") && q[1] == "Tilda Roake"),
        "{quoted:?}"
    );
}

/// Kind P: a date in whatever form dates what was said "on Monday".
#[test]
fn dates_in_all_forms_date_what_was_said() {
    let dir = Dir::new();
    let forms = [
        json!("2025-03-10"),
        json!("Mon, 10 Mar 2025 08:00:00 GMT"),
        json!("March 10, 2025"),
        json!("10 Mar 2025"),
        json!("20250310"),
        json!("20250310T080000Z"),
        json!(1_741_593_600),
        json!(1_741_593_600_000_u64),
        json!("Mon Mar 10 08:00:00 +0000 2025"),
    ];
    let lines: String =
        forms.iter().map(|date| json!({"date": date, "text": LINE}).to_string() + "\n").collect();
    dir.file("a.jsonl", lines);
    for record in dir.dixit(&["run", "a.jsonl"]).exit(0).records() {
        assert_eq!(record["quotations"][0]["when"]["date"], "2025-03-10", "{}", record["article"]["date"]);
    }
}

/// Kind Q: fields and forms of others.
#[test]
fn fields_and_forms_of_others() {
    let dir = Dir::new();
    dir.file("semicolon.csv", format!("id;title;text\n1;Quay;{LINE}\n"));
    dir.file("odd.txt", format!("id~text\n1~{LINE}\n"));
    dir.file("nested.jsonl", json!({"a": {"b": {"words": LINE, "head": "Quay"}}}).to_string());
    dir.file("envelope.json", json!({"status": "ok", "articles": [{"title": "a", "content": LINE}, {"title": "b", "content": LINE}]}).to_string());
    dir.file("a.story", format!("{LINE}\n\n@highlight\n\nTilda Roake says nobody asked her\n"));
    dir.dixit(&["run", "semicolon.csv"]).exit(0).all_say(1);
    dir.dixit(&["run", "odd.txt", "--input", "csv", "--delimiter", "~"]).exit(0).all_say(1);
    let ran =
        dir.dixit(&["run", "nested.jsonl", "--map", "text=a.b.words,title=a.b.head"]).exit(0).all_say(1);
    assert_eq!(ran.records()[0]["article"]["title"], "Quay");
    dir.dixit(&["run", "envelope.json"]).exit(0).all_say(2);
    assert_eq!(dir.dixit(&["run", "a.story"]).exit(0).all_say(1).quoted().len(), 1);
    // A form that is not read is refused by its name, with what to do.
    dir.file("a.xml", "<?xml version=\"1.0\"?><ledger><entry2/></ledger>");
    dir.dixit(&["run", "a.xml"]).exit(1).says(&["a.xml", "ledger", "JSONL"]);
    dir.file("a.pdf", "%PDF-1.7");
    dir.dixit(&["run", "a.pdf"]).exit(1).says(&["a.pdf", "PDF", "pdftotext"]);
}

/// Kind R: feeds and forms of agencies.
#[test]
fn feeds_give_an_article_an_item() {
    let dir = Dir::new();
    let item = |n: u32| {
        format!(
            "<item><title>Quay {n}</title><link>https://c.example/{n}</link><pubDate>Mon, 10 Mar 2025 08:00:00 GMT</pubDate><dc:creator>Ida Brandt</dc:creator><description><![CDATA[<p>{LINE}</p>]]></description></item>"
        )
    };
    dir.file("feed.xml", format!("<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:dc=\"x\"><channel><title>The Courier</title>{}{}</channel></rss>", item(1), item(2)));
    let ran = dir.dixit(&["run", "feed.xml"]).exit(0).all_say(2);
    let article = ran.records()[1]["article"].clone();
    let facts = ["title", "url", "author", "publisher"]
        .map(|field| article[field].as_str().unwrap_or_default().to_owned());
    assert_eq!(facts, ["Quay 2", "https://c.example/2", "Ida Brandt", "The Courier"]);
    dir.file("item.xml", format!("<?xml version=\"1.0\"?><newsItem guid=\"urn:x:1\"><contentMeta><headline>Quay</headline></contentMeta><contentSet><inlineXML><html><body><p>{LINE}</p></body></html></inlineXML></contentSet></newsItem>"));
    dir.dixit(&["run", "item.xml"]).exit(0).all_say(1);
}

/// Kind S: coded text is decoded, the record then has the text its offsets count in, and the sums say how often that was so.
#[test]
fn coded_texts_are_decoded_and_noted() {
    let dir = Dir::new();
    let html = format!("<p>{}</p>", LINE.replace('“', "&ldquo;").replace('”', "&#8221;"));
    let garbled = LINE.replace('“', "â€œ").replace('”', "â€\u{9d}");
    let texts = [LINE.to_owned(), html, garbled];
    dir.file(
        "a.jsonl",
        texts.iter().map(|text| json!({"text": text}).to_string() + "\n").collect::<String>(),
    );
    let ran =
        dir.dixit(&["run", "a.jsonl", "--stats", "s.json"]).exit(0).all_say(3).says(&["a.jsonl:3", "mended"]);
    let own: Vec<Value> = ran.records().iter().map(|record| record["article"]["text"].clone()).collect();
    assert_eq!(own, [Value::Null, json!(LINE), json!(LINE)]);
    let stats: Value = serde_json::from_str(&dir.read("s.json")).expect("JSON");
    assert_eq!(stats["notes"], json!({"markup": 1, "mojibake": 1}));
}

/// Who measures a run counts in the texts of the gold: they come out as they went in.
#[test]
#[allow(clippy::print_stderr)] // a skipped test says why
fn texts_of_corpora_come_out_byte_for_byte() {
    let data = std::env::var_os("DIXIT_DATA").map_or(root().join("../shared/data"), PathBuf::from);
    let dir = Dir::new();
    for corpus in ["polnear/train", "polnear/dev", "world/train", "world/dev"] {
        let path = data.join(corpus).with_extension("jsonl");
        let Ok(lines) = fs::read_to_string(&path) else {
            eprintln!("skipped: no {} (DIXIT_DATA names the folder of data)", path.display());
            continue;
        };
        let path = path.to_str().expect("a name");
        let args = ["run", path, "--engine", "rules", "--format", "gold", "--with-text", "--any-language"];
        let got = dir.dixit(&args).exit(0).records();
        assert_eq!(got.len(), lines.lines().count(), "{corpus}");
        for (line, got) in lines.lines().zip(&got) {
            let want: Value = serde_json::from_str(line).expect("an article");
            assert!(
                got["text"] == want["text"] && got["id"] == want["id"],
                "the text of {} is another",
                want["id"]
            );
            let characters = want["text"].as_str().map_or(0, |text| text.chars().count()) as u64;
            for attribution in got["attributions"].as_array().expect("a list") {
                for place in ["content", "cue", "source"]
                    .iter()
                    .flat_map(|part| attribution[part].as_array().expect("places"))
                {
                    let (start, end) =
                        (place[0].as_u64().expect("a number"), place[1].as_u64().expect("a number"));
                    assert!(start < end && end <= characters, "{} has a place {place}", want["id"]);
                }
            }
        }
    }
}
