//! The kind of content that classes, ids and roles of elements imply, by the word lists of Mozilla's Readability.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind, MatchKind};

/// The meaning of an element's names: a set of the words of `block-names.tsv`, and the number of the platform whose post it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Names(u16, u8);

// Classes of `block-names.tsv`, not words of the language.
/// The words, each a bit: in the order of [`Names`]' constants.
const WORDS: [&str; 13] = [
    "unlikely", "likely", "positive", "negative", "outside", "trimming", "byline", "apart", "caption",
    "hover", "bio", "post", "neutral",
];

impl Names {
    const UNLIKELY: Self = Self(1, 0);
    const LIKELY: Self = Self(1 << 1, 0);
    const POSITIVE: Self = Self(1 << 2, 0);
    const NEGATIVE: Self = Self(1 << 3, 0);
    const OUTSIDE: Self = Self(1 << 4, 0);
    const TRIMMING: Self = Self(1 << 5, 0);
    const BYLINE: Self = Self(1 << 6, 0);
    const APART: Self = Self(1 << 7, 0);
    const CAPTION: Self = Self(1 << 8, 0);
    const HOVER: Self = Self(1 << 9, 0);
    const BIO: Self = Self(1 << 10, 0);
    const POST: Self = Self(1 << 11, 0);
    const NEUTRAL: Self = Self(1 << 12, 0);

    fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Points for or against an article, as Readability counts them: -25, 0 or 25.
    pub(super) fn weight(self) -> f32 {
        f32::from(i8::from(self.has(Self::POSITIVE)) - i8::from(self.has(Self::NEGATIVE))) * 25.0
    }

    /// Named as articles seldom are, and not also as they are.
    pub(super) fn unlikely(self) -> bool {
        self.has(Self::UNLIKELY) && !self.has(Self::LIKELY)
    }

    /// By its role no part of an article.
    pub(super) fn outside(self) -> bool {
        self.has(Self::OUTSIDE)
    }

    /// Buttons to share the article, its date, captions: no part of it where they are short.
    pub(super) fn trimming(self) -> bool {
        self.has(Self::TRIMMING)
    }

    /// Who wrote the article.
    pub(super) fn byline(self) -> bool {
        self.has(Self::BYLINE)
    }

    /// Something about who wrote the article.
    pub(super) fn bio(self) -> bool {
        self.has(Self::BIO)
    }

    /// Comments of readers and offers beside the article: no part of it, however long.
    pub(super) fn apart(self) -> bool {
        self.has(Self::APART)
    }

    /// Of an element within a line: what is shown under a picture.
    pub(super) fn caption(self) -> bool {
        self.has(Self::CAPTION)
    }

    /// The same: what is shown when a mouse comes near.
    pub(super) fn hover(self) -> bool {
        self.has(Self::HOVER)
    }

    /// A post of a platform that is shown in the page.
    pub(super) fn post(self) -> bool {
        self.has(Self::POST)
    }

    /// The platform of such a post.
    pub(super) fn platform(self) -> Option<&'static str> {
        PARTS.platforms.get(usize::from(self.1).checked_sub(1)?).copied()
    }

    fn and(self, other: Self) -> Self {
        Self(self.0 | other.0, self.1.max(other.1))
    }
}

/// The parts of names.
struct Parts {
    automaton: AhoCorasick,
    /// The meaning of each.
    says: Vec<Names>,
    platforms: Vec<&'static str>,
}

static PARTS: LazyLock<Parts> = LazyLock::new(|| {
    let (mut parts, mut says, mut platforms) = (Vec::new(), Vec::new(), Vec::new());
    for line in include_str!("../../words/block-names.tsv").lines().filter(|line| !line.starts_with('#')) {
        let Some((part, words)) = line.split_once('\t') else { continue };
        parts.push(part.replace('␣', " "));
        let mut names = Names::default();
        for word in words.split(' ') {
            match WORDS.iter().position(|w| *w == word) {
                Some(bit) => names.0 |= 1 << bit,
                // Nothing but names of platforms is left.
                None => {
                    platforms.push(word);
                    names.1 = platforms.len() as u8;
                }
            }
        }
        says.push(names);
    }
    let automaton = AhoCorasickBuilder::new()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::Standard)
        .kind(Some(AhoCorasickKind::DFA))
        .build(parts)
        .expect("the parts are few");
    Parts { automaton, says, platforms }
});

/// The meaning of `names`: classes, ids and roles, each between spaces.
pub(super) fn of(names: &[u8]) -> Names {
    if names.is_empty() {
        return Names::default();
    }
    let Parts { automaton, says, .. } = &*PARTS;
    let found = || automaton.find_overlapping_iter(names);
    let says = |part: &aho_corasick::Match| says[part.pattern()];
    let all = found().fold(Names::default(), |all, part| all.and(says(&part)));
    if !all.has(Names::NEUTRAL) {
        return all;
    }
    // Few names have such a part: what lies within it says nothing.
    let neutral: Vec<_> = found().filter(|part| says(part).has(Names::NEUTRAL)).collect();
    let counts =
        |p: &aho_corasick::Match| !neutral.iter().any(|n| n.start() <= p.start() && p.end() <= n.end());
    found().filter(counts).fold(Names::default(), |all, part| all.and(says(&part)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_names_are_found() {
        assert!(of(b" left-sidebar ").unlikely() && of(b" left-sidebar ").weight() < 0.0);
        assert!(!of(b" main-sidebar ").unlikely());
        assert_eq!(of(b" one with-sidebar "), Names::default());
        assert!(of(b" with-sidebar related ").unlikely());
        assert_eq!(of(b" elementor-widget-container ").weight(), 0.0);
        assert!(of(b" navigation ").outside() && !of(b" main-navigation-text ").outside());
    }

    #[test]
    fn every_row_of_the_table_says_something() {
        assert_eq!(PARTS.automaton.patterns_len(), PARTS.says.len());
        assert!(PARTS.says.iter().all(|names| names.0 != 0 && names.post() == names.platform().is_some()));
        assert_eq!(of(b" twitter-tweet ").platform(), Some("Twitter"));
    }
}
