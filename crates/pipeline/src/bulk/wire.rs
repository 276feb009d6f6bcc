//! The protocol between a run and its worker processes: frames of a byte for the kind, the length, and the content.
//!
//! | from | kind | content |
//! |---|---|---|
//! | worker | `HELLO` | the engine, as JSON |
//! | run | `ARTICLE`, `KEY_OF` | a raw article to analyse, or of which only the key is wanted |
//! | worker | `KEY` | the key of the article in work: is it known? |
//! | run | `ANSWER` | a byte: 1 where it is |
//! | worker | `DONE` | what came of the article |

use std::borrow::Cow;
use std::io::{self, Read, Write};

use super::article::Article;
use super::seen::Key;
use super::{Incident, Severity, Totals};

pub(super) const HELLO: u8 = b'h';
pub(super) const ARTICLE: u8 = b'a';
pub(super) const KEY_OF: u8 = b'o';
pub(super) const KEY: u8 = b'k';
pub(super) const ANSWER: u8 = b'n';
pub(super) const DONE: u8 = b'd';

pub(super) fn write_frame(out: &mut impl Write, kind: u8, content: &[u8]) -> io::Result<()> {
    let mut head = [kind; 9];
    head[1..].copy_from_slice(&(content.len() as u64).to_le_bytes());
    out.write_all(&head)?;
    out.write_all(content)
}

/// The next frame; `None` at the end.
pub(super) fn read_frame(input: &mut impl Read) -> io::Result<Option<(u8, Vec<u8>)>> {
    let mut head = [0; 9];
    let n = loop {
        match input.read(&mut head) {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            read => break read?,
        }
    };
    if n == 0 {
        return Ok(None);
    }
    input.read_exact(&mut head[n..])?;
    let length = u64::from_le_bytes(*head.last_chunk().expect("the head is longer"));
    let mut content = Vec::new();
    if input.take(length).read_to_end(&mut content)? as u64 != length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Some((head[0], content)))
}

impl Key {
    pub(super) fn to_bytes(self) -> [u8; 32] {
        let mut bytes = [0; 32];
        bytes[..16].copy_from_slice(&self.id.to_le_bytes());
        bytes[16..].copy_from_slice(&self.text.to_le_bytes());
        bytes
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (id, text) = bytes.split_first_chunk()?;
        Some(Self { id: u128::from_le_bytes(*id), text: u128::from_le_bytes(text.try_into().ok()?) })
    }
}

impl Article {
    /// Its outcome, without name and digest, which the other side knows.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let size = self.outputs.iter().map(Vec::len).sum::<usize>() + 256;
        let mut out = Vec::with_capacity(size);
        number(&mut out, self.outputs.len() as u64);
        self.outputs.iter().for_each(|output| part(&mut out, output));
        number(&mut out, self.incidents.len() as u64);
        for Incident { name: _, severity, kind, message } in &self.incidents {
            out.push(*severity as u8);
            part(&mut out, kind.as_bytes());
            part(&mut out, message.as_bytes());
        }
        self.totals.to_array().iter().for_each(|&n| number(&mut out, n));
        part(&mut out, self.key.map(Key::to_bytes).as_ref().map_or(&[], |key| &key[..]));
        out
    }

    /// The other way; `None` for other bytes.
    pub(super) fn from_bytes(bytes: &[u8], name: &str) -> Option<Self> {
        let mut bytes = Rest(bytes);
        let outputs = (0..bytes.number()?).map(|_| Some(bytes.part()?.to_vec())).collect::<Option<_>>()?;
        let incidents =
            (0..bytes.number()?).map(|_| bytes.incident(name)).collect::<Option<Vec<Incident>>>()?;
        let mut sums = [0; Totals::FIELDS];
        for sum in &mut sums {
            *sum = bytes.number()?;
        }
        let key = match bytes.part()? {
            [] => None,
            key => Some(Key::from_bytes(key)?),
        };
        let totals = Totals::from_array(sums);
        bytes.0.is_empty().then(|| Self {
            name: name.to_owned(),
            outputs,
            incidents,
            totals,
            key,
            ..Self::default()
        })
    }
}

fn number(out: &mut Vec<u8>, n: u64) {
    out.extend(n.to_le_bytes());
}

fn part(out: &mut Vec<u8>, bytes: &[u8]) {
    number(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Bytes that are not read yet.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn number(&mut self) -> Option<u64> {
        let (number, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u64::from_le_bytes(*number))
    }

    fn part(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.number()?).ok()?;
        let (part, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(part)
    }

    fn text(&mut self) -> Option<String> {
        String::from_utf8(self.part()?.to_vec()).ok()
    }

    fn incident(&mut self, name: &str) -> Option<Incident> {
        let (&severity, rest) = self.0.split_first()?;
        self.0 = rest;
        let severity = [Severity::Note, Severity::Skipped, Severity::Failed]
            .into_iter()
            .find(|known| *known as u8 == severity)?;
        Some(Incident {
            name: name.to_owned(),
            severity,
            kind: Cow::Owned(self.text()?),
            message: self.text()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_of_an_article_comes_back_as_it_was() {
        let mut article = Article {
            name: "a".to_owned(),
            outputs: vec![b"line\n".to_vec(), Vec::new()],
            key: Some(Key { id: 1 << 100, text: 7 }),
            totals: Totals { articles: 1, words: 1 << 40, ..Totals::default() },
            ..Article::default()
        };
        article.report(Severity::Note, "", "is not UTF-8".to_owned());
        article.report(Severity::Failed, "panic", "fell".to_owned());
        let bytes = article.to_bytes();
        assert_eq!(Article::from_bytes(&bytes, "a"), Some(article));
        assert!((0..bytes.len()).all(|cut| Article::from_bytes(&bytes[..cut], "a").is_none()));

        let mut frames = Vec::new();
        write_frame(&mut frames, DONE, &bytes).unwrap();
        write_frame(&mut frames, HELLO, b"").unwrap();
        let mut input = &frames[..];
        assert_eq!(read_frame(&mut input).unwrap(), Some((DONE, bytes)));
        assert_eq!(read_frame(&mut input).unwrap(), Some((HELLO, Vec::new())));
        assert_eq!(read_frame(&mut input).unwrap(), None);
        assert!(read_frame(&mut &frames[..20]).is_err());
    }
}
