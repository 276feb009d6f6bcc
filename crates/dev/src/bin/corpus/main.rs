//! Made-up records of any number, for measuring what reads records: people, places and outlets are invented.
//!
//! `generate` writes records in which some quotations are variants of others (other punctuation, cut, a fragment, an
//! ellipsis, a bracketed edit, a word changed, two of these), and the families they belong to as truth; `score` holds
//! the groups of `dixit cluster --format jsonl` against it. Words are about as hard to guess as in quotations of the
//! news; one in six quotations shares a stock phrase or its whole first half with an unrelated one.
#![allow(clippy::print_stdout, reason = "a program")]

mod phrases;

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Write};
use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use dixit_learn::Random;
use phrases::Speech;
use serde_json::{Value, json};

#[derive(Debug, Parser)]
#[command(name = "corpus")]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write records to standard output
    Generate {
        /// Quotations in all
        #[arg(long, default_value_t = 50_000)]
        quotations: usize,
        /// Quotations among them that are variants of another
        #[arg(long, default_value_t = 5_000)]
        variants: usize,
        /// The same seed gives the same records
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// File to write the families of variants to: article, quotation and family a line
        #[arg(long)]
        truth: Option<PathBuf>,
    },
    /// Compare groups with the truth
    Score {
        /// What `generate --truth` wrote
        truth: PathBuf,
        /// What `dixit cluster --format jsonl` wrote
        groups: PathBuf,
    },
}

fn main() -> anyhow::Result<()> {
    match Args::parse().command {
        Command::Generate { quotations, variants, seed, truth } => {
            let mut truth: Box<dyn Write> = match truth {
                Some(path) => {
                    Box::new(BufWriter::new(File::create(&path).with_context(|| path.display().to_string())?))
                }
                None => Box::new(std::io::sink()),
            };
            generate(quotations, variants, seed, &mut BufWriter::new(std::io::stdout().lock()), &mut truth)
        }
        Command::Score { truth, groups } => score(&truth, &groups),
    }
}

/// A quotation before it has an article.
struct Planned {
    words: String,
    family: usize,
    /// Index of the speaker.
    speaker: usize,
    original: bool,
}

fn generate(
    quotations: usize,
    variants: usize,
    seed: u64,
    out: &mut impl Write,
    truth: &mut impl Write,
) -> anyhow::Result<()> {
    let random = &mut Random::new(seed);
    let mut speech = Speech::new(random);
    let mut planned: Vec<Planned> = Vec::with_capacity(quotations);
    for family in 0..quotations - variants {
        let (words, speaker) = (speech.quotation(random), speech.person(random));
        planned.push(Planned { words, family, speaker, original: true });
    }
    while planned.len() < quotations {
        // A few are repeated everywhere, most once or twice.
        let of = random.below(quotations - variants);
        let many = if random.one_in(100) { 60 } else { 1 + random.below(4) };
        for _ in 0..many.min(quotations - planned.len()) {
            let speaker = if random.one_in(30) { speech.person(random) } else { planned[of].speaker };
            let Some(words) = speech.variant(&planned[of].words, random) else { break };
            planned.push(Planned { words, family: planned[of].family, speaker, original: false });
        }
    }
    random.shuffle(&mut planned);
    let mut rest = planned.as_slice();
    let mut number = 0;
    while !rest.is_empty() {
        number += 1;
        let (now, later) = rest.split_at((1 + random.below(8)).min(rest.len()));
        rest = later;
        let id = format!("article-{number:06}");
        for (i, q) in now.iter().enumerate() {
            let kind = if q.original { "original" } else { "variant" };
            writeln!(truth, "{id}\tq{}\t{}\t{kind}", i + 1, q.family)?;
        }
        writeln!(out, "{}", article(&id, now, &speech, random))?;
    }
    out.flush()?;
    truth.flush()?;
    Ok(())
}

/// The record of one article, its text included.
fn article(id: &str, quotations: &[Planned], speech: &Speech, random: &mut Random) -> Value {
    let publisher = phrases::early(random, &phrases::OUTLETS);
    let day = random.below(365);
    let date = format!("2026-{:02}-{:02}", day * 12 / 365 + 1, day % 28 + 1);
    let mut text = String::new();
    let mut length = 0_usize;
    let mut write = |piece: &str| {
        let start = length;
        length += piece.chars().count();
        text.push_str(piece);
        [start, length]
    };
    let mut list = Vec::new();
    for (i, q) in quotations.iter().enumerate() {
        let person = &speech.people[q.speaker];
        if i > 0 {
            write("\n\n");
        }
        // names, not words of the language
        let kind = random.pick(&["direct", "direct", "direct", "mixed", "indirect", "indirect"]);
        let (content, quoted, source, cue, sentence);
        let mention = if random.one_in(4) { "pronoun" } else { "name" };
        let surface =
            if mention == "name" { format!("{}, {},", person.name, person.role) } else { "she".to_owned() };
        if kind == "direct" {
            quoted = format!("“{},”", q.words);
            content = write(&quoted);
            write(" ");
            source = write(&surface);
            write(" ");
            cue = write("said");
            sentence = [content[0], write(".")[1]];
        } else {
            source = write(&surface);
            write(" ");
            cue = write("said");
            write(" that ");
            quoted = match (kind, q.words.split_once(' ')) {
                ("mixed", Some((first, others))) => format!("{} “{others}”", first.to_lowercase()),
                _ => q.words.clone(),
            };
            content = write(&quoted);
            sentence = [source[0], write(".")[1]];
        }
        let via = match random.below(5) {
            0 => json!([link(
                phrases::early(random, &phrases::OUTLETS),
                "outlet",
                random.pick(&["told", "reported_by", "interview"]),
                sentence
            )]),
            1 => json!([link(random.pick(&phrases::EVENTS), "event", "said_at", sentence)]),
            2 => json!([link(random.pick(phrases::PLATFORMS), "platform", "posted_on", sentence)]),
            _ => json!([]),
        };
        let sure = |random: &mut Random| f64::from(1000 - (random.below(25).pow(2)) as u32) / 1000.0;
        list.push(json!({
            "id": format!("q{}", i + 1), "kind": kind, "text": quoted, "cue_text": "said", "content": [content],
            "cue": [cue], "source": [source], "sentence": sentence, "parent": null, "confidence": sure(random),
            "speakers": [{"name": person.name, "surface": surface, "type": "person", "mention": mention,
                "role": person.role, "affiliation": null, "registry_id": null, "confidence": sure(random),
                "decided_by": mention}],
            "via": via, "when": null,
        }));
    }
    let title = format!(
        "{} answers questions on {}",
        speech.people[quotations[0].speaker].name,
        random.pick(&phrases::NOUNS)
    );
    json!({
        "schema": "dixit-record/1", "offsets": "chars",
        "engine": {"name": "generated", "version": env!("CARGO_PKG_VERSION"), "models": []},
        "article": {"id": id, "title": title, "publisher": publisher, "date": date,
            "url": format!("https://example.com/{id}"), "author": null, "language": "en", "dateline": null,
            "republished_from": null, "text": text},
        "quotations": list,
    })
}

fn link(name: &str, kind: &str, relation: &str, span: [usize; 2]) -> Value {
    json!({"name": name, "kind": kind, "relation": relation, "outlet_id": null, "span": span, "carried": false})
}

fn score(truth: &PathBuf, groups: &PathBuf) -> anyhow::Result<()> {
    let open = |path: &PathBuf| -> anyhow::Result<BufReader<File>> {
        Ok(BufReader::new(File::open(path).with_context(|| path.display().to_string())?))
    };
    let mut family: BTreeMap<(String, String), (usize, bool)> = BTreeMap::new();
    for line in open(truth)?.lines() {
        let line = line?;
        let [article, quotation, of, kind] = line.split('\t').collect::<Vec<_>>()[..] else {
            anyhow::bail!("not a line of truth: {line}")
        };
        family.insert((article.to_owned(), quotation.to_owned()), (of.parse()?, kind == "original"));
    }
    let mut group: HashMap<(String, String), usize> = HashMap::new();
    let mut pairs_found = 0_u64;
    let mut pairs_right = 0_u64;
    let pairs = |n: u64| n * n.saturating_sub(1) / 2;
    for (i, line) in open(groups)?.lines().enumerate() {
        let value: Value = serde_json::from_str(&line?)?;
        let mut of: HashMap<usize, u64> = HashMap::new();
        let mut size = 0;
        for variant in value["variants"].as_array().context("a group without variants")? {
            for q in variant["quotations"].as_array().context("a variant without quotations")? {
                let key = (q["article"].as_str().unwrap_or_default(), q["id"].as_str().unwrap_or_default());
                let key = (key.0.to_owned(), key.1.to_owned());
                *of.entry(family.get(&key).context("a quotation the truth does not know")?.0).or_default() +=
                    1;
                group.insert(key, i);
                size += 1;
            }
        }
        pairs_found += pairs(size);
        pairs_right += of.values().map(|&n| pairs(n)).sum::<u64>();
    }
    let mut sizes: HashMap<usize, u64> = HashMap::new();
    let mut original: HashMap<usize, Option<usize>> = HashMap::new();
    for (key, &(of, is_original)) in &family {
        *sizes.entry(of).or_default() += 1;
        if is_original {
            original.insert(of, group.get(key).copied());
        }
    }
    let pairs_planted: u64 = sizes.values().map(|&n| pairs(n)).sum();
    let planted = family.values().filter(|f| !f.1).count();
    let home = family
        .iter()
        .filter(|(key, (of, is_original))| {
            let at = group.get(*key).copied();
            !is_original && at.is_some() && original.get(of).copied().flatten() == at
        })
        .count();
    let percent = |n: u64, of: u64| 100.0 * n as f64 / of.max(1) as f64;
    println!(
        "planted variants with their original: {:.2} % of {planted}",
        percent(home as u64, planted as u64)
    );
    println!("pairs: recall {:.2} % of {pairs_planted}", percent(pairs_right, pairs_planted));
    println!("pairs: precision {:.2} % of {pairs_found}", percent(pairs_right, pairs_found));
    Ok(())
}
