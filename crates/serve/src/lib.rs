//! dixit as a service: articles come in over HTTP, records go out, and nothing is kept but the gold that people make of a folder's articles.
//!
//! [`Server`] answers `POST /v1/attribute` with the records of the articles it is sent, and has a page to paste one. Articles are
//! analysed on threads of their own through [`bulk::one`](dixit_pipeline::bulk::one), in worker processes where the
//! [`Job`](dixit_pipeline::bulk::Job) has such, so what an article does to its analysis costs that article alone.
//! Whoever wants records within a program of their own takes `dixit-pipeline`; for files there is `dixit run`.
//!
//! ```no_run
//! use dixit_pipeline::{Analyzer, bulk::Work};
//! use dixit_serve::{Config, Server};
//!
//! let config = Config::new(Work::Threads(Analyzer::fast()));
//! let server = Server::bind(config)?;
//! println!("http://{}", server.address());
//! server.run()?;
//! # Ok::<(), dixit_serve::Error>(())
//! ```
//!
//! The design in three sentences. Requests are admitted up to a bound before their bodies are read, and refused with 429 beyond
//! it, so memory is bounded. An admitted request hands over no more articles at once than there are analysis threads, so that a
//! request of a thousand articles does not keep one of a single article waiting. No more is read of a request than its
//! limits of size and time allow.

mod answer;
mod attribute;
mod body;
mod config;
mod correct;
mod disagree;
mod error;
mod figures;
mod gold;
mod guard;
mod listen;
mod metrics;
mod observe;
mod page;
mod pool;
mod problem;
mod process;
mod review;
mod routes;
mod server;
mod state;

pub use config::{Config, Log, ReviewConfig};
pub use error::Error;
pub use server::{Server, Stopper};
