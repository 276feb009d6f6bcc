//! One file a subcommand.

pub(crate) mod eval;
pub(crate) mod run;
pub(crate) mod show;
