//! How much memory a run takes, where the system says so.

use dixit_pipeline::bulk::{Job, Processes, Work};

/// Bytes of memory in use now, those of worker processes included.
pub(crate) fn resident(workers: Option<&Processes>) -> Option<u64> {
    let ours = field("self", "VmRSS:")?;
    let ids = workers.map(Processes::ids).unwrap_or_default();
    Some(ours + ids.iter().filter_map(|id| field(&id.to_string(), "VmRSS:")).sum::<u64>())
}

/// The most bytes of memory that were in use: of each process its own most, added up.
pub(crate) fn peak(job: &Job) -> Option<u64> {
    let ours = field("self", "VmHWM:")?;
    let Work::Processes(workers) = &job.work else { return Some(ours) };
    // Of those that have ended, and of those that a stop has left at work.
    let ids = workers.ids();
    Some(
        ours + workers.peak_memory()
            + ids.iter().filter_map(|id| field(&id.to_string(), "VmHWM:")).sum::<u64>(),
    )
}

/// Bytes of memory that this process may write to, used or not.
#[cfg(target_os = "linux")]
pub(crate) fn data() -> Option<u64> {
    field("self", "VmData:")
}

/// A line of Linux's own account of a process, in kB.
fn field(process: &str, name: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}
