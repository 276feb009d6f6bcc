//! `dixit parse`: tags, lemmas, trees, noun phrases and clauses as data, or as a picture for people.

use std::io::{self, IsTerminal as _, Write};

use anstream::adapter::StripBytes;
use anstyle::{AnsiColor, Style};
use dixit_grammar::{Clause, ClauseKind, Grammar, Syntax};
use dixit_ingest::{InputError, Reader};
use dixit_pipeline::{Document, Scratch};
use dixit_text::{OffsetMap, OffsetUnit, Span};
use dixit_tokens::{Tokens, tokenize_into};
use serde_json::{Value, json};

use super::tokenize::conllu;
use crate::args::{ParseArgs, ParseFormat, Unit};
use crate::exit::ExitStatus;
use crate::models::grammar;
use crate::output::Output;

pub(crate) fn run(args: &ParseArgs) -> anyhow::Result<ExitStatus> {
    let grammar = grammar(args.model.as_deref())?;
    let terminal = args.output.is_none() && io::stdout().is_terminal();
    let format = args.format.unwrap_or(if terminal { ParseFormat::Picture } else { ParseFormat::Conllu });
    if terminal && matches!(format, ParseFormat::Picture) {
        // Painted as the terminal can show it; what goes elsewhere has no colours unless they are asked for.
        return write_all(args, format, &grammar, &mut anstream::stdout().lock()).map_err(Into::into);
    }
    let mut out = Output::open(args.output.as_deref(), std::slice::from_ref(&args.file))?;
    let written = match format {
        ParseFormat::Picture => write_all(args, format, &grammar, &mut Plain(&mut out, StripBytes::new())),
        _ => write_all(args, format, &grammar, &mut out),
    };
    match written {
        Ok(status) => out.finish().map(|()| status),
        Err(error) => {
            out.discard();
            Err(error.into())
        }
    }
}

/// Writes on without what paints text on a terminal.
struct Plain<W>(W, StripBytes);

impl<W: Write> Write for Plain<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.1.strip_next(bytes).try_for_each(|part| self.0.write_all(part))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Parses article after article; one that fails is named on standard error, and the rest go on.
fn write_all(
    args: &ParseArgs,
    format: ParseFormat,
    grammar: &Grammar,
    out: &mut impl Write,
) -> io::Result<ExitStatus> {
    let decoder = args.input.decoder();
    let (mut scratch, mut tokens, mut syntax) = (Scratch::default(), Tokens::default(), Syntax::default());
    let mut status = ExitStatus::Success;
    for raw in Reader::paths(vec![args.file.clone()], args.input.reader_options()) {
        let document = match raw.and_then(|raw| decoder.decode(raw)) {
            Ok(decoded) => decoded.document,
            Err(failure) => {
                writeln!(anstream::stderr(), "dixit: {}", dixit_report::visible(&failure.to_string()))?;
                // An empty article has no words; that is no failure.
                if !matches!(failure.error, InputError::Empty) {
                    status = ExitStatus::SomeFailed;
                }
                continue;
            }
        };
        tokenize_into(document.text(), &mut scratch, &mut tokens);
        grammar.read_into(document.text(), &tokens, &mut scratch, &mut syntax);
        match format {
            ParseFormat::Conllu => {
                let columns = |word, first| columns(&document, &tokens, &syntax, word, first);
                conllu(out, &document, &tokens, &columns)?;
            }
            ParseFormat::Jsonl => writeln!(out, "{}", jsonl(&document, &tokens, &syntax, args.offsets))?,
            ParseFormat::Picture => picture(out, &document, &tokens, &syntax)?,
        }
    }
    Ok(status)
}

/// The columns of CoNLL-U from lemma to dependencies.
fn columns(doc: &Document, tokens: &Tokens, syntax: &Syntax, word: u32, first: u32) -> String {
    let tag = syntax.tags()[word as usize];
    let lemma = syntax.lemma(word, tokens.tokens(), doc.text());
    let head = syntax.head(word).map_or(0, |head| head + 1 - first);
    format!("{lemma}\t{}\t{}\t_\t{head}\t{}\t_", tag.upos(), tag.penn(), syntax.relations()[word as usize])
}

fn jsonl(doc: &Document, tokens: &Tokens, syntax: &Syntax, unit: Unit) -> Value {
    let map = OffsetMap::new(doc.text());
    let offsets = match unit {
        Unit::Chars => "chars",
        Unit::Bytes => "bytes",
        Unit::Utf16 => "utf16",
    };
    let at = |byte: u32| map.from_bytes(byte, OffsetUnit::from(unit));
    let word = |i: u32| {
        let (span, tag) = (tokens.tokens()[i as usize].span, syntax.tags()[i as usize]);
        json!({
            "span": [at(span.start()), at(span.end())],
            "upos": tag.upos().as_str(),
            "xpos": tag.penn().as_str(),
            "lemma": syntax.lemma(i, tokens.tokens(), doc.text()),
            "head": syntax.head(i),
            "relation": syntax.relations()[i as usize].as_str(),
        })
    };
    let range = |r: &std::ops::Range<u32>| json!([r.start, r.end]);
    let clause = |c: &Clause| {
        json!({
            "tokens": range(&c.tokens),
            "verb": c.verb,
            "kind": name(c.kind),
            "passive": c.passive,
            "subject": c.subject,
            "object": c.object,
            "complement": c.complement,
            "marker": c.marker,
            "parent": c.parent,
        })
    };
    json!({
        "id": doc.id,
        "offsets": offsets,
        "words": (0..tokens.tokens().len() as u32).map(word).collect::<Vec<_>>(),
        "sentences": tokens.sentences().iter().map(|s| range(&s.tokens)).collect::<Vec<_>>(),
        "phrases": syntax.phrases().iter()
            .map(|p| json!({"tokens": range(&p.tokens), "head": p.head, "full": range(&p.full)}))
            .collect::<Vec<_>>(),
        "clauses": syntax.clauses().iter().map(clause).collect::<Vec<_>>(),
    })
}

/// The name of a kind of clause in output.
fn name(kind: ClauseKind) -> &'static str {
    match kind {
        ClauseKind::Main => "main",
        ClauseKind::Complement => "complement",
        ClauseKind::Open => "open",
        ClauseKind::Subject => "subject",
        ClauseKind::Adverbial => "adverbial",
        ClauseKind::Relative => "relative",
        ClauseKind::Adnominal => "adnominal",
        ClauseKind::Coordinate => "coordinate",
        ClauseKind::Parataxis => "parataxis",
    }
}

const VERB: Style = AnsiColor::Yellow.on_default().bold();
const PHRASE: Style = AnsiColor::Cyan.on_default();
const QUIET: Style = Style::new().dimmed();

/// Each sentence with its noun phrases in brackets and its predicates marked, and its clauses below, those within others further in.
fn picture(out: &mut impl Write, doc: &Document, tokens: &Tokens, syntax: &Syntax) -> io::Result<()> {
    let text = |span: Span| doc.slice(span).split_whitespace().collect::<Vec<_>>().join(" ");
    let token = |i: u32| tokens.tokens()[i as usize].span;
    let (mut clause, mut phrase) = (0, 0);
    for sentence in tokens.sentences() {
        let range = sentence.tokens.clone();
        let clauses = from(syntax.clauses(), &mut clause, |c| c.verb < range.end);
        let phrases = from(syntax.phrases(), &mut phrase, |p| p.tokens.start < range.end);
        for i in range.clone() {
            let gap =
                if i > range.start { doc.slice(Span::new(token(i - 1).end(), token(i).start())) } else { "" };
            write!(out, "{}", if gap.contains('\n') { " " } else { gap })?;
            let opens = phrases.iter().filter(|p| p.tokens.start == i).count();
            let closes = phrases.iter().filter(|p| p.tokens.end == i + 1).count();
            let style = if clauses.iter().any(|c| c.verb == i) {
                VERB
            } else if phrases.iter().any(|p| p.head == i) {
                PHRASE
            } else {
                Style::new()
            };
            let word = doc.slice(token(i));
            write!(out, "{QUIET}{}{QUIET:#}", "[".repeat(opens))?;
            write!(out, "{style}{word}{style:#}")?;
            write!(out, "{QUIET}{}{QUIET:#}", "]".repeat(closes))?;
        }
        writeln!(out)?;
        for c in clauses {
            let depth =
                std::iter::successors(c.parent, |&p| syntax.clauses()[p as usize].parent).take(12).count();
            let whole = |head: u32| {
                syntax
                    .phrase_of(head)
                    .map_or(text(token(head)), |p| text(token(p.tokens.start).cover(token(p.tokens.end - 1))))
            };
            write!(out, "{:indent$}{VERB}{}{VERB:#} ", "", text(token(c.verb)), indent = 2 + 2 * depth)?;
            write!(out, "{QUIET}{}{}{QUIET:#}", name(c.kind), if c.passive { ", passive" } else { "" })?;
            for (what, head) in [("subject", c.subject), ("object", c.object)] {
                if let Some(head) = head {
                    write!(out, "  {QUIET}{what}{QUIET:#} {PHRASE}{}{PHRASE:#}", whole(head))?;
                }
            }
            if let Some(complement) = c.complement {
                let verb = syntax.clauses()[complement as usize].verb;
                write!(out, "  {QUIET}complement{QUIET:#} {}", text(token(verb)))?;
            }
            writeln!(out)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// The next items of a sorted list for which `holds`, and past them.
fn from<'a, T>(list: &'a [T], next: &mut usize, holds: impl Fn(&T) -> bool) -> &'a [T] {
    let rest = &list[*next..];
    let n = rest.partition_point(holds);
    *next += n;
    &rest[..n]
}
