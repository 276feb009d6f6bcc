//! The remains of an earlier run, and whether this one may continue it.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use dixit_ingest::Reader;
use dixit_pipeline::bulk::{Digest, Job};
use serde_json::{Map, Value, json};

use super::outputs::Plan;
use crate::args::RunArgs;
use crate::checkpoint::Checkpoint;
use crate::input::Selection;
use crate::output::{cannot_write, name_complete, partial_name};

/// The remains of an earlier run.
pub(super) enum Earlier {
    None,
    Stopped(Box<Checkpoint>),
    Complete,
}

/// Looks for what a run with these arguments can go on with, and refuses what it may not.
pub(super) fn earlier_run(
    args: &RunArgs,
    plan: &Plan,
    paths: &[PathBuf],
    settings: &Map<String, Value>,
    reader: impl FnOnce() -> Reader,
) -> anyhow::Result<Earlier> {
    let Some(main) = plan.main() else {
        if args.resume {
            bail!("--resume needs an output file: add -o FILE");
        }
        return Ok(Earlier::None);
    };
    if args.restart {
        // Before anything is written: it speaks of what will be there no more.
        Checkpoint::remove(main).with_context(|| cannot_write(main))?;
        return Ok(Earlier::None);
    }
    if !args.resume {
        if Checkpoint::is_there(main) {
            let done = Checkpoint::load(main).ok().flatten().map_or(0, |c| c.totals.inputs());
            bail!(
                "an earlier run was stopped while it wrote {}, after {done} articles: --resume goes on with it, \
                 --restart begins again",
                main.display()
            );
        }
        return Ok(Earlier::None);
    }
    if plan.resumable().any(|path| path == Path::new("-")) {
        bail!("--resume cannot go on with standard output; give files alone");
    }
    if paths.iter().any(|p| p.as_os_str() == "-") {
        bail!("--resume cannot read standard input again; give files or folders");
    }
    if args.unordered {
        bail!("--resume needs the order of the input; run without --unordered");
    }
    match Checkpoint::load(main)? {
        Some(checkpoint) => stopped(args, plan, main, settings, checkpoint),
        None if !main.exists() || partial_name(main).exists() => {
            say(args, &format!("nothing to resume for {}; starting afresh", main.display()))?;
            Ok(Earlier::None)
        }
        None => complete(args, plan, main, paths, settings, reader),
    }
}

fn say(args: &RunArgs, line: &str) -> io::Result<()> {
    if args.quiet { Ok(()) } else { writeln!(anstream::stderr(), "dixit: {line}") }
}

/// There is a checkpoint.
fn stopped(
    args: &RunArgs,
    plan: &Plan,
    main: &Path,
    settings: &Map<String, Value>,
    checkpoint: Checkpoint,
) -> anyhow::Result<Earlier> {
    if let Some(other) = checkpoint.differences(settings) {
        bail!("{} was begun with other settings: {other}; --restart begins again", main.display());
    }
    if checkpoint.complete {
        // Stopped between completing the files and naming the last of them.
        for path in plan.resumable() {
            if !name_complete(path).with_context(|| cannot_write(path))? && !path.exists() {
                bail!("{} is not there any more; --restart begins again", path.display());
            }
            checkpoint.record(path)?;
        }
        Checkpoint::remove(main)?;
        say(args, &format!("{} is complete; nothing to resume", main.display()))?;
        return Ok(Earlier::Complete);
    }
    for path in plan.resumable() {
        if !partial_name(path).exists() {
            bail!("{} is not there any more; --restart begins again", partial_name(path).display());
        }
    }
    let (done, last) = (checkpoint.totals.inputs(), &checkpoint.last);
    say(args, &format!("{done} articles are done; going on after {last}"))?;
    Ok(Earlier::Stopped(Box::new(checkpoint)))
}

/// There is an output: it must be that of a run with these settings and this input.
fn complete(
    args: &RunArgs,
    plan: &Plan,
    main: &Path,
    paths: &[PathBuf],
    settings: &Map<String, Value>,
    reader: impl FnOnce() -> Reader,
) -> anyhow::Result<Earlier> {
    let (shown, anew) = (main.display(), "--restart makes it anew");
    let Some(mut record) = Checkpoint::load_record(main)? else {
        bail!("{shown} is there, and nothing tells what it was made from; {anew}");
    };
    if let Some(other) = record.differences(settings) {
        bail!("{shown} is complete, and was made with other settings: {other}; {anew}");
    }
    if let Some(path) = plan.changed(&record.sealed) {
        bail!("{} is not what the run that made it has left; {anew}", path.display());
    }
    let files = fingerprint(paths);
    if record.files != files {
        // Their times may be all that changed.
        let inputs = reader().map(|item| Digest::of(&item)).fold(Digest::default(), Digest::then);
        if inputs != record.digest {
            bail!(
                "{shown} is complete, and was made from another input (the files have changed since); {anew}"
            );
        }
        record.files = files;
        record.record(main)?;
    }
    say(args, &format!("{shown} is complete; nothing to resume"))?;
    Ok(Earlier::Complete)
}

/// Reads past the inputs that are done, and makes sure that they are what they were.
pub(super) fn skip_done(checkpoint: &Checkpoint, reader: &mut Reader, job: &Job) -> anyhow::Result<()> {
    let done = checkpoint.totals.inputs();
    let (mut met, mut digest, mut last) = (0, Digest::default(), String::new());
    let items = reader.by_ref().take(usize::try_from(done)?).filter_map(|item| {
        met += 1;
        digest = digest.then(Digest::of(&item));
        match item {
            Ok(raw) => {
                last.clone_from(&raw.name);
                Some(raw)
            }
            Err(failure) => {
                last = failure.name;
                None
            }
        }
    });
    job.note_written(items)?;
    if met < done {
        bail!("the input has changed since: it had {done} articles and has {met}; --restart begins again");
    }
    if last != checkpoint.last {
        let before = &checkpoint.last;
        bail!(
            "the input has changed since: its article {done} was {before} and is now {last}; --restart begins again"
        );
    }
    if digest != checkpoint.digest {
        bail!(
            "the input has changed since: among its first {done} articles are others than before; --restart begins again"
        );
    }
    Ok(())
}

/// A digest of names, sizes and times of all files that are read; `None` where standard input is.
pub(super) fn fingerprint(paths: &[PathBuf]) -> Option<String> {
    if paths.iter().any(|path| path.as_os_str() == "-") {
        return None;
    }
    let file = |path: PathBuf| {
        let metadata = fs::metadata(&path).ok();
        let modified = metadata.as_ref().and_then(|m| m.modified().ok());
        format!("{path:?} {:?} {modified:?}", metadata.as_ref().map(fs::Metadata::len))
    };
    let digests = dixit_ingest::files(paths).map(|path| Digest::of_bytes(file(path).as_bytes()));
    Some(digests.fold(Digest::default(), Digest::then).to_string())
}

/// Everything that decides what the output says, for a checkpoint.
pub(super) fn settings(
    args: &RunArgs,
    selection: &Selection,
    job: &Job,
) -> anyhow::Result<Map<String, Value>> {
    let (engine, input) = (job.engine(), &args.input);
    let shown = |path: &Path| path.to_string_lossy().into_owned();
    let output = |target: &crate::output::Target| -> anyhow::Result<Value> {
        Ok(json!([shown(&target.path), format!("{:?}", target.kind(args.format)?)]))
    };
    let file = |path: &PathBuf| fs::read(path).map(|bytes| Digest::of_bytes(&bytes).to_string());
    let contents = |path: &Option<PathBuf>| {
        path.as_ref()
            .map(|path| file(path).with_context(|| format!("cannot read {}", path.display())))
            .transpose()
    };
    let value = json!({
        "paths": short(selection.paths.iter().map(|path| shown(path)).collect()),
        "from_failed": selection.names().map(short),
        "shard": args.select.shard.map(|shard| format!("{}/{}", shard.index + 1, shard.count)),
        "output": args.output.iter().map(output).collect::<anyhow::Result<Vec<_>>>()?,
        "failed": args.failed.as_deref().map(shown),
        "offsets": format!("{:?}", args.offsets).to_lowercase(),
        "min_confidence": args.min_confidence,
        "with_text": args.with_text,
        "dedup": args.dedup,
        "unordered": args.unordered,
        "engine": engine.name,
        "backend": format!("{:?} {:?} {:?}", args.engine.backend, args.engine.device, args.engine.precision),
        "models": engine.models,
        "outlets": contents(&args.engine.outlets)?,
        "people": contents(&args.engine.people)?,
        "input": format!("{:?}", input.input).to_lowercase(),
        "map": input.map.to_string(),
        "max_size": input.max_size,
        "any_language": input.any_language,
        "version": engine.version,
        "program": program(),
    });
    let Value::Object(settings) = value else { bail!("settings are an object") };
    Ok(settings)
}

/// A list as it is where it can be read at a glance, else its length and digest.
fn short(list: Vec<String>) -> Value {
    const FEW: usize = 20;
    if list.len() <= FEW {
        return json!(list);
    }
    let digest =
        list.iter().map(|item| Digest::of_bytes(item.as_bytes())).fold(Digest::default(), Digest::then);
    json!(format!("{} ({digest})", list.len()))
}

/// Identifies this build: a digest of samples of the program, which differ in any other build.
fn program() -> Option<String> {
    use std::io::{Read as _, Seek as _, SeekFrom};
    const SAMPLE: usize = 4 << 10;
    const EVERY: u64 = 64 << 10;
    let mut file = fs::File::open(std::env::current_exe().ok()?).ok()?;
    let length = file.metadata().ok()?.len();
    let mut digest = Digest::of_bytes(&length.to_le_bytes());
    let mut sample = [0; SAMPLE];
    for at in (0..length.saturating_sub(SAMPLE as u64)).step_by(EVERY as usize) {
        file.seek(SeekFrom::Start(at)).ok()?;
        file.read_exact(&mut sample).ok()?;
        digest = digest.then(Digest::of_bytes(&sample));
    }
    Some(digest.to_string())
}
