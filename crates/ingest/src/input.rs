//! Streams of bytes.

use std::io::BufRead;

/// A stream of bytes that articles are cut from.
pub(crate) type Input = Box<dyn BufRead + Send>;

/// Whether the stream goes on after this error: a damaged part was left out.
pub(crate) fn goes_on(error: &std::io::Error) -> bool {
    error.get_ref().is_some_and(|e| e.is::<Damaged>())
}

/// A part of a stream could not be unpacked; what follows can.
#[derive(Debug, thiserror::Error)]
#[error("a part of the packed data is damaged and left out")]
pub(crate) struct Damaged;
