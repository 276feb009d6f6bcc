use dixit_text::Scratch;

use crate::{Paragraph, TokenKind, Tokens, paragraphs, quotation, sentences, words};

/// Tokenizes `text` into a layer of its own.
///
/// ```
/// let text = "“We’re ready,” said Sen. Doe.\n\nNobody was.";
/// let tokens = dixit_tokens::tokenize(text);
/// assert_eq!(tokens.sentences().len(), 2);
/// assert_eq!(&text[tokens.quoted()[0].inner.range()], "We’re ready,");
/// ```
///
/// # Panics
/// If `text` is longer than `u32::MAX` bytes, which a [`Document`](dixit_text::Document) never is.
pub fn tokenize(text: &str) -> Tokens {
    let mut out = Tokens::default();
    tokenize_into(text, &mut Scratch::default(), &mut out);
    out
}

/// Buffers of one worker.
#[derive(Debug, Default)]
struct Buffers {
    lines: Vec<paragraphs::Line>,
    quotation: quotation::Buffers,
}

/// Tokenizes `text` into `out`, which is emptied first; allocates nothing once the buffers have grown.
///
/// # Panics
/// If `text` is longer than `u32::MAX` bytes, which a [`Document`](dixit_text::Document) never is.
pub fn tokenize_into(text: &str, scratch: &mut Scratch, out: &mut Tokens) {
    assert!(u32::try_from(text.len()).is_ok(), "a text of {} bytes is longer than spans reach", text.len());
    out.clear();
    let Buffers { lines, quotation } = scratch.get::<Buffers>();
    quotation.carried = None;
    paragraphs::each(text, lines, |start, end| paragraph(text, start, end, quotation, out));
}

fn paragraph(text: &str, start: usize, end: usize, buffers: &mut quotation::Buffers, out: &mut Tokens) {
    let (first, first_sentence) = (out.tokens.len(), out.sentences.len());
    buffers.mark_tokens.clear();
    let mut at = crate::chars::skip_space(text, start, end);
    while at < end {
        dixit_text::deadline::check();
        at = words::scan(text, at, end, &mut |token| {
            if token.kind == TokenKind::QuoteMark {
                buffers.mark_tokens.push(out.tokens.len() as u32);
            }
            out.tokens.push(token);
        });
        at = crate::chars::skip_space(text, at, end);
    }
    let Some(last) = out.tokens[first..].last() else { return };
    let span = out.tokens[first].span.cover(last.span);
    quotation::pair(text, buffers, &mut out.tokens, first, &mut out.quoted);
    sentences::split(text, &out.tokens, first, &buffers.marks, &mut out.sentences);
    out.paragraphs.push(Paragraph {
        span,
        sentences: first_sentence as u32..out.sentences.len() as u32,
        tokens: first as u32..out.tokens.len() as u32,
    });
}
