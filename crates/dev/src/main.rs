//! Unpublished tools of the workspace: training, packing, benches.
#![allow(clippy::print_stdout, reason = "a program")]

mod acts;
mod bio;
mod doubts;
mod gold;
mod grammar;
mod links;
mod names;
mod pronouns;
mod quotes;
mod sources;
mod speakers;
mod stages;
mod tokens;
mod who;

use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand};

/// Makes what the workspace ships: trained models and packed data.
#[derive(Debug, Parser)]
#[command(name = "dixit-dev")]
struct Args {
    /// Folder of the training data
    #[arg(long, env = "DIXIT_DATA", global = true, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"))]
    data: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Train a model and report its scores
    #[command(subcommand)]
    Train(Train),
    /// Measure a model
    #[command(subcommand)]
    Eval(Eval),
    /// Pack data into the form the program reads
    #[command(subcommand)]
    Pack(Pack),
    /// Where the time goes: time and allocations by stage
    Stages(stages::StagesArgs),
    /// How the doubt of the embedded tagger is spread over text, for crates/bert/src/cascade.rs
    Doubts(doubts::DoubtsArgs),
    /// Write texts with their tokens, for scripts/train
    Tokens(tokens::DumpArgs),
}

#[derive(Debug, Subcommand)]
enum Train {
    /// Tags, lemmas and trees: models/grammar/grammar.bin
    Grammar(grammar::TrainArgs),
    /// The tagger of names: models/ner/names.bin
    Names(names::TrainArgs),
    /// The tagger of quotations: models/quotes/quotes.bin
    Quotes(quotes::TrainArgs),
    /// The model of acts, statement or attitude: models/quotes/acts.bin
    Acts(acts::TrainArgs),
    /// Who speaks: models/speakers/ranker.tsv and calibration.tsv
    Speakers(who::TrainArgs),
    /// How sure a link of a chain is: models/sources/links.bin
    Sources(sources::TrainArgs),
}

#[derive(Debug, Subcommand)]
enum Eval {
    /// The tagger of names, on all name sets
    Names(names::EvalArgs),
    /// The tagger of quotations, by threshold of confidence
    Quotes(quotes::EvalArgs),
    /// Who speaks, with the gold quotations of dev given
    Speakers(who::EvalArgs),
    /// Who is meant by he and she, on GAP
    Pronouns(pronouns::EvalArgs),
}

#[derive(Debug, Subcommand)]
enum Pack {
    /// The lexicon from lexicon.tsv: models/ner/lexicon.bin
    Lexicon {
        /// What scripts/lexicon.py printed
        source: PathBuf,
    },
}

/// A file under `models/`.
fn model_path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models").join(file)
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    match args.command {
        Command::Train(Train::Grammar(options)) => grammar::train(&args.data, &options),
        Command::Train(Train::Names(options)) => names::train(&args.data, &options),
        Command::Train(Train::Quotes(options)) => quotes::train(&args.data, &options),
        Command::Train(Train::Acts(options)) => acts::train(&args.data, &options),
        Command::Train(Train::Speakers(options)) => who::train(&args.data, &options),
        Command::Train(Train::Sources(options)) => sources::train(&args.data, &options),
        Command::Eval(Eval::Speakers(options)) => who::eval(&args.data, &options),
        Command::Eval(Eval::Pronouns(options)) => pronouns::eval(&args.data, &options),
        Command::Eval(Eval::Names(options)) => names::eval(&args.data, &options),
        Command::Eval(Eval::Quotes(options)) => quotes::eval(&args.data, &options),
        Command::Doubts(doubts) => doubts::doubts(&args.data, &doubts),
        Command::Tokens(options) => tokens::dump(&options),
        Command::Pack(Pack::Lexicon { source }) => names::pack_lexicon(&source),
        Command::Stages(options) => stages::run(&args.data, &options),
    }
}
