//! What holds several articles or files: a source gives them one by one.

use std::io::{BufRead, Read};

use crate::{Failure, Raw};

/// A stream of bytes that articles are cut from.
pub(crate) type Input = Box<dyn BufRead + Send>;

/// What a source gives.
pub(crate) enum Item {
    /// An article, or why there is none.
    Article(Result<Raw, Failure>),
    /// A file within the source, which is read to its end before the source is asked again.
    #[cfg_attr(
        not(any(feature = "tar", feature = "zip")),
        expect(dead_code, reason = "archives are not built in")
    )]
    File { name: String, input: Box<dyn Read + Send> },
    /// A file of a kind that is not read.
    #[cfg_attr(
        not(any(feature = "tar", feature = "zip")),
        expect(dead_code, reason = "archives are not built in")
    )]
    PassedOver,
}

/// A file that holds several articles or files.
pub(crate) trait Source: Send {
    /// The next, `None` at the end. After an error the source is asked again; it must come to an end in any case.
    fn next(&mut self) -> Option<Item>;
}

/// Whether the stream goes on after this error: a damaged part was left out.
pub(crate) fn goes_on(error: &std::io::Error) -> bool {
    error.get_ref().is_some_and(|e| e.is::<Damaged>())
}

/// A part of a stream could not be unpacked; what follows can.
#[derive(Debug, thiserror::Error)]
#[error("a part of the packed data is damaged and left out")]
pub(crate) struct Damaged;
