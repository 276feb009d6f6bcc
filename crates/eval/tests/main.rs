//! All tests of the crate in one program: each more would be linked with all it needs.

mod agreement;
mod agreement_of_people;
mod fixtures;
mod hostile;
mod layouts;
mod reading;
mod soundness;
