use std::io;
use std::path::Path;

use rusqlite::{Connection, OpenFlags, params};

use super::{SCHEMA, SCHEMA_ID, io_error};
use crate::days;
use crate::record::decimal;
use crate::{Credit, Place, Quotation, Record};

/// Adds records to a database, in order.
///
/// Articles and quotations are numbered from 1 in the order they are written.
pub struct Writer {
    db: Connection,
    articles: i64,
    quotations: i64,
    /// The engine of the last article and its row, which is that of nearly all.
    engine: Option<(String, i64)>,
}

impl Writer {
    /// Makes an empty database; one that is there is replaced.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn create(path: &Path) -> io::Result<Self> {
        for stale in [path.to_owned(), with_suffix(path, "-wal"), with_suffix(path, "-shm")] {
            match std::fs::remove_file(stale) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
                _ => {}
            }
        }
        let db = open(path, OpenFlags::SQLITE_OPEN_CREATE)?;
        let meta = [("schema", SCHEMA_ID), ("record_schema", crate::SCHEMA_ID)];
        let make = || {
            db.execute_batch(SCHEMA)?;
            for (key, value) in meta {
                db.execute("INSERT INTO meta VALUES (?1, ?2)", params![key, value])?;
            }
            Ok(())
        };
        make().map_err(io_error)?;
        Self::begin(db, 0, 0)
    }

    /// Opens a database to go on after its first `articles` articles; what comes after them is removed.
    ///
    /// # Errors
    /// If the file cannot be written, or holds fewer articles.
    pub fn reopen(path: &Path, articles: u64) -> io::Result<Self> {
        let db = open(path, OpenFlags::empty())?;
        let (articles, quotations) = cut(&db, articles.cast_signed()).map_err(io_error)?;
        Self::begin(db, articles, quotations)
    }

    fn begin(db: Connection, articles: i64, quotations: i64) -> io::Result<Self> {
        db.set_prepared_statement_cache_capacity(32);
        db.execute_batch("BEGIN").map_err(io_error)?;
        Ok(Self { db, articles, quotations, engine: None })
    }

    /// Adds one record.
    ///
    /// # Errors
    /// If the database cannot be written: a full disk is [`io::ErrorKind::StorageFull`].
    pub fn write(&mut self, record: &Record<'_>) -> io::Result<()> {
        self.add(record).map_err(io_error)
    }

    /// Puts all that was written on disk and returns how many articles that is.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn seal(&mut self) -> io::Result<u64> {
        self.db.execute_batch("COMMIT; BEGIN").map_err(io_error)?;
        Ok(self.articles.cast_unsigned())
    }

    /// The id of the last article, and the number of quotations: what tells a database from another of as many articles.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn last_article(&self) -> io::Result<String> {
        let id = "SELECT coalesce((SELECT article_id FROM article WHERE id = ?1), '')";
        let id: String = self.db.query_row(id, [self.articles], |row| row.get(0)).map_err(io_error)?;
        Ok(format!("{} {id}", self.quotations))
    }

    /// Makes the indexes and closes the database, which is one file then.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn finish(self) -> io::Result<()> {
        let end = || {
            self.db.execute_batch("COMMIT")?;
            self.db.execute_batch(include_str!("indexes.sql"))?;
            self.db.execute_batch("PRAGMA optimize")?;
            // Folds the log into the file and removes it.
            self.db.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))
        };
        end().map_err(io_error)?;
        self.db.close().map_err(|(_, e)| io_error(e))
    }

    fn add(&mut self, record: &Record<'_>) -> rusqlite::Result<()> {
        let engine = self.engine_row(record)?;
        self.articles += 1;
        let a = &record.article;
        let credit = |c: &Option<Credit<'_>>| c.as_ref().map(json);
        let contributors = (!a.contributors.is_empty()).then(|| json(&a.contributors));
        self.db
            .prepare_cached(
                "INSERT INTO article VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            )?
            .execute(params![
                self.articles,
                a.id,
                a.title,
                a.publisher,
                a.date,
                a.url,
                a.author,
                a.language,
                credit(&a.dateline),
                credit(&a.republished_from),
                a.text,
                engine,
                contributors
            ])?;
        record.quotations.iter().try_for_each(|q| self.add_quotation(q))
    }

    fn add_quotation(&mut self, q: &Quotation<'_>) -> rusqlite::Result<()> {
        self.quotations += 1;
        let id = self.quotations;
        let (when_span, when_text, when_date) = match &q.when {
            Some(w) => (Some(w.span), Some(&w.text), w.date.as_ref()),
            None => (None, None, None),
        };
        let days = when_date.and_then(|date| days::span(date));
        self.db
            .prepare_cached(
                "INSERT INTO quotation VALUES
                 (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)",
            )?
            .execute(params![
                id,
                self.articles,
                q.id,
                q.kind.as_str(),
                q.text,
                q.cue_text,
                places(&q.content),
                places(&q.cue),
                places(&q.source),
                q.sentence[0],
                q.sentence[1],
                q.parent,
                decimal(q.confidence),
                when_text,
                when_date,
                when_span.map(|s| s[0]),
                when_span.map(|s| s[1]),
                q.act.as_str(),
                decimal(q.act_confidence),
                q.polarity.as_str(),
                days.map(|(first, _)| first.to_string()),
                days.map(|(_, last)| last.to_string()),
            ])?;
        self.db
            .prepare_cached("INSERT INTO quotation_fts (rowid, text) VALUES (?1, ?2)")?
            .execute(params![id, q.text])?;
        let mut insert = self.db.prepare_cached(
            "INSERT INTO speaker VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        )?;
        for (position, s) in q.speakers.iter().enumerate() {
            insert.execute(params![
                id,
                position as i64,
                s.name,
                s.surface,
                s.kind.as_str(),
                s.mention.as_str(),
                s.role,
                s.affiliation,
                s.registry_id,
                json(&s.candidates),
                decimal(s.confidence),
                s.decided_by.as_str()
            ])?;
        }
        let mut insert = self
            .db
            .prepare_cached("INSERT INTO via VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)")?;
        for (position, v) in q.via.iter().enumerate() {
            insert.execute(params![
                id,
                position as i64,
                v.name,
                v.kind.as_str(),
                v.relation.as_str(),
                v.outlet_id,
                v.span[0],
                v.span[1],
                v.carried,
                v.confidence.map(decimal),
                v.called
            ])?;
        }
        Ok(())
    }

    /// The row that says what made the record.
    fn engine_row(&mut self, record: &Record<'_>) -> rusqlite::Result<i64> {
        let e = &record.engine;
        let models = json(&e.models);
        let key = format!("{}\n{}\n{models}\n{}", e.name, e.version, record.offsets.as_str());
        if let Some((last, row)) = &self.engine
            && *last == key
        {
            return Ok(*row);
        }
        let values = params![e.name, e.version, models, record.offsets.as_str()];
        self.db.execute(
            "INSERT OR IGNORE INTO engine (name, version, models, offsets) VALUES (?1, ?2, ?3, ?4)",
            values,
        )?;
        let row = self.db.query_row(
            "SELECT id FROM engine WHERE name = ?1 AND version = ?2 AND models = ?3 AND offsets = ?4",
            values,
            |row| row.get(0),
        )?;
        self.engine = Some((key, row));
        Ok(row)
    }
}

fn open(path: &Path, flags: OpenFlags) -> io::Result<Connection> {
    let flags = flags | OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags).map_err(io_error)?;
    // A log beside the file makes a commit one write and one sync. FULL, since a checkpoint elsewhere relies on it.
    db.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32768; PRAGMA locking_mode = EXCLUSIVE; PRAGMA foreign_keys = OFF",
    )
    .map_err(io_error)?;
    Ok(db)
}

/// Removes all after the first `articles` articles; returns the numbers of the last article and quotation.
fn cut(db: &Connection, articles: i64) -> rusqlite::Result<(i64, i64)> {
    let there: i64 = db.query_row("SELECT coalesce(max(id), 0) FROM article", [], |row| row.get(0))?;
    if there < articles {
        return Err(rusqlite::Error::QueryReturnedNoRows);
    }
    db.execute_batch("BEGIN")?;
    // From the end, since there is no index on the column yet.
    let mut last = 0;
    {
        let mut from_the_end = db.prepare("SELECT id, article, text FROM quotation ORDER BY id DESC")?;
        let mut unfind =
            db.prepare("INSERT INTO quotation_fts (quotation_fts, rowid, text) VALUES ('delete', ?1, ?2)")?;
        let mut rows = from_the_end.query([])?;
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            if row.get::<_, i64>(1)? <= articles {
                last = id;
                break;
            }
            unfind.execute(params![id, row.get::<_, String>(2)?])?;
        }
    }
    db.execute("DELETE FROM quotation WHERE id > ?1", [last])?;
    db.execute("DELETE FROM speaker WHERE quotation > ?1", [last])?;
    db.execute("DELETE FROM via WHERE quotation > ?1", [last])?;
    db.execute("DELETE FROM article WHERE id > ?1", [articles])?;
    db.execute_batch("COMMIT")?;
    Ok((articles, last))
}

/// `[[0,9],[12,20]]`.
fn places(places: &[Place]) -> String {
    json(&places)
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("plain values")
}

fn with_suffix(path: &Path, suffix: &str) -> std::path::PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
