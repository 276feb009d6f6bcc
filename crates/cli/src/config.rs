//! Settings of a run kept in `dixit.toml`: what the file says is put among the arguments, unless they say it themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::parser::ValueSource;
use clap::{ArgAction, ArgMatches, Command, CommandFactory as _};
use toml::{Spanned, Value};

use crate::args::Cli;

/// The file that is looked for in the folder the program runs in.
const FILE: &str = "dixit.toml";
/// Commands that take settings of a run.
const COMMANDS: [&str; 2] = ["run", "config"];
/// Flags that say where the settings are and cannot be settings themselves.
const NOT_SETTINGS: [&str; 3] = ["config", "no-config", "help"];
/// Flags that name files to be written. A file that nobody has asked for may not decide what is overwritten.
const WRITING: [&str; 4] = ["output", "failed", "stats", "restart"];

/// The arguments with what the file adds.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) args: Vec<OsString>,
    /// Where each flag that was added comes from: `dixit.toml:3`.
    pub(crate) origins: BTreeMap<String, String>,
}

/// Adds to the arguments of a command that takes settings what its file says.
///
/// # Errors
/// If the file cannot be read, or has a key that is no setting.
pub(crate) fn with_settings(given: &[OsString]) -> anyhow::Result<Settings> {
    let as_given = |args: Vec<OsString>| Settings { args, origins: BTreeMap::new() };
    let place = given.iter().skip(1).position(|arg| COMMANDS.iter().any(|c| arg == c)).map(|at| at + 1);
    let Some(place) = place else { return Ok(as_given(given.to_vec())) };
    let command = Cli::command();
    let run = command.find_subcommand("run").expect("there is a command to run");
    let (args, negated) = without_negations(given, run);
    // Wrong usage is told by the parse that counts.
    let Ok(matches) = command.clone().try_get_matches_from(&args) else { return Ok(as_given(args)) };
    let Some((_, matches)) = matches.subcommand().filter(|(name, _)| COMMANDS.contains(name)) else {
        return Ok(as_given(args));
    };
    let Some(file) = file(matches) else { return Ok(as_given(args)) };
    let asked_for = matches.get_one::<PathBuf>("config").is_some();
    let text = std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let mut added = Vec::new();
    let mut origins = BTreeMap::new();
    for (key, value) in parse(&file, &text)? {
        let line = text[..key.span().start].matches('\n').count() + 1;
        let origin = format!("{}:{line}", file.display());
        let key = key.into_inner().replace('_', "-");
        if is_said(matches, run, &key) || negated.contains(&key) {
            continue;
        }
        if !asked_for && WRITING.contains(&key.as_str()) {
            bail!(
                "{origin}: `{key}` may not be said here: give --{key} on the command line, or name the file by --config {FILE}"
            );
        }
        let words = words(run, &key, value.get_ref()).with_context(|| origin.clone())?;
        added.extend(words.into_iter().map(OsString::from));
        origins.insert(key, origin);
    }
    let mut args = args;
    args.splice(place + 1..place + 1, added);
    Ok(Settings { args, origins })
}

/// The arguments without `--no-SWITCH`, and the switches.
fn without_negations(given: &[OsString], run: &Command) -> (Vec<OsString>, BTreeSet<String>) {
    let mut negated = BTreeSet::new();
    let args = given
        .iter()
        .filter(|arg| {
            let switch = arg.to_str().and_then(|arg| arg.strip_prefix("--no-"));
            match switch.filter(|s| is_switch(run, s)) {
                Some(switch) => {
                    negated.insert(switch.to_owned());
                    false
                }
                None => true,
            }
        })
        .cloned()
        .collect();
    (args, negated)
}

fn is_switch(run: &Command, long: &str) -> bool {
    run.get_arguments().any(|a| a.get_long() == Some(long) && matches!(a.get_action(), ArgAction::SetTrue))
}

fn file(matches: &ArgMatches) -> Option<PathBuf> {
    if let Some(file) = matches.get_one::<PathBuf>("config") {
        return Some(file.clone());
    }
    let there = !matches.get_flag("no_config") && Path::new(FILE).is_file();
    there.then(|| PathBuf::from(FILE))
}

fn parse(file: &Path, text: &str) -> anyhow::Result<BTreeMap<Spanned<String>, Spanned<Value>>> {
    toml::from_str(text).map_err(|error| anyhow::anyhow!("{} is not right: {error}", file.display()))
}

/// Whether the arguments, or the environment, say what a key is about.
fn is_said(matches: &ArgMatches, run: &Command, key: &str) -> bool {
    let id = if key == "paths" {
        Some("paths")
    } else {
        run.get_arguments().find(|a| a.get_long() == Some(key)).map(|a| a.get_id().as_str())
    };
    id.and_then(|id| matches.value_source(id)).is_some_and(|source| source != ValueSource::DefaultValue)
}

/// The words on the command line that say the same as a line of the file.
fn words(run: &Command, key: &str, value: &Value) -> anyhow::Result<Vec<String>> {
    if key == "paths" {
        return items(value);
    }
    let Some(arg) = run.get_arguments().find(|a| a.get_long() == Some(key) && !NOT_SETTINGS.contains(&key))
    else {
        let known = run.get_arguments().filter_map(|a| a.get_long()).filter(|l| !NOT_SETTINGS.contains(l));
        let known: Vec<&str> = std::iter::once("paths").chain(known).collect();
        bail!("`{key}` is no setting; the settings are {}", known.join(", "));
    };
    match (arg.get_action(), value) {
        (ArgAction::SetTrue, Value::Boolean(true)) => Ok(vec![format!("--{key}")]),
        (ArgAction::SetTrue, Value::Boolean(false)) => Ok(Vec::new()),
        (ArgAction::SetTrue, _) => bail!("`{key}` is a switch: true or false"),
        (ArgAction::Append, _) => Ok(items(value)?.iter().map(|item| format!("--{key}={item}")).collect()),
        (_, Value::Array(_)) => bail!("`{key}` takes one value"),
        _ => Ok(items(value)?.iter().map(|item| format!("--{key}={item}")).collect()),
    }
}

/// A value as words: several of a list, one of all else.
fn items(value: &Value) -> anyhow::Result<Vec<String>> {
    match value {
        Value::String(s) => Ok(vec![s.clone()]),
        Value::Integer(n) => Ok(vec![n.to_string()]),
        Value::Float(x) => Ok(vec![x.to_string()]),
        Value::Array(list) => Ok(list.iter().map(items).collect::<anyhow::Result<Vec<_>>>()?.concat()),
        other => bail!("a {} says nothing here", other.type_str()),
    }
}
