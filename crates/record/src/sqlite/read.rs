use std::borrow::Cow;
use std::io;
use std::path::Path;

use rusqlite::{Connection, OpenFlags, Row, Statement};
use serde::de::DeserializeOwned;

use super::{check_version, io_error};
use crate::{Article, Candidate, Credit, Engine, Model, Place, Quotation, Record, Speaker, Via, When};

/// Calls `each` with every record of a database, in the order they were written.
///
/// # Errors
/// If the file is no database of this version, a row in it is not as it was written, or `each` fails.
pub fn read(path: &Path, mut each: impl FnMut(Record<'static>) -> io::Result<()>) -> io::Result<()> {
    let db =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)
            .map_err(io_error)?;
    check_version(&db)?;
    let mut next = Records::new(&db).map_err(io_error)?;
    let mut articles = db
        .prepare("SELECT e.name, e.version, e.models, e.offsets, a.* FROM article a JOIN engine e ON e.id = a.engine ORDER BY a.id")
        .map_err(io_error)?;
    let mut rows = articles.query([]).map_err(io_error)?;
    while let Some(row) = rows.next().map_err(io_error)? {
        each(next.record(row).map_err(io_error)?)?;
    }
    Ok(())
}

struct Records<'db> {
    quotations: Statement<'db>,
    speakers: Statement<'db>,
    vias: Statement<'db>,
}

impl<'db> Records<'db> {
    fn new(db: &'db Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            quotations: db.prepare("SELECT * FROM quotation WHERE article = ?1 ORDER BY id")?,
            speakers: db.prepare("SELECT * FROM speaker WHERE quotation = ?1 ORDER BY position")?,
            vias: db.prepare("SELECT * FROM via WHERE quotation = ?1 ORDER BY position")?,
        })
    }

    fn record(&mut self, row: &Row<'_>) -> rusqlite::Result<Record<'static>> {
        Ok(Record {
            schema: Cow::Borrowed(crate::SCHEMA_ID),
            offsets: word(row, 3)?,
            engine: Engine { name: text(row, 0)?, version: text(row, 1)?, models: models(row, 2)? },
            article: Article {
                id: text(row, 5)?,
                title: maybe(row, 6)?,
                publisher: maybe(row, 7)?,
                date: maybe(row, 8)?,
                url: maybe(row, 9)?,
                author: maybe(row, 10)?,
                language: maybe(row, 11)?,
                dateline: credit(row, 12)?,
                republished_from: credit(row, 13)?,
                contributors: contributors(row, 16)?,
                text: maybe(row, 14)?,
            },
            quotations: self.quotations_of(row.get(4)?)?,
        })
    }

    fn quotations_of(&mut self, article: i64) -> rusqlite::Result<Vec<Quotation<'static>>> {
        let Self { quotations, speakers, vias } = self;
        let quotations = quotations.query_map([article], |row| {
            let id: i64 = row.get(0)?;
            let when = match maybe(row, 13)? {
                Some(text) => Some(When { text, date: maybe(row, 14)?, span: [row.get(15)?, row.get(16)?] }),
                None => None,
            };
            Ok(Quotation {
                id: text(row, 2)?,
                kind: word(row, 3)?,
                act: added(row, 17, word)?,
                act_confidence: added(row, 18, |row, at| row.get(at))?,
                polarity: added(row, 19, word)?,
                text: text(row, 4)?,
                cue_text: maybe(row, 5)?,
                content: json(row, 6)?,
                cue: json(row, 7)?,
                source: json(row, 8)?,
                sentence: [row.get(9)?, row.get(10)?],
                parent: maybe(row, 11)?,
                confidence: row.get(12)?,
                speakers: speakers.query_map([id], speaker)?.collect::<Result<_, _>>()?,
                via: vias.query_map([id], via)?.collect::<Result<_, _>>()?,
                when,
            })
        })?;
        quotations.collect()
    }
}

/// Types of records borrow from what they are read from, so parts kept as JSON are read into these first.
#[derive(serde::Deserialize)]
struct OwnedCredit {
    name: String,
    outlet_id: Option<String>,
    span: Place,
}

fn credit(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<Credit<'static>>> {
    let Some(text) = row.get::<_, Option<String>>(at)? else { return Ok(None) };
    Ok(Some(parsed::<OwnedCredit>(at, &text)?.into()))
}

/// The default where the database was made before there was such a column.
fn added<T: Default>(
    row: &Row<'_>,
    at: usize,
    read: impl Fn(&Row<'_>, usize) -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    if at < row.as_ref().column_count() { read(row, at) } else { Ok(T::default()) }
}

/// None where the database was made before there was such a column.
fn contributors(row: &Row<'_>, at: usize) -> rusqlite::Result<Vec<Credit<'static>>> {
    if at >= row.as_ref().column_count() {
        return Ok(Vec::new());
    }
    let Some(text) = row.get::<_, Option<String>>(at)? else { return Ok(Vec::new()) };
    let credits: Vec<OwnedCredit> = parsed(at, &text)?;
    Ok(credits.into_iter().map(Credit::from).collect())
}

impl From<OwnedCredit> for Credit<'static> {
    fn from(OwnedCredit { name, outlet_id, span }: OwnedCredit) -> Self {
        Credit { name: name.into(), outlet_id: outlet_id.map(Cow::Owned), span }
    }
}

#[derive(serde::Deserialize)]
struct OwnedModel {
    name: String,
    version: String,
}

fn models(row: &Row<'_>, at: usize) -> rusqlite::Result<Vec<Model<'static>>> {
    let models: Vec<OwnedModel> = json(row, at)?;
    Ok(models.into_iter().map(|m| Model { name: m.name.into(), version: m.version.into() }).collect())
}

#[derive(serde::Deserialize)]
struct OwnedCandidate {
    name: String,
    registry_id: Option<String>,
}

fn candidates(row: &Row<'_>, at: usize) -> rusqlite::Result<Vec<Candidate<'static>>> {
    let candidates: Vec<OwnedCandidate> = json(row, at)?;
    let owned =
        |c: OwnedCandidate| Candidate { name: c.name.into(), registry_id: c.registry_id.map(Cow::Owned) };
    Ok(candidates.into_iter().map(owned).collect())
}

fn speaker(row: &Row<'_>) -> rusqlite::Result<Speaker<'static>> {
    Ok(Speaker {
        name: maybe(row, 2)?,
        surface: maybe(row, 3)?,
        kind: word(row, 4)?,
        mention: word(row, 5)?,
        role: maybe(row, 6)?,
        affiliation: maybe(row, 7)?,
        registry_id: maybe(row, 8)?,
        candidates: candidates(row, 9)?,
        confidence: row.get(10)?,
        decided_by: word(row, 11)?,
    })
}

fn via(row: &Row<'_>) -> rusqlite::Result<Via<'static>> {
    Ok(Via {
        name: text(row, 2)?,
        called: maybe(row, 10)?,
        kind: word(row, 3)?,
        relation: word(row, 4)?,
        outlet_id: maybe(row, 5)?,
        span: [row.get(6)?, row.get(7)?],
        carried: row.get(8)?,
        confidence: row.get(9)?,
    })
}

fn text(row: &Row<'_>, at: usize) -> rusqlite::Result<Cow<'static, str>> {
    row.get::<_, String>(at).map(Cow::Owned)
}

fn maybe(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<Cow<'static, str>>> {
    Ok(row.get::<_, Option<String>>(at)?.map(Cow::Owned))
}

/// A word of a closed vocabulary.
fn word<T: DeserializeOwned>(row: &Row<'_>, at: usize) -> rusqlite::Result<T> {
    let word: String = row.get(at)?;
    serde_json::from_value(word.into()).map_err(|e| wrong(at, e))
}

fn json<T: DeserializeOwned>(row: &Row<'_>, at: usize) -> rusqlite::Result<T> {
    parsed(at, &row.get::<_, String>(at)?)
}

fn parsed<T: DeserializeOwned>(at: usize, text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text).map_err(|e| wrong(at, e))
}

fn wrong(at: usize, error: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(at, rusqlite::types::Type::Text, Box::new(error))
}
