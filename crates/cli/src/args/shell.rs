//! What a shell and `man` want to know of the program.

use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;

/// Writes completions for a shell to standard output.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  dixit completions bash > ~/.local/share/bash-completion/completions/dixit
  dixit completions zsh > ~/.zfunc/_dixit
  dixit completions fish > ~/.config/fish/completions/dixit.fish")]
pub(crate) struct CompletionsArgs {
    /// The shell.
    pub(crate) shell: Shell,
}

/// Writes manual pages, one a command, into a folder.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  dixit man ~/.local/share/man/man1 && man dixit-run")]
pub(crate) struct ManArgs {
    /// The folder; made where it is missing.
    pub(crate) folder: PathBuf,
}
