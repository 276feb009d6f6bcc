//! Archives that are damaged or lie, and files that are none: what can be read is, and what is lost is named.
#![cfg(all(feature = "gz", feature = "warc", feature = "zip"))]

use std::io::Cursor;

use dixit_ingest::{Decoder, InputFormat, Note, Reader, ReaderOptions};

/// The texts that come out, and what is said of the others.
fn read(format: InputFormat, bytes: Vec<u8>) -> (Vec<String>, Vec<String>, Vec<Note>) {
    let options = ReaderOptions { format, ..ReaderOptions::default() };
    let (mut texts, mut failures, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    for raw in Reader::stream("a", Cursor::new(bytes), options) {
        match raw.and_then(|raw| Decoder::default().decode(raw)) {
            Ok(decoded) => {
                texts.push(decoded.document.text().to_owned());
                notes.extend(decoded.notes);
            }
            Err(failure) => failures.push(failure.to_string()),
        }
    }
    (texts, failures, notes)
}

/// A zip archive of files that are stored as they are.
fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let (mut out, mut list) = (Vec::new(), Vec::new());
    for (name, text) in files {
        let mut crc = flate2::Crc::new();
        crc.update(text.as_bytes());
        let mut head = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        head.extend(crc.sum().to_le_bytes());
        head.extend((text.len() as u32).to_le_bytes());
        head.extend((text.len() as u32).to_le_bytes());
        head.extend((name.len() as u16).to_le_bytes());
        head.extend([0, 0]);
        list.extend(b"PK\x01\x02\x14\0");
        list.extend(&head);
        list.extend([0; 10]);
        list.extend((out.len() as u32).to_le_bytes());
        list.extend(name.as_bytes());
        out.extend(b"PK\x03\x04");
        out.extend(&head);
        out.extend(name.as_bytes());
        out.extend(text.as_bytes());
    }
    let at = out.len() as u32;
    out.extend(&list);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend((files.len() as u16).to_le_bytes());
    out.extend((files.len() as u16).to_le_bytes());
    out.extend((list.len() as u32).to_le_bytes());
    out.extend(at.to_le_bytes());
    out.extend([0, 0]);
    out
}

#[test]
fn a_changed_bit_in_a_zip_archive_is_no_other_word() {
    let whole = zip(&[("a.txt", "We will raise the levy."), ("b.txt", "It stays.")]);
    let (texts, failures, _) = read(InputFormat::Zip, whole.clone());
    assert_eq!(
        (texts, failures),
        (vec!["We will raise the levy.".to_owned(), "It stays.".to_owned()], vec![])
    );
    let mut changed = whole;
    let at = changed.windows(5).position(|w| w == b"raise").unwrap();
    changed[at + 1] ^= 2;
    let (texts, failures, _) = read(InputFormat::Zip, changed);
    assert_eq!(texts, ["It stays."]);
    assert!(
        failures.len() == 1 && failures[0].contains("a/a.txt") && failures[0].contains("checksum"),
        "{failures:?}"
    );
}

fn record(kind: &str, media: &str, wrong_by: i64, body: &str) -> String {
    let length = body.len() as i64 + wrong_by;
    format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Date: 2025-11-10T08:00:00Z\r\nContent-Type: {media}\r\n\
         Content-Length: {length}\r\n\r\n{body}\r\n\r\n"
    )
}

#[test]
fn pages_beside_a_wrong_length_are_read() {
    let plain = |text: &str, wrong_by| record("conversion", "text/plain", wrong_by, text);
    let all = ["The levy stays, she said.", "Nobody was pleased.", "It rained."];
    // Far too long, a little too long, too short: in each place. The last one can only be too short.
    for wrong_by in [-7, -1, 3, 10, 40, 170, 400, 100_000] {
        for at in 0..2 {
            let archive: String = (0..3).map(|i| plain(all[i], if i == at { wrong_by } else { 0 })).collect();
            let (texts, failures, notes) = read(InputFormat::Warc, archive.into());
            let trimmed: Vec<&str> = texts.iter().map(|text| text.trim_end()).collect();
            assert_eq!(trimmed, all, "record {at} wrong by {wrong_by}: {failures:?}");
            // A few line breaks too many are no loss.
            assert!(
                wrong_by == 3 || notes.iter().any(|n| matches!(n, Note::WrongLength { .. })),
                "{notes:?}"
            );
            assert_eq!(failures, [""; 0]);
        }
    }
    // Of a record that is no page nothing is kept, so what its length swallows is lost: and named.
    let archive =
        record("request", "application/http", 60, "GET / HTTP/1.1") + &plain(all[0], 0) + &plain(all[1], 0);
    let (texts, failures, _) = read(InputFormat::Warc, archive.into());
    assert_eq!(texts.last().map(String::as_str), Some(all[1]));
    assert!(failures.len() == 1 && failures[0].contains("wrong length"), "{failures:?}");
    // An archive that ends too early has no wrong length, and says so as before.
    let cut = plain(all[0], 0) + plain(all[1], 0).trim_end().trim_end_matches("pleased.");
    let (texts, failures, _) = read(InputFormat::Warc, cut.into());
    assert_eq!(texts, all[..1]);
    assert!(failures[0].contains("too early"), "{failures:?}");
}

#[test]
fn a_page_has_the_date_it_was_fetched_on_where_it_has_none() {
    let page = record("conversion", "text/plain", 0, "It rained.");
    let raw = Reader::stream("a", Cursor::new(page.into_bytes()), ReaderOptions::default())
        .next()
        .unwrap()
        .unwrap();
    let document = Decoder::default().decode(raw).unwrap().document;
    assert!(document.date.as_deref().is_some_and(|d| d.starts_with("2025-11-10")), "{:?}", document.date);
}

#[test]
#[cfg(unix)]
fn folders_may_hold_odd_names_and_what_is_no_file() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = tempfile::tempdir().unwrap();
    for name in [&b"caf\xe9.txt"[..], b"plain.txt", b"x.t\xe9t"] {
        std::fs::write(folder.path().join(std::ffi::OsStr::from_bytes(name)), "It rained.").unwrap();
    }
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("b.txt")).unwrap();
    let mut reader = Reader::paths(vec![folder.path().to_owned()], ReaderOptions::default());
    let passed_over = reader.passed_over();
    let names: Vec<String> = reader.by_ref().map(|raw| raw.expect("all can be read").name).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(names[0].ends_with("caf\u{FFFD}.txt"), "{names:?}");
    assert_eq!(passed_over.load(std::sync::atomic::Ordering::Relaxed), 2);
}
