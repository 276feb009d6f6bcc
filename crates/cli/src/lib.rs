//! The program `dixit`: who said what in the news, and through whom we know it.
//!
//! [`run`] parses arguments and hands each subcommand its own; what a command does lives in `commands/`.
//! Data goes to standard output, everything else to standard error. It is a library so that the Python package can be the
//! same program, with one copy of the models.

mod args;
mod checkpoint;
mod commands;
mod config;
mod exit;
mod input;
mod memory;
mod models;
mod output;
mod paint;
mod progress;
mod records;
mod table;

use std::ffi::OsString;
use std::io::Write as _;
use std::process::ExitCode;

use clap::{Args as _, FromArgMatches as _, Parser as _};
use dixit_pipeline::Analyzer;

use args::{Cli, Command, EngineArgs};
use exit::ExitStatus;

/// Runs the program with these arguments, the first being its own name.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    status(args.into_iter().collect()).into()
}

/// The same for callers that need the exit status as a number: 0 to 2, or 130 after a signal.
pub fn run_for_status(args: impl IntoIterator<Item = OsString>) -> u8 {
    status(args.into_iter().collect()).code()
}

/// The analyzer that these flags ask for, as `dixit run` has it: `--engine bert`, `--people people.toml`.
///
/// # Errors
/// Where a flag is wrong, or a model or registry cannot be had.
pub fn analyzer(flags: impl IntoIterator<Item = OsString>) -> anyhow::Result<Analyzer> {
    let command = EngineArgs::augment_args(clap::Command::new("dixit").no_binary_name(true));
    EngineArgs::from_arg_matches(&command.try_get_matches_from(flags)?)?.analyzer()
}

fn status(given: Vec<OsString>) -> ExitStatus {
    let parsed = match config::with_settings(&given) {
        Ok(settings) => Cli::try_parse_from(settings.args),
        Err(error) => {
            let _ = writeln!(anstream::stderr(), "dixit: {error:#}");
            return ExitStatus::Usage;
        }
    };
    let cli = match parsed {
        Ok(cli) => cli,
        Err(message) => {
            let asked = !message.use_stderr();
            // A closed pipe is no reason to complain about a help text.
            let _ = message.print();
            return if asked { ExitStatus::Success } else { ExitStatus::Usage };
        }
    };
    cli.color.apply();
    hide_reported_panics();
    let result = match cli.command {
        Command::Show(args) => commands::show::run(&args),
        Command::Run(args) => commands::run::run(&args),
        Command::Merge(args) => commands::merge::run(&args),
        Command::Config(_) => commands::config::run(&given),
        Command::Report(args) => commands::report::run(&args),
        Command::Query(args) => commands::query::run(&args),
        Command::Cluster(args) => commands::cluster::run(&args),
        Command::Tokenize(args) => commands::tokenize::run(&args),
        Command::Parse(args) => commands::parse::run(&args),
        Command::Eval(args) => commands::eval::run(&args),
        Command::Train(args) => commands::train::run(&args),
        Command::Sources(args) => commands::sources::run(&args),
        Command::Outlets(args) => commands::outlets::run(&args),
        Command::People(args) => commands::people::run(&args),
    };
    result.unwrap_or_else(|error| {
        if exit::is_broken_pipe(&error) {
            return ExitStatus::Success;
        }
        let _ = writeln!(anstream::stderr(), "dixit: {error:#}");
        ExitStatus::Usage
    })
}

/// A worker's panic is reported with the name of its article; the default message would only repeat it.
fn hide_reported_panics() {
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let thread = std::thread::current();
        if !thread.name().is_some_and(|n| n.starts_with(dixit_pipeline::bulk::WORKER_NAME)) {
            default(info);
        }
    }));
}
