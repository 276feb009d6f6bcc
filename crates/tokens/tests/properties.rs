//! Properties that hold for every text.

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

fn check_layer(text: &str, t: &Tokens) {
    let mut at = 0;
    for token in t.tokens() {
        let span = token.span;
        assert!(!span.is_empty() && at <= span.start(), "tokens are sorted and disjoint: {token:?}");
        let gap = &text[at as usize..span.start() as usize];
        assert!(gap.chars().all(is_gap), "only white space stands between tokens, not {gap:?}");
        assert!(text.get(span.range()).is_some(), "spans lie on character borders: {token:?}");
        at = span.end();
    }
    assert!(text[at as usize..].chars().all(is_gap), "only white space stands after the last token");

    let (mut token, mut sentence) = (0, 0);
    for s in t.sentences() {
        assert!(s.tokens.start == token && s.tokens.end > token, "sentences cover all tokens: {s:?}");
        token = s.tokens.end;
        assert_eq!(s.span.start(), t.tokens()[s.tokens.start as usize].span.start());
        assert_eq!(s.span.end(), t.tokens()[s.tokens.end as usize - 1].span.end());
    }
    assert_eq!(token as usize, t.tokens().len());
    let mut token = 0;
    for p in t.paragraphs() {
        assert!(
            p.sentences.start == sentence && p.sentences.end > sentence,
            "paragraphs cover all sentences: {p:?}"
        );
        sentence = p.sentences.end;
        assert!(p.tokens.start == token && p.tokens.end > token);
        token = p.tokens.end;
    }
    assert_eq!(sentence as usize, t.sentences().len());

    let mut open: Vec<u32> = Vec::new();
    let mut last = (0, u32::MAX);
    for (i, q) in t.quoted().iter().enumerate() {
        assert!(q.outer.covers(q.inner) && !q.inner.is_empty());
        assert!(text.get(q.outer.range()).is_some() && text.get(q.inner.range()).is_some());
        assert!(q.closed == (q.inner.end() < q.outer.end()), "a closed passage has its closing mark: {q:?}");
        assert!(
            (q.outer.start(), u32::MAX - q.outer.end()) >= last || i == 0,
            "an outer passage stands before its inner ones"
        );
        last = (q.outer.start(), u32::MAX - q.outer.end());
        while open.last().is_some_and(|&end| end <= q.outer.start()) {
            open.pop();
        }
        assert!(open.last().is_none_or(|&end| q.outer.end() <= end), "passages do not cross: {q:?}");
        assert_eq!(q.depth as usize, open.len().min(255));
        open.push(q.outer.end());
        if let Some(before) = q.continues {
            assert!((before as usize) < i && !t.quoted()[before as usize].closed);
        }
        let p = t.paragraphs().iter().find(|p| p.span.covers(q.outer));
        assert!(p.is_some(), "a passage lies in one paragraph: {q:?}");
    }
}

fn is_gap(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}')
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
        check_layer(&text, &tokenize(&text));
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
        let (ta, tb) = (tokenize(&a), tokenize(&b));
        // A quotation still open at the end of the first may go on in the second.
        let end = ta.tokens().last().map_or(0, |t| t.span.end());
        prop_assume!(!ta.quoted().iter().any(|q| !q.closed && q.outer.end() == end));
        let joined = format!("{a}\n\n{b}");
        let mut expected = moved(&ta, 0);
        expected.extend(moved(&tb, a.len() as u32 + 2));
        let mut actual = moved(&tokenize(&joined), 0);
        expected.sort();
        actual.sort();
        prop_assert_eq!(actual, expected);
    }
}
