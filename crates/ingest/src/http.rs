//! An HTTP response as a web archive keeps it: head, and a body that may be chunked and packed.

use std::io::Read;

use encoding_rs::Encoding;

use crate::InputError;
use crate::warc::is_page;

/// Headers of a response; those with more are no pages.
const MAX_HEADERS: usize = 256;

/// The page in a response.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) body: Vec<u8>,
    /// Whether it is plain text rather than HTML.
    pub(crate) plain: bool,
    pub(crate) encoding: Option<&'static Encoding>,
    /// The body is cut short or damaged, and only what comes before the fault is here.
    pub(crate) cut: bool,
}

/// Takes a response apart; `limit` bounds what is unpacked.
pub(crate) fn page(response: &[u8], limit: u64) -> Result<Page, InputError> {
    let no_response = || InputError::NotAPage { what: "no HTTP response".to_owned() };
    // HTTP/2 has no such head; crawlers write one as that of HTTP/1, under its own number.
    let renamed;
    let response = match response.strip_prefix(b"HTTP/2").and_then(|r| Some(&r[memchr::memchr(b' ', r)?..])) {
        Some(rest) => {
            renamed = [b"HTTP/1.1", rest].concat();
            &renamed
        }
        None => response,
    };
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut head = httparse::Response::new(&mut headers);
    let mut lenient = httparse::ParserConfig::default();
    lenient
        .allow_obsolete_multiline_headers_in_responses(true)
        .allow_spaces_after_header_name_in_responses(true)
        .allow_multiple_spaces_in_response_status_delimiters(true)
        .ignore_invalid_headers_in_responses(true);
    let Ok(httparse::Status::Complete(head_len)) = lenient.parse_response(&mut head, response) else {
        return Err(no_response());
    };
    let status = head.code.unwrap_or_default();
    if status != 200 {
        return Err(InputError::NotAPage { what: format!("an answer with status {status}") });
    }
    let header = |name: &str| {
        let found = head.headers.iter().rev().find(|h| h.name.eq_ignore_ascii_case(name));
        found.map(|h| String::from_utf8_lossy(h.value).trim().to_ascii_lowercase()).unwrap_or_default()
    };
    let content_type = header("content-type");
    if !is_page(&content_type) {
        return Err(InputError::NotAPage { what: format!("of type `{content_type}`") });
    }
    let (mut body, mut cut) = (response[head_len..].to_vec(), false);
    // Some crawlers undo chunks and packing and leave the head as it was.
    if header("transfer-encoding").contains("chunked")
        && let Some((joined, whole)) = unchunked(&body)
    {
        (body, cut) = (joined, !whole);
    }
    for packing in header("content-encoding").rsplit(',').map(str::trim) {
        if let Some((unpacked, whole)) = unpacked(&body, packing, limit)? {
            (body, cut) = (unpacked, cut || !whole);
        }
    }
    let charset = content_type.split_once("charset=").map(|(_, c)| c.trim_matches(['"', '\'', ' ']));
    let charset = charset.map(|c| c.split(';').next().unwrap_or(c));
    Ok(Page {
        body,
        plain: content_type.starts_with("text/plain"),
        encoding: charset.and_then(|c| Encoding::for_label(c.as_bytes())),
        cut,
    })
}

/// The content of a packed body, and whether all of it could be unpacked; `None` if it is not packed, whatever its head says.
#[cfg_attr(
    not(any(feature = "gz", feature = "br", feature = "zst")),
    allow(unreachable_code, unused_variables, reason = "without any of them nothing is unpacked")
)]
fn unpacked(body: &[u8], packing: &str, limit: u64) -> Result<Option<(Vec<u8>, bool)>, InputError> {
    let reader: Box<dyn Read + '_> = match packing {
        "" | "identity" => return Ok(None),
        // A page begins with a tag, which nothing packed does.
        _ if body.trim_ascii_start().starts_with(b"<") => return Ok(None),
        #[cfg(feature = "gz")]
        "gzip" | "x-gzip" if body.starts_with(&[0x1F, 0x8B]) => {
            Box::new(flate2::bufread::MultiGzDecoder::new(body))
        }
        "gzip" | "x-gzip" if !body.starts_with(&[0x1F, 0x8B]) => return Ok(None),
        #[cfg(feature = "gz")]
        "deflate" if is_zlib(body) => Box::new(flate2::bufread::ZlibDecoder::new(body)),
        // Many servers leave the frame out that the standard asks for.
        #[cfg(feature = "gz")]
        "deflate" => Box::new(flate2::bufread::DeflateDecoder::new(body)),
        #[cfg(feature = "br")]
        "br" => Box::new(brotli_decompressor::Decompressor::new(body, 1 << 14)),
        #[cfg(feature = "zst")]
        "zstd" => Box::new(zstd::Decoder::with_buffer(body)?),
        other => {
            return Err(InputError::NotAPage {
                what: format!("a page packed by `{other}`, which is not read"),
            });
        }
    };
    let mut out = Vec::new();
    // The part unpacked before a fault is most of a page.
    let whole = reader.take(limit.saturating_add(1)).read_to_end(&mut out).is_ok();
    if out.len() as u64 > limit {
        return Err(InputError::TooLong { limit });
    }
    if out.is_empty() && !whole {
        return Err(InputError::NotAPage { what: format!("a page packed by `{packing}` that is damaged") });
    }
    Ok(Some((out, whole)))
}

/// Whether deflated data are in the frame of zlib: method 8, and a sum that is a multiple of 31.
#[cfg(feature = "gz")]
fn is_zlib(body: &[u8]) -> bool {
    matches!(body, [a, b, ..] if a & 0x0F == 8 && u16::from_be_bytes([*a, *b]).is_multiple_of(31))
}

/// Joins the chunks of a body, and says whether all of them are there; `None` if it has none.
fn unchunked(mut body: &[u8]) -> Option<(Vec<u8>, bool)> {
    let mut out = Vec::with_capacity(body.len());
    loop {
        let (begin, size) = match httparse::parse_chunk_size(body) {
            Ok(httparse::Status::Complete(found)) => found,
            _ if out.is_empty() => return None,
            _ => return Some((out, false)),
        };
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        body = &body[begin..];
        if size == 0 {
            return Some((out, true));
        }
        let Some(chunk) = body.get(..size) else {
            out.extend_from_slice(body);
            return Some((out, false));
        };
        out.extend_from_slice(chunk);
        body = &body[size..];
        body = body.strip_prefix(b"\r\n").unwrap_or(body);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(response: &str, want: Result<&str, &str>) {
        let got = page(response.as_bytes(), 1000).map_err(|e| e.to_string());
        match (got, want) {
            (Ok(page), Ok(want)) => assert_eq!(String::from_utf8_lossy(&page.body), want),
            (Err(got), Err(want)) => assert!(got.contains(want), "{got}"),
            (got, want) => panic!("{response:?} gave {got:?}, not {want:?}"),
        }
    }

    #[test]
    fn bodies_are_joined_and_other_answers_told() {
        check("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Hi", Ok("<p>Hi"));
        check("HTTP/1.1 200 OK\nContent-Type: text/plain\n\nHi", Ok("Hi"));
        let chunked = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n";
        check(&format!("{chunked}3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"), Ok("abcde"));
        check(&format!("{chunked}3\r\nabc\r\nff\r\ncut"), Ok("abccut"));
        check(&format!("{chunked}<p>not chunked any more"), Ok("<p>not chunked any more"));
        check("HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>", Err("status 404"));
        check("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n.", Err("image/png"));
        check("HTTP/2 200 \r\ncontent-type: text/html\r\n\r\n<p>Hi", Ok("<p>Hi"));
        check(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: compress\r\n\r\n.",
            Err("`compress`"),
        );
        check("nothing", Err("no HTTP response"));
    }

    #[test]
    #[cfg(all(feature = "gz", feature = "br"))]
    fn bodies_are_unpacked() {
        use std::io::Write as _;
        let html = b"<p>Hi";
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        zlib.write_all(html).unwrap();
        let mut raw = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        raw.write_all(html).unwrap();
        // Uncompressed by Brotli's own framing: window bits, one stored block of six bytes, an empty last one.
        let brotli = b"\x0b\x02\x80<p>Hi\x03".to_vec();
        for (packing, body) in [
            ("deflate", zlib.finish().unwrap()),
            ("deflate", raw.finish().unwrap()),
            ("br", brotli),
            ("gzip", html.to_vec()),
            ("br", html.to_vec()),
        ] {
            let head =
                format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {packing}\r\n\r\n");
            let page = page(&[head.as_bytes(), &body].concat(), 1000).unwrap();
            assert_eq!((&page.body[..], page.cut), (&html[..], false), "{packing}");
        }
    }
}
