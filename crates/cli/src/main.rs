//! The program `dixit`.
fn main() {}
