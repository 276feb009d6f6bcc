use dixit_text::{Scratch, Span};

use crate::{MarkStyle, Paragraph, Quoted, Sentence, Token, TokenKind, Tokens};

/// Tokenizes `text` into a layer of its own.
pub fn tokenize(text: &str) -> Tokens {
    let mut out = Tokens::default();
    tokenize_into(text, &mut Scratch::default(), &mut out);
    out
}

/// Tokenizes `text` into `out`, which is emptied first; allocates nothing once the buffers have grown.
pub fn tokenize_into(text: &str, _scratch: &mut Scratch, out: &mut Tokens) {
    out.clear();
    let mut start = 0usize;
    for line in text.split_inclusive('\n') {
        paragraph(text, start, start + line.len(), out);
        start += line.len();
    }
}

fn paragraph(text: &str, from: usize, to: usize, out: &mut Tokens) {
    let (tok0, sent0) = (out.tokens.len() as u32, out.sentences.len() as u32);
    let mut open: Option<(usize, char)> = None;
    let mut it = text[from..to].char_indices().map(|(i, c)| (i + from, c)).peekable();
    let mut sent = tok0;
    while let Some((i, c)) = it.next() {
        if c.is_whitespace() {
            continue;
        }
        let mut end = i + c.len_utf8();
        let kind = if c.is_alphanumeric() {
            while let Some(&(j, d)) = it.peek() {
                if d.is_alphanumeric() || d == '-' {
                    end = j + d.len_utf8();
                    it.next();
                } else {
                    break;
                }
            }
            TokenKind::Word
        } else if matches!(c, '“' | '”' | '"') {
            match open {
                Some((s, _)) if c != '“' => {
                    let o = text[s..].chars().next().map_or(1, char::len_utf8);
                    out.quoted.push(Quoted {
                        outer: Span::new(s as u32, end as u32),
                        inner: Span::new((s + o) as u32, i as u32),
                        depth: 0,
                        style: if c == '"' { MarkStyle::Straight } else { MarkStyle::Curly },
                        closed: true,
                        continues: None,
                    });
                    open = None;
                }
                _ => open = Some((i, c)),
            }
            TokenKind::QuoteMark
        } else {
            TokenKind::Punct
        };
        out.tokens.push(Token { span: Span::new(i as u32, end as u32), kind });
        let next_gap = it.peek().is_none_or(|(_, d)| d.is_whitespace());
        if matches!(c, '.' | '?' | '!') && next_gap {
            push_sentence(out, &mut sent);
        }
    }
    push_sentence(out, &mut sent);
    let tokens = tok0..out.tokens.len() as u32;
    if !tokens.is_empty() {
        let span = out.tokens[tokens.start as usize].span.cover(out.tokens[tokens.end as usize - 1].span);
        out.paragraphs.push(Paragraph { span, sentences: sent0..out.sentences.len() as u32, tokens });
    }
}

fn push_sentence(out: &mut Tokens, sent: &mut u32) {
    let end = out.tokens.len() as u32;
    if *sent < end {
        let span = out.tokens[*sent as usize].span.cover(out.tokens[end as usize - 1].span);
        out.sentences.push(Sentence { span, tokens: *sent..end });
        *sent = end;
    }
}
