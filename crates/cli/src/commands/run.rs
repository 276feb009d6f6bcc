//! `dixit run`: many articles into data.

use std::io::{self, Write as _};
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use anyhow::Context as _;
use dixit_ingest::Reader;
use dixit_pipeline::bulk::{self, Incident, Job, Sink, Totals};
use dixit_record::{Format, Offsets, Options};

use crate::args::{OutputFormat, RunArgs, Unit};
use crate::exit::ExitStatus;
use crate::input::paths_or_stdin;
use crate::output::Output;
use crate::progress::Progress;

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
    let reader = Reader::paths(paths.clone(), args.input.reader_options());
    let passed_over = reader.passed_over();
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
        stop: &AtomicBool::new(false),
    };

    let mut output = Output::open(args.output.as_deref())?;
    let progress = Progress::start(args.quiet, &paths, reader.bytes_read());
    let mut sink = OutputSink { output: &mut output, progress: &progress };
    let result = sink.write(format.heading().as_bytes()).and_then(|()| bulk::run(reader, &job, &mut sink));
    let totals = match result {
        Ok(totals) => totals,
        Err(error) => {
            output.discard();
            let to = args.output.as_ref().map_or("standard output".into(), |p| p.display().to_string());
            return Err(error).with_context(|| format!("cannot write to {to}"));
        }
    };
    output.finish()?;
    progress.finish(&totals, passed_over.load(Ordering::Relaxed));
    Ok(if totals.failed > 0 { ExitStatus::SomeFailed } else { ExitStatus::Success })
}

struct OutputSink<'a> {
    output: &'a mut Output,
    progress: &'a Progress,
}

impl Sink for OutputSink<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.output.write_all(bytes)
    }

    fn incident(&mut self, incident: &Incident) {
        self.progress.incident(incident);
    }

    fn progress(&mut self, totals: &Totals) {
        self.progress.update(totals);
    }
}
