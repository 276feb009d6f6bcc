//! `dixit run`, and what goes with it.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;

use super::engine::EngineArgs;
use super::input::{InputArgs, SelectArgs};
use super::output::{OutputFormat, ProgressStyle, Workers};
use super::values::{Unit, jobs, probability, seconds};
use crate::output::Target;

/// Finds the quotations of many articles and writes them as data.
///
/// Reads files, folders (sorted, with all they hold), patterns in quotes ('news/**/*.txt') and standard input: plain text,
/// Markdown and web pages, one article a file; JSON, JSONL, CSV, TSV and Parquet, one article an object or row with the
/// fields id, title, text, publisher, date, url, author and language; web archives (WARC); all of them also packed with gzip,
/// zstd or bzip2, and in tar and zip archives. Articles are analysed in parallel; output comes in input order and is the
/// same for any number of threads.
///
/// An article that fails is named on standard error with the reason, and the run goes on. Output to a file
/// appears under its name only when it is complete; until then it is FILE.partial. A run that was stopped (Ctrl-C,
/// a power cut, a full disk) goes on with --resume, and the file is the same as if it had never stopped.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  dixit run articles/ -o quotes.jsonl
  dixit run news.jsonl --map text=body,title=headline --format csv -o quotes.csv
  dixit run corpus/ -o quotes.jsonl.zst --resume --stats run.json
  dixit run corpus/ -o quotes.sqlite -o quotes.csv.gz --dedup --failed failed.jsonl
  dixit run corpus/ -o quotes.jsonl --engine bert --backend torch --device cuda
  curl -s https://example.com/article.html | dixit run - --with-text | jq '.quotations[].speakers[].name'
  dixit run dev.jsonl --format gold > predicted.jsonl")]
pub(crate) struct RunArgs {
    /// Files and folders to read, or - for standard input (also the default when input is piped).
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) select: SelectArgs,

    /// File to write to, instead of standard output; may be given several times. .gz and .zst are compressed.
    ///
    /// The format is that of the suffix (.jsonl, .csv, .tsv, .parquet, .sqlite, .db, .jsonld), unless --format or a word before the name
    /// says otherwise: -o gold:predicted.jsonl.
    #[arg(short, long, value_name = "[FORMAT:]FILE")]
    pub(crate) output: Vec<Target>,

    /// File of settings, instead of dixit.toml in this folder: see dixit config --help.
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub(crate) config: Option<PathBuf>,

    /// Look for no dixit.toml.
    #[arg(long)]
    pub(crate) no_config: bool,

    /// Go on with a run that was stopped; does nothing where its output is complete. Refuses where settings, models or input
    /// are others than then.
    #[arg(long)]
    pub(crate) resume: bool,

    /// Begin again where an earlier run was stopped, and give up what it has done.
    #[arg(long, conflicts_with = "resume")]
    pub(crate) restart: bool,

    /// How often what is done is put on disk for --resume, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 5.0, value_parser = seconds, hide_short_help = true)]
    pub(crate) checkpoint: f64,

    /// File to write the sums of the run to, as JSON.
    #[arg(long, value_name = "FILE")]
    pub(crate) stats: Option<PathBuf>,

    /// Format of the output [default: that of the file's suffix, else jsonl].
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<OutputFormat>,

    /// Skip articles whose id or text an earlier one had; keeps some 100 bytes of memory per article.
    #[arg(long)]
    pub(crate) dedup: bool,

    /// File to list the failed inputs in, as JSON lines, for --from-failed.
    #[arg(long, value_name = "FILE")]
    pub(crate) failed: Option<PathBuf>,

    /// Where articles are analysed.
    #[arg(long, value_name = "WHERE", default_value = "auto", hide_short_help = true)]
    pub(crate) workers: Workers,

    /// Most memory one article may take in a worker process, in megabytes; 0 sets no limit. Linux alone heeds it.
    #[arg(long, value_name = "MB", default_value_t = 1000, hide_short_help = true)]
    pub(crate) max_memory: u64,

    /// Longest time one article may take, in seconds; 0 sets no limit.
    #[arg(long, value_name = "SECONDS", default_value_t = 300.0, value_parser = seconds, hide_short_help = true)]
    pub(crate) time_limit: f64,

    /// Write what is done first, first: nothing waits for a slow article.
    #[arg(long, hide_short_help = true)]
    pub(crate) unordered: bool,

    /// Number of articles analysed at once [default: one per core].
    #[arg(short = 'j', long, value_name = "N", value_parser = jobs)]
    pub(crate) jobs: Option<NonZeroUsize>,

    /// What offsets count; the output names it.
    ///
    /// The gold format always counts characters.
    #[arg(long, value_name = "UNIT", default_value = "chars")]
    pub(crate) offsets: Unit,

    /// Leave out quotations with less confidence.
    #[arg(long, value_name = "0..1", default_value_t = 0.0, value_parser = probability)]
    pub(crate) min_confidence: f32,

    /// Put the text of the article into the output, which the offsets count in.
    #[arg(long)]
    pub(crate) with_text: bool,

    /// No progress and no summary; failures are still named.
    #[arg(short, long)]
    pub(crate) quiet: bool,

    /// How progress is shown on standard error.
    #[arg(long, value_name = "HOW", default_value = "auto")]
    pub(crate) progress: ProgressStyle,

    #[command(flatten)]
    pub(crate) engine: EngineArgs,

    #[command(flatten)]
    pub(crate) input: InputArgs,
}

/// Joins the outputs of several runs, or writes them in another format.
///
/// Reads records as dixit run wrote them: JSONL (packed or not) and SQLite. They are written in the order given, article by
/// article, in any format of dixit run; those that show the words around a quotation need records made --with-text. All must
/// count offsets in the same unit.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  dixit run corpus/ --shard 1/2 -o one.jsonl.gz    # on one machine
  dixit run corpus/ --shard 2/2 -o two.jsonl.gz    # on another
  dixit merge one.jsonl.gz two.jsonl.gz -o all.sqlite
  dixit merge quotes.sqlite -o quotes.csv -o quotes.parquet")]
pub(crate) struct MergeArgs {
    /// Files of records.
    #[arg(value_name = "RECORDS", required = true)]
    pub(crate) inputs: Vec<PathBuf>,

    /// File to write to, instead of standard output; may be given several times, as for dixit run.
    #[arg(short, long, value_name = "[FORMAT:]FILE")]
    pub(crate) output: Vec<Target>,

    /// Format of the output [default: that of the file's suffix, else jsonl].
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<OutputFormat>,

    /// Skip records of an article whose id came before, as where shards overlap.
    #[arg(long)]
    pub(crate) dedup: bool,
}

/// Shows which settings hold for a run here, and where each comes from.
///
/// Settings come from the command line, from dixit.toml in this folder (or --config FILE), or are as they are by default, in
/// this order. Keys of the file are `paths` and the names of the long flags of dixit run; lists are written as lists, switches as
/// true or false. A switch that the file turns on is turned off by --no-SWITCH. Where output goes is said on the command
/// line, or in a file that the command line names: dixit.toml, which holds for whoever runs dixit in its folder, may not say it.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Example of dixit.toml:
  jobs = 4
  map = \"text=body,title=headline\"
  dedup = true")]
pub(crate) struct ConfigArgs {
    #[command(flatten)]
    pub(crate) run: RunArgs,
}
