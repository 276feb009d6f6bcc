//! The registries of outlets and people.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// The registry of outlets.
#[derive(Debug, Args)]
pub(crate) struct OutletsArgs {
    #[command(subcommand)]
    pub(crate) command: OutletsCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum OutletsCommand {
    Check(OutletsCheckArgs),
}

/// Checks a table of outlets and names everything wrong with its line.
///
/// The table is checked on top of the shipped one, as --outlets uses it. Its columns, with tabs between: name, kind,
/// country, language, domains, parent, flags, aliases. Exit status 1 where something is wrong.
#[derive(Debug, Args)]
pub(crate) struct OutletsCheckArgs {
    /// The table to check; the shipped one where none is given.
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
}

/// The registry of people.
#[derive(Debug, Args)]
pub(crate) struct PeopleArgs {
    #[command(subcommand)]
    pub(crate) command: PeopleCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PeopleCommand {
    Check(PeopleCheckArgs),
}

/// Checks a file of people and names everything wrong with its line.
///
/// The file is TOML (`.toml`: a list of `[[person]]`) or JSONL (anything else: one object a line). Fields: name (required),
/// aliases, handles (with @), gender (M or F), party, region, wikidata (Q and digits), and roles, each with a title and,
/// where known, from and to (YYYY, YYYY-MM or YYYY-MM-DD). Exit status 1 where something is wrong.
#[derive(Debug, Args)]
pub(crate) struct PeopleCheckArgs {
    /// The file to check; the shipped registry where none is given.
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
}
