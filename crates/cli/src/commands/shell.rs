//! `dixit completions` and `dixit man`: both are made from what the command line is.

use std::io::Write as _;

use anyhow::Context as _;
use clap::CommandFactory as _;

use crate::args::{Cli, CompletionsArgs, ManArgs};
use crate::exit::ExitStatus;

pub(crate) fn completions(args: &CompletionsArgs) -> anyhow::Result<ExitStatus> {
    // The generator panics where it cannot write; a closed pipe is no reason to.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "dixit", &mut script);
    anstream::stdout().write_all(&script)?;
    Ok(ExitStatus::Success)
}

pub(crate) fn man(args: &ManArgs) -> anyhow::Result<ExitStatus> {
    let cannot = || format!("cannot write into {}", args.folder.display());
    std::fs::create_dir_all(&args.folder).with_context(cannot)?;
    clap_mangen::generate_to(Cli::command(), &args.folder).with_context(cannot)?;
    Ok(ExitStatus::Success)
}
