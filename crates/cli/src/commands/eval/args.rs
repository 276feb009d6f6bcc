use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use dixit_pipeline::Repairs;

use crate::args::{EngineArgs, InputArgs, Unit, probability};

/// Measures how well quotations and their speakers are found, against gold annotations.
///
/// Reads gold, analyses its texts, or takes predictions made elsewhere, and prints precision, recall and F1 of contents,
/// sources, speakers and outlets with 95 % intervals.
///
/// Gold is dixit's gold format (JSON or JSONL with the text in it), the JSON of BBC Citron or GenderGapTracker, brat
/// standoff (a folder of .txt and .ann, also laid out as PolNeAR's, of several annotators the first) or names in BIO columns
/// (.bio). Trees in CoNLL-U (.conllu) measure tags, lemmas, heads and noun phrases instead. Beside GOLD.jsonl, a file GOLD.sources.jsonl (else GOLD.speakers.jsonl) with acts, speakers and chains is read where there is one, and for JSON
/// without a text NAME.txt beside NAME.json.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_long_help = "\
Examples:
  dixit eval tests/fixtures
  dixit eval gold.jsonl --pred other-tool.jsonl --json
  dixit eval gold.jsonl --errors=5 --by publisher
  dixit eval gold.jsonl --floors floors.txt
  dixit eval gold.jsonl --given-quotes
  dixit eval treebank.conllu.gz
  dixit eval init articles/ -o to-correct/ --format brat
  dixit eval check to-correct/
  dixit eval agree corpus/
  dixit eval agree ann.jsonl bob.jsonl
  dixit eval diff before.jsonl after.jsonl --gold gold.jsonl"
)]
pub(crate) struct EvalArgs {
    #[command(subcommand)]
    pub(crate) action: Option<EvalAction>,

    #[command(flatten)]
    pub(crate) score: ScoreArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum EvalAction {
    Init(InitArgs),
    Check(CheckArgs),
    Agree(AgreeArgs),
    Diff(DiffArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ScoreArgs {
    #[command(flatten)]
    pub(crate) gold: GoldArgs,

    /// Predictions instead of an analysis: what dixit run writes (--format gold or jsonl) or any form of gold, in JSON
    /// without texts if you like. An article is matched by its id, else by the file name in it.
    #[arg(long, value_name = "FILE")]
    pub(crate) pred: Option<PathBuf>,

    /// Give the engine the gold's quotations with cue and source, so that only speakers and chains are its own.
    #[arg(long, conflicts_with = "pred")]
    pub(crate) given_quotes: bool,

    /// Leave out a repair of quotations, to measure what it gains: see docs/repairs.md.
    #[arg(long, value_name = "REPAIR", hide = true, value_parser = repair)]
    pub(crate) without: Vec<Repairs>,

    /// Print the figures as JSON.
    #[arg(long, conflicts_with = "errors")]
    pub(crate) json: bool,

    /// List mistakes, at most N of each kind, with the sentence and both answers.
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true, default_missing_value = "10")]
    pub(crate) errors: Option<usize>,

    /// Print the main figures by part of the corpus too.
    #[arg(long, value_name = "WHAT")]
    pub(crate) by: Option<EvalBy>,

    /// Print how far confidence can be trusted: a reliability table and the expected calibration error.
    #[arg(long)]
    pub(crate) calibration: bool,

    /// Write a table with one row a gold quotation: what was said, what we say, right or wrong.
    #[arg(long, value_name = "FILE")]
    pub(crate) table: Option<PathBuf>,

    /// Write a page that shows gold and prediction side by side, mistakes marked.
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,

    /// Floors that figures must not fall below, one a line: joint_lenient.f1 = 48. Exit status 1 where one does.
    #[arg(long, value_name = "FILE")]
    pub(crate) floors: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) engine: EngineArgs,
}

/// Where the gold is.
#[derive(Debug, Args)]
pub(crate) struct GoldArgs {
    /// Files and folders of gold.
    #[arg(value_name = "GOLD", required = true)]
    pub(crate) gold: Vec<PathBuf>,

    /// Speakers and chains of the gold, one attribution a line.
    #[arg(long, value_name = "FILE")]
    pub(crate) speakers: Option<PathBuf>,

    /// What the offsets of gold and predictions count where the files do not say.
    #[arg(long, value_name = "UNIT", default_value = "chars")]
    pub(crate) offsets: Unit,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum EvalBy {
    /// Who published the article.
    Publisher,
    /// Direct, mixed or indirect.
    Kind,
    /// Words in the article.
    Length,
}

/// Annotates articles by machine, for people to correct into gold.
///
/// Writes one file an article into a folder: NAME.gold.json, or NAME.txt and NAME.ann for brat. A file that is there
/// already is left alone, so corrections are never overwritten.
#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// Files and folders of articles, or - for standard input.
    #[arg(value_name = "ARTICLES", required = true)]
    pub(crate) articles: Vec<PathBuf>,

    /// Folder to write into; made where it is missing.
    #[arg(short, long, value_name = "FOLDER")]
    pub(crate) output: PathBuf,

    /// What to write.
    #[arg(long, value_name = "FORMAT", default_value = "gold")]
    pub(crate) format: GoldFormat,

    /// Leave out quotations with less confidence.
    #[arg(long, value_name = "0..1", default_value_t = 0.0, value_parser = probability)]
    pub(crate) min_confidence: f32,

    #[command(flatten)]
    pub(crate) engine: EngineArgs,

    #[command(flatten)]
    pub(crate) input: InputArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum GoldFormat {
    /// JSON, one file an article.
    Gold,
    /// Brat standoff: text and .ann.
    Brat,
}

/// Reads gold and says what is wrong with it. Exit status 1 where something is.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub(crate) gold: GoldArgs,
}

/// Measures how far people agree: each annotator of an article against each other.
///
/// Reads a folder of brat standoff in which texts have several annotations, NAME_ANNOTATOR.ann, or the gold of each
/// annotator as a file or folder of their own. The F1 between two people is a ceiling for any program measured against one
/// of them.
#[derive(Debug, Args)]
pub(crate) struct AgreeArgs {
    /// One folder of .txt and .ann, or gold of several annotators, one path each.
    #[arg(value_name = "GOLD", required = true)]
    pub(crate) gold: Vec<PathBuf>,

    /// Print the figures as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Compares two runs over the same gold: which figures changed, whether by more than chance, and which quotations.
///
/// The p-value is that of a paired bootstrap over articles.
#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// Predictions before.
    #[arg(value_name = "BEFORE")]
    pub(crate) before: PathBuf,

    /// Predictions after.
    #[arg(value_name = "AFTER")]
    pub(crate) after: PathBuf,

    /// Files and folders of gold.
    #[arg(long, value_name = "GOLD", required = true, num_args = 1..)]
    pub(crate) gold: Vec<PathBuf>,

    /// List at most so many quotations that got better, and as many that got worse.
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) list: usize,
}

/// A repair by its name: nested, venue-tail.
fn repair(name: &str) -> Result<Repairs, String> {
    let names = || Repairs::all().iter_names().map(|(name, _)| name.to_lowercase().replace('_', "-"));
    Repairs::from_name(&name.to_uppercase().replace('-', "_"))
        .ok_or_else(|| format!("there are {}", names().collect::<Vec<_>>().join(", ")))
}
