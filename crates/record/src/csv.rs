//! The CSV and TSV formats: one quotation a line, for spreadsheets and data frames.
//!
//! Lists become one cell: speakers and links are joined by `; `, spans are `start-end` joined by a space. A cell that a spreadsheet
//! would take for a formula has an apostrophe in front.

use std::fmt::Write as _;

use ::csv::{QuoteStyle, WriterBuilder};

use crate::{Place, Record, Speaker};

/// The heading line.
pub(crate) const HEADING: &str = "article_id,title,publisher,date,url,author,language,quotation_id,kind,text,\
speaker,surface,type,mention,role,affiliation,registry_id,candidates,speaker_confidence,decided_by,via,when_text,when_date,\
confidence,parent,cue_text,offsets,content,cue,source,sentence,engine,engine_version,act,act_confidence,polarity\n";

/// Appends one line a quotation.
pub(crate) fn write(record: &Record<'_>, delimiter: u8, out: &mut Vec<u8>) {
    if record.quotations.is_empty() {
        return;
    }
    // Tab-separated files have no quoting that all readers agree on: a cell there is a cell without tabs and line breaks.
    let tabs = delimiter == b'\t';
    let style = if tabs { QuoteStyle::Never } else { QuoteStyle::Necessary };
    let mut rows = WriterBuilder::new().delimiter(delimiter).quote_style(style).from_writer(out);
    let article = &record.article;
    let or_empty = |s: &'_ Option<std::borrow::Cow<'_, str>>| s.as_deref().unwrap_or_default().to_owned();
    for q in &record.quotations {
        let each = |field: &dyn Fn(&Speaker<'_>) -> String| {
            let cells: Vec<String> = q.speakers.iter().map(field).collect();
            // A field that none of the speakers has is an empty cell, not a row of separators.
            if cells.iter().all(String::is_empty) { String::new() } else { cells.join("; ") }
        };
        let first = q.speakers.first();
        let via: Vec<String> = q
            .via
            .iter()
            .map(|v| format!("{} {}: {}", v.relation.as_str(), v.kind.as_str(), v.name))
            .collect();
        let (when_text, when_date) = q
            .when
            .as_ref()
            .map_or((String::new(), String::new()), |w| (w.text.to_string(), or_empty(&w.date)));
        let mut row = [
            article.id.to_string(),
            or_empty(&article.title),
            or_empty(&article.publisher),
            or_empty(&article.date),
            or_empty(&article.url),
            or_empty(&article.author),
            or_empty(&article.language),
            q.id.to_string(),
            q.kind.as_str().to_owned(),
            q.text.to_string(),
            each(&|s| or_empty(&s.name)),
            first.map_or_else(String::new, |s| or_empty(&s.surface)),
            each(&|s| s.kind.as_str().to_owned()),
            first.map_or_else(String::new, |s| s.mention.as_str().to_owned()),
            each(&|s| or_empty(&s.role)),
            each(&|s| or_empty(&s.affiliation)),
            each(&|s| or_empty(&s.registry_id)),
            each(&|s| s.candidates.iter().map(|c| &*c.name).collect::<Vec<_>>().join(" or ")),
            first.map_or_else(String::new, |s| s.confidence.to_string()),
            first.map_or_else(String::new, |s| s.decided_by.as_str().to_owned()),
            via.join("; "),
            when_text,
            when_date,
            q.confidence.to_string(),
            or_empty(&q.parent),
            or_empty(&q.cue_text),
            record.offsets.as_str().to_owned(),
            places(&q.content),
            places(&q.cue),
            places(&q.source),
            places(&[q.sentence]),
            record.engine.name.to_string(),
            record.engine.version.to_string(),
            q.act.as_str().to_owned(),
            q.act_confidence.to_string(),
            q.polarity.as_str().to_owned(),
        ];
        for cell in row.iter_mut().filter(|cell| is_formula(cell)) {
            cell.insert(0, '\'');
        }
        if tabs {
            for cell in row.iter_mut().filter(|cell| cell.contains(['\t', '\n', '\r'])) {
                *cell = cell.replace(['\t', '\n', '\r'], " ");
            }
        }
        rows.write_record(&row).expect("memory takes all writes, and every row has the heading's length");
    }
    rows.flush().expect("memory takes all writes");
}

/// Whether a spreadsheet would take the cell for a formula, which may fetch and send things. It shows what follows an apostrophe as
/// it is.
fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err()
}

/// `3-9 12-20`.
fn places(places: &[Place]) -> String {
    let mut out = String::new();
    for [start, end] in places {
        let space = if out.is_empty() { "" } else { " " };
        write!(out, "{space}{start}-{end}").expect("a string takes all writes");
    }
    out
}
