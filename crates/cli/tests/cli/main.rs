//! The program as its users meet it: run in a folder of its own, judged by what it prints, writes and returns.

mod formats;
mod golden;
mod harness;
mod outputs;
mod resume;
mod robustness;
mod run;
mod schema;
mod show;
mod tokenize;
