//! What an earlier run left behind, and whether this one may go on with it.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use dixit_record::Engine;
use serde_json::{Value, json};

use super::outputs::Plan;
use crate::args::RunArgs;
use crate::checkpoint::Checkpoint;
use crate::output::{cannot_write, name_complete, partial_name};

/// What an earlier run left behind.
pub(super) enum Earlier {
    None,
    Stopped(Checkpoint),
    Complete,
}

/// Looks for what a run with these arguments can go on with.
pub(super) fn earlier_run(
    args: &RunArgs,
    plan: &Plan,
    paths: &[PathBuf],
    settings: &Value,
) -> anyhow::Result<Earlier> {
    let Some(main) = plan.main() else { bail!("--resume needs an output file: add -o FILE") };
    if plan.paths().any(|path| path == Path::new("-")) {
        bail!("--resume cannot go on with standard output; give files alone");
    }
    if paths.iter().any(|p| p.as_os_str() == "-") {
        bail!("--resume cannot read standard input again; give files or folders");
    }
    let say = |line: String| -> io::Result<()> {
        if args.quiet { Ok(()) } else { writeln!(anstream::stderr(), "dixit: {line}") }
    };
    let Some(checkpoint) = Checkpoint::load(main)? else {
        if !main.exists() || partial_name(main).exists() {
            say(format!("nothing to resume for {}; starting afresh", main.display()))?;
            return Ok(Earlier::None);
        }
        say(format!("{} is complete; nothing to resume", main.display()))?;
        return Ok(Earlier::Complete);
    };
    if checkpoint.settings != *settings {
        bail!(
            "{} was begun with other settings ({}, now {settings}); run without --resume",
            main.display(),
            checkpoint.settings
        );
    }
    if checkpoint.complete {
        // Stopped between completing the files and naming the last of them.
        for path in plan.paths() {
            if !name_complete(path).with_context(|| cannot_write(path))? && !path.exists() {
                bail!("{} is not there any more; run without --resume", path.display());
            }
        }
        Checkpoint::remove(main);
        say(format!("{} is complete; nothing to resume", main.display()))?;
        return Ok(Earlier::Complete);
    }
    for path in plan.paths() {
        if !partial_name(path).exists() {
            bail!("{} is not there any more; run without --resume", partial_name(path).display());
        }
    }
    say(format!("{} articles are done; going on after {}", checkpoint.totals.inputs(), checkpoint.last))?;
    Ok(Earlier::Stopped(checkpoint))
}

/// Everything that decides what the output says, for a checkpoint.
pub(super) fn settings(args: &RunArgs, engine: &Engine<'_>) -> Value {
    json!({
        "paths": args.paths,
        "select": format!("{:?}", args.select),
        "output": args.output.iter().map(|t| (&t.path, format!("{:?}", t.kind(args.format)))).collect::<Vec<_>>(),
        "failed": args.failed,
        "offsets": format!("{:?}", args.offsets),
        "min_confidence": args.min_confidence,
        "with_text": args.with_text,
        "dedup": args.dedup,
        "engine": format!("{:?}", args.engine),
        "input": format!("{:?}", args.input),
        "version": engine.version,
        "models": engine.models,
    })
}
