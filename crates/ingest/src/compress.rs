//! Compressed input, known by its first bytes, so that suffixes do not matter and streams work too.

use std::io::{self, BufRead, BufReader, Read};

/// Buffer of unpacked bytes.
const BUFFER: usize = 1 << 16;

/// Memory that unpacking xz may take: what the strongest of its levels asks for, and some more.
#[cfg(feature = "xz")]
const XZ_MEMORY_KB: u32 = 100 << 10;

/// `input` itself, or unpacked where it is gzip, Zstandard, bzip2 or xz and the format is built in.
///
/// Files of several members or frames, as parallel compressors write them, are read to their end.
pub(crate) fn unpack(mut input: Box<dyn BufRead + Send>) -> io::Result<Box<dyn BufRead + Send>> {
    let unpacked: Box<dyn Read + Send> = match Packing::of(head(&mut input)?) {
        #[cfg(feature = "gz")]
        Packing::Gzip => Box::new(crate::gzip::Members::new(input)),
        #[cfg(feature = "zst")]
        Packing::Zstandard => Box::new(zstd::Decoder::with_buffer(input)?),
        #[cfg(feature = "bz2")]
        Packing::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(input)),
        #[cfg(feature = "xz")]
        Packing::Xz => Box::new(lzma_rust2::XzReader::new_mem_limit(input, true, XZ_MEMORY_KB)),
        // Where a format is not built in, the decoder names it as something that is not text.
        _ => input,
    };
    Ok(Box::new(BufReader::with_capacity(BUFFER, unpacked)))
}

/// How bytes are packed, by the first of them.
enum Packing {
    None,
    Gzip,
    Zstandard,
    Bzip2,
    Xz,
}

impl Packing {
    fn of(head: &[u8]) -> Self {
        match head {
            [0x1F, 0x8B, ..] => Self::Gzip,
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Self::Zstandard,
            [0xFD, b'7', b'z', b'X', b'Z', 0, ..] => Self::Xz,
            [b'B', b'Z', b'h', ..] => Self::Bzip2,
            _ => Self::None,
        }
    }
}

/// The name without the suffix of a compression: `news.jsonl` for `news.jsonl.gz`.
pub(crate) fn bare_name(name: &str) -> &str {
    ["gz", "zst", "bz2", "xz"]
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
