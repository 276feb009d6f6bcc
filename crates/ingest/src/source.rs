//! Containers of several articles or files: a source gives them one by one.

use std::io::Read;

use crate::{Failure, Raw};

/// An item of a source.
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
