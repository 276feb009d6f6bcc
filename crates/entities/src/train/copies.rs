use dixit_grammar::lexicon::{self, Class};
use dixit_learn::hash;

use super::TaggedText;

/// A copy of a text in other casing, for some: headlines in capitals, text without any, headlines in title case.
pub(super) fn copy(i: usize, text: &TaggedText) -> Option<TaggedText> {
    match hash::pair(i as u64, 17) % 10 {
        0 | 1 => Some(text.map(|_, t| t.to_lowercase())),
        2 | 3 => Some(text.map(|_, t| t.to_uppercase())),
        4 => Some(title_case(text)),
        _ => None,
    }
}

/// A text as a headline in the American manner: every word with a capital but the short ones.
pub fn title_case(text: &TaggedText) -> TaggedText {
    text.map(|_, token| {
        let small = token.len() < 4 && lexicon::class(token).is(Class::SMALL);
        let mut chars = token.chars();
        match chars.next() {
            Some(first) if !small => first.to_uppercase().chain(chars).collect(),
            _ => token.to_owned(),
        }
    })
}
