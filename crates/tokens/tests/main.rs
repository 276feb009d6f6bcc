//! All tests of the crate in one program: each more would be linked with all it needs.

mod accuracy;
mod cases;
mod properties;
mod replay;
mod soundness;
mod words;
