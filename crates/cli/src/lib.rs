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
use dixit_pipeline::bulk::Processes;
use dixit_report::visible;

use args::{Cli, Command, EngineArgs};
use commands::run::{Starter, worker_command};
use exit::ExitStatus;

/// Runs the program with these arguments, the first being its own name.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    status(args.into_iter().collect(), Some(&Starter::Itself)).into()
}

/// The same within another program, for callers that need the exit status as a number: 0 to 2, or 130 after a signal.
///
/// `starter` is the command that calls this again, in front of its arguments, so that articles can be analysed in processes; in
/// threads where there is none.
pub fn run_for_status(args: impl IntoIterator<Item = OsString>, starter: Option<Vec<OsString>>) -> u8 {
    status(args.into_iter().collect(), starter.map(Starter::Command).as_ref()).code()
}

/// Worker processes for a run within another program; `starter` as for [`run_for_status`].
///
/// `flags` are those of `dixit run`; of them, `memory_limit` is what `--max-memory` says, in bytes.
///
/// # Errors
/// If the first of them does not start, with what it says of it.
pub fn processes(
    starter: Vec<OsString>,
    flags: impl IntoIterator<Item = OsString>,
    memory_limit: Option<u64>,
) -> std::io::Result<Processes> {
    let args = ["dixit", "run", "-", "--no-config"].map(OsString::from);
    let args: Vec<OsString> = args.into_iter().chain(flags).collect();
    Processes::start(commands::run::worker_command(&Starter::Command(starter), &args), memory_limit)
}

/// The analyzer that these flags ask for, as `dixit run` has it: `--engine bert`, `--people people.toml`.
///
/// # Errors
/// If a flag is wrong, or a model or registry cannot be loaded.
pub fn analyzer(flags: impl IntoIterator<Item = OsString>) -> anyhow::Result<Analyzer> {
    let command = EngineArgs::augment_args(clap::Command::new("dixit").no_binary_name(true));
    EngineArgs::from_arg_matches(&command.try_get_matches_from(flags)?)?.analyzer()
}

fn status(given: Vec<OsString>, starter: Option<&Starter>) -> ExitStatus {
    // A worker is given all settings as arguments.
    let is_worker = starter.is_some() && std::env::var_os(commands::run::IS_WORKER).is_some();
    let settings = if is_worker { Ok(given.clone()) } else { config::with_settings(&given).map(|s| s.args) };
    let settings = match settings {
        Ok(settings) => settings,
        Err(error) => {
            tell(&error);
            return ExitStatus::Usage;
        }
    };
    let cli = match Cli::try_parse_from(&settings) {
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
        Command::Run(args) if is_worker => commands::run::worker(&args),
        Command::Run(args) => {
            commands::run::run(&args, starter.map(|starter| worker_command(starter, &settings)))
        }
        Command::Merge(args) => commands::merge::run(&args),
        Command::Config(_) => commands::config::run(&given),
        Command::Report(args) => commands::report::run(&args),
        Command::Query(args) => commands::query::run(&args),
        Command::Cluster(args) => commands::cluster::run(&args),
        #[cfg(feature = "serve")]
        Command::Serve(args) if is_worker => commands::serve::worker(&args),
        #[cfg(feature = "serve")]
        Command::Serve(args) => {
            commands::serve::run(&args, starter.map(|starter| worker_command(starter, &settings)))
        }
        Command::Tokenize(args) => commands::tokenize::run(&args),
        Command::Parse(args) => commands::parse::run(&args),
        Command::Eval(args) => commands::eval::run(&args),
        Command::Train(args) => commands::train::run(&args),
        Command::Sources(args) => commands::sources::run(&args),
        Command::Outlets(args) => commands::outlets::run(&args),
        Command::People(args) => commands::people::run(&args),
        Command::Completions(args) => commands::shell::completions(&args),
        Command::Man(args) => commands::shell::man(&args),
    };
    result.unwrap_or_else(|error| {
        if exit::is_broken_pipe(&error) {
            return ExitStatus::Success;
        }
        tell(&error);
        ExitStatus::Usage
    })
}

/// Names may have characters in them that steer the terminal.
fn tell(error: &anyhow::Error) {
    let _ = writeln!(anstream::stderr(), "dixit: {}", visible(&format!("{error:#}")));
}

/// A panic in a run is reported with the name of its article or file; the default message would only repeat it.
pub fn hide_reported_panics() {
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let thread = std::thread::current();
        if !thread.name().is_some_and(|n| n.starts_with(dixit_pipeline::bulk::THREAD_NAME)) {
            default(info);
        }
    }));
}
