//! The parts of a layer, over rows one after another.

use half::f16;
use half::slice::HalfFloatSliceExt;
use rten_gemm::{BiasVector, GemmExecutor, GemmInputA, GemmInputB, GemmOptions, PackedBMatrix};
use rten_simd::{Isa, SimdOp, SimdUnaryOp};
use rten_tensor::NdTensorView;
use rten_vecmath::{
    ExtendInit, Gelu, MinMax, Normalize, NormalizeOptions, Quantize, Softmax, Sum, SumSquareSub,
};

/// Memory that is used again.
#[derive(Default)]
pub(super) struct Space {
    /// Rows in whole numbers, and of each row which number is zero, and what one is worth.
    quantized: Vec<u8>,
    zeros: Vec<u8>,
    scales: Vec<f32>,
    products: Vec<i32>,
    /// Attention of one head of one window.
    weights: Vec<f32>,
    head: Vec<f32>,
}

/// What is said of a multiplication whose sizes are checked when the model is loaded.
const SIZES: &str = "sizes that go together";

fn matrix<T>(rows: usize, columns: usize, data: &[T]) -> NdTensorView<'_, T, 2> {
    NdTensorView::from_data([rows, columns], data)
}

/// A matrix and a bias.
pub(super) struct Linear {
    inputs: usize,
    outputs: usize,
    bias: Vec<f32>,
    weight: Weight,
}

enum Weight {
    Single(PackedBMatrix<f32>),
    /// Whole numbers; of each column what one is worth, and their sum.
    Int8 {
        packed: PackedBMatrix<i8>,
        scales: Vec<f32>,
        sums: Vec<i32>,
    },
}

impl Linear {
    /// `weight` has a row an output.
    pub(super) fn new(weight: &[f32], bias: Vec<f32>, inputs: usize, int8: bool) -> Self {
        let outputs = bias.len();
        let weight = if int8 {
            let gemm = GemmExecutor::<u8, i8, i32>::default();
            // Some processors add two products in 16 bits.
            let most = if gemm.may_saturate() { 63.0 } else { 127.0 };
            let (mut whole, mut scales) = (Vec::with_capacity(weight.len()), Vec::with_capacity(outputs));
            for row in weight.chunks_exact(inputs) {
                let largest = row.iter().fold(f32::MIN_POSITIVE, |m, x| m.max(x.abs()));
                whole.extend(row.iter().map(|x| (x * most / largest).round() as i8));
                scales.push(largest / most);
            }
            let sum = |column: &[i8]| column.iter().map(|&w| i32::from(w)).sum();
            let sums = whole.chunks_exact(inputs).map(sum).collect();
            let packed = gemm.prepack_b(matrix(outputs, inputs, &whole).transposed());
            Weight::Int8 { packed, scales, sums }
        } else {
            Weight::Single(GemmExecutor::default().prepack_b(matrix(outputs, inputs, weight).transposed()))
        };
        Self { inputs, outputs, bias, weight }
    }

    /// Of each row of `x` the product in `out`.
    pub(super) fn apply(&self, x: &[f32], out: &mut Vec<f32>, space: &mut Space) {
        let rows = x.len() / self.inputs;
        out.resize(rows * self.outputs, 0.0);
        match &self.weight {
            Weight::Single(packed) => {
                let options =
                    GemmOptions { bias: Some(BiasVector::Row(&self.bias)), ..GemmOptions::default() };
                let x = GemmInputA::Unpacked(matrix(rows, self.inputs, x));
                GemmExecutor::default().gemm(out, x, GemmInputB::Packed(packed), options).expect(SIZES);
            }
            Weight::Int8 { packed, scales, sums } => {
                quantize(x, self.inputs, space);
                space.products.resize(rows * self.outputs, 0);
                // What is zero is taken into account afterwards: rten-gemm 0.27 reads that of its first rows for all.
                let options = GemmOptions::default();
                let x = GemmInputA::Unpacked(matrix(rows, self.inputs, &space.quantized));
                let packed = GemmInputB::Packed(packed);
                GemmExecutor::default().gemm(&mut space.products, x, packed, options).expect(SIZES);
                let products = space.products.chunks_exact(self.outputs);
                let worth = space.zeros.iter().zip(&space.scales);
                let rows = out.chunks_exact_mut(self.outputs).zip(products).zip(worth);
                for ((out, products), (&zero, &scale)) in rows {
                    Dequantize { out, products, zero: zero.into(), scale, sums, scales, bias: &self.bias }
                        .dispatch();
                }
            }
        }
    }
}

/// Each row in 256 steps from its least to its greatest number.
fn quantize(x: &[f32], columns: usize, space: &mut Space) {
    space.quantized.clear();
    space.quantized.reserve(x.len());
    space.zeros.clear();
    space.scales.clear();
    for row in x.chunks_exact(columns) {
        let (least, greatest) = MinMax::new(row).dispatch();
        // Zero is one of the steps.
        let (least, greatest) = (least.min(0.0), greatest.max(0.0));
        let scale = ((greatest - least) / 255.0).max(f32::MIN_POSITIVE);
        let zero = (-least / scale).round() as u8;
        space
            .quantized
            .extend_init(|to| Quantize::new(row, &mut to[..columns], 1.0 / scale, zero).dispatch());
        space.zeros.push(zero);
        space.scales.push(scale);
    }
}

/// Products of whole numbers back into what they are worth. A plain loop: the dispatch has it compiled for each kind of vectors.
struct Dequantize<'a> {
    out: &'a mut [f32],
    products: &'a [i32],
    zero: i32,
    scale: f32,
    sums: &'a [i32],
    scales: &'a [f32],
    bias: &'a [f32],
}

impl SimdOp for Dequantize<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) {
        let columns = self.products.iter().zip(self.sums).zip(self.scales).zip(self.bias);
        for (out, (((&product, &sum), &by), &bias)) in self.out.iter_mut().zip(columns) {
            *out = (product - self.zero * sum) as f32 * (self.scale * by) + bias;
        }
    }
}

struct Add<'a>(&'a mut [f32], &'a [f32]);

impl SimdOp for Add<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) {
        self.0.iter_mut().zip(self.1).for_each(|(a, b)| *a += b);
    }
}

/// Adds a row in half precision.
pub(super) fn add_half(to: &mut [f32], row: &[f16]) {
    let mut single = [0.0; 64];
    for (to, row) in to.chunks_mut(64).zip(row.chunks(64)) {
        let single = &mut single[..row.len()];
        row.convert_to_f32_slice(single);
        Add(to, single).dispatch();
    }
}

pub(super) fn gelu(x: &mut [f32]) {
    Gelu {}.map_mut(x);
}

/// Layer normalization.
pub(super) struct Norm {
    weight: Vec<f32>,
    bias: Vec<f32>,
    epsilon: f32,
}

impl Norm {
    pub(super) fn new(weight: Vec<f32>, bias: Vec<f32>, epsilon: f32) -> Self {
        Self { weight, bias, epsilon }
    }

    /// Normalizes one row.
    pub(super) fn apply(&self, row: &mut [f32]) {
        let n = row.len() as f32;
        let mean = Sum::new(row).dispatch() / n;
        let variance = SumSquareSub::new(row, mean).dispatch() / n;
        let options = NormalizeOptions {
            pre_scale_bias: mean,
            scale: 1.0 / (variance + self.epsilon).sqrt(),
            element_scale: Some(&self.weight),
            bias: 0.0,
            element_bias: Some(&self.bias),
        };
        Normalize::new_mut(row, options).dispatch();
    }

    /// Adds `other` to `x` and normalizes each row.
    pub(super) fn add(&self, x: &mut [f32], other: &[f32]) {
        let n = self.weight.len();
        for (row, other) in x.chunks_exact_mut(n).zip(other.chunks_exact(n)) {
            Add(row, other).dispatch();
            self.apply(row);
        }
    }
}

/// Attention of several heads.
pub(super) struct Attention {
    heads: usize,
    hidden: usize,
}

impl Attention {
    pub(super) fn new(heads: usize, hidden: usize) -> Self {
        Self { heads, hidden }
    }

    /// `qkv` has query, key and value of a sub-word side by side; `lengths` are those of the windows.
    pub(super) fn apply(&self, qkv: &[f32], lengths: &[usize], out: &mut [f32], space: &mut Space) {
        let (n, size) = (self.hidden, self.hidden / self.heads);
        let gemm = GemmExecutor::<f32>::default();
        let options = |alpha| GemmOptions { alpha, ..GemmOptions::default() };
        let mut start = 0;
        for &len in lengths {
            let rows = &qkv[start * 3 * n..(start + len) * 3 * n];
            space.weights.resize(len * len, 0.0);
            space.head.resize(len * size, 0.0);
            for head in 0..self.heads {
                let part = |which: usize| {
                    let from = &rows[which * n + head * size..];
                    NdTensorView::from_data_with_strides([len, size], from, [3 * n, 1]).expect(SIZES)
                };
                let (query, key) = (GemmInputA::Unpacked(part(0)), part(1));
                let alpha = 1.0 / (size as f32).sqrt();
                let key = GemmInputB::Unpacked(key.transposed());
                gemm.gemm(&mut space.weights, query, key, options(alpha)).expect(SIZES);
                space.weights.chunks_exact_mut(len).for_each(|row| {
                    Softmax::new_mut(row).dispatch();
                });
                let weights = GemmInputA::Unpacked(matrix(len, len, &space.weights));
                let value = GemmInputB::Unpacked(part(2));
                gemm.gemm(&mut space.head, weights, value, options(1.0)).expect(SIZES);
                for (i, row) in space.head.chunks_exact(size).enumerate() {
                    out[(start + i) * n + head * size..][..size].copy_from_slice(row);
                }
            }
            start += len;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers between -1 and 1, different ones from the same place on.
    fn numbers(n: usize, from: usize) -> Vec<f32> {
        let number = |i: usize| ((i * 7919 + from * 104_729) % 2003) as f32 / 1001.5 - 1.0;
        (0..n).map(number).collect()
    }

    #[test]
    fn whole_numbers_are_worth_what_they_stand_for() {
        let x = numbers(3 * 384, 1);
        let mut space = Space::default();
        quantize(&x, 384, &mut space);
        for (row, x) in x.chunks_exact(384).enumerate() {
            for (i, x) in x.iter().enumerate() {
                let q = f32::from(space.quantized[row * 384 + i]) - f32::from(space.zeros[row]);
                assert!((q * space.scales[row] - x).abs() < 0.005, "{row} {i}");
            }
        }
    }

    #[test]
    fn a_product_in_whole_numbers_is_near_the_exact_one() {
        let lane = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        lane.install(|| {
            products_are_near([(64, 32, 1), (384, 48, 5), (384, 1152, 137), (384, 1536, 70), (1536, 384, 70)])
        });
    }

    fn products_are_near(sizes: [(usize, usize, usize); 5]) {
        for (inputs, outputs, rows) in sizes {
            let (weight, bias) = (numbers(inputs * outputs, 2), numbers(outputs, 3));
            let mut x = numbers(inputs * rows, 4);
            // Rows that begin and end elsewhere each.
            x.chunks_exact_mut(inputs)
                .enumerate()
                .for_each(|(i, row)| row.iter_mut().for_each(|x| *x += (i % 7) as f32 / 5.0));
            let mut space = Space::default();
            let (mut single, mut int8) = (Vec::new(), Vec::new());
            Linear::new(&weight, bias.clone(), inputs, false).apply(&x, &mut single, &mut space);
            Linear::new(&weight, bias.clone(), inputs, true).apply(&x, &mut int8, &mut space);
            for (i, (a, b)) in single.iter().zip(&int8).enumerate() {
                let (row, column) = (i / outputs, i % outputs);
                let products = x[row * inputs..][..inputs].iter().zip(&weight[column * inputs..]);
                let exact: f32 = products.map(|(x, w)| x * w).sum::<f32>() + bias[column];
                let size = format!("{inputs} {outputs} {rows} at {i}: {exact} {a} {b}");
                assert!((a - exact).abs() < 0.01, "{size}");
                assert!((b - exact).abs() < 0.02 * (inputs as f32).sqrt(), "{size}");
            }
        }
    }
}
