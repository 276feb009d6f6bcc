//! Worker processes for an analyzer: the interpreter once more, running the program.

use std::ffi::OsString;
use std::io;
use std::sync::{Mutex, PoisonError};

use dixit_pipeline::bulk::Processes;

/// Starts worker processes where they are asked for, and keeps them for the runs that follow.
pub(crate) struct Isolated {
    /// What runs the program, in front of its arguments.
    starter: Vec<OsString>,
    /// The settings, as flags of the program.
    flags: Vec<OsString>,
    /// The most bytes of memory that one article may take.
    max_memory: Option<u64>,
    pools: Mutex<Pools>,
}

/// The processes of this process: those whose records hold no text, and those whose do.
#[derive(Default)]
struct Pools {
    /// The process that started them.
    of: u32,
    kept: [Option<Processes>; 2],
}

impl Isolated {
    pub(crate) fn new(starter: Vec<OsString>, flags: Vec<OsString>, max_memory: Option<u64>) -> Self {
        Self { starter, flags, max_memory, pools: Mutex::default() }
    }

    /// Processes for a run.
    ///
    /// # Errors
    /// Where none can be started.
    pub(crate) fn processes(&self, with_text: bool) -> io::Result<Processes> {
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        if pools.of != std::process::id() {
            // Behind a fork: they are another process's, and not to be spoken to, nor ended.
            std::mem::forget(std::mem::take(&mut *pools));
            pools.of = std::process::id();
        }
        let pool = &mut pools.kept[usize::from(with_text)];
        if let Some(processes) = pool {
            return Ok(processes.clone());
        }
        let flags = self.flags.iter().cloned().chain(with_text.then(|| "--with-text".into()));
        let started = dixit_cli::processes(self.starter.clone(), flags, self.max_memory)?.kept();
        Ok(pool.insert(started).clone())
    }
}
