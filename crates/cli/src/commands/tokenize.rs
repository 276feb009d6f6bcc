//! `dixit tokenize`: words, sentences, paragraphs and quotation marks as data.

use std::io::{self, Write};

use dixit_ingest::{InputError, Reader};
use dixit_pipeline::{Document, Scratch};
use dixit_report::visible;
use dixit_text::{OffsetMap, OffsetUnit, Span};
use dixit_tokens::{MarkStyle, Token, Tokens, tokenize_into};

use crate::args::{TokenFormat, TokenizeArgs, Unit};
use crate::exit::ExitStatus;
use crate::output::Output;

pub(crate) fn run(args: &TokenizeArgs) -> anyhow::Result<ExitStatus> {
    let mut out = Output::open(args.output.as_deref(), std::slice::from_ref(&args.file))?;
    let result = write_all(args, &mut out);
    match result {
        Ok(status) => out.finish().map(|()| status),
        Err(error) => {
            out.discard();
            Err(error.into())
        }
    }
}

/// Tokenizes article after article; one that fails is named on standard error, and the rest go on.
fn write_all(args: &TokenizeArgs, out: &mut Output) -> io::Result<ExitStatus> {
    let decoder = args.input.decoder();
    let (mut scratch, mut tokens) = (Scratch::default(), Tokens::default());
    let mut status = ExitStatus::Success;
    for raw in Reader::paths(vec![args.file.clone()], args.input.reader_options()) {
        let document = match raw.and_then(|raw| decoder.decode(raw)) {
            Ok(decoded) => decoded.document,
            Err(failure) => {
                writeln!(anstream::stderr(), "dixit: {}", visible(&failure.to_string()))?;
                // An empty article has no words; that is no failure.
                if !matches!(failure.error, InputError::Empty) {
                    status = ExitStatus::SomeFailed;
                }
                continue;
            }
        };
        tokenize_into(document.text(), &mut scratch, &mut tokens);
        match args.format {
            TokenFormat::Jsonl => jsonl(out, &document, &tokens, args.offsets)?,
            TokenFormat::Conllu => conllu(out, &document, &tokens, &|_, _| UNKNOWN.to_owned())?,
            TokenFormat::Lines => lines(out, &document, &tokens)?,
        }
    }
    Ok(status)
}

/// Written tokens: each a run of words that are joined.
pub(super) fn written(tokens: &[Token]) -> impl Iterator<Item = &[Token]> {
    tokens.chunk_by(|_, next| next.joined)
}

/// The span of a written token.
pub(super) fn cover(tokens: &[Token]) -> Span {
    tokens[0].span.cover(tokens[tokens.len() - 1].span)
}

fn jsonl(out: &mut impl Write, doc: &Document, tokens: &Tokens, unit: Unit) -> io::Result<()> {
    let map = OffsetMap::new(doc.text());
    let (unit, name) = match unit {
        Unit::Chars => (OffsetUnit::Chars, "chars"),
        Unit::Bytes => (OffsetUnit::Bytes, "bytes"),
        Unit::Utf16 => (OffsetUnit::Utf16, "utf16"),
    };
    let pair = |span: Span| (map.from_bytes(span.start(), unit), map.from_bytes(span.end(), unit));
    let id = serde_json::Value::from(doc.id.as_str());
    write!(out, "{{\"id\":{id},\"offsets\":\"{name}\",\"tokens\":")?;
    spans(out, written(tokens.tokens()).map(|t| pair(cover(t))))?;
    write!(out, ",\"words\":")?;
    spans(out, tokens.tokens().iter().map(|t| pair(t.span)))?;
    write!(out, ",\"sentences\":")?;
    spans(out, tokens.sentences().iter().map(|s| pair(s.span)))?;
    write!(out, ",\"paragraphs\":")?;
    spans(out, tokens.paragraphs().iter().map(|p| pair(p.span)))?;
    write!(out, ",\"quoted\":[")?;
    for (i, q) in tokens.quoted().iter().enumerate() {
        let comma = if i > 0 { "," } else { "" };
        let ((outer, outer_end), (inner, inner_end)) = (pair(q.outer), pair(q.inner));
        write!(
            out,
            "{comma}{{\"outer\":[{outer},{outer_end}],\"inner\":[{inner},{inner_end}],\"depth\":{},\"style\":\"{}\",\"closed\":{}",
            q.depth,
            style(q.style),
            q.closed
        )?;
        match q.continues {
            Some(before) => write!(out, ",\"continues\":{before}}}")?,
            None => write!(out, "}}")?,
        }
    }
    writeln!(out, "]}}")
}

pub(super) fn spans(out: &mut impl Write, spans: impl Iterator<Item = (u32, u32)>) -> io::Result<()> {
    write!(out, "[")?;
    for (i, (start, end)) in spans.enumerate() {
        let comma = if i > 0 { "," } else { "" };
        write!(out, "{comma}[{start},{end}]")?;
    }
    write!(out, "]")
}

fn style(style: MarkStyle) -> &'static str {
    match style {
        MarkStyle::Curly => "curly",
        MarkStyle::Straight => "straight",
        MarkStyle::SingleCurly => "single_curly",
        MarkStyle::SingleStraight => "single_straight",
        MarkStyle::Guillemet => "guillemet",
        MarkStyle::Low => "low",
        MarkStyle::Doubled => "doubled",
    }
}

/// The columns from lemma to dependencies of a word that nothing is known of.
const UNKNOWN: &str = "_\t_\t_\t_\t_\t_\t_";

/// CoNLL-U with MISC filled: SpaceAfter=No, and TokenRange in characters. `columns` gives those from lemma to dependencies of a word
/// by its index, given the index of the first word of its sentence.
pub(super) fn conllu(
    out: &mut impl Write,
    doc: &Document,
    tokens: &Tokens,
    columns: &dyn Fn(u32, u32) -> String,
) -> io::Result<()> {
    let text = doc.text();
    let map = OffsetMap::new(text);
    writeln!(out, "# newdoc id = {}", one_line(&doc.id))?;
    for paragraph in tokens.paragraphs() {
        for sentence in paragraph.sentences.clone() {
            let s = &tokens.sentences()[sentence as usize];
            if sentence == paragraph.sentences.start {
                writeln!(out, "# newpar")?;
            }
            writeln!(out, "# sent_id = {}\n# text = {}", sentence + 1, one_line(doc.slice(s.span)))?;
            let words = &tokens.tokens()[s.tokens.start as usize..s.tokens.end as usize];
            let mut n = 0;
            for token in written(words) {
                let span = cover(token);
                let glued = span.end() < s.span.end()
                    && tokens.tokens_in(Span::new(span.end(), span.end() + 1)).len() == 1;
                let [start, end] = [span.start(), span.end()].map(|o| map.from_bytes(o, OffsetUnit::Chars));
                let misc = format!("{}TokenRange={start}:{end}", if glued { "SpaceAfter=No|" } else { "" });
                if token.len() > 1 {
                    let last = n + token.len();
                    writeln!(out, "{}-{last}\t{}\t_\t_\t_\t_\t_\t_\t_\t{misc}", n + 1, doc.slice(span))?;
                }
                for word in token {
                    n += 1;
                    let misc = if token.len() > 1 { "_" } else { &misc };
                    let columns = columns(s.tokens.start + n as u32 - 1, s.tokens.start);
                    writeln!(out, "{n}\t{}\t{columns}\t{misc}", doc.slice(word.span))?;
                }
            }
            writeln!(out)?;
        }
    }
    Ok(())
}

/// One sentence a line, its words parted by spaces, and an empty line after each paragraph.
fn lines(out: &mut impl Write, doc: &Document, tokens: &Tokens) -> io::Result<()> {
    for paragraph in tokens.paragraphs() {
        for s in &tokens.sentences()[paragraph.sentences.start as usize..paragraph.sentences.end as usize] {
            for (i, word) in
                tokens.tokens()[s.tokens.start as usize..s.tokens.end as usize].iter().enumerate()
            {
                write!(out, "{}{}", if i > 0 { " " } else { "" }, doc.slice(word.span))?;
            }
            writeln!(out)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
