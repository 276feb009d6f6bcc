//! Formats that are read from their end, out of streams: packed, in an archive, from standard input.

use std::fs::File;
use std::io::{self, Read as _, Seek as _};

use crate::InputError;
use crate::input::Input;

/// A file may hold so many articles of the greatest length that is taken; a trap holds more.
const MOST_ARTICLES: u64 = 256;

/// Puts a stream into a file that has no name and goes with the program; `limit` is the length of an article.
pub(crate) fn spooled(input: Input, limit: u64) -> Result<File, InputError> {
    let limit = limit.saturating_mul(MOST_ARTICLES);
    let mut file = tempfile::tempfile()?;
    if io::copy(&mut input.take(limit.saturating_add(1)), &mut file)? > limit {
        return Err(InputError::TooLong { limit });
    }
    file.rewind()?;
    Ok(file)
}
