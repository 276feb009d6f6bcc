//! An HTTP response as a web archive keeps it: head, and a body that may be chunked or packed.

use std::io::Read as _;

use encoding_rs::Encoding;

use crate::InputError;
use crate::warc::is_page;

/// The page in a response.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) body: Vec<u8>,
    /// Whether it is plain text rather than HTML.
    pub(crate) plain: bool,
    pub(crate) encoding: Option<&'static Encoding>,
}

/// Takes a response apart; `limit` bounds what is unpacked.
pub(crate) fn page(response: &[u8], limit: u64) -> Result<Page, InputError> {
    let end = memchr::memmem::find(response, b"\r\n\r\n")
        .map(|at| (at, at + 4))
        .or_else(|| memchr::memmem::find(response, b"\n\n").map(|at| (at, at + 2)));
    let Some((head, body)) = end.map(|(end, start)| (&response[..end], &response[start..])) else {
        return Err(InputError::NotAPage { what: "no HTTP response".to_owned() });
    };
    let head = String::from_utf8_lossy(head);
    let mut lines = head.lines();
    let status = lines.next().unwrap_or_default().split(' ').nth(1).unwrap_or_default();
    if status != "200" {
        return Err(InputError::NotAPage { what: format!("an answer with status {status}") });
    }
    let (mut content_type, mut packing, mut chunked) = (String::new(), String::new(), false);
    for line in lines {
        let Some((key, value)) = line.split_once(':') else { continue };
        let value = value.trim().to_ascii_lowercase();
        match key.trim().to_ascii_lowercase().as_str() {
            "content-type" => content_type = value,
            "content-encoding" => packing = value,
            "transfer-encoding" => chunked = value.contains("chunked"),
            _ => {}
        }
    }
    if !is_page(&content_type) {
        return Err(InputError::NotAPage { what: format!("of type `{content_type}`") });
    }
    // Some crawlers undo chunks and packing and leave the head as it was.
    let body = if chunked { unchunked(body).unwrap_or_else(|| body.to_vec()) } else { body.to_vec() };
    let body = match packing.as_str() {
        "gzip" | "x-gzip" if body.starts_with(&[0x1F, 0x8B]) => unpacked(&body, limit)?,
        "" | "identity" | "gzip" | "x-gzip" => body,
        other if body.trim_ascii_start().starts_with(b"<") => {
            let _ = other;
            body
        }
        other => return Err(InputError::NotAPage { what: format!("packed by `{other}`") }),
    };
    let charset = content_type.split_once("charset=").map(|(_, c)| c.trim_matches(['"', '\'', ' ']));
    let charset = charset.map(|c| c.split(';').next().unwrap_or(c));
    Ok(Page {
        body,
        plain: content_type.starts_with("text/plain"),
        encoding: charset.and_then(|c| Encoding::for_label(c.as_bytes())),
    })
}

#[cfg(feature = "gz")]
fn unpacked(body: &[u8], limit: u64) -> Result<Vec<u8>, InputError> {
    let mut out = Vec::new();
    // What could be unpacked before a fault is the greater part of a page.
    let _ = flate2::bufread::MultiGzDecoder::new(body).take(limit + 1).read_to_end(&mut out);
    if out.len() as u64 > limit { Err(InputError::TooLong { limit }) } else { Ok(out) }
}

#[cfg(not(feature = "gz"))]
fn unpacked(_: &[u8], _: u64) -> Result<Vec<u8>, InputError> {
    Err(InputError::NotAPage { what: "packed by `gzip`, which is not built in".to_owned() })
}

/// Joins the chunks of a body; `None` where they are none. A body that is cut short gives what is there.
fn unchunked(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len());
    loop {
        let end = memchr::memchr(b'\n', body)?;
        let size = std::str::from_utf8(&body[..end]).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        body = &body[end + 1..];
        if size == 0 {
            return Some(out);
        }
        let Some(chunk) = body.get(..size) else {
            out.extend_from_slice(body);
            return Some(out);
        };
        out.extend_from_slice(chunk);
        body = &body[size..];
        body = body.strip_prefix(b"\r\n").or_else(|| body.strip_prefix(b"\n")).unwrap_or(body);
        if body.is_empty() {
            return Some(out);
        }
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
        check("nothing", Err("no HTTP response"));
    }
}
