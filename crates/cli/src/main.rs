//! The program `dixit`; see the library beside it.

use std::process::ExitCode;

fn main() -> ExitCode {
    dixit_cli::run(std::env::args_os())
}
