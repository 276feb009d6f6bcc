//! Compressed input, known by its first bytes, so that suffixes do not matter and streams work too.

use std::io::{self, BufRead, BufReader, Read};

/// Buffer of unpacked bytes.
const BUFFER: usize = 1 << 16;

/// `input` itself, or unpacked where it is gzip, Zstandard or bzip2 and the format is built in.
///
/// Files of several members or frames, as parallel compressors write them, are read to their end.
pub(crate) fn unpack(mut input: Box<dyn BufRead + Send>) -> io::Result<Box<dyn BufRead + Send>> {
    let head = head(&mut input)?;
    let unpacked: Box<dyn Read + Send> = match () {
        #[cfg(feature = "gz")]
        () if head.starts_with(b"\x1f\x8b") => Box::new(flate2::bufread::MultiGzDecoder::new(input)),
        #[cfg(feature = "zst")]
        () if head.starts_with(b"\x28\xb5\x2f\xfd") => Box::new(zstd::Decoder::with_buffer(input)?),
        #[cfg(feature = "bz2")]
        () if head.starts_with(b"BZh") => Box::new(bzip2::bufread::MultiBzDecoder::new(input)),
        () => return Ok(input),
    };
    Ok(Box::new(BufReader::with_capacity(BUFFER, unpacked)))
}

/// The name without the suffix of a compression: `news.jsonl` for `news.jsonl.gz`.
pub(crate) fn bare_name(name: &str) -> &str {
    ["gz", "zst", "bz2"]
        .iter()
        .find_map(|suffix| name.strip_suffix(suffix)?.strip_suffix('.'))
        .unwrap_or(name)
}

/// The bytes at hand, at least one unless the input is at its end.
pub(crate) fn head(input: &mut impl BufRead) -> io::Result<&[u8]> {
    // A loop around `fill_buf` would borrow for the whole function, so the bytes are asked for twice.
    while let Err(error) = input.fill_buf() {
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
    input.fill_buf()
}
