//! What the system says of the processes.

use dixit_pipeline::bulk::Work;

/// Memory held by this process and its workers, in bytes, where Linux says so.
pub(crate) fn resident_bytes(work: &Work) -> Option<u64> {
    let workers = match work {
        Work::Threads(_) => Vec::new(),
        Work::Processes(processes) => processes.ids(),
    };
    let own = resident("self")?;
    Some(own + workers.iter().filter_map(|id| resident(&id.to_string())).sum::<u64>())
}

fn resident(process: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}
