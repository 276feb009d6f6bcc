//! Looking at articles.

use std::path::PathBuf;

use clap::Args;

use super::engine::EngineArgs;
use super::input::InputArgs;
use super::values::{ActsArg, probability};

/// Shows one article with its quotations in colour, and a table of who said what.
///
/// The article is printed as it stands, wrapped to the terminal, each quotation with its number, and with quotations, the
/// words that announce them and the words that name their source in three colours. The table below lists each quotation
/// with its speaker, its kind (direct, mixed or indirect), through whom it is known, and when it was said; a question mark
/// behind the number says that words or speaker are more likely wrong than right.
///
/// With --html it becomes a page for the browser, one file that needs nothing else: quotations marked by speaker,
/// with role, cue, sources, time, confidence and what decided it for each.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  dixit show article.txt
  dixit show article.txt --html -o article.html
  dixit show article.txt --html --edit -o correct.html
  pbpaste | dixit show -
  dixit show news.jsonl --article 2025-12-05-0017
  dixit show article.txt --color always | less -R
  dixit show article.txt --engine bert")]
pub(crate) struct ShowArgs {
    /// File to read, or - for standard input.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// Which article of a file that holds several: its id, or its number from 1.
    #[arg(long, value_name = "ID")]
    pub(crate) article: Option<String>,

    /// Write a page for the browser: one file, quotations marked by speaker.
    #[arg(long)]
    pub(crate) html: bool,

    /// Let the page correct what was found, with keys or pointer, and save it in the gold format. All quotations are in it.
    #[arg(long, requires = "html")]
    pub(crate) edit: bool,

    /// File to write the page to, instead of standard output.
    #[arg(short, long, value_name = "FILE", requires = "html")]
    pub(crate) output: Option<PathBuf>,

    /// Which quotations: what was said, or all, with what is only ascribed (hopes, plans) and what is neither.
    #[arg(long, value_name = "WHICH", default_value = "statements")]
    pub(crate) acts: ActsArg,

    /// Leave out quotations with less confidence.
    #[arg(long, value_name = "0..1", default_value_t = 0.0, value_parser = probability)]
    pub(crate) min_confidence: f32,

    #[command(flatten)]
    pub(crate) engine: EngineArgs,

    #[command(flatten)]
    pub(crate) input: InputArgs,
}

/// Makes a page over many articles: who was quoted, by whom and through whom, with every quotation at hand.
///
/// Reads the records that dixit run writes as JSONL or SQLite, and makes one HTML file that needs nothing else: speakers and outlets
/// ranked, over time, who relays whom, venues, what to check first, and all quotations with search and filters. Records made
/// with --with-text show each quotation in its sentence.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  dixit run news.jsonl --with-text -o quotes.jsonl && dixit report quotes.jsonl -o report.html
  dixit run articles/ --with-text | dixit report --title 'The harbour debate' -o report.html")]
pub(crate) struct ReportArgs {
    /// Records to read, as dixit run writes them (JSONL, packed or not, or SQLite), or - for standard input.
    #[arg(value_name = "RECORDS")]
    pub(crate) records: Vec<PathBuf>,

    /// File to write the page to, instead of standard output.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Which quotations: what was said, or all, with what is only ascribed (hopes, plans) and what is neither.
    #[arg(long, value_name = "WHICH", default_value = "statements")]
    pub(crate) acts: ActsArg,

    /// Show what articles disagree on too: the same words given to different speakers, or in other words, as dixit cluster finds
    /// them. Takes some ten times as long.
    #[arg(long)]
    pub(crate) compare: bool,

    /// Heading of the page.
    #[arg(long, value_name = "TEXT", default_value = "Quotations")]
    pub(crate) title: String,

    /// Most quotations the page holds for reading; the figures count all.
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    pub(crate) most: usize,
}
