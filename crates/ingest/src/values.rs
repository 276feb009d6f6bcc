//! JSON that is not lines: an array of objects, one object over many lines, or several after one another.
//!
//! Only the outermost structure is read here, so that a broken element costs that element; the decoder parses each.

use std::io::{self, BufRead};

use crate::source::{Input, Item, Source};
use crate::{Body, Failure, InputError, Raw};

/// Cuts a stream into the elements of an array or a sequence.
pub(crate) struct Values {
    name: String,
    input: Input,
    limit: u64,
    number: u64,
    ended: bool,
}

impl Values {
    pub(crate) fn new(name: String, input: Input, limit: u64) -> Self {
        Self { name, input, limit, number: 0, ended: false }
    }
}

impl Source for Values {
    fn next(&mut self) -> Option<Item> {
        if self.ended {
            return None;
        }
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let value = next_value(&mut self.input, limit);
        let name = format!("{}:{}", self.name, self.number + 1);
        self.number += 1;
        Some(Item::Article(match value {
            Ok(Value::Whole(bytes)) => Ok(Raw { name, body: Body::Json(bytes) }),
            Ok(Value::TooLong) => Err(Failure::new(name, InputError::TooLong { limit: self.limit })),
            Ok(Value::End) => {
                self.ended = true;
                return None;
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

/// Where the scan stands.
#[derive(Default)]
struct Scan {
    /// Brackets that are open within the value.
    depth: usize,
    in_string: bool,
    escaped: bool,
    /// Whether the value has begun.
    begun: bool,
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
}

impl Scan {
    fn step(&mut self, byte: u8) -> Step {
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => {
                    self.in_string = false;
                    if self.depth == 0 {
                        return Step::TakeAndEnd;
                    }
                }
                _ => {}
            }
            return Step::Take;
        }
        match byte {
            // The array itself; a byte order mark comes before it or before the first value.
            b'[' | b']' | b',' | 0xEF | 0xBB | 0xBF if !self.begun => Step::Skip,
            _ if byte.is_ascii_whitespace() && self.depth == 0 => {
                if self.begun {
                    Step::End
                } else {
                    Step::Skip
                }
            }
            b',' | b']' if self.depth == 0 => Step::End,
            b'{' | b'[' => {
                self.begun = true;
                self.depth += 1;
                Step::Take
            }
            b'}' | b']' => {
                self.begun = true;
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 { Step::TakeAndEnd } else { Step::Take }
            }
            b'"' => {
                self.begun = true;
                self.in_string = true;
                Step::Take
            }
            _ => {
                self.begun = true;
                Step::Take
            }
        }
    }
}

fn next_value(input: &mut impl BufRead, limit: usize) -> io::Result<Value> {
    let mut scan = Scan::default();
    let (mut value, mut too_long) = (Vec::new(), false);
    loop {
        let chunk = match input.fill_buf() {
            Ok(chunk) => chunk,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        // At the end of the file what there is of the value, for the decoder to name what is wrong with it.
        let mut ended = chunk.is_empty();
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
            let mut got = Vec::new();
            loop {
                match next_value(&mut input, 40).unwrap() {
                    Value::Whole(bytes) => got.push(String::from_utf8(bytes).unwrap()),
                    Value::TooLong => got.push("too long".to_owned()),
                    Value::End => break,
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
    fn what_is_broken_stands_alone() {
        check("[{\"a\": tru}, {\"b\": 2}]", &["{\"a\": tru}", "{\"b\": 2}"]);
        check("[{\"a\": 1}, {\"b\": ", &["{\"a\": 1}", "{\"b\": "]);
        check("}}{\"a\":1}", &["}", "}", "{\"a\":1}"]);
        check(&format!("[{{\"a\": \"{}\"}}, {{\"b\": 2}}]", "x".repeat(50)), &["too long", "{\"b\": 2}"]);
    }
}
