//! `dixit outlets`: the registry of outlets.

use std::io::Write as _;

use anyhow::Context as _;
use dixit_models::outlets::Outlets;

use crate::args::{OutletsArgs, OutletsCheckArgs, OutletsCommand};
use crate::exit::ExitStatus;

pub(crate) fn run(args: &OutletsArgs) -> anyhow::Result<ExitStatus> {
    match &args.command {
        OutletsCommand::Check(args) => check(args),
    }
}

fn check(args: &OutletsCheckArgs) -> anyhow::Result<ExitStatus> {
    let shipped = Outlets::builtin();
    let count = |outlets: &Outlets| format!("{} outlets, {} spellings", outlets.len(), outlets.n_spellings());
    let mut out = anstream::stdout();
    let Some(path) = &args.file else {
        writeln!(out, "the shipped table is right: {}", count(shipped))?;
        return Ok(ExitStatus::Success);
    };
    let table = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    match Outlets::with(&table, &path.display().to_string()) {
        Ok(outlets) => {
            let added = outlets.len() - shipped.len();
            writeln!(
                out,
                "{} is right: adds {added} outlets; with the shipped table {}",
                path.display(),
                count(&outlets)
            )?;
            Ok(ExitStatus::Success)
        }
        Err(error) => {
            let mut errors = anstream::stderr();
            writeln!(errors, "{error}")?;
            let n = error.problems.len();
            writeln!(
                errors,
                "dixit: {}: {n} {} wrong",
                path.display(),
                if n == 1 { "thing is" } else { "things are" }
            )?;
            Ok(ExitStatus::SomeFailed)
        }
    }
}
