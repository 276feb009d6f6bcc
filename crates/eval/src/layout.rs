//! Which of the JSON layouts a file has, and its articles in the gold format.

use serde::Deserialize;
use serde_json::Value;

use crate::problem::Problems;
use crate::raw::RawArticle;
use crate::{citron, gendergap, labelled, record};

/// How a file lays articles out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    Gold,
    Citron,
    GenderGap,
    /// A list of quotes, all of one article.
    GenderGapList,
    Record,
    /// Spans with labels, as annotation tools export them.
    Labelled,
    /// None of these.
    Other,
}

impl Layout {
    /// Judged by the fields of the first value.
    fn of(content: &str) -> Self {
        let first = serde_json::Deserializer::from_str(content).into_iter::<Value>().next();
        let Some(Ok(first)) = first else { return Self::Gold };
        let first = first.get(0).unwrap_or(&first);
        let has = |value: &Value, field: &str| value.get(field).is_some();
        if has(first, "quote_index") {
            return Self::GenderGapList;
        }
        if has(first, "attributions") {
            return Self::Gold;
        }
        if has(first, "quotations") && has(first, "article") {
            return Self::Record;
        }
        if labelled::is(first) {
            return Self::Labelled;
        }
        match first.get("quotes").and_then(Value::as_array) {
            Some(quotes) if quotes.first().is_some_and(|q| has(q, "quote_index")) => Self::GenderGap,
            Some(_) if has(first, "body") => Self::GenderGap,
            Some(_) => Self::Citron,
            None if first.is_object() && !has(first, "id") => Self::Other,
            None => Self::Gold,
        }
    }
}

/// All of them, for who has another.
const LAYOUTS: &str = "gold (docs/eval.md), dixit's records, the JSON of Citron and GenderGapTracker, exports of doccano (JSONL), \
     Label Studio (JSON), Prodigy (JSONL) and INCEpTION (UIMA CAS JSON); beside JSON, brat and BIO";

/// The articles of a file with the line each starts on. An article whose file gives no id has an empty one.
pub(crate) fn articles(content: &str, problems: &mut Problems<'_>) -> Vec<(usize, RawArticle)> {
    let content = content.trim_start_matches('\u{feff}');
    if content.starts_with("#FORMAT=WebAnno") {
        problems.add(Some(1), "is WebAnno TSV, which is not read; export it as UIMA CAS JSON".to_owned());
        return Vec::new();
    }
    match Layout::of(content) {
        Layout::Gold => values(content, problems),
        Layout::Citron => turned(content, problems, citron::Page::into_raw),
        Layout::GenderGap => turned(content, problems, gendergap::Page::into_raw),
        Layout::Record => turned(content, problems, record::Record::into_raw),
        Layout::Labelled => turned(content, problems, labelled::into_raw),
        Layout::Other => {
            problems.add(Some(1), format!("is in none of the layouts that are read: {LAYOUTS}"));
            Vec::new()
        }
        Layout::GenderGapList => {
            let quotes = values(content, problems).into_iter().map(|(_, quote)| quote).collect();
            vec![(1, gendergap::Page::of(quotes).into_raw())]
        }
    }
}

fn turned<T: for<'de> Deserialize<'de>>(
    content: &str,
    problems: &mut Problems<'_>,
    into_raw: fn(T) -> RawArticle,
) -> Vec<(usize, RawArticle)> {
    values(content, problems).into_iter().map(|(line, value)| (line, into_raw(value))).collect()
}

/// The values of a file with the line each starts on: one value, an array, or values one after another.
pub(crate) fn values<T: for<'de> Deserialize<'de>>(
    content: &str,
    problems: &mut Problems<'_>,
) -> Vec<(usize, T)> {
    let is_jsonl = is_jsonl(content);
    let mut out = Vec::new();
    if is_jsonl {
        for (i, line) in content.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
            match serde_json::from_str(line) {
                Ok(value) => out.push((i + 1, value)),
                Err(e) => problems.add(Some(i + 1), json_message(&e)),
            }
        }
    } else if content.trim_start().starts_with('[') {
        match serde_json::from_str::<Vec<T>>(content) {
            Ok(values) => out.extend(values.into_iter().map(|v| (1, v))),
            Err(e) => problems.add(Some(e.line()), json_message(&e)),
        }
    } else {
        let mut values = serde_json::Deserializer::from_str(content).into_iter::<T>();
        loop {
            let rest = &content[values.byte_offset()..];
            let at = content.len() - rest.trim_start().len();
            let line = 1 + content.as_bytes()[..at].iter().filter(|&&b| b == b'\n').count();
            match values.next() {
                Some(Ok(value)) => out.push((line, value)),
                Some(Err(e)) => {
                    problems.add(Some(e.line()), json_message(&e));
                    break;
                }
                None => break,
            }
        }
    }
    out
}

/// Whether each line is an object of its own, judged by the first two: also where the first is broken. An object inside
/// another is indented.
fn is_jsonl(content: &str) -> bool {
    let mut lines = content.lines().filter(|l| !l.trim().is_empty());
    let Some(first) = lines.next().filter(|l| l.starts_with('{')) else { return false };
    serde_json::from_str::<serde::de::IgnoredAny>(first).is_ok()
        || (first.trim().len() > 1 && lines.next().is_some_and(|l| l.starts_with('{')))
}

fn json_message(error: &serde_json::Error) -> String {
    // The place is already in the problem.
    let text = error.to_string();
    let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
    format!("{text} (column {})", error.column())
}
