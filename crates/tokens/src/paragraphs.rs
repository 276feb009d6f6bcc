//! Where paragraphs end: at blank lines, or at single line breaks unless the text is hard-wrapped.
//!
//! Each block of lines between blank lines is judged for itself; one too short to tell is wrapped as the last one before it was.

/// Lines of a wrapped text are at least and at most this wide, in bytes.
const WRAP_WIDTH: std::ops::RangeInclusive<usize> = 40..=130;

/// A line without its break.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    start: usize,
    end: usize,
}

/// Calls `paragraph(start, end)` for each paragraph of `text`, in order. Only white space stands between them.
pub(crate) fn each(text: &str, lines: &mut Vec<Line>, mut paragraph: impl FnMut(usize, usize)) {
    let b = text.as_bytes();
    lines.clear();
    let (mut start, mut wrap) = (0, Wrap::default());
    while start < b.len() {
        let end = memchr::memchr2(b'\n', b'\r', &b[start..]).map_or(b.len(), |i| start + i);
        let line = Line { start, end };
        start = (end + 1).min(b.len());
        if end < b.len() && b[end] == b'\r' && b.get(end + 1) == Some(&b'\n') {
            start += 1;
        }
        if text[line.start..line.end].trim_start().is_empty() {
            wrap = block(text, lines, wrap, &mut paragraph);
            lines.clear();
        } else {
            lines.push(line);
        }
    }
    block(text, lines, wrap, &mut paragraph);
    lines.clear();
}

/// Cuts a block of lines into paragraphs. Gives how it is wrapped; `before` is how the one before it was.
fn block(text: &str, lines: &[Line], before: Wrap, paragraph: &mut impl FnMut(usize, usize)) -> Wrap {
    let Some(first) = lines.first() else { return before };
    let wrap = if lines.len() > 2 { Wrap::of(text, lines) } else { before.for_lines(lines) };
    let mut start = first.start;
    for pair in lines.windows(2) {
        if !wrap.joins(text, pair[0], pair[1]) {
            paragraph(start, pair[0].end);
            start = pair[1].start;
        }
    }
    paragraph(start, lines[lines.len() - 1].end);
    if lines.len() > 2 { wrap } else { before }
}

/// How a block of lines is wrapped.
#[derive(Clone, Copy, Debug, Default)]
struct Wrap {
    /// The width it is wrapped at, in bytes; `None` where every line is a paragraph.
    width: Option<usize>,
}

impl Wrap {
    /// A block is wrapped if nearly every line was broken because the next word did not fit, and some line ends in the middle
    /// of a sentence; where the next line is indented, the paragraph ended. Two lines are too few to tell.
    fn of(text: &str, lines: &[Line]) -> Self {
        let width = lines.iter().map(|l| l.end - l.start).max().unwrap_or(0);
        let within = || lines.windows(2).filter(|w| !indented(text, w[0], w[1]));
        let breaks = within().count();
        if breaks < 2 || !WRAP_WIDTH.contains(&width) {
            return Self::default();
        }
        let full = within().filter(|w| is_full(text, w[0], w[1], width)).count();
        let running = within().filter(|w| runs_on(text, w[0], w[1])).count();
        let wrapped = full * 10 >= breaks * 8 && running * 3 >= breaks;
        Self { width: wrapped.then_some(width) }
    }

    /// The same for lines that are too few to tell, unless they are too wide for it.
    fn for_lines(self, lines: &[Line]) -> Self {
        let fits = |width: &usize| lines.iter().all(|l| l.end - l.start <= *width);
        Self { width: self.width.filter(fits) }
    }

    /// Whether the break between two lines is only a wrap.
    fn joins(&self, text: &str, line: Line, next: Line) -> bool {
        match self.width {
            Some(width) => {
                is_full(text, line, next, width) && !indented(text, line, next) || runs_on(text, line, next)
            }
            None => runs_on(text, line, next),
        }
    }
}

/// Whether the first word of `next` would not have fitted on `line`.
fn is_full(text: &str, line: Line, next: Line, width: usize) -> bool {
    let word = text[next.start..next.end].trim_start().split(' ').next().map_or(0, str::len);
    line.end - line.start + 1 + word > width
}

fn indented(text: &str, line: Line, next: Line) -> bool {
    let indent = |l: Line| text[l.start..l.end].len() - text[l.start..l.end].trim_start().len();
    indent(next) > indent(line)
}

/// Whether a sentence plainly runs over the break: `line` is long, ends without a stop, and `next` begins in lower case.
fn runs_on(text: &str, line: Line, next: Line) -> bool {
    let last = text[line.start..line.end].trim_end().chars().next_back();
    let first = text[next.start..next.end].trim_start().chars().next();
    line.end - line.start >= *WRAP_WIDTH.start()
        && first.is_some_and(char::is_lowercase)
        && last.is_some_and(|c| c.is_alphanumeric() || matches!(c, ',' | '-' | '–' | '—' | '’' | '\''))
}
