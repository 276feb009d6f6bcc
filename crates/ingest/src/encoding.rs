//! Bytes into text: byte order marks, UTF-8, UTF-16, and the legacy encodings browsers know.

use std::borrow::Cow;
use std::io::BufReader;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::input::Input;
use crate::{InputError, Note};

/// The bytes of an input that are examined to tell text from other data.
const LOOK: usize = 8192;

/// The text of `bytes`, and what had to be guessed or given up to get it.
pub(crate) fn decode(bytes: Vec<u8>) -> Result<(String, Option<Note>), InputError> {
    if let Some((what, remedy)) = foreign(&bytes) {
        return Err(InputError::NotText { what, remedy });
    }
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        return Ok(if encoding == UTF_8 { utf8(bytes, mark) } else { with(encoding, &bytes[mark..]) });
    }
    if let Some(encoding) = unmarked_utf16(&bytes) {
        return Ok(with(encoding, &bytes));
    }
    if is_binary(&bytes) {
        return Err(InputError::NotText {
            what: "binary data",
            remedy: "give the text itself, or a folder to have other files passed over",
        });
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Ok((text, None)),
        Err(e) => e.into_bytes(),
    };
    Ok(match guess(&bytes) {
        None => utf8(bytes, 0),
        Some(encoding) => with(encoding, &bytes),
    })
}

/// The text of a line or row, which is UTF-8 unless most of what is not ASCII in it is something else.
pub(crate) fn decode_line(bytes: Vec<u8>) -> (String, Option<Note>) {
    match guess(&bytes) {
        None => utf8(bytes, 0),
        Some(encoding) => with(encoding, &bytes),
    }
}

/// The legacy encoding of `bytes`; `None` if they are UTF-8, whole or in the main.
pub(crate) fn guess(bytes: &[u8]) -> Option<&'static Encoding> {
    // To the detector a single broken byte rules UTF-8 out.
    if std::str::from_utf8(bytes).is_ok() || mostly_utf8(bytes) || is_one_stray_byte(bytes) {
        return None;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    Some(detector.guess(None, Utf8Detection::Deny)).filter(|&encoding| encoding != UTF_8)
}

/// Whether a file begins with the byte order mark of UTF-16, as spreadsheets write it.
pub(crate) fn begins_as_utf16(head: &[u8]) -> bool {
    head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff")
}

/// UTF-16 with its mark, as UTF-8.
pub(crate) fn from_utf16(input: Input) -> Input {
    Box::new(BufReader::new(encoding_rs_io::DecodeReaderBytes::new(input)))
}

/// Bytes known to be UTF-8 in the main (JSON): broken ones become U+FFFD.
pub(crate) fn utf8(bytes: Vec<u8>, skip: usize) -> (String, Option<Note>) {
    match String::from_utf8_lossy(&bytes[skip..]) {
        Cow::Owned(text) => {
            let already = memchr::memmem::find_iter(&bytes[skip..], "\u{FFFD}").count();
            let replaced = text.matches('\u{FFFD}').count() - already;
            (text, Some(Note::BrokenUtf8 { replaced }))
        }
        Cow::Borrowed(text) if skip > 0 => (text.to_owned(), None),
        Cow::Borrowed(_) => (String::from_utf8(bytes).expect("just found valid"), None),
    }
}

/// The text of `bytes` in an encoding that is known.
pub(crate) fn with(encoding: &'static Encoding, bytes: &[u8]) -> (String, Option<Note>) {
    let (text, _, lossy) = encoding.decode(bytes);
    (text.into_owned(), Some(Note::DecodedAs { encoding: encoding.name(), lossy }))
}

/// Whether a legacy encoding that a page or server states may be the right one: text that is UTF-8 and not ASCII is that,
/// whatever is said of it, and UTF-16 cannot be said in ASCII.
#[cfg(any(feature = "html", feature = "xml"))]
pub(crate) fn may_be(encoding: &'static Encoding, bytes: &[u8]) -> bool {
    let utf16 = encoding == UTF_16LE || encoding == UTF_16BE;
    let is_utf8 = || bytes.iter().any(|b| !b.is_ascii()) && std::str::from_utf8(bytes).is_ok();
    encoding != UTF_8 && !utf16 && !is_utf8()
}

/// Whether well-formed multi-byte characters outnumber broken bytes three to one. Legacy text has next to none,
/// since two accented letters in a row seldom happen to be UTF-8.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    good >= 3 * broken
}

/// Whether all but one byte is ASCII, and that one is 0xFE or 0xFF, which as a letter (þ, ÿ) hardly ever comes alone.
fn is_one_stray_byte(bytes: &[u8]) -> bool {
    let mut others = bytes.iter().filter(|b| !b.is_ascii());
    matches!((others.next(), others.next()), (Some(0xFE | 0xFF), None))
}

/// UTF-16 of mostly Latin text has a zero in every other byte.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let look = &bytes[..bytes.len().min(LOOK)];
    let zeros = |parity: usize| look.iter().skip(parity).step_by(2).filter(|&&b| b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let many = look.len() / 2 * 7 / 10;
    if look.len() < 8 {
        None
    } else if odd >= many && even == 0 {
        Some(UTF_16LE)
    } else if even >= many && odd == 0 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Whether more than one byte in fifty is a control character that texts do not hold.
fn is_binary(bytes: &[u8]) -> bool {
    let look = &bytes[..bytes.len().min(LOOK)];
    let control = |b: u8| (b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0C | 0x1B)) || b == 0x7F;
    look.iter().filter(|&&b| control(b)).count() * 50 > look.len()
}

/// Files that are often handed in by mistake, by their first bytes.
fn foreign(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    // First bytes and messages, not words of the language.
    const KINDS: &[(&[u8], &str, &str)] = &[
        (b"%PDF-", "a PDF file", "extract its text first, for example with pdftotext"),
        (b"PK\x03\x04", "a zip archive or office document", "save its text, or name an archive .zip"),
        (b"\x1f\x8b", "gzip-compressed data", "unpack it first, for example with zcat FILE | dixit run -"),
        (
            b"\x28\xb5\x2f\xfd",
            "zstd-compressed data",
            "unpack it first, for example with zstdcat FILE | dixit run -",
        ),
        (b"BZh", "bzip2-compressed data", "unpack it first, for example with bzcat FILE | dixit run -"),
        (b"\xfd7zXZ\0", "xz-compressed data", "unpack it first, for example with xzcat FILE | dixit run -"),
        (b"7z\xbc\xaf", "a 7z archive", "unpack it first"),
        (b"Rar!", "a RAR archive", "unpack it first"),
        (b"{\\rtf", "a document in RTF", "save it as text or .docx"),
        (b"\xd0\xcf\x11\xe0", "an old office document", "save it as text or .docx"),
        (b"SQLite format 3\0", "a SQLite database", "export its articles as JSONL or CSV"),
        (b"ORC", "an ORC file", "convert it to Parquet"),
        (b"Obj\x01", "an Avro file", "convert it to Parquet or JSONL"),
        (b"ARROW1", "an Arrow file", "convert it to Parquet"),
        (b"\x89PNG", "a PNG image", "give the text itself"),
        (b"\xff\xd8\xff", "a JPEG image", "give the text itself"),
        (b"\x7fELF", "a program", "give the text itself"),
    ];
    KINDS.iter().find(|(magic, ..)| bytes.starts_with(magic)).map(|&(_, what, remedy)| (what, remedy))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], want: &str, note: Option<Note>) {
        let (text, got) = decode(bytes.to_vec()).unwrap();
        assert_eq!((text.as_str(), got), (want, note));
    }

    #[test]
    fn marks_are_dropped_and_legacy_encodings_found() {
        let as_ = |encoding| Some(Note::DecodedAs { encoding, lossy: false });
        check(b"plain", "plain", None);
        check("\u{FEFF}“é”".as_bytes(), "“é”", None);
        check(b"\xff\xfeh\0i\0", "hi", as_("UTF-16LE"));
        check(b"\xfe\xff\0h\0i", "hi", as_("UTF-16BE"));
        check(b"h\0e\0l\0l\0o\0 \0y\0o\0u\0", "hello you", as_("UTF-16LE"));
        check(
            b"\x93It\x92s a caf\xe9,\x94 she said of the caf\xe9 na\xefvely.",
            "“It’s a café,” she said of the café naïvely.",
            as_("windows-1252"),
        );
    }

    #[test]
    fn broken_utf8_is_replaced_and_counted() {
        let mut bytes = "“a” “b” “c” “d” “e” “é”".as_bytes().to_vec();
        bytes.insert(3, 0xFF);
        check(&bytes, "“\u{FFFD}a” “b” “c” “d” “e” “é”", Some(Note::BrokenUtf8 { replaced: 1 }));
    }

    #[test]
    fn other_files_are_named() {
        for (bytes, want) in [
            (&b"%PDF-1.7 ..."[..], "a PDF file"),
            (b"\x1f\x8b\x08\0", "gzip-compressed data"),
            (b"\x01\x02\x03\xfe\x00\x07\x00\x00ab", "binary data"),
            (&[0; 100], "binary data"),
        ] {
            match decode(bytes.to_vec()) {
                Err(InputError::NotText { what, .. }) => assert_eq!(what, want),
                other => panic!("{bytes:?} gave {other:?}"),
            }
        }
    }
}
