//! Tensors of `model.safetensors`.

use std::path::{Path, PathBuf};

use half::f16;
use safetensors::{Dtype, SafeTensors};

use crate::LoadError;

/// A file of tensors, in memory.
pub(crate) struct Weights {
    path: PathBuf,
    bytes: Vec<u8>,
}

impl Weights {
    pub(crate) fn read(path: &Path) -> Result<Self, LoadError> {
        let bytes =
            std::fs::read(path).map_err(|source| LoadError::Read { path: path.to_owned(), source })?;
        Ok(Self { path: path.to_owned(), bytes })
    }

    /// The tensors by name.
    pub(crate) fn tensors(&self) -> Result<Tensors<'_>, LoadError> {
        let inner = SafeTensors::deserialize(&self.bytes).map_err(|e| self.malformed(e.to_string()))?;
        Ok(Tensors { weights: self, inner })
    }

    /// Tells one file from another.
    pub(crate) fn checksum(&self) -> u64 {
        let (words, rest) = self.bytes.as_chunks();
        let words = words.iter().map(|&w| u64::from_le_bytes(w));
        let all = words.chain(rest.iter().map(|&b| u64::from(b)));
        // FNV-1a, eight bytes a step, with the high bits brought down.
        all.fold(0xcbf2_9ce4_8422_2325, |h: u64, w| {
            let h = (h ^ w).wrapping_mul(0x100_0000_01b3);
            h ^ (h >> 32)
        })
    }

    fn malformed(&self, what: String) -> LoadError {
        LoadError::Malformed { path: self.path.clone(), what }
    }
}

/// See [`Weights::tensors`].
pub(crate) struct Tensors<'a> {
    weights: &'a Weights,
    inner: SafeTensors<'a>,
}

impl Tensors<'_> {
    /// A tensor in half precision.
    pub(crate) fn half(&self, name: &str, shape: &[usize]) -> Result<Vec<f16>, LoadError> {
        let wrong = |what: String| self.weights.malformed(format!("tensor {name} {what}"));
        let tensor = self.inner.tensor(name).map_err(|_| wrong("is missing".to_owned()))?;
        if tensor.shape() != shape {
            return Err(wrong(format!("has the shape {:?}, not {shape:?}", tensor.shape())));
        }
        if tensor.dtype() != Dtype::F16 {
            return Err(wrong("is not in half precision".to_owned()));
        }
        let (numbers, _) = tensor.data().as_chunks();
        Ok(numbers.iter().map(|&b| f16::from_le_bytes(b)).collect())
    }

    /// A tensor in single precision.
    pub(crate) fn single(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, LoadError> {
        Ok(self.half(name, shape)?.into_iter().map(f16::to_f32).collect())
    }
}
