//! No input ends the process. What would (a stack that overflows, memory that runs out) cannot be caught, so a child reads.

use std::io::Cursor;
use std::process::Command;

use dixit_ingest::{Decoder, InputFormat, Reader, ReaderOptions};

const CHILD: &str = "DIXIT_READS_AS_CHILD";

const FORMATS: [InputFormat; 17] = [
    InputFormat::Auto,
    InputFormat::Text,
    InputFormat::Html,
    InputFormat::Json,
    InputFormat::Jsonl,
    InputFormat::Csv,
    InputFormat::Tsv,
    InputFormat::Warc,
    InputFormat::Markdown,
    InputFormat::Xml,
    InputFormat::Mail,
    InputFormat::Subtitles,
    InputFormat::Story,
    InputFormat::Docx,
    InputFormat::Parquet,
    InputFormat::Tar,
    InputFormat::Zip,
];

/// What inputs are made of: the marks of all forms that are read, each often enough to nest something.
const PIECES: [&str; 52] = [
    "<html><body>",
    "<p ",
    "a=\"x\" ",
    "a='x' ",
    "a=x ",
    "b ",
    "=",
    "/",
    ">",
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<b>",
    "<blockquote>",
    "<table><tr><td>",
    "<ul><li>",
    "<svg>",
    "<script>",
    "</script>",
    "<script type=\"application/ld+json\">",
    "<!--",
    "-->",
    "&amp;",
    "&#8220;",
    "{\"text\":",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "\\",
    ",",
    ";",
    "\t",
    "\n\n",
    "> ",
    "- ",
    "It rained on Monday, she said, and on Tuesday, and in the night between. ",
    "WARC/1.0\r\nWARC-Type: response\r\n",
    "<rss><item>",
    "</item>",
    "<description>",
    "<![CDATA[",
    "]]>",
    "From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n",
    "00:00:01,000 --> 00:00:02,000\n",
    "{\"articles\": [",
    "PK\u{3}\u{4}\u{14}\0\0\0",
    "PK\u{5}\u{6}\0\0\0\0\u{1}\0\u{1}\0",
    "PAR1\u{15}\0\u{15}\u{10}",
    "Subject: =?utf-8?q?a?=\r\n",
];

fn read(format: InputFormat, bytes: Vec<u8>) {
    let decoder = Decoder::default();
    let options = ReaderOptions { format, ..ReaderOptions::default() };
    for raw in Reader::stream("page", Cursor::new(bytes), options) {
        drop(raw.and_then(|raw| decoder.decode(raw)));
    }
}

/// Runs this very test in a child, which is told so; gives its status back to the parent only.
fn in_child(test: &str, read: impl FnOnce()) {
    if std::env::var_os(CHILD).is_some() {
        return read();
    }
    let me = std::env::current_exe().expect("the test is a program");
    let out =
        Command::new(me).args(["--exact", test]).env(CHILD, "1").output().expect("a child can be started");
    assert!(out.status.success(), "{}\n{}", out.status, String::from_utf8_lossy(&out.stderr));
}

#[test]
fn tags_of_many_attributes_are_read() {
    in_child("tags_of_many_attributes_are_read", || {
        for attribute in ["a=\"x\" ", "a='>' ", "a = \"<p b='\" ", "b ", "c=d "] {
            for name in ["<p ", "</p ", "<meta "] {
                let said = "“It will rain, and then it will rain again, and again, and again, until it snows,” she said of it.";
                let page =
                    format!("<html><body><p>{said}</p>{name}{}>{said} Twice.</p>", attribute.repeat(200_000));
                let options = ReaderOptions { format: InputFormat::Html, ..ReaderOptions::default() };
                let raw =
                    Reader::stream("page", Cursor::new(page.into_bytes()), options).next().expect("a page");
                let decoded = Decoder::default().decode(raw.expect("it can be read")).expect("an article");
                let text = decoded.document.text();
                assert_eq!(text.matches("she said").count(), 2, "after {name}{attribute}: {text}");
            }
        }
    });
}

#[test]
fn no_input_ends_the_process() {
    in_child("no_input_ends_the_process", || {
        let mut state = 11u64;
        let mut random = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        let rounds = std::env::var("DIXIT_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(100);
        for _ in 0..rounds {
            let mut input = String::new();
            for _ in 0..=random(6) {
                let piece = match random(3) {
                    0 => PIECES[random(PIECES.len())].to_owned(),
                    1 => [PIECES[random(PIECES.len())], PIECES[random(PIECES.len())]].concat(),
                    _ => [
                        PIECES[random(PIECES.len())],
                        PIECES[random(PIECES.len())],
                        PIECES[random(PIECES.len())],
                    ]
                    .concat(),
                };
                let most = [1, 3, 1000, 60_000][random(4)];
                input += &piece.repeat(1 + random(most).min(600_000 / piece.len()));
            }
            read(FORMATS[random(FORMATS.len())], input.into_bytes());
        }
    });
}
