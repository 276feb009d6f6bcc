//! `dixit query`: questions over the database of a run.

use std::io::{self, Write};

use anyhow::Context as _;
use dixit_record::sqlite::{self, Answer, Order, Query, Questions};
use serde_json::json;

use crate::args::{CountBy, QueryArgs, QueryFormat, QueryOrder};
use crate::exit::ExitStatus;
use crate::table::{self, Width, announced, counted, one_line};

/// Columns assumed where standard output is not a terminal.
const DEFAULT_WIDTH: usize = 100;
/// Lines of a table where nothing else is asked for.
const TABLE_LINES: u64 = 25;

pub(crate) fn run(args: &QueryArgs) -> anyhow::Result<ExitStatus> {
    let named = || args.database.display().to_string();
    if !args.database.exists() {
        anyhow::bail!("{}: there is no such file; dixit run ARTICLES -o {} makes one", named(), named());
    }
    if args.database.is_dir() {
        anyhow::bail!("{}: is a folder; dixit run ARTICLES -o FILE.sqlite makes a database", named());
    }
    let questions = Questions::open(&args.database).with_context(named)?;
    let limit = match (args.limit, args.format) {
        (Some(0), _) | (None, QueryFormat::Json | QueryFormat::Csv) => None,
        (None, QueryFormat::Table) => Some(TABLE_LINES),
        (limit, _) => limit,
    };
    let query = query(args);
    let mut out = anstream::AutoStream::new(io::stdout().lock(), anstream::ColorChoice::global());
    if let Some(by) = args.count_by {
        let counts = questions.count_by(&query, count_by(by), limit).with_context(named)?;
        write_counts(&mut out, args.format, &counts)?;
    } else {
        let order = match args.order {
            QueryOrder::Input => Order::Input,
            QueryOrder::Newest => Order::Newest,
            QueryOrder::Oldest => Order::Oldest,
            QueryOrder::Confidence => Order::Confidence,
        };
        let find = |each: Each<'_>| hand_over(&questions, &query, order, limit, each).with_context(named);
        match args.format {
            QueryFormat::Table => {
                let mut answers = Vec::new();
                find(&mut |answer| {
                    answers.push(answer);
                    Ok(())
                })??;
                let all = questions.count(&query).with_context(named)?;
                print(&mut out, &answers, all)?;
            }
            QueryFormat::Json => write_json(&mut out, find)?,
            QueryFormat::Csv => write_csv(&mut out, find)?,
        }
    }
    out.flush()?;
    Ok(ExitStatus::Success)
}

fn query(args: &QueryArgs) -> Query {
    Query {
        words: (!args.words.is_empty()).then(|| args.words.join(" ")),
        speaker: args.speaker.clone(),
        outlet: args.outlet.clone(),
        publisher: args.publisher.clone(),
        via: args.via.clone(),
        from: args.from.clone(),
        to: args.to.clone(),
        kind: args.kind,
        acts: args.acts.into(),
        min_confidence: args.min_confidence,
        max_confidence: args.max_confidence,
    }
}

fn count_by(by: CountBy) -> sqlite::CountBy {
    match by {
        CountBy::Speaker => sqlite::CountBy::Speaker,
        CountBy::Publisher => sqlite::CountBy::Publisher,
        CountBy::Via => sqlite::CountBy::Via,
        CountBy::Day => sqlite::CountBy::Day,
        CountBy::Month => sqlite::CountBy::Month,
        CountBy::Kind => sqlite::CountBy::Kind,
    }
}

fn width() -> usize {
    terminal_size::terminal_size_of(io::stdout()).map_or(DEFAULT_WIDTH, |(w, _)| usize::from(w.0))
}

fn print(out: &mut impl Write, answers: &[Answer], all: u64) -> io::Result<()> {
    if answers.is_empty() {
        return writeln!(out, "No quotation answers.");
    }
    // Headings, not words of the language.
    let heading = ["date", "publisher", "speaker", "quotation", "via", "sure"].map(str::to_owned).to_vec();
    let row = |a: &Answer| {
        let text = |s: &Option<String>| s.as_deref().map(one_line).unwrap_or_default();
        let day = text(&a.date).chars().take(10).collect();
        let sure = format!("{:3.0} %", (a.confidence * 100.0).round());
        vec![
            day,
            text(&a.publisher),
            text(&a.speaker),
            announced(a.cue_text.as_deref(), &a.text),
            text(&a.via),
            sure,
        ]
    };
    let rows: Vec<Vec<String>> = std::iter::once(heading).chain(answers.iter().map(row)).collect();
    let width = width();
    let fifth = (width / 5).max(12);
    let [day, name, sure] = [10, fifth, 5].map(Width::UpTo);
    let widths = [day, name, name, Width::Rest, name, sure];
    table::layout(&rows, &widths, width).iter().try_for_each(|line| writeln!(out, "{line}"))?;
    match all - answers.len() as u64 {
        0 => writeln!(out, "\n{}", counted(all, "quotation")),
        _ => writeln!(out, "\n{} of {}; --limit 0 shows all", answers.len(), counted(all, "quotation")),
    }
}

/// Takes the answers one by one; fails where it cannot write one.
type Each<'a> = &'a mut dyn FnMut(Answer) -> io::Result<()>;

/// Hands over the answers. The outer result is the database's, the inner one that of `each`: a full disk or a closed pipe is
/// no fault of the database.
fn hand_over(
    questions: &Questions,
    query: &Query,
    order: Order,
    limit: Option<u64>,
    each: Each<'_>,
) -> io::Result<io::Result<()>> {
    let mut written = Ok(());
    let found = questions.find(query, order, limit, |answer| {
        each(answer).map_err(|error| {
            written = Err(error);
            io::Error::other("an answer cannot be written")
        })
    });
    if written.is_err() { Ok(written) } else { found.map(Ok) }
}

/// A list of objects. Nothing is written before the first answer has come, so that a question that fails leaves no half a list.
fn write_json(
    out: &mut impl Write,
    find: impl FnOnce(Each<'_>) -> anyhow::Result<io::Result<()>>,
) -> anyhow::Result<()> {
    let mut before = "[\n";
    find(&mut |a| {
        let object = json!({
            "article_id": a.article_id, "title": a.title, "publisher": a.publisher, "date": a.date, "url": a.url,
            "quotation_id": a.quotation_id, "kind": a.kind, "text": a.text, "speaker": a.speaker, "role": a.role,
            "via": a.via, "cue_text": a.cue_text, "when_text": a.when_text, "when_date": a.when_date,
            "confidence": (a.confidence * 1000.0).round() / 1000.0, "act": a.act, "polarity": a.polarity,
        });
        write!(out, "{}{object}", std::mem::replace(&mut before, ",\n"))
    })??;
    match before {
        "[\n" => writeln!(out, "[]")?,
        _ => writeln!(out, "\n]")?,
    }
    Ok(())
}

fn write_csv(
    out: &mut impl Write,
    find: impl FnOnce(Each<'_>) -> anyhow::Result<io::Result<()>>,
) -> anyhow::Result<()> {
    // Names of columns, not words of the language.
    const HEADING: [&str; 17] = [
        "article_id",
        "title",
        "publisher",
        "date",
        "url",
        "quotation_id",
        "kind",
        "text",
        "speaker",
        "role",
        "via",
        "cue_text",
        "when_text",
        "when_date",
        "confidence",
        "act",
        "polarity",
    ];
    let mut rows = csv::Writer::from_writer(out);
    let mut first = true;
    find(&mut |a| {
        if std::mem::take(&mut first) {
            rows.write_record(HEADING)?;
        }
        let confidence = format!("{:.3}", a.confidence);
        let fields = [
            Some(&a.article_id),
            a.title.as_ref(),
            a.publisher.as_ref(),
            a.date.as_ref(),
            a.url.as_ref(),
            Some(&a.quotation_id),
            Some(&a.kind),
            Some(&a.text),
            a.speaker.as_ref(),
            a.role.as_ref(),
            a.via.as_ref(),
            a.cue_text.as_ref(),
            a.when_text.as_ref(),
            a.when_date.as_ref(),
            Some(&confidence),
            Some(&a.act),
            Some(&a.polarity),
        ];
        Ok(rows.write_record(fields.map(|f| f.map_or("", String::as_str)))?)
    })??;
    if first {
        rows.write_record(HEADING)?;
    }
    rows.flush()?;
    Ok(())
}

fn write_counts(out: &mut impl Write, format: QueryFormat, counts: &[(String, u64)]) -> anyhow::Result<()> {
    match format {
        QueryFormat::Table => {
            let rows: Vec<Vec<String>> =
                counts.iter().map(|(name, n)| vec![n.to_string(), one_line(name)]).collect();
            let heading = ["quotations", "name"].map(str::to_owned).to_vec();
            let rows: Vec<Vec<String>> = std::iter::once(heading).chain(rows).collect();
            for line in table::layout(&rows, &[Width::UpTo(10), Width::Rest], width()) {
                writeln!(out, "{line}")?;
            }
        }
        QueryFormat::Json => {
            let list: Vec<serde_json::Value> =
                counts.iter().map(|(name, n)| json!({"name": name, "quotations": n})).collect();
            writeln!(out, "{:#}", serde_json::Value::Array(list))?;
        }
        QueryFormat::Csv => {
            let mut rows = csv::Writer::from_writer(out);
            rows.write_record(["name", "quotations"])?;
            for (name, n) in counts {
                rows.write_record([name, &n.to_string()])?;
            }
            rows.flush()?;
        }
    }
    Ok(())
}
