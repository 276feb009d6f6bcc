use std::collections::HashMap;
use std::fmt;
use std::path::Path;

use serde::Deserialize;

use super::{Person, PersonGender, Role, key};

/// How a registry of people is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line.
    Jsonl,
    /// A list of `[[person]]` tables.
    Toml,
}

impl Format {
    /// TOML for a path that ends in `.toml`, JSONL for any other.
    pub fn of(path: &Path) -> Format {
        if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("toml")) {
            Format::Toml
        } else {
            Format::Jsonl
        }
    }
}

/// What is wrong with one line of a registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong, and what would be right.
    pub message: String,
}

/// A registry that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeopleError {
    /// The file, as the caller named it.
    pub file: String,
    /// Every problem found, by line.
    pub problems: Vec<Problem>,
}

impl fmt::Display for PeopleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, p) in self.problems.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{}:{}: {}", self.file, p.line, p.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for PeopleError {}

/// One person as files write it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: String,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    handles: Vec<String>,
    gender: Option<String>,
    party: Option<String>,
    region: Option<String>,
    wikidata: Option<String>,
    #[serde(default)]
    roles: Vec<RoleRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RoleRow {
    title: String,
    from: Option<String>,
    to: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TomlFile {
    #[serde(default)]
    person: Vec<toml::Spanned<Row>>,
}

/// Reads and checks all persons of a file.
pub(super) fn read(file: &str, text: &str, format: Format) -> Result<Vec<Person>, PeopleError> {
    let mut problems = Vec::new();
    let rows = match format {
        Format::Jsonl => jsonl(text, &mut problems),
        Format::Toml => toml(text, &mut problems),
    };
    let mut seen: HashMap<(String, Option<String>, Option<String>), usize> = HashMap::new();
    let mut persons = Vec::with_capacity(rows.len());
    for (line, row) in rows {
        let mut problem = |message: String| problems.push(Problem { line, message });
        check(&row, &mut problem);
        let since = row.roles.first().and_then(|r| r.from.clone());
        if let Some(first) = seen.insert((key(&row.name), row.wikidata.clone(), since), line) {
            problem(format!("{:?} is already on line {first}: join the two, or give each its id", row.name));
        }
        persons.push(person(row));
    }
    if problems.is_empty() {
        return Ok(persons);
    }
    problems.sort_by_key(|p| p.line);
    Err(PeopleError { file: file.to_owned(), problems })
}

fn jsonl(text: &str, problems: &mut Vec<Problem>) -> Vec<(usize, Row)> {
    let mut rows = Vec::new();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (i, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        match serde_json::from_str(line) {
            Ok(row) => rows.push((i + 1, row)),
            Err(e) => {
                // serde_json names a line of its own, which is always 1 here.
                let message = e.to_string();
                let message = message.split(" at line ").next().unwrap_or_default();
                problems.push(Problem { line: i + 1, message: format!("column {}: {message}", e.column()) });
            }
        }
    }
    rows
}

fn toml(text: &str, problems: &mut Vec<Problem>) -> Vec<(usize, Row)> {
    let line = |at: usize| 1 + text.as_bytes()[..at.min(text.len())].iter().filter(|&&b| b == b'\n').count();
    match ::toml::from_str::<TomlFile>(text) {
        Ok(file) => {
            let (mut counted, mut number) = (0, 1);
            let numbered = file.person.into_iter().map(|row| {
                let at = row.span().start.max(counted);
                number += text.as_bytes()[counted..at].iter().filter(|&&b| b == b'\n').count();
                counted = at;
                (number, row.into_inner())
            });
            numbered.collect()
        }
        Err(e) => {
            let at = e.span().map_or(0, |s| s.start);
            problems.push(Problem { line: line(at), message: e.message().to_owned() });
            Vec::new()
        }
    }
}

fn check(row: &Row, problem: &mut dyn FnMut(String)) {
    let names = std::iter::once(&row.name).chain(&row.aliases);
    for name in names.filter(|n| n.trim().is_empty()) {
        problem(format!("{name:?} is no name: give at least one letter"));
    }
    for handle in row.handles.iter().filter(|h| !h.starts_with('@') || h.len() < 2 || h.contains(' ')) {
        problem(format!("{handle:?} is no handle: write it like \"@name\""));
    }
    if let Some(gender) = row.gender.as_deref().filter(|g| !matches!(*g, "M" | "F")) {
        problem(format!("gender {gender:?} is neither \"M\" nor \"F\""));
    }
    if let Some(id) = row.wikidata.as_deref() {
        let digits = id.strip_prefix('Q').unwrap_or("");
        if digits.is_empty() || digits.starts_with('0') || !digits.bytes().all(|b| b.is_ascii_digit()) {
            problem(format!("wikidata {id:?} is no id: write it like \"Q76\""));
        }
    }
    for role in &row.roles {
        if role.title.trim().is_empty() {
            problem("a role without a title".to_owned());
        }
        for date in [&role.from, &role.to].into_iter().flatten().filter(|d| !is_date(d)) {
            problem(format!("{date:?} is no date: write YYYY, YYYY-MM or YYYY-MM-DD"));
        }
        if let (Some(from), Some(to)) = (&role.from, &role.to)
            && from > to
            && !from.starts_with(to.as_str())
        {
            problem(format!("role {:?} ends ({to}) before it starts ({from})", role.title));
        }
    }
}

fn is_date(date: &str) -> bool {
    let in_range = |part: &str, length: usize, range: std::ops::RangeInclusive<u32>| {
        part.len() == length
            && part.bytes().all(|b| b.is_ascii_digit())
            && part.parse().is_ok_and(|n| range.contains(&n))
    };
    let mut parts = date.split('-');
    parts.next().is_some_and(|y| in_range(y, 4, 1..=9999))
        && parts.next().is_none_or(|m| in_range(m, 2, 1..=12))
        && parts.next().is_none_or(|d| in_range(d, 2, 1..=31))
        && parts.next().is_none()
}

fn person(row: Row) -> Person {
    Person {
        gender: match row.gender.as_deref() {
            Some("M") => Some(PersonGender::Masculine),
            Some("F") => Some(PersonGender::Feminine),
            _ => None,
        },
        roles: row.roles.into_iter().map(|r| Role { title: r.title, from: r.from, to: r.to }).collect(),
        name: row.name,
        aliases: row.aliases,
        handles: row.handles,
        party: row.party,
        region: row.region,
        wikidata: row.wikidata,
        prominent: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(format: Format, text: &str, expected: &[&str]) {
        let got = read("f", text, format).err().map_or(String::new(), |e| e.to_string());
        let lines: Vec<&str> = got.lines().collect();
        assert_eq!(lines.len(), expected.len(), "{got}");
        for (line, part) in lines.iter().zip(expected) {
            assert!(line.contains(part), "{line:?} does not say {part:?}");
        }
    }

    #[test]
    fn jsonl_problems_are_named_by_line() {
        check(Format::Jsonl, "{\"name\": \"Ana Ruiz\"}\n\n", &[]);
        check(Format::Jsonl, "\n{\"name\": }", &["f:2: column 10"]);
        check(Format::Jsonl, "{\"nam\": \"Ana\"}", &["f:1: column 6: unknown field `nam`"]);
        check(Format::Jsonl, "{\"name\": \"A\"}\n{\"name\": \"a\"}", &["f:2: \"a\" is already on line 1"]);
        check(
            Format::Jsonl,
            "{\"name\": \"A\", \"handles\": [\"x\"], \"wikidata\": \"76\"}",
            &["handle", "Q76"],
        );
        check(Format::Jsonl, "{\"name\": \" \", \"gender\": \"x\"}", &["no name", "gender"]);
        let role = |from, to| {
            format!(
                "{{\"name\": \"A\", \"roles\": [{{\"title\": \"t\", \"from\": \"{from}\", \"to\": \"{to}\"}}]}}"
            )
        };
        check(Format::Jsonl, &role("2020", "2020-05"), &[]);
        check(Format::Jsonl, &role("2021-13", "20"), &["2021-13", "\"20\""]);
        check(Format::Jsonl, &role("2021", "2020"), &["ends (2020) before it starts (2021)"]);
    }

    #[test]
    fn toml_problems_are_named_by_line() {
        check(Format::Toml, "[[person]]\nname = \"Ana Ruiz\"\nroles = [{ title = \"Mayor\" }]\n", &[]);
        check(
            Format::Toml,
            "[[person]]\nname = \"A\"\n\n[[person]]\nname = \"B\"\ngender = \"X\"\n",
            &["f:4: gender"],
        );
        check(Format::Toml, "[[person]]\nname = 7\n", &["f:2: "]);
        check(Format::Toml, "people = 1\n", &["f:1: unknown field"]);
    }
}
