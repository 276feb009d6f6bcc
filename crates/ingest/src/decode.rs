use std::fmt;

use dixit_text::Document;

use crate::fields::Field;
use crate::json::Fields;
use crate::{Body, Failure, FieldMap, InputError, Raw, encoding, json};

/// Makes documents of raw articles. Shared by all workers.
#[derive(Clone, Debug, Default)]
pub struct Decoder {
    fields: FieldMap,
    /// Longest page unpacked from a web archive, in bytes.
    limit: Option<u64>,
    english_only: bool,
}

/// A document, and what was lost or guessed on the way to it.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// The document.
    pub document: Document,
    /// What the user should know.
    pub notes: Vec<Note>,
}

/// Something done to an input that the user should know of.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// The text was not UTF-8 and was read as this encoding.
    DecodedAs {
        /// Its name in the WHATWG standard.
        encoding: &'static str,
        /// Whether some bytes had no meaning in it and became U+FFFD.
        lossy: bool,
    },
    /// Bytes that are not UTF-8 became U+FFFD.
    BrokenUtf8 {
        /// How many U+FFFD stand for them.
        replaced: usize,
    },
    /// A row has more or fewer cells than the heading has columns.
    Cells {
        /// Cells in the row.
        cells: usize,
        /// Columns of the table.
        columns: usize,
        /// What is over was taken for a part of the last cell, which is the text.
        joined: bool,
    },
    /// Letters that came of reading UTF-8 as something else.
    Mojibake {
        /// How many places were mended.
        mended: usize,
        /// How many could not be.
        left: usize,
    },
    /// A date in a form that is not understood: nothing is dated by it.
    Date {
        /// The date as it is given.
        given: String,
    },
    /// A page in a web archive ends before its end: the crawler cut it short, or what it is packed in is damaged.
    CutShort,
    /// A web archive states a wrong length for the page, which was read up to the next one.
    WrongLength {
        /// The length it states, in bytes.
        stated: u64,
    },
    /// Halves of surrogate pairs in JSON became U+FFFD.
    LoneSurrogates {
        /// How many.
        replaced: usize,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let s = |n: &usize| if *n == 1 { "" } else { "s" };
        match self {
            Note::DecodedAs { encoding, lossy: false } => write!(f, "is not UTF-8; read as {encoding}"),
            Note::DecodedAs { encoding, lossy: true } => {
                write!(f, "is not UTF-8; read as {encoding}, with unreadable bytes replaced by U+FFFD")
            }
            Note::BrokenUtf8 { replaced } => {
                write!(f, "is not all UTF-8; {replaced} broken place{} replaced by U+FFFD", s(replaced))
            }
            Note::Cells { cells, columns, joined } => {
                write!(f, "has {cells} cell{} where the heading has {columns}", s(cells))?;
                f.write_str(match (joined, cells > columns) {
                    (true, _) => "; those over are read as part of the last, the text",
                    (_, true) => "; those over are left out: is a quotation mark or --delimiter missing?",
                    _ => "; the others are read as empty",
                })
            }
            Note::Mojibake { mended, left: 0 } => {
                write!(f, "has {mended} place{} where UTF-8 was read as something else; mended", s(mended))
            }
            Note::Mojibake { mended, left } => {
                let places = mended + left;
                write!(
                    f,
                    "has {places} place{} that look garbled (UTF-8 read as something else); {mended} mended",
                    s(&places)
                )
            }
            Note::Date { given } => write!(f, "has a date that is not understood: `{given}`"),
            Note::CutShort => f.write_str("is cut short or damaged in its archive; what is there is read"),
            Note::WrongLength { stated } => {
                write!(f, "has a wrong length in its archive ({stated} bytes); read up to the next record")
            }
            Note::LoneSurrogates { replaced } => {
                write!(f, "has {replaced} half surrogate pair{} in its JSON, replaced by U+FFFD", s(replaced))
            }
        }
    }
}

impl Decoder {
    /// A decoder for inputs whose fields are named as in `fields`.
    pub fn new(fields: FieldMap) -> Self {
        Self { fields, ..Self::default() }
    }

    /// Passes over texts that are certainly in another language than English; see [`InputError::Language`].
    pub fn english_only(mut self, english_only: bool) -> Self {
        self.english_only = english_only;
        self
    }

    /// Longest page that is unpacked from a web archive, in bytes. Default: 64 MB.
    pub fn max_page_bytes(mut self, limit: u64) -> Self {
        self.limit = Some(limit);
        self
    }

    /// The document of one raw article.
    ///
    /// # Errors
    /// [`Failure`] where there is no text in it; [`InputError::is_skip`] tells an empty article from a faulty one.
    pub fn decode(&self, raw: Raw) -> Result<Decoded, Failure> {
        let Raw { name, body } = raw;
        let result = match body {
            Body::Text(bytes) => self.text(&name, bytes),
            #[cfg(feature = "html")]
            Body::Html(bytes) => self.html(&name, bytes),
            #[cfg(feature = "markdown")]
            Body::Markdown(bytes) => self.markdown(&name, bytes),
            #[cfg(feature = "warc")]
            Body::Fetched(fetched) => self.fetched(&name, fetched),
            Body::Json(bytes) => self.json(&name, bytes),
            #[cfg(feature = "csv")]
            Body::Row(row) => self.row(&name, &row),
            #[cfg(feature = "parquet")]
            Body::Cells(cells) => self.cells(&name, cells),
            Body::Document(document) if document.text().trim().is_empty() => Err(InputError::Empty),
            Body::Document(document) => Ok(Decoded { document: *document, notes: Vec::new() }),
        };
        result.and_then(|decoded| self.in_english(decoded)).map_err(|error| Failure { name, error })
    }

    fn in_english(&self, decoded: Decoded) -> Result<Decoded, InputError> {
        if !self.english_only {
            return Ok(decoded);
        }
        match crate::language::other_than_english(decoded.document.text()) {
            Some(language) => Err(InputError::Language { language }),
            None => Ok(decoded),
        }
    }

    #[cfg(feature = "markdown")]
    fn markdown(&self, name: &str, bytes: Vec<u8>) -> Result<Decoded, InputError> {
        let (source, note) = encoding::decode(bytes)?;
        self.article(name, crate::markdown::article(&source), note.into_iter().collect())
    }

    #[cfg(feature = "warc")]
    fn fetched(&self, name: &str, fetched: crate::warc::Fetched) -> Result<Decoded, InputError> {
        const LIMIT: u64 = 64_000_000;
        let crate::warc::Fetched { url, id, date, http, stated, truncated, bytes } = fetched;
        let page = if http {
            crate::http::page(&bytes, self.limit.unwrap_or(LIMIT))?
        } else {
            crate::http::Page {
                plain: !bytes.trim_ascii_start().starts_with(b"<"),
                body: bytes,
                encoding: None,
                cut: false,
            }
        };
        let cut = page.cut || truncated;
        let name = id.as_deref().unwrap_or(name);
        let mut decoded =
            if page.plain { self.text(name, page.body)? } else { self.page(name, page.body, page.encoding)? };
        // What the page says of itself is the canonical address.
        decoded.document.url = decoded.document.url.or(url);
        let date = date.map(|given| crate::date::normalized(&given).unwrap_or(given));
        decoded.document.date = decoded.document.date.or(date);
        decoded.notes.extend(cut.then_some(Note::CutShort));
        decoded.notes.extend(stated.map(|stated| Note::WrongLength { stated }));
        Ok(decoded)
    }

    /// A web page without what reads web pages: its bytes as they are would be no article.
    #[cfg(all(feature = "warc", not(feature = "html")))]
    fn page(&self, _: &str, _: Vec<u8>, _: Option<&encoding_rs::Encoding>) -> Result<Decoded, InputError> {
        Err(InputError::NotAPage { what: "a web page, which this program was built without".to_owned() })
    }

    #[cfg(feature = "parquet")]
    fn cells(&self, name: &str, cells: crate::Cells) -> Result<Decoded, InputError> {
        let has_text = cells.has_text(&self.fields);
        match self.article(name, cells.fields(&self.fields), Vec::new()) {
            Err(InputError::NoText { .. }) if has_text => Err(InputError::Empty),
            other => other,
        }
    }

    fn text(&self, name: &str, bytes: Vec<u8>) -> Result<Decoded, InputError> {
        let (text, note) = encoding::decode(bytes)?;
        Ok(Decoded { document: document(name, text)?, notes: note.into_iter().collect() })
    }

    #[cfg(feature = "html")]
    fn html(&self, name: &str, bytes: Vec<u8>) -> Result<Decoded, InputError> {
        self.page(name, bytes, None)
    }

    /// A web page; what the server said of its encoding counts more than what it says itself.
    #[cfg(feature = "html")]
    fn page(
        &self,
        name: &str,
        bytes: Vec<u8>,
        encoding: Option<&'static encoding_rs::Encoding>,
    ) -> Result<Decoded, InputError> {
        let said = encoding.or_else(|| crate::html::declared_encoding(&bytes));
        let (page, note) = match said.filter(|encoding| encoding::may_be(encoding, &bytes)) {
            Some(encoding) => encoding::with(encoding, &bytes),
            None => encoding::decode(bytes)?,
        };
        // A page that says what it is written in was not guessed at.
        let note = note.filter(|n| !matches!(n, Note::DecodedAs { lossy: false, .. }));
        self.article(name, crate::html::article(&page)?, note.into_iter().collect())
    }

    fn json(&self, name: &str, bytes: Vec<u8>) -> Result<Decoded, InputError> {
        let (line, note) = encoding::decode_line(bytes);
        let mut notes: Vec<Note> = note.into_iter().collect();
        let parsed = json::parse(&line, &self.fields).or_else(|error| {
            // Rare, so the usual line does not pay for the search.
            let (mended, replaced) = json::mend_surrogates(&line);
            if replaced == 0 {
                return Err(error);
            }
            notes.push(Note::LoneSurrogates { replaced });
            json::parse(&mended, &self.fields)
        });
        let fields = parsed.map_err(|e| InputError::Json(message(&e)))?;
        self.article(name, fields, notes)
    }

    #[cfg(feature = "csv")]
    fn row(&self, name: &str, row: &crate::Row) -> Result<Decoded, InputError> {
        let (fields, notes) = row.fields(&self.fields);
        let short = notes.iter().find(|n| matches!(n, Note::Cells { .. })).map(Note::to_string);
        match self.article(name, fields, notes) {
            Err(InputError::NoText { found, .. }) if !row.is_named() => {
                Err(InputError::NoHeading { columns: found.len() })
            }
            // The column is there, the cell is not; or it is empty.
            Err(InputError::NoText { .. }) if row.has_text(&self.fields) => {
                Err(short.map_or(InputError::Empty, |short| InputError::Table(format!("its row {short}"))))
            }
            other => other,
        }
    }

    fn article(&self, name: &str, mut fields: Fields, mut notes: Vec<Note>) -> Result<Decoded, InputError> {
        let Some(text) = fields.take(Field::Text) else {
            return Err(InputError::NoText {
                wanted: self.fields.text_name().to_owned(),
                found: fields.others,
            });
        };
        let text = mended(text, &mut notes);
        let id = fields.take(Field::Id);
        let mut document = document(id.as_deref().unwrap_or(name), text)?;
        let mut field = |field| fields.take(field).map(|value| mended(value, &mut Vec::new())).map(one_line);
        document.title = field(Field::Title);
        document.publisher = field(Field::Publisher);
        document.url = field(Field::Url);
        document.author = field(Field::Author);
        document.language = field(Field::Language);
        let given = field(Field::Date);
        document.date = given.map(|given| match crate::date::normalized(&given) {
            Some(date) => date,
            None => {
                notes.push(Note::Date { given: given.clone() });
                given
            }
        });
        Ok(Decoded { document, notes })
    }
}

/// A field without markup and without letters that were garbled on the way.
fn mended(text: String, notes: &mut Vec<Note>) -> String {
    let text = crate::markup::decoded(&text).unwrap_or(text);
    match crate::mojibake::mend(&text) {
        Some(crate::mojibake::Mended { text, mended, left }) => {
            notes.push(Note::Mojibake { mended, left });
            text
        }
        None => text,
    }
}

/// Names and titles without line breaks and no-break spaces, by which the same one would be another.
fn one_line(value: String) -> String {
    if value.contains(['\n', '\r', '\t', '\u{a0}', '\u{202f}']) || value.contains("  ") {
        return value.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    value
}

fn document(id: &str, text: String) -> Result<Document, InputError> {
    if text.trim().is_empty() {
        return Err(InputError::Empty);
    }
    Document::new(id, text).map_err(|_| InputError::TooLong { limit: u64::from(u32::MAX) })
}

/// serde_json's message, without the line number, which is always 1 here.
fn message(error: &serde_json::Error) -> String {
    let full = error.to_string();
    match full.rsplit_once(" at line ") {
        Some((what, _)) => format!("{what} at byte {}", error.column()),
        None => full,
    }
}
