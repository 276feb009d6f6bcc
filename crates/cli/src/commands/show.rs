//! `dixit show`: one article in the terminal, or as a page.

use std::io::{self, Write};

use anyhow::Context as _;
use dixit_ingest::{Decoded, Reader};
use dixit_pipeline::{Document, Scratch};
use dixit_record::{Offsets, Options, Quotation, Record};
use dixit_report::{ArticleOptions, article_page};

use crate::args::ShowArgs;
use crate::exit::ExitStatus;
use crate::output::Output;
use crate::paint::{self, Part};
use crate::table::{self, Width};

/// Columns assumed where standard output is not a terminal.
const DEFAULT_WIDTH: usize = 100;
/// Lines longer than this are hard to read.
const MAX_TEXT_WIDTH: usize = 110;

pub(crate) fn run(args: &ShowArgs) -> anyhow::Result<ExitStatus> {
    let mut errors = anstream::stderr();
    let Decoded { document, notes } = match find(args)? {
        Ok(decoded) => decoded,
        Err(message) => {
            writeln!(errors, "dixit: {message}")?;
            return Ok(ExitStatus::SomeFailed);
        }
    };
    for note in notes {
        writeln!(errors, "dixit: note: {} {note}", document.id)?;
    }
    let analyzer = args.engine.analyzer()?;
    let analysis = analyzer.analyze(&document, &mut Scratch::default());
    let options =
        Options { offsets: Offsets::Bytes, min_confidence: args.min_confidence, with_text: args.html };
    let record = analyzer.record(&document, &analysis, &options);
    if args.html {
        let mut output = Output::open(args.output.as_deref())?;
        output.write_all(article_page(&record, &ArticleOptions::default())?.as_bytes())?;
        output.finish()?;
        return Ok(ExitStatus::Success);
    }

    let width =
        terminal_size::terminal_size_of(io::stdout()).map_or(DEFAULT_WIDTH, |(w, _)| usize::from(w.0));
    let mut out = anstream::AutoStream::new(io::stdout().lock(), anstream::ColorChoice::global());
    print(&mut out, &document, &record, width)?;
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

fn print(out: &mut impl Write, doc: &Document, record: &Record<'_>, width: usize) -> io::Result<()> {
    let bold = anstyle::Style::new().bold();
    if let Some(title) = &doc.title {
        writeln!(out, "{bold}{title}{bold:#}")?;
    }
    let origin: Vec<&str> =
        [&doc.publisher, &doc.author, &doc.date].into_iter().filter_map(|f| f.as_deref()).collect();
    if !origin.is_empty() {
        writeln!(out, "{}", origin.join(", "))?;
    }
    if doc.title.is_some() || !origin.is_empty() {
        writeln!(out)?;
    }
    let parts = paint::parts(doc.text(), record);
    let text = paint::article(doc.text(), &parts, width.min(MAX_TEXT_WIDTH));
    writeln!(out, "{}\n", text.trim_end())?;

    if record.quotations.is_empty() {
        return writeln!(out, "No quotations found.");
    }
    let [content, cue, source] = [Part::Content, Part::Cue, Part::Source].map(Part::style);
    writeln!(out, "{content}quotation{content:#} {cue}cue{cue:#} {source}source{source:#}\n")?;
    let heading = ["speaker", "kind", "quotation", "via", "when"].map(str::to_owned).to_vec();
    let rows: Vec<Vec<String>> = std::iter::once(heading).chain(record.quotations.iter().map(row)).collect();
    // A third of the line is left for the quotation; a date fits the last column.
    let fifth = (width / 5).max(12);
    let widths = [Width::UpTo(fifth), Width::UpTo(8), Width::Rest, Width::UpTo(fifth), Width::UpTo(10)];
    let mut lines = table::layout(&rows, &widths, width).into_iter();
    if let Some(heading) = lines.next() {
        writeln!(out, "{bold}{heading}{bold:#}")?;
    }
    lines.try_for_each(|line| writeln!(out, "{line}"))
}

fn row(q: &Quotation<'_>) -> Vec<String> {
    let speakers: Vec<&str> =
        q.speakers.iter().filter_map(|s| s.name.as_deref().or(s.surface.as_deref())).collect();
    let via: Vec<String> =
        q.via.iter().map(|v| format!("{} {}", v.relation.as_str().replace('_', " "), v.name)).collect();
    let when = q.when.as_ref().map_or("", |w| w.date.as_deref().unwrap_or(&w.text));
    vec![
        if speakers.is_empty() { "?".to_owned() } else { speakers.join(", ") },
        q.kind.as_str().to_owned(),
        q.text.split_whitespace().collect::<Vec<_>>().join(" "),
        via.join("; "),
        when.to_owned(),
    ]
}
