//! Properties that hold for every text.

use crate::soundness;

use dixit_tokens::{Tokens, tokenize, words};
use proptest::prelude::*;

/// Texts made of what tokenization has to tell apart, so that short ones hit many rules.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "word", "Senator", "U.S.", "a.m.", "Mr.", "don't", "dogs'", "O’Brien", "’90s", "well-known", "1,200.5", "10:30", "6'2\"",
            "http://a.example/b", "@who", "#tag", "a@b.org", "$5", "é", "日本", "😀", "👩‍👩‍👧", "â€œ", "â€™", "â€", "said", "No. 5",
        ]),
        4 => prop::sample::select(vec![
            "\"", "'", "“", "”", "‘", "’", "''", "``", "„", "«", "»", "`", "(", ")", "[", ".", "?", "!", "...", "…", ",", ";", ":",
            "-", "—", "___", "*", "&", "/", "\u{a0}", "\u{ad}", "\u{200d}", "\u{2028}",
        ]),
        4 => prop::sample::select(vec![" ", " ", " ", "\n", "\n\n", "\r\n", "\t"]),
        1 => any::<char>().prop_map(|c| if c == '\0' { "x" } else { "\u{1F469}" }),
    ];
    prop_oneof![3 => prop::collection::vec(piece, 0..60).prop_map(|v| v.concat()), 1 => ".{0,80}"]
}

/// The layer moved by `by` bytes, as comparable text.
fn moved(t: &Tokens, by: u32) -> Vec<String> {
    let at = |s: dixit_text::Span| s.start() + by..s.end() + by;
    let tokens =
        t.tokens().iter().map(|k| format!("{:?} {:?} {:?} {}", at(k.span), k.kind, k.case, k.joined));
    let sentences = t.sentences().iter().map(|s| format!("S {:?} {}", at(s.span), s.tokens.len()));
    let paragraphs = t.paragraphs().iter().map(|p| format!("P {:?} {}", at(p.span), p.tokens.len()));
    let quoted = t.quoted().iter().map(|q| {
        format!(
            "Q {:?} {:?} {} {:?} {} {}",
            at(q.outer),
            at(q.inner),
            q.depth,
            q.style,
            q.closed,
            q.continues.is_some()
        )
    });
    tokens.chain(sentences).chain(paragraphs).chain(quoted).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_layer_is_sound(text in text()) {
        soundness::check(&text);
    }

    #[test]
    fn iterating_gives_the_same_words(text in text()) {
        // The layer rejoins wrapped lines; the iterator reads lines.
        let text = text.replace(['\n', '\r'], "\n\n");
        let layer: Vec<_> = tokenize(&text).tokens().iter().map(|t| t.span).collect();
        let streamed: Vec<_> = words(&text).map(|t| t.span).collect();
        prop_assert_eq!(layer, streamed);
    }

    #[test]
    fn two_articles_are_analysed_side_by_side(a in text(), b in text()) {
        let ta = tokenize(&a);
        // A quotation still open at the end of the first may go on in the second.
        let end = ta.tokens().last().map_or(0, |t| t.span.end());
        prop_assume!(!ta.quoted().iter().any(|q| !q.closed && q.outer.end() == end));
        // Lines too few to tell are wrapped as those before them were: three short ones between the two are not wrapped.
        let (mut joined, mut expected) = (String::new(), Vec::new());
        for article in [a.as_str(), "1\n2\n3", &b] {
            expected.extend(moved(&tokenize(article), joined.len() as u32));
            joined += article;
            joined += "\n\n";
        }
        let mut actual = moved(&tokenize(&joined), 0);
        expected.sort();
        actual.sort();
        prop_assert_eq!(actual, expected);
    }
}
