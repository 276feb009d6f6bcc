use crate::{Offsets, Record, csv, gold};

/// A line-oriented output format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Format {
    /// One [`Record`] a line, JSON.
    #[default]
    Jsonl,
    /// One quotation a line, comma-separated, with a heading.
    Csv,
    /// One article a line in the format gold annotations are kept in; see [`gold`].
    Gold,
}

impl Format {
    /// The line that opens a file of this format.
    pub const fn heading(self) -> &'static str {
        match self {
            Self::Csv => csv::HEADING,
            Self::Jsonl | Self::Gold => "",
        }
    }

    /// The unit of offsets the format insists on, where it does.
    pub const fn fixed_offsets(self) -> Option<Offsets> {
        match self {
            Self::Gold => Some(Offsets::Chars),
            Self::Jsonl | Self::Csv => None,
        }
    }

    /// Appends `record` to `out`, ending with a newline (for CSV: nothing for an article without quotations).
    pub fn write(self, record: &Record<'_>, out: &mut Vec<u8>) {
        match self {
            Self::Jsonl => line(record, out),
            Self::Csv => csv::write(record, out),
            Self::Gold => line(&gold::GoldArticle::from(record), out),
        }
    }
}

/// Appends a value as one line of JSON.
fn line(value: &impl serde::Serialize, out: &mut Vec<u8>) {
    serde_json::to_writer(&mut *out, value).expect("a record has string keys, and memory takes all writes");
    out.push(b'\n');
}
