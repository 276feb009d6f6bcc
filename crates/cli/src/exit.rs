use std::process::ExitCode;

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExitStatus {
    /// 0: all went well. Also where the reader of our output closed the pipe.
    Success,
    /// 1: the run came to its end, but some articles failed, each named on standard error, or a figure fell
    /// below its floor.
    SomeFailed,
    /// 2: the run could not start or could not go on: wrong usage, or output that cannot be written.
    Usage,
    /// 130: a signal ended the run; what was done is kept.
    Stopped,
}

impl ExitStatus {
    /// The number the system sees.
    pub(crate) fn code(self) -> u8 {
        match self {
            ExitStatus::Success => 0,
            ExitStatus::SomeFailed => 1,
            ExitStatus::Usage => 2,
            ExitStatus::Stopped => 130,
        }
    }
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        status.code().into()
    }
}

/// Whether the error comes from writing to a pipe that nobody reads any more (`dixit run … | head`).
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
}
