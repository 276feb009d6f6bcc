//! Raw articles as bytes: to hand them to another process, and to tell whether an input is still what it was.

use dixit_text::Document;

use crate::{Body, Raw};

/// Tags of the kinds of bodies. Both ends are the same program, so they may change from version to version.
mod tag {
    pub(super) const TEXT: u8 = 0;
    pub(super) const JSON: u8 = 1;
    #[cfg(feature = "markdown")]
    pub(super) const MARKDOWN: u8 = 2;
    #[cfg(feature = "html")]
    pub(super) const HTML: u8 = 3;
    #[cfg(feature = "warc")]
    pub(super) const FETCHED: u8 = 4;
    #[cfg(feature = "csv")]
    pub(super) const ROW: u8 = 5;
    #[cfg(feature = "parquet")]
    pub(super) const CELLS: u8 = 6;
    pub(super) const DOCUMENT: u8 = 7;
}

impl Raw {
    /// Appends the article as bytes that [`from_bytes`](Self::from_bytes) reads. Two articles have the same bytes only where
    /// they are the same.
    pub fn to_bytes(&self, out: &mut Vec<u8>) {
        let mut out = Writer(out);
        out.part(self.name.as_bytes());
        match &self.body {
            Body::Text(bytes) => out.tagged(tag::TEXT, bytes),
            Body::Json(bytes) => out.tagged(tag::JSON, bytes),
            #[cfg(feature = "markdown")]
            Body::Markdown(bytes) => out.tagged(tag::MARKDOWN, bytes),
            #[cfg(feature = "html")]
            Body::Html(bytes) => out.tagged(tag::HTML, bytes),
            #[cfg(feature = "warc")]
            Body::Fetched(fetched) => {
                out.tagged(tag::FETCHED, &fetched.bytes);
                out.0.push(u8::from(fetched.http));
                out.maybe(fetched.url.as_deref().map(str::as_bytes));
                out.maybe(fetched.id.as_deref().map(str::as_bytes));
                out.maybe(fetched.date.as_deref().map(str::as_bytes));
                out.number(fetched.stated.unwrap_or(NONE));
                out.0.push(u8::from(fetched.truncated));
            }
            #[cfg(feature = "csv")]
            Body::Row(row) => {
                let crate::raw::Heading { columns, dialect, named } = &*row.heading;
                out.tagged(tag::ROW, &row.bytes);
                out.0.extend([
                    dialect.delimiter,
                    dialect.quoted.into(),
                    dialect.escaped.into(),
                    (*named).into(),
                ]);
                out.list(columns.iter().map(|column| Some(column.as_bytes())));
            }
            #[cfg(feature = "parquet")]
            Body::Cells(cells) => {
                out.0.push(tag::CELLS);
                out.list(cells.columns.iter().map(|column| Some(column.as_bytes())));
                out.list(cells.cells.iter().map(|cell| cell.as_deref().map(str::as_bytes)));
            }
            Body::Document(document) => {
                let Document { id, title, publisher, date, url, author, language, remade, .. } = &**document;
                out.tagged(tag::DOCUMENT, document.text().as_bytes());
                out.0.push(u8::from(*remade));
                out.part(id.as_bytes());
                for field in [title, publisher, date, url, author, language] {
                    out.maybe(field.as_deref().map(str::as_bytes));
                }
            }
        }
    }

    /// The article that [`to_bytes`](Self::to_bytes) has written; `None` for other bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut bytes = Reader(bytes);
        let name = bytes.text()?;
        let body = match bytes.byte()? {
            tag::TEXT => Body::Text(bytes.part()?.to_vec()),
            tag::JSON => Body::Json(bytes.part()?.to_vec()),
            #[cfg(feature = "markdown")]
            tag::MARKDOWN => Body::Markdown(bytes.part()?.to_vec()),
            #[cfg(feature = "html")]
            tag::HTML => Body::Html(bytes.part()?.to_vec()),
            #[cfg(feature = "warc")]
            tag::FETCHED => Body::Fetched(crate::Fetched {
                bytes: bytes.part()?.to_vec(),
                http: bytes.byte()? != 0,
                url: bytes.maybe_text()?,
                id: bytes.maybe_text()?,
                date: bytes.maybe_text()?,
                stated: Some(bytes.number()?).filter(|&stated| stated != NONE),
                truncated: bytes.byte()? != 0,
            }),
            #[cfg(feature = "csv")]
            tag::ROW => {
                let row = bytes.part()?.to_vec();
                let delimiter = bytes.byte()?;
                let (quoted, escaped, named) = (bytes.byte()? != 0, bytes.byte()? != 0, bytes.byte()? != 0);
                let dialect = crate::rows::Dialect { delimiter, quoted, escaped };
                let columns = bytes.columns()?.to_vec();
                let heading = std::sync::Arc::new(crate::raw::Heading { columns, dialect, named });
                Body::Row(crate::Row { heading, bytes: row })
            }
            #[cfg(feature = "parquet")]
            tag::CELLS => {
                let columns = bytes.columns()?;
                let cells = bytes.list(Reader::maybe_text)?;
                Body::Cells(crate::Cells { columns, cells })
            }
            tag::DOCUMENT => {
                let text = bytes.text()?;
                let remade = bytes.byte()? != 0;
                let mut document = Document::new(bytes.text()?, text).ok()?;
                document.remade = remade;
                let Document { title, publisher, date, url, author, language, .. } = &mut document;
                for field in [title, publisher, date, url, author, language] {
                    *field = bytes.maybe_text()?;
                }
                Body::Document(Box::new(document))
            }
            _ => return None,
        };
        bytes.0.is_empty().then_some(Self { name, body })
    }
}

/// Stands for the length of what is not there.
const NONE: u64 = u64::MAX;

struct Writer<'a>(&'a mut Vec<u8>);

impl Writer<'_> {
    fn number(&mut self, n: u64) {
        self.0.extend(n.to_le_bytes());
    }

    fn part(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }

    fn tagged(&mut self, tag: u8, bytes: &[u8]) {
        self.0.push(tag);
        self.part(bytes);
    }

    fn maybe(&mut self, bytes: Option<&[u8]>) {
        match bytes {
            Some(bytes) => self.part(bytes),
            None => self.number(NONE),
        }
    }

    #[cfg(any(feature = "csv", feature = "parquet"))]
    fn list<'a>(&mut self, parts: impl ExactSizeIterator<Item = Option<&'a [u8]>>) {
        self.number(parts.len() as u64);
        parts.for_each(|part| self.maybe(part));
    }
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (&byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(byte)
    }

    fn number(&mut self) -> Option<u64> {
        let (number, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u64::from_le_bytes(*number))
    }

    fn taken(&mut self, length: u64) -> Option<&'a [u8]> {
        let (part, rest) = self.0.split_at_checked(usize::try_from(length).ok()?)?;
        self.0 = rest;
        Some(part)
    }

    fn part(&mut self) -> Option<&'a [u8]> {
        let length = self.number()?;
        self.taken(length)
    }

    fn text(&mut self) -> Option<String> {
        String::from_utf8(self.part()?.to_vec()).ok()
    }

    /// The outer `None` is for bytes that are not as they should be.
    fn maybe(&mut self) -> Option<Option<&'a [u8]>> {
        match self.number()? {
            NONE => Some(None),
            length => self.taken(length).map(Some),
        }
    }

    fn maybe_text(&mut self) -> Option<Option<String>> {
        self.maybe()?.map_or(Some(None), |part| String::from_utf8(part.to_vec()).ok().map(Some))
    }

    #[cfg(any(feature = "csv", feature = "parquet"))]
    fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        // No room is made beforehand: the number may be anything.
        (0..self.number()?).map(|_| item(self)).collect()
    }

    #[cfg(any(feature = "csv", feature = "parquet"))]
    fn columns(&mut self) -> Option<std::sync::Arc<[String]>> {
        self.list(|bytes| String::from_utf8(bytes.maybe()??.to_vec()).ok()).map(Into::into)
    }
}

#[cfg(test)]
mod tests {
    use dixit_text::Document;

    use crate::{Body, Raw, Reader, ReaderOptions};

    /// Every article of some inputs, there and back.
    #[test]
    fn articles_come_back_as_they_were() {
        let page = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:a>\r\nWARC-Target-URI: https://x.example/\r\n\
            Content-Type: application/http; msgtype=response\r\nContent-Length: 44\r\n\r\n\
            HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n\r\n\r\n";
        let inputs: [(&str, &[u8]); 6] = [
            ("a.txt", b"\xffNo UTF-8."),
            ("a.html", b"<p>Yes.</p>"),
            ("a.md", b"# Yes"),
            ("a.jsonl", b"{\"text\": \"Yes.\"}\n{}\n"),
            ("a.csv", b"id,text\na,\"Yes, no\"\nb\nc,,\xff\n"),
            ("a.warc", page),
        ];
        let mut met = 0;
        let read = inputs
            .into_iter()
            .flat_map(|(name, bytes)| Reader::stream(name, bytes, ReaderOptions::default()));
        let mut document = Document::new("a", "Yes.").unwrap();
        document.date = Some("2025-12-05".to_owned());
        let document = Raw { name: "a".to_owned(), body: Body::Document(Box::new(document)) };
        for raw in read.map(Result::unwrap).chain([document]) {
            let mut wire = Vec::new();
            raw.to_bytes(&mut wire);
            let back = Raw::from_bytes(&wire).unwrap();
            assert_eq!(format!("{back:?}"), format!("{raw:?}"));
            // Bytes that were cut or damaged give nothing, or another article, and never a panic.
            for cut in 0..wire.len() {
                assert!(Raw::from_bytes(&wire[..cut]).is_none());
            }
            for i in 0..wire.len() {
                wire[i] ^= 0xff;
                let _ = Raw::from_bytes(&wire);
                wire[i] ^= 0xff;
            }
            met += 1;
        }
        assert_eq!(met, 10);
    }
}
