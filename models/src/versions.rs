//! What the data of this build are: a digest of each part, which tells it from the same part of any other build.
//!
//! Worked out by `build.rs` over the files in the folders of this crate; it heeds their names and contents, not their cards.

/// The learned tagger of names and its lexicon.
pub const NAMES: &str = env!("DIXIT_NAMES");

/// The learned tagger of quotations.
pub const QUOTATIONS: &str = env!("DIXIT_QUOTATIONS");

/// All other data that are part of the program: registries, words, weights.
pub const DATA: &str = env!("DIXIT_DATA");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_has_a_digest_of_its_own() {
        let all = [NAMES, QUOTATIONS, DATA];
        assert!(
            all.iter().all(|version| version.len() == 16 && version.bytes().all(|b| b.is_ascii_hexdigit()))
        );
        assert!(NAMES != QUOTATIONS && QUOTATIONS != DATA && DATA != NAMES);
    }
}
