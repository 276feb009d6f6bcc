//! `dixit eval`: how well quotations are found, against gold.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use dixit_eval::{
    Annotation, Article, Attribution, By, Counts, Measure, MistakeKind, Predictions, ReadError, Reliability,
    Shape, Via, ViaKind, read,
};
use dixit_pipeline::{Analyzer, Document, Scratch};
use dixit_record::{Offsets, Options, Quotation, Record};
use dixit_text::OffsetUnit;
use rayon::prelude::*;
use serde_json::{Value, json};

use crate::args::{EvalArgs, EvalBy, Unit};
use crate::exit::ExitStatus;

pub(crate) fn run(args: &EvalArgs) -> anyhow::Result<ExitStatus> {
    let floors = match &args.floors {
        Some(path) => {
            dixit_eval::floors(&read_file(path)?).map_err(|e| anyhow::anyhow!("{}: {e}", path.display()))?
        }
        None => Vec::new(),
    };
    let unit = match args.offsets {
        Unit::Chars => OffsetUnit::Chars,
        Unit::Bytes => OffsetUnit::Bytes,
        Unit::Utf16 => OffsetUnit::Utf16,
    };
    let options = read::Options { unit };
    let gold = read_gold(&args.gold, args.speakers.as_deref(), &options)?;
    let pred = match &args.pred {
        Some(path) => read_predictions(path, &gold, &options)?,
        None => analyse(&gold, &args.engine.analyzer())?,
    };

    let each = dixit_eval::evaluate_each(&gold, &pred);
    let counts = dixit_eval::total(&each);
    let intervals = dixit_eval::intervals(&each);
    let groups = args.by.map(|by| dixit_eval::grouped(&gold, &pred, by.into()));
    let calibration = args.calibration.then(|| dixit_eval::calibration(&gold, &pred));
    let (gate_table, holds) = dixit_eval::gate(&floors, &counts);

    let mut out = io::stdout().lock();
    if args.json {
        let mut value = dixit_eval::figures_json(&counts, &intervals);
        value["articles"] = json!(gold.len());
        if let Some(groups) = &groups {
            value["by"] =
                groups.iter().map(|(name, c)| (name.clone(), dixit_eval::figures_json(c, &[]))).collect();
        }
        if let Some((attributions, speakers)) = &calibration {
            value["calibration"] =
                json!({"attributions": reliability(attributions), "speakers": reliability(speakers)});
        }
        writeln!(out, "{value}")?;
    } else {
        let (n, quotations) = (gold.len(), counts.gold);
        writeln!(out, "{n} articles, {quotations} gold quotations, {} predicted\n", counts.pred)?;
        write!(out, "{}", dixit_eval::figures_table(&counts, &intervals))?;
        if let Some(groups) = &groups {
            print_groups(&mut out, groups)?;
        }
        if let Some((attributions, speakers)) = &calibration {
            for (name, table) in [("attributions", attributions), ("speakers", speakers)] {
                writeln!(out, "\nconfidence of {name}: ECE {:.3} over {}", table.ece(), table.n())?;
                write!(out, "{}", table.table())?;
            }
        }
    }
    if let Some(shown) = args.errors {
        print_mistakes(&mut out, &gold, &pred, shown)?;
    }
    if let Some(path) = &args.table {
        fs::write(path, rows(&gold, &pred)).with_context(|| format!("cannot write {}", path.display()))?;
    }
    if !floors.is_empty() {
        // With --json, standard output holds nothing but JSON.
        let mut to: Box<dyn Write> = if args.json { Box::new(io::stderr()) } else { Box::new(&mut out) };
        write!(to, "\n{gate_table}")?;
    }
    Ok(if holds { ExitStatus::Success } else { ExitStatus::SomeFailed })
}

impl From<EvalBy> for By {
    fn from(by: EvalBy) -> Self {
        match by {
            EvalBy::Publisher => By::Publisher,
            EvalBy::Kind => By::Kind,
            EvalBy::Length => By::Length,
        }
    }
}

fn read_file(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// All gold articles of the files and folders given.
fn read_gold(
    paths: &[PathBuf],
    speakers: Option<&Path>,
    options: &read::Options,
) -> anyhow::Result<Vec<Article>> {
    let mut gold: Vec<Article> = Vec::new();
    for path in gold_files(paths)? {
        let name = path.display().to_string();
        let mut articles = read::gold(&name, &read_file(&path)?, options)?;
        let beside = path.with_extension("speakers.jsonl");
        if speakers.is_none() && beside.exists() {
            read::speakers(&beside.display().to_string(), &read_file(&beside)?, &mut articles)?;
        }
        gold.append(&mut articles);
    }
    let mut ids: Vec<&str> = gold.iter().map(|a| a.id.as_str()).collect();
    ids.sort_unstable();
    if let Some(pair) = ids.windows(2).find(|pair| pair[0] == pair[1]) {
        bail!("two gold articles have the id {}", pair[0]);
    }
    if let Some(path) = speakers {
        read::speakers(&path.display().to_string(), &read_file(path)?, &mut gold)?;
    }
    Ok(gold)
}

/// Files as given; of folders, the JSON files directly inside, sorted.
fn gold_files(paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let entries = fs::read_dir(path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut inside: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
        inside.retain(|p| {
            let name = p.file_name().and_then(|n| n.to_str()).unwrap_or_default();
            let is_json = name.ends_with(".json") || name.ends_with(".jsonl");
            is_json && !name.ends_with(".speakers.jsonl")
        });
        if inside.is_empty() {
            bail!("{} holds no *.json or *.jsonl", path.display());
        }
        inside.sort();
        files.append(&mut inside);
    }
    Ok(files)
}

fn read_predictions(path: &Path, gold: &[Article], options: &read::Options) -> anyhow::Result<Predictions> {
    let (pred, problems) = read::predictions(&path.display().to_string(), &read_file(path)?, gold, options)?;
    if !problems.is_empty() {
        writeln!(anstream::stderr(), "{}", ReadError { problems })?;
    }
    Ok(pred)
}

/// What the engine says of the gold's texts.
fn analyse(gold: &[Article], analyzer: &Analyzer) -> anyhow::Result<Predictions> {
    gold.par_iter()
        .map_init(Scratch::default, |scratch, article| {
            let mut doc = Document::new(&article.id, &article.text)?;
            doc.title = article.title.clone();
            doc.publisher = article.publisher.clone();
            doc.date = article.date.clone();
            let analysis = analyzer.analyze(&doc, scratch);
            let options = Options { offsets: Offsets::Chars, ..Options::default() };
            let record = analyzer.record(&doc, &analysis, &options);
            Ok((article.id.clone(), annotation(&record)))
        })
        .collect()
}

/// A record, whose offsets count characters, as a prediction.
fn annotation(record: &Record<'_>) -> Annotation {
    Annotation { attributions: record.quotations.iter().map(attribution).collect(), ..Annotation::default() }
}

fn attribution(q: &Quotation<'_>) -> Attribution {
    let spans = |places: &[[u32; 2]]| places.iter().map(|&[start, end]| (start, end)).collect();
    let via = q.via.iter().filter_map(|v| {
        Some(Via {
            name: v.name.to_string(),
            kind: ViaKind::parse(v.kind.as_str())?,
            relation: Some(v.relation.as_str().to_owned()),
            near: true,
        })
    });
    Attribution {
        id: q.id.to_string(),
        content: spans(&q.content),
        source: spans(&q.source),
        cue: spans(&q.cue),
        kind: dixit_eval::Kind::parse(q.kind.as_str()),
        speakers: q.speakers.iter().filter_map(|s| s.name.as_deref().map(str::to_owned)).collect(),
        resolved: true,
        mention: q.speakers.first().and_then(|s| dixit_eval::Mention::parse(s.mention.as_str())),
        speaker_type: q.speakers.first().map(|s| s.kind.as_str().to_owned()),
        speech: true,
        via: via.collect(),
        confidence: Some(f64::from(q.confidence)),
        speaker_confidence: q.speakers.first().map(|s| f64::from(s.confidence)),
    }
}

fn reliability(table: &Reliability) -> Value {
    let bins: Vec<Value> = table
        .bins()
        .iter()
        .map(|b| json!({"n": b.n, "confidence": b.confidence(), "right": b.accuracy()}))
        .collect();
    json!({"ece": table.ece(), "n": table.n(), "bins": bins})
}

/// The main figures of each part of the corpus, one part a line.
fn print_groups(out: &mut impl Write, groups: &[(String, Counts)]) -> io::Result<()> {
    let measures = [
        Measure::JointLenient,
        Measure::DirectLenient,
        Measure::ContentSoft,
        Measure::SpeakerRight,
        Measure::Via,
    ];
    let width = groups.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
    write!(out, "\n{:width$} {:>6}", "", "gold")?;
    measures.iter().try_for_each(|m| write!(out, "  {:>20}", m.label()))?;
    writeln!(out)?;
    for (name, counts) in groups {
        write!(out, "{name:width$} {:6}", counts.gold)?;
        for m in measures {
            let tally = counts.tally(m);
            let value = match m.shape() {
                Shape::Prf => tally.f1(),
                Shape::Rate => tally.recall(),
            };
            if tally.gold > 0.0 {
                write!(out, "  {:20.2}", 100.0 * value)?;
            } else {
                write!(out, "  {:>20}", "–")?;
            }
        }
        writeln!(out)?;
    }
    Ok(())
}

fn print_mistakes(
    out: &mut impl Write,
    gold: &[Article],
    pred: &Predictions,
    shown: usize,
) -> io::Result<()> {
    let all: Vec<_> = gold
        .iter()
        .flat_map(|a| dixit_eval::mistakes(a, pred.get(&a.id)).into_iter().map(|m| (a.id.as_str(), m)))
        .collect();
    for &kind in MistakeKind::ALL {
        let of_kind: Vec<_> = all.iter().filter(|(_, m)| m.kind == kind).collect();
        writeln!(out, "\n== {} ({})", kind.name(), of_kind.len())?;
        for (article, m) in of_kind.iter().take(shown) {
            writeln!(out, "\n{article}, {}: {}", m.quote.name(), m.sentence)?;
            let answer =
                |a: &Option<_>| a.as_ref().map_or("—".to_owned(), |a: &dixit_eval::Answer| a.to_string());
            writeln!(out, "  gold: {}\n  pred: {}", answer(&m.gold), answer(&m.pred))?;
        }
    }
    Ok(())
}

/// One row a gold quotation, tab-separated.
fn rows(gold: &[Article], pred: &Predictions) -> String {
    let mut out = "article\tid\tkind\tquotation\tspeaker\tsaid\tverdict\n".to_owned();
    let cell = |s: &str| if s.is_empty() { "–".to_owned() } else { s.replace('\t', " ") };
    for article in gold {
        for row in dixit_eval::rows(article, pred.get(&article.id)) {
            let said = row.pred.as_ref().map(|p| p.speakers.join(" & ")).unwrap_or_default();
            let verdict: Vec<&str> = row.faults.iter().map(|f| f.name()).collect();
            let verdict = if verdict.is_empty() { "right".to_owned() } else { verdict.join(", ") };
            let content: String = row.gold.content.chars().take(48).collect();
            let speakers = row.gold.speakers.join(" & ");
            let cells = [
                &article.id,
                &row.gold.id,
                row.quote.name(),
                &cell(&content),
                &cell(&speakers),
                &cell(&said),
                &verdict,
            ];
            out.push_str(&cells.join("\t"));
            out.push('\n');
        }
    }
    out
}
