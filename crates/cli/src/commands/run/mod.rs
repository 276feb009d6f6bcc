//! `dixit run`: many articles into data.

pub(crate) mod outputs;
mod resume;
mod sink;
mod worker;

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use anyhow::Context as _;
use dixit_pipeline::bulk::{self, Ended, Job, Seen, Totals, Work};
use dixit_record::Options;
use serde_json::{Value, json};

use crate::args::RunArgs;
use crate::checkpoint::{Checkpoint, Kinds};
use crate::exit::ExitStatus;
use crate::input::Selection;
use crate::memory;
use crate::output::{Sealed, partial_name};
use crate::progress::Progress;
use outputs::{Outputs, Plan, shown};
use resume::Earlier;
use sink::RunSink;
#[cfg(feature = "serve")]
pub(crate) use worker::bind_memory;
pub(crate) use worker::{IS_WORKER, Starter, work, worker, worker_command};

/// `worker` makes the command that starts this program once more as a worker, where that can be done.
pub(crate) fn run(
    args: &RunArgs,
    worker: Option<impl Fn() -> Command + Send + Sync + 'static>,
) -> anyhow::Result<ExitStatus> {
    let selection = Selection::new(&args.paths, &args.select)?;
    let paths = &selection.paths;
    let plan = Plan::of(&args.output, args.format)?;
    let plan = plan.with_lists(args.failed.as_deref(), args.stats.as_deref());
    plan.check(&all_inputs(args, paths))?;
    let locks = Outputs::lock(&plan)?;
    let mut job = job(args, &plan, worker)?;
    let settings = resume::settings(args, &selection, &job)?;
    let reader = || selection.reader(args.input.reader_options());
    let earlier = resume::earlier_run(args, &plan, paths, &settings, reader)?;
    // Beside the rest: looking at a million files takes a while.
    let of_files = paths.clone();
    let files = thread::spawn(move || resume::fingerprint(&of_files));
    let mut reader = reader();
    let (passed_over, bytes_read) = (reader.passed_over(), reader.bytes_read());
    let (mut outputs, before) = match earlier {
        Earlier::Complete => return Ok(ExitStatus::Success),
        Earlier::None => (Outputs::open(&plan, locks, None)?, None),
        Earlier::Stopped(checkpoint) => {
            resume::skip_done(&checkpoint, &mut reader, &job)?;
            job.after = checkpoint.digest;
            (Outputs::open(&plan, locks, Some(&checkpoint.sealed))?, Some(checkpoint))
        }
    };
    stop_on_signal(&job)?;

    let progress = Progress::start(args.quiet, args.progress, paths, bytes_read, &job);
    let path = plan.main().filter(|_| outputs.all_are_files() && job.ordered).map(Into::into);
    let every = Duration::from_secs_f64(args.checkpoint);
    let mut sink = RunSink::new(&mut outputs, &progress, path, settings, before, job.after, every);
    let result = bulk::run(reader, &job, &mut sink).and_then(|ended| {
        if ended.stopped {
            sink.save()?;
        }
        Ok(ended)
    });
    let (saved, can_resume) = (sink.saved, sink.path.is_some());
    let ended = match result {
        Ok(ended) => ended,
        Err(error) => {
            let kept = saved && plan.main().is_some_and(Checkpoint::is_there);
            let kept = if kept { "; what is done is kept, and --resume goes on" } else { "" };
            if !saved {
                outputs.discard();
            }
            return Err(error).with_context(|| format!("the run could not go on{kept}"));
        }
    };
    let totals = sink.reached;
    let mut done = sink.checkpoint(Vec::new(), true);
    let kinds = sink.kinds;
    let took = progress.finish(&totals, &ended.totals, &kinds, passed_over.load(Ordering::Relaxed));
    outputs.write_stats(&format!("{:#}\n", stats(&totals, &kinds, ended, took, &job)))?;
    let kept = ended.stopped && can_resume;
    if !kept {
        // The files of a run that goes on with another may have changed since that was begun.
        done.files = done.files.or_else(|| files.join().ok().flatten());
        finish(&plan, outputs, &mut done, can_resume, !ended.stopped, &progress)?;
    }
    Ok(match (ended.stopped, totals.failed) {
        (true, _) => {
            say_stopped(&totals, plan.main().filter(|_| kept), &progress);
            ExitStatus::Stopped
        }
        (false, 0) => ExitStatus::Success,
        (false, _) => ExitStatus::SomeFailed,
    })
}

/// Tells of a run that was stopped, and where its output is kept.
fn say_stopped(totals: &Totals, kept: Option<&Path>, progress: &Progress) {
    let how = kept.map_or_else(String::new, |path| {
        format!("; what is done is in {}, and --resume goes on", partial_name(path).display())
    });
    progress.say(&format!("dixit: stopped after {} articles{how}", totals.inputs()));
}

/// Gives the outputs their names, and records beside each file what it was made from.
fn finish(
    plan: &Plan,
    outputs: Outputs,
    done: &mut Checkpoint,
    can_resume: bool,
    is_whole: bool,
    progress: &Progress,
) -> anyhow::Result<()> {
    // Where a run is cut off between two names, the next one finds this and gives the rest theirs.
    let main = plan.main().filter(|_| can_resume);
    let closed = outputs.finish(|lengths: Vec<Sealed>| {
        done.sealed = lengths;
        main.map_or(Ok(()), |main| done.save(main))
    })?;
    if is_whole {
        plan.paths().filter(|path| path.is_file()).try_for_each(|path| done.record(path))?;
    }
    if let Some(main) = main {
        Checkpoint::remove(main)?;
    }
    for path in closed {
        progress.say(&format!(
            "dixit: note: {} was closed before it had everything; the other outputs have",
            shown(&path)
        ));
    }
    Ok(())
}

/// Everything that is read, of which nothing may be written.
fn all_inputs(args: &RunArgs, paths: &[PathBuf]) -> Vec<PathBuf> {
    let lists =
        [&args.select.files_from, &args.select.from_failed, &args.engine.outlets, &args.engine.people];
    let lists = lists.into_iter().chain([&args.config]).flatten();
    paths.iter().chain(lists).chain(&args.engine.model).cloned().collect()
}

/// The job, with its worker processes where it has such.
fn job(
    args: &RunArgs,
    plan: &Plan,
    worker: Option<impl Fn() -> Command + Send + Sync + 'static>,
) -> anyhow::Result<Job> {
    job_of(args, plan, work(args.workers, args.max_memory, &args.engine, worker)?)
}

fn job_of(args: &RunArgs, plan: &Plan, work: Work) -> anyhow::Result<Job> {
    Ok(Job {
        work,
        decoder: args.input.decoder(),
        formats: plan.formats.clone(),
        options: Options {
            offsets: plan.fixed_offsets(args.offsets.into())?,
            min_confidence: args.min_confidence,
            with_text: args.with_text,
            ..Options::default()
        },
        workers: args.jobs.unwrap_or_else(|| thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)),
        ordered: !args.unordered,
        dedup: args.dedup.then(Arc::<Seen>::default),
        time_limit: (args.time_limit > 0.0).then(|| Duration::from_secs_f64(args.time_limit)),
        after: bulk::Digest::default(),
        stop: Arc::default(),
        abort: Arc::default(),
    })
}

/// The first signal asks the run to finish what has been read, the second to save what has been written, and a third ends the
/// program as it is.
fn stop_on_signal(job: &Job) -> anyhow::Result<()> {
    let (stop, abort) = (Arc::clone(&job.stop), Arc::clone(&job.abort));
    let handler = move || {
        if stop.swap(true, Ordering::Relaxed) && abort.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    };
    ctrlc::set_handler(handler).context("cannot listen for signals")
}

fn stats(totals: &Totals, kinds: &Kinds, ended: Ended, took: Duration, job: &Job) -> Value {
    let engine = job.engine();
    json!({
        "complete": !ended.stopped,
        "articles": totals.articles,
        "failed": totals.failed,
        "skipped": totals.skipped,
        "words": totals.words,
        "text_bytes": totals.text_bytes,
        "quotations": totals.quotations,
        "named_speakers": totals.named,
        "incidents": kinds.all(),
        "notes": kinds.noted,
        "analysis_seconds": totals.analysis_nanos as f64 / 1e9,
        "seconds": (took.as_secs_f64() * 1000.0).round() / 1000.0,
        "peak_memory_bytes": memory::peak(job),
        "threads": job.workers,
        "engine": engine.name,
        "version": engine.version,
        "models": engine.models,
    })
}
