//! The network in pure Rust: rten's matrix multiplication and vector functions, called directly.
//!
//! Rows of all windows of a batch stand one after another, with no padding between: a batch of long and short ones costs no
//! more than each alone. Only attention looks at windows. Each worker computes on one thread of its own.

mod kernels;

use std::sync::mpsc;

use dixit_text::Scratch;
use half::f16;
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::Backend;
use crate::LoadError;
use crate::config::Config;
use crate::text::Window;
use crate::weights::Tensors;
use kernels::{Attention, Linear, Norm, Space, add_half, gelu};

/// Sub-words at once: enough for the multiplications to be fast, little enough for the cache.
const BATCH: usize = 512;

pub(super) struct RtenBackend {
    hidden: usize,
    inner: usize,
    outputs: usize,
    int8: bool,
    words: Vec<f16>,
    positions: Vec<f16>,
    shapes: Vec<f16>,
    norm: Norm,
    attention: Attention,
    layers: Vec<Layer>,
    head: Linear,
}

struct Layer {
    /// Query, key and value side by side.
    qkv: Linear,
    output: Linear,
    attention_norm: Norm,
    up: Linear,
    down: Linear,
    norm: Norm,
}

/// The thread of a worker: rten would else spread its work over all cores.
struct Lane(ThreadPool);

impl Default for Lane {
    fn default() -> Self {
        let pool = ThreadPoolBuilder::new().num_threads(1).thread_name(|_| "dixit-bert".to_owned()).build();
        Self(pool.expect("a thread can be started"))
    }
}

#[derive(Default)]
struct Buffers {
    space: Space,
    x: Vec<f32>,
    wide: Vec<f32>,
    mixed: Vec<f32>,
}

impl RtenBackend {
    pub(super) fn new(config: &Config, tensors: &Tensors<'_>, int8: bool) -> Result<Self, LoadError> {
        let (hidden, inner) = (config.hidden_size, config.intermediate_size);
        let embedding = |name: &str, rows: usize| {
            tensors.half(&format!("bert.embeddings.{name}_embeddings.weight"), &[rows, hidden])
        };
        let norm = |name: &str| {
            let part = |p: &str| tensors.single(&format!("{name}.LayerNorm.{p}"), &[hidden]);
            Ok::<_, LoadError>(Norm::new(part("weight")?, part("bias")?, config.layer_norm_eps))
        };
        // Of parts side by side; a weight has a row an output.
        let linear = |names: &[String], outputs: usize, inputs: usize, int8: bool| {
            let (mut weight, mut bias) = (Vec::new(), Vec::new());
            for name in names {
                weight.extend(tensors.single(&format!("{name}.weight"), &[outputs, inputs])?);
                bias.extend(tensors.single(&format!("{name}.bias"), &[outputs])?);
            }
            Ok::<_, LoadError>(Linear::new(&weight, bias, inputs, int8))
        };
        let layer = |i: usize| {
            let name = |part: &str| format!("bert.encoder.layer.{i}.{part}");
            let qkv = ["query", "key", "value"].map(|p| name(&format!("attention.self.{p}")));
            Ok::<_, LoadError>(Layer {
                qkv: linear(&qkv, hidden, hidden, int8)?,
                output: linear(&[name("attention.output.dense")], hidden, hidden, int8)?,
                attention_norm: norm(&name("attention.output"))?,
                up: linear(&[name("intermediate.dense")], inner, hidden, int8)?,
                down: linear(&[name("output.dense")], hidden, inner, int8)?,
                norm: norm(&name("output"))?,
            })
        };
        Ok(Self {
            hidden,
            inner,
            outputs: config.outputs(),
            int8,
            words: embedding("word", config.vocab_size)?,
            positions: embedding("position", config.max_position_embeddings)?,
            shapes: embedding("token_type", config.type_vocab_size)?,
            norm: norm("bert.embeddings")?,
            attention: Attention::new(config.num_attention_heads, hidden),
            layers: (0..config.num_hidden_layers).map(layer).collect::<Result<_, _>>()?,
            // Small beside the layers, and all decisions hang on it.
            head: linear(&["head".to_owned()], config.outputs(), hidden, false)?,
        })
    }

    /// The vectors of all sub-words before the first layer.
    fn embed(&self, windows: &[Window], x: &mut Vec<f32>) {
        let n = self.hidden;
        x.clear();
        for window in windows {
            for (position, (&id, &shape)) in window.ids.iter().zip(&window.shapes).enumerate() {
                let at = x.len();
                x.resize(at + n, 0.0);
                let row = &mut x[at..];
                add_half(row, &self.words[id as usize * n..][..n]);
                add_half(row, &self.positions[position * n..][..n]);
                add_half(row, &self.shapes[usize::from(shape) * n..][..n]);
                self.norm.apply(row);
            }
        }
    }

    fn run(&self, windows: &[Window], b: &mut Buffers) -> Vec<f32> {
        let Buffers { space, x, wide, mixed } = b;
        self.embed(windows, x);
        let rows = x.len() / self.hidden;
        let lengths: Vec<usize> = windows.iter().map(|w| w.ids.len()).collect();
        for layer in &self.layers {
            layer.qkv.apply(x, wide, space);
            mixed.resize(rows * self.hidden, 0.0);
            self.attention.apply(wide, &lengths, mixed, space);
            layer.output.apply(mixed, wide, space);
            layer.attention_norm.add(x, wide);
            layer.up.apply(x, wide, space);
            debug_assert_eq!(wide.len(), rows * self.inner);
            gelu(wide);
            layer.down.apply(wide, mixed, space);
            layer.norm.add(x, mixed);
        }
        // Of each word its first sub-word.
        mixed.clear();
        let mut start = 0;
        for window in windows {
            for &first in &window.first {
                mixed.extend_from_slice(&x[(start + first as usize) * self.hidden..][..self.hidden]);
            }
            start += window.ids.len();
        }
        let mut scores = Vec::with_capacity(mixed.len() / self.hidden * self.outputs);
        self.head.apply(mixed, &mut scores, space);
        scores
    }
}

impl Backend for RtenBackend {
    fn scores(&self, windows: &[Window], scratch: &mut Scratch) -> Vec<f32> {
        let mut buffers: Buffers = scratch.take();
        let Lane(lane) = scratch.get();
        let (done, scores) = mpsc::sync_channel(1);
        let space = &mut buffers;
        // Not `install`: where the worker is a thread of rayon's, that would begin with other articles while it waits.
        let scores = lane.in_place_scope(|lane| {
            lane.spawn(move |_| {
                // It is waited for.
                let _ = done.send(self.run(windows, space));
            });
            scores.recv()
        });
        *scratch.get() = buffers;
        scores.expect("an answer, where the thread did not panic")
    }

    fn batch(&self) -> usize {
        BATCH
    }

    fn pads(&self) -> bool {
        false
    }

    fn name(&self) -> &'static str {
        if self.int8 { "rten-int8" } else { "rten-single" }
    }
}
