//! What computes the network: encoder and linear head. All else is the same for every backend.

#[cfg(feature = "rten")]
mod rten;
#[cfg(feature = "torch")]
mod torch;

use std::str::FromStr;

use dixit_text::Scratch;

use crate::LoadError;
use crate::config::Config;
use crate::text::Window;
use crate::weights::Tensors;

/// Runs the network.
pub(crate) trait Backend: Send + Sync {
    /// The head's scores of each word of each window: a row of [`Config::outputs`] numbers a word, window after window.
    fn scores(&self, windows: &[Window], scratch: &mut Scratch) -> Vec<f32>;

    /// Most sub-words that are best read at once, where all windows are as long as the longest.
    fn batch(&self) -> usize;

    /// Whether a window costs as much as the longest of its batch, so that the more there are to choose from the better.
    fn pads(&self) -> bool;

    /// Backend and precision, in a word.
    fn name(&self) -> &'static str;
}

/// What runs the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BackendKind {
    /// Pure Rust: rten's kernels. Needs feature `rten`.
    Rten,
    /// rust-bert on libtorch. Needs feature `torch`.
    Torch,
}

/// Where the network runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Device {
    /// The processor, one core a worker.
    #[default]
    Cpu,
    /// The graphics card of this number.
    Cuda(usize),
}

/// How exactly the network is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// Matrices in whole numbers of 8 bits, where the backend can: fastest on a processor.
    Int8,
    /// 16 bits, on a graphics card.
    Half,
    /// 32 bits.
    Single,
}

/// How to run the network; what is `None` is chosen by what the program was built with, and by the device.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Options {
    /// Default: rten where it is there and the device is the processor.
    pub backend: Option<BackendKind>,
    /// Default: the processor.
    pub device: Device,
    /// Default: the fastest of backend and device.
    pub precision: Option<Precision>,
    /// Quotations less likely than this are left out. Default: what the model says.
    pub threshold: Option<f32>,
}

impl FromStr for Device {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        match s.split_once(':').unwrap_or((s, "0")) {
            ("cpu", "0") if s == "cpu" => Ok(Self::Cpu),
            ("cuda", n) => {
                n.parse().map(Self::Cuda).map_err(|_| format!("{n:?} is not the number of a device"))
            }
            _ => Err("a device is cpu, cuda, or cuda:N".to_owned()),
        }
    }
}

/// The backend that `options` ask for.
pub(crate) fn open(
    options: &Options,
    config: &Config,
    tensors: &Tensors<'_>,
) -> Result<Box<dyn Backend>, LoadError> {
    let backend = match (options.backend, options.device) {
        (Some(backend), _) => backend,
        (None, Device::Cuda(_)) => BackendKind::Torch,
        (None, Device::Cpu) if cfg!(feature = "rten") => BackendKind::Rten,
        (None, Device::Cpu) => BackendKind::Torch,
    };
    match backend {
        BackendKind::Rten => open_rten(options, config, tensors),
        BackendKind::Torch => open_torch(options, config, tensors),
    }
}

#[cfg(feature = "rten")]
fn open_rten(o: &Options, config: &Config, tensors: &Tensors<'_>) -> Result<Box<dyn Backend>, LoadError> {
    let no =
        |what: &str| Err(LoadError::Unavailable(format!("the backend rten {what}: take the backend torch")));
    match (o.device, o.precision) {
        (Device::Cuda(_), _) => no("runs on the processor alone"),
        (_, Some(Precision::Half)) => no("has no half precision"),
        (_, precision) => {
            let int8 = precision != Some(Precision::Single);
            Ok(Box::new(rten::RtenBackend::new(config, tensors, int8)?))
        }
    }
}

#[cfg(not(feature = "rten"))]
fn open_rten(_: &Options, _: &Config, _: &Tensors<'_>) -> Result<Box<dyn Backend>, LoadError> {
    Err(LoadError::Unavailable(
        "this program was built without the backend rten: build it with --features rten".to_owned(),
    ))
}

#[cfg(feature = "torch")]
fn open_torch(o: &Options, config: &Config, tensors: &Tensors<'_>) -> Result<Box<dyn Backend>, LoadError> {
    Ok(Box::new(torch::TorchBackend::new(config, tensors, o.device, o.precision)?))
}

#[cfg(not(feature = "torch"))]
fn open_torch(_: &Options, _: &Config, _: &Tensors<'_>) -> Result<Box<dyn Backend>, LoadError> {
    Err(LoadError::Unavailable(
        "this program was built without the backend torch: build it with --features torch, and with libtorch from \
         scripts/setup-libtorch or --features download-libtorch"
            .to_owned(),
    ))
}
