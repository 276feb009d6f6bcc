//! In which way a table is written: what parts its cells, and whether quotation marks and backslashes are of the form or of the
//! text. Told by how the table begins.

use crate::fields::FieldMap;
use crate::rows::{Cut, Dialect, Rows};

/// The part of a table that is examined, in bytes.
pub(crate) const LOOK: u64 = 128 << 10;

/// The dialect of a table that begins with `head`, and how many bytes before its first row say so.
pub(crate) fn of(head: &[u8], tabs: bool, delimiter: Option<u8>) -> (Dialect, usize) {
    let line_end = |from: usize| memchr::memchr(b'\n', &head[from..]).map_or(head.len(), |at| from + at + 1);
    // Spreadsheets tell each other what parts the cells.
    let (said, skip) = match head.strip_prefix(b"sep=") {
        Some(&[said, b'\r' | b'\n', ..]) => (Some(said), line_end(0)),
        _ => (None, 0),
    };
    let head = &head[skip..];
    let delimiter = delimiter.or(said).unwrap_or_else(|| if tabs { b'\t' } else { by_heading(head) });
    let quoted = Dialect { delimiter, quoted: true, escaped: false };
    let plain = Dialect { quoted: false, ..quoted };
    if delimiter == b'\t' && !is_quoted(head) {
        return (plain, skip);
    }
    let escaped = Dialect { escaped: true, ..quoted };
    let has_escapes = memchr::memmem::find(head, b"\\\"").is_some();
    let dialect = if has_escapes && rows_that_fit(head, escaped) > rows_that_fit(head, quoted) {
        escaped
    } else {
        quoted
    };
    (dialect, skip)
}

/// What parts the cells: the mark by which most names of columns are known ones, else by which most rows have as many cells as
/// the first.
fn by_heading(head: &[u8]) -> u8 {
    let map = FieldMap::default();
    let heading = &head[..memchr::memchr2(b'\n', b'\r', head).unwrap_or(head.len())];
    let mut best = (b',', (0, 0, 0));
    for delimiter in *b",;\t|" {
        let dialect = Dialect { delimiter, quoted: true, escaped: false };
        let cells = dialect.cells(heading);
        let is_known =
            |cell: &&Vec<u8>| std::str::from_utf8(cell).is_ok_and(|c| map.field(c.trim()).is_some());
        let known = cells.iter().filter(is_known).count();
        let fit = if known == 0 && cells.len() > 1 { rows_that_fit(head, dialect) } else { 0 };
        let score = (known, fit, cells.len());
        if score > best.1 {
            best = (delimiter, score);
        }
    }
    best.0
}

/// Whether the cells of a table of tabs stand in quotation marks where they need to: some do, for a reason, and all that begin
/// with one are well-formed. Else a mark is one of the text.
fn is_quoted(head: &[u8]) -> bool {
    let mut reasons = 0;
    let mut at = 0;
    while let Some(begin) = next_cell(head, at) {
        at = begin;
        if head.get(begin) != Some(&b'"') {
            at += 1;
            continue;
        }
        // To the end of the quoted cell, past doubled marks.
        let mut end = begin + 1;
        let mut reason = false;
        loop {
            let Some(mark) = memchr::memchr(b'"', &head[end..]).map(|m| end + m) else {
                // Cut off by the end of what is looked at, or no quoted cell at all.
                return reasons > 0;
            };
            reason |= head[end..mark].iter().any(|b| matches!(b, b'\t' | b'\n'));
            match head.get(mark + 1) {
                Some(b'"') => {
                    reason = true;
                    end = mark + 2;
                }
                None | Some(b'\t' | b'\r' | b'\n') => {
                    at = mark + 1;
                    break;
                }
                Some(_) => return false,
            }
        }
        reasons += usize::from(reason);
    }
    reasons > 0
}

/// The start of the next cell, from `at` on: at the beginning, or after a tab or line break.
fn next_cell(head: &[u8], at: usize) -> Option<usize> {
    if at == 0 {
        return (!head.is_empty()).then_some(0);
    }
    memchr::memchr2(b'\t', b'\n', head.get(at..)?)
        .map(|found| at + found + 1)
        .filter(|&cell| cell < head.len())
}

/// Rows with as many cells as the first.
fn rows_that_fit(head: &[u8], dialect: Dialect) -> usize {
    let input = Box::new(std::io::Cursor::new(head.to_vec()));
    let mut rows = Rows::new(input, dialect, head.len());
    let (mut columns, mut fit) = (0, 0);
    while let Ok(Some(cut)) = rows.next() {
        if let Cut::Row(row) = cut {
            let cells = dialect.cells(&row).len();
            if columns == 0 {
                columns = cells;
            }
            fit += usize::from(cells == columns);
        }
    }
    fit
}

/// Whether a first row is no heading but an article: it has none of the names that columns have, and a cell that none would be
/// called.
pub(crate) fn is_article(cells: &[Vec<u8>]) -> bool {
    let map = FieldMap::default();
    let text = |cell: &Vec<u8>| String::from_utf8_lossy(cell).trim().to_owned();
    let known = cells.iter().any(|cell| map.field(&text(cell)).is_some());
    let no_name = |cell: &Vec<u8>| {
        let cell = text(cell);
        cell.split(' ').count() > 6
            || cell.contains("://")
            || (!cell.is_empty() && cell.bytes().all(|b| b.is_ascii_digit()))
    };
    !known && cells.iter().any(no_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(head: &str, tabs: bool, want: (u8, bool, bool)) {
        let (dialect, _) = of(head.as_bytes(), tabs, None);
        assert_eq!((dialect.delimiter, dialect.quoted, dialect.escaped), want, "{head}");
    }

    #[test]
    fn how_a_table_begins_tells_how_it_is_written() {
        check("id,title,text\n1,a,\"b, c\"\n", false, (b',', true, false));
        check("id;title;text\n1;a;\"b, c\"\n", false, (b';', true, false));
        check("a|b|c\n", false, (b'|', true, false));
        check("id\ttext\n", false, (b'\t', false, false));
        check("text\nOne, two; three\n", false, (b',', true, false));
        check("sep=;\r\na,b;c\r\n", false, (b';', true, false));
        check("id,text\n1,\"\\\"Yes,\\\" she said, \\\"and no.\\\"\"\n", false, (b',', true, true));
        check("id,text\n1,\"a path\\\",b\n2,c\n", false, (b',', true, false));
        // A mark may belong to the text: its contents are not separated from the rest.
        check(
            "id\ttext\n1\t\"Yes,\" she said.\n2\t\"No,\" she said. \"Never.\"\n",
            true,
            (b'\t', false, false),
        );
        check("id\ttext\n1\t\"\"\"Yes,\"\" she said.\"\n", true, (b'\t', true, false));
        check("id\ttext\n1\t\"Yes\nand no\"\n", true, (b'\t', true, false));
    }

    #[test]
    fn an_article_is_no_heading() {
        let cells = |row: &str| row.split('|').map(|cell| cell.as_bytes().to_vec()).collect::<Vec<_>>();
        assert!(is_article(&cells("17|The quay|Nobody asked us, said the ice seller of Kelmouth.")));
        assert!(!is_article(&cells("id|2024|content")));
        assert!(!is_article(&cells("nr|head|words")));
    }
}
