//! Reading and checking the table of outlets.

use std::fmt;

use rustc_hash::FxHashMap;

use super::search::{Search, Spelling, Written};
use super::{Outlet, OutletId, OutletKind, Outlets};

/// The first line of every table.
const HEADER: [&str; 8] = ["name", "kind", "country", "language", "domains", "parent", "flags", "aliases"];

/// One thing wrong with a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, as the caller named it.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong and what would be right.
    pub what: String,
}

/// Everything that is wrong with a table of outlets; one problem a line when printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutletsError {
    /// The problems in the order of the file; never empty.
    pub problems: Vec<Problem>,
}

impl fmt::Display for OutletsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, Problem { file, line, what }) in self.problems.iter().enumerate() {
            let newline = if i == 0 { "" } else { "\n" };
            write!(f, "{newline}{file}:{line}: {what}")?;
        }
        Ok(())
    }
}

impl std::error::Error for OutletsError {}

/// One row as it stands in the table, with where it stands.
struct Row<'t> {
    file: &'t str,
    line: usize,
    columns: [&'t str; 8],
}

/// Reads several tables, a later one on top of the earlier ones.
pub(super) fn load(tables: &[(&str, &str)]) -> Result<Outlets, OutletsError> {
    let mut problems = Problems::default();
    let mut rows: Vec<Row> = Vec::new();
    let mut place: FxHashMap<&str, usize> = FxHashMap::default();
    for &(table, file) in tables {
        let first_of_table = rows.len();
        for row in rows_of(table, file, &mut problems) {
            let name = row.columns[0];
            match place.get(name) {
                Some(&i) if i >= first_of_table || rows[i].file == file => {
                    let before = rows[i].line;
                    problems.add(&row, format!("“{name}” stands already on line {before}"));
                }
                // A later table replaces the outlet in its place.
                Some(&i) => rows[i] = row,
                None => {
                    place.insert(name, rows.len());
                    rows.push(row);
                }
            }
        }
    }
    let outlets: Vec<Outlet> = rows.iter().map(|row| outlet(row, &place, &mut problems)).collect();
    let mut spellings = Spellings::default();
    for (i, (row, outlet)) in rows.iter().zip(&outlets).enumerate() {
        spellings.add_outlet(OutletId(i as u32), row, outlet, &rows, &mut problems);
    }
    spellings.share_articles();
    if !problems.0.is_empty() {
        return Err(OutletsError { problems: problems.0 });
    }
    let names = outlets.iter().enumerate().map(|(i, o)| (o.name.clone(), OutletId(i as u32))).collect();
    Ok(Outlets { outlets, names, search: Search::new(spellings.texts, spellings.spellings) })
}

#[derive(Default)]
struct Problems(Vec<Problem>);

impl Problems {
    fn add(&mut self, row: &Row, what: String) {
        self.add_at(row.file, row.line, what);
    }

    fn add_at(&mut self, file: &str, line: usize, what: String) {
        self.0.push(Problem { file: file.to_owned(), line, what });
    }
}

/// The rows of a table: comments, which start with `#`, and empty lines are passed over.
fn rows_of<'t>(table: &'t str, file: &'t str, problems: &mut Problems) -> Vec<Row<'t>> {
    let table = table.strip_prefix('\u{feff}').unwrap_or(table);
    let mut rows = Vec::new();
    let mut header_seen = false;
    for (i, text) in table.lines().enumerate() {
        let line = i + 1;
        if text.trim().is_empty() || text.starts_with('#') {
            continue;
        }
        if !header_seen {
            header_seen = true;
            if text.split('\t').map(str::trim).ne(HEADER) {
                let what =
                    format!("the first line must name the columns: {}, with tabs between", HEADER.join(", "));
                problems.add_at(file, line, what);
                return rows;
            }
            continue;
        }
        // Empty columns at the end may be left out.
        let mut columns = [""; 8];
        let mut n = 0;
        for column in text.split('\t') {
            if n < 8 {
                columns[n] = column.trim();
            }
            n += 1;
        }
        if (4..=8).contains(&n) && !columns[0].is_empty() {
            rows.push(Row { file, line, columns });
        } else {
            problems.add_at(
                file,
                line,
                format!("expected 8 columns with tabs between and a name first, found {n}"),
            );
        }
    }
    rows
}

fn list(column: &str) -> impl Iterator<Item = &str> {
    column.split(';').map(str::trim).filter(|s| !s.is_empty())
}

fn outlet(row: &Row, place: &FxHashMap<&str, usize>, problems: &mut Problems) -> Outlet {
    let [name, kind, country, language, domains, parent, flags, _] = row.columns;
    let found_kind = OutletKind::ALL.iter().find(|(_, word)| *word == kind).map(|(kind, _)| *kind);
    if found_kind.is_none() {
        let words: Vec<&str> = OutletKind::ALL.iter().map(|(_, word)| *word).collect();
        problems.add(row, format!("unknown kind “{kind}”, expected one of {}", words.join(", ")));
    }
    let is_country = country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase());
    if !is_country && country != "-" {
        problems.add(row, format!("“{country}” is no ISO 3166 country code such as US; write - for none"));
    }
    if !(2..=3).contains(&language.len()) || !language.bytes().all(|b| b.is_ascii_lowercase()) {
        problems
            .add(row, format!("“{language}” is no ISO 639 language code such as en; write mul for several"));
    }
    for domain in list(domains) {
        if !is_domain(domain) {
            problems.add(
                row,
                format!("“{domain}” is no web domain such as example.com, in lower case, without www."),
            );
        }
    }
    let parent_id = place.get(parent).map(|&i| OutletId(i as u32));
    if !parent.is_empty() && parent_id.is_none() {
        problems
            .add(row, format!("unknown parent “{parent}”: it must be the name of an outlet in the table"));
    }
    if parent == name {
        problems.add(row, format!("“{name}” is its own parent"));
    }
    for flag in list(flags).filter(|f| *f != "common") {
        problems.add(row, format!("unknown flag “{flag}”, the only one is common"));
    }
    Outlet {
        name: name.to_owned(),
        kind: found_kind.unwrap_or(OutletKind::Site),
        country: is_country.then(|| country.to_owned()),
        language: language.to_owned(),
        domains: list(domains).map(str::to_owned).collect(),
        parent: parent_id,
        common: !flags.is_empty(),
    }
}

fn is_domain(domain: &str) -> bool {
    let labels: Vec<&str> = domain.split('.').collect();
    let label_ok = |label: &&str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    labels.len() >= 2
        && labels.iter().all(label_ok)
        && labels[0] != "www"
        && labels.last().is_some_and(|tld| tld.len() >= 2 && tld.bytes().all(|b| b.is_ascii_lowercase()))
}

/// All spellings so far, and the line each sure one comes from.
#[derive(Default)]
struct Spellings {
    texts: Vec<String>,
    spellings: Vec<Spelling>,
    index: FxHashMap<String, usize>,
}

impl Spellings {
    fn add_outlet(
        &mut self,
        id: OutletId,
        row: &Row,
        outlet: &Outlet,
        rows: &[Row],
        problems: &mut Problems,
    ) {
        let mut add = |text: &str, written| self.add(text, written, id, row, rows, problems);
        let written = if outlet.common { Written::Ambiguous } else { Written::Name };
        // “The Telegraph (India)” is told from its namesakes by a country in brackets, which no article writes.
        match outlet.name.split_once(" (") {
            Some((base, _)) => add(base, Written::Ambiguous),
            None => {
                add(&outlet.name, written);
                // Headlines in capitals. A short or common name is left out: it would be any word.
                let upper = outlet.name.to_uppercase();
                if written == Written::Name && upper.len() >= 6 && upper != outlet.name {
                    add(&upper, Written::Name);
                }
            }
        }
        for alias in list(row.columns[7]) {
            match alias.strip_prefix('~') {
                Some(alias) => add(alias, Written::Ambiguous),
                None if alias.starts_with('@') => add(alias, Written::Handle),
                None => add(alias, Written::Name),
            }
        }
        for domain in &outlet.domains {
            add(domain, Written::Domain);
        }
    }

    fn add(
        &mut self,
        text: &str,
        written: Written,
        id: OutletId,
        row: &Row,
        rows: &[Row],
        problems: &mut Problems,
    ) {
        // “The” may be left out (“a Washington Post reporter”) unless the rest is a common word (“The Hill”).
        let text = match text.strip_prefix("The ") {
            Some(rest) if written != Written::Ambiguous => rest,
            _ => text,
        };
        let i = match self.index.get(text) {
            Some(&i) => i,
            None => {
                let i = self.texts.len();
                self.index.insert(text.to_owned(), i);
                self.texts.push(text.to_owned());
                self.spellings.push(Spelling { written, candidates: Vec::new() });
                if text.contains('\'') && !row.columns[7].contains('’') {
                    self.add(&text.replace('\'', "’"), written, id, row, rows, problems);
                }
                i
            }
        };
        let spelling = &mut self.spellings[i];
        if spelling.candidates.contains(&id) {
            return;
        }
        // A sure name wins over another outlet's ambiguous one: the Daily Mirror is the London one.
        match (spelling.written == Written::Ambiguous, written == Written::Ambiguous) {
            (true, true) => spelling.candidates.push(id),
            (true, false) => *spelling = Spelling { written, candidates: vec![id] },
            (false, true) => {}
            (false, false) if spelling.candidates.is_empty() => spelling.candidates.push(id),
            (false, false) => {
                let first = spelling.candidates[0];
                let other = &rows[first.0 as usize];
                problems.add(
                    row,
                    format!(
                        "“{text}” is also a name of “{}” ({} line {}); mark it with ~ in both if they share it",
                        other.columns[0], other.file, other.line
                    ),
                );
            }
        }
    }

    /// `The Times` may be any outlet that `Times` may be.
    fn share_articles(&mut self) {
        for (i, text) in self.texts.iter().enumerate() {
            let Some(&bare) = text.strip_prefix("The ").and_then(|rest| self.index.get(rest)) else {
                continue;
            };
            let more = self.spellings[bare].candidates.clone();
            let spelling = &mut self.spellings[i];
            if spelling.written == Written::Ambiguous {
                spelling.candidates.extend(more);
                spelling.candidates.sort_unstable();
                spelling.candidates.dedup();
            }
        }
    }
}
