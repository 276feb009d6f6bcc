//! A plain table that fits a terminal.

use dixit_report::visible;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// How wide a column may be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Width {
    /// As wide as its widest cell, at most this many terminal columns.
    UpTo(usize),
    /// The width that the others leave.
    Rest,
}

/// Lays out rows (the first is the heading) in `width` terminal columns, two spaces between cells.
/// Cells that are too long are cut with an ellipsis; columns that are empty below their heading are dropped.
pub(crate) fn layout(rows: &[Vec<String>], widths: &[Width], width: usize) -> Vec<String> {
    layout_wrapped(rows, widths, width, 1)
}

/// As [`layout`], but cells go on below themselves for at most `most` lines.
pub(crate) fn layout_wrapped(
    rows: &[Vec<String>],
    widths: &[Width],
    width: usize,
    most: usize,
) -> Vec<String> {
    let used: Vec<usize> =
        (0..widths.len()).filter(|&c| rows.iter().skip(1).any(|r| !r[c].is_empty())).collect();
    let natural = |c: usize| rows.iter().map(|r| r[c].width()).max().unwrap_or(0);
    let mut columns: Vec<usize> = used
        .iter()
        .map(|&c| match widths[c] {
            Width::UpTo(most) => natural(c).min(most),
            Width::Rest => 0,
        })
        .collect();
    let taken: usize = columns.iter().sum::<usize>() + 2 * columns.len().saturating_sub(1);
    for (column, &c) in columns.iter_mut().zip(&used) {
        if matches!(widths[c], Width::Rest) {
            // Even on a narrow terminal something is shown.
            let least = if most > 1 { 10 } else { 20 };
            *column = natural(c).min(width.saturating_sub(taken).max(least));
        }
    }
    let mut out = Vec::with_capacity(rows.len());
    for row in rows {
        let cells: Vec<Vec<String>> =
            used.iter().zip(&columns).map(|(&c, &width)| wrapped(&row[c], width, most)).collect();
        for i in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
            let line = cells.iter().zip(&columns).map(|(cell, &width)| {
                let part = cell.get(i).map_or("", String::as_str);
                format!("{part}{}", " ".repeat(width - part.width().min(width)))
            });
            out.push(line.collect::<Vec<_>>().join("  ").trim_end().to_owned());
        }
    }
    out
}

/// `text` in lines of at most `width` columns, broken at spaces where there are any; the last of `most` is cut. At least one.
fn wrapped(text: &str, width: usize, most: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = text;
    while lines.len() + 1 < most && rest.width() > width {
        let mut used = 0;
        let past = rest.char_indices().find(|(_, c)| {
            used += c.width().unwrap_or(0);
            used > width
        });
        // Something of it, however narrow the column.
        let past = past.map_or(rest.len(), |(i, _)| i).max(rest.chars().next().map_or(0, char::len_utf8));
        let end = match rest[past..].starts_with(' ') {
            true => past,
            false => rest[..past].rfind(' ').filter(|&i| i > 0).unwrap_or(past),
        };
        lines.push(rest[..end].trim_end().to_owned());
        rest = rest[end..].trim_start();
    }
    if !rest.is_empty() || lines.is_empty() {
        lines.push(cut(rest, width));
    }
    lines
}

/// `1 quotation`, `12 quotations`.
pub(crate) fn counted(n: u64, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// A text as one line: no line breaks, and nothing that steers the terminal.
pub(crate) fn one_line(text: &str) -> String {
    visible(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}

/// The words of a quotation with those that announce it before them: `[denied] that she had left`.
pub(crate) fn announced(cue: Option<&str>, words: &str) -> String {
    let words = one_line(words);
    match cue.map(one_line).filter(|cue| !cue.is_empty()) {
        Some(cue) => format!("[{cue}] {words}"),
        None => words,
    }
}

fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 0;
    for c in text.chars() {
        let w = c.width().unwrap_or(0);
        if used + w + 1 > width {
            break;
        }
        out.push(c);
        used += w;
    }
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_cells_are_cut_and_empty_columns_dropped() {
        let rows =
            [["who", "what", "when"], ["Ada", "“A long quotation that goes on”", ""], ["日本", "“b”", ""]]
                .map(|r| r.map(str::to_owned).to_vec());
        let widths = [Width::UpTo(10), Width::Rest, Width::UpTo(9)];
        assert_eq!(layout(&rows, &widths, 30), ["who   what", "Ada   “A long quotation that…", "日本  “b”"],);
        assert_eq!(
            layout_wrapped(&rows, &widths, 21, 2),
            ["who   what", "Ada   “A long", "      quotation that…", "日本  “b”"]
        );
    }

    #[test]
    fn words_without_spaces_are_broken_anywhere() {
        assert_eq!(wrapped("日本語日本語 abc", 5, 9), ["日本", "語日", "本語", "abc"]);
        assert_eq!(wrapped("", 5, 9), [""]);
        assert_eq!(wrapped("日本", 1, 3), ["日", "本"]);
    }
}
