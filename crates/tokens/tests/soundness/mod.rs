//! What holds of the layer of any text.

use dixit_tokens::Tokens;

/// Tokenizes `text` and panics where the layer breaks its promises. The body of the fuzz target, too.
pub(crate) fn check(text: &str) {
    check_layer(text, &dixit_tokens::tokenize(text));
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
    for s in t.sentences() {
        let found = t.quoted_in(s.span).iter().filter(|q| q.outer.overlaps(s.span));
        assert!(found.eq(t.quoted().iter().filter(|q| q.outer.overlaps(s.span))), "all passages of {s:?}");
    }
}

fn is_gap(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}')
}
