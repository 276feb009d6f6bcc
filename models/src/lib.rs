//! Data of dixit: registries of outlets and people, lexicons and trained models.
//!
//! One folder a data set, each with a card that says what it is, where it comes from and how it is made again.
//!
//! ```
//! use dixit_models::outlets::Outlets;
//!
//! assert!(Outlets::builtin().by_name("South China Morning Post").is_some());
//! ```

pub mod grammar;
pub mod ner;
pub mod outlets;
pub mod people;
pub mod quotes;
pub mod sources;
pub mod speakers;
pub mod versions;
pub mod words;

/// Bytes that begin on a cache line, so that rows of a table do not straddle two.
#[repr(align(64))]
struct Aligned<T: ?Sized>(T);

/// The bytes of a file, given relative to the file that asks, as `&'static [u8]` on a cache line.
macro_rules! embed {
    ($file:literal) => {{
        static FILE: &$crate::Aligned<[u8]> = &$crate::Aligned(*include_bytes!($file));
        &FILE.0
    }};
}
use embed;
