//! `dixit run`: many articles into data.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use dixit_ingest::Reader;
use dixit_pipeline::bulk::{self, Incident, Job, Severity, Sink, Totals};
use dixit_record::{Format, Offsets, Options};
use serde_json::{Value, json};

use crate::args::{OutputFormat, RunArgs, Unit};
use crate::checkpoint::Checkpoint;
use crate::exit::ExitStatus;
use crate::input::paths_or_stdin;
use crate::output::{Output, PartialFile, cannot_write, partial_name};
use crate::progress::Progress;

/// Set by a signal: finish what has been read, then end.
static STOP: AtomicBool = AtomicBool::new(false);

pub(crate) fn run(args: &RunArgs) -> anyhow::Result<ExitStatus> {
    let paths = paths_or_stdin(&args.paths)?;
    let format = match args.format {
        OutputFormat::Jsonl => Format::Jsonl,
        OutputFormat::Csv => Format::Csv,
        OutputFormat::Gold => Format::Gold,
    };
    let offsets = match args.offsets {
        Unit::Chars => Offsets::Chars,
        Unit::Bytes => Offsets::Bytes,
        Unit::Utf16 => Offsets::Utf16,
    };
    let mut reader = Reader::paths(paths.clone(), args.input.reader_options());
    let passed_over = reader.passed_over();
    let bytes_read = reader.bytes_read();
    let analyzer = args.engine.analyzer()?;
    let decoder = args.input.decoder();
    let job = Job {
        analyzer: &analyzer,
        decoder: &decoder,
        format,
        options: Options {
            offsets: format.fixed_offsets().unwrap_or(offsets),
            min_confidence: args.min_confidence,
            with_text: args.with_text,
        },
        workers: args.jobs.unwrap_or_else(|| thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)),
        stop: &STOP,
    };

    let settings = settings(args, &analyzer.engine().version);
    let earlier = if args.resume { earlier_run(args, &paths, &settings)? } else { Earlier::None };
    let (mut output, before) = match earlier {
        Earlier::Complete => return Ok(ExitStatus::Success),
        Earlier::None => (Output::open(args.output.as_deref())?, None),
        Earlier::Stopped(path, checkpoint) => {
            checkpoint.skip_done(&mut reader)?;
            let file = PartialFile::open(&path, checkpoint.bytes)?;
            (Output::File(file), Some(checkpoint))
        }
    };
    // A second signal ends the program at once.
    ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    })
    .context("cannot listen for signals")?;

    let progress = Progress::start(args.quiet, &paths, bytes_read);
    let mut sink = RunSink {
        path: matches!(output, Output::File(_)).then(|| args.output.clone()).flatten(),
        output: &mut output,
        progress: &progress,
        settings,
        before: before.as_ref().map_or_else(Totals::default, |c| c.totals),
        saved: before.is_some(),
        last: before.as_ref().map_or_else(String::new, |c| c.last.clone()),
        saved_at: Instant::now(),
        save_every: Duration::from_secs_f64(args.checkpoint),
        failures: BTreeMap::new(),
    };
    let heading = if before.is_none() { format.heading() } else { "" };
    let result = sink.write(heading.as_bytes()).and_then(|()| {
        let ended = bulk::run(reader, &job, &mut sink)?;
        if ended.stopped {
            sink.save(&ended.totals)?;
        }
        Ok(ended)
    });
    let RunSink { saved, failures, before, .. } = sink;
    let ended = match result {
        Ok(ended) => ended,
        Err(error) => {
            let to = args.output.as_ref().map_or("standard output".into(), |p| p.display().to_string());
            let kept = if saved { "; what is done is kept, and --resume goes on" } else { "" };
            if !saved {
                output.discard();
            }
            return Err(error).with_context(|| format!("cannot write to {to}{kept}"));
        }
    };
    let mut totals = before;
    totals.add(&ended.totals);
    let kept = ended.stopped && matches!(output, Output::File(_));
    if !kept {
        output.finish()?;
        if let Some(path) = &args.output {
            // There is none where the run was short.
            let _ = fs::remove_file(Checkpoint::path(path));
        }
    }
    let took = progress.finish(&totals, ended.totals.words, passed_over.load(Ordering::Relaxed));
    if let Some(path) = &args.stats {
        let stats = stats(&totals, &failures, !ended.stopped, took, &job);
        fs::write(path, format!("{stats:#}\n")).with_context(|| cannot_write(path))?;
    }
    Ok(match (ended.stopped, totals.failed) {
        (true, _) => {
            let how = match &args.output {
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

/// What an earlier run left behind.
enum Earlier {
    None,
    Stopped(PathBuf, Checkpoint),
    Complete,
}

fn earlier_run(args: &RunArgs, paths: &[PathBuf], settings: &Value) -> anyhow::Result<Earlier> {
    let Some(path) = &args.output else { bail!("--resume needs an output file: add -o FILE") };
    if paths.iter().any(|p| p.as_os_str() == "-") {
        bail!("--resume cannot read standard input again; give files or folders");
    }
    let say = |line: String| -> io::Result<()> {
        if args.quiet { Ok(()) } else { writeln!(anstream::stderr(), "dixit: {line}") }
    };
    let Some(checkpoint) = Checkpoint::load(path)? else {
        if !path.exists() || partial_name(path).exists() {
            say(format!("nothing to resume for {}; starting afresh", path.display()))?;
            return Ok(Earlier::None);
        }
        say(format!("{} is complete; nothing to resume", path.display()))?;
        return Ok(Earlier::Complete);
    };
    if checkpoint.settings != *settings {
        bail!(
            "{} was begun with other settings ({}, now {settings}); run without --resume",
            path.display(),
            checkpoint.settings
        );
    }
    let on_disk = fs::metadata(partial_name(path)).map_or(0, |m| m.len());
    if on_disk < checkpoint.bytes {
        bail!("{} is shorter than it was; run without --resume", partial_name(path).display());
    }
    say(format!("{} articles are done; going on after {}", checkpoint.totals.inputs(), checkpoint.last))?;
    Ok(Earlier::Stopped(path.clone(), checkpoint))
}

/// Everything that decides what the output says, for a checkpoint.
fn settings(args: &RunArgs, version: &str) -> Value {
    json!({
        "paths": args.paths,
        "format": format!("{:?}", args.format),
        "offsets": format!("{:?}", args.offsets),
        "min_confidence": args.min_confidence,
        "with_text": args.with_text,
        "engine": format!("{:?}", args.engine.engine),
        "outlets": args.engine.outlets,
        "input": format!("{:?}", args.input.input),
        "map": format!("{:?}", args.input.map),
        "max_size": args.input.max_size,
        "version": version,
    })
}

fn stats(
    totals: &Totals,
    failures: &BTreeMap<&'static str, u64>,
    complete: bool,
    took: Duration,
    job: &Job<'_>,
) -> Value {
    json!({
        "complete": complete,
        "articles": totals.articles,
        "failed": totals.failed,
        "skipped": totals.skipped,
        "words": totals.words,
        "text_bytes": totals.text_bytes,
        "quotations": totals.quotations,
        "named_speakers": totals.named,
        "incidents": failures,
        "seconds": (took.as_secs_f64() * 1000.0).round() / 1000.0,
        "threads": job.workers,
        "engine": job.analyzer.engine().name,
        "version": job.analyzer.engine().version,
    })
}

struct RunSink<'a> {
    output: &'a mut Output,
    progress: &'a Progress,
    /// The output's final name, where it is a file and can be resumed.
    path: Option<PathBuf>,
    settings: Value,
    /// The sums of the run that this one goes on with.
    before: Totals,
    /// Name of the last article written.
    last: String,
    /// Whether a checkpoint is on disk.
    saved: bool,
    saved_at: Instant,
    save_every: Duration,
    /// Failures and skips of this run by kind.
    failures: BTreeMap<&'static str, u64>,
}

impl RunSink<'_> {
    /// Puts on disk what this run has done, where its output is a file.
    fn save(&mut self, totals: &Totals) -> io::Result<()> {
        if let (Output::File(file), Some(path)) = (&mut *self.output, &self.path) {
            let bytes = file.seal()?;
            let mut all = self.before;
            all.add(totals);
            let settings = self.settings.clone();
            Checkpoint { settings, bytes, last: self.last.clone(), totals: all }.save(path)?;
            self.saved = true;
            self.saved_at = Instant::now();
        }
        Ok(())
    }
}

impl Sink for RunSink<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.output.write_all(bytes)
    }

    fn incident(&mut self, incident: &Incident) {
        if incident.severity != Severity::Note {
            *self.failures.entry(incident.kind).or_default() += 1;
        }
        self.progress.incident(incident);
    }

    fn progress(&mut self, totals: &Totals, last: &str) -> io::Result<()> {
        self.progress.update(totals);
        self.last.clear();
        self.last.push_str(last);
        if self.saved_at.elapsed() >= self.save_every { self.save(totals) } else { Ok(()) }
    }
}
