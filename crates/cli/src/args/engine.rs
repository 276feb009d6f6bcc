//! What analyses: the engine, its models and registries.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use dixit_bert::Device;

use super::values::probability;

/// What finds names and quotations.
#[derive(Debug, Args)]
pub(crate) struct EngineArgs {
    /// What finds names and quotations.
    #[arg(long, value_name = "NAME", default_value = "fast")]
    pub(crate) engine: Engine,

    /// With --engine auto: about what share of the words of news the transformer reads, those of which the embedded engine is least
    /// sure. Twice the share takes nearly twice the time. [default: 0.25]
    #[arg(long, value_name = "0..1", value_parser = probability, help_heading = "Transformer")]
    pub(crate) budget: Option<f32>,

    /// What computes the network of --engine bert and auto. Default: what this program was built with, and the device allows.
    #[arg(long, value_name = "NAME", help_heading = "Transformer")]
    pub(crate) backend: Option<Backend>,

    /// Where the network of --engine bert and auto is computed: cpu, one core a worker, or a graphics card: cuda or cuda:N. [default: cpu]
    #[arg(long, value_name = "DEVICE", help_heading = "Transformer")]
    pub(crate) device: Option<Device>,

    /// How exactly the network of --engine bert and auto is computed. Default: the fastest that backend and device have.
    #[arg(long, value_name = "PRECISION", help_heading = "Transformer")]
    pub(crate) precision: Option<Precision>,

    /// A model of your own in the place of the embedded one, from dixit train; once each for names, quotations, speakers and sources.
    /// For eval of trees, one from dixit-dev train grammar.
    #[arg(long, value_name = "FILE")]
    pub(crate) model: Vec<PathBuf>,

    /// Your own table of outlets, on top of the shipped one: see dixit outlets check --help.
    #[arg(long, value_name = "FILE")]
    pub(crate) outlets: Option<PathBuf>,

    /// Your own file of people, on top of the shipped registry: see dixit people check --help.
    #[arg(long, value_name = "FILE")]
    pub(crate) people: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Engine {
    /// The embedded engine: trained models in the program, nothing to install, made for bulk.
    Fast,
    /// Rules and word lists alone: finds less, in a fraction of the time, and each decision can be read off the text.
    Rules,
    /// The transformer: finds most, at a fiftieth of the speed; see docs/bert.md.
    Bert,
    /// The embedded engine for all, the transformer for the paragraphs of which that is unsure: see --budget and docs/bert.md.
    Auto,
}

/// What computes the network of the transformer engine.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Backend {
    /// Pure Rust, nothing to install.
    Rten,
    /// rust-bert on libtorch, for graphics cards.
    Torch,
}

/// How exactly it is computed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Precision {
    /// Matrices in whole numbers of 8 bits: backend rten.
    Int8,
    /// 16 bits: graphics cards.
    Half,
    /// 32 bits.
    Single,
}
