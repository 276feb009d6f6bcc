//! Every input that once broke a reader, and hostile ones written by hand, read again. New crash files of the fuzzer belong
//! into `fuzz/crashes/NAME` with the name of the target.

mod soundness;

use std::fs;
use std::path::Path;

use dixit_ingest::InputFormat;

const TARGETS: [(&str, InputFormat); 13] = [
    ("read_any", InputFormat::Auto),
    ("read_json", InputFormat::Json),
    ("read_jsonl", InputFormat::Jsonl),
    ("read_table", InputFormat::Csv),
    ("read_tar", InputFormat::Tar),
    ("read_warc", InputFormat::Warc),
    ("read_markdown", InputFormat::Markdown),
    ("read_html", InputFormat::Html),
    ("read_xml", InputFormat::Xml),
    ("read_mail", InputFormat::Mail),
    ("read_subtitles", InputFormat::Subtitles),
    ("read_docx", InputFormat::Docx),
    ("read_parquet", InputFormat::Parquet),
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
        [&b"<html><body>"[..], &b"<b>x".repeat(100_000), &b"<div></div>".repeat(50_000)].concat(),
        b"> ".repeat(20_000),
        b"- ".repeat(20_000),
        b"\"\"\",\n\"".repeat(500),
        b"id,text\n\"a".to_vec(),
    ];
    for input in &inputs {
        for (_, format) in TARGETS {
            soundness::check(format, input);
        }
        soundness::check(InputFormat::Text, input);
    }
}

/// A little of what the fuzzer does, in every run of the tests: good inputs with bytes changed, cut out and doubled.
/// DIXIT_ROUNDS makes it more.
#[test]
fn good_inputs_that_were_damaged() {
    let article = "“It will rain,” Ada Okoye said.\n\nNobody else did.";
    let json = format!("{{\"id\": \"a\", \"text\": {article:?}, \"author\": [{{\"name\": \"B\"}}]}}\n");
    let page = format!("<html><body><article><p>{}</p></article></body></html>", article.repeat(9));
    let http = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{page}\r\n0\r\n",
        page.len()
    );
    let warc = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n",
        http.len()
    );
    let mut tar = vec![0; 512];
    tar[..5].copy_from_slice(b"a.txt");
    tar[124..135].copy_from_slice(b"00000000063");
    tar[148..156].fill(b' ');
    tar[156] = b'0';
    let sum: u32 = tar.iter().map(|&b| u32::from(b)).sum();
    tar[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    tar.extend(article.as_bytes());
    tar.resize(2048, 0);
    let good: Vec<(InputFormat, Vec<u8>)> = vec![
        (InputFormat::Json, format!("[{json},{json}]").into()),
        (InputFormat::Jsonl, json.repeat(3).into()),
        (InputFormat::Csv, format!("id,text\na,{article:?}\nb,\"x\"\"y\"\n").into()),
        (InputFormat::Tar, tar),
        (InputFormat::Warc, warc.repeat(2).into()),
        (
            InputFormat::Markdown,
            format!("---\ntitle: T\n---\n# H\n\n{article}\n\n- a\n- b\n\n```\nc\n```\n").into(),
        ),
        (InputFormat::Html, page.into()),
        (InputFormat::Auto, json.repeat(3).into()),
    ];
    let mut state = 7u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below.max(1)
    };
    let rounds = std::env::var("DIXIT_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(3000);
    for round in 0..rounds {
        let (format, input) = &good[round % good.len()];
        let mut bytes = input.clone();
        for _ in 0..=random(4) {
            let at = random(bytes.len());
            let end = (at + random(40)).min(bytes.len());
            match random(4) {
                0 => bytes.iter_mut().skip(at).take(1).for_each(|b| *b = random(256) as u8),
                1 => drop(bytes.drain(at..end)),
                2 => bytes.extend_from_within(at..end),
                _ => bytes.truncate(at),
            }
        }
        soundness::check(*format, &bytes);
    }
}
