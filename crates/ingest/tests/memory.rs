//! What reading takes of memory, over what was made to take much. Each is measured in a child, as the system counts it.
#![cfg(all(feature = "html", feature = "parquet", target_os = "linux"))]
#![allow(clippy::print_stdout)] // the child tells its parent what it took

use std::process::Command;
use std::sync::Arc;

use dixit_ingest::{Decoded, Decoder, Failure, InputFormat, Reader, ReaderOptions};
use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

const CHILD: &str = "DIXIT_MEASURES_AS_CHILD";
const MOST_MB: u64 = 300;

/// Has a child read `input`, and fails where that takes too much memory.
fn bounded(
    test: &str,
    format: InputFormat,
    make: impl FnOnce() -> Vec<u8>,
    check: impl FnOnce(&[Result<Decoded, Failure>]),
) {
    if let Some(path) = std::env::var_os(CHILD) {
        let options = ReaderOptions { format, ..ReaderOptions::default() };
        let decoder = Decoder::default();
        let read =
            Reader::paths(vec![path.into()], options).map(|raw| raw.and_then(|raw| decoder.decode(raw)));
        check(&read.collect::<Vec<_>>());
        let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells");
        let peak =
            status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the most that was held");
        let kilobytes: u64 = peak.trim().trim_end_matches(" kB").parse().expect("a number");
        println!("{kilobytes} kB");
        assert!(kilobytes < MOST_MB * 1000, "{kilobytes} kB");
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let input = folder.path().join("a");
    std::fs::write(&input, make()).expect("a file");
    let me = std::env::current_exe().expect("the test is a program");
    let out = Command::new(me).args(["--exact", test, "--nocapture"]).env(CHILD, input).output();
    let out = out.expect("a child can be started");
    let said = String::from_utf8_lossy(&out.stdout);
    assert!(out.status.success(), "{}\n{said}{}", out.status, String::from_utf8_lossy(&out.stderr));
    println!("{said}");
}

const SAID: &str =
    "“It will rain, and then it will rain again, and again, and again, until it snows,” she said of it.";

#[test]
fn a_million_authors() {
    let make = || {
        let authors = "{\"@type\":\"Person\",\"name\":\"Ada Okoye\"},".repeat(1_000_000);
        format!(
            "<html><head><script type=\"application/ld+json\">{{\"@type\":\"NewsArticle\",\"author\":[{authors}{{\"name\":\"B\"}}],\"headline\":\"Rain\"}}</script></head>\
             <body><article><p>{SAID}</p><p>{SAID}</p></article></body></html>"
        )
        .into_bytes()
    };
    bounded("a_million_authors", InputFormat::Html, make, |got| {
        let document = &got[0].as_ref().expect("an article").document;
        assert_eq!(document.title.as_deref(), Some("Rain"));
        assert!(
            document
                .author
                .as_ref()
                .is_some_and(|author| author.starts_with("Ada Okoye, ") && author.len() <= 2000)
        );
    });
}

#[test]
fn eighteen_megabytes_of_short_paragraphs() {
    let make = || "<p>It rained, and she said so too.".repeat(18_000_000 / 33).into_bytes();
    bounded("eighteen_megabytes_of_short_paragraphs", InputFormat::Html, make, |got| assert!(got.len() == 1));
}

/// A table of texts, packed.
fn table(texts: &[&str]) -> Vec<u8> {
    let schema =
        Arc::new(parse_message_type("message m { required binary text (UTF8); }").expect("a schema"));
    let packed = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_dictionary_enabled(false)
        .set_statistics_enabled(parquet::file::properties::EnabledStatistics::None)
        .build();
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(packed)).expect("a writer");
    for text in texts {
        let mut group = writer.next_row_group().expect("a group");
        let mut column = group.next_column().expect("a column").expect("the only one");
        column
            .typed::<ByteArrayType>()
            .write_batch(&[ByteArray::from(text.as_bytes().to_vec())], None, None)
            .expect("a cell");
        column.close().expect("written");
        group.close().expect("written");
    }
    writer.into_inner().expect("written")
}

#[test]
fn a_cell_that_no_memory_should_hold() {
    let make = || table(&[SAID, &"It rained. ".repeat(15_000_000), SAID]);
    bounded("a_cell_that_no_memory_should_hold", InputFormat::Parquet, make, |got| {
        let said = got.iter().map(|item| match item {
            Ok(decoded) => decoded.document.text().to_owned(),
            Err(failure) => failure.to_string(),
        });
        let said: Vec<String> = said.collect();
        assert_eq!(said.len(), 3);
        assert!(
            said[0] == SAID && said[2] == SAID && said[1].contains(":2: is longer than"),
            "{}",
            &said[1][..80]
        );
    });
}
