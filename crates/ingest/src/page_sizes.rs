//! The sizes of the unpacked pages of a Parquet file, from the header of each.
//!
//! Own code: the library sets aside what a page says it needs before anybody can look at it, so that one cell of a few kilobytes
//! may take gigabytes.

use std::io::{self, Read, Seek};

/// Depth of structures in a head; those of Parquet have three.
const DEEPEST: usize = 8;

/// Bytes of the largest page in a column chunk of `length` bytes, unpacked. What cannot be read ends the look: the library will
/// name it.
pub(crate) fn largest(chunk: impl Read + Seek, length: u64) -> u64 {
    let mut chunk = Counting { input: chunk, read: 0 };
    let mut largest = 0;
    while chunk.read < length {
        match head(&mut chunk) {
            Ok([unpacked, packed]) if packed >= 0 && chunk.input.seek_relative(packed).is_ok() => {
                chunk.read = chunk.read.saturating_add(packed.unsigned_abs());
                largest = largest.max(u64::try_from(unpacked).unwrap_or(0));
            }
            _ => break,
        }
    }
    largest
}

struct Counting<R> {
    input: R,
    read: u64,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buf)?;
        self.read += read as u64;
        Ok(read)
    }
}

/// The head of a page, in Thrift's compact protocol: its size unpacked and packed, which are its second and third field.
fn head(input: &mut impl Read) -> io::Result<[i64; 2]> {
    let (mut sizes, mut id) = ([0, -1], 0);
    while let Some((next, kind)) = field(input, id)? {
        id = next;
        match (id, kind) {
            (2 | 3, 5) => sizes[(id - 2) as usize] = signed(input)?,
            _ => skip(input, kind, DEEPEST)?,
        }
    }
    Ok(sizes)
}

/// Number and type of the next field of a structure; `None` at its end.
fn field(input: &mut impl Read, last: i64) -> io::Result<Option<(i64, u8)>> {
    let byte = byte(input)?;
    let kind = byte & 0x0F;
    Ok(match (kind, byte >> 4) {
        (0, _) => None,
        (_, 0) => Some((signed(input)?, kind)),
        (_, delta) => Some((last + i64::from(delta), kind)),
    })
}

fn skip(input: &mut impl Read, kind: u8, depth: usize) -> io::Result<()> {
    let damaged = || io::Error::from(io::ErrorKind::InvalidData);
    let depth = depth.checked_sub(1).ok_or_else(damaged)?;
    match kind {
        // A truth is in the type itself.
        1 | 2 => Ok(()),
        3 => byte(input).map(drop),
        4..=6 => varint(input).map(drop),
        7 => bytes(input, 8),
        8 => varint(input).and_then(|length| bytes(input, length)),
        9 | 10 => {
            let head = byte(input)?;
            let count = if head >> 4 == 15 { varint(input)? } else { u64::from(head >> 4) };
            (0..count).try_for_each(|_| match head & 0x0F {
                1 | 2 => bytes(input, 1),
                kind => skip(input, kind, depth),
            })
        }
        12 => {
            let mut id = 0;
            while let Some((next, kind)) = field(input, id)? {
                id = next;
                skip(input, kind, depth)?;
            }
            Ok(())
        }
        _ => Err(damaged()),
    }
}

fn byte(input: &mut impl Read) -> io::Result<u8> {
    let mut byte = [0];
    input.read_exact(&mut byte)?;
    Ok(byte[0])
}

fn bytes(input: &mut impl Read, length: u64) -> io::Result<()> {
    match io::copy(&mut input.take(length), &mut io::sink())? {
        read if read == length => Ok(()),
        _ => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

fn varint(input: &mut impl Read) -> io::Result<u64> {
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let byte = byte(input)?;
        value |= u64::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Ok(value);
        }
    }
    Err(io::ErrorKind::InvalidData.into())
}

/// A number of which the sign is the last bit.
fn signed(input: &mut impl Read) -> io::Result<i64> {
    let value = varint(input)?;
    Ok((value >> 1) as i64 ^ -((value & 1) as i64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_found_and_damage_ends_the_look() {
        // Type 0, 300 bytes unpacked, 2 packed, a structure with a text and a list in it, the end; then the page.
        let page = b"\x15\x00\x15\xd8\x04\x15\x04\x2c\x18\x02ab\x19\x25\x02\x04\x00\x00xy";
        let two = [&page[..], &page.map(|b| if b == 0xD8 { 0xDA } else { b })].concat();
        let of = |bytes: &[u8]| largest(io::Cursor::new(bytes), two.len() as u64);
        assert_eq!(of(&two), 301);
        assert!((0..two.len()).all(|cut| of(&two[..cut]) <= 301));
        assert_eq!((of(&[0x1C; 100]), of(&[0xF9; 100])), (0, 0));
    }
}
