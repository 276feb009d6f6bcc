//! Articles one by one, as a service gets them.

use std::io;

use dixit_ingest::Raw;
use dixit_text::Scratch;

use super::work::Todo;
use super::{Job, Reached, Sink, Work, process};

/// Analyses one article as [`run`](super::run) does each: a panic, or too long a time, is a failure told to the sink, and after the
/// article [`Sink::progress`] is told its sums. On this thread, or where the job has processes, on one that waits; one is
/// started where none does, and waits for the next article afterwards.
///
/// # Errors
/// Those of the sink, and of starting processes.
pub fn one(job: &Job, raw: Raw, scratch: &mut Scratch, sink: &mut dyn Sink) -> io::Result<()> {
    let article = match &job.work {
        Work::Threads(_) => {
            let recipe = job.recipe().ok_or(io::ErrorKind::Unsupported)?;
            recipe.article(Todo::unhashed(raw), scratch, |_| false)
        }
        Work::Processes(processes) => process::one(job, processes, &raw)?,
    };
    article.write(sink)?;
    sink.progress(&Reached { totals: &article.totals, last: &article.name, digest: article.digest })
}
