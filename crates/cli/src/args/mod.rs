//! What can be said on the command line. Its meaning is worked out by the commands.

mod corpus;
mod engine;
mod input;
mod output;
mod registry;
mod run;
mod shell;
mod show;
mod values;
mod words;

use clap::{Parser, Subcommand, ValueEnum};

use crate::commands::eval::EvalArgs;
#[cfg(feature = "serve")]
use crate::commands::serve::ServeArgs;
use crate::commands::train::TrainArgs;

pub(crate) use self::corpus::{
    ClusterArgs, ClusterFormat, CountBy, Disagreement, QueryArgs, QueryFormat, QueryOrder, SourcesArgs,
    SourcesFormat,
};
pub(crate) use self::engine::{Backend, Engine, EngineArgs, Precision};
pub(crate) use self::input::{Delimiter, InputArgs, InputFormat, SelectArgs, Shard};
pub(crate) use self::output::{OutputFormat, ProgressStyle, Workers};
pub(crate) use self::registry::{
    OutletsArgs, OutletsCheckArgs, OutletsCommand, PeopleArgs, PeopleCheckArgs, PeopleCommand,
};
pub(crate) use self::run::{ConfigArgs, MergeArgs, RunArgs};
pub(crate) use self::shell::{CompletionsArgs, ManArgs};
pub(crate) use self::show::{ReportArgs, ShowArgs};
pub(crate) use self::values::{Unit, probability};
#[cfg(feature = "serve")]
pub(crate) use self::values::{jobs, seconds};
pub(crate) use self::words::{ParseArgs, ParseFormat, TokenFormat, TokenizeArgs};

/// Finds who said what in news articles, and through whom we know it.
#[derive(Debug, Parser)]
#[command(
    name = "dixit",
    version,
    max_term_width = 100,
    after_help = "Exit status: 0 all well, 1 some articles failed or a figure fell below its floor, 2 wrong usage or output that cannot be written."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// When to use colour.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Show(ShowArgs),
    Run(Box<RunArgs>),
    Merge(MergeArgs),
    Config(Box<ConfigArgs>),
    Eval(Box<EvalArgs>),
    Train(TrainArgs),
    Report(ReportArgs),
    Cluster(ClusterArgs),
    Query(QueryArgs),
    #[cfg(feature = "serve")]
    Serve(Box<ServeArgs>),
    Sources(SourcesArgs),
    Outlets(OutletsArgs),
    People(PeopleArgs),
    Tokenize(TokenizeArgs),
    Parse(ParseArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
}

/// When to use colour.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Color {
    /// Makes the choice hold for everything printed from here on.
    pub(crate) fn apply(self) {
        match self {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        }
        .write_global();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }
}
