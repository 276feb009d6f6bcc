//! Losses and guesses on the way to a document.

use std::fmt;

/// Something done to an input that the user should know of.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// The text was not UTF-8 and was read as this encoding.
    DecodedAs {
        /// Its name in the WHATWG standard.
        encoding: &'static str,
        /// Whether some bytes had no meaning in it and became U+FFFD.
        lossy: bool,
    },
    /// Bytes that are not UTF-8 became U+FFFD.
    BrokenUtf8 {
        /// The number of U+FFFD in their place.
        replaced: usize,
    },
    /// A row has more or fewer cells than the heading has columns.
    Cells {
        /// Cells in the row.
        cells: usize,
        /// Columns of the table.
        columns: usize,
        /// The surplus was taken for a part of the last cell, which is the text.
        joined: bool,
    },
    /// Letters that came of reading UTF-8 as something else.
    Mojibake {
        /// The number of places mended.
        mended: usize,
        /// How many could not be, or were not, since a few in a text are no reason to change what its offsets count in.
        left: usize,
    },
    /// Tags and entities of HTML in a text.
    Markup {
        /// Whether the text was HTML throughout, and was decoded; else they are left as they are.
        decoded: bool,
    },
    /// A date in a form that is not understood: nothing is dated by it.
    Date {
        /// The date as it is given.
        given: String,
    },
    /// A page in a web archive ends before its end: the crawler cut it short, or what it is packed in is damaged.
    CutShort,
    /// A web archive states a wrong length for the page, which was read up to the next one.
    WrongLength {
        /// The length it states, in bytes.
        stated: u64,
    },
    /// Halves of surrogate pairs in JSON became U+FFFD.
    LoneSurrogates {
        /// Their number.
        replaced: usize,
    },
}

impl Note {
    /// One word for what was done, to count by.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::DecodedAs { .. } => "encoding",
            Self::BrokenUtf8 { .. } => "broken_utf8",
            Self::Cells { .. } => "cells",
            Self::Mojibake { .. } => "mojibake",
            Self::Markup { decoded: true } => "markup",
            Self::Markup { decoded: false } => "markup_left",
            Self::Date { .. } => "date",
            Self::CutShort => "cut_short",
            Self::WrongLength { .. } => "wrong_length",
            Self::LoneSurrogates { .. } => "surrogates",
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let s = |n: &usize| if *n == 1 { "" } else { "s" };
        match self {
            Note::DecodedAs { encoding, lossy: false } => write!(f, "is not UTF-8; read as {encoding}"),
            Note::DecodedAs { encoding, lossy: true } => {
                write!(f, "is not UTF-8; read as {encoding}, with unreadable bytes replaced by U+FFFD")
            }
            Note::BrokenUtf8 { replaced } => {
                write!(f, "is not all UTF-8; {replaced} broken place{} replaced by U+FFFD", s(replaced))
            }
            Note::Cells { cells, columns, joined } => {
                write!(f, "has {cells} cell{} where the heading has {columns}", s(cells))?;
                f.write_str(match (joined, cells > columns) {
                    (true, _) => "; those over are read as part of the last, the text",
                    (_, true) => "; those over are left out: is a quotation mark or --delimiter missing?",
                    _ => "; the others are read as empty",
                })
            }
            Note::Mojibake { mended, left: 0 } => {
                write!(f, "has {mended} place{} where UTF-8 was read as something else; mended", s(mended))
            }
            Note::Mojibake { mended: 0, left } => {
                write!(
                    f,
                    "has {left} place{} that look garbled (UTF-8 read as something else); left as they are",
                    s(left)
                )
            }
            Note::Mojibake { mended, left } => {
                let places = mended + left;
                write!(
                    f,
                    "has {places} places that look garbled (UTF-8 read as something else); {mended} mended"
                )
            }
            Note::Markup { decoded: true } => f.write_str(
                "has a text in HTML, which is decoded: the record carries the text its offsets count in",
            ),
            Note::Markup { decoded: false } => f.write_str(
                "has tags or entities of HTML in its text, too few to be sure of; left as they are",
            ),
            Note::Date { given } => write!(f, "has a date that is not understood: `{given}`"),
            Note::CutShort => f.write_str("is cut short or damaged in its archive; what is there is read"),
            Note::WrongLength { stated } => {
                write!(f, "has a wrong length in its archive ({stated} bytes); read up to the next record")
            }
            Note::LoneSurrogates { replaced } => {
                write!(f, "has {replaced} half surrogate pair{} in its JSON, replaced by U+FFFD", s(replaced))
            }
        }
    }
}
