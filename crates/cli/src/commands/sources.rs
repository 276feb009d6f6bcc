//! `dixit sources`: how many quotations come through each outlet, and who relays whom.

use std::fmt::Write as _;
use std::io::{self, Write};

use dixit_ingest::{Failure, Raw, Reader};
use dixit_models::outlets::Outlets;
use dixit_pipeline::{Analyzer, Scratch};
use dixit_record::Relation;
use dixit_sources::{Relayed, Relays};
use rayon::prelude::*;
use serde_json::json;

use crate::args::{SourcesArgs, SourcesFormat};
use crate::exit::ExitStatus;
use crate::input::paths_or_stdin;
use crate::table::{self, Width, one_line};

/// Articles that are read before they are analysed together: enough for any number of threads, little memory.
const BATCH: usize = 512;
/// Columns assumed where standard output is not a terminal.
const DEFAULT_WIDTH: usize = 100;

pub(crate) fn run(args: &SourcesArgs) -> anyhow::Result<ExitStatus> {
    let paths = paths_or_stdin(&args.paths)?;
    let analyzer = args.engine.analyzer()?;
    let decoder = args.input.decoder();
    let one = |raw: Result<Raw, Failure>, scratch: &mut Scratch| -> Result<Relays, String> {
        let decoded = raw.and_then(|raw| decoder.decode(raw)).map_err(|failure| failure.to_string())?;
        let analysis = analyzer.analyze(&decoded.document, scratch);
        let mut relays = Relays::default();
        relays.add(&decoded.document, &analysis.sources, analyzer.outlets());
        Ok(relays)
    };
    let (mut relays, mut failed) = (Relays::default(), false);
    let mut reader = Reader::paths(paths, args.input.reader_options());
    loop {
        let batch: Vec<Result<Raw, Failure>> = reader.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            break;
        }
        let counted: Vec<Result<Relays, String>> =
            batch.into_par_iter().map_init(Scratch::default, |scratch, raw| one(raw, scratch)).collect();
        for result in counted {
            match result {
                Ok(more) => relays.merge(more),
                Err(message) => {
                    failed = true;
                    writeln!(anstream::stderr(), "dixit: {}", one_line(&message))?;
                }
            }
        }
    }
    let mut out = io::stdout().lock();
    match args.format {
        SourcesFormat::Table => print_table(&mut out, &relays, &analyzer)?,
        SourcesFormat::Json => writeln!(out, "{:#}", json(&relays, analyzer.outlets()))?,
        SourcesFormat::Dot => out.write_all(dot(&relays).as_bytes())?,
        SourcesFormat::Graphml => out.write_all(graphml(&relays, analyzer.outlets()).as_bytes())?,
    }
    out.flush()?;
    Ok(if failed { ExitStatus::SomeFailed } else { ExitStatus::Success })
}

/// `told 3, reported by 1`: the most frequent first.
fn relations(relayed: &Relayed) -> String {
    let mut list: Vec<(&str, u64)> =
        relayed.relations.iter().map(|(&r, &n)| (Relation::from(r).as_str(), n)).collect();
    list.sort_by_key(|&(_, n)| std::cmp::Reverse(n));
    let list: Vec<String> = list.iter().map(|(r, n)| format!("{} {n}", r.replace('_', " "))).collect();
    list.join(", ")
}

fn print_table(out: &mut impl Write, relays: &Relays, analyzer: &Analyzer) -> io::Result<()> {
    let Relays { articles, quotations, relayed, .. } = relays;
    writeln!(
        out,
        "{articles} articles, {quotations} quotations, {relayed} of them through an outlet or platform"
    )?;
    if relays.outlets.is_empty() {
        return Ok(());
    }
    let outlets = analyzer.outlets();
    let number = |n: u64| if n == 0 { String::new() } else { n.to_string() };
    let row = |(name, r): &(&str, &Relayed)| {
        let known = r.outlet.map(|id| outlets.get(id));
        vec![
            (*name).to_owned(),
            known.map_or("", |o| o.kind.as_str()).to_owned(),
            known.and_then(|o| o.country.clone()).unwrap_or_default(),
            number(r.quotations),
            number(r.carried),
            number(r.speaks),
            number(r.articles),
            relations(r),
        ]
    };
    // Headings, not words of the language.
    let heading = ["outlet", "kind", "from", "quotations", "carried on", "speaks", "articles", "how"];
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    rows.extend(relays.ranked().iter().map(row));
    let mut widths = vec![Width::UpTo(36), Width::UpTo(11), Width::UpTo(4)];
    widths.extend([Width::UpTo(10); 4]);
    widths.push(Width::Rest);
    let width =
        terminal_size::terminal_size_of(io::stdout()).map_or(DEFAULT_WIDTH, |(w, _)| usize::from(w.0));
    writeln!(out)?;
    table::layout(&rows, &widths, width).iter().try_for_each(|line| writeln!(out, "{line}"))?;
    if relays.edges.is_empty() {
        return Ok(());
    }
    let mut edges: Vec<(&(String, String), &u64)> = relays.edges.iter().collect();
    edges.sort_by_key(|(_, n)| std::cmp::Reverse(**n));
    let mut rows = vec![["quotations", "from", "relayed by"].map(str::to_owned).to_vec()];
    rows.extend(edges.iter().map(|((from, to), n)| vec![n.to_string(), from.clone(), to.clone()]));
    writeln!(out)?;
    let widths = [Width::UpTo(10), Width::UpTo(40), Width::UpTo(40)];
    table::layout(&rows, &widths, width).iter().try_for_each(|line| writeln!(out, "{line}"))
}

fn json(relays: &Relays, outlets: &Outlets) -> serde_json::Value {
    let list: Vec<serde_json::Value> = relays
        .ranked()
        .into_iter()
        .map(|(name, r)| {
            let known = r.outlet.map(|id| outlets.get(id));
            let relations: serde_json::Map<String, serde_json::Value> = r
                .relations
                .iter()
                .map(|(&rel, &n)| (Relation::from(rel).as_str().to_owned(), json!(n)))
                .collect();
            json!({
                "name": name,
                "known": known.is_some(),
                "kind": known.map(|o| o.kind.as_str()),
                "country": known.and_then(|o| o.country.as_deref()),
                "quotations": r.quotations,
                "carried": r.carried,
                "speaks": r.speaks,
                "articles": r.articles,
                "relations": relations,
            })
        })
        .collect();
    let edges: Vec<serde_json::Value> =
        relays.edges.iter().map(|((from, to), n)| json!({"from": from, "to": to, "quotations": n})).collect();
    json!({
        "articles": relays.articles,
        "quotations": relays.quotations,
        "relayed": relays.relayed,
        "outlets": list,
        "edges": edges,
    })
}

/// A string in the quotation marks of Graphviz.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn dot(relays: &Relays) -> String {
    let mut out = String::from("digraph relays {\n  rankdir=LR;\n  node [shape=box];\n");
    for (name, r) in relays.ranked() {
        let _ = writeln!(
            out,
            "  {} [label={}];",
            quoted(name),
            quoted(&format!("{name}\n{}", r.quotations)).replace('\n', "\\n")
        );
    }
    for ((from, to), n) in &relays.edges {
        let _ = writeln!(out, "  {} -> {} [label=\"{n}\", weight={n}];", quoted(from), quoted(to));
    }
    out.push_str("}\n");
    out
}

/// Text as XML holds it; control characters, which it cannot hold, are left out.
fn escaped(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control())
        .collect::<String>()
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn graphml(relays: &Relays, outlets: &Outlets) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n\
         <key id=\"kind\" for=\"node\" attr.name=\"kind\" attr.type=\"string\"/>\n\
         <key id=\"quotations\" for=\"node\" attr.name=\"quotations\" attr.type=\"long\"/>\n\
         <key id=\"weight\" for=\"edge\" attr.name=\"weight\" attr.type=\"long\"/>\n\
         <graph id=\"relays\" edgedefault=\"directed\">\n",
    );
    let ends = relays.edges.keys().flat_map(|(from, to)| [from.as_str(), to.as_str()]);
    let names: std::collections::BTreeSet<&str> =
        relays.outlets.keys().map(String::as_str).chain(ends).collect();
    for name in names {
        let relayed = relays.outlets.get(name);
        let kind = relayed.and_then(|r| r.outlet).map_or("", |id| outlets.get(id).kind.as_str());
        let n = relayed.map_or(0, |r| r.quotations);
        let name = escaped(name);
        let _ = writeln!(
            out,
            "<node id=\"{name}\"><data key=\"kind\">{kind}</data><data key=\"quotations\">{n}</data></node>"
        );
    }
    for ((from, to), n) in &relays.edges {
        let (from, to) = (escaped(from), escaped(to));
        let _ =
            writeln!(out, "<edge source=\"{from}\" target=\"{to}\"><data key=\"weight\">{n}</data></edge>");
    }
    out.push_str("</graph>\n</graphml>\n");
    out
}
