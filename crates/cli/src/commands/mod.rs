//! One file a subcommand.

pub(crate) mod cluster;
pub(crate) mod config;
pub(crate) mod eval;
pub(crate) mod merge;
pub(crate) mod outlets;
pub(crate) mod parse;
pub(crate) mod people;
pub(crate) mod query;
pub(crate) mod report;
pub(crate) mod run;
#[cfg(feature = "serve")]
pub(crate) mod serve;
pub(crate) mod shell;
pub(crate) mod show;
pub(crate) mod sources;
pub(crate) mod tokenize;
pub(crate) mod train;
