//! Records in a SQLite database, with full-text search over the words of the quotations.
//!
//! The tables are explained in `docs/sqlite.md`. A [`Writer`] adds records in order; what it has written up to a
//! [`seal`](Writer::seal) survives a kill and a power cut, and [`Writer::reopen`] cuts a database back to one. [`read`] gives the
//! records back as they were.
//!
//! ```
//! # use dixit_record::sqlite;
//! # let dir = tempfile::tempdir()?;
//! # let path = &dir.path().join("quotes.sqlite");
//! let writer = sqlite::Writer::create(path)?;
//! writer.finish()?;
//! let mut articles = 0;
//! sqlite::read(path, |_record| { articles += 1; Ok(()) })?;
//! assert_eq!(articles, 0);
//! # Ok::<(), std::io::Error>(())
//! ```

mod query;
mod read;
mod write;

pub use query::{Answer, CountBy, Order, Query, Questions};
pub use read::read;
pub use write::Writer;

use std::io;

/// Name and version of the tables: the value of `schema` in the table `meta`.
pub const SCHEMA_ID: &str = "dixit-sqlite/1";

/// The statements that make the tables of an empty database.
pub const SCHEMA: &str = include_str!("schema.sql");

/// Fails unless the database has the tables of this version.
fn check_version(db: &rusqlite::Connection) -> io::Result<()> {
    let schema: String =
        db.query_row("SELECT value FROM meta WHERE key = 'schema'", [], |row| row.get(0)).map_err(|_| {
            io::Error::other(
                "is not a database that dixit has written; dixit run ARTICLES -o FILE.sqlite makes one",
            )
        })?;
    if schema != SCHEMA_ID {
        return Err(io::Error::other(format!(
            "has tables of version {schema}, and this program reads {SCHEMA_ID}; run dixit over the articles again"
        )));
    }
    Ok(())
}

/// SQLite's error as one of the system where it is one: a full disk is told from other faults.
fn io_error(error: rusqlite::Error) -> io::Error {
    let kind = match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DiskFull) => io::ErrorKind::StorageFull,
        Some(rusqlite::ErrorCode::CannotOpen) => io::ErrorKind::NotFound,
        _ => io::ErrorKind::Other,
    };
    io::Error::new(kind, error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Record;

    /// Every field filled, and every field empty that may be.
    const FULL: &str = r#"{"schema":"dixit-record/1","offsets":"chars","engine":{"name":"fast","version":"0.1.0","models":[{"name":"ner","version":"1"}]},
        "article":{"id":"a1","title":"T","publisher":"P","date":"2025-12-05","url":"u","author":"A","language":"en",
        "dateline":{"name":"AP","outlet_id":null,"span":[0,2]},"republished_from":{"name":"Xinhua","outlet_id":"Xinhua","span":[3,9]},"contributors":[{"name":"Kyodo News","outlet_id":null,"span":[1,4]}],"text":"It was the text."},
        "quotations":[{"id":"q1","kind":"mixed","text":"“Yes,” he","cue_text":"said","content":[[0,6],[9,12]],"cue":[[7,8]],"source":[[1,2]],
        "sentence":[0,20],"parent":null,"confidence":0.662,
        "speakers":[{"name":"Ada","surface":"she","type":"person","mention":"pronoun","role":"mayor","affiliation":"Town","registry_id":"Q1","candidates":[{"name":"Ada A","registry_id":null},{"name":"Ada B","registry_id":"Q2"}],"confidence":0.5,"decided_by":"pronoun"},
        {"name":null,"surface":null,"type":"unnamed","mention":"nominal","role":null,"affiliation":null,"registry_id":null,"confidence":1.0,"decided_by":"description"}],
        "via":[{"name":"Reuters","kind":"outlet","relation":"told","outlet_id":"Reuters","span":[4,5],"carried":true}],
        "when":{"text":"on Monday","date":null,"span":[8,9]}},
        {"id":"q2","kind":"direct","text":"“Naïve”","cue_text":null,"content":[[1,2]],"cue":[],"source":[],
        "sentence":[0,2],"parent":"q1","confidence":1.0,"speakers":[],"via":[],"when":null}]}"#;
    const BARE: &str = r#"{"schema":"dixit-record/1","offsets":"bytes","engine":{"name":"fast","version":"0.1.0","models":[]},
        "article":{"id":"a2","title":null,"publisher":null,"date":null,"url":null,"author":null,"language":null,
        "dateline":null,"republished_from":null},"quotations":[]}"#;

    fn records() -> [Record<'static>; 2] {
        [FULL, BARE].map(|json| serde_json::from_str(json).unwrap())
    }

    fn read_all(path: &std::path::Path) -> Vec<Record<'static>> {
        let mut got = Vec::new();
        read(path, |record| {
            got.push(record);
            Ok(())
        })
        .unwrap();
        got
    }

    #[test]
    fn records_come_back_as_they_were() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.sqlite");
        let mut writer = Writer::create(&path).unwrap();
        let records = records();
        for record in &records {
            writer.write(record).unwrap();
        }
        writer.finish().unwrap();
        assert_eq!(read_all(&path), records);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "no files of the journal stay");
        let db = rusqlite::Connection::open(&path).unwrap();
        let found: String = db
            .query_row("SELECT q.text FROM quotation_fts f JOIN quotation q ON q.id = f.rowid WHERE quotation_fts MATCH 'naive'", [], |row| row.get(0))
            .unwrap();
        assert_eq!(found, "“Naïve”");
        let speaker: (String, String) = db
            .query_row("SELECT speaker, via FROM quotations LIMIT 1", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .unwrap();
        assert_eq!(speaker, ("Ada".to_owned(), "Reuters".to_owned()));
        let count = "SELECT count(*) FROM quotation WHERE confidence = 0.662";
        assert_eq!(db.query_row(count, [], |row| row.get::<_, u32>(0)).unwrap(), 1, "as it is written");
    }

    #[test]
    fn a_week_has_its_first_and_its_last_day() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.sqlite");
        let [mut full, _] = records();
        full.quotations[0].when.as_mut().unwrap().date = Some("2026-W06".into());
        let mut writer = Writer::create(&path).unwrap();
        writer.write(&full).unwrap();
        writer.finish().unwrap();
        let db = rusqlite::Connection::open(&path).unwrap();
        let days = "SELECT when_from, when_to FROM quotations WHERE date(when_from) <= '2026-02-05' AND date(when_to) >= '2026-02-05'";
        let days: (String, String) = db.query_row(days, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        assert_eq!(days, ("2026-02-02".to_owned(), "2026-02-08".to_owned()));
    }

    #[test]
    fn a_database_can_be_cut_back_and_gone_on_with() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.sqlite");
        let [full, bare] = records();
        let mut writer = Writer::create(&path).unwrap();
        writer.write(&full).unwrap();
        assert_eq!(writer.seal().unwrap(), 1);
        writer.write(&bare).unwrap();
        writer.write(&full).unwrap();
        assert_eq!(writer.seal().unwrap(), 3);
        writer.write(&full).unwrap();
        // As a kill would: what comes after the last seal is gone.
        drop(writer);
        let mut writer = Writer::reopen(&path, 1).unwrap();
        writer.write(&bare).unwrap();
        writer.finish().unwrap();
        assert_eq!(read_all(&path), [full, bare]);
        let db = rusqlite::Connection::open(&path).unwrap();
        let hits: i64 = db
            .query_row("SELECT count(*) FROM quotation_fts WHERE quotation_fts MATCH 'naive'", [], |row| {
                row.get(0)
            })
            .unwrap();
        assert_eq!(hits, 1, "what was cut off is not found any more");
        assert!(Writer::reopen(&path, 7).is_err(), "more is asked for than is there");
    }
}
