//! Word lists and given names, as bytes: the `entities` crate reads them.

/// Words by class: `class <tab> word,word,…` a line; see `words/README.md`.
pub const WORDS: &str = include_str!("../words/words.tsv");

/// Given names: `name <tab> per cent of its bearers who are women` a line; see `names/README.md`.
pub const GIVEN_NAMES: &str = include_str!("../names/given.tsv");

/// Short forms of given names: `short form <tab> given name` a line; see `names/README.md`.
pub const NICKNAMES: &str = include_str!("../names/nicknames.tsv");

/// Weights of the pronoun ranker: `feature <tab> weight` a line; see `speakers/README.md`.
pub const PRONOUN_WEIGHTS: &str = include_str!("../speakers/pronouns.tsv");
