//! The processes in which a run has its articles analysed: this program once more, with the same arguments.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{anyhow, bail};
use dixit_pipeline::bulk::{self, Processes, Work};

use super::job_of;
use super::outputs::Plan;
use crate::args::{EngineArgs, RunArgs, Workers};
use crate::exit::ExitStatus;

/// Set in the environment of a worker.
pub(crate) const IS_WORKER: &str = "DIXIT_WORKER";

/// The command that starts this program as a worker.
#[derive(Clone)]
pub(crate) enum Starter {
    /// Its file is the program.
    Itself,
    /// It lives in another program, and this is the command that brings it to run it, in front of the arguments.
    Command(Vec<OsString>),
}

impl Starter {
    fn command(&self) -> Command {
        match self {
            Self::Itself => {
                let mut command = Command::new(program());
                #[cfg(unix)]
                std::os::unix::process::CommandExt::arg0(&mut command, "dixit");
                command
            }
            Self::Command(words) => {
                let mut words = words.iter();
                let mut command = Command::new(words.next().map_or(OsStr::new("dixit"), OsString::as_os_str));
                command.args(words);
                command
            }
        }
    }
}

/// Makes the command that starts a worker with these arguments, the first being the program's name.
pub(crate) fn worker_command(
    starter: &Starter,
    given: &[OsString],
) -> impl Fn() -> Command + Send + Sync + 'static {
    let starter = starter.clone();
    let given: Vec<OsString> = given.iter().skip(1).cloned().collect();
    move || {
        let mut command = starter.command();
        command.args(&given).env(IS_WORKER, "1");
        command
    }
}

/// This program; on Linux under a name that it keeps where its file is replaced or removed during a run.
fn program() -> PathBuf {
    let itself = Path::new("/proc/self/exe");
    match std::env::current_exe() {
        Ok(path) if !itself.exists() => path,
        _ => itself.to_owned(),
    }
}

/// Where articles are analysed: in processes that `worker` starts, of which an article may take `max_memory` megabytes (0 sets no
/// limit), or in threads.
pub(crate) fn work(
    workers: Workers,
    max_memory: u64,
    engine: &EngineArgs,
    worker: Option<impl Fn() -> Command + Send + Sync + 'static>,
) -> anyhow::Result<Work> {
    let worker = match workers {
        // Of processes each would need the graphics card for itself.
        Workers::Auto => worker.filter(|_| !engine.uses_graphics_card()),
        Workers::Threads => None,
        Workers::Processes if worker.is_none() => {
            bail!("--workers processes needs a program that can be started again")
        }
        Workers::Processes => worker,
    };
    let Some(worker) = worker else { return Ok(Work::Threads(engine.analyzer()?)) };
    let limit = (max_memory > 0).then(|| max_memory.saturating_mul(1_000_000));
    Ok(Work::Processes(Processes::start(worker, limit).map_err(|error| anyhow!("{error}"))?))
}

/// Analyses what the run sends, as a worker.
pub(crate) fn worker(args: &RunArgs) -> anyhow::Result<ExitStatus> {
    let plan = Plan::of(&args.output, args.format)?;
    let job = job_of(args, &plan, Work::Threads(args.engine.analyzer()?))?;
    bind_memory(args.max_memory.saturating_mul(1_000_000));
    bulk::serve(&job, io::stdin(), io::stdout())?;
    Ok(ExitStatus::Success)
}

/// Lets an article have `limit` bytes beside what is taken already; 0 sets no limit.
#[cfg(target_os = "linux")]
pub(crate) fn bind_memory(limit: u64) {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};
    /// Stacks and buffers that are no article's.
    const OURS: u64 = 128 << 20;
    let Some(taken) = crate::memory::data().filter(|_| limit > 0) else { return };
    let Ok((_, most)) = getrlimit(Resource::RLIMIT_DATA) else { return };
    let limit = most.min(taken.saturating_add(limit).saturating_add(OURS));
    // Without it the system's own limit remains.
    let _ = setrlimit(Resource::RLIMIT_DATA, limit, most);
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn bind_memory(_limit: u64) {}
