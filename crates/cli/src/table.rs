//! A plain table that fits a terminal.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// How wide a column may be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Width {
    /// As wide as its widest cell, at most this many terminal columns.
    UpTo(usize),
    /// What the others leave.
    Rest,
}

/// Lays out rows (the first is the heading) in `width` terminal columns, two spaces between cells.
/// Cells that are too long are cut with an ellipsis; columns that are empty below their heading are dropped.
pub(crate) fn layout(rows: &[Vec<String>], widths: &[Width], width: usize) -> Vec<String> {
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
            *column = natural(c).min(width.saturating_sub(taken).max(20));
        }
    }
    rows.iter()
        .map(|row| {
            let cells: Vec<String> =
                used.iter().zip(&columns).map(|(&c, &width)| padded(&row[c], width)).collect();
            cells.join("  ").trim_end().to_owned()
        })
        .collect()
}

/// `text` on one line, cut or filled to exactly `width` columns.
fn padded(text: &str, width: usize) -> String {
    let mut out = cut(text, width);
    out.extend(std::iter::repeat_n(' ', width - out.width()));
    out
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
    }
}
