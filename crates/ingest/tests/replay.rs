//! Every input that once broke a reader, and hostile ones written by hand, read again. New crash files of the fuzzer belong
//! into `fuzz/crashes/NAME` with the name of the target.

mod soundness;

use std::fs;
use std::path::Path;

use dixit_ingest::InputFormat;

const TARGETS: [(&str, InputFormat); 7] = [
    ("read_any", InputFormat::Auto),
    ("read_json", InputFormat::Json),
    ("read_jsonl", InputFormat::Jsonl),
    ("read_table", InputFormat::Csv),
    ("read_tar", InputFormat::Tar),
    ("read_warc", InputFormat::Warc),
    ("read_markdown", InputFormat::Markdown),
];

#[test]
fn kept_inputs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/crashes");
    for (target, format) in TARGETS {
        let Ok(files) = fs::read_dir(root.join(target)) else { continue };
        for file in files.filter_map(Result::ok) {
            soundness::check(format, &fs::read(file.path()).expect("a kept input can be read"));
        }
    }
}

#[test]
fn hostile_inputs() {
    let deep_json = [&b"{\"text\": "[..], &vec![b'['; 100_000]].concat();
    let deep_page = [&b"<html><body>"[..], &b"<div>".repeat(100_000)].concat();
    let inputs: Vec<Vec<u8>> = vec![
        Vec::new(),
        vec![0; 2000],
        deep_json,
        deep_page,
        b"[".repeat(50_000),
        b"\xff\xfe".to_vec(),
        b"\x1f\x8b\x08".repeat(300),
        b"WARC/1.0\r\nContent-Length: 18446744073709551615\r\nWARC-Type: response\r\nContent-Type: application/http\r\n\r\nx".to_vec(),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n".to_vec(),
        b"> ".repeat(20_000),
        b"- ".repeat(20_000),
        b"\"\"\",\n\"".repeat(500),
        b"id,text\n\"a".to_vec(),
    ];
    for input in &inputs {
        for (_, format) in TARGETS {
            soundness::check(format, input);
        }
        soundness::check(InputFormat::Html, input);
        soundness::check(InputFormat::Text, input);
    }
}
