//! What reading promises of any bytes: it comes to an end, gives each article a name, and never panics.

use dixit_ingest::{Decoder, InputFormat, Reader, ReaderOptions};

/// Reads `bytes` as a stream of one format, and decodes every article.
pub(crate) fn check(format: InputFormat, bytes: &[u8]) {
    let options = ReaderOptions { format, max_article_bytes: 10_000, ..ReaderOptions::default() };
    let stream = std::io::Cursor::new(bytes.to_vec());
    let decoder = Decoder::default().english_only(true).max_page_bytes(10_000);
    // No article without a byte of its own, save where a few bytes are packed into many; and damage is told of once a place.
    let most = 10_000_000;
    let mut items = 0;
    for raw in Reader::stream("fuzz", stream, options) {
        items += 1;
        assert!(items < most, "no end");
        let name = match &raw {
            Ok(raw) => raw.name.clone(),
            Err(failure) => failure.name.clone(),
        };
        assert!(name.starts_with("fuzz"), "{name}");
        if let Ok(decoded) = raw.and_then(|raw| decoder.decode(raw)) {
            assert!(!decoded.document.text().trim().is_empty());
            assert!(!decoded.document.id.is_empty());
        }
    }
}
