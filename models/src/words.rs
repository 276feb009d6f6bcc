//! The lexicon and given names, as text: the `grammar` crate reads them.

/// Words and their classes: `form <tab> tag <tab> class,class` a line; see `words/README.md`.
pub const WORDS: &str = include_str!("../words/words.tsv");

/// Reporting verbs: `form <tab> tag <tab> class <tab> frames` a line; see `words/README.md`.
pub const CUES: &str = include_str!("../words/cues.tsv");

/// Short names of countries and bodies: `short <tab> long` a line.
pub const ALIASES: &str = include_str!("../words/aliases.tsv");

/// Given names: `name <tab> per cent of its bearers who are women` a line; see `names/README.md`.
pub const GIVEN_NAMES: &str = include_str!("../names/given.tsv");

/// Short forms of given names: `short form <tab> given name` a line; see `names/README.md`.
pub const NICKNAMES: &str = include_str!("../names/nicknames.tsv");
