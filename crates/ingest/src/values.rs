//! JSON that is not lines: an array of objects, one object over many lines, or several after one another.
//!
//! Only the outermost structure is read here, so that a broken element costs that element; the decoder parses each. The answers of
//! interfaces have their articles in an array within an object (`articles`, `hits.hits`): of such an envelope the elements are taken.

use std::io::{self, BufRead};

use crate::fields::{Field, FieldMap};
use crate::input::Input;
use crate::source::{Item, Source};
use crate::{Body, Failure, InputError, Raw};

/// Cuts a stream into the elements of an array or a sequence.
pub(crate) struct Values {
    name: String,
    input: Input,
    limit: u64,
    number: u64,
    ended: bool,
    around: Around,
}

/// The brackets open around the elements.
#[derive(Clone, Copy, Debug, Default)]
struct Around {
    /// Brackets of the envelope; 0 if there is none.
    outer: usize,
    /// Brackets of arrays.
    arrays: usize,
    /// The file ends before these close, and no element has shown it.
    cut: bool,
}

/// Names under which interfaces keep arrays of articles.
const ENVELOPES: &str = include_str!("../words/envelopes.txt");
/// The greatest depth of such arrays, and the greatest length of their names.
const DEEPEST: usize = 4;
const LONGEST: usize = 16;

impl Values {
    pub(crate) fn new(name: String, input: Input, limit: u64) -> Self {
        Self { name, input, limit, number: 0, ended: false, around: Around::default() }
    }
}

impl Source for Values {
    fn next(&mut self) -> Option<Item> {
        if self.ended {
            return None;
        }
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let value = next_value(&mut self.input, limit, &mut self.around);
        let name = format!("{}:{}", self.name, self.number + 1);
        self.number += 1;
        Some(Item::Article(match value {
            Ok(Value::Whole(bytes)) => Ok(Raw { name, body: Body::Json(bytes) }),
            Ok(Value::TooLong) => Err(Failure::new(name, InputError::TooLong { limit: self.limit })),
            Ok(Value::End) => {
                self.ended = true;
                if !self.around.cut {
                    return None;
                }
                let error = "it ends before its arrays and objects close: the file is cut off".to_owned();
                Err(Failure::new(&self.name, InputError::Json(error)))
            }
            Err(error) => {
                self.ended = true;
                Err(Failure::new(&self.name, InputError::Io(error)))
            }
        }))
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Value {
    Whole(Vec<u8>),
    /// Longer than the limit; read past and dropped.
    TooLong,
    End,
}

/// The state of the scan.
#[derive(Default)]
struct Scan {
    /// Brackets that are open within the value.
    depth: usize,
    in_string: bool,
    escaped: bool,
    /// Whether the value has begun.
    begun: bool,
    /// Brackets of the envelope around the value.
    outer: usize,
    /// Brackets of arrays around the value.
    arrays: usize,
    /// The rest of the envelope is skipped.
    passing: bool,
    /// The beginning of the last string, and the last one that was a name.
    string: Vec<u8>,
    /// For each open bracket, whether all names that lead to it are those of envelopes, as far as that may matter.
    envelopes: Vec<bool>,
    /// An array has just begun that is one of articles if the first thing in it is an object.
    maybe: bool,
}

enum Step {
    /// Belongs to the value.
    Take,
    /// Lies between values.
    Skip,
    /// The last byte of the value.
    TakeAndEnd,
    /// The value ended before this byte.
    End,
    /// The bytes before this one are an envelope, and this one is the first of an article in it.
    Open,
}

impl Scan {
    fn step(&mut self, byte: u8) -> Step {
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => {
                    self.in_string = false;
                    if self.depth == 0 && !self.passing {
                        return Step::TakeAndEnd;
                    }
                }
                _ if self.string.len() < LONGEST => self.string.push(byte),
                _ => {}
            }
            return if self.passing { Step::Skip } else { Step::Take };
        }
        if self.passing {
            return self.pass(byte);
        }
        let maybe = self.maybe;
        self.maybe &= byte.is_ascii_whitespace();
        match byte {
            // The end of the articles in an envelope.
            b']' if !self.begun && self.outer > 0 => {
                (self.passing, self.depth) = (self.outer > 1, self.outer - 1);
                self.outer = 0;
                Step::Skip
            }
            // The array itself; a byte order mark comes before it or before the first value.
            b'[' | b']' | b',' | 0xEF | 0xBB | 0xBF if !self.begun => {
                match byte {
                    b'[' => self.arrays += 1,
                    b']' => self.arrays = self.arrays.saturating_sub(1),
                    _ => {}
                }
                Step::Skip
            }
            _ if byte.is_ascii_whitespace() && self.depth == 0 => {
                if self.begun {
                    Step::End
                } else {
                    Step::Skip
                }
            }
            b',' | b']' if self.depth == 0 => Step::End,
            b'{' if maybe => Step::Open,
            b'{' | b'[' => {
                self.opens(byte);
                Step::Take
            }
            b'}' | b']' => {
                self.begun = true;
                self.depth = self.depth.saturating_sub(1);
                self.envelopes.truncate(self.depth);
                if self.depth == 0 { Step::TakeAndEnd } else { Step::Take }
            }
            b':' => {
                // An object with a text is an article, whatever arrays it has beside.
                if let Some(envelope) = self.envelopes.get_mut(self.depth.wrapping_sub(1)).filter(|e| **e) {
                    let name = std::str::from_utf8(&self.string).unwrap_or_default();
                    *envelope = !matches!(FieldMap::default().field(name), Some((Field::Text, _)));
                }
                Step::Take
            }
            b'"' => {
                self.begun = true;
                self.in_string = true;
                self.string.clear();
                Step::Take
            }
            _ => {
                self.begun = true;
                Step::Take
            }
        }
    }

    /// A bracket opens within the value, or begins it.
    fn opens(&mut self, byte: u8) {
        if self.depth < DEEPEST {
            let envelope = match self.depth.checked_sub(1) {
                None => byte == b'{' && self.outer == 0,
                Some(around) => {
                    let is = |name: &str| name.as_bytes() == self.string;
                    self.envelopes.get(around).is_some_and(|e| *e) && ENVELOPES.split_whitespace().any(is)
                }
            };
            self.envelopes.push(envelope);
            self.maybe = envelope && byte == b'[';
        }
        self.begun = true;
        self.depth += 1;
    }

    /// Passes over what is left of an envelope.
    fn pass(&mut self, byte: u8) -> Step {
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth -= 1,
            _ => {}
        }
        self.passing = self.depth > 0;
        Step::Skip
    }
}

fn next_value(input: &mut impl BufRead, limit: usize, around: &mut Around) -> io::Result<Value> {
    let mut scan = Scan { outer: around.outer, arrays: around.arrays, ..Scan::default() };
    let (mut value, mut too_long) = (Vec::new(), false);
    loop {
        let chunk = match input.fill_buf() {
            Ok(chunk) => chunk,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        // At the end of the file what there is of the value, for the decoder to name what is wrong with it.
        let at_end = chunk.is_empty();
        let mut ended = at_end;
        let (mut from, mut used) = (0, 0);
        for &byte in chunk {
            let step = scan.step(byte);
            match step {
                Step::Skip => {
                    used += 1;
                    from = used;
                }
                Step::Take => used += 1,
                Step::TakeAndEnd => {
                    used += 1;
                    ended = true;
                }
                Step::End => ended = true,
                Step::Open => {
                    // The envelope so far is dropped, and the article is the value.
                    let arrays = scan.arrays;
                    scan = Scan { outer: scan.depth, arrays, begun: true, depth: 1, ..Scan::default() };
                    (value, too_long) = (Vec::new(), false);
                    from = used;
                    used += 1;
                }
            }
            if ended {
                break;
            }
        }
        let piece = &chunk[from..used];
        if value.len() + piece.len() > limit {
            too_long = true;
            value = Vec::new();
        }
        if !too_long {
            value.extend_from_slice(piece);
        }
        input.consume(used);
        if ended {
            // The decoder names an element that is cut off.
            let whole = scan.depth == 0 || scan.passing;
            let open = scan.outer > 0 || scan.arrays > 0 || scan.passing;
            *around = Around { outer: scan.outer, arrays: scan.arrays, cut: at_end && whole && open };
            if at_end && !whole {
                (around.outer, around.arrays) = (0, 0);
            }
            return Ok(match (too_long, value.is_empty()) {
                (true, _) => Value::TooLong,
                (false, true) => Value::End,
                (false, false) => Value::Whole(value),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, want: &[&str]) {
        for capacity in [1, 3, 100] {
            let mut input = io::BufReader::with_capacity(capacity, json.as_bytes());
            let (mut got, mut around) = (Vec::new(), Around::default());
            loop {
                match next_value(&mut input, 40, &mut around).unwrap() {
                    Value::Whole(bytes) => got.push(String::from_utf8(bytes).unwrap()),
                    Value::TooLong => got.push("too long".to_owned()),
                    Value::End => {
                        got.extend(around.cut.then(|| "cut off".to_owned()));
                        break;
                    }
                }
                assert!(got.len() < 100);
            }
            assert_eq!(got, want, "{json}");
        }
    }

    #[test]
    fn arrays_and_sequences_are_cut_into_values() {
        check(r#"[{"a": 1}, {"b": [2, {"c": "]}\"{"}]}]"#, &[r#"{"a": 1}"#, r#"{"b": [2, {"c": "]}\"{"}]}"#]);
        check("\u{FEFF}{\n \"a\": 1\n}\n", &["{\n \"a\": 1\n}"]);
        check("{\"a\":1}{\"b\":2}\n{\"c\":3}", &["{\"a\":1}", "{\"b\":2}", "{\"c\":3}"]);
        check("[]", &[]);
        check("", &[]);
        check("[1, \"two, three\", null]", &["1", "\"two, three\"", "null"]);
    }

    #[test]
    fn articles_come_out_of_envelopes() {
        let articles = &[r#"{"x": 1}"#, r#"{"y": [{"articles": [{}]}]}"#];
        let array = articles.join(", ");
        check(
            &format!(r#"{{"status": {{"a": "articles"}}, "articles": [ {array} ], "n": [1, "]}}"]}}"#),
            articles,
        );
        check(
            &format!(r#"{{"hits": {{"n": 2, "hits": [{array}]}}}} {{"items": [{array}]}} {{"a": 1}}"#),
            &[articles[0], articles[1], articles[0], articles[1], r#"{"a": 1}"#],
        );
        for whole in [
            r#"{"text": "T", "items": [{"a": 1}]}"#,
            r#"{"tags": [{"articles": [1]}]}"#,
            r#"{"items": [1, {"a": 2}]}"#,
        ] {
            check(whole, &[whole]);
        }
        check(r#"{"articles": [{"a": 1}, {"b": "#, &[r#"{"a": 1}"#, r#"{"b": "#]);
    }

    #[test]
    fn a_file_that_is_cut_off_says_so_once() {
        check("[", &["cut off"]);
        check("[[[", &["cut off"]);
        check(r#"[{"a": 1}"#, &[r#"{"a": 1}"#, "cut off"]);
        check(r#"[{"a": 1}, "#, &[r#"{"a": 1}"#, "cut off"]);
        check(r#"{"articles": [{"a": 1}"#, &[r#"{"a": 1}"#, "cut off"]);
        check(r#"{"articles": [{"a": 1}], "n": ["#, &[r#"{"a": 1}"#, "cut off"]);
    }

    #[test]
    fn what_is_broken_stands_alone() {
        check("[{\"a\": tru}, {\"b\": 2}]", &["{\"a\": tru}", "{\"b\": 2}"]);
        check("[{\"a\": 1}, {\"b\": ", &["{\"a\": 1}", "{\"b\": "]);
        check("}}{\"a\":1}", &["}", "}", "{\"a\":1}"]);
        check(&format!("[{{\"a\": \"{}\"}}, {{\"b\": 2}}]", "x".repeat(50)), &["too long", "{\"b\": 2}"]);
    }
}
