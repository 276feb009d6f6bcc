//! `dixit show`: one article in the terminal, or as a page.

use std::io::{self, Write};

use anyhow::Context as _;
use dixit_ingest::{Decoded, Reader};
use dixit_pipeline::{Document, Scratch};
use dixit_record::{Acts, Offsets, Options, Quotation, Record};
use dixit_report::{ArticleOptions, LOW_CONFIDENCE, article_page, certainty, edit_page};

use crate::args::ShowArgs;
use crate::exit::ExitStatus;
use crate::output::Output;
use crate::paint::{self, Mark, Part};
use crate::table::{self, Width, announced, one_line};

/// Columns assumed where standard output is not a terminal.
const DEFAULT_WIDTH: usize = 100;
/// Lines longer than this are hard to read.
const MAX_TEXT_WIDTH: usize = 110;
/// Lines of the table for one quotation.
const MOST_LINES: usize = 3;

pub(crate) fn run(args: &ShowArgs) -> anyhow::Result<ExitStatus> {
    let mut errors = anstream::stderr();
    let Decoded { document, notes } = match find(args)? {
        Ok(decoded) => decoded,
        Err(message) => {
            writeln!(errors, "dixit: {}", one_line(&message))?;
            return Ok(ExitStatus::SomeFailed);
        }
    };
    for note in notes {
        writeln!(errors, "dixit: note: {} {note}", one_line(&document.id))?;
    }
    let analyzer = args.engine.analyzer()?;
    let analysis = analyzer.analyze(&document, &mut Scratch::default());
    let options = Options {
        // Corrections are kept as gold, which counts characters.
        offsets: if args.edit { Offsets::Chars } else { Offsets::Bytes },
        min_confidence: args.min_confidence,
        acts: if args.edit { Acts::All } else { args.acts.into() },
        with_text: args.html,
    };
    let record = analyzer.record(&document, &analysis, &options);
    if args.html {
        let mut output = Output::open(args.output.as_deref(), std::slice::from_ref(&args.file))?;
        let page = match args.edit {
            true => edit_page(&record)?,
            false => article_page(&record, &ArticleOptions::default())?,
        };
        output.write_all(page.as_bytes())?;
        output.finish()?;
        return Ok(ExitStatus::Success);
    }

    let width =
        terminal_size::terminal_size_of(io::stdout()).map_or(DEFAULT_WIDTH, |(w, _)| usize::from(w.0));
    let mut out = anstream::AutoStream::new(io::stdout().lock(), anstream::ColorChoice::global());
    let coloured = out.current_choice() != anstream::ColorChoice::Never;
    print(&mut out, &document, &record, width, coloured)?;
    out.flush()?;
    Ok(ExitStatus::Success)
}

/// The article asked for, or why it is not there.
fn find(args: &ShowArgs) -> anyhow::Result<Result<Decoded, String>> {
    let decoder = args.input.decoder();
    let mut first = None;
    let articles = Reader::paths(vec![args.file.clone()], args.input.reader_options());
    for (i, raw) in articles.enumerate() {
        let decoded = raw.and_then(|raw| decoder.decode(raw)).map_err(|failure| failure.to_string());
        let Some(wanted) = &args.article else {
            if first.is_some() {
                writeln!(
                    anstream::stderr(),
                    "dixit: note: {} holds several articles, this is the first; --article picks another",
                    args.file.display()
                )
                .context("cannot write to standard error")?;
                break;
            }
            first = Some(decoded);
            continue;
        };
        let is_wanted = match &decoded {
            Ok(d) => d.document.id == *wanted || (i + 1).to_string() == *wanted,
            Err(_) => (i + 1).to_string() == *wanted,
        };
        if is_wanted {
            return Ok(decoded);
        }
    }
    let missing = || match &args.article {
        Some(wanted) => format!("{}: has no article `{wanted}`", args.file.display()),
        None => format!("{}: has no article", args.file.display()),
    };
    Ok(first.unwrap_or_else(|| Err(missing())))
}

fn print(
    out: &mut impl Write,
    doc: &Document,
    record: &Record<'_>,
    width: usize,
    coloured: bool,
) -> io::Result<()> {
    let bold = anstyle::Style::new().bold();
    if let Some(title) = &doc.title {
        writeln!(out, "{bold}{}{bold:#}", one_line(title))?;
    }
    let origin: Vec<String> =
        [&doc.publisher, &doc.author, &doc.date].into_iter().flatten().map(|f| one_line(f)).collect();
    if !origin.is_empty() {
        writeln!(out, "{}", origin.join(", "))?;
    }
    if doc.title.is_some() || !origin.is_empty() {
        writeln!(out)?;
    }
    let parts = paint::parts(doc.text(), record);
    let text = paint::article(doc.text(), &parts, &marks(record), width.min(MAX_TEXT_WIDTH));
    writeln!(out, "{}\n", text.trim_end())?;

    if record.quotations.is_empty() {
        return writeln!(out, "No quotations found.");
    }
    let any_low = record.quotations.iter().any(is_low);
    if coloured {
        let [content, cue, source] = [Part::Content, Part::Cue, Part::Source].map(Part::style);
        write!(out, "{content}quotation{content:#} {cue}cue{cue:#} {source}source{source:#}")?;
        if any_low {
            let doubtful = Part::Doubtful.style();
            write!(out, " {doubtful}in doubt{doubtful:#}")?;
        }
        writeln!(out, "\n")?;
    }
    let heading = ["", "speaker", "kind", "quotation", "via", "when"].map(str::to_owned).to_vec();
    let rows = record.quotations.iter().enumerate().map(|(i, q)| row(i, q));
    let rows: Vec<Vec<String>> = std::iter::once(heading).chain(rows).collect();
    // A third of the line is left for the quotation, also where lines are short; a date fits the last column.
    let names = if width < 90 { width / 6 } else { width / 5 }.max(12);
    let widths = [
        Width::UpTo(6),
        Width::UpTo(names),
        Width::UpTo(8),
        Width::Rest,
        Width::UpTo(names),
        Width::UpTo(10),
    ];
    let mut lines = table::layout_wrapped(&rows, &widths, width, MOST_LINES).into_iter();
    if let Some(heading) = lines.next() {
        writeln!(out, "{bold}{heading}{bold:#}")?;
    }
    lines.try_for_each(|line| writeln!(out, "{line}"))?;
    if any_low {
        writeln!(out, "\n? is more likely wrong than right")?;
    }
    Ok(())
}

/// `3`, or `3?` where words or speaker are in doubt: stands in the text and in the table.
fn number(i: usize, q: &Quotation<'_>) -> String {
    format!("{}{}", i + 1, if is_low(q) { "?" } else { "" })
}

fn is_low(q: &Quotation<'_>) -> bool {
    certainty(q) < LOW_CONFIDENCE
}

/// The numbers of the quotations, each where its words begin.
fn marks(record: &Record<'_>) -> Vec<Mark> {
    let mut marks: Vec<Mark> = record
        .quotations
        .iter()
        .enumerate()
        .filter_map(|(i, q)| {
            let at = q.content.iter().map(|place| place[0]).min()? as usize;
            Some(Mark { at, label: format!("[{}]", number(i, q)) })
        })
        .collect();
    marks.sort_by_key(|m| m.at);
    marks
}

fn row(i: usize, q: &Quotation<'_>) -> Vec<String> {
    let speakers: Vec<&str> =
        q.speakers.iter().filter_map(|s| s.name.as_deref().or(s.surface.as_deref())).collect();
    let via: Vec<String> =
        q.via.iter().map(|v| format!("{} {}", v.relation.as_str().replace('_', " "), v.name)).collect();
    let when = q.when.as_ref().map_or("", |w| w.date.as_deref().unwrap_or(&w.text));
    vec![
        number(i, q),
        if speakers.is_empty() { "?".to_owned() } else { one_line(&speakers.join(", ")) },
        q.kind.as_str().to_owned(),
        announced(q.cue_text.as_deref(), &q.text),
        one_line(&via.join("; ")),
        one_line(when),
    ]
}
