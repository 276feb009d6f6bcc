//! Whether a text is English, at little cost for one that is.

use std::collections::HashSet;
use std::sync::LazyLock;

/// The part of a text that is examined, in bytes.
const LOOK: usize = 4000;
/// Fewer words say nothing about the language.
const MIN_WORDS: usize = 12;
/// Of English prose, two words in five are among [`COMMON`]; of no other language one in four.
const MIN_SHARE: f64 = 0.25;

/// The most frequent words of English.
static COMMON: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let lines = include_str!("../words/common.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).collect()
});

/// The language of a text that is certainly not English, in English; `None` for English and where nothing can be told.
pub(crate) fn other_than_english(text: &str) -> Option<&'static str> {
    let look = &text[..text.floor_char_boundary(LOOK)];
    let (mut words, mut common) = (0usize, 0usize);
    let mut lower = String::new();
    for word in look.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()) {
        words += 1;
        lower.clear();
        lower.push_str(word);
        lower.make_ascii_lowercase();
        common += usize::from(COMMON.contains(lower.as_str()));
    }
    if common as f64 >= MIN_SHARE * words as f64 && words > 0 {
        return None;
    }
    // Scripts without spaces have few words and many letters.
    if words < MIN_WORDS && look.len() < 200 {
        return None;
    }
    // A trigram model, slow beside the count above, for what that did not settle: tables, lists of names, other languages.
    let told = whatlang::detect(look)?;
    (told.lang() != whatlang::Lang::Eng && told.is_reliable()).then(|| told.lang().eng_name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_is_told_from_others() {
        for (text, want) in [
            (
                "The bridge will open in May, said the mayor of Harbourton, who had been asked about it on Monday.",
                None,
            ),
            ("“Yes,” she said.", None),
            (
                "Die Brücke wird im Mai eröffnet, sagte die Bürgermeisterin am Montag vor der Presse. Sie war in der Stadt unterwegs gewesen und hatte mit vielen Menschen gesprochen, die sich über den Lärm der Bauarbeiten beschwerten.",
                Some("German"),
            ),
            (
                "Le pont sera ouvert au mois de mai, a déclaré la maire de la ville lundi devant les journalistes réunis.",
                Some("French"),
            ),
            (
                "El puente se abrirá en mayo, dijo el lunes la alcaldesa de la ciudad ante los periodistas reunidos allí.",
                Some("Spanish"),
            ),
            (
                "Мост откроется в мае, сказала мэр города в понедельник журналистам, собравшимся у здания мэрии.",
                Some("Russian"),
            ),
            (
                "市长星期一对记者说，这座桥将于五月通车。她还说，工程的费用比预期的要高得多，但是没有人需要支付通行费。建筑商表示，钢材到得太晚了，因此工程推迟了好几个月。",
                Some("Mandarin"),
            ),
            ("OKOYE 41 12 9 BRANDT 33 10 7 HARBOURTON 2 1", None),
            ("", None),
        ] {
            assert_eq!(other_than_english(text), want, "{text}");
        }
    }
}
