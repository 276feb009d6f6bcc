//! All tests of the crate in one program: each more would be linked with all it needs.

mod article;
mod corpus;
