//! `dixit people`: the registry of people.

use std::io::Write as _;

use anyhow::Context as _;
use dixit_models::people::{Format, People};

use crate::args::{PeopleArgs, PeopleCheckArgs, PeopleCommand};
use crate::exit::ExitStatus;

pub(crate) fn run(args: &PeopleArgs) -> anyhow::Result<ExitStatus> {
    match &args.command {
        PeopleCommand::Check(args) => check(args),
    }
}

fn check(args: &PeopleCheckArgs) -> anyhow::Result<ExitStatus> {
    let shipped = People::builtin();
    let mut out = anstream::stdout();
    let Some(path) = &args.file else {
        writeln!(out, "the shipped registry is right: {} people", shipped.len())?;
        return Ok(ExitStatus::Success);
    };
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    match People::parse(&path.display().to_string(), &text, Format::of(path)) {
        Ok(people) => {
            let together = shipped.with(&people).len();
            let n = people.len();
            writeln!(out, "{} is right: {n} people; with the shipped registry {together}", path.display())?;
            Ok(ExitStatus::Success)
        }
        Err(error) => {
            let mut errors = anstream::stderr();
            writeln!(errors, "{error}")?;
            let n = error.problems.len();
            let things = if n == 1 { "thing is" } else { "things are" };
            writeln!(errors, "dixit: {}: {n} {things} wrong", path.display())?;
            Ok(ExitStatus::SomeFailed)
        }
    }
}
