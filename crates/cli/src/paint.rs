//! An article in the terminal: wrapped, with the parts of its quotations in colour.

use anstyle::{AnsiColor, Style};
use dixit_record::{Place, Record};
use unicode_width::UnicodeWidthStr as _;

/// What a stretch of text is; the later ones win where they overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Plain,
    Content,
    Cue,
    Source,
}

impl Part {
    pub(crate) fn style(self) -> Style {
        match self {
            Part::Plain => Style::new(),
            Part::Content => AnsiColor::Green.on_default(),
            Part::Cue => AnsiColor::Yellow.on_default(),
            Part::Source => AnsiColor::Cyan.on_default().bold(),
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
        mark(&q.content, Part::Content);
        mark(&q.cue, Part::Cue);
        mark(&q.source, Part::Source);
    }
    parts
}

/// Wraps `text` at `width` columns and paints it; line breaks of the text are kept.
pub(crate) fn article(text: &str, parts: &[Part], width: usize) -> String {
    let mut out = String::with_capacity(text.len() * 5 / 4);
    let mut pen = Pen { out: &mut out, part: Part::Plain };
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let mut column = 0;
        // The space before a word, painted only if the word stays on the line.
        let mut gap = start..start;
        for word in line.split_inclusive(char::is_whitespace) {
            let bare = word.trim_end();
            let end = start + bare.len();
            if !bare.is_empty() {
                let w = bare.width();
                if column > 0 && column + 1 + w > width {
                    pen.line_break();
                    column = 0;
                } else if column > 0 {
                    pen.write(" ", parts[gap.start]);
                    column += 1;
                }
                pen.paint(text, parts, start..end);
                column += w;
            }
            gap = end..start + word.len();
            start += word.len();
        }
        if line.ends_with('\n') {
            pen.line_break();
        }
    }
    pen.set(Part::Plain);
    out
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
            self.write(&text[from..from + len], part);
            from += len;
        }
    }
}
