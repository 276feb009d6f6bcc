//! gzip of several members, as parallel compressors and web archives write it, where a damaged member costs that member.
//!
//! Own code around flate2's decoder of one member: its own for several ends for good at the first fault, and takes whatever
//! follows a member and is none for padding, so that one bit in the head of a member would drop all the rest of an archive.

use std::io::{self, BufRead, Cursor, Read};

use flate2::bufread::GzDecoder;

use crate::input::Damaged;

/// The first bytes of every member: two that name gzip, one that names deflate.
const MAGIC: [u8; 3] = [0x1F, 0x8B, 0x08];

/// Bytes that were looked at and put back, then the rest.
type Rest<R> = io::Chain<Cursor<Vec<u8>>, R>;

/// Unpacks all members. After a damaged one it returns an error that wraps [`Damaged`] once, and goes on with the next.
pub(crate) struct Members<R> {
    state: State<R>,
}

enum State<R> {
    In(Box<GzDecoder<Rest<R>>>),
    /// Between members; whether damage has been reported since the last one.
    Between(R, bool),
    End,
}

impl<R: BufRead> Members<R> {
    pub(crate) fn new(input: R) -> Self {
        Self { state: State::In(Box::new(GzDecoder::new(Cursor::new(Vec::new()).chain(input)))) }
    }
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        loop {
            match std::mem::replace(&mut self.state, State::End) {
                State::In(mut member) => match member.read(buf) {
                    Ok(0) if !buf.is_empty() => self.state = State::Between(rest(*member), false),
                    Ok(n) => {
                        self.state = State::In(member);
                        return Ok(n);
                    }
                    Err(e) if e.kind() == io::ErrorKind::Interrupted => self.state = State::In(member),
                    // flate2's errors for damaged data; all others come from the system, or are the end of the file.
                    Err(e)
                        if matches!(e.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData) =>
                    {
                        self.state = State::Between(rest(*member), true);
                        return Err(io::Error::new(io::ErrorKind::InvalidData, Damaged));
                    }
                    Err(e) => return Err(e),
                },
                State::Between(mut input, told) => match next_member(&mut input, told) {
                    Ok(Next::Member) => {
                        let input = Cursor::new(MAGIC.to_vec()).chain(input);
                        self.state = State::In(Box::new(GzDecoder::new(input)));
                    }
                    Ok(Next::Damage) => {
                        self.state = State::Between(input, true);
                        return Err(io::Error::new(io::ErrorKind::InvalidData, Damaged));
                    }
                    Ok(Next::End) => return Ok(0),
                    Err(e) => return Err(e),
                },
                State::End => return Ok(0),
            }
        }
    }
}

fn rest<R>(member: GzDecoder<Rest<R>>) -> R {
    // A member is longer than what was put back.
    member.into_inner().into_inner().1
}

/// The data that follow a member.
enum Next {
    /// Another one, of which [`MAGIC`] has been read.
    Member,
    /// Bytes that are neither padding nor the beginning of a member.
    Damage,
    End,
}

/// Reads past zeros, which pad archives to the size of a block, and up to the next [`MAGIC`]. Other bytes before it are damage,
/// which is told of before they are looked through, once.
fn next_member(input: &mut impl BufRead, told: bool) -> io::Result<Next> {
    let mut found = 0;
    loop {
        let chunk = match input.fill_buf() {
            // Data that begin like a member and are cut short are lost.
            Ok([]) if found > 0 && !told => return Ok(Next::Damage),
            Ok([]) => return Ok(Next::End),
            Ok(chunk) => chunk,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        if found == 0 {
            let skip =
                if told { memchr::memchr(MAGIC[0], chunk) } else { chunk.iter().position(|&byte| byte != 0) };
            let skip = skip.unwrap_or(chunk.len());
            if skip > 0 {
                input.consume(skip);
                continue;
            }
        }
        let byte = chunk[0];
        if byte == MAGIC[found] {
            input.consume(1);
            found += 1;
            if found == MAGIC.len() {
                return Ok(Next::Member);
            }
        } else if told {
            // The byte may be the first of the marks.
            found = 0;
            input.consume(usize::from(byte != MAGIC[0]));
        } else {
            return Ok(Next::Damage);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn gz(text: &str) -> Vec<u8> {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        out.write_all(text.as_bytes()).unwrap();
        out.finish().unwrap()
    }

    /// The bytes that can be read, and the errors met.
    fn read(bytes: &[u8]) -> (String, Vec<io::ErrorKind>) {
        // A small buffer lets marks fall between two reads.
        let mut members = Members::new(io::BufReader::with_capacity(5, bytes));
        let (mut text, mut errors, mut buf) = (Vec::new(), Vec::new(), [0; 100]);
        for _ in 0..10_000 {
            match members.read(&mut buf) {
                Ok(0) => return (String::from_utf8(text).unwrap(), errors),
                Ok(n) => text.extend_from_slice(&buf[..n]),
                Err(e) => errors.push(e.kind()),
            }
        }
        panic!("no end");
    }

    #[test]
    fn a_damaged_member_costs_that_member() {
        let whole = [gz("one "), gz("two "), gz("three")];
        assert_eq!(read(&whole.concat()), ("one two three".to_owned(), vec![]));
        assert_eq!(read(&[&whole[0][..], &[0; 512]].concat()).0, "one ");
        let mut bad = whole[1].clone();
        let at = bad.len() - 6; // the checksum
        bad[at] ^= 1;
        let (text, errors) = read(&[&whole[0][..], &bad, &whole[2]].concat());
        assert!(text.starts_with("one ") && text.ends_with("three"), "{text}");
        assert_eq!(errors, [io::ErrorKind::InvalidData]);
        // Zeros between members are padding; a broken head, and what is no member at all, is damage that ends nothing.
        let (text, errors) = read(&[&whole[0][..], &[0; 7], &whole[1]].concat());
        assert_eq!((text.as_str(), errors.len()), ("one two ", 0));
        for at in 0..3 {
            let mut bad = whole[1].clone();
            bad[at] ^= 1;
            let (text, errors) = read(&[&whole[0][..], &bad, &whole[2]].concat());
            assert_eq!((text.as_str(), errors.len()), ("one three", 1), "byte {at} of a head");
        }
        let (text, errors) = read(&[&whole[0][..], b"\0\0rubbish\x1f\x8b", &whole[2]].concat());
        assert_eq!((text.as_str(), errors.len()), ("one three", 1));
        assert_eq!(
            read(&[&whole[0][..], b"\x1f\x8b"].concat()),
            ("one ".to_owned(), vec![io::ErrorKind::InvalidData])
        );
        // Cut short in the middle: the next begins where nobody expects it.
        let cut = &whole[1][..whole[1].len() - 9];
        let (text, errors) = read(&[&whole[0][..], cut, &whole[2]].concat());
        assert!(text.starts_with("one ") && !errors.is_empty(), "{text} {errors:?}");
        // At the end of the file nothing can follow.
        let (text, errors) = read(&whole[1][..whole[1].len() - 9]);
        assert!(errors.len() == 1 && text.len() <= 4, "{text} {errors:?}");
    }
}
