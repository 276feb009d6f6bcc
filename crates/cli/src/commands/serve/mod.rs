//! `dixit serve`: articles in over HTTP, records out.

mod args;

use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context as _, bail};
use dixit_pipeline::bulk::{self, Work};
use dixit_record::Offsets;
use dixit_serve::{Config, ReviewConfig, Server};

pub(crate) use args::ServeArgs;

use crate::commands::run::{bind_memory, work};
use crate::exit::ExitStatus;

/// `worker` makes the command that starts this program once more as a worker, where that can be done.
pub(crate) fn run(
    args: &ServeArgs,
    worker: Option<impl Fn() -> Command + Send + Sync + 'static>,
) -> anyhow::Result<ExitStatus> {
    let work = match work(args.workers, args.max_memory, &args.engine, worker)? {
        Work::Processes(processes) => Work::Processes(processes.kept()),
        threads => threads,
    };
    let server = Server::bind(config(args, work)?)?;
    stop_on_signal(&server)?;
    let page = if args.review.is_some() { "/review" } else { "" };
    writeln!(anstream::stderr(), "dixit: serving on http://{}{page}", server.address())?;
    let answered = server.run()?;
    if !answered {
        writeln!(anstream::stderr(), "dixit: some requests were not answered in time")?;
        return Ok(ExitStatus::SomeFailed);
    }
    Ok(ExitStatus::Success)
}

/// Analyses what the server sends, as a worker.
pub(crate) fn worker(args: &ServeArgs) -> anyhow::Result<ExitStatus> {
    let config = config(args, Work::Threads(args.engine.analyzer()?))?;
    bind_memory(args.max_memory.saturating_mul(1_000_000));
    bulk::serve(&config.job, io::stdin(), io::stdout())?;
    Ok(ExitStatus::Success)
}

/// The same for the server and its workers.
fn config(args: &ServeArgs, work: Work) -> anyhow::Result<Config> {
    let mut config = Config::new(work);
    config.job.decoder = args.input().decoder();
    config.job.options.offsets = args.offsets.into();
    config.job.options.min_confidence = args.min_confidence;
    config.job.time_limit = (args.time_limit > 0.0).then(|| Duration::from_secs_f64(args.time_limit));
    if let Some(jobs) = args.jobs {
        config.job.workers = jobs;
    }
    config.address = SocketAddr::new(args.host, args.port);
    config.token = args.token.clone();
    config.queue = args.queue;
    config.max_body = args.max_size.get().checked_mul(1_000_000).context("--max-size is too large")?;
    if let Some(articles) = &args.review {
        if config.job.options.offsets != Offsets::Chars {
            bail!("the gold of --review counts characters: leave --offsets out");
        }
        let gold = args.gold.clone().unwrap_or_else(|| match articles.is_dir() {
            true => articles.join("gold"),
            false => articles.with_extension("gold"),
        });
        let against = args.against.map(|engine| args.engine.other(engine).analyzer()).transpose()?;
        config.review = Some(ReviewConfig { articles: articles.clone(), gold, against });
    }
    if !args.quiet {
        config.log = Some(Arc::new(|line| drop(writeln!(io::stderr().lock(), "{line}"))));
    }
    Ok(config)
}

/// The first signal lets the server answer what it was asked, the second ends the program as it is.
fn stop_on_signal(server: &Server) -> anyhow::Result<()> {
    let (stopper, asked) = (server.stopper(), AtomicBool::new(false));
    let handler = move || {
        if asked.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(ExitStatus::Stopped.code()));
        }
        stopper.stop();
    };
    ctrlc::set_handler(handler).context("cannot listen for signals")
}
