use dixit_text::Document;

use crate::fields::Field;
use crate::json::{Fields, TextOf};
use crate::mojibake::Mended;
use crate::{Body, Failure, FieldMap, InputError, Note, Raw, encoding, json, markup, mojibake};

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
    /// Notes for the user.
    pub notes: Vec<Note>,
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
    fn fetched(&self, name: &str, fetched: crate::Fetched) -> Result<Decoded, InputError> {
        const LIMIT: u64 = 64_000_000;
        let crate::Fetched { url, id, date, http, stated, truncated, bytes } = fetched;
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
        // The address in the page itself is the canonical one.
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
        let mut notes = note.into_iter().collect();
        let (text, remade) = ungarbled(text, &mut notes, Mended::is_certain);
        let mut document = document(name, text)?;
        document.remade = remade;
        Ok(Decoded { document, notes })
    }

    #[cfg(feature = "html")]
    fn html(&self, name: &str, bytes: Vec<u8>) -> Result<Decoded, InputError> {
        self.page(name, bytes, None)
    }

    /// A web page; the server's statement of its encoding overrides its own.
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
        let (text, remade) = match fields.text_of {
            TextOf::Input => of_input(text, &mut notes),
            TextOf::Form => (ungarbled(plain(text), &mut notes, |_| true).0, false),
            TextOf::Page => (ungarbled(text, &mut notes, |_| true).0, false),
        };
        let id = fields.take(Field::Id);
        let mut document = document(id.as_deref().unwrap_or(name), text)?;
        document.remade = remade;
        let mut field = |field| {
            fields.take(field).map(|value| ungarbled(plain(value), &mut Vec::new(), |_| true).0).map(one_line)
        };
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

/// The text of a field or cell, and whether it is another than the input holds. Who wrote the input may count in its text, as gold
/// does: so it is changed only where it is certain that it is HTML, or garbled, as a whole.
fn of_input(text: String, notes: &mut Vec<Note>) -> (String, bool) {
    let coded = markup::coded(&text);
    let decoded = if coded == markup::Coded::Throughout { markup::decoded(&text) } else { None };
    if coded != markup::Coded::No {
        notes.push(Note::Markup { decoded: decoded.is_some() });
    }
    let remade = decoded.is_some();
    let (text, mended) = ungarbled(decoded.unwrap_or(text), notes, |m| remade || m.is_certain());
    (text, remade || mended)
}

/// A value without markup.
fn plain(value: String) -> String {
    markup::decoded(&value).unwrap_or(value)
}

/// The text, with letters that were garbled on the way mended if `mends` is set; and whether any were.
fn ungarbled(text: String, notes: &mut Vec<Note>, mends: impl Fn(&Mended) -> bool) -> (String, bool) {
    match mojibake::mend(&text) {
        None => (text, false),
        Some(mend) if mend.mended > 0 && mends(&mend) => {
            notes.push(Note::Mojibake { mended: mend.mended, left: mend.left });
            (mend.text, true)
        }
        Some(mend) => {
            notes.push(Note::Mojibake { mended: 0, left: mend.mended + mend.left });
            (text, false)
        }
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
