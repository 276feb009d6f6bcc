//! Data of dixit: registries of outlets and people, lexicons and trained models.
//!
//! One folder a data set, each with a card that says what it is, where it comes from and how it is made again.

pub mod outlets;
pub mod people;
pub mod words;
