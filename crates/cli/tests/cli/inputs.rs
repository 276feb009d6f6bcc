//! What a run reads: archives, web archives, JSON of any shape, Markdown, Parquet, other languages and encodings, and which
//! of it.

use std::io::Write as _;

use crate::harness::{ARTICLE, Dir};

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

fn object(id: &str) -> String {
    serde_json::json!({"id": id, "text": ARTICLE}).to_string()
}

/// An archive with the headers that POSIX asks for.
fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, content) in files {
        let mut header = [0u8; 512];
        header[..name.len()].copy_from_slice(name.as_bytes());
        header[100..108].copy_from_slice(b"0000644\0");
        header[124..136].copy_from_slice(format!("{:011o}\0", content.len()).as_bytes());
        header[156] = b'0';
        header[257..265].copy_from_slice(b"ustar\x0000");
        header[148..156].fill(b' ');
        let sum: u32 = header.iter().map(|&b| u32::from(b)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        out.extend(header);
        out.extend(*content);
        out.resize(out.len().next_multiple_of(512), 0);
    }
    out.extend([0; 1024]);
    out
}

#[test]
fn json_of_any_shape() {
    let dir = Dir::new();
    dir.file("in/array.json", format!("[{},\n {{\"id\": broken}}, {}]", object("a1"), object("a3")));
    dir.file(
        "in/pretty.json",
        serde_json::to_string_pretty(&serde_json::json!({"id": "p", "text": ARTICLE})).unwrap(),
    );
    let ran = dir.dixit(&["run", "in"]).exit(1).says(&["array.json:2", "not valid JSON"]);
    assert_eq!(ran.ids(), ["a1", "a3", "p"]);
    let piped = format!("[\n{}]", object("s"));
    assert_eq!(dir.dixit_reading(piped.as_bytes(), &["run", "-"]).exit(0).ids(), ["s"]);
}

#[test]
fn markdown_gives_its_prose() {
    let dir = Dir::new();
    dir.file("a.md", "---\ndate: 2025-12-05\n---\n# The bridge\n\n“It **will** open in May,” [Ada Okoye](http://x.example) said.\n\n```\n“code”\n```\n");
    let ran = dir.dixit(&["run", "a.md", "--with-text"]).exit(0);
    let record: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(record["article"]["text"], "“It will open in May,” Ada Okoye said.");
    assert_eq!(
        (&record["article"]["title"], &record["article"]["date"]),
        (&"The bridge".into(), &"2025-12-05".into())
    );
}

#[test]
fn archives_are_read_as_folders_are() {
    let dir = Dir::new();
    let lines = format!("{}\n{}\n", object("l1"), object("l2"));
    let packed = gz(lines.as_bytes());
    let files: [(&str, &[u8]); 5] = [
        ("news/b.txt", ARTICLE.as_bytes()),
        ("news/photo.png", b"\x89PNG"),
        ("news/.hidden.txt", b"x"),
        ("news/lines.jsonl.gz", &packed),
        ("empty.txt", b""),
    ];
    dir.file("a.tar.gz", gz(&tar(&files)));
    let ran = dir.dixit(&["run", "a.tar.gz"]).exit(0);
    let ran = ran.says(&["a.tar.gz/empty.txt", "is empty"]).says(&["2 files of other kinds skipped"]);
    assert_eq!(ran.ids(), ["a.tar.gz/news/b.txt", "l1", "l2"]);
    // Also as a stream without a name, and one archive in another.
    for how in ["auto", "tar"] {
        let ran = dir.dixit_reading(&tar(&files), &["run", "-", "--input", how]).exit(0);
        assert_eq!(ran.ids(), ["stdin/news/b.txt", "l1", "l2"], "--input {how}");
    }
    dir.file("nested.tar", tar(&[("inner.tar", &tar(&files[..1])), ("after.txt", ARTICLE.as_bytes())]));
    assert_eq!(
        dir.dixit(&["run", "nested.tar"]).exit(0).ids(),
        ["nested.tar/inner.tar/news/b.txt", "nested.tar/after.txt"]
    );

    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in files {
        zip.start_file(name, stored).unwrap();
        zip.write_all(content).unwrap();
    }
    let zip = zip.finish().unwrap().into_inner();
    dir.file("a.zip", &zip);
    let ran = dir.dixit(&["run", "a.zip"]).exit(0).says(&["2 files of other kinds skipped"]);
    assert_eq!(ran.ids(), ["a.zip/news/b.txt", "l1", "l2"]);
    // Read from its end, and yet from a stream, packed, or in another archive.
    let ran = dir.dixit_reading(&zip, &["run", "-", "--input", "zip"]).exit(0);
    assert_eq!(ran.ids(), ["stdin/news/b.txt", "l1", "l2"]);
    dir.file("b.zip.gz", gz(&zip));
    assert_eq!(dir.dixit(&["run", "b.zip.gz"]).exit(0).ids(), ["b.zip.gz/news/b.txt", "l1", "l2"]);
    dir.file("zips.tar", tar(&[("a.zip", &zip), ("after.txt", ARTICLE.as_bytes())]));
    assert_eq!(
        dir.dixit(&["run", "zips.tar"]).exit(0).ids(),
        ["zips.tar/a.zip/news/b.txt", "l1", "l2", "zips.tar/after.txt"]
    );
    dir.file("cut.zip", &zip[..zip.len() / 2]);
    dir.dixit(&["run", "cut.zip", "a.zip"]).exit(1).says(&["cut.zip", "cannot be read"]);
}

#[test]
fn a_damaged_archive_gives_what_is_whole() {
    let dir = Dir::new();
    let long = ARTICLE.repeat(10);
    let mut damaged =
        tar(&[("a.txt", ARTICLE.as_bytes()), ("b.txt", long.as_bytes()), ("c.txt", ARTICLE.as_bytes())]);
    // The header of the second file.
    damaged[1024 + 10] ^= 0xFF;
    dir.file("damaged.tar", &damaged);
    let ran = dir.dixit(&["run", "damaged.tar"]).exit(1).says(&["damaged.tar", "damaged"]);
    assert_eq!(ran.ids(), ["damaged.tar/a.txt", "damaged.tar/c.txt"]);
    dir.file("cut.tar", &tar(&[("a.txt", ARTICLE.as_bytes()), ("b.txt", long.as_bytes())])[..2500]);
    let ran = dir.dixit(&["run", "cut.tar"]).exit(1).says(&["cut.tar/b.txt", "ends too early"]);
    assert_eq!(ran.ids(), ["cut.tar/a.txt"]);
}

/// A page around the article.
fn page() -> String {
    let paragraphs: String =
        ARTICLE.split("\n\n").map(|p| format!("<p>{p} {}</p>\n", "It was late. ".repeat(20))).collect();
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><title>The bridge</title></head><body><article>{paragraphs}</article></body></html>"
    )
}

/// One record of a web archive.
fn record(kind: &str, id: &str, content: &str) -> Vec<u8> {
    format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{id}>\r\nWARC-Target-URI: https://news.example/{id}\r\n\
         Content-Type: application/http; msgtype={kind}\r\nContent-Length: {}\r\n\r\n{content}\r\n\r\n",
        content.len()
    )
    .into_bytes()
}

fn response(id: &str, status: &str, content_type: &str, body: &str) -> Vec<u8> {
    record("response", id, &format!("HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\n\r\n{body}"))
}

#[test]
fn web_archives_give_their_pages() {
    let dir = Dir::new();
    let records = [
        record("warcinfo", "w", "software: test"),
        record("request", "r", "GET / HTTP/1.1\r\n\r\n"),
        response("one", "200 OK", "text/html; charset=utf-8", &page()),
        response("gone", "404 Not Found", "text/html", &page()),
        response("image", "200 OK", "image/png", "..."),
        response(
            "wall",
            "200 OK",
            "text/html",
            &format!(
                "<html><body><article><p>{}</p></article></body></html>",
                "Please enable JavaScript to read this page. ".repeat(4)
            ),
        ),
        response("two", "200 OK", "text/html", &page()),
    ];
    let packed: Vec<Vec<u8>> = records.iter().map(|r| gz(r)).collect();
    dir.file("a.warc.gz", packed.concat());
    let ran = dir.dixit(&["run", "a.warc.gz", "--stats", "stats.json"]).exit(0);
    assert_eq!(ran.ids(), ["one", "two"]);
    let first: serde_json::Value = serde_json::from_str(ran.out.lines().next().unwrap()).unwrap();
    assert_eq!(
        (&first["article"]["url"], &first["article"]["title"]),
        (&"https://news.example/one".into(), &"The bridge".into())
    );
    let stats: serde_json::Value = serde_json::from_str(&dir.read("stats.json")).unwrap();
    assert_eq!(stats["incidents"], serde_json::json!({"boilerplate": 1, "not_a_page": 2}));

    // A damaged member costs its record, a cut one the rest.
    let mut damaged = packed.clone();
    let middle = damaged[2].len() / 2;
    damaged[2][middle..middle + 20].fill(0xAA);
    dir.file("damaged.warc.gz", damaged.concat());
    let ran = dir.dixit(&["run", "damaged.warc.gz"]).exit(1).says(&["damaged.warc.gz", "damaged"]);
    assert_eq!(ran.ids(), ["two"]);
    let whole = packed.concat();
    dir.file("cut.warc.gz", &whole[..whole.len() - 100]);
    let ran = dir.dixit(&["run", "cut.warc.gz"]).exit(1).says(&["cut.warc.gz", "cannot be read"]);
    assert_eq!(ran.ids(), ["one"]);
}

#[test]
fn parquet_is_read_and_written() {
    let dir = Dir::new();
    dir.file("in.jsonl", (0..50).map(|i| object(&format!("a{i}")) + "\n").collect::<String>());
    dir.dixit(&["run", "in.jsonl", "-o", "q.parquet", "-o", "q.jsonl", "-q"]).exit(0);
    assert_eq!(dir.names(), ["in.jsonl", "q.jsonl", "q.parquet"]);
    // Its rows are quotations, each a text by itself.
    let quotations: usize = dir
        .read("q.jsonl")
        .lines()
        .map(|l| {
            serde_json::from_str::<serde_json::Value>(l).unwrap()["quotations"].as_array().unwrap().len()
        })
        .sum();
    let ran = dir.dixit(&["run", "q.parquet", "--map", "id=article_id", "--with-text"]).exit(0);
    assert_eq!(ran.ids().len(), quotations);
    let first: serde_json::Value = serde_json::from_str(ran.out.lines().next().unwrap()).unwrap();
    assert_eq!(
        (&first["article"]["id"], &first["article"]["text"]),
        (&"a0".into(), &"“The bridge will open in May,”".into())
    );
    let bytes = std::fs::read(dir.path().join("q.parquet")).unwrap();
    dir.file("cut.parquet", &bytes[..bytes.len() / 2]);
    dir.dixit(&["run", "cut.parquet", "in.jsonl"]).exit(1).says(&["cut.parquet", "as Parquet"]);
    let mut junk = bytes.clone();
    let middle = junk.len() / 3;
    junk[middle..middle + 300].fill(0x55);
    dir.file("junk.parquet", &junk);
    dir.dixit(&["run", "junk.parquet", "--map", "id=article_id"])
        .exit(1)
        .says(&["junk.parquet", "as Parquet"]);
    // Read from its end, and yet from a stream, packed, or in an archive.
    let streamed = dir.dixit_reading(&bytes, &["run", "-", "--map", "id=article_id", "--with-text"]).exit(0);
    assert_eq!(streamed.out, ran.out);
    dir.file("q.parquet.gz", gz(&bytes));
    dir.file("q.tar", tar(&[("q.parquet", &bytes)]));
    for name in ["q.parquet.gz", "q.tar"] {
        let packed = dir.dixit(&["run", name, "--map", "id=article_id", "--with-text"]).exit(0);
        assert_eq!(packed.out, ran.out, "{name}");
    }
    dir.file("cut.parquet.gz", gz(&bytes[..bytes.len() / 2]));
    dir.dixit(&["run", "cut.parquet.gz", "in.jsonl"]).exit(1).says(&["cut.parquet.gz", "as Parquet"]);
}

#[test]
fn other_languages_are_passed_over_and_counted() {
    let dir = Dir::new();
    let german = "„Die Brücke wird im Mai eröffnet“, sagte die Bürgermeisterin am Montag vor der Presse. Sie habe in der Stadt mit vielen Menschen gesprochen.";
    let line = |id: &str, text: &str| serde_json::json!({"id": id, "text": text}).to_string() + "\n";
    dir.file("in.jsonl", line("de", german) + &line("en", ARTICLE));
    let ran = dir.dixit(&["run", "in.jsonl"]).exit(0).says(&["1 skipped (1 language)"]);
    assert_eq!(ran.ids(), ["en"]);
    assert_eq!(dir.dixit(&["run", "in.jsonl", "--any-language"]).exit(0).ids(), ["de", "en"]);
}

#[test]
fn tables_and_lines_in_old_encodings() {
    let dir = Dir::new();
    let bytes = b"id,text\na,\"\x93It\x92s a caf\xe9,\x94 said Ren\xe9e Okoye of the caf\xe9.\"\nb,plain\n";
    dir.file("old.csv", bytes);
    let ran = dir.dixit(&["run", "old.csv", "--with-text"]).exit(0).says(&["old.csv:2", "windows-1252"]);
    assert!(ran.out.contains("“It’s a café,” said Renée"), "{}", ran.out);
    let utf16: Vec<u8> =
        "\u{FEFF}id\ttext\na\t“Yes,” she said.\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    dir.file("sheet.tsv", utf16);
    let ran = dir.dixit(&["run", "sheet.tsv", "--with-text"]).exit(0);
    assert!(ran.ids() == ["a"] && ran.out.contains("“Yes,” she said."));
    dir.file("old.jsonl", b"{\"id\": \"a\", \"text\": \"\x93It\x92s a caf\xe9,\x94 she said.\"}\n");
    let ran = dir.dixit(&["run", "old.jsonl", "--with-text"]).exit(0);
    assert!(ran.out.contains("“It’s a café,”"));
}

#[test]
fn patterns_and_lists_of_files() {
    let dir = Dir::new();
    for name in ["in/a.txt", "in/b.txt", "in/deep/c.txt", "in/d.html"] {
        dir.file(name, ARTICLE);
    }
    assert_eq!(dir.dixit(&["run", "in/**/*.txt"]).exit(0).ids(), ["in/a.txt", "in/b.txt", "in/deep/c.txt"]);
    dir.dixit(&["run", "in/*.xyz"]).exit(1).says(&["in/*.xyz", "fits this pattern"]);
    dir.file("list", "in/b.txt\nin/deep\n");
    assert_eq!(dir.dixit(&["run", "--files-from", "list"]).exit(0).ids(), ["in/b.txt", "in/deep/c.txt"]);
    let piped = dir.dixit_reading(b"in/a.txt\n", &["run", "--files-from", "-", "in/b.txt"]).exit(0);
    assert_eq!(piped.ids(), ["in/b.txt", "in/a.txt"]);
}

#[test]
fn shards_are_all_of_it_and_no_article_is_in_two() {
    let dir = Dir::new();
    dir.file("in/1.jsonl", (0..7).map(|i| object(&format!("a{i}")) + "\n").collect::<String>());
    dir.file("in/2.txt", ARTICLE).file("in/3.txt", ARTICLE);
    let mut all = Vec::new();
    for shard in ["1/3", "2/3", "3/3"] {
        let ids = dir.dixit(&["run", "in", "--shard", shard]).exit(0).ids();
        assert_eq!(ids.len(), 3);
        all.extend(ids);
    }
    all.sort();
    assert_eq!(all, ["a0", "a1", "a2", "a3", "a4", "a5", "a6", "in/2.txt", "in/3.txt"]);
    for wrong in ["0/3", "4/3", "1", "a/b"] {
        dir.dixit(&["run", "in", "--shard", wrong]).exit(2).says(&["I/N"]);
    }
}

#[test]
fn what_failed_can_be_read_again_alone() {
    let dir = Dir::new();
    let broken = format!("{}\nbroken\n{}\n", object("a"), object("c"));
    dir.file("in/a.jsonl", broken).file("in/fine.txt", ARTICLE);
    let inner = format!("{}\nbroken\n", object("t"));
    dir.file("in/b.tar", tar(&[("x.jsonl", inner.as_bytes())]));
    dir.dixit(&["run", "in", "gone.txt", "-o", "one.jsonl", "--failed", "failed"]).exit(1);
    assert_eq!(dir.read("failed").lines().count(), 3);
    // What was wrong is mended.
    dir.file("in/a.jsonl", format!("{}\n{}\n{}\n", object("a"), object("b"), object("c")));
    dir.file("in/b.tar", tar(&[("x.jsonl", inner.replace("broken", &object("u")).as_bytes())]));
    let ran = dir.dixit(&["run", "--from-failed", "failed", "--failed", "again"]).exit(1);
    assert_eq!(ran.says(&["gone.txt", "no such file"]).ids(), ["b", "u"]);
    assert_eq!(dir.read("again").lines().count(), 1);
    dir.dixit(&["run", "--from-failed", "in/fine.txt"]).exit(2).says(&["in/fine.txt:1", "--failed"]);
}
