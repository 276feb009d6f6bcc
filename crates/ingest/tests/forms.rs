//! Files in all forms that are read, each with the text and the facts that it holds.

use std::io::Cursor;

use dixit_ingest::{Decoded, Decoder, FieldMap, Reader, ReaderOptions};

const SAID: &str = "“Nobody asked us,” said Tilda Roake, the ice seller.";

/// What comes of a file of this name, and what is said of what does not.
fn read(name: &str, bytes: &[u8], map: &str) -> (Vec<Decoded>, Vec<String>) {
    let decoder = Decoder::new(map.parse::<FieldMap>().expect("a map"));
    let (mut articles, mut failures) = (Vec::new(), Vec::new());
    for raw in Reader::stream(name, Cursor::new(bytes.to_vec()), ReaderOptions::default()) {
        match raw.and_then(|raw| decoder.decode(raw)) {
            Ok(decoded) => articles.push(decoded),
            Err(failure) => failures.push(failure.to_string()),
        }
    }
    (articles, failures)
}

/// Id, title, date, url, author, publisher and text of each article.
fn facts(name: &str, file: &str) -> Vec<[String; 7]> {
    let (articles, failures) = read(name, file.as_bytes(), "");
    assert_eq!(failures, [""; 0], "{name}");
    let fields = |decoded: Decoded| {
        let d = decoded.document;
        let text = d.text().to_owned();
        let [title, date, url, author, publisher] =
            [d.title, d.date, d.url, d.author, d.publisher].map(Option::unwrap_or_default);
        [d.id, title, date, url, author, publisher, text]
    };
    articles.into_iter().map(fields).collect()
}

/// The texts of a table or of lines.
fn texts(name: &str, file: &str, map: &str) -> Vec<String> {
    let (articles, failures) = read(name, file.as_bytes(), map);
    assert_eq!(failures, [""; 0], "{file}");
    articles.into_iter().map(|a| a.document.text().to_owned()).collect()
}

#[test]
fn feeds_and_news_forms() {
    let rss = format!(
        "<?xml version='1.0'?><rss xmlns:content='c' xmlns:dc='d' xmlns:media='m'><channel><title>The Courier</title><link>https://c.example</link>\
         <item><title>Quay &amp; boats</title><link>https://c.example/1</link><guid>q1</guid><pubDate>Mon, 03 Mar 2025 08:00:00 GMT</pubDate>\
         <dc:creator>Ida Brandt</dc:creator><media:title>A picture</media:title><description>short</description>\
         <content:encoded><![CDATA[<p>{SAID}</p><p>Two &amp; more.</p>]]></content:encoded></item>\
         <item><title>Second</title><description>&lt;p&gt;It rained.&lt;/p&gt;</description></item></channel></rss>"
    );
    let want = [
        [
            "q1",
            "Quay & boats",
            "2025-03-03T08:00:00+00:00",
            "https://c.example/1",
            "Ida Brandt",
            "The Courier",
            &format!("{SAID}\n\nTwo & more."),
        ],
        ["a.xml:2", "Second", "", "", "", "The Courier", "It rained."],
    ];
    assert_eq!(facts("a.xml", &rss), want);
    let atom = format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>The Courier</title><author><name>Staff</name></author><entry><id>e1</id><title>Quay</title>\
         <link rel='self' href='https://c.example/self'/><link href='https://c.example/2'/><updated>2025-03-04T09:00:00Z</updated>\
         <published>2025-03-03T09:00:00Z</published><author><name>Ida Brandt</name><uri>https://c.example/ida</uri></author>\
         <summary>short</summary><content type='xhtml'><div><p>{SAID}</p><p>It rained.</p></div></content></entry></feed>"
    );
    let want = [[
        "e1",
        "Quay",
        "2025-03-03T09:00:00Z",
        "https://c.example/2",
        "Ida Brandt",
        "The Courier",
        &format!("{SAID}\n\nIt rained."),
    ]];
    assert_eq!(facts("a.atom", &atom), want);
    let newsml = format!(
        "<?xml version='1.0'?><newsItem guid='urn:x:1'><itemMeta><versionCreated>2025-03-03T08:00:00Z</versionCreated></itemMeta><contentMeta>\
         <headline>Quay</headline><creator><name>Ida Brandt</name></creator></contentMeta><contentSet><inlineXML><html><head><title>not this</title></head>\
         <body><p>{SAID}</p><p>It rained.</p></body></html></inlineXML></contentSet></newsItem>"
    );
    let want =
        [["urn:x:1", "Quay", "2025-03-03T08:00:00Z", "", "Ida Brandt", "", &format!("{SAID}\n\nIt rained.")]];
    assert_eq!(facts("a.xml", &newsml), want);
    let nitf = format!(
        "<nitf><head><title>Quay, in short</title><docdata><doc-id id-string='n1'/><date.issue norm='20250303T080000Z'/></docdata></head><body><body.head>\
         <hedline><hl1>Quay to close</hl1></hedline><byline>By Ida Brandt</byline></body.head><body.content><p>{SAID}</p><p>It rained.</p></body.content></body></nitf>"
    );
    let want = [[
        "n1",
        "Quay to close",
        "2025-03-03T08:00:00Z",
        "",
        "By Ida Brandt",
        "",
        &format!("{SAID}\n\nIt rained."),
    ]];
    assert_eq!(facts("a.nitf", &nitf), want);
    let (articles, failures) = read("a.xml", b"<?xml version='1.0'?><inventory><crate/></inventory>", "");
    assert!(
        articles.is_empty() && failures[0].contains("inventory") && failures[0].contains("JSONL"),
        "{failures:?}"
    );
    // What comes before a fault is read.
    let (articles, failures) = read("a.xml", rss.replace("</item><item>", "</item><item <<").as_bytes(), "");
    assert!(!articles.is_empty() && failures.len() <= 1, "{failures:?}");
}

#[test]
fn mail_subtitles_stories() {
    let mail = format!(
        "From: Ida Brandt <ida@c.example>\r\nSubject: =?utf-8?q?Quay_=E2=80=93_vote?=\r\nDate: Mon, 03 Mar 2025 08:00:00 +0000\r\nMessage-ID: <m1@c.example>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{SAID}\r\n\
         --b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>no</p>\r\n--b--\r\n"
    );
    let got = facts("a.eml", &mail);
    assert_eq!(got[0][..5], ["m1@c.example", "Quay – vote", "2025-03-03T08:00:00Z", "", "Ida Brandt"]);
    assert_eq!(got[0][6].trim(), SAID);
    let page = format!(
        "Snapshot-Content-Location: https://c.example/1\r\nSubject: Quay\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n\
         Content-Type: text/html; charset=utf-8\r\n\r\n<html><body><nav>Menu</nav><article><p>{SAID}</p><p>It rained on Monday, on Tuesday, and in the night between the two.</p></article></body></html>\r\n--b--\r\n"
    );
    let got = facts("a.mhtml", &page);
    assert_eq!((got[0][3].as_str(), got[0][6].lines().next()), ("https://c.example/1", Some(SAID)));
    let srt = "1\n00:00:01,000 --> 00:00:02,000\nNobody asked\n\n2\n00:00:02,100 --> 00:00:03,000\n<i>us.</i>\n\n3\n00:00:09,000 --> 00:00:10,000\nIt rained.\n";
    assert_eq!(texts("a.srt", srt, ""), ["Nobody asked us.\n\nIt rained."]);
    let vtt = "WEBVTT\n\n00:01.000 --> 00:02.000 line:0\n<v Tilda Roake>Nobody asked us.\n\n00:02.000 --> 00:03.000\n<v Ansel Vey>We did.</v>\n";
    assert_eq!(texts("a", vtt, ""), ["Tilda Roake: Nobody asked us.\n\nAnsel Vey: We did."]);
    let story = format!("{SAID}\n\n@highlight\n\nIce seller was not asked\n");
    assert_eq!(texts("a.story", &story, ""), [SAID]);
}

#[test]
fn fields_by_the_names_of_others() {
    for line in [
        r#"{"maintext": "T", "date_publish": "2025-03-03 08:00:00", "authors": ["A"], "source_domain": "P"}"#,
        r#"{"content": "T", "publishedAt": "2025-03-03T08:00:00Z", "author": "A", "source": {"id": null, "name": "P"}, "description": "no"}"#,
        r#"{"uuid": "u", "text": "T", "published": "2025-03-03T08:00:00.000+02:00", "author": "A", "thread": {"site": "P", "title": "no"}}"#,
        r#"{"plain_text": "T", "date": "2025-03-03", "domain": "P", "author": "A"}"#,
        r#"{"plaintext": "T", "publishing_date": "2025-03-03", "authors": ["A"], "publisher": "P"}"#,
        r#"{"text": "T", "publish_date": "2025-03-03", "authors": ["A"], "source": "P"}"#,
        r#"{"_source": {"text": "T", "date": "2025-03-03", "author": "A", "source": "P"}}"#,
        r#"{"article": {"id": "i", "text": "T", "date": "2025-03-03", "author": "A", "publisher": "P"}, "quotations": []}"#,
    ] {
        let got = facts("a.jsonl", line);
        assert_eq!(
            (got[0][6].as_str(), &got[0][2][..10], got[0][4].as_str(), got[0][5].as_str()),
            ("T", "2025-03-03", "A", "P"),
            "{line}"
        );
    }
    assert_eq!(texts("a.jsonl", r#"{"a": {"b": {"c": "T"}}, "text": "no"}"#, "text=a.b.c"), ["T"]);
    assert_eq!(texts("a.jsonl", "{\"x\": \"T\"}\n{\"y\": \"U\"}", "text=y|x"), ["T", "U"]);
    let envelope = r#"{"status": "ok", "articles": [{"content": "T"}, {"content": "U"}], "n": [1]}"#;
    assert_eq!(texts("a.json", envelope, ""), ["T", "U"]);
    let hits = r#"{"hits": {"total": 2, "hits": [{"_id": "1", "_source": {"text": "T"}}, {"_id": "2", "_source": {"text": "U"}}]}}"#;
    assert_eq!(texts("a.json", hits, ""), ["T", "U"]);
    // An article may have lists of objects itself.
    assert_eq!(texts("a.json", r#"{"text": "T", "items": [{"text": "no"}]}"#, ""), ["T"]);
    assert_eq!(texts("a", "{\n  \"text\": \"T\"\n}\n", ""), ["T"]);
}

#[test]
fn names_and_texts_are_mended() {
    let got = facts(
        "a.jsonl",
        "{\"text\": \"<p>&ldquo;Yes,&rdquo; she said.</p>\", \"title\": \"Quay &amp;\\u00a0boats\", \"author\": \"Ida\\nBrandt\"}",
    );
    assert_eq!([&got[0][6], &got[0][1], &got[0][4]], ["“Yes,” she said.", "Quay & boats", "Ida Brandt"]);
    let (articles, _) = read("a.jsonl", "{\"text\": \"Itâ€™s â€œfineâ€\u{9d}, she said.\"}".as_bytes(), "");
    assert_eq!(articles[0].document.text(), "It’s “fine”, she said.");
    assert_eq!(articles[0].notes.len(), 1);
    // A page that is UTF-8, whatever it says.
    for charset in ["utf-16", "iso-8859-1", "shift_jis"] {
        let page = format!(
            "<html><head><meta charset={charset}></head><body><article><p>{SAID}</p><p>It rained on Monday, on Tuesday, and in the night between the two.</p></article></body></html>"
        );
        assert!(texts("a.html", &page, "")[0].starts_with(SAID), "{charset}");
    }
}

#[test]
fn tables_are_read_as_they_are_written() {
    let plain = format!("id,text\n1,\"{}\"\n", SAID.replace(['“', '”'], "\"\""));
    let marks = SAID.replace(['“', '”'], "\"");
    assert_eq!(texts("a.csv", &plain, ""), [marks.as_str()]);
    assert_eq!(texts("a.csv", &plain.replace("1,", "1;").replace("id,", "id;"), ""), [marks.as_str()]);
    let escaped = format!("id,text\n1,\"{}\"\n", SAID.replace(['“', '”'], "\\\""));
    assert_eq!(texts("a.csv", &escaped, ""), [marks.as_str()]);
    assert_eq!(
        texts("a.tsv", &format!("id\ttext\n1\t{marks}\n2\t{marks} \"No.\"\n"), ""),
        [marks.clone(), format!("{marks} \"No.\"")]
    );
    // Without a heading, columns have numbers, and the first row is an article.
    let bare = format!("17|Quay|{SAID}\n18|Rain|It rained.\n");
    assert_eq!(texts("a.csv", &bare, "text=3,title=2"), [SAID, "It rained."]);
    let (articles, failures) = read("a.csv", bare.as_bytes(), "");
    assert!(articles.is_empty() && failures.len() == 2 && failures[0].contains("heading"), "{failures:?}");
    // What is over is of the text where that is the last column; what is left out is told of.
    let (articles, _) = read("a.csv", b"id,title,text\n1,Quay,It closes, said the board, and soon\n", "");
    assert_eq!(articles[0].document.text(), "It closes, said the board, and soon");
    assert_eq!(articles[0].notes.len(), 1);
    let (articles, _) = read("a.csv", b"id,text,n\n1,It closes, said the board,3\n2,It rained.\n", "");
    let notes: Vec<String> = articles.iter().flat_map(|a| &a.notes).map(ToString::to_string).collect();
    assert!(notes[0].contains("4 cells") && notes[1].contains("2 cells"), "{notes:?}");
}

#[test]
fn rows_and_cells_are_bounded() {
    let options = ReaderOptions { max_article_bytes: 1000, ..ReaderOptions::default() };
    let table =
        format!("id,text\n1,\"{}\"\n2,It rained.\n3,\"never closed\n4,It snowed.\n", "long ".repeat(1000));
    let (mut texts, mut failures) = (Vec::new(), Vec::new());
    for raw in Reader::stream("a.csv", Cursor::new(table.into_bytes()), options) {
        match raw.and_then(|raw| Decoder::default().decode(raw)) {
            Ok(decoded) => texts.push(decoded.document.text().to_owned()),
            Err(failure) => failures.push(failure.to_string()),
        }
    }
    assert_eq!(texts, ["It rained.", "It snowed."]);
    assert!(
        failures.len() == 2 && failures[0].starts_with("a.csv:2") && failures[1].starts_with("a.csv:4"),
        "{failures:?}"
    );
}

#[test]
fn feeds_and_news_forms_in_json() {
    let html = SAID.replace('“', "&ldquo;").replace('”', "&rdquo;");
    let feed = format!(
        r#"{{"version": "https://jsonfeed.org/version/1.1", "title": "The Courier", "home_page_url": "https://c.example", "items": [
        {{"id": "1", "url": "https://c.example/1", "title": "Quay", "content_html": "<p>{html}</p><p>It rained.</p>", "date_published": "2025-03-03T08:00:00Z", "authors": [{{"name": "Ida Brandt", "url": "https://c.example/ida"}}]}},
        {{"id": "2", "content_text": "It rained.", "summary": "no", "attachments": [{{"url": "x"}}]}}]}}"#
    );
    let got = facts("a.json", &feed);
    assert_eq!(got[0][..5], ["1", "Quay", "2025-03-03T08:00:00Z", "https://c.example/1", "Ida Brandt"]);
    assert_eq!(
        (got[0][6].as_str(), got[1][6].as_str()),
        (format!("{SAID}\n\nIt rained.").as_str(), "It rained.")
    );
    let ninjs = format!(
        r#"{{"uri": "urn:x:1", "headline": "Quay", "byline": "Ida Brandt", "versioncreated": "2025-03-03T08:00:00Z", "language": "en", "type": "text", "body_xhtml": "<p>{html}</p>"}}"#
    );
    let got = facts("a.json", &ninjs);
    assert_eq!(got[0][..5], ["urn:x:1", "Quay", "2025-03-03T08:00:00Z", "", "Ida Brandt"]);
    assert_eq!(got[0][6], SAID);
}

/// What reads the words of an input by offsets needs them to be those of the input.
#[test]
fn texts_of_fields_stay_as_they_are_unless_they_are_html_or_garbled_for_certain() {
    for (text, want) in [
        ("Smith &amp; Sons <post/> said: “No.”", None),
        ("See <a href='x'>this</a>, she said.", None),
        ("JosÃ© said: “No.”", None),
        ("a\u{a0}b\r\nc  d\te ", None),
        ("“It’s over,” she said.", None),
        ("<p>“No,” he said.</p><p>It rained.</p>", Some("“No,” he said.\n\nIt rained.")),
        ("&quot;No,&quot; he said.", Some("\"No,\" he said.")),
        ("Itâ€™s over, he said.", Some("It’s over, he said.")),
    ] {
        let line = serde_json::json!({"id": "1", "text": text}).to_string();
        let table = format!("id,text\n1,\"{text}\"\n").replace("\"No,\"", "\"\"No,\"\"");
        for (name, file) in [("a.jsonl", line), ("a.csv", table)] {
            let (articles, _) = read(name, file.as_bytes(), "");
            let document = &articles[0].document;
            assert_eq!((document.text(), document.remade), (want.unwrap_or(text), want.is_some()), "{name}");
            let marked = text.contains(['&', 'Ã', 'â']) || text.contains("</");
            assert_eq!(articles[0].notes.is_empty(), !marked, "{:?}", articles[0].notes);
        }
    }
}

#[test]
fn a_date_that_is_not_understood_stays_as_it_is() {
    let (articles, _) = read("a.jsonl", br#"{"text": "T", "date": "10/11/2025"}"#, "");
    assert_eq!(articles[0].document.date.as_deref(), Some("10/11/2025"));
    assert_eq!(articles[0].notes.iter().map(dixit_ingest::Note::kind).collect::<Vec<_>>(), ["date"]);
}
