use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};

use dixit_pipeline::bulk::Digest;
use serde_json::{Value, json};

/// The part of a partial output that can be relied on, and how to recognize it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sealed {
    /// Bytes of a file, articles of a database.
    pub(crate) length: u64,
    /// A digest of its end, or what a database says of its last article.
    pub(crate) tail: String,
}

/// Bytes at the end of a file that tell it from another.
const TAIL: u64 = 64 << 10;

impl Sealed {
    /// The seal of the first `length` bytes of a file.
    pub(crate) fn of(file: &mut File, length: u64) -> io::Result<Self> {
        file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
        let mut tail = Vec::new();
        file.take(length.min(TAIL)).read_to_end(&mut tail)?;
        Ok(Self { length, tail: Digest::of_bytes(&tail).to_string() })
    }

    /// Truncates a file to its sealed part, after checking that this part is unchanged; to nothing if nothing was sealed.
    pub(crate) fn cut(sealed: Option<&Self>, file: &mut File) -> io::Result<()> {
        if let Some(sealed) = sealed
            && (file.metadata()?.len() < sealed.length || Self::of(file, sealed.length)? != *sealed)
        {
            return Err(Self::another());
        }
        let length = sealed.map_or(0, |sealed| sealed.length);
        file.set_len(length)?;
        file.seek(SeekFrom::Start(length)).map(drop)
    }

    /// Why it cannot be gone on with.
    pub(crate) fn another() -> io::Error {
        io::Error::other(
            "the partial file is not what the run that was stopped has left; --restart begins again",
        )
    }

    pub(crate) fn to_json(&self) -> Value {
        json!([self.length, self.tail])
    }

    pub(crate) fn from_json(value: &Value) -> Option<Self> {
        Some(Self { length: value[0].as_u64()?, tail: value[1].as_str()?.to_owned() })
    }
}
