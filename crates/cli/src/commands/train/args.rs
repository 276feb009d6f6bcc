use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::args::Unit;

/// Trains a model on gold of your own, for --model of the other commands.
///
/// A shipped model is trained further, unless --base says otherwise: what it knows stays where the gold says nothing, so twenty
/// corrected articles are enough to begin with. docs/train.md shows what they bring.
#[derive(Debug, Args)]
pub(crate) struct TrainArgs {
    #[command(subcommand)]
    pub(crate) what: What,
}

#[derive(Debug, Subcommand)]
pub(crate) enum What {
    Quotes(QuotesArgs),
    Speakers(SpeakersArgs),
    Sources(SourcesArgs),
    Names(NamesArgs),
}

/// Trains the tagger of quotations: source, cue and content.
///
/// Gold is what dixit eval reads: the gold format (JSON or JSONL with the text in it), brat standoff or the JSON of other tools.
/// Every quotation of an article must be marked, as what is not marked is taken for none; those without a cue teach nothing. One
/// article in ten is held out and measured in the end, beside the engine as it is shipped.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  dixit train quotes gold.jsonl -o mine.model
  dixit run articles/ --model mine.model -o quotes.jsonl
  dixit train quotes corrected/gold/ann -o mine.model         # what dixit serve --review has saved
  dixit train quotes annotated/ more.jsonl --dev dev.jsonl --base none -o mine.model
  dixit eval init articles/ -o to-correct/        # a first annotation, for people to correct into gold")]
pub(crate) struct QuotesArgs {
    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

/// Trains what says who speaks, for pronouns, descriptions and quotations without a source.
///
/// Gold is what dixit eval reads, with the `speaker` of each quotation as its whole name. One article in ten is held out and
/// measured in the end, with its quotations given.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  dixit train speakers gold.jsonl -o speakers.model
  dixit run articles/ --model speakers.model -o quotes.jsonl")]
pub(crate) struct SpeakersArgs {
    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

/// Trains what says how sure a link to an outlet, platform, event or document is.
///
/// Gold is what dixit eval reads, with the chain (`via`) of each quotation. One article in ten is held out and measured in the end.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  dixit train sources gold.jsonl -o sources.model
  dixit run articles/ --model sources.model -o quotes.jsonl")]
pub(crate) struct SourcesArgs {
    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

/// Trains the tagger of names: persons, organizations, locations and others.
///
/// Gold is a file of BIO columns (.bio: the token first, the tag last, an empty line between sentences) or the gold format with
/// `names`, a list of `[start, end, "PER"]`. Types are PER, ORG, LOC and MISC; names of other types are left out. One article in ten
/// is held out and measured in the end, beside the shipped model.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  dixit train names names.bio -o names.model
  dixit run articles/ --model names.model -o quotes.jsonl
  dixit train names train.bio --dev dev.bio -o names.model
  dixit run articles/ --model names.model --model quotes.model -o quotes.jsonl")]
pub(crate) struct NamesArgs {
    #[command(flatten)]
    pub(crate) common: CommonArgs,

    /// Learn from the text as it is, without copies in capitals, in lower case and in title case.
    #[arg(long)]
    pub(crate) no_copies: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CommonArgs {
    /// Files and folders of gold.
    #[arg(value_name = "GOLD", required = true)]
    pub(crate) gold: Vec<PathBuf>,

    /// File to write the model to.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,

    /// What is trained further: `shipped`, a model FILE, or `none` to learn from the gold alone, for which a hundred articles are few.
    #[arg(long, value_name = "shipped|none|FILE", default_value = "shipped", value_parser = base)]
    pub(crate) base: Base,

    /// Gold to measure on, instead of a part of GOLD; may be given several times.
    #[arg(long, value_name = "GOLD", conflicts_with = "held_out")]
    pub(crate) dev: Vec<PathBuf>,

    /// Share of the articles that is not learned from but measured in the end; 0 learns from all and measures nothing.
    #[arg(long, value_name = "0..1", default_value_t = 0.1, value_parser = crate::args::probability)]
    pub(crate) held_out: f32,

    /// Decides which articles are held out, and the order in which the others are read. The same gold and seed give the same model.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,

    /// Quotations to list that got better and worse.
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(crate) list: usize,

    /// What the offsets of the gold count where the files do not say.
    #[arg(long, value_name = "UNIT", default_value = "chars")]
    pub(crate) offsets: Unit,

    /// No progress.
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// What is trained further.
#[derive(Clone, Debug)]
pub(crate) enum Base {
    Shipped,
    Nothing,
    File(PathBuf),
}

fn base(name: &str) -> Result<Base, std::convert::Infallible> {
    Ok(match name {
        "shipped" => Base::Shipped,
        "none" => Base::Nothing,
        path => Base::File(path.into()),
    })
}
