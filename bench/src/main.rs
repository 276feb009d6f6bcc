//! usage: dixit-bench FOLDER [ROUNDS]
//!
//! The main text of the pages in FOLDER (`html/*.html.gz`, `truth.jsonl`), by our reader and by well-known libraries: how much of the
//! true text each finds and how much beside it (runs of four words), and what a page takes of processor time. Each round has every
//! reader read every page, one after the other in one thread; of several rounds (3), the best of each reader counts.

use std::collections::HashMap;
use std::error::Error;
use std::io::Read as _;
use std::path::Path;
use std::time::Duration;

use cpu_time::ThreadTime;
use dixit_ingest::{Body, Decoder, Raw};

/// A page, as bytes and as the text that libraries want.
struct Page {
    bytes: Vec<u8>,
    html: String,
    truth: Counts,
}

/// Runs of four words, counted.
type Counts = HashMap<Vec<String>, u32>;

/// A reader's name, and the main text it finds; empty where there is none.
type Reader = (&'static str, fn(&Page) -> String);

const READERS: &[Reader] = &[
    ("dixit", dixit),
    ("dom_smoothie 0.19 (Readability)", smoothie),
    ("rs_trafilatura 0.2", rs_trafilatura),
    #[cfg(feature = "trafilatura")]
    ("trafilatura 0.6", |page| trafilatura(page, trafilatura::ExtractionFocus::Balanced)),
    #[cfg(feature = "trafilatura")]
    ("trafilatura 0.6, for precision", |page| {
        trafilatura(page, trafilatura::ExtractionFocus::FavorPrecision)
    }),
];

fn dixit(page: &Page) -> String {
    let raw = Raw { name: "page".to_owned(), body: Body::Html(page.bytes.clone()) };
    Decoder::default()
        .decode(raw)
        .map_or_else(|_| String::new(), |decoded| decoded.document.text().to_owned())
}

fn smoothie(page: &Page) -> String {
    let article =
        dom_smoothie::Readability::new(page.html.as_str(), None, None).and_then(|mut page| page.parse());
    article.map_or_else(|_| String::new(), |article| article.text_content.to_string())
}

fn rs_trafilatura(page: &Page) -> String {
    rs_trafilatura::extract(&page.html).map_or_else(|_| String::new(), |found| found.content_text)
}

#[cfg(feature = "trafilatura")]
fn trafilatura(page: &Page, focus: trafilatura::ExtractionFocus) -> String {
    let options = trafilatura::Options::default().with_focus(focus);
    trafilatura::extract(&page.html, &options).map_or_else(|_| String::new(), |found| found.content_text)
}

fn runs(text: &str) -> Counts {
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect();
    let mut counts = Counts::new();
    let mut count =
        |run: &[&str]| *counts.entry(run.iter().map(|&word| word.to_owned()).collect()).or_default() += 1;
    match words.len() {
        0 => {}
        1..4 => count(&words),
        _ => words.windows(4).for_each(count),
    }
    counts
}

/// Means over pages: precision over those with a text, recall over all; F1 of both; and pages without a text.
fn score(pages: &[Page], texts: &[String]) -> (f64, f64, f64, usize) {
    let sum = |counts: &Counts| f64::from(counts.values().sum::<u32>());
    let (mut precision, mut recall, mut found) = (0.0, 0.0, 0);
    for (page, text) in pages.iter().zip(texts) {
        let got = runs(text);
        let hits: u32 = got.iter().map(|(run, n)| page.truth.get(run).map_or(0, |m| *n.min(m))).sum();
        recall += f64::from(hits) / sum(&page.truth).max(1.0);
        if !got.is_empty() {
            precision += f64::from(hits) / sum(&got);
            found += 1;
        }
    }
    let (p, r) = (precision / found as f64, recall / pages.len() as f64);
    (200.0 * p * r / (p + r), 100.0 * p, 100.0 * r, pages.len() - found)
}

fn pages(folder: &Path) -> Result<Vec<Page>, Box<dyn Error>> {
    let mut pages = Vec::new();
    for line in std::fs::read_to_string(folder.join("truth.jsonl"))?.lines() {
        let truth: serde_json::Value = serde_json::from_str(line)?;
        let name = format!("html/{}.html.gz", truth["id"].as_str().ok_or("a page without an id")?);
        let mut bytes = Vec::new();
        flate2::read::MultiGzDecoder::new(std::fs::File::open(folder.join(name))?).read_to_end(&mut bytes)?;
        let html = String::from_utf8_lossy(&bytes).into_owned();
        pages.push(Page { bytes, html, truth: runs(truth["text"].as_str().unwrap_or_default()) });
    }
    Ok(pages)
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let folder = args.next().ok_or("which folder?")?;
    let rounds: usize = args.next().map_or(Ok(3), |rounds| rounds.parse())?;
    let pages = pages(Path::new(&folder))?;
    let mut best = [Duration::MAX; READERS.len()];
    let mut texts = vec![Vec::new(); READERS.len()];
    for _ in 0..rounds {
        for (at, (_, read)) in READERS.iter().enumerate() {
            let begun = ThreadTime::now();
            texts[at] = pages.iter().map(read).collect();
            best[at] = best[at].min(begun.elapsed());
        }
    }
    println!("| {} pages | F1 | precision | recall | without text | ms of processor a page |", pages.len());
    println!("|---|---|---|---|---|---|");
    for (((name, _), texts), best) in READERS.iter().zip(&texts).zip(best) {
        let (f1, p, r, without) = score(&pages, texts);
        let each = best.as_secs_f64() * 1000.0 / pages.len() as f64;
        println!("| {name} | {f1:.1} | {p:.1} | {r:.1} | {without} | {each:.2} |");
    }
    Ok(())
}
