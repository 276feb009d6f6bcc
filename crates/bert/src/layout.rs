//! What tokenization knows of a text, as the network reads it. Training reads the same from `dixit-dev tokens`.

use dixit_tokens::{Case, Quoted, Token, Tokens};

/// Number of a case: none, lower, title, upper, mixed.
pub fn case(case: Case) -> u8 {
    match case {
        Case::None => 0,
        Case::Lower => 1,
        Case::Title => 2,
        Case::Upper => 3,
        Case::Mixed => 4,
    }
}

/// Of each token: 0 outside quotation marks, 1 an opening mark, 2 inside, 3 a closing mark, 4 in a passage within a
/// passage, its marks included.
pub fn places(tokens: &Tokens) -> Vec<u8> {
    let mut places = vec![0; tokens.tokens().len()];
    for Quoted { outer, inner, depth, .. } in tokens.quoted() {
        for t in tokens.tokens_in(*outer) {
            let at = tokens.tokens()[t as usize].span;
            places[t as usize] = match depth {
                0 if at.end() <= inner.start() => 1,
                0 if at.start() >= inner.end() => 3,
                0 => 2,
                _ => 4,
            };
        }
    }
    places
}

/// Of each paragraph: whether it is read together with the next, because its last token is a colon or the next carries
/// its quotation on.
pub fn open(tokens: &Tokens, text: &str) -> Vec<bool> {
    let paragraphs = tokens.paragraphs();
    let last = |end: u32| end.checked_sub(1).map(|t| tokens.tokens()[t as usize]);
    let colon = |t: Token| &text[t.span.range()] == ":";
    let mut open: Vec<bool> = paragraphs.iter().map(|p| last(p.tokens.end).is_some_and(colon)).collect();
    let paragraph = |q: &Quoted| paragraphs.partition_point(|p| p.span.end() <= q.outer.start());
    for q in tokens.quoted() {
        let Some(earlier) = q.continues else { continue };
        let (here, before) = (paragraph(q), paragraph(&tokens.quoted()[earlier as usize]));
        if before + 1 == here {
            open[before] = true;
        }
    }
    if let Some(last) = open.last_mut() {
        *last = false;
    }
    open
}
