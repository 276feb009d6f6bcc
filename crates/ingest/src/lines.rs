use std::io::{self, BufRead};

/// Cuts a stream into lines of bounded length.
#[derive(Debug)]
pub(crate) struct Lines<R> {
    input: R,
    limit: usize,
}

/// One line, without its line break.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line {
    Whole(Vec<u8>),
    /// The line was longer than the limit; it has been read past and dropped.
    TooLong,
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn new(input: R, limit: usize) -> Self {
        Self { input, limit }
    }

    /// The next line; `None` at the end.
    pub(crate) fn next_line(&mut self) -> io::Result<Option<Line>> {
        let mut line = Vec::new();
        let mut too_long = false;
        let mut any = false;
        loop {
            let chunk = match self.input.fill_buf() {
                Ok(chunk) => chunk,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(e),
            };
            if chunk.is_empty() {
                break;
            }
            any = true;
            let end = memchr::memchr(b'\n', chunk);
            let piece = &chunk[..end.unwrap_or(chunk.len())];
            if line.len() + piece.len() > self.limit {
                too_long = true;
                line = Vec::new();
            }
            if !too_long {
                line.extend_from_slice(piece);
            }
            let used = piece.len() + usize::from(end.is_some());
            self.input.consume(used);
            if end.is_some() {
                break;
            }
        }
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        Ok(match (any, too_long) {
            (false, _) => None,
            (true, true) => Some(Line::TooLong),
            (true, false) => Some(Line::Whole(line)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_dropped_and_the_rest_kept() {
        let text = &b"one\r\n\nmuch too long\nlast"[..];
        // A tiny buffer makes lines span several reads.
        let mut lines = Lines::new(io::BufReader::with_capacity(3, text), 8);
        let mut got = Vec::new();
        while let Some(line) = lines.next_line().unwrap() {
            got.push(line);
        }
        let whole = |s: &str| Line::Whole(s.into());
        assert_eq!(got, [whole("one"), whole(""), Line::TooLong, whole("last")]);
    }
}
