//! The model that says who speaks, as bytes: the `speakers` crate reads it. See `speakers/README.md`.

/// Weights of the ranker: `feature <tab> weight …` a line.
pub const RANKER: &str = include_str!("../speakers/ranker.tsv");

/// How sure each ground makes: `ground <tab> intercept <tab> slope` a line.
pub const CALIBRATION: &str = include_str!("../speakers/calibration.tsv");

/// Function words by class: `class <tab> word,word,…` a line.
pub const WORDS: &str = include_str!("../speakers/words.tsv");

/// The several names of one office: one office a line, parted by commas.
pub const OFFICES: &str = include_str!("../speakers/offices.tsv");

/// The several names of one place, its people and parties, as they are written: one place a line, parted by commas.
pub const PLACES: &str = include_str!("../speakers/places.tsv");
