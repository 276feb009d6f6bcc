//! `dixit config`: which settings hold for a run, and why.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::Write as _;

use clap::parser::ValueSource;
use clap::{ArgAction, CommandFactory as _};

use crate::args::Cli;
use crate::config::{self, Settings};
use crate::exit::ExitStatus;

/// Prints the settings as a `dixit.toml` would say them, the reason of each as a comment.
pub(crate) fn run(given: &[OsString]) -> anyhow::Result<ExitStatus> {
    let Settings { args, origins } = config::with_settings(given)?;
    let command = Cli::command();
    let matches = command.clone().try_get_matches_from(args)?;
    let Some((_, matches)) = matches.subcommand() else { return Ok(ExitStatus::Usage) };
    let run = command.find_subcommand("run").expect("there is a command to run");
    let mut out = String::new();
    for arg in run.get_arguments() {
        let id = arg.get_id().as_str();
        let key = arg.get_long().unwrap_or("paths");
        if matches!(id, "help" | "config" | "no_config" | "color") {
            continue;
        }
        let why = match (origins.get(key), matches.value_source(id)) {
            (Some(origin), _) => origin.clone(),
            (None, Some(ValueSource::CommandLine)) => "command line".to_owned(),
            (None, Some(ValueSource::EnvVariable)) => "environment".to_owned(),
            _ => "default".to_owned(),
        };
        let values: Vec<String> = matches
            .get_raw(id)
            .into_iter()
            .flatten()
            .map(|value| toml_value(&value.to_string_lossy()))
            .collect();
        let line = match (arg.get_action(), &values[..]) {
            (ArgAction::SetTrue, _) => format!("{key} = {}", matches.get_flag(id)),
            (_, []) => format!("# {key} is not set"),
            (ArgAction::Append, list) => format!("{key} = [{}]", list.join(", ")),
            (_, [one]) => format!("{key} = {one}"),
            (_, list) => format!("{key} = [{}]", list.join(", ")),
        };
        writeln!(out, "{line:<40} # {why}")?;
    }
    std::io::stdout().lock().write_all(out.as_bytes())?;
    Ok(ExitStatus::Success)
}

/// Numbers as they are, all else in quotation marks.
fn toml_value(value: &str) -> String {
    if value.parse::<i64>().is_ok() || value.parse::<f64>().is_ok_and(f64::is_finite) {
        return value.to_owned();
    }
    toml::Value::String(value.to_owned()).to_string()
}
