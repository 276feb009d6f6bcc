//! The network on rust-bert, that is libtorch: the reference, and the way to a graphics card.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use dixit_text::Scratch;
use rust_bert::Activation;
use rust_bert::bert::{BertConfig, BertEmbeddings, BertModel};
use tch::nn::{Path, VarStore};
use tch::{Kind, Tensor};

use super::{Backend, Device, Precision};
use crate::LoadError;
use crate::config::Config;
use crate::text::Window;
use crate::weights::Tensors;

/// Sub-words at once on a graphics card, padding included. A processor reads window by window: what several take together
/// no longer fits its cache, and costs a third more.
const BATCH_CUDA: usize = 1 << 16;

pub(super) struct TorchBackend {
    config: Config,
    device: tch::Device,
    half: bool,
    /// All weights, which the models share. What libtorch makes may be sent to a thread, but not used by two at once.
    weights: Mutex<HashMap<String, Tensor>>,
    /// Models that no worker has in hand.
    idle: Mutex<Vec<Model>>,
}

/// What one worker computes with.
struct Model {
    bert: BertModel<BertEmbeddings>,
    weight: Tensor,
    bias: Tensor,
}

impl TorchBackend {
    pub(super) fn new(
        config: &Config,
        tensors: &Tensors<'_>,
        device: Device,
        precision: Option<Precision>,
    ) -> Result<Self, LoadError> {
        let no = |what: String| Err(LoadError::Unavailable(what));
        let (device, usual) = match device {
            Device::Cpu => (tch::Device::Cpu, Precision::Single),
            Device::Cuda(n) if (n as i64) < tch::Cuda::device_count() => {
                (tch::Device::Cuda(n), Precision::Half)
            }
            Device::Cuda(n) => {
                return no(format!("there is no device cuda:{n}, or libtorch is without CUDA"));
            }
        };
        let kind = match precision.unwrap_or(usual) {
            Precision::Single => Kind::Float,
            Precision::Half if device.is_cuda() => Kind::Half,
            Precision::Half => return no("half precision needs a graphics card: --device cuda".to_owned()),
            Precision::Int8 => return no("the backend torch has no int8: take the backend rten".to_owned()),
        };
        let store = VarStore::new(tch::Device::Cpu);
        build(store.root(), config);
        let mut weights = HashMap::new();
        let shapes = store.variables().into_iter().map(|(name, t)| (name.replace('|', "."), t.size()));
        let head = [
            ("head.weight".to_owned(), vec![config.outputs() as i64, config.hidden_size as i64]),
            ("head.bias".to_owned(), vec![config.outputs() as i64]),
        ];
        for (name, size) in shapes.chain(head) {
            let shape: Vec<usize> = size.iter().map(|&n| n as usize).collect();
            let tensor = Tensor::from_slice(&tensors.single(&name, &shape)?).reshape(size);
            weights.insert(name, tensor.to_device(device).to_kind(kind));
        }
        let (weights, idle) = (Mutex::new(weights), Mutex::default());
        Ok(Self { config: config.clone(), device, half: kind == Kind::Half, weights, idle })
    }

    /// A model on the common weights.
    fn model(&self) -> Model {
        let weights = self.weights.lock().unwrap_or_else(PoisonError::into_inner);
        let store = VarStore::new(self.device);
        let bert = build(store.root(), &self.config);
        // Each is set by its name, so that the order does not matter.
        #[allow(clippy::iter_over_hash_type)]
        for (name, mut variable) in store.variables() {
            tch::no_grad(|| variable.set_data(&weights[&name.replace('|', ".")]));
        }
        Model {
            bert,
            weight: weights["head.weight"].shallow_clone(),
            bias: weights["head.bias"].shallow_clone(),
        }
    }

    fn run(&self, model: &Model, windows: &[Window]) -> Vec<f32> {
        let longest = windows.iter().map(|w| w.ids.len()).max().unwrap_or(0);
        let size = windows.len() * longest;
        let (mut ids, mut shapes, mut mask) = (vec![0i64; size], vec![0i64; size], vec![0i64; size]);
        let mut first = Vec::new();
        for (i, window) in windows.iter().enumerate() {
            let at = i * longest;
            for (j, (&id, &shape)) in window.ids.iter().zip(&window.shapes).enumerate() {
                (ids[at + j], shapes[at + j], mask[at + j]) = (i64::from(id), i64::from(shape), 1);
            }
            first.extend(window.first.iter().map(|&f| at as i64 + i64::from(f)));
        }
        let rows = |numbers: &[i64]| {
            Tensor::from_slice(numbers).reshape([windows.len() as i64, longest as i64]).to_device(self.device)
        };
        let (ids, shapes, mask) = (rows(&ids), rows(&shapes), rows(&mask));
        let output = model
            .bert
            .forward_t(Some(&ids), Some(&mask), Some(&shapes), None, None, None, None, false)
            .expect("ids and mask are of one shape");
        let first = Tensor::from_slice(&first).to_device(self.device);
        let words = output.hidden_state.flatten(0, 1).index_select(0, &first);
        let scores = words.linear(&model.weight, Some(&model.bias)).to_kind(Kind::Float);
        let scores = scores.to_device(tch::Device::Cpu).contiguous().view(-1);
        Vec::try_from(scores).expect("numbers in single precision")
    }
}

fn build(root: Path<'_>, config: &Config) -> BertModel<BertEmbeddings> {
    let size = |n: usize| n as i64;
    let config = BertConfig {
        hidden_act: Activation::gelu,
        hidden_size: size(config.hidden_size),
        intermediate_size: size(config.intermediate_size),
        max_position_embeddings: size(config.max_position_embeddings),
        num_attention_heads: size(config.num_attention_heads),
        num_hidden_layers: size(config.num_hidden_layers),
        type_vocab_size: size(config.type_vocab_size),
        vocab_size: size(config.vocab_size),
        ..BertConfig::default()
    };
    BertModel::new_with_optional_pooler(root / "bert", &config, false)
}

impl Backend for TorchBackend {
    fn scores(&self, windows: &[Window], _: &mut Scratch) -> Vec<f32> {
        // One core a worker: two workers with one thread each beat one with two. It is a setting of each thread.
        tch::set_num_threads(1);
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let model = idle().pop();
        let model = model.unwrap_or_else(|| self.model());
        let scores = tch::no_grad(|| self.run(&model, windows));
        idle().push(model);
        scores
    }

    fn batch(&self) -> usize {
        if self.device.is_cuda() { BATCH_CUDA } else { 1 }
    }

    fn pads(&self) -> bool {
        self.device.is_cuda()
    }

    fn name(&self) -> &'static str {
        if self.half { "torch-half" } else { "torch-single" }
    }
}
