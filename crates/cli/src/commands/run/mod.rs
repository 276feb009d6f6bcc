//! `dixit run`: many articles into data.

pub(crate) mod outputs;
mod resume;
mod sink;

use std::collections::BTreeMap;
use std::fs;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use dixit_pipeline::bulk::{self, Ended, Job, Seen, Totals};
use dixit_record::{Offsets, Options};
use serde_json::{Value, json};

use crate::args::{RunArgs, Unit};
use crate::checkpoint::Checkpoint;
use crate::exit::ExitStatus;
use crate::input::Selection;
use crate::memory;
use crate::output::{cannot_write, partial_name};
use crate::progress::Progress;
use outputs::{Outputs, Plan};
use resume::Earlier;
use sink::RunSink;

pub(crate) fn run(args: &RunArgs) -> anyhow::Result<ExitStatus> {
    let selection = Selection::new(&args.paths, &args.select)?;
    let paths = &selection.paths;
    let plan = Plan::of(&args.output, args.format, args.failed.as_deref())?;
    let mut reader = selection.reader(args.input.reader_options());
    let passed_over = reader.passed_over();
    let bytes_read = reader.bytes_read();
    let job = job(args, &plan)?;

    let settings = resume::settings(args, job.analyzer.engine());
    if args.resume && args.unordered {
        bail!("--resume needs the order of the input; run without --unordered");
    }
    let earlier =
        if args.resume { resume::earlier_run(args, &plan, paths, &settings)? } else { Earlier::None };
    let (mut outputs, before) = match earlier {
        Earlier::Complete => return Ok(ExitStatus::Success),
        Earlier::None => (Outputs::create(&plan)?, None),
        Earlier::Stopped(checkpoint) => {
            checkpoint.skip_done(&mut reader, |raw| {
                if let (Some(seen), Ok(decoded)) = (&job.dedup, job.decoder.decode(raw)) {
                    seen.note(&decoded.document);
                }
            })?;
            (Outputs::reopen(&plan, &checkpoint.sealed)?, Some(checkpoint))
        }
    };
    stop_on_signal(&job.stop)?;

    let progress = Progress::start(args.quiet, args.progress, paths, bytes_read);
    let mut sink = RunSink {
        path: plan.main().filter(|_| outputs.all_are_files() && job.ordered).map(Into::into),
        outputs: &mut outputs,
        progress: &progress,
        settings,
        before: before.as_ref().map_or_else(Totals::default, |c| c.totals),
        saved: before.is_some(),
        last: before.as_ref().map_or_else(String::new, |c| c.last.clone()),
        saved_at: Instant::now(),
        save_every: Duration::from_secs_f64(args.checkpoint),
        kinds: before.map_or_else(BTreeMap::new, |c| c.kinds),
    };
    let result = bulk::run(reader, &job, &mut sink).and_then(|ended| {
        if ended.stopped {
            sink.save(&ended.totals)?;
        }
        Ok(ended)
    });
    let (saved, can_resume) = (sink.saved, sink.path.is_some());
    let ended = match result {
        Ok(ended) => ended,
        Err(error) => {
            let kept = if saved { "; what is done is kept, and --resume goes on" } else { "" };
            if !saved {
                outputs.discard();
            }
            return Err(error).with_context(|| format!("the run could not go on{kept}"));
        }
    };
    let mut totals = sink.before;
    totals.add(&ended.totals);
    let done = sink.checkpoint(&ended.totals, Vec::new(), true);
    let kinds = sink.kinds;
    let kept = ended.stopped && can_resume;
    if !kept {
        // Where a run is cut off between two names, the next one finds this and gives the rest theirs.
        let main = plan.main().filter(|_| can_resume);
        outputs.finish(|| main.map_or(Ok(()), |main| done.save(main)))?;
        if let Some(main) = main {
            Checkpoint::remove(main);
        }
    }
    let took = progress.finish(&totals, &ended.totals, &kinds, passed_over.load(Ordering::Relaxed));
    if let Some(path) = &args.stats {
        let stats = stats(&totals, &kinds, ended, took, &job);
        fs::write(path, format!("{stats:#}\n")).with_context(|| cannot_write(path))?;
    }
    Ok(match (ended.stopped, totals.failed) {
        (true, _) => {
            let how = match plan.main() {
                Some(path) if kept => {
                    format!("; what is done is in {}, and --resume goes on", partial_name(path).display())
                }
                _ => String::new(),
            };
            progress.say(&format!("dixit: stopped after {} articles{how}", totals.inputs()));
            ExitStatus::Stopped
        }
        (false, 0) => ExitStatus::Success,
        (false, _) => ExitStatus::SomeFailed,
    })
}

fn job(args: &RunArgs, plan: &Plan) -> anyhow::Result<Job> {
    let offsets = match args.offsets {
        Unit::Chars => Offsets::Chars,
        Unit::Bytes => Offsets::Bytes,
        Unit::Utf16 => Offsets::Utf16,
    };
    Ok(Job {
        analyzer: args.engine.analyzer()?,
        decoder: args.input.decoder(),
        formats: plan.formats.clone(),
        options: Options {
            offsets: plan.fixed_offsets(offsets)?,
            min_confidence: args.min_confidence,
            with_text: args.with_text,
        },
        workers: args.jobs.unwrap_or_else(|| thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)),
        ordered: !args.unordered,
        dedup: args.dedup.then(Arc::<Seen>::default),
        time_limit: (args.time_limit > 0.0).then(|| Duration::from_secs_f64(args.time_limit)),
        stop: Arc::default(),
    })
}

/// The first signal asks the run to stop; a second one ends the program at once.
fn stop_on_signal(stop: &Arc<AtomicBool>) -> anyhow::Result<()> {
    let stop = Arc::clone(stop);
    ctrlc::set_handler(move || {
        if stop.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    })
    .context("cannot listen for signals")
}

fn stats(totals: &Totals, kinds: &BTreeMap<String, u64>, ended: Ended, took: Duration, job: &Job) -> Value {
    json!({
        "complete": !ended.stopped,
        "articles": totals.articles,
        "failed": totals.failed,
        "skipped": totals.skipped,
        "words": totals.words,
        "text_bytes": totals.text_bytes,
        "quotations": totals.quotations,
        "named_speakers": totals.named,
        "incidents": kinds,
        "analysis_seconds": totals.analysis_nanos as f64 / 1e9,
        "seconds": (took.as_secs_f64() * 1000.0).round() / 1000.0,
        "peak_memory_bytes": memory::peak(),
        "threads": job.workers,
        "engine": job.analyzer.engine().name,
        "version": job.analyzer.engine().version,
    })
}
