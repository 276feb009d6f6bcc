//! How much memory the program takes, where the system says so.

/// Bytes of memory in use now.
pub(crate) fn resident() -> Option<u64> {
    field("VmRSS:")
}

/// The most bytes of memory that were in use at once.
pub(crate) fn peak() -> Option<u64> {
    field("VmHWM:")
}

/// A line of Linux's own account, in kB.
fn field(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}
