//! Files that are packed, or packages of files, each with the text in it: documents of word processors, xz, and pages as servers
//! send them.
#![cfg(all(
    feature = "br",
    feature = "gz",
    feature = "warc",
    feature = "xml",
    feature = "xz",
    feature = "zip"
))]

use std::io::{Cursor, Write as _};

use dixit_ingest::{Decoder, InputFormat, Reader, ReaderOptions};

const SAID: &str = "“Nobody asked us,” said Tilda Roake, the ice seller.";

/// A line of JSON with these words, packed by xz.
const XZ: &str = "fd377a585a000004e6d6b4460200210116000000742fe5a301004f7b226964223a202261222c202274657874223a2022e2809c4e6f626f64792061736b65642075732ce2809d20736169642054696c646120526f616b652c20746865206963652073656c6c65722e227d0a009a0425c68ee93e34000168507005c9e61fb6f37d010000000004595a";
/// A page with these words, packed by Brotli at its best.
const BROTLI: &str = "1bd400402c0e6c635263d3c9347d712cdd1c2ae48f1921c92c6cc001584665f609f702a8734bf5eb8c1009cde20c850981e924a881e6498a129f3e6877363b70a80bf2b616b504a3db13a5f23540d82d97897221e516f13d16d1a02ad4ec2cada101460b01b3057fa45ef851fe4bfdc4e96fc436454f5d4e30474cc77a996101a8c4e3ac3a0f9a312d12f04fafd4d1240a2685e79d7c6fa9f9f4c82d";

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex")).collect()
}

/// The texts in a file, and what is said of what is none.
fn read(name: &str, bytes: Vec<u8>, format: InputFormat) -> Vec<Result<String, String>> {
    let options = ReaderOptions { format, max_article_bytes: 100_000, ..ReaderOptions::default() };
    Reader::stream(name, Cursor::new(bytes), options)
        .map(|raw| raw.and_then(|raw| Decoder::default().decode(raw)))
        .map(|decoded| match decoded {
            Ok(decoded) => Ok(decoded.document.text().to_owned()),
            Err(failure) => Err(failure.to_string()),
        })
        .collect()
}

/// A document as word processors write it: an archive with its paragraphs as XML.
fn docx(body: &str, file: &str) -> Vec<u8> {
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
         <w:body>{body}<w:sectPr/></w:body></w:document>"
    );
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in [("[Content_Types].xml", "<Types/>"), (file, xml.as_str())] {
        zip.start_file(name, stored).expect("a file in the archive");
        zip.write_all(content.as_bytes()).expect("memory takes it");
    }
    zip.finish().expect("an archive").into_inner()
}

#[test]
fn documents_give_their_paragraphs() {
    let runs = "<w:p><w:pPr><w:pStyle w:val=\"Heading1\"/></w:pPr><w:r><w:t>Quay</w:t></w:r></w:p>\
        <w:p><w:r><w:t xml:space=\"preserve\">“Nobody </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>asked us,”</w:t></w:r>\
        <w:r><w:t xml:space=\"preserve\"> said Tilda Roake &amp; sons,</w:t><w:br/><w:t>the ice sellers.</w:t></w:r></w:p>\
        <w:p><w:r><w:instrText>HYPERLINK \"x\"</w:instrText></w:r></w:p>\
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>It rained.</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    let want = "Quay\n\n“Nobody asked us,” said Tilda Roake & sons,\nthe ice sellers.\n\nIt rained.";
    let whole = docx(runs, "word/document.xml");
    assert_eq!(read("a.docx", whole.clone(), InputFormat::Auto), [Ok(want.to_owned())]);
    assert_eq!(read("a", whole.clone(), InputFormat::Docx), [Ok(want.to_owned())]);
    // What is none, or cut short, or far longer than an article may be, is said to be.
    for (bytes, says) in [
        (docx(runs, "ppt/slide.xml"), "word processor"),
        (whole[..whole.len() / 2].to_vec(), "a.docx"),
        (b"PK\x03\x04".to_vec(), "a.docx"),
        (docx(&"<w:p><w:r><w:t>long </w:t></w:r></w:p>".repeat(4000), "word/document.xml"), "longer than"),
    ] {
        match &read("a.docx", bytes, InputFormat::Auto)[..] {
            [Err(said)] => assert!(said.contains(says), "{said}"),
            other => panic!("{other:?}"),
        }
    }
    assert!(
        matches!(&read("a.docx", docx("", "word/document.xml"), InputFormat::Auto)[..], [Err(said)] if said.contains("empty"))
    );
}

#[test]
fn xz_is_unpacked_and_its_damage_told() {
    for name in ["a.jsonl.xz", "a.xz", "a"] {
        assert_eq!(read(name, bytes(XZ), InputFormat::Auto), [Ok(SAID.to_owned())], "{name}");
    }
    let mut changed = bytes(XZ);
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    for damaged in [changed, bytes(XZ)[..60].to_vec()] {
        let got = read("a.jsonl.xz", damaged, InputFormat::Auto);
        assert!(
            got.iter().any(|item| matches!(item, Err(said) if said.starts_with("a.jsonl.xz"))),
            "{got:?}"
        );
    }
}

/// A web archive with one page, packed as its head says.
fn archive(packing: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Encoding: {packing}\r\n\r\n"
    );
    let warc = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n",
        head.len() + body.len()
    );
    [warc.as_bytes(), head.as_bytes(), body, b"\r\n\r\n"].concat()
}

#[test]
fn pages_packed_by_servers_are_read() {
    let page = format!(
        "<html><head><title>Quay</title></head><body><article><p>{SAID}</p><p>It rained on Monday, on Tuesday, and in the night between the two.</p></article></body></html>"
    );
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    zlib.write_all(page.as_bytes()).expect("memory takes it");
    let mut bare = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    bare.write_all(page.as_bytes()).expect("memory takes it");
    let (zlib, bare) = (zlib.finish().expect("packed"), bare.finish().expect("packed"));
    for (packing, body) in [("deflate", &zlib), ("deflate", &bare), ("br", &bytes(BROTLI))] {
        let got = read("a.warc", archive(packing, body), InputFormat::Auto);
        assert!(matches!(&got[..], [Ok(text)] if text.starts_with(SAID)), "{packing}: {got:?}");
    }
    // Cut short, what could be unpacked is read; what is no such thing is told from a page without a text.
    let got = read("a.warc", archive("deflate", &zlib[..zlib.len() - 8]), InputFormat::Auto);
    assert!(matches!(&got[..], [Ok(text)] if text.starts_with(SAID)), "{got:?}");
    let got = read("a.warc", archive("br", &[0xFF; 40]), InputFormat::Auto);
    assert!(matches!(&got[..], [Err(said)] if said.contains("packed by `br`")), "{got:?}");
}
