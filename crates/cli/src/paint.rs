//! An article in the terminal: wrapped, with the parts of its quotations in colour.

use anstyle::{AnsiColor, Style};
use dixit_record::{Place, Record};
use dixit_report::{LOW_CONFIDENCE, certainty, visible};
use unicode_width::UnicodeWidthStr as _;

/// The kind of a stretch of text; where they overlap, the later one wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Plain,
    /// Content of a quotation that is more likely wrong than right.
    Doubtful,
    Content,
    Cue,
    Source,
    /// No part of the text: the number of a quotation.
    Mark,
}

impl Part {
    pub(crate) fn style(self) -> Style {
        match self {
            Part::Plain => Style::new(),
            Part::Doubtful => AnsiColor::Green.on_default().dimmed(),
            Part::Content => AnsiColor::Green.on_default(),
            Part::Cue => AnsiColor::Yellow.on_default(),
            Part::Source => AnsiColor::Cyan.on_default().bold(),
            Part::Mark => Style::new().dimmed(),
        }
    }
}

/// The parts of each byte of `text`; the record must count in bytes.
pub(crate) fn parts(text: &str, record: &Record<'_>) -> Vec<Part> {
    let mut parts = vec![Part::Plain; text.len()];
    let mut mark = |places: &[Place], part: Part| {
        for &[start, end] in places {
            for p in &mut parts[start as usize..end as usize] {
                *p = part.max(*p);
            }
        }
    };
    for q in &record.quotations {
        mark(&q.content, if certainty(q) < LOW_CONFIDENCE { Part::Doubtful } else { Part::Content });
        mark(&q.cue, Part::Cue);
        mark(&q.source, Part::Source);
    }
    parts
}

/// A mark to be inserted before a byte of the text.
pub(crate) struct Mark {
    pub(crate) at: usize,
    pub(crate) label: String,
}

/// Wraps `text` at `width` columns and paints it with its marks, which are in order. Line breaks of the text are kept;
/// paragraphs that nothing but a line break parts are set apart.
pub(crate) fn article(text: &str, parts: &[Part], marks: &[Mark], width: usize) -> String {
    let mut out = String::with_capacity(text.len() * 5 / 4);
    let mut pen = Pen { out: &mut out, part: Part::Plain };
    let apart = are_paragraphs(text, width);
    let mut marks = marks.iter().peekable();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let mut column = 0;
        // The space before a word, painted only if the word stays on the line.
        let mut gap = start..start;
        for word in line.split_inclusive(char::is_whitespace) {
            let bare = word.trim_end();
            let end = start + bare.len();
            if !bare.is_empty() {
                let mut here = Vec::new();
                while let Some(mark) = marks.next_if(|m| m.at < end) {
                    here.push(mark);
                }
                let w = bare.width() + here.iter().map(|m| m.label.width()).sum::<usize>();
                if column > 0 && column + 1 + w > width {
                    pen.line_break();
                    column = 0;
                } else if column > 0 {
                    pen.write(" ", parts[gap.start]);
                    column += 1;
                }
                let mut from = start;
                for mark in here {
                    let at = mark.at.max(from);
                    pen.paint(text, parts, from..at);
                    pen.write(&mark.label, Part::Mark);
                    from = at;
                }
                pen.paint(text, parts, from..end);
                column += w;
            }
            gap = end..start + word.len();
            start += word.len();
        }
        if line.ends_with('\n') {
            pen.line_break();
            if apart && start < text.len() {
                pen.line_break();
            }
        }
    }
    pen.set(Part::Plain);
    out
}

/// Whether the lines of a text are paragraphs: none is blank, and most are too long for one line.
fn are_paragraphs(text: &str, width: usize) -> bool {
    let mut lengths: Vec<usize> = text.trim().lines().map(|l| l.trim().len()).collect();
    if lengths.len() < 2 || lengths.contains(&0) {
        return false;
    }
    let middle = lengths.len() / 2;
    *lengths.select_nth_unstable(middle).1 > width
}

/// Writes escape codes only where the part changes.
struct Pen<'a> {
    out: &'a mut String,
    part: Part,
}

impl Pen<'_> {
    fn set(&mut self, part: Part) {
        if part != self.part {
            let (old, new) = (self.part.style(), part.style());
            *self.out += &format!("{}{}", old.render_reset(), new.render());
            self.part = part;
        }
    }

    fn write(&mut self, text: &str, part: Part) {
        self.set(part);
        self.out.push_str(text);
    }

    fn line_break(&mut self) {
        // So that a pager that starts in the middle shows no colour of a line above.
        self.set(Part::Plain);
        self.out.push('\n');
    }

    fn paint(&mut self, text: &str, parts: &[Part], range: std::ops::Range<usize>) {
        let mut from = range.start;
        while from < range.end {
            let part = parts[from];
            let len = parts[from..range.end].iter().take_while(|&&p| p == part).count();
            self.write(&visible(&text[from..from + len]), part);
            from += len;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str, marks: &[(usize, &str)], width: usize) -> String {
        let marks: Vec<Mark> =
            marks.iter().map(|&(at, label)| Mark { at, label: label.to_owned() }).collect();
        let painted = article(text, &vec![Part::Plain; text.len()], &marks, width);
        anstream::adapter::strip_str(&painted).to_string()
    }

    #[test]
    fn marks_stand_before_their_byte_and_take_room() {
        assert_eq!(
            plain("He said (yes) it is.", &[(0, "[1]"), (9, "[2]")], 12),
            "[1]He said\n([2]yes) it\nis."
        );
        // A mark in a gap goes before the next word.
        assert_eq!(plain("a b", &[(1, "[1]")], 12), "a [1]b");
    }

    #[test]
    fn long_lines_are_paragraphs_and_short_ones_lines() {
        assert_eq!(plain("one two three\nfour five six\n", &[], 9), "one two\nthree\n\nfour five\nsix\n");
        assert_eq!(plain("one two\nfour five\n", &[], 9), "one two\nfour five\n");
        assert_eq!(plain("one two three\n\nfour five six", &[], 9), "one two\nthree\n\nfour five\nsix");
    }

    #[test]
    fn nothing_in_a_text_steers_the_terminal() {
        assert_eq!(plain("red \u{1b}[31m", &[], 20), "red ␛[31m");
    }
}
