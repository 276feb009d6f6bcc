use std::io;
use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, Row, params_from_iter};

use super::{check_version, io_error};
use crate::{Act, Acts, Kind};

/// A query: all conditions must hold, and one that is `None` always does.
///
/// Names are looked for as parts, whatever the case of ASCII letters: `okoye` finds `Ada Okoye`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// Words of the quotation, whatever their case and accents. Several must all occur, in any order; `"in marks"` is a phrase,
    /// `tariff*` the beginning of a word, and `AND`, `OR`, `NOT` and parentheses combine.
    pub words: Option<String>,
    /// Part of a speaker's name, or a registry id.
    pub speaker: Option<String>,
    /// Part of the publisher's name or of a link's: published or relayed by.
    pub outlet: Option<String>,
    /// Part of the publisher's name.
    pub publisher: Option<String>,
    /// Part of the name of an outlet, platform, event or document the words came through.
    pub via: Option<String>,
    /// First day of publication, `YYYY-MM-DD` or the beginning of it.
    pub from: Option<String>,
    /// Last day of publication, itself included: `2025` is all of the year.
    pub to: Option<String>,
    /// Direct, mixed or indirect.
    pub kind: Option<Kind>,
    /// Which acts are wanted.
    pub acts: Acts,
    /// Least confidence, `0..=1`.
    pub min_confidence: Option<f32>,
    /// Most confidence, `0..=1`: what to check.
    pub max_confidence: Option<f32>,
}

/// The order of the answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// As the articles were read.
    #[default]
    Input,
    /// Newest article first; without a date last.
    Newest,
    /// Oldest article first; without a date last.
    Oldest,
    /// Least confidence first.
    Confidence,
}

/// The column by which answers are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountBy {
    /// Named speakers.
    Speaker,
    /// Publishers.
    Publisher,
    /// Outlets, platforms, events and documents the words came through.
    Via,
    /// Days of publication.
    Day,
    /// Months of publication.
    Month,
    /// Direct, mixed, indirect.
    Kind,
}

/// A quotation that answers, with its article: a row of the view `quotations`.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "named and explained as the columns in docs/sqlite.md")]
pub struct Answer {
    pub article_id: String,
    pub title: Option<String>,
    pub publisher: Option<String>,
    pub date: Option<String>,
    pub url: Option<String>,
    pub quotation_id: String,
    pub kind: String,
    pub text: String,
    pub speaker: Option<String>,
    pub role: Option<String>,
    pub via: Option<String>,
    pub cue_text: Option<String>,
    pub when_text: Option<String>,
    pub when_date: Option<String>,
    pub confidence: f64,
    pub act: String,
    pub polarity: String,
}

/// A database opened for questions; nothing in it can be changed.
///
/// ```
/// # use dixit_record::sqlite::{Order, Query, Questions, Writer};
/// # let dir = tempfile::tempdir()?;
/// # let path = &dir.path().join("quotes.sqlite");
/// # Writer::create(path)?.finish()?;
/// let questions = Questions::open(path)?;
/// let query = Query { words: Some("\"rare earths\" tariff*".to_owned()), ..Query::default() };
/// assert_eq!(questions.count(&query)?, 0);
/// questions.find(&query, Order::Newest, Some(20), |answer| Ok(println!("{}", answer.text)))?;
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct Questions {
    db: Connection,
    /// Whether it was made since quotations have acts.
    acts: bool,
}

impl Questions {
    /// Opens a database that dixit has written.
    ///
    /// # Errors
    /// If the file is not of this version or cannot be read.
    pub fn open(path: &Path) -> io::Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags).map_err(io_error)?;
        check_version(&db)?;
        let acts = db.prepare("SELECT act FROM quotations LIMIT 0").is_ok();
        Ok(Self { db, acts })
    }

    /// The number of quotations that match.
    ///
    /// # Errors
    /// If the words cannot be searched for, or the database cannot be read.
    pub fn count(&self, query: &Query) -> io::Result<u64> {
        let (condition, values) = condition(query, self.acts);
        let sql =
            format!("SELECT count(*) FROM quotation q JOIN article a ON a.id = q.article WHERE {condition}");
        let n: i64 = self.db.query_row(&sql, params_from_iter(values), |row| row.get(0)).map_err(asked)?;
        Ok(n.unsigned_abs())
    }

    /// Calls `each` with the quotations that answer, at most `limit` of them.
    ///
    /// # Errors
    /// As [`count`](Self::count), and where `each` fails.
    pub fn find(
        &self,
        query: &Query,
        order: Order,
        limit: Option<u64>,
        mut each: impl FnMut(Answer) -> io::Result<()>,
    ) -> io::Result<()> {
        let (condition, values) = condition(query, self.acts);
        let order = match order {
            Order::Input => "v.id",
            Order::Newest => "v.date DESC NULLS LAST, v.id",
            Order::Oldest => "v.date NULLS LAST, v.id",
            Order::Confidence => "v.confidence, v.id",
        };
        let limit = limit.map_or(-1, |n| i64::try_from(n).unwrap_or(i64::MAX));
        let act = if self.acts { "act, polarity" } else { "'statement', 'affirmed'" };
        let sql = format!(
            "SELECT article_id, title, publisher, date, url, quotation_id, kind, text, speaker, role, via, cue_text, \
             when_text, when_date, confidence, {act} FROM quotations v WHERE v.id IN \
             (SELECT q.id FROM quotation q JOIN article a ON a.id = q.article WHERE {condition}) ORDER BY {order} LIMIT {limit}"
        );
        let mut statement = self.db.prepare(&sql).map_err(asked)?;
        let mut rows = statement.query(params_from_iter(values)).map_err(asked)?;
        while let Some(row) = rows.next().map_err(asked)? {
            each(answer(row).map_err(io_error)?)?;
        }
        Ok(())
    }

    /// The number of matches for each speaker, publisher and so on: the most frequent first, days and months in order.
    ///
    /// # Errors
    /// As [`count`](Self::count).
    pub fn count_by(&self, query: &Query, by: CountBy, limit: Option<u64>) -> io::Result<Vec<(String, u64)>> {
        let (condition, values) = condition(query, self.acts);
        let (what, join, order) = match by {
            CountBy::Speaker => ("s.name", "JOIN speaker s ON s.quotation = q.id", "2 DESC, 1"),
            CountBy::Publisher => ("a.publisher", "", "2 DESC, 1"),
            CountBy::Via => ("w.name", "JOIN via w ON w.quotation = q.id", "2 DESC, 1"),
            CountBy::Day => ("substr(a.date, 1, 10)", "", "1"),
            CountBy::Month => ("substr(a.date, 1, 7)", "", "1"),
            CountBy::Kind => ("q.kind", "", "2 DESC, 1"),
        };
        let limit = limit.map_or(-1, |n| i64::try_from(n).unwrap_or(i64::MAX));
        let sql = format!(
            "SELECT {what}, count(DISTINCT q.id) FROM quotation q JOIN article a ON a.id = q.article {join} \
             WHERE {what} IS NOT NULL AND {condition} GROUP BY 1 ORDER BY {order} LIMIT {limit}"
        );
        let mut statement = self.db.prepare(&sql).map_err(asked)?;
        let rows = statement
            .query_map(params_from_iter(values), |row| {
                Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs()))
            })
            .map_err(asked)?;
        rows.collect::<rusqlite::Result<_>>().map_err(asked)
    }
}

/// The condition in SQL, and the values of its question marks; `acts` tells whether the database knows acts.
fn condition(query: &Query, acts: bool) -> (String, Vec<Value>) {
    let mut all = vec!["1".to_owned()];
    let mut values = Vec::new();
    let mut add = |sql: &str, new: Vec<Value>| {
        all.push(format!("({sql})"));
        values.extend(new);
    };
    // `%` and `_` mean themselves.
    let part = |s: &str| -> Value {
        format!("%{}%", s.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")).into()
    };
    const VIA: &str = "EXISTS (SELECT 1 FROM via v WHERE v.quotation = q.id AND v.name LIKE ? ESCAPE '\\')";
    if let Some(words) = &query.words {
        add(
            "q.id IN (SELECT rowid FROM quotation_fts WHERE quotation_fts MATCH ?)",
            vec![search(words).into()],
        );
    }
    if let Some(name) = &query.speaker {
        add(
            "EXISTS (SELECT 1 FROM speaker s WHERE s.quotation = q.id AND (s.name LIKE ? ESCAPE '\\' OR s.registry_id = ?))",
            vec![part(name), name.clone().into()],
        );
    }
    if let Some(name) = &query.outlet {
        add(&format!("a.publisher LIKE ? ESCAPE '\\' OR {VIA}"), vec![part(name), part(name)]);
    }
    if let Some(name) = &query.publisher {
        add("a.publisher LIKE ? ESCAPE '\\'", vec![part(name)]);
    }
    if let Some(name) = &query.via {
        add(VIA, vec![part(name)]);
    }
    if let Some(day) = &query.from {
        add("a.date >= ?", vec![day.clone().into()]);
    }
    if let Some(day) = &query.to {
        add("substr(a.date, 1, length(?)) <= ?", vec![day.clone().into(), day.clone().into()]);
    }
    if let Some(kind) = query.kind {
        add("q.kind = ?", vec![kind.as_str().to_owned().into()]);
    }
    if acts && query.acts == Acts::Statements {
        add("q.act = ?", vec![Act::Statement.as_str().to_owned().into()]);
    }
    if let Some(p) = query.min_confidence {
        add("q.confidence >= ?", vec![bound(p).into()]);
    }
    if let Some(p) = query.max_confidence {
        add("q.confidence <= ?", vec![bound(p).into()]);
    }
    (all.join(" AND "), values)
}

/// A bound as it was given, not as the nearest 32-bit number: 0.662 lies beside what is stored as 0.662.
fn bound(p: f32) -> f64 {
    (f64::from(p) * 1e6).round() / 1e6
}

/// Words as FTS5 reads them: each in quotation marks, so that punctuation in it has no meaning, save `*` at its end.
fn search(words: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut rest = words.trim_start();
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '(' | ')' => 1,
            '"' => rest[1..].find('"').map_or(rest.len(), |i| i + 2),
            _ => rest.find(|c: char| c.is_whitespace() || "()\"".contains(c)).unwrap_or(rest.len()),
        };
        let (term, after) = rest.split_at(end);
        rest = after.trim_start();
        let bare = term.trim_matches('"');
        out.push(match term {
            "(" | ")" | "AND" | "OR" | "NOT" => term.to_owned(),
            _ if !bare.contains(char::is_alphanumeric) => continue,
            _ => match bare.strip_suffix('*') {
                Some(beginning) => format!("\"{beginning}\"*"),
                None => format!("\"{bare}\""),
            },
        });
    }
    // An empty phrase finds nothing, and is no error.
    if out.is_empty() { "\"\"".to_owned() } else { out.join(" ") }
}

/// Says what to do where words are put together wrongly.
fn asked(error: rusqlite::Error) -> io::Error {
    let text = error.to_string();
    if text.contains("fts5") {
        let hint = "combine words as in: ceasefire AND (hostage OR prisoner) NOT \"prime minister\"";
        return io::Error::new(
            io::ErrorKind::InvalidInput,
            format!("the words cannot be searched for ({text}); {hint}"),
        );
    }
    io_error(error)
}

fn answer(row: &Row<'_>) -> rusqlite::Result<Answer> {
    Ok(Answer {
        article_id: row.get(0)?,
        title: row.get(1)?,
        publisher: row.get(2)?,
        date: row.get(3)?,
        url: row.get(4)?,
        quotation_id: row.get(5)?,
        kind: row.get(6)?,
        text: row.get(7)?,
        speaker: row.get(8)?,
        role: row.get(9)?,
        via: row.get(10)?,
        cue_text: row.get(11)?,
        when_text: row.get(12)?,
        when_date: row.get(13)?,
        confidence: row.get(14)?,
        act: row.get(15)?,
        polarity: row.get(16)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_searched_for_as_they_are() {
        let check = |words: &str, want: &str| assert_eq!(search(words), want, "{words}");
        check("rare earths", "\"rare\" \"earths\"");
        check("\"rare earths\" OR tariff*", "\"rare earths\" OR \"tariff\"*");
        check("(a AND b-c) NOT it's", "( \"a\" AND \"b-c\" ) NOT \"it's\"");
        check("say \"open", "\"say\" \"open\"");
        check(" * - ", "\"\"");
    }
}
