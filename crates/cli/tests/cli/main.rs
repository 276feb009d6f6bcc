//! The program as its users meet it: run in a folder of its own, judged by what it prints, writes and returns.

mod cluster;
mod docs;
mod formats;
mod golden;
mod harness;
mod inputs;
mod merge;
mod nothing_lost;
mod outputs;
mod parse;
mod people;
mod query;
mod reading;
mod resume;
mod robustness;
mod roundtrip;
mod run;
mod schema;
#[cfg(feature = "serve")]
mod serve;
mod settings;
mod shell;
mod show;
mod tokenize;
mod train;
